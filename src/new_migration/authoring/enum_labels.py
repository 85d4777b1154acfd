"""Labels of an enum: ``sad, so so, happy``, or as SQL constants where a label has commas or blanks at its ends."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.authoring.expressions import literal
from new_migration.authoring.spelling import COMMA
from new_migration.authoring.values import Literal
from new_migration.errors import BadInput, Place
from new_migration.postgres import sql

_CONSTANT = "SCONST"


def enum_label(text: str, *, name: str) -> Literal:
    """One label: bare, or as an SQL constant (``'a, b'``)."""
    label = literal(_only(text, name) if _is_constant(text) else text.strip(), name=name)
    length = len(label.raw.encode())
    if length > sql.LONGEST_NAME:
        raise BadInput(f"a label of {length} bytes: PostgreSQL takes {sql.LONGEST_NAME}", where=name,
                       hint="choose a shorter one")  # fmt: skip
    return label


def split_labels(text: str, *, name: str) -> tuple[str, ...]:
    """The texts of several labels with commas between."""
    if _is_constant(text):
        return tuple(_constants(text, name))
    return tuple(part.strip() for part in text.split(","))


def _is_constant(text: str) -> bool:
    return text.lstrip()[:2].lower().startswith(("'", "e'"))


def _only(text: str, name: str) -> str:
    """What the one constant means."""
    parts = list(_constants(text, name))
    if len(parts) != 1:
        raise BadInput("one label is wanted", where=name)
    tree = sql.parse_within("SELECT ", parts[0], "", name=name)
    return str(tree.stmts[0].stmt.select_stmt.target_list[0].res_target.val.a_const.sval.sval)


def _constants(text: str, name: str) -> Iterator[str]:
    """The SQL constants of a list."""
    tokens = sql.tokens(text, name=name)
    for position, token in enumerate(tokens):
        if token.kind != (_CONSTANT if position % 2 == 0 else COMMA):
            what = "labels as SQL constants with commas between are wanted: 'so so', 'a, b'"
            raise BadInput(what, where=Place.at_offset(name, text, token.start))
        if position % 2 == 0:
            yield token.text
