-- Verify 015: Rename sad of mood to unhappy
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'enum mood has the label ''unhappy'' and not ''sad''' AS claim,
       (
         SELECT bool_and(enumlabel <> 'sad') AND bool_or(enumlabel = 'unhappy')
         FROM pg_enum
         WHERE enumtypid = to_regtype('mood')
       ) IS TRUE AS holds;
