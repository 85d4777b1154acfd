"""Small questions to the syntax trees of libpg_query."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

# Where something stands in the text is no part of what it says.
_PLACES = {"location", "stmt_location", "stmt_len", "list_start", "list_end"}


def inner(node: Any) -> Any:
    """What a node of the general kind holds; None where it holds nothing."""
    name = node.WhichOneof("node")
    return getattr(node, name) if name else None


def kind_of(node: Any) -> str:
    """The name of a message, as ``CreateStmt``."""
    return str(node.DESCRIPTOR.name)


def choice(node: Any, field: str) -> str:
    """The name of the value of an enumeration, as ``AT_AddColumn``."""
    return _names(kind_of(node), field, node)[getattr(node, field)]


def _names(message: str, field: str, node: Any) -> dict[int, str]:
    if (message, field) not in _KNOWN:
        values = node.DESCRIPTOR.fields_by_name[field].enum_type.values_by_number
        _KNOWN[message, field] = {number: str(value.name) for number, value in values.items()}
    return _KNOWN[message, field]


_KNOWN: dict[tuple[str, str], dict[int, str]] = {}


def names(nodes: Iterable[Any]) -> tuple[str, ...]:
    """The parts of a name that a list of string nodes spells, as ``("public", "users")``."""
    return tuple(inner(node).sval for node in nodes if node.WhichOneof("node") == "string")


def object_name(node: Any) -> tuple[str, ...]:
    """The parts of the name of what DROP, COMMENT and their like speak of."""
    which = node.WhichOneof("node")
    if which == "string":
        return (node.string.sval,)
    if which == "list":
        return tuple(part for item in node.list.items for part in object_name(item))
    if which == "object_with_args":
        return names(node.object_with_args.objname)
    if which == "type_name":
        return names(node.type_name.names)
    if which == "range_var":
        return relation_name(node.range_var)
    return ()


def relation_name(relation: Any) -> tuple[str, ...]:
    """The name of a table or its like, with its schema where the text says it."""
    return (relation.schemaname, relation.relname) if relation.schemaname else (relation.relname,)


def shape(node: Any) -> Any:
    """All that a tree says, without the places: equal for two texts that differ in blanks and comments alone."""
    if not hasattr(node, "ListFields"):
        return node
    return tuple(
        (field.name, tuple(map(shape, value)) if _is_list(value) else shape(value))
        for field, value in node.ListFields()
        if field.name not in _PLACES
    )


def _is_list(value: Any) -> bool:
    return not isinstance(value, str | bytes | int | float) and not hasattr(value, "ListFields")
