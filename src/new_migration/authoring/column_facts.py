"""What the statements that restore a column say of it, for the questions of kinds that make another like it."""

from __future__ import annotations

from new_migration.authoring.values import Identifier, Literal, Table
from new_migration.postgres import sql

_NAME = "the statements that restore the column"


def collation_of(statements: str) -> Table | None:
    """The collation of the column that the first of ``statements`` adds, if it is not that of its type."""
    node = sql.split(statements, name=_NAME)[0].node
    column = getattr(node.cmds[0].alter_table_cmd, "def").column_def
    path = [Identifier(raw=part.string.sval) for part in column.coll_clause.collname]
    return Table(schema=path[0] if len(path) == 2 else None, name=path[-1]) if path else None


def comment_of(statement: str) -> Literal | None:
    """The text that ``COMMENT ON …`` sets; None for IS NULL, and for a text of several lines."""
    text = sql.split(statement, name=_NAME)[0].node.comment
    return Literal(raw=text) if text and text.isprintable() else None
