"""A schema that is there, as changes are drawn for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tests.proof.random_statements import condition
from tests.proof.random_words import Dice

from new_migration.authoring.expressions import table as parsed
from new_migration.declared_schema import DeclaredSchema
from new_migration.postgres.database import Connection, query
from new_migration.postgres.objects import Node, read_objects
from new_migration.postgres.sql import quote_identifier as quoted
from new_migration.postgres.sql import quote_literal as literal

Answers = dict[str, tuple[str, ...]]

# As PostgreSQL prints the types: the families, two expressions, and constants that no generated row has.
_FAMILIES = {
    "text": ("text", "'abc'", "lower('ABC')", "'zz 1'", "'zz''2'"),
    "character varying": ("text", "'x'", "'a' || 'b'", "'zz 1'", "'zz2'"),
    "character": ("text", "'a'", "'x'", "'z'", "'y'"),
    "integer": ("number", "42", "1 + 2", "900001", "900002"),
    "bigint": ("number", "7", "-3", "900001", "900002"),
    "smallint": ("number", "1", "0", "9001", "9002"),
    "numeric": ("number", "1.50", "0", "90001.5", "90002"),
    "double precision": ("number", "0.5", "1e10", "90001", "90002"),
    "boolean": ("boolean", "true", "(NOT true)", "true", "false"),
    "date": ("time", "'2020-02-29'", "CURRENT_DATE", "'2031-01-01'", "'2031-01-02'"),
    "timestamp with time zone": ("time", "now()", "'2020-01-01 00:00Z'", "'2031-01-01 00:00Z'", "'2031-01-02 00:00Z'"),
    "timestamp without time zone": ("time", "localtimestamp", "'2020-01-01'", "'2031-01-01'", "'2031-01-02'"),
    "interval": ("interval", "'1 day'", "interval '2 hours'", "'9 years'", "'8 years'"),
    "uuid": ("uuid", "gen_random_uuid()", "'00000000-0000-0000-0000-000000000001'",
             "'ffffffff-0000-0000-0000-000000000001'", "'ffffffff-0000-0000-0000-000000000002'"),
    "jsonb": ("jsonb", "'{}'", "jsonb_build_object('a', 1)", "'[9]'", "'[8]'"),
    "text[]": ("array", "'{}'", "ARRAY['a', 'b']", "'{z}'", "'{y}'"),
    "integer[]": ("array", "'{1,2}'", "ARRAY[]::integer[]", "'{9}'", "'{8}'"),
    "bytea": ("bytea", "'\\x00'", "''", "'\\x09'", "'\\x08'"),
    "inet": ("inet", "'::1'", "'10.0.0.0/8'", "'9.9.9.9'", "'8.8.8.8'"),
    "int4range": ("range", "'[1,2)'", "'empty'", "'[9001,9002)'", "'[8001,8002)'"),
    "json": ("opaque", "'{}'", "'[1]'", "'[9]'", "'[8]'"),
    "point": ("opaque", "'(0,1)'", "point(1, 2)", "'(9,9)'", "'(8,8)'"),
}  # fmt: skip
# What a column of a family may become, with USING and back where no cast does.

_KEYS = """
SELECT n.nspname::text, c.relname::text, k.contype::text,
       array(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY AS u (number, place)
             JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = u.number ORDER BY u.place)
FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE k.contype IN ('p', 'f') ORDER BY k.oid"""


class Scene:
    """A schema that is there, and chance: what changes are drawn for."""

    def __init__(self, connection: Connection, dice: Dice, declared: DeclaredSchema) -> None:
        self.dice, self.declared = dice, declared
        self.objects = read_objects(connection)
        self.major = connection.info.server_version // 10000
        nodes = list(self.objects.nodes())
        dice.taken |= {node.name for node in nodes}
        self.tables = [each for each in nodes if each.kind == "table" and each.name != "schema_migrations"]
        own = {(each.schema, each.name) for each in self.tables}
        on_ours = [each for each in nodes if (each.schema, each.table) in own]
        self.constraints = [each for each in on_ours if each.kind == "constraint"]
        self.triggers = [each for each in on_ours if each.kind == "trigger"]
        self.policies = [each for each in on_ours if each.kind == "policy"]
        self.indexes = [each for each in nodes if each.kind == "index"]
        self.views = [each for each in nodes if each.kind in {"view", "materialized view"}]
        self.functions = [each for each in nodes if each.kind in {"function", "procedure"}]
        self.enums = [each for each in nodes if each.kind == "enum"]
        self.schemas = [each for each in nodes if each.kind == "schema"]
        self._columns: dict[tuple[str, str], list[Node]] = {key: [] for key in own}
        for node in on_ours:
            if node.kind == "column":
                self._columns[node.schema, node.table].append(node)
        self._keys: dict[tuple[str, str], list[str]] = {}
        self._references: set[tuple[str, str, str]] = set()
        for schema, name, kind, columns in query(connection, _KEYS):
            if kind == "p":
                self._keys[schema, name] = columns
            else:
                self._references |= {(schema, name, column) for column in columns}

    def columns(self, table: Node) -> list[Node]:
        return self._columns[table.schema, table.name]

    def key(self, table: Node) -> list[str]:
        return self._keys.get((table.schema, table.name), [])

    def is_reference(self, column: Node) -> bool:
        return (column.schema, column.table, column.name) in self._references

    def table_of(self, node: Node) -> Node:
        return next(each for each in self.tables if (each.schema, each.name) == (node.schema, node.table))

    def family(self, column: Node) -> str:
        return self._type(column.type)[0]

    def values(self, type_: str) -> tuple[str, str]:
        """Two expressions for a default."""
        found = self._type(type_)
        return found[1], found[2]

    def others(self, type_: str) -> tuple[str, str]:
        """Two constants that no row has, where there are such."""
        found = self._type(type_)
        return found[3], found[4]

    def _type(self, type_: str) -> tuple[str, str, str, str, str]:
        bare = re.sub(r"\(.*?\)", "", type_) if not type_.startswith('"') else type_
        if bare in _FAMILIES:
            return _FAMILIES[bare]
        enum = next((each for each in self.enums if each.printed == type_), None)
        if enum:
            first, last = literal(enum.labels[0]), literal(enum.labels[-1])
            return "enum", first, last, first, last
        return "text", "'abc'", "'d'", "'zz'", "'zy'"

    def pairs(self, table: Node, *, comparable: bool = True) -> list[tuple[str, str]]:
        """The columns as SQL, with their families."""
        virtual = {each.name for each in self.columns(table) if each.is_generated and self.major >= 18}
        found = [
            (each, self.family(each)) for each in self.columns(table) if not comparable or each.name not in virtual
        ]
        return [(quoted(each.name), family) for each, family in found if not comparable or family != "opaque"]

    def plain(self, table: Node) -> list[Node]:
        """Columns that can be written."""
        return [each for each in self.columns(table) if not each.is_generated and not each.is_identity]

    def condition(self, table: Node) -> str:
        return condition(self.dice, self.pairs(table, comparable=False) or [("1", "")])

    def key_answer(self, table: Node) -> Answers:
        """The key for batches; perhaps left to the default where the scripts say it."""
        key = ", ".join(map(quoted, self.key(table)))
        said = self.declared.primary_key(parsed(table.printed, name="table"))
        is_said = bool(key) and [each.raw for each in said] == self.key(table)
        return {} if is_said and self.dice.chance(0.5) else {"key": (key or "none",)}

    def place(self, name: str) -> str:
        schemas = [each for each in self.schemas if not each.name.startswith("_dropped")]
        return (
            f"{self.dice.choice(schemas).printed}.{quoted(name)}" if schemas and self.dice.chance(0.3) else quoted(name)
        )


Draw = Callable[[Scene], Answers | None]


def registering(kinds: dict[str, Draw]) -> Callable[[str], Callable[[Draw], Draw]]:
    """A decorator ``change(kind)`` that enters how the answers of a kind are drawn."""

    def change(kind: str) -> Callable[[Draw], Draw]:
        def register(draw: Draw) -> Draw:
            kinds[kind] = draw
            return draw

        return register

    return change


def one(text: object) -> tuple[str, ...]:
    return (str(text),)


def maybe(dice: Dice, probability: float = 0.3, **answers: object) -> Answers:
    """Each of them perhaps."""
    return {name: one(text) for name, text in answers.items() if dice.chance(probability)}


def pick(dice: Dice, nodes: Sequence[Node]) -> Node | None:
    return dice.choice(list(nodes)) if nodes else None


def in_table(scene: Scene, find: Callable[[Node], Sequence[Node]]) -> tuple[Node, Node] | None:
    """A table, and one of what ``find`` finds on it."""
    found = [(table, node) for table in scene.tables for node in find(table)]
    return scene.dice.choice(found) if found else None
