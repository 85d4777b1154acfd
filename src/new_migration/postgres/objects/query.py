"""All facts as one query, and the records that its answer holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from new_migration.postgres.catalog.query import PRINTING
from new_migration.postgres.database import Connection, query
from new_migration.postgres.objects import other_facts, relation_facts, rest_facts
from new_migration.postgres.objects.section import Address, Grant, Section, grants

# What changes how the server prints a definition; the search path is the database's own.
_PRINTING = {key: value for key, value in PRINTING.items() if key != "search_path"}

# What a session starts with, whatever was set since: a setting of the database or the role, or the server's.
_SEARCH_PATH = """SELECT set_config('search_path', coalesce(
    (SELECT substr(o, 13) FROM pg_db_role_setting s, unnest(s.setconfig) o WHERE o LIKE 'search\\_path=%'
     AND s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
     AND s.setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = session_user))
     ORDER BY s.setrole <> 0 DESC, s.setdatabase <> 0 DESC LIMIT 1),
    (SELECT reset_val FROM pg_settings WHERE name = 'search_path')), true)"""

# As in postgres.catalog.query; without what is temporary.
_COMMON = """WITH ns AS MATERIALIZED (
  SELECT oid, nspname AS name, quote_ident(nspname) AS q FROM pg_catalog.pg_namespace
  WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'),
ext AS MATERIALIZED (
  SELECT classid, objid FROM pg_catalog.pg_depend
  WHERE refclassid = 'pg_catalog.pg_extension'::regclass AND deptype = 'e'),
rel AS MATERIALIZED (
  SELECT c.* FROM pg_catalog.pg_class c JOIN ns ON ns.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'i', 'I') AND c.relpersistence <> 't'
  AND NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_catalog.pg_class'::regclass AND ext.objid = c.oid))
"""

# The dependent: catalog, oid, column; what it depends on: the same; and how.
_DEPENDENCIES = """(SELECT coalesce(string_agg(
    classid||' '||objid||' '||objsubid||' '||refclassid||' '||refobjid||' '||refobjsubid||' '||deptype::text, ','), '')
    FROM pg_depend WHERE (objid >= 16384 OR deptype = 'e')
    AND classid NOT IN ('pg_amop'::regclass, 'pg_amproc'::regclass))"""

_COMMENTS = """(SELECT
    coalesce(json_agg(json_build_array(classoid::bigint, objoid::bigint, objsubid, description)), '[]')
    FROM pg_description
    WHERE objoid >= 16384 OR classoid IN ('pg_namespace'::regclass, 'pg_extension'::regclass))"""


def _initial(kind: str) -> str:
    return grants(f"acldefault('{kind}', current_user::regrole)")


# What the server grants on a new object of each kind.
_INITIAL = "json_build_object({})".format(", ".join(f"'{kind}', {_initial(kind)}" for kind in "rsfTnFSl"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """The answer, with records instead of arrays."""

    version: int
    user: str
    path: list[int]
    initial: dict[str, list[Grant]]
    comments: dict[Address, str]
    dependencies: list[tuple[Address, Address, str]]
    records: dict[str, list[Any]]


def _sections(version: int) -> dict[str, Section[Any]]:
    every: dict[str, Section[Any]] = {
        "namespaces": other_facts.NAMESPACES,
        "extensions": other_facts.EXTENSIONS,
        "relations": relation_facts.RELATIONS,
        "columns": relation_facts.COLUMNS,
        "sequences": relation_facts.SEQUENCES,
        "constraints": relation_facts.CONSTRAINTS,
        "indexes": relation_facts.INDEXES,
        "triggers": relation_facts.TRIGGERS,
        "rules": relation_facts.RULES,
        "policies": relation_facts.POLICIES,
        "statistics": relation_facts.STATISTICS_OBJECTS,
        "functions": other_facts.FUNCTIONS,
        "types": other_facts.TYPES,
        "publications": other_facts.PUBLICATIONS,
        "published": other_facts.PUBLISHED if version >= 15 else other_facts.PUBLISHED_14,
        "published_schemas": other_facts.PUBLISHED_SCHEMAS,
        "default_privileges": other_facts.DEFAULT_PRIVILEGES,
        "others": rest_facts.OTHERS,
    }
    return {name: section for name, section in every.items() if version >= section.since}


@cache
def _query(version: int) -> str:
    parts = {
        "version": str(version),
        "user": "current_user",
        "path": "(SELECT json_agg(s::regnamespace::oid::bigint) FROM unnest(current_schemas(false)) s)",
        "initial": _INITIAL,
        "comments": _COMMENTS,
        "dependencies": _DEPENDENCIES,
        **{name: section.select() for name, section in _sections(version).items()},
    }
    items = ",\n".join(f"'{name}', {sql}" for name, sql in parts.items())
    return f"{_SEARCH_PATH};\n{_COMMON} SELECT json_build_object({items})::text"


def read(connection: Connection) -> str:
    """The facts as JSON, in one round trip. Raises ServerRefused."""
    version = connection.info.server_version // 10000
    return str(query(connection, _query(version), settings=_PRINTING)[-1][0])


def facts(text: str) -> Facts:
    """What ``read`` has given."""
    raw = json.loads(text)
    return Facts(
        version=raw["version"],
        user=raw["user"],
        path=raw["path"] or [],
        initial={kind: [_grant(each) for each in found] for kind, found in raw["initial"].items()},
        comments={(catalog, oid, column): comment for catalog, oid, column, comment in raw["comments"]},
        dependencies=_dependencies(raw["dependencies"]),
        records={name: list(section.records(raw[name])) for name, section in _sections(raw["version"]).items()},
    )


def _grant(found: list[Any]) -> Grant:
    return (found[0], found[1], found[2], found[3])


def _dependencies(text: str) -> list[tuple[Address, Address, str]]:
    found = []
    for line in text.split(",") if text else ():
        a, b, c, d, e, f, how = line.split(" ")
        found.append(((int(a), int(b), int(c)), (int(d), int(e), int(f)), how))
    return found
