"""Columns and types as in CREATE TABLE, parsed with PostgreSQL's grammar into values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from new_migration.authoring.constraints import CONSTRAINT_KINDS, contype, read_constraint, without_name
from new_migration.authoring.expressions import checked_name, read_expression, start_of
from new_migration.authoring.spelling import closed_tokens, name_of, spell, spell_type, split_at_commas
from new_migration.authoring.tables import Column, Constraint
from new_migration.authoring.values import Expression, Identifier, SqlType
from new_migration.errors import BadInput, Place
from new_migration.postgres import sql
from new_migration.postgres.sql import Token

_COLUMN_PREFIX = "CREATE TABLE t ("
_WORDS = {"CONSTR_NULL": "NULL", "CONSTR_NOTNULL": "NOT NULL", "CONSTR_DEFAULT": "DEFAULT",
          "CONSTR_GENERATED": "GENERATED", "CONSTR_IDENTITY": "IDENTITY", "CONSTR_PRIMARY": "PRIMARY KEY"}  # fmt: skip


def column(text: str, *, name: str) -> Column:
    """A column definition, as ``email varchar(255) NOT NULL``. Raises BadInput with the place of what is wrong."""
    tokens = closed_tokens(text, name=name)
    try:
        return _column(text, tokens, name)
    except BadInput as error:
        quoted = _with_first_word_quoted(text, tokens)
        if quoted == text:
            raise
        try:
            return _column(quoted, closed_tokens(quoted, name=name), name)
        except BadInput:
            raise error from None


def _column(text: str, tokens: Sequence[Token], name: str) -> Column:
    elements = sql.parse_within(_COLUMN_PREFIX, text, ")", name=name).stmts[0].stmt.create_stmt.table_elts
    if len(elements) != 1:
        where = Place.at_offset(name, text, _first_comma(tokens))
        raise BadInput("one column is wanted here", where=where, hint="give each column on its own")
    if not elements[0].HasField("column_def"):
        raise BadInput("a column definition is wanted, as in CREATE TABLE: name, then type", where=start_of(name, text))
    return _ColumnReader(text, tokens, elements[0].column_def, name).column()


def _with_first_word_quoted(text: str, tokens: Sequence[Token]) -> str:
    """The text with its first word as a quoted name, where that is a word which SQL keeps for itself."""
    first = tokens[0]
    if first.keyword not in {"reserved", "type_func_name"}:
        return text
    return sql.quote_identifier(name_of(first)) + text[first.end :]


def sql_type(text: str, *, name: str) -> SqlType:
    """A data type and nothing else, as ``numeric(10,2)``."""
    tokens = closed_tokens(text, name=name)
    tree = sql.parse_within("CREATE TABLE t (c ", text, ")", name=name)
    elements = tree.stmts[0].stmt.create_stmt.table_elts
    only = len(elements) == 1 and elements[0].HasField("column_def")
    definition = elements[0].column_def
    only = only and not (definition.storage_name or definition.compression or definition.type_name.setof)
    if not only or elements[0].column_def.constraints or elements[0].column_def.HasField("coll_clause"):
        raise BadInput("a data type is wanted, and nothing else", where=start_of(name, text))
    return SqlType(text=spell_type(tokens))


_CONTRARY = (
    ("CONSTR_NULL", "CONSTR_NOTNULL"),
    ("CONSTR_DEFAULT", "CONSTR_GENERATED", "CONSTR_IDENTITY"),
    ("CONSTR_PRIMARY", "CONSTR_NULL"),
    ("CONSTR_IDENTITY", "CONSTR_NULL"),
)


def _first_comma(tokens: Sequence[Token]) -> int:
    return next(split_at_commas(tokens))[-1].end


class _ColumnReader:
    """Reads one ColumnDef: each part is cut out of the user's text at the places that the parser gives."""

    def __init__(self, text: str, tokens: Sequence[Token], node: Any, name: str) -> None:
        self.text, self.tokens, self.node, self.name = text, tokens, node, name
        self.parts = [constraint.constraint for constraint in node.constraints]
        self.cuts = [*self._starts(), len(text)]

    def column(self) -> Column:
        """The value. Raises BadInput for parts that contradict one another."""
        self._refuse_contradictions()
        head = [token for token in self.tokens if token.start < self.cuts[0]]
        # STORAGE and COMPRESSION are two words each, and end what stands before the constraints.
        storage = len(head) - 2 * (bool(self.node.storage_name) + bool(self.node.compression))
        return Column(
            name=checked_name(head[0], self.text, name=self.name),
            type=SqlType(text=spell_type(head[1:storage])),
            storage=spell(head[storage:], keywords_to_depth=1),
            collation=self._collation(),
            default=self._default(),
            generated=self._generated(),
            null=self._null(),
            not_null_name=self._not_null_name(),
            constraints=tuple(self._constraints()),
        )

    def _offset(self, location: int) -> int:
        return sql.character_offset(_COLUMN_PREFIX + self.text, location) - len(_COLUMN_PREFIX)

    def _starts(self) -> list[int]:
        collation = [self.node.coll_clause.location] if self.node.HasField("coll_clause") else []
        return sorted(self._offset(place) for place in [*collation, *(part.location for part in self.parts)])

    def _cut(self, location: int) -> list[Token]:
        start = self._offset(location)
        end = dict(pairwise(self.cuts))[start]
        return [token for token in self.tokens if start <= token.start < end]

    def _of_type(self, *contypes: str) -> list[Any]:
        return [part for part in self.parts if contype(part) in contypes]

    def _collation(self) -> str:
        if not self.node.HasField("coll_clause"):
            return ""
        return spell(self._cut(self.node.coll_clause.location), keywords_to_depth=1)

    def _default(self) -> Expression | None:
        for part in self._of_type("CONSTR_DEFAULT"):
            return read_expression(without_name(self._cut(part.location), part)[1:], part.raw_expr)
        return None

    def _generated(self) -> str:
        for part in self._of_type("CONSTR_GENERATED", "CONSTR_IDENTITY"):
            tokens = without_name(self._cut(part.location), part)
            if contype(part) == "CONSTR_GENERATED" and tokens[-1].text.upper() not in {"STORED", "VIRTUAL"}:
                raise BadInput("a generated column must say STORED or VIRTUAL", where=self._place(part),
                               hint="without it the meaning depends on the version of the server")  # fmt: skip
            return spell(tokens, keywords_to_depth=1 if contype(part) == "CONSTR_GENERATED" else 2)
        return ""

    def _null(self) -> bool | None:
        stated = self._of_type("CONSTR_NULL", "CONSTR_NOTNULL")
        return contype(stated[0]) == "CONSTR_NULL" if stated else None

    def _not_null_name(self) -> Identifier | None:
        names = [Identifier(raw=part.conname) for part in self._of_type("CONSTR_NOTNULL") if part.conname]
        return names[0] if names else None

    def _constraints(self) -> Iterator[Constraint]:
        for position, part in enumerate(self.parts):
            if contype(part) in CONSTRAINT_KINDS:
                attributes = list(self._attributes(position))
                tokens = [token for piece in (part, *attributes) for token in self._cut(piece.location)]
                yield read_constraint(part, tokens, attributes=attributes)

    def _attributes(self, position: int) -> Iterator[Any]:
        """DEFERRABLE and the like, which the parser gives as parts of their own behind the constraint."""
        for part in self.parts[position + 1 :]:
            if not contype(part).startswith("CONSTR_ATTR_"):
                return
            yield part

    def _refuse_contradictions(self) -> None:
        self._refuse_what_would_be_lost()
        for contypes in _CONTRARY:
            found = self._of_type(*contypes)
            if len(found) > 1:
                first, second = (_WORDS[contype(part)] for part in found[:2])
                what = f"{second} is stated twice" if first == second else f"{second} contradicts {first}"
                raise BadInput(what, where=self._place(found[1]))

    def _refuse_what_would_be_lost(self) -> None:
        """SETOF, OPTIONS and words behind a constraint that takes none: PostgreSQL refuses them, or drops them."""
        if self.node.type_name.setof:
            raise BadInput("a column cannot hold SETOF a type", where=start_of(self.name, self.text))
        if self.node.fdwoptions:
            raise BadInput("OPTIONS are for foreign tables", where=start_of(self.name, self.text))
        kept = False
        for part in self.parts:
            if part.is_no_inherit and contype(part) == "CONSTR_NOTNULL":
                raise BadInput("NOT NULL with NO INHERIT cannot be written here", where=self._place(part))
            if contype(part).startswith("CONSTR_ATTR_") and not kept:
                raise BadInput("this word belongs to no constraint", where=self._place(part))
            kept = contype(part) in CONSTRAINT_KINDS or (kept and contype(part).startswith("CONSTR_ATTR_"))

    def _place(self, part: Any) -> Place:
        return Place.at_offset(self.name, self.text, self._offset(part.location))
