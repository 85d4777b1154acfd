-- Verify 061: Set the default of settings of app.users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column settings of app.users has a default' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('app.users')
           AND attname = 'settings'
           AND atthasdef
       ) AS holds;

SELECT 'the default of settings of app.users is not app.first_settings() any more' AS claim,
       EXISTS (
         SELECT FROM pg_attrdef
         JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
         WHERE adrelid = to_regclass('app.users')
           AND attname = 'settings'
           AND pg_get_expr(adbin, adrelid) <> 'app.first_settings()'
       ) AS holds;

SELECT 'migration 061_set_default_of_settings_of_users is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '061_set_default_of_settings_of_users') AS holds;
