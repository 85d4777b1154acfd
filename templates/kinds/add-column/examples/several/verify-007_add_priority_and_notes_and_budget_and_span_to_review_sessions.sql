-- Verify 007: Add priority, notes, budget, span to review_sessions
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column priority of review_sessions exists' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('review_sessions')
           AND attname = 'priority'
           AND atttypid = to_regtype('smallint')
           AND attnotnull = false
       ) AS holds;

SELECT 'column notes of review_sessions exists' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('review_sessions')
           AND attname = 'notes'
           AND atttypid = to_regtype('text')
           AND attnotnull = false
       ) AS holds;

SELECT 'column budget of review_sessions exists, NOT NULL' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('review_sessions')
           AND attname = 'budget'
           AND atttypid = to_regtype('numeric(10,2)')
           AND attnotnull = true
       ) AS holds;

SELECT 'column span of review_sessions exists' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('review_sessions')
           AND attname = 'span'
           AND atttypid = to_regtype('int')
           AND attnotnull = false
       ) AS holds;
