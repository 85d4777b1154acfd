"""Constraints and references as the user writes them, parsed with PostgreSQL's grammar into values."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from new_migration.authoring.expressions import identifiers, padded, read_expression, start_of, table
from new_migration.authoring.spelling import closed_tokens, spell
from new_migration.authoring.tables import Constraint
from new_migration.authoring.values import Identifier, Reference, Table
from new_migration.errors import BadInput, Place
from new_migration.postgres import sql
from new_migration.postgres.sql import Token

CONSTRAINT_KINDS = {"CONSTR_PRIMARY": "PRIMARY KEY", "CONSTR_UNIQUE": "UNIQUE", "CONSTR_CHECK": "CHECK",
          "CONSTR_EXCLUSION": "EXCLUDE", "CONSTR_FOREIGN": "FOREIGN KEY"}  # fmt: skip
_ACTIONS = {"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}


def table_constraint(text: str, *, name: str) -> Constraint:
    """A constraint of a table, as ``CHECK (price > 0)``, ``UNIQUE (a, b)`` or ``FOREIGN KEY (a) REFERENCES t``."""
    tokens = closed_tokens(text, name=name)
    tree = sql.parse_within("CREATE TABLE t (", text, ")", name=name)
    elements = tree.stmts[0].stmt.create_stmt.table_elts
    if len(elements) != 1 or not elements[0].HasField("constraint"):
        raise BadInput("one table constraint is wanted: PRIMARY KEY, UNIQUE, CHECK, FOREIGN KEY or EXCLUDE",
                       where=start_of(name, text))  # fmt: skip
    found = elements[0].constraint
    if contype(found) not in CONSTRAINT_KINDS:
        raise BadInput("NOT NULL is said in the definition of the column", where=start_of(name, text))
    if found.fk_with_period:
        raise BadInput("a foreign key with PERIOD cannot be written here", where=start_of(name, text))
    return read_constraint(found, tokens, of_table=True)


def reference(text: str, *, name: str) -> Reference:
    """What follows REFERENCES: a table, perhaps with its columns in brackets."""
    tokens = closed_tokens(text, name=name)
    bracket = next((i for i, token in enumerate(tokens) if token.text == "("), len(tokens))
    end = tokens[bracket].start if bracket < len(tokens) else len(text)
    rest = tokens[bracket:]
    if rest and rest[-1].text != ")":
        raise BadInput("only a table and its columns are wanted", where=Place.at_offset(name, text, rest[-1].start),
                       hint="ON DELETE, ON UPDATE, MATCH and DEFERRABLE have answers of their own")  # fmt: skip
    columns = identifiers(padded(text, rest[0].end, rest[-1].start), name=name) if rest else ()
    return Reference(table=table(text[:end], name=name), columns=columns)


def _reference(node: Any) -> Reference:
    return Reference(table=table_of(node.pktable), columns=names_of(node.pk_attrs))


def table_of(node: Any) -> Table:
    schema = Identifier(raw=node.schemaname) if node.schemaname else None
    return Table(schema=schema, name=Identifier(raw=node.relname))


def names_of(nodes: Any) -> tuple[Identifier, ...]:
    return tuple(Identifier(raw=node.string.sval) for node in nodes)


_ATTRIBUTES = {"CONSTR_ATTR_DEFERRABLE": " DEFERRABLE", "CONSTR_ATTR_NOT_DEFERRABLE": " NOT DEFERRABLE",
               "CONSTR_ATTR_DEFERRED": " INITIALLY DEFERRED", "CONSTR_ATTR_IMMEDIATE": " INITIALLY IMMEDIATE",
               "CONSTR_ATTR_ENFORCED": " ENFORCED", "CONSTR_ATTR_NOT_ENFORCED": " NOT ENFORCED"}  # fmt: skip


def contype(part: Any) -> str:
    return str(part.DESCRIPTOR.fields_by_name["contype"].enum_type.values_by_number[part.contype].name)


def read_constraint(
    part: Any, tokens: Sequence[Token], *, of_table: bool = False, attributes: Sequence[Any] = ()
) -> Constraint:
    kind = CONSTRAINT_KINDS[contype(part)]
    columns = names_of(part.fk_attrs) if kind == "FOREIGN KEY" else names_of(part.keys)
    if kind == "CHECK":
        columns = read_expression((), part.raw_expr).columns
    foreign = kind == "FOREIGN KEY"
    return Constraint(
        kind=kind,
        name=Identifier(raw=part.conname) if part.conname else None,
        columns=columns,
        of_table=of_table,
        body="" if foreign else spell(without_name(tokens, part), keywords_to_depth=1),
        reference=_reference(part) if foreign else None,
        match="MATCH FULL" if foreign and part.fk_matchtype == "f" else "",
        on_delete=_on_delete(part, tokens) if foreign else "",
        rest=_rest(part, attributes, of_table=of_table) if foreign else "",
    )


def without_name(tokens: Sequence[Token], part: Any) -> Sequence[Token]:
    return tokens[2:] if part.conname else tokens


def _on_delete(part: Any, tokens: Sequence[Token]) -> str:
    """The action where one is stated: the parser says NO ACTION also where nothing is."""
    stated = any(a.kind == "ON" and b.kind == "DELETE_P" for a, b in pairwise(tokens))
    columns = f" ({', '.join(map(str, names_of(part.fk_del_set_cols)))})" if part.fk_del_set_cols else ""
    return _ACTIONS[part.fk_del_action] + columns if stated else ""


def _rest(part: Any, attributes: Sequence[Any], *, of_table: bool) -> str:
    update = f" ON UPDATE {_ACTIONS[part.fk_upd_action]}" if part.fk_upd_action != "a" else ""
    words = "".join(_ATTRIBUTES[contype(attribute)] for attribute in attributes)
    deferrable = " DEFERRABLE" if part.deferrable else ""
    deferred = " INITIALLY DEFERRED" if part.initdeferred else ""
    unenforced = " NOT ENFORCED" if of_table and not part.is_enforced else ""
    return update + words + deferrable + deferred + unenforced
