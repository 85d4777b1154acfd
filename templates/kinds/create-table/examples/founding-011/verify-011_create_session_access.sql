-- Verify 011: Create session_access
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'table session_access exists with all its columns' AS claim,
       (
         SELECT count(*) = 5
         FROM pg_attribute
         WHERE attrelid = to_regclass('session_access')
           AND attnum > 0
           AND attname IN ('access_id', 'user_id', 'session_id', 'granted_by', 'granted_at')
       ) AS holds;

SELECT 'index idx_session_access_user on session_access exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('idx_session_access_user')
           AND indrelid = to_regclass('session_access')
           AND indisunique = false
           AND indisvalid
       ) AS holds;

SELECT 'index idx_session_access_session on session_access exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('idx_session_access_session')
           AND indrelid = to_regclass('session_access')
           AND indisunique = false
           AND indisvalid
       ) AS holds;

SELECT 'index idx_session_access_granted_by on session_access exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('idx_session_access_granted_by')
           AND indrelid = to_regclass('session_access')
           AND indisunique = false
           AND indisvalid
       ) AS holds;
