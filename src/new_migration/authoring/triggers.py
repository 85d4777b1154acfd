"""Triggers as the user writes them: a whole CREATE TRIGGER statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from new_migration.authoring.constraints import table_of
from new_migration.authoring.expressions import only_statement
from new_migration.authoring.layout import TRIGGER, laid_out
from new_migration.authoring.values import Identifier, Table


@dataclass(frozen=True, kw_only=True, slots=True)
class TriggerDefinition:
    """CREATE TRIGGER; prints as it was written."""

    text: str
    name: Identifier
    table: Table
    function: Table
    replaces: bool

    def __str__(self) -> str:
        return self.text


def trigger_definition(text: str, *, name: str) -> TriggerDefinition:
    """A whole CREATE TRIGGER statement."""
    what = "one CREATE TRIGGER statement is wanted"
    statement = only_statement(text, name=name, kind="CreateTrigStmt", what=what)
    node = statement.node
    return TriggerDefinition(
        text=laid_out(statement.text, TRIGGER, name=name, head=_head(node)),
        name=Identifier(raw=node.trigname),
        table=table_of(node.relation),
        function=_function(node),
        replaces=node.replace,
    )


def _head(node: Any) -> int:
    """CREATE [OR REPLACE] [CONSTRAINT] TRIGGER and the name."""
    return 3 + 2 * int(node.replace) + int(node.isconstraint)


def _function(node: Any) -> Table:
    names = [Identifier(raw=part.string.sval) for part in node.funcname]
    return Table(schema=names[-2] if len(names) > 1 else None, name=names[-1])
