"""Invalid indexes: what is left of a CREATE INDEX CONCURRENTLY that did not come to its end."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.deploy.scripts import Prepared
from new_migration.postgres.database import Connection, execute
from new_migration.postgres.sql import quote_identifier

# Those of TOAST tables belong to others' REINDEX. What is being built now is no left-over.
_INVALID = """SELECT indexrelid::regclass::text FROM pg_index
WHERE NOT indisvalid AND indexrelid::regclass::text NOT LIKE 'pg_toast.%' ORDER BY 1"""
_LEFT_OVER = """SELECT FROM pg_index
WHERE indexrelid = to_regclass(%s) AND indrelid = to_regclass(%s) AND NOT indisvalid
  AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index WHERE relid = indrelid AND datname = current_database())
  AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhparent = indexrelid)"""


def invalid_indexes(connection: Connection) -> list[str]:
    """Their names. Raises ServerRefused."""
    return [name for (name,) in execute(connection, _INVALID)]


def drop_left_overs(connection: Connection, script: Prepared) -> Iterator[str]:
    """Drop each invalid index that a script is going to build, and give its name. Raises ServerRefused.

    Otherwise the script would stumble over its name, or with IF NOT EXISTS take it for what it wants.
    """
    for statement in script.statements:
        node = statement.node
        if statement.kind != "IndexStmt" or not node.concurrent or not node.idxname:
            continue
        schema = f"{quote_identifier(node.relation.schemaname)}." if node.relation.schemaname else ""
        index, table = (schema + quote_identifier(name) for name in (node.idxname, node.relation.relname))
        if execute(connection, _LEFT_OVER, (index, table)):
            execute(connection, f"DROP INDEX CONCURRENTLY {index}")
            yield index
