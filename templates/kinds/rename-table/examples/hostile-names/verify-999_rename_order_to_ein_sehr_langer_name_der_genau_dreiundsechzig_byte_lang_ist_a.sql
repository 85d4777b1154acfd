-- Verify 999: Rename "My Schema"."order" to "ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä", with a view of the old name
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT '"My Schema"."ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä" is a table' AS claim,
       EXISTS (
         SELECT FROM pg_class
         WHERE oid = to_regclass('"My Schema"."ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä"')
           AND relkind IN ('r', 'p')
       ) AS holds;

SELECT '"My Schema"."order" is a view' AS claim,
       EXISTS (
         SELECT FROM pg_class
         WHERE oid = to_regclass('"My Schema"."order"')
           AND relkind IN ('v')
       ) AS holds;

SELECT '"My Schema"."order" belongs to the owner of "My Schema"."ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä"' AS claim,
       EXISTS (
         SELECT FROM pg_class AS _view
         JOIN pg_class AS _table USING (relowner)
         WHERE _view.oid = to_regclass('"My Schema"."order"')
           AND _table.oid = to_regclass('"My Schema"."ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä"')
       ) AS holds;
