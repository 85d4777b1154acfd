"""Row security policies as the user writes them: what stands in CREATE POLICY, without the table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from new_migration.authoring.expressions import checked_name, start_of
from new_migration.authoring.spelling import closed_tokens, spell, step
from new_migration.authoring.values import Identifier, join
from new_migration.errors import BadInput
from new_migration.postgres import sql
from new_migration.postgres.sql import Token

_COMMANDS = {"all": "*", "select": "r", "insert": "a", "update": "w", "delete": "d"}
_CLAUSES = {"AS", "FOR", "TO", "USING", "WITH"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """A policy of a table: ``clauses`` are AS, FOR, TO, USING and WITH CHECK, each as one text."""

    name: Identifier
    clauses: tuple[str, ...]
    command: str  # as the user says it: all, select …
    is_permissive: bool

    def __str__(self) -> str:
        return " ".join([str(self.name), *self.clauses])

    @property
    def command_code(self) -> str:
        """The command as ``pg_policy.polcmd`` has it."""
        return _COMMANDS[self.command]


def policy(text: str, *, name: str) -> Policy:
    """The name of a policy and its clauses: ``own_rows FOR SELECT TO app USING (owner = current_user)``."""
    tokens = closed_tokens(text, name=name)
    first = tokens[0]
    if not first.is_name or first.text.upper() in _CLAUSES:
        raise BadInput("a policy begins with its name: own_rows FOR SELECT USING (…)", where=start_of(name, text))
    if len(tokens) > 1 and tokens[1].kind == "ON":
        raise BadInput(
            "the table has an answer of its own", where=start_of(name, text), hint="leave out ON and its name"
        )
    prefix, rest = "CREATE POLICY p ON t", " " * first.end + text[first.end :]
    node = sql.parse_within(prefix, rest, "", name=name).stmts[0].stmt.create_policy_stmt
    _refuse_what_the_command_lacks(node.cmd_name, node.HasField("qual"), node.HasField("with_check"), text, name)
    return Policy(
        name=checked_name(first, text, name=name),
        clauses=tuple(_clauses(tokens[1:], node)),
        command=node.cmd_name,
        is_permissive=node.permissive,
    )


def _clauses(tokens: tuple[Token, ...], node: Any) -> Iterator[str]:
    depths = [sum(step(token) for token in tokens[:place]) for place in range(len(tokens))]
    starts = [place for place, token in enumerate(tokens) if not depths[place] and token.text.upper() in _CLAUSES]
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=False):
        word = tokens[start].text.upper()
        if word == "AS":
            yield "AS PERMISSIVE" if node.permissive else "AS RESTRICTIVE"
        elif word == "TO":
            yield f"TO {join(_role(each.role_spec) for each in node.roles)}"
        else:
            yield spell(tokens[start:end], keywords_to_depth=1)


def _role(node: Any) -> str:
    kind = node.DESCRIPTOR.fields_by_name["roletype"].enum_type.values_by_number[node.roletype].name
    return sql.quote_identifier(node.rolename) if node.rolename else str(kind).removeprefix("ROLESPEC_")


def _refuse_what_the_command_lacks(command: str, has_using: bool, has_check: bool, text: str, name: str) -> None:
    """As PostgreSQL does when it runs (PostgreSQL 18, CREATE POLICY)."""
    if command == "insert" and has_using:
        raise BadInput("FOR INSERT takes only WITH CHECK", where=start_of(name, text))
    if command in {"select", "delete"} and has_check:
        raise BadInput(f"FOR {command.upper()} takes only USING", where=start_of(name, text))
