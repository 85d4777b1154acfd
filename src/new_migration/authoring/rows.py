"""Rows as the user writes them, one after the other, parsed as PostgreSQL's grammar parses VALUES."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from new_migration.authoring.expressions import read_expression, start_of
from new_migration.authoring.spelling import closed_tokens, split_at_commas
from new_migration.authoring.values import Expression, join
from new_migration.errors import BadInput, Place
from new_migration.postgres import sql
from new_migration.postgres.sql import Token

DEFAULT = Expression(text="DEFAULT")


@dataclass(frozen=True, kw_only=True, slots=True)
class RowValues:
    """The values of one row, in the order of the columns."""

    values: tuple[Expression, ...]

    def __str__(self) -> str:
        return f"({join(self.values)})"

    def of(self, names: Sequence[object], columns: Sequence[object]) -> tuple[Expression, ...]:
        """The values of the columns ``names`` in a row that has values for ``columns``."""
        return tuple(self.values[list(columns).index(name)] for name in names)


def row_values(text: str, *, name: str) -> RowValues:
    """The values of one row without the brackets around them: ``1, 'admin', DEFAULT``."""
    tokens = closed_tokens(text, name=name)
    lists = sql.parse_within("VALUES (", text, ")", name=name).stmts[0].stmt.select_stmt.values_lists
    runs = list(split_at_commas(tokens))
    nodes = lists[0].list.items if len(lists) == 1 else []
    if len(nodes) != len(runs) or (len(nodes) == 1 and nodes[0].HasField("row_expr")):
        hint = "write each row without brackets around it: 1, 'admin'"
        raise BadInput("one row is wanted", where=start_of(name, text), hint=hint)
    return RowValues(values=tuple(_values(runs, nodes, text, name)))


def _values(runs: Sequence[Sequence[Token]], nodes: Sequence[Any], text: str, name: str) -> Iterator[Expression]:
    for run, node in zip(runs, nodes, strict=True):
        tokens = run[1:] if run[0].text == "," else run
        if node.HasField("set_to_default"):
            yield DEFAULT
            continue
        value = read_expression(tokens, node)
        if value.columns and value.is_plain:  # those of a sub-select may be its own
            where = Place.at_offset(name, text, tokens[0].start)
            hint = "a text stands in single quotes: 'admin'"
            raise BadInput(f"a row that is new has no column {value.columns[0]} to read", where=where, hint=hint)
        yield value
