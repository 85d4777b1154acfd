"""The settings of a database (ALTER DATABASE … SET), which CREATE DATABASE … TEMPLATE does not copy."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.postgres.database import connect, execute, query
from new_migration.postgres.sql import quote_identifier, quote_literal

# Stored as a list of quoted words; as one constant they would be one word (GUC_LIST_QUOTE in guc_tables.c).
_LISTS = {
    "search_path",
    "temp_tablespaces",
    "session_preload_libraries",
    "local_preload_libraries",
    "createrole_self_grant",
}

_SETTINGS = """SELECT r.rolname, s.setting FROM pg_db_role_setting d JOIN pg_database b ON b.oid = d.setdatabase
LEFT JOIN pg_roles r ON r.oid = d.setrole CROSS JOIN LATERAL unnest(d.setconfig) WITH ORDINALITY s(setting, place)
WHERE b.datname = {name} ORDER BY r.rolname NULLS FIRST, s.place"""


def copy_settings(conninfo: str, source: str, target: str) -> None:
    """Give database ``target`` the settings of ``source``, those for single roles too. Raises ServerRefused."""
    with connect(conninfo) as connection:
        for statement in _statements(query(connection, _SETTINGS.format(name=quote_literal(source))), target):
            execute(connection, statement)


def _statements(settings: list[tuple[str | None, str]], target: str) -> Iterator[str]:
    database = quote_identifier(target)
    for role, setting in settings:
        name, _, value = setting.partition("=")
        whose = f"ROLE {quote_identifier(role)} IN DATABASE {database}" if role else f"DATABASE {database}"
        words = ".".join(quote_identifier(part) for part in name.split("."))
        yield f"ALTER {whose} SET {words} TO {(value or quote_literal('')) if name in _LISTS else quote_literal(value)}"
