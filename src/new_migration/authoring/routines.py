"""Functions and procedures: their names with the types of their arguments, and the statements that create them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from new_migration.authoring.expressions import only_statement, start_of
from new_migration.authoring.layout import ROUTINE, laid_out
from new_migration.authoring.type_names import printed_type
from new_migration.authoring.values import Identifier, Routine, Table
from new_migration.errors import BadInput
from new_migration.postgres import sql

_OUTPUT = {"OUT", "TABLE"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter:
    """A parameter as CREATE OR REPLACE compares it."""

    mode: str
    name: str
    type: str
    has_default: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class RoutineDefinition:
    """CREATE FUNCTION or CREATE PROCEDURE; prints as it was written."""

    text: str
    routine: Routine
    keyword: str  # FUNCTION or PROCEDURE
    replaces: bool
    parameters: tuple[Parameter, ...]
    returns: str
    start: int  # of FUNCTION or PROCEDURE in the text
    body: str  # where it is a string
    is_security_definer: bool

    def __str__(self) -> str:
        return self.text

    @property
    def creating(self) -> str:
        """The statement without OR REPLACE."""
        return f"CREATE {self.text[self.start :]}"

    @property
    def replacing(self) -> str:
        """The statement with OR REPLACE."""
        return f"CREATE OR REPLACE {self.text[self.start :]}"

    @property
    def body_digest(self) -> str:
        """The SHA-256 of the body where it is a string, in hexadecimal; else an empty text."""
        return hashlib.sha256(self.body.encode()).hexdigest() if self.body else ""

    def can_replace(self, other: RoutineDefinition) -> bool:
        """Whether CREATE OR REPLACE puts it in the place of ``other`` (PostgreSQL 18, CREATE FUNCTION, notes)."""
        if (self.keyword, self.returns) != (other.keyword, other.returns):
            return False
        if [p.mode for p in self.parameters] != [p.mode for p in other.parameters]:
            return False
        pairs = list(zip(self.parameters, other.parameters, strict=True))
        same = all(new.type == old.type and old.name in ("", new.name) for new, old in pairs)
        return same and all(new.has_default or not old.has_default for new, old in pairs)


def routine_definition(text: str, *, name: str) -> RoutineDefinition:
    """A whole CREATE FUNCTION or CREATE PROCEDURE statement."""
    what = "one CREATE FUNCTION or CREATE PROCEDURE statement is wanted"
    statement = only_statement(text, name=name, kind="CreateFunctionStmt", what=what)
    node, source = statement.node, statement.text
    keyword = "PROCEDURE" if node.is_procedure else "FUNCTION"
    parameters = [part.function_parameter for part in node.parameters]
    given = [p.arg_type for p in parameters if _mode(p) not in _OUTPUT]
    return RoutineDefinition(
        text=laid_out(source, ROUTINE, name=name, head=_head(source, name)),
        routine=Routine(name=_name(node.funcname), arguments=_arguments(given, text, name)),
        keyword=keyword,
        replaces=node.replace,
        parameters=tuple(_parameter(p) for p in parameters),
        returns=printed_type(node.return_type) if node.HasField("return_type") else "",
        start=next(token.start for token in sql.tokens(source, name=name) if token.kind == keyword),
        body=_body(node),
        is_security_definer=any(
            option.def_elem.defname == "security" and option.def_elem.arg.boolean.boolval for option in node.options
        ),
    )


def _head(source: str, name: str) -> int:
    """The tokens up to the bracket behind the name: none of them begins a clause, whatever it is called."""
    return next(i for i, token in enumerate(sql.tokens(source, name=name)) if token.text == "(")


def _name(parts: Sequence[Any]) -> Table:
    names = [Identifier(raw=part.string.sval) for part in parts]
    return Table(schema=names[-2] if len(names) > 1 else None, name=names[-1])


def _arguments(types: Sequence[Any], text: str, name: str) -> str:
    if any(type_.pct_type for type_ in types):
        raise BadInput("the type of an argument is wanted itself, not with %TYPE", where=start_of(name, text))
    return f"({', '.join(printed_type(type_) for type_ in types)})"


def _mode(parameter: Any) -> str:
    kinds = parameter.DESCRIPTOR.fields_by_name["mode"].enum_type.values_by_number
    return str(kinds[parameter.mode].name).removeprefix("FUNC_PARAM_").replace("DEFAULT", "IN")


def _parameter(parameter: Any) -> Parameter:
    return Parameter(
        mode=_mode(parameter),
        name=parameter.name,
        type=printed_type(parameter.arg_type),
        has_default=parameter.HasField("defexpr"),
    )


def _body(node: Any) -> str:
    for option in node.options:
        items = option.def_elem.arg.list.items
        if option.def_elem.defname == "as" and len(items) == 1:
            return str(items[0].string.sval)
    return ""
