"""What statements bring back that restore a constraint or an index, so that it can be brought back online."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from new_migration.authoring.constraints import CONSTRAINT_KINDS, contype, names_of, read_constraint, table_of
from new_migration.authoring.expressions import read_expression
from new_migration.authoring.index_definitions import index as index_definition
from new_migration.authoring.indexes import Index, index_on
from new_migration.authoring.spelling import spell
from new_migration.authoring.values import Clause, Expression, Identifier, Reference, Statements, Table, join
from new_migration.errors import BadInput
from new_migration.postgres import sql

_KINDS = {**CONSTRAINT_KINDS, "CONSTR_NOTNULL": "NOT NULL"}
_NAME = "--restore"


@dataclass(frozen=True, kw_only=True, slots=True)
class AddedConstraint:
    """``ALTER TABLE … ADD CONSTRAINT …``.

    ``clauses`` define a check, a foreign key or a NOT NULL that can be added NOT VALID and validated afterwards, to the
    same result; others have none. ``index`` is that of a unique constraint or a primary key, which can be built before.
    """

    table: Table
    name: Identifier
    kind: str  # PRIMARY KEY, UNIQUE, CHECK, EXCLUDE, FOREIGN KEY, NOT NULL
    columns: tuple[Identifier, ...] = ()
    condition: Expression | None = None
    reference: Reference | None = None
    clauses: tuple[str, ...] = ()
    index: Index | None = None
    deferrable: str = ""

    @property
    def can_be_added_online(self) -> bool:
        """Whether it takes long to add, and there is a way on which others can go on to write meanwhile."""
        return bool(self.clauses or self.index)


def added_constraint(statements: Statements | str) -> AddedConstraint | None:
    """The constraint that the first of the statements adds; None where it adds none."""
    statement = sql.split(_first(statements), name=_NAME)[0]
    commands: Sequence[Any] = statement.node.cmds if statement.kind == "AlterTableStmt" else ()
    node = getattr(commands[0].alter_table_cmd, "def").constraint if len(commands) == 1 else None
    if node is None or not node.conname or contype(node) not in _KINDS:
        return None
    kind = _KINDS[contype(node)]
    table = table_of(statement.node.relation)
    condition = _condition(node, statement.text) if kind == "CHECK" else None
    is_of_all = statement.node.relation.inh  # not ONLY of this table
    return AddedConstraint(
        table=table,
        name=Identifier(raw=node.conname),
        kind=kind,
        columns=names_of(node.fk_attrs if kind == "FOREIGN KEY" else node.keys),
        condition=condition,
        reference=_reference(node) if kind == "FOREIGN KEY" else None,
        clauses=tuple(_clauses(node, kind, condition, statement.text)) if is_of_all and _is_validated(node) else (),
        index=_index(node, table, statement.text) if is_of_all and kind in {"UNIQUE", "PRIMARY KEY"} else None,
        deferrable=_deferrable(node),
    )


def _is_validated(node: Any) -> bool:
    is_enforced = node.is_enforced or _KINDS[contype(node)] == "NOT NULL"
    return is_enforced and not node.skip_validation and not node.fk_with_period


def _clauses(node: Any, kind: str, condition: Expression | None, text: str) -> Iterator[str]:
    """The definition, one clause each: nothing for a key or an exclusion."""
    if kind == "CHECK":
        yield f"CHECK ({condition})"
    elif kind == "NOT NULL":
        yield f"NOT NULL {join(names_of(node.keys))}"
    elif kind == "FOREIGN KEY":
        key = read_constraint(node, sql.tokens(text, name=_NAME), of_table=True)
        action = f"ON DELETE {key.on_delete}" if key.on_delete else ""
        clauses = (f"FOREIGN KEY ({join(key.columns)})", f"REFERENCES {key.reference}", key.match, action, key.rest)
        yield from (clause.strip() for clause in clauses if clause)
    if node.is_no_inherit:
        yield "NO INHERIT"


def created_index(statements: Statements | str) -> Index | None:
    """The index that the first of the statements creates; None where it creates none, or one that has no such value."""
    statement = sql.split(_first(statements), name=_NAME)[0]
    if statement.kind != "IndexStmt" or not statement.node.idxname:
        return None
    try:
        return index_definition(statement.text, name=_NAME)
    except BadInput:  # ON ONLY a partitioned table, which is not built online anyway
        return None


def _first(statements: Statements | str) -> str:
    return statements if isinstance(statements, str) else statements.texts[0]


def after_the_first(statements: Statements) -> Statements | None:
    """All but the first of the statements, if there are more."""
    return Statements(texts=statements.texts[1:]) if len(statements.texts) > 1 else None


def _reference(node: Any) -> Reference:
    return Reference(table=table_of(node.pktable), columns=names_of(node.pk_attrs))


def _deferrable(node: Any) -> str:
    deferred = " INITIALLY DEFERRED" if node.initdeferred else ""
    return f"DEFERRABLE{deferred}" if node.deferrable else ""


def _condition(node: Any, text: str) -> Expression:
    return read_expression(_in_brackets(text, "CHECK"), node.raw_expr)


def _index(node: Any, table: Table, text: str) -> Index | None:
    if node.without_overlaps:
        return None
    return index_on(
        names_of(node.keys),
        table,
        name=Identifier(raw=node.conname),
        unique=True,
        include=names_of(node.including),
        nulls_not_distinct=node.nulls_not_distinct,
        storage=Clause(text=spell(_in_brackets(text, "WITH"))) if node.options else None,
        tablespace=Identifier(raw=node.indexspace) if node.indexspace else None,
    )


def _in_brackets(text: str, keyword: str) -> list[sql.Token]:
    """The tokens in the brackets that follow the first ``keyword`` outside brackets."""
    tokens = sql.tokens(text, name=_NAME)
    found: list[sql.Token] = []
    depth, inside = 0, False
    for position, token in enumerate(tokens):
        closes = token.text == ")"
        depth -= closes
        if inside and depth == 0:
            return found
        if inside:
            found.append(token)
        inside = inside or (depth == 0 and token.text == "(" and tokens[position - 1].text.upper() == keyword)
        depth += token.text == "("
    return found
