"""Read rows as texts that do not depend on the session's settings."""

from __future__ import annotations

from collections.abc import Mapping

from new_migration.errors import ServerRefused
from new_migration.postgres.database import Connection, Row, query

# As catalog.query.PRINTING, but with the session's search_path: a function in a CHECK may depend on it.
_SETTINGS = {
    "TimeZone": "'UTC'",
    "DateStyle": "'ISO, YMD'",
    "IntervalStyle": "'postgres'",
    "extra_float_digits": "3",
    "bytea_output": "'hex'",
    "lc_monetary": "'C'",
    "xmlbinary": "'base64'",
    "quote_all_identifiers": "off",
    "standard_conforming_strings": "on",
    "row_security": "off",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
}
# Everything outside pg_catalog gets its schema's name.
QUALIFIED = {"search_path": "''"}


def read(connection: Connection, sql: str, settings: Mapping[str, str] | None = None) -> list[Row]:
    """The rows of a query; no transaction stays open, whatever happens. Raises ServerRefused."""
    try:
        return query(connection, sql, settings={**_SETTINGS, **(settings or {})})
    except ServerRefused:
        if not connection.closed:
            connection.rollback()
        raise
