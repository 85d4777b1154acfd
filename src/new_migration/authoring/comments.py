"""What COMMENT ON can stand on, as the user names it, and the comment itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from new_migration.authoring.expressions import checked_name, one_line, routine, start_of
from new_migration.authoring.expressions import table as parse_table
from new_migration.authoring.spelling import DOT, closed_tokens, spell, spell_type, split_at_commas
from new_migration.authoring.values import Identifier, Literal, Routine, Table
from new_migration.errors import BadInput
from new_migration.postgres import sql
from new_migration.postgres.sql import Token

# As the grammar calls them: as pg_get_object_address does, and how many words name them in COMMENT ON.
_KINDS = {
    "OBJECT_TABLE": ("table", 1), "OBJECT_VIEW": ("view", 1), "OBJECT_MATVIEW": ("materialized view", 2),
    "OBJECT_FOREIGN_TABLE": ("foreign table", 2), "OBJECT_INDEX": ("index", 1), "OBJECT_SEQUENCE": ("sequence", 1),
    "OBJECT_COLUMN": ("table column", 1), "OBJECT_TABCONSTRAINT": ("table constraint", 1),
    "OBJECT_TRIGGER": ("trigger", 1), "OBJECT_POLICY": ("policy", 1), "OBJECT_RULE": ("rule", 1),
    "OBJECT_FUNCTION": ("function", 1), "OBJECT_PROCEDURE": ("procedure", 1), "OBJECT_ROUTINE": ("routine", 1),
    "OBJECT_TYPE": ("type", 1), "OBJECT_DOMAIN": ("domain", 1), "OBJECT_SCHEMA": ("schema", 1),
    "OBJECT_EXTENSION": ("extension", 1), "OBJECT_STATISTIC_EXT": ("statistics object", 1),
}  # fmt: skip
_OF_TABLE = {"table constraint", "trigger", "policy", "rule"}
_ROUTINES = {"function", "procedure", "routine"}
_SHOWN = (
    "TABLE, COLUMN, CONSTRAINT … ON …, INDEX, VIEW, SEQUENCE, TRIGGER … ON …, POLICY … ON …, FUNCTION, TYPE, SCHEMA …"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class CommentTarget:
    """An object that can have a comment.

    ``kind`` in the words of ``pg_get_object_address``, ``table column`` for a column; ``text`` as in COMMENT ON. For
    what belongs to a table, ``table`` is that, and ``name`` its own name; else the object is ``table`` or ``routine``,
    or it has only a ``name``.
    """

    kind: str
    text: str
    table: Table | None = None
    name: Identifier | None = None
    routine: Routine | None = None
    argument_types: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text

    @property
    def short(self) -> str:
        """Its name without the words for what it is, and without its schema."""
        parts = (self.routine.name.name if self.routine else self.table.name if self.table else None, self.name)
        return "_".join(str(part) for part in parts if part)

    @property
    def path(self) -> tuple[Identifier, ...]:
        """The names that lead to it, from the schema on."""
        table = self.routine.name if self.routine else self.table
        names = (table.schema, table.name, self.name) if table else (self.name,)
        return tuple(name for name in names if name)


def comment_target(text: str, *, name: str) -> CommentTarget:
    """What stands behind COMMENT ON: ``TABLE users``, ``CONSTRAINT c ON users``; also ``users`` and ``users.email``."""
    tokens = closed_tokens(text, name=name)
    path = _bare_path(tokens, text, name)
    if path:  # one name is a table, a path ends in a column
        text = f"{'TABLE' if len(path) == 1 else 'COLUMN'} {'.'.join(map(str, path))}"
        tokens = closed_tokens(text, name=name)
    node = sql.parse_within("COMMENT ON ", text, " IS NULL", name=name).stmts[0].stmt.comment_stmt
    grammar_kind = node.DESCRIPTOR.fields_by_name["objtype"].enum_type.values_by_number[node.objtype].name
    if grammar_kind not in _KINDS:
        what = "a comment on that is none of the schema, or cannot be written here"
        raise BadInput(what, where=start_of(name, text), hint=f"known are {_SHOWN}")
    kind, words = _KINDS[grammar_kind]
    said = " ".join([*(token.text.upper() for token in tokens[:words]), spell(tokens[words:])])
    return _target(kind, said, tokens[words:], node.object, name)


def _bare_path(tokens: tuple[Token, ...], text: str, name: str) -> tuple[Identifier, ...]:
    """The names, where there is no word before them that says what they are."""
    if not all(token.is_name for token in tokens[::2]) or any(token.kind != DOT for token in tokens[1::2]):
        return ()
    return tuple(checked_name(token, text, name=name) for token in tokens[::2])


def _target(kind: str, said: str, named: tuple[Token, ...], node: Any, where: str) -> CommentTarget:
    if kind in _ROUTINES:
        return _routine(kind, said, named, where)
    if kind in {"type", "domain"}:
        return CommentTarget(kind=kind, text=said, table=parse_table(spell(named), name=where))
    path = [Identifier(raw=one_line(name, name=where)) for name in _names(node)]
    own = path.pop() if kind in _OF_TABLE | {"table column", "schema", "extension"} else None
    if len(path) > 2 or (kind == "table column" and not path):
        raise BadInput("too many or too few names with dots between", where=where)
    table = Table(schema=path[0] if len(path) == 2 else None, name=path[-1]) if path else None
    return CommentTarget(kind=kind, text=said, table=table, name=own)


def _names(node: Any) -> Iterable[str]:
    items = node.list.items if node.HasField("list") else [node]
    return [item.string.sval for item in items]


def _routine(kind: str, said: str, named: tuple[Token, ...], where: str) -> CommentTarget:
    found = routine(spell(named), name=where)
    if not found.arguments:
        hint = "a function may have several forms: total(integer), or total() without arguments"
        raise BadInput("the types of its arguments are missing", where=where, hint=hint)
    bracket = next(place for place, token in enumerate(named) if token.text == "(")
    runs = list(split_at_commas(named[bracket + 1 : -1]))
    types = tuple(spell_type(run[1:] if run[0].text == "," else run) for run in runs if run)
    return CommentTarget(kind=kind, text=said, routine=found, argument_types=types)


@dataclass(frozen=True, kw_only=True, slots=True)
class Comment(Literal):
    """A comment; an empty one is none, and prints as NULL."""

    def __str__(self) -> str:
        return sql.quote_literal(self.raw) if self.raw else "NULL"

    @property
    def is_none(self) -> bool:
        return not self.raw


def comment(text: str, *, name: str) -> Comment:
    """The text of a comment, of one line; empty where there shall be none."""
    return Comment(raw=one_line(text, name=name))
