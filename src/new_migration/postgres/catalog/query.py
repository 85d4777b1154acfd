"""All entries as one query."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from new_migration.postgres.catalog.access import ACCESS
from new_migration.postgres.catalog.entry import NO_RELATION, SYSTEM_RELATIONS, Entry, not_of_extension
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

# The objects on which comments are the relations' own business, with the relation that they hang on.
HANGING = (
    ("pg_index", "indexrelid", "indrelid"),
    ("pg_constraint", "oid", "conrelid"),
    ("pg_trigger", "oid", "tgrelid"),
    ("pg_policy", "oid", "polrelid"),
    ("pg_rewrite", "oid", "ev_class"),
    ("pg_statistic_ext", "oid", "stxrelid"),
)


def relation_of(classid: str, objid: str) -> str:
    """The relation that an object is or hangs on: of an index its table; 0 for none."""
    of_class = f"coalesce((SELECT h.indrelid FROM pg_index h WHERE h.indexrelid = {objid}), {objid})"
    others = " ".join(
        f"WHEN '{catalog}'::regclass THEN (SELECT h.{relation} FROM {catalog} h WHERE h.{oid} = {objid})"
        for catalog, oid, relation in HANGING[1:]
    )
    return f"coalesce(CASE {classid} WHEN 'pg_class'::regclass THEN {of_class} {others} END, 0::oid)"


# All with the relations with the oids $1, an array.
HANGING_ON_CHOSEN = " UNION ALL ".join(
    [
        "SELECT unnest($1)",
        *(f"SELECT {oid} FROM {catalog} WHERE {relation} = ANY ($1)" for catalog, oid, relation in HANGING),
    ]
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """Which of the entries to read, and the conditions on what they read."""

    entries: tuple[Entry, ...]
    relations: str = "true"
    statistics: str = "true"
    remarks: str = "true"
    units: str = "true"


_WHOLE = _Part(entries=ENTRIES)
# What hangs on the relations with the oids $1, an array.
_CHOSEN = _Part(
    entries=tuple(entry for entry in ENTRIES if entry.unit not in {NO_RELATION, SYSTEM_RELATIONS}),
    relations="""c.oid = ANY (ARRAY(
        SELECT unnest($1) UNION ALL SELECT indexrelid FROM pg_index WHERE indrelid = ANY ($1)))""",
    statistics="stxrelid = ANY ($1)",
    remarks=f"objoid = ANY (ARRAY({HANGING_ON_CHOSEN}))",
    units="unit = ANY ($1)",
)
# What hangs on no relation.
_REST = _Part(
    entries=tuple(entry for entry in ENTRIES if entry.unit in {NO_RELATION, "d.unit"}),
    relations="false",
    statistics="false",
    remarks="classoid <> 'pg_class'::regclass",
    units="unit = 0",
)


def _query(part: _Part, major: int) -> str:
    # ns: the schemas, without the server's own. ext: members of extensions. rel: relations in ns that are no members.
    # remark: comments; objects below 16384 come from initdb with theirs, of those only schemas and extensions count.
    common = f"""WITH ns AS MATERIALIZED (
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
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'i', 'I') AND {not_of_extension("pg_class", "c.oid")}
  AND {part.relations}),
statistic AS (SELECT * FROM pg_catalog.pg_statistic_ext WHERE {part.statistics}),
remark AS MATERIALIZED (SELECT * FROM (
  SELECT classoid, objoid, objsubid, description, {relation_of("classoid", "objoid")} AS unit
  FROM pg_catalog.pg_description
  WHERE (objoid >= 16384 OR classoid IN ('pg_namespace'::regclass, 'pg_extension'::regclass)) AND {part.remarks}
) every WHERE {part.units})
"""
    return common + "\nUNION ALL\n".join(entry.select(major) for entry in part.entries if major >= entry.since)


@cache
def schema_query(major: int) -> str:
    """The query for the whole schema on a server of version ``major``; see ``Entry.select`` for its columns."""
    return _query(_WHOLE, major)


@cache
def chosen_query(major: int) -> str:
    """As ``schema_query`` for what hangs on the relations with the oids ``$1``, an array."""
    return _query(_CHOSEN, major)


@cache
def rest_query(major: int) -> str:
    """As ``schema_query`` for what hangs on no relation."""
    return _query(_REST, major)
