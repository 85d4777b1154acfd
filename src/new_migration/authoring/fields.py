"""From the text of an answer to a typed value: one function for each type of field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from new_migration.authoring import (
    comments,
    constraints,
    definitions,
    enum_labels,
    expressions,
    grants,
    index_definitions,
    policies,
    routines,
    rows,
    triggers,
    views,
)
from new_migration.authoring.kinds import Field
from new_migration.authoring.values import Duration
from new_migration.errors import BadInput, nearest

_TRUE, _FALSE = {"yes", "y", "true", "on", "1"}, {"no", "n", "false", "off", "0"}
_SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1, "min": 60, "h": 3600, "d": 86400}


def parse(field: Field, texts: Sequence[str], *, name: str = "") -> object:
    """The value of a field: of its one answer, or a tuple where it takes many.

    ``name`` says where the text stands (default: the flag). Raises BadInput with the place of what is wrong.
    """
    name = name or field.flag
    if field.multiselect:
        return tuple(_choice(field, part.strip(), name) for text in texts for part in text.split(","))
    if field.each and field.type == "enum_label":
        texts = [label for text in texts for label in enum_labels.split_labels(text, name=name)]
    if field.each:
        return tuple(parse_one(field, text, name=name) for text in texts)
    if len(texts) != 1:
        raise BadInput("is given more than once", where=name)
    return parse_one(field, texts[0], name=name)


def parse_one(field: Field, text: str, *, name: str = "") -> object:
    """The value of one answer."""
    return _PARSERS[field.type](field, text, name or field.flag)


def text_of(answer: object) -> str:
    """An answer from a spec file or a default as text: ``true`` becomes ``yes``. Raises BadInput for anything else."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, str | int):
        return str(answer)
    raise BadInput("a text, a whole number or true/false is wanted")


def json_type(field: Field) -> str:
    """The JSON type of one answer in a spec file."""
    return field.type if field.type in {"boolean", "integer"} else "string"


def json_schema(field: Field) -> dict[str, Any]:
    """The JSON schema of an answer in a spec file."""
    one: dict[str, Any] = {"type": json_type(field)}
    if field.choices:
        one["enum"] = list(field.choices)
    if field.placeholder and one["type"] == "string":
        one["examples"] = [field.placeholder]
    schema = {"type": "array", "items": one, "minItems": 1} if field.takes_many else one
    computed = field.default is None or "{" in str(field.default)
    need = "needed" if field.default is None and not field.optional else "only"
    when = f" ({need} where: {field.when})" if field.when else ""
    return schema | {"description": field.help + when} | ({} if computed else {"default": field.default})


def boolean(text: str, *, name: str) -> bool:
    """Yes or no, in any of the usual words."""
    word = text.strip().lower()
    if word not in _TRUE | _FALSE:
        raise BadInput(f"yes or no is wanted, not {text!r}", where=name)
    return word in _TRUE


def _choice(field: Field, text: str, name: str) -> str:
    choices = field.choices or {}
    word = " ".join(text.lower().replace("-", " ").replace("_", " ").split())
    if word not in choices:
        hint = nearest(word, choices) or f"choose from: {', '.join(choices)}"
        raise BadInput(f"{text!r} is not one of the choices", where=name, hint=hint)
    return word


def integer(text: str, *, name: str) -> int:
    """A whole number."""
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", text.strip(), re.ASCII):
        raise BadInput(f"a whole number is wanted, not {text!r}", where=name)
    return int(text)


def duration(text: str, *, name: str) -> Duration:
    """A length of time as PostgreSQL's settings take it: ``500ms``, ``2s``; a bare number means milliseconds."""
    match = re.fullmatch(r"([0-9]{1,9})\s*(us|ms|s|min|h|d)?", text.strip(), re.ASCII)
    if match is None:
        raise BadInput(f"a length of time is wanted, not {text!r}", where=name, hint="for example 500ms, 2s or 5min")
    unit = match[2] or "ms"  # PostgreSQL 18, 20.1.1: a number without a unit
    return Duration(text=match[1] + (match[2] or ""), seconds=int(match[1]) * _SECONDS[unit])


def _sql(function: Callable[..., object]) -> Callable[[Field, str, str], object]:
    return lambda _field, text, name: function(text, name=name)


_PARSERS: Mapping[str, Callable[[Field, str, str], object]] = {
    "identifier": _sql(expressions.identifier),
    "table": _sql(expressions.table),
    "column": _sql(definitions.column),
    "column_names": _sql(expressions.identifiers),
    "sql_type": _sql(definitions.sql_type),
    "expression": _sql(expressions.expression),
    "statement": _sql(expressions.statements),
    "assignments": _sql(expressions.assignments),
    "index": _sql(index_definitions.index),
    "constraint": _sql(constraints.table_constraint),
    "reference": _sql(constraints.reference),
    "routine": _sql(expressions.routine),
    "column_comment": _sql(expressions.column_comment),
    "clause": lambda field, text, name: expressions.clause(text, name=name, within=field.within),
    "choice": _choice,
    "boolean": _sql(boolean),
    "integer": _sql(integer),
    "text": _sql(expressions.literal),
    "duration": _sql(duration),
    "view": _sql(partial(expressions.table, what="a view")),
    "index_name": _sql(partial(expressions.table, what="an index")),
    "enum": _sql(partial(expressions.table, what="a type")),
    "enum_label": _sql(enum_labels.enum_label),
    "query": _sql(views.query),
    "routine_definition": _sql(routines.routine_definition),
    "trigger_definition": _sql(triggers.trigger_definition),
    "extension": _sql(expressions.extension),
    "row_values": _sql(rows.row_values),
    "policy": _sql(policies.policy),
    "grant": _sql(grants.grant),
    "revocation": _sql(grants.revocation),
    "comment_target": _sql(comments.comment_target),
    "comment": _sql(comments.comment),
}
