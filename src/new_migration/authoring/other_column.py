"""What is on a column of a table, for another column of that table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any, Protocol

from new_migration.authoring.indexes import Index
from new_migration.authoring.restoring import AddedConstraint, added_constraint, created_index
from new_migration.authoring.spelling import DOT, name_of, split_at_commas, step
from new_migration.authoring.values import Expression, Identifier, derived_name
from new_migration.postgres import sql
from new_migration.postgres.sql import Token

# The words before brackets in which names are columns of the table itself: KEY (a), ON DELETE SET NULL (a).
_LISTS = {"KEY", "UNIQUE", "DISTINCT", "INCLUDE", "NULL_P", "DEFAULT"}
# After these, such a word is the name of a table.
_BEFORE_TABLES = {"ON", "REFERENCES", DOT}


class _Object(Protocol):
    """An object of the schema: what it is, on which table, and what makes it."""

    @property
    def kind(self) -> str: ...
    @property
    def schema(self) -> str: ...
    @property
    def table(self) -> str: ...
    @property
    def create(self) -> str: ...


class _Column(Protocol):
    """A column of the schema, with what vanishes when it is dropped, on partitions of its table too."""

    @property
    def schema(self) -> str: ...
    @property
    def table(self) -> str: ...
    @property
    def lost(self) -> Iterable[_Object]: ...


def checks_on(column: _Column, old: Identifier, new: Identifier) -> tuple[AddedConstraint, ...]:
    """Of what is on a column, called ``old``, the validated checks and foreign keys, for the column ``new``."""
    added = (added_constraint(on_other_column(each.create, old, new)) for each in _on_its_table(column, {"constraint"}))
    return tuple(_stated(each) for each in added if each and each.clauses and each.kind in {"CHECK", "FOREIGN KEY"})


def _stated(check: AddedConstraint) -> AddedConstraint:
    """The same with the action on DELETE, which the catalog leaves out where it is the default."""
    if not check.reference or any(clause.startswith("ON DELETE") for clause in check.clauses):
        return check
    place = 3 if any(clause.startswith("MATCH") for clause in check.clauses) else 2
    return replace(check, clauses=(*check.clauses[:place], "ON DELETE NO ACTION", *check.clauses[place:]))


def unlike_plain(column: _Column, old: Identifier, new: Identifier) -> tuple[Index, ...]:
    """Of what is on a column, called ``old``, the indexes that are more than columns, for the column ``new``.

    They are called ``new_…``, because the others keep their names.
    """
    created = (
        (each.kind, on_other_column(each.create, old, new)) for each in _on_its_table(column, {"index", "constraint"})
    )
    indexes = (created_index(text) if kind == "index" else _index_of(text) for kind, text in created)
    return tuple(replace(each, name=derived_name("new", str(each.name and each.name.raw)))
                 for each in indexes if each and not each.is_plain)  # fmt: skip


def _index_of(text: str) -> Index | None:
    added = added_constraint(text)
    return added.index if added else None


def bound(column: _Column) -> Iterator[_Object]:
    """The constraints that can be built on no other column while this one has them: a primary key, one that excludes.

    Nor can one that is not validated, whose rows are not known to fit.
    """
    for each in _on_its_table(column, {"constraint"}):
        added = added_constraint(each.create)
        if added and not added.clauses and added.kind != "UNIQUE":
            yield each


def _on_its_table(column: _Column, kinds: Collection[str]) -> Iterator[_Object]:
    for each in column.lost:
        if each.kind in kinds and (each.schema, each.table) == (column.schema, column.table):
            yield each


def on_other_column(create: str, old: Identifier, new: Identifier) -> str:
    """The statement that makes a constraint or an index, with ``new`` wherever it means the column ``old``."""
    statement = sql.split(create, name="schema")[0]
    tokens = sql.tokens(create, name="schema")
    return _replaced(create, tokens, {*_read(statement.node, create, old), *_listed(statement, tokens, old)}, str(new))


def with_value(expression: Expression, column: Identifier, value: str) -> str:
    """The expression, with ``value`` wherever it reads the column."""
    text = f"SELECT {expression}"
    places = {*_read(sql.parse(text, name="--using"), text, column)}
    return _replaced(text, sql.tokens(text, name="--using"), places, value).removeprefix("SELECT ")


def _replaced(text: str, tokens: Iterable[Token], places: Collection[int], new: str) -> str:
    """The text with ``new`` for each token that starts at one of the places."""
    pieces, end = [], 0
    for token in tokens:
        if token.start in places:
            pieces += [text[end : token.start], new]
            end = token.end
    return "".join([*pieces, text[end:]])


# Where a column stands as it is: it is shown, sorted or grouped by, or asked whether it is NULL.
_PLAIN = {"ResTarget", "SortBy", "NullTest", "SelectStmt"}


def computing_with(objects: Iterable[_Object], column: Identifier) -> Iterator[_Object]:
    """Of views, rules, policies, triggers and functions those that hold an expression made from such a column."""
    return (each for each in objects if any(_computes_with(each.create, column)))


def _computes_with(create: str, column: Identifier) -> Iterator[bool]:
    for statement in sql.split(create, name="schema"):
        for parent in sql.nodes(statement.node):
            for child in _columns_in(parent):
                is_meant = child.fields[-1].string.sval == column.raw
                yield is_meant and parent.DESCRIPTOR.name not in _PLAIN


def _columns_in(parent: Any) -> Iterator[Any]:
    """The columns right below a node of the syntax tree."""
    for field, value in parent.ListFields():
        if parent.DESCRIPTOR.name != "Node" and field.type == field.TYPE_MESSAGE:
            for child in [value] if hasattr(value, "ListFields") else value:
                if child.DESCRIPTOR.name == "Node" and child.HasField("column_ref"):
                    yield child.column_ref


def _read(node: Any, text: str, column: Identifier) -> Iterator[int]:
    """Where expressions read the column."""
    for found in sql.nodes(node):
        if found.DESCRIPTOR.name == "ColumnRef" and [each.string.sval for each in found.fields] == [column.raw]:
            yield sql.character_offset(text, found.location)


def _listed(statement: sql.Statement, tokens: Sequence[Token], column: Identifier) -> Iterator[int]:
    """Where the column stands in a list of columns."""
    brackets = list(_brackets(tokens))
    is_index = statement.kind == "IndexStmt"
    runs = list(split_at_commas(brackets[0][2])) if is_index else []
    params = statement.node.index_params if is_index else []
    yield from (run[0].start for run, item in zip(runs, params, strict=True) if item.index_elem.name == column.raw)
    for before, word, inside in brackets:
        if word.kind in _LISTS and before.kind not in _BEFORE_TABLES:
            yield from (token.start for token in inside if token.is_name and name_of(token) == column.raw)


def _brackets(tokens: Sequence[Token]) -> Iterator[tuple[Token, Token, Sequence[Token]]]:
    """The two tokens before each pair of outermost brackets, and what stands in these."""
    depths = list(accumulate((step(token) for token in tokens), initial=0))
    start = 0
    for position, token in enumerate(tokens):
        if not depths[position] and depths[position + 1]:
            start = position
        elif depths[position] and not depths[position + 1] and token.text == ")":
            yield tokens[start - 2], tokens[start - 1], tokens[start + 1 : position]
