"""All entries as one query."""

from __future__ import annotations

from functools import cache

from new_migration.postgres.catalog.access import ACCESS
from new_migration.postgres.catalog.entry import not_of_extension
from new_migration.postgres.catalog.relations import RELATIONS
from new_migration.postgres.catalog.routines import ROUTINES
from new_migration.postgres.catalog.surroundings import SURROUNDINGS

ENTRIES = (*SURROUNDINGS, *RELATIONS, *ROUTINES, *ACCESS)

# What changes how the server prints a definition, or how long it thinks about the query (name → SQL).
PRINTING = {
    # Everything outside pg_catalog gets its schema's name.
    "search_path": "''",
    # A timestamptz constant in a default is printed in this zone; pg_dump does not set it.
    "TimeZone": "'UTC'",
    "DateStyle": "'ISO, YMD'",
    "IntervalStyle": "'postgres'",
    "extra_float_digits": "3",
    "bytea_output": "'hex'",
    "lc_monetary": "'C'",
    "quote_all_identifiers": "off",
    "standard_conforming_strings": "on",
    "xmlbinary": "'base64'",
    "row_security": "off",
    # The plan's cost estimate would switch these on: 1.5 s instead of 0.08 s (measured on PostgreSQL 15).
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "statement_timeout": "0",
    "lock_timeout": "0",
}

# ns: the schemas, without the server's own. ext: members of extensions. rel: relations in ns that are no members.
_COMMON = f"""WITH ns AS MATERIALIZED (
  SELECT oid, quote_ident(nspname) AS q, nspowner FROM pg_catalog.pg_namespace
  WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'),
ext AS MATERIALIZED (
  SELECT classid, objid FROM pg_catalog.pg_depend
  WHERE refclassid = 'pg_catalog.pg_extension'::regclass AND deptype = 'e'),
rel AS MATERIALIZED (
  SELECT c.*, ns.q||'.'||quote_ident(c.relname) AS ident,
    CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
      WHEN 'f' THEN 'foreign table' WHEN 'S' THEN 'sequence' ELSE 'index' END AS kind
  FROM pg_catalog.pg_class c JOIN ns ON ns.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'i', 'I') AND {not_of_extension("pg_class", "c.oid")})
"""


@cache
def schema_query(major: int) -> str:
    """The query for the whole schema on a server of version ``major``; see ``Entry.select`` for its columns."""
    return _COMMON + "\nUNION ALL\n".join(entry.select(major) for entry in ENTRIES if major >= entry.since)
