"""Which changes of a column's type the server makes in its catalog alone, without reading or writing a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from new_migration.authoring.values import SqlType
from new_migration.postgres import sql


def is_same_type(old: SqlType, new: SqlType) -> bool:
    """Whether two spellings mean one type: ``timestamptz`` and ``timestamp with time zone``."""
    return old.text == new.text or (_read(old) == _read(new) and None not in _read(old).modifiers)


def changes_in_place(old: SqlType, new: SqlType) -> bool:
    """Whether ALTER COLUMN … TYPE ``new``, without USING, neither rewrites nor reads a table of the type ``old``.

    Measured on PostgreSQL 15, 16 and 18. Not among them, because it hangs on the time zone of the session: a timestamp
    that becomes one with time zone.
    """
    before, after = _read(old), _read(new)
    if before.is_array or after.is_array or None in (before.modifiers + after.modifiers):
        return old.text == new.text
    if before.name == after.name:
        return _widens(before, after)
    if (before.name, after.name) == ("varchar", "text"):
        return True
    return (before.name, after.name, after.modifiers) in _TO_UNLIMITED


_TO_UNLIMITED = {("text", "varchar", ()), ("cidr", "inet", ()), ("bit", "varbit", ())}
# Their one modifier is the length or the precision: a larger one, or none, takes all values as they are.
_LENGTHS = {"varchar", "varbit", "timestamp", "timestamptz", "time", "timetz", "interval"}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Type:
    name: str
    modifiers: tuple[int | None, ...]  # None for what is no number, as the Point of geometry(Point)
    is_array: bool


def _widens(before: _Type, after: _Type) -> bool:
    if before.modifiers == after.modifiers:
        return True
    if before.name == "numeric":
        return not after.modifiers or (bool(before.modifiers) and _more_digits(before.modifiers, after.modifiers))
    if before.name not in _LENGTHS or len(before.modifiers) != 1:
        return False
    return not after.modifiers or _is_longer(before.modifiers, after.modifiers)


def _more_digits(before: tuple[Any, ...], after: tuple[Any, ...]) -> bool:
    """Whether the precision grows and the scale stays."""
    return _is_longer(before, after) and (*before, 0)[1] == (*after, 0)[1]


def _is_longer(before: tuple[Any, ...], after: tuple[Any, ...]) -> bool:
    return bool(after[0] >= before[0])


def _read(found: SqlType) -> _Type:
    """A type as PostgreSQL's parser names it: varchar for character varying, int4 for integer."""
    tree = sql.parse_within("CREATE TABLE t (c ", found.stored, ")", name="type")
    node = tree.stmts[0].stmt.create_stmt.table_elts[0].column_def.type_name
    names = [name.string.sval for name in node.names]
    modifiers = tuple(_number(item) for item in node.typmods)
    if names[-1] == "interval" and modifiers:  # the first says which fields it has
        modifiers = modifiers[1:] if modifiers[0] == _ALL_FIELDS else (None,)
    return _Type(
        name=names[-1] if names[0] == "pg_catalog" else ".".join(names),
        modifiers=modifiers,
        is_array=bool(node.array_bounds),
    )


# INTERVAL_FULL_RANGE in timestamp.h.
_ALL_FIELDS = 0x7FFF


def _number(item: Any) -> int | None:
    return int(item.a_const.ival.ival) if item.a_const.HasField("ival") else None
