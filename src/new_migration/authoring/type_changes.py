"""Which changes of a column's type the server makes in its catalog alone, and what its default is in another type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from new_migration.authoring.other_column import with_value
from new_migration.authoring.values import Expression, Identifier, SqlType
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


# Types of one line have the operators between them that each has for itself, and each becomes another unasked.
_TEXTS = {"text", "varchar", "bpchar"}
_ALIKE = [
    _TEXTS,
    {"int2", "int4", "int8", "numeric", "float4", "float8"},
    {"timestamp", "timestamptz", "date"},
    {"json", "jsonb"},
    {"cidr", "inet"},
    {"bit", "varbit"},
]


def compares_with(old: SqlType, new: SqlType) -> bool:
    """Whether an expression that is written for the type ``old`` can be expected to mean the same with ``new``."""
    before, after = _read(old), _read(new)
    names = {before.name, after.name}
    if before.is_array or after.is_array:
        return before.is_array == after.is_array and len(names) == 1
    return len(names) == 1 or any(names <= line for line in _ALIKE)


def default_in(default: Expression, old: SqlType, new: SqlType, column: Identifier, using: Expression | None) -> str:
    """The default of a column, whose type ``old`` becomes ``new``: made from the old default as values are from values.

    It stays as it is where PostgreSQL makes one of the other unasked; a text becomes a constant of the new type.
    """
    tokens = sql.tokens(default.text, name="default")
    value = f"({default})" if len(tokens) > 1 else default.text
    if using:
        return with_value(using, column, value)
    if compares_with(old, new):
        return default.text
    is_text = _read(old).name in _TEXTS and not _read(old).is_array
    return f"{tokens[0].text if is_text and _is_constant(default) else value}::{new}"


def _is_constant(default: Expression) -> bool:
    """Whether it is a constant as the catalog prints them, with its type: ``'new'::text``."""
    tree = sql.parse_within("SELECT ", default.text, "", name="default")
    node = tree.stmts[0].stmt.select_stmt.target_list[0].res_target.val
    return bool(node.HasField("type_cast") and node.type_cast.arg.HasField("a_const"))


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
