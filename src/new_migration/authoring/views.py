"""Queries and views as the user writes them, parsed with PostgreSQL's grammar into values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from new_migration.authoring.constraints import names_of, table_of
from new_migration.authoring.expressions import only_statement, start_of
from new_migration.authoring.layout import QUERY, laid_out
from new_migration.authoring.values import Identifier, Table
from new_migration.errors import BadInput, Place
from new_migration.postgres import sql
from new_migration.postgres.sql import Token


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """One SELECT, VALUES or WITH, without its semicolon."""

    text: str
    columns: tuple[Identifier, ...] = ()  # that come out; none where the query alone does not say, as with *

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, kw_only=True, slots=True)
class ViewDefinition:
    """CREATE VIEW or CREATE MATERIALIZED VIEW; prints as it was written."""

    text: str
    view: Table
    columns: tuple[Identifier, ...]
    options: str  # WITH (…), or an empty text
    check_option: str  # WITH … CHECK OPTION, or an empty text
    start: int  # of VIEW in the text
    is_materialized: bool

    def __str__(self) -> str:
        return self.text

    @property
    def replacing(self) -> str:
        """The statement with OR REPLACE."""
        return f"CREATE OR REPLACE {self.text[self.start :]}"


def query(text: str, *, name: str) -> Query:
    """A query that a view can have."""
    what = "one query is wanted: SELECT, VALUES or WITH … SELECT"
    statement = only_statement(text, name=name, kind="SelectStmt", what=what)
    node = statement.node
    if node.HasField("into_clause"):
        raise BadInput("a query that has INTO makes a table", where=start_of(name, text), hint="leave INTO out")
    for token in sql.tokens(text, name=name):
        if token.kind == "PARAM":
            what = f"the parameter {token.text} would have no value"
            raise BadInput(what, where=Place.at_offset(name, text, token.start))
    return Query(text=laid_out(statement.text, QUERY, name=name), columns=_columns(node))


def view_definition(text: str, *, name: str) -> ViewDefinition:
    """A whole CREATE VIEW statement. What stands behind it is not read: comments, owner, privileges."""
    statement = sql.split(text, name=name)[0]
    node = statement.node
    tokens = sql.tokens(statement.text, name=name)
    if statement.kind == "ViewStmt":
        given, relation = node.aliases, node.view
    elif statement.kind == "CreateTableAsStmt":
        given, relation = node.into.col_names, node.into.rel
    else:
        raise BadInput("a CREATE VIEW statement is wanted", where=start_of(name, text))
    aliases = names_of(given)
    columns = _columns(node.query.select_stmt)
    return ViewDefinition(
        text=statement.text,
        view=table_of(relation),
        columns=aliases + columns[len(aliases) :],
        options=_options(statement.text, tokens),
        check_option=_CHECK_OPTIONS.get(node.with_check_option, "") if statement.kind == "ViewStmt" else "",
        start=next((token.start for token in tokens if token.kind == "VIEW"), 0),
        is_materialized=statement.kind == "CreateTableAsStmt",
    )


_CHECK_OPTIONS = {2: "WITH LOCAL CHECK OPTION", 3: "WITH CASCADED CHECK OPTION"}


def _options(text: str, tokens: Sequence[Token]) -> str:
    """What stands in brackets behind the WITH before AS, with both."""
    head = list(takewhile(lambda token: token.kind != "AS", tokens))
    place = next((i for i, token in enumerate(head) if token.kind == "WITH"), None)
    return text[head[place].start : head[-1].end] if place is not None else ""


def _columns(node: Any) -> tuple[Identifier, ...]:
    """The names of the columns of a query, or none where one of them is not known from the query alone."""
    while node.HasField("larg"):
        node = node.larg
    names = list(_names([target.res_target for target in node.target_list]))
    return tuple(Identifier(raw=name) for name in names) if all(names) else ()


def _names(targets: Sequence[Any]) -> Iterator[str]:
    for target in targets:
        yield target.name or _name_of(target.val)


def _name_of(node: Any) -> str:
    """The name that PostgreSQL gives to the column of an expression (FigureColname in parse_target.c), or ""."""
    kind = node.WhichOneof("node")
    if kind == "column_ref":
        last = node.column_ref.fields[-1]
        return str(last.string.sval)
    if kind == "func_call":
        return str(node.func_call.funcname[-1].string.sval)
    if kind == "type_cast":
        return _name_of(node.type_cast.arg) or str(node.type_cast.type_name.names[-1].string.sval)
    return "coalesce" if kind == "coalesce_expr" else ""
