"""Indexes as the user writes them, parsed with PostgreSQL's grammar into values."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from new_migration.authoring.constraints import table_of
from new_migration.authoring.expressions import identifiers, read_expression, start_of
from new_migration.authoring.indexes import Index, IndexElement
from new_migration.authoring.spelling import closed_tokens, name_of, spell, split_at_commas, step
from new_migration.authoring.values import Clause, Expression, Identifier
from new_migration.errors import BadInput
from new_migration.postgres import sql
from new_migration.postgres.sql import Token


def index(text: str, *, name: str) -> Index:
    """An index: its columns or expressions, or all that follows CREATE INDEX (``idx_x ON t (a) WHERE b``), or all."""
    tokens = closed_tokens(text, name=name)
    if tokens[0].kind == "CREATE" and len(tokens) > 1 and tokens[1].kind in {"UNIQUE", "INDEX"}:
        return _whole_index("", text, tokens, name)
    whole = any(token.kind == "ON" for token in tokens[:6]) or tokens[0].kind == "UNIQUE"
    if whole:
        unique = tokens[0].kind == "UNIQUE"
        prefix = "CREATE " if unique else "CREATE INDEX "
        return _whole_index(prefix, text, tokens, name)
    runs = list(split_at_commas(tokens))
    if all(len(run) == 1 and run[0].is_name for run in runs):  # also where a name is a reserved word
        return Index(elements=tuple(_column_element(column) for column in identifiers(text, name=name)))
    node = sql.parse_within("CREATE INDEX ON t (", text, ")", name=name).stmts[0].stmt.index_stmt
    return Index(elements=_elements(node.index_params, tokens))


def _column_element(column: Identifier) -> IndexElement:
    return IndexElement(text=str(column), column=column, words=(column.raw,))


def _whole_index(prefix: str, text: str, tokens: Sequence[Token], name: str) -> Index:
    node = sql.parse_within(prefix, text, "", name=name).stmts[0].stmt.index_stmt
    if node.concurrent or node.if_not_exists or not node.relation.inh:
        raise BadInput("CONCURRENTLY, IF NOT EXISTS and ONLY are not said here", where=start_of(name, text))
    runs = _brackets(tokens)
    return Index(
        name=Identifier(raw=node.idxname) if node.idxname else None,
        table=table_of(node.relation),
        elements=_elements(node.index_params, runs["ON"]),
        unique=node.unique,
        method=Identifier(raw=node.access_method) if _says(tokens, "USING") else None,
        include=_included(node, text, name),
        nulls_not_distinct=node.nulls_not_distinct,
        storage=Clause(text=spell(runs["WITH"])) if "WITH" in runs else None,
        tablespace=Identifier(raw=node.table_space) if node.table_space else None,
        where=_index_condition(node, tokens),
    )


def _brackets(tokens: Sequence[Token]) -> dict[str, Sequence[Token]]:
    """What stands in the outermost brackets: the first are those of ON, others go by the word before them."""
    found: dict[str, Sequence[Token]] = {}
    depth, start = 0, 0
    for position, token in enumerate(tokens):
        if token.text == "(":
            start = position if not depth else start
            depth += 1
        elif token.text == ")":
            depth -= 1
            if not depth:
                found.setdefault(tokens[start - 1].text.upper() if found else "ON", tokens[start + 1 : position])
    return found


def _says(tokens: Sequence[Token], kind: str) -> bool:
    return any(token.kind == kind for token in tokens)


def _included(node: Any, text: str, name: str) -> tuple[Identifier, ...]:
    names = [item.index_elem.name for item in node.index_including_params]
    if not all(names):
        raise BadInput("INCLUDE takes columns, not expressions", where=start_of(name, text))
    return tuple(Identifier(raw=each) for each in names)


def _index_condition(node: Any, tokens: Sequence[Token]) -> Expression | None:
    if not node.HasField("where_clause"):
        return None
    depth = 0
    for position, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        if not depth and token.kind == "WHERE":
            return read_expression(tokens[position + 1 :], node.where_clause)
    return None


def _elements(params: Any, tokens: Sequence[Token]) -> tuple[IndexElement, ...]:
    return tuple(_element(item.index_elem, run) for item, run in zip(params, split_at_commas(tokens), strict=True))


def _element(node: Any, tokens: Sequence[Token]) -> IndexElement:
    text = _spell_element(tokens)
    if node.name:
        return IndexElement(text=text, column=Identifier(raw=node.name), words=(node.name,))
    read = read_expression(tokens, node.expr)
    words = "_".join(dict.fromkeys([*read.functions, *(column.raw for column in read.columns)])) or "expression"
    return IndexElement(text=text, words=(words,))


_ORDER = {"ASC", "DESC", "NULLS_LA", "NULLS_P", "FIRST_P", "LAST_P"}


def _spell_element(tokens: Sequence[Token]) -> str:
    """An element with the words of its order in upper case; a column may have the name of such a word."""
    depths = list(accumulate((step(token) for token in tokens), initial=0))
    order = next((i for i, t in enumerate(tokens) if i and t.kind in _ORDER and not depths[i]), len(tokens))
    head, tail = spell(tokens[:order]), spell(tokens[order:], keywords_to_depth=1)
    first = sql.quote_identifier(name_of(tokens[0])) if order == 1 else head
    return f"{first} {tail}" if tail else first
