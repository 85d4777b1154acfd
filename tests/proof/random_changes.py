"""Random answers for each change kind, that fit a schema which is there.

A change is a list of steps, the phases of a kind; the answers of each are drawn for the schema as the steps before it
left it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from new_migration.postgres.database import Connection, query
from new_migration.postgres.objects import Node, Objects, read_objects
from new_migration.postgres.sql import quote_identifier as quoted
from new_migration.postgres.sql import quote_literal as literal
from tests.proof.random_schemas import ACTIONS, COMMENTS, LABELS, ROLES, TYPES, Dice, condition, index, trigger

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
_TYPE_CHANGES: dict[str, list[tuple[str, str, str]]] = {
    "text": [("text", "", ""), ("varchar(90)", "", ""), ("varchar(2)", "", ""), ("char(50)", "", "")],
    "number": [
        ("bigint", "", ""), ("numeric(12,2)", "", ""), ("numeric(20,5)", "", ""), ("text", "{0}::text || '!'", "replace({0}, '!', '')::{1}"),
        ("integer", "", ""), ("double precision", "", ""), ("smallint", "", ""),
    ],
    "boolean": [("integer", "", ""), ("text", "", "")],
    "time": [("timestamptz", "", ""), ("date", "", ""), ("timestamp(0)", "", ""), ("text", "", "")],
    "uuid": [("text", "", "")],
    "jsonb": [("text", "", "")],
    "array": [("text[]", "", ""), ("varchar(9)[]", "", "")],
    "inet": [("text", "", ""), ("cidr", "", "")],
    "enum": [("text", "", "")],
    "interval": [("interval(0)", "", ""), ("text", "", "")],
    "opaque": [("text", "", "")],
    "bytea": [("text", "", "")],
    "range": [("text", "", "")],
}  # fmt: skip

_IN_PLACE = {
    ("character varying(40)", "text"), ("character varying(40)", "varchar(90)"), ("numeric(10,2)", "numeric(12,2)"),
    ("character varying", "text"),
}  # fmt: skip

_KEYS = """
SELECT n.nspname::text, c.relname::text, k.contype::text,
       array(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY AS u (number, place)
             JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = u.number ORDER BY u.place)
FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE k.contype IN ('p', 'f') ORDER BY k.oid"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """Answers for a kind."""

    kind: str
    answers: Answers
    online: bool


class Scene:
    """A schema that is there, and chance: what changes are drawn for."""

    def __init__(self, connection: Connection, dice: Dice) -> None:
        self.dice = dice
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
        found = [(each, self.family(each)) for each in self.columns(table) if not comparable or each.name not in virtual]
        return [(quoted(each.name), family) for each, family in found if not comparable or family != "opaque"]

    def plain(self, table: Node) -> list[Node]:
        """Columns that can be written."""
        return [each for each in self.columns(table) if not each.is_generated and not each.is_identity]

    def condition(self, table: Node) -> str:
        return condition(self.dice, self.pairs(table, comparable=False) or [("1", "")])

    def key_answer(self, table: Node) -> Answers:
        """The key for batches; perhaps left to the default where the scripts say it."""
        key = ", ".join(map(quoted, self.key(table)))
        return {} if key and self.dice.chance(0.5) else {"key": (key or "none",)}

    def place(self, name: str) -> str:
        schemas = [each for each in self.schemas if not each.name.startswith("_dropped")]
        return f"{self.dice.choice(schemas).printed}.{quoted(name)}" if schemas and self.dice.chance(0.3) else quoted(name)


Draw = Callable[[Scene, Node], Answers | None]
# Draws the next step of a change, given the ones before; None where there is no other.
Next = Callable[[Scene, list[Step]], Step | None]
KINDS: dict[str, Callable[[Scene], Answers | None]] = {}
PHASES: dict[str, Callable[[Scene, Answers], Answers | None]] = {}


def change(kind: str) -> Callable[[Callable[[Scene], Answers | None]], Callable[[Scene], Answers | None]]:
    def register(draw: Callable[[Scene], Answers | None]) -> Callable[[Scene], Answers | None]:
        KINDS[kind] = draw
        return draw

    return register


def first_step(kind: str, scene: Scene) -> Step | None:
    """The first step of a change; None where the schema has nothing for it."""
    answers = KINDS[kind](scene)
    return None if answers is None else Step(kind=kind, answers=answers, online=scene.dice.chance(0.6))


def next_step(step: Step, scene: Scene) -> Step | None:
    """What may follow on ``step``, which has been applied."""
    follow = PHASES.get(step.kind)
    answers = follow(scene, step.answers) if follow and scene.dice.chance(0.8) else None
    return None if answers is None else Step(kind=step.kind, answers=answers, online=scene.dice.chance(0.6))


def _one(text: object) -> tuple[str, ...]:
    return (str(text),)


def _maybe(dice: Dice, probability: float = 0.3, **answers: object) -> Answers:
    """Each of them perhaps."""
    return {name: _one(text) for name, text in answers.items() if dice.chance(probability)}


def _pick(dice: Dice, nodes: Sequence[Node]) -> Node | None:
    return dice.choice(list(nodes)) if nodes else None


def _in_table(scene: Scene, find: Callable[[Node], Sequence[Node]]) -> tuple[Node, Node] | None:
    """A table, and one of what ``find`` finds on it."""
    found = [(table, node) for table in scene.tables for node in find(table)]
    return scene.dice.choice(found) if found else None


# --- columns and tables


@change("add-check")
def _add_check(scene: Scene) -> Answers | None:
    table = _pick(scene.dice, scene.tables)
    if not table:
        return None
    more = _maybe(scene.dice, constraint=quoted(scene.dice.name()))
    return {"table": _one(table.printed), "condition": _one(scene.condition(table)), **more}


@change("add-column")
def _add_column(scene: Scene) -> Answers | None:
    dice, table = scene.dice, _pick(scene.dice, scene.tables)
    if not table:
        return None
    taken = {each.name for each in scene.columns(table)}
    own = [each.printed for each in scene.enums]
    definitions = []
    populate = dice.chance(0.35)
    for _ in range(1 if populate else dice.choice([1, 1, 2])):
        name = quoted(dice.name(taken))
        type_ = dice.choice(own) if own and dice.chance(0.2) else dice.choice(sorted(TYPES))
        values = scene.values(type_) if type_ in own else TYPES[type_][1:]
        if not populate and dice.chance(0.15):
            words = dice.choice(["bigint GENERATED ALWAYS AS IDENTITY", "serial", "integer GENERATED ALWAYS AS (1 + 2) STORED"])
            definitions.append(f"{name} {words} {'' if 'serial' in words else 'NOT NULL'}")
            continue
        required = dice.chance(0.5)
        default = f" DEFAULT {dice.choice(values)}" if dice.chance(0.4) or (required and not populate) else ""
        words = " COLLATE \"C\"" if type_ == "text" and dice.chance(0.2) else ""
        words += default + (" NOT NULL" if required else " NULL")
        words += f" CHECK ({name} IS NOT NULL OR true)" if dice.chance(0.15) and not populate else ""
        definitions.append(f"{name} {type_}{words}")
    answers: Answers = {"table": _one(table.printed), "columns": tuple(definitions)}
    opaque = any(re.search(r" (json|point)\b", each) for each in definitions)
    answers["index"] = _one("no" if opaque or dice.chance(0.5) else "yes")
    if populate:
        answers["populate"] = _one(dice.choice(values))
        answers |= scene.key_answer(table) | _maybe(dice, batch_size=dice.randint(1, 3), pause="0")
    return answers


@change("add-foreign-key")
def _add_foreign_key(scene: Scene) -> Answers | None:
    dice, found = scene.dice, []
    for target in scene.tables:
        key = [each for name in scene.key(target) for each in scene.columns(target) if each.name == name]
        if len(key) == 1:
            found += [(table, target, key[0], column) for table in scene.tables for column in scene.columns(table)
                      if column.type == key[0].type and column != key[0] and not column.is_generated]  # fmt: skip
    if not found:
        return None
    table, target, key_column, column = dice.choice(found)
    actions = ["cascade", "restrict", "no action"] + ([] if column.is_required else ["set null"])
    return {
        "table": _one(table.printed),
        "columns": _one(quoted(column.name)),
        "references": _one(f"{target.printed}{dice.choice(['', f' ({quoted(key_column.name)})'])}"),
        "on_delete": _one(dice.choice(actions)),
        "index": _one(dice.choice(["yes", "no"])),
        **_maybe(dice, on_update=dice.choice(actions), match="full", deferrable="initially deferred",
                 constraint=quoted(dice.name())),  # fmt: skip
    }


def _some_columns(scene: Scene, table: Node, most: int) -> list[str]:
    names = [name for name, _ in scene.pairs(table)]
    return scene.dice.sample(names, min(len(names), scene.dice.randint(1, most)))


@change("add-primary-key")
def _add_primary_key(scene: Scene) -> Answers | None:
    dice, table = scene.dice, _pick(scene.dice, [each for each in scene.tables if not scene.key(each)])
    columns = _some_columns(scene, table, 2) if table else []
    if not table or not columns:
        return None
    more = _maybe(dice, 0.2, constraint=quoted(dice.name()), deferrable="initially deferred")
    others = [name for name, _ in scene.pairs(table) if name not in columns]
    more |= _maybe(dice, 0.2, include=others[0]) if others else {}
    return {"table": _one(table.printed), "columns": _one(", ".join(columns)), **more}


@change("add-unique")
def _add_unique(scene: Scene) -> Answers | None:
    dice, table = scene.dice, _pick(scene.dice, scene.tables)
    columns = _some_columns(scene, table, 2) if table else []
    if not table or not columns:
        return None
    more = _maybe(dice, 0.25, constraint=quoted(dice.name()), deferrable=dice.choice(["initially immediate", "no"]),
                  nulls_not_distinct="yes")  # fmt: skip
    others = [name for name, _ in scene.pairs(table) if name not in columns]
    more |= _maybe(dice, 0.2, include=others[0]) if others else {}
    return {"table": _one(table.printed), "columns": _one(", ".join(columns)), **more}


@change("backfill")
def _backfill(scene: Scene) -> Answers | None:
    dice = scene.dice
    found = _in_table(scene, lambda table: [
        each for each in scene.plain(table) if each.name not in scene.key(table) and not scene.is_reference(each)
    ])  # fmt: skip
    if not found:
        return None
    table, column = found
    value = dice.choice([*scene.values(column.type), quoted(column.name), *([] if column.is_required else ["NULL"])])
    answers = {
        "table": _one(table.printed),
        "set": _one(f"{quoted(column.name)} = {value}"),
        **scene.key_answer(table),
        **_maybe(dice, 0.3, pause="0", batch_size=dice.randint(1, 3)),
    }
    if not scene.key(table):
        answers |= {"where": _one(f"{quoted(column.name)} IS NULL"), "undo": _one("nothing")}
    elif dice.chance(0.4):
        answers["where"] = _one(dice.choice([f"{quoted(column.name)} IS NULL", scene.condition(table)]))
    return answers


@change("change-type")
def _change_type(scene: Scene) -> Answers | None:
    dice = scene.dice
    found = _in_table(scene, lambda table: [each for each in scene.columns(table) if not scene.is_reference(each)])
    if not found:
        return None
    table, column = found
    type_, using, back = dice.choice(_TYPE_CHANGES[scene.family(column)])
    answers = {"table": _one(table.printed), "column": _one(quoted(column.name)), "type": _one(type_)}
    if (column.type, type_) in _IN_PLACE and column.name not in scene.key(table) and dice.chance(0.8):
        return answers
    # A foreign key may forbid it, and an identity column is always a whole number.
    is_bound = column.name in scene.key(table) or column.is_identity
    answers["now"] = _one("no" if is_bound else dice.choice(["yes", "no"]))
    if using and dice.chance(0.5):
        answers["using"] = _one(using.format(quoted(column.name)))
        answers["using_back"] = _one(back.format(quoted(column.name), column.type))
    if answers["now"] == ("yes",):
        return answers | _maybe(dice, 0.4, lossy="yes")
    answers |= scene.key_answer(table)
    answers |= _maybe(dice, 0.2, pause="0", batch_size=dice.randint(1, 3), new_name=quoted(dice.name()))
    if type_ != "json" and "new_name" in answers:
        answers |= _maybe(dice, 0.4, index=answers["new_name"][0])
    return answers


def _contract_type(scene: Scene, before: Answers) -> Answers | None:
    if before.get("now") != ("no",):
        return None
    table = next((each for each in scene.tables if each.printed == before["table"][0]), None)
    column = next((each for each in scene.columns(table) if quoted(each.name) == before["column"][0]), None) if table else None
    if not table or not column:
        return None
    default = {"default": _one(f"({column.default})::text::{before['type'][0]}")} if column.default else {}
    more = {name: text for name, text in before.items() if name not in {"now", "lossy"}}
    return more | {"phase": _one("contract")} | default


PHASES["change-type"] = _contract_type


@change("create-index")
def _create_index(scene: Scene) -> Answers | None:
    dice, relations = scene.dice, [each for each in scene.tables if scene.pairs(each)]
    table = _pick(dice, relations)
    if not table:
        return None
    pairs, count = scene.pairs(table), dice.choice([1, 1, 2])
    indexes = [index(dice, table.printed, pairs, name=dice.name()) for _ in range(count)]
    if dice.chance(0.4):
        return {"table": _one(table.printed), "indexes": tuple(each[each.index("INDEX "):] if not each.startswith("CREATE UNIQUE") else each[7:] for each in indexes)}
    columns = dice.sample([name for name, _ in pairs], min(len(pairs), dice.randint(1, 2)))
    more = _maybe(dice, 0.2, where=scene.condition(table), storage="fillfactor = 70")
    if dice.chance(0.3):
        more |= {"unique": _one("yes")} | _maybe(dice, 0.3, nulls_not_distinct="yes")
    return {"table": _one(table.printed), "indexes": _one(", ".join(columns)), **more}


@change("create-table")
def _create_table(scene: Scene) -> Answers | None:
    dice, taken = scene.dice, set[str]()
    columns = [f"{quoted(dice.name(taken))} bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"]
    plain = []
    for _ in range(dice.randint(1, 4)):
        name, type_ = quoted(dice.name(taken)), dice.choice(sorted(TYPES))
        family, *values = TYPES[type_]
        words = f"DEFAULT {dice.choice(values)} " if dice.chance(0.3) else ""
        columns.append(f"{name} {type_} {words}{dice.choice(['NULL', 'NOT NULL'])}")
        plain += [(name, family)] if family != "opaque" else []
    targets = [each for each in scene.tables if len(scene.key(each)) == 1]
    if targets and dice.chance(0.5):
        target = dice.choice(targets)
        type_ = next(each.type for each in scene.columns(target) if [each.name] == scene.key(target))
        name = quoted(dice.name(taken))
        columns.append(f"{name} {type_} NULL REFERENCES {target.printed} ON DELETE {dice.choice(ACTIONS)}")
    more = _maybe(dice, 0.3, comment=dice.choice(COMMENTS).replace("\n", " "), unlogged="no")
    if plain:
        more |= _maybe(dice, 0.3, unique=plain[0][0], constraint=f"CHECK ({condition(dice, plain)})", index=plain[-1][0])
    return {"table": _one(scene.place(dice.name())), "columns": tuple(columns), **more}


@change("drop-column")
def _drop_column(scene: Scene) -> Answers | None:
    dice, found = scene.dice, _in_table(scene, lambda table: scene.columns(table))
    if not found:
        return None
    table, column = found
    return {"table": _one(table.printed), "column": _one(quoted(column.name)), **_maybe(dice, 0.5, now="yes")}


def _purge_column(scene: Scene, before: Answers) -> Answers | None:
    return None if "now" in before else {**before, "phase": _one("purge")}


PHASES["drop-column"] = _purge_column


@change("drop-table")
def _drop_table(scene: Scene) -> Answers | None:
    table = _pick(scene.dice, scene.tables)
    return {"table": _one(table.printed), **_maybe(scene.dice, 0.5, now="yes")} if table else None


PHASES["drop-table"] = _purge_column


@change("drop-constraint")
def _drop_constraint(scene: Scene) -> Answers | None:
    node = _pick(scene.dice, scene.constraints)
    return {"table": _one(scene.table_of(node).printed), "constraint": _one(quoted(node.name))} if node else None


@change("drop-default")
def _drop_default(scene: Scene) -> Answers | None:
    found = _in_table(scene, lambda table: [each for each in scene.columns(table) if each.default])
    return {"table": _one(found[0].printed), "column": _one(quoted(found[1].name))} if found else None


@change("drop-index")
def _drop_index(scene: Scene) -> Answers | None:
    node = _pick(scene.dice, scene.indexes)
    return {"index": _one(node.printed)} if node else None


@change("drop-not-null")
def _drop_not_null(scene: Scene) -> Answers | None:
    found = _in_table(scene, lambda table: [each for each in scene.columns(table) if each.is_required])
    return {"table": _one(found[0].printed), "column": _one(quoted(found[1].name))} if found else None


@change("set-not-null")
def _set_not_null(scene: Scene) -> Answers | None:
    found = _in_table(scene, lambda table: [each for each in scene.columns(table) if not each.is_required])
    return {"table": _one(found[0].printed), "column": _one(quoted(found[1].name))} if found else None


@change("set-default")
def _set_default(scene: Scene) -> Answers | None:
    found = _in_table(scene, lambda table: scene.plain(table))
    if not found:
        return None
    value = scene.dice.choice(scene.values(found[1].type))
    return {"table": _one(found[0].printed), "column": _one(quoted(found[1].name)), "default": _one(value)}


@change("rename-column")
def _rename_column(scene: Scene) -> Answers | None:
    dice, found = scene.dice, _in_table(scene, lambda table: scene.columns(table))
    if not found:
        return None
    table, column = found
    new = quoted(dice.name({each.name for each in scene.columns(table)}))
    answers = {"table": _one(table.printed), "column": _one(quoted(column.name)), "new_name": _one(new)}
    if dice.chance(0.4):
        return answers | {"now": _one("yes")}
    answers |= scene.key_answer(table) | _maybe(dice, 0.2, pause="0", batch_size=dice.randint(1, 3))
    if scene.family(column) not in {"opaque", "jsonb", "range"}:
        answers |= _maybe(dice, 0.2, index=new)
    return answers


def _contract_column(scene: Scene, before: Answers) -> Answers | None:
    return None if "now" in before else {**before, "phase": _one("contract")}


PHASES["rename-column"] = _contract_column


@change("rename-table")
def _rename_table(scene: Scene) -> Answers | None:
    dice, table = scene.dice, _pick(scene.dice, scene.tables)
    if not table:
        return None
    return {"table": _one(table.printed), "new_name": _one(quoted(dice.name())), **_maybe(dice, now="yes")}


PHASES["rename-table"] = _contract_column


# --- rows


@change("insert-rows")
def _insert_rows(scene: Scene) -> Answers | None:
    dice, table = scene.dice, _pick(scene.dice, scene.tables)
    if not table or not scene.columns(table):
        return None
    key = scene.key(table) or [scene.columns(table)[0].name]
    chosen = [
        each for each in scene.columns(table)
        if not each.is_generated and (each.name in key or (each.is_required and not each.default) or dice.chance(0.5))
    ]  # fmt: skip
    if not set(key) <= {each.name for each in chosen}:
        return None
    rows = []
    for number in range(dice.randint(1, 2)):
        values = [
            scene.others(each.type)[number] if each.name in key
            else "NULL" if not each.is_required and (scene.is_reference(each) or dice.chance(0.2))
            else dice.choice([scene.others(each.type)[number], *scene.values(each.type)])
            for each in chosen
        ]  # fmt: skip
        rows.append(", ".join(values))
    more = {"override": _one("yes")} if any(each.is_identity for each in chosen) else {}
    return {
        "table": _one(table.printed),
        "columns": _one(", ".join(quoted(each.name) for each in chosen)),
        "rows": tuple(rows),
        "key": _one(", ".join(map(quoted, key))),
        **more,
    }


@change("delete-rows")
def _delete_rows(scene: Scene) -> Answers | None:
    dice, table = scene.dice, _pick(scene.dice, scene.tables)
    if not table:
        return None
    key = scene.key(table)
    answers = {
        "table": _one(table.printed),
        "where": _one(dice.choice(["true", "false", scene.condition(table)])),
        **_maybe(dice, 0.2, undo="nothing", pause="0", batch_size=dice.randint(1, 3)),
    }
    if key:
        answers["key"] = _one(", ".join(map(quoted, key)))
    elif scene.pairs(table):
        answers["key"] = _one(dice.choice(scene.pairs(table))[0])
    else:
        return None
    return answers


# --- constraints, indexes, triggers, types, views, functions


@change("create-schema")
def _create_schema(scene: Scene) -> Answers | None:
    more = _maybe(scene.dice, comment="it's new", owner="pg_monitor")
    return {"schema_name": _one(quoted(scene.dice.name({each.name for each in scene.schemas}))), **more}


@change("create-enum")
def _create_enum(scene: Scene) -> Answers | None:
    labels = scene.dice.sample(LABELS, scene.dice.randint(1, 4))
    return {"type": _one(scene.place(scene.dice.name())), "labels": tuple(map(literal, labels))}


@change("add-enum-value")
def _add_enum_value(scene: Scene) -> Answers | None:
    dice, enum = scene.dice, _pick(scene.dice, scene.enums)
    if not enum:
        return None
    label = dice.choice([each for each in [*LABELS, "new"] if each not in enum.labels])
    way = dice.choice(["", "before", "after"])
    more = {way: _one(literal(dice.choice(enum.labels)))} if way else {}
    return {"type": _one(enum.printed), "label": _one(literal(label)), **more}


@change("rename-enum-value")
def _rename_enum_value(scene: Scene) -> Answers | None:
    dice, enum = scene.dice, _pick(scene.dice, scene.enums)
    if not enum:
        return None
    new = dice.choice([each for each in [*LABELS, "new"] if each not in enum.labels])
    label = literal(dice.choice(enum.labels))
    return {"type": _one(enum.printed), "label": _one(label), "new_label": _one(literal(new))}


@change("create-extension")
def _create_extension(scene: Scene) -> Answers | None:
    name = scene.dice.choice(["citext", "btree_gist", "pg_trgm", "hstore"])
    return {"extension": _one(name), **_maybe(scene.dice, comment="it's for 'x'")}


def _query(scene: Scene) -> str | None:
    dice, source = scene.dice, _pick(scene.dice, scene.tables)
    if not source or not scene.columns(source):
        return None
    chosen = [quoted(each.name) for each in scene.columns(source) if dice.chance(0.6)]
    chosen = chosen or [quoted(scene.columns(source)[0].name)]
    where = f" WHERE {scene.condition(source)}" if dice.chance(0.4) else ""
    return f"SELECT {', '.join(chosen)} FROM {source.printed}{where}"


@change("create-view")
def _create_view(scene: Scene) -> Answers | None:
    dice, found = scene.dice, _query(scene)
    if not found:
        return None
    more = {"materialized": _one("yes")} | _maybe(dice, fill="no") if dice.chance(0.4) else _maybe(dice, 0.2, security_invoker="yes", security_barrier="yes")
    return {"view": _one(scene.place(dice.name())), "query": _one(found), **more, **_maybe(dice, comment="it's $$")}


@change("replace-view")
def _replace_view(scene: Scene) -> Answers | None:
    dice, view, found = scene.dice, _pick(scene.dice, scene.views), _query(scene)
    if not view or not found:
        return None
    columns = [quoted(name) for name in scene.objects.columns(view.schema, view.name)]
    if columns and dice.chance(0.6):  # as it is, but for a column or a condition
        printed = dice.choice([f"SELECT {', '.join(columns)}", f"SELECT {', '.join(columns)}, 1 AS added"])
        definition = _definition(view)
        found = f"{printed} FROM ({definition}) AS s" if definition else found
    return {"view": _one(view.printed), "query": _one(found)}


def _definition(view: Node) -> str:
    text = view.create[0].rstrip().rstrip(";")
    return text.split(" AS\n", 1)[1] if " AS\n" in text else ""


@change("drop-view")
def _drop_view(scene: Scene) -> Answers | None:
    node = _pick(scene.dice, scene.views)
    if not node:
        return None
    more = {"with_dependents": _one("yes")} if scene.objects.blocking(node) and scene.dice.chance(0.8) else {}
    return {"view": _one(node.printed), **more}


@change("create-function")
def _create_function(scene: Scene) -> Answers | None:
    dice, name = scene.dice, scene.place(scene.dice.name())
    table = _pick(dice, scene.tables)
    forms = [
        f"CREATE FUNCTION {name}(a integer, b text DEFAULT 'it''s') RETURNS text LANGUAGE sql AS $$ SELECT b || a $$",
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RETURN NEW; END $body$",
        f"CREATE PROCEDURE {name}(INOUT a integer) LANGUAGE plpgsql AS 'BEGIN a := 1; END'",
        f"CREATE FUNCTION {name}(a integer) RETURNS integer IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql RETURN a * 2",
    ]
    if table:
        forms += [
            f"CREATE FUNCTION {name}(r {table.printed}) RETURNS SETOF {table.printed} LANGUAGE sql BEGIN ATOMIC"
            f" SELECT * FROM {table.printed}; END",
        ]
    return {"definition": _one(dice.choice(forms)), **_maybe(dice, comment="it's $$")}


@change("replace-function")
def _replace_function(scene: Scene) -> Answers | None:
    dice, node = scene.dice, _pick(scene.dice, scene.functions)
    if not node:
        return None
    text = node.create[0].rstrip().rstrip(";")
    if "RETURNS trigger" in text:
        text = f"CREATE FUNCTION {node.printed} RETURNS trigger LANGUAGE plpgsql AS $n$ BEGIN RETURN coalesce(NEW, OLD); END $n$"
    elif "RETURNS integer" in text and dice.chance(0.5):
        text = text.replace("RETURNS integer", "RETURNS bigint", 1)
    elif "IMMUTABLE" in text:
        text = text.replace("IMMUTABLE", "IMMUTABLE STRICT", 1)
    return {"definition": _one(text)}


@change("drop-function")
def _drop_function(scene: Scene) -> Answers | None:
    node = _pick(scene.dice, scene.functions)
    if not node:
        return None
    more = {"with_dependents": _one("yes")} if scene.objects.blocking(node) and scene.dice.chance(0.8) else {}
    return {"function": _one(node.printed), **more}


@change("create-trigger")
def _create_trigger(scene: Scene) -> Answers | None:
    dice, table = scene.dice, _pick(scene.dice, scene.tables)
    function = _pick(dice, [each for each in scene.functions if "RETURNS trigger" in each.create[0]])
    if not table or not function:
        return None
    columns = [quoted(each.name) for each in scene.plain(table) if scene.family(each) != "opaque"]
    text = trigger(dice, table.printed, columns, quoted(dice.name()), function.printed.removesuffix("()"))
    return {"definition": _one(text), **_maybe(dice, comment="it's $$")}


@change("drop-trigger")
def _drop_trigger(scene: Scene) -> Answers | None:
    node = _pick(scene.dice, scene.triggers)
    return {"table": _one(scene.table_of(node).printed), "trigger": _one(quoted(node.name))} if node else None


# --- comments, privileges, row security


def _targets(scene: Scene) -> Iterator[tuple[str, Node]]:
    for table in scene.tables:
        yield f"TABLE {table.printed}", table
        for column in scene.columns(table):
            yield f"COLUMN {table.printed}.{quoted(column.name)}", column
    for word, nodes in (("CONSTRAINT", scene.constraints), ("TRIGGER", scene.triggers), ("POLICY", scene.policies)):
        for node in nodes:
            yield f"{word} {quoted(node.name)} ON {scene.table_of(node).printed}", node
    for node in (*scene.indexes, *scene.views, *scene.functions):
        yield f"{node.kind.upper()} {node.printed}", node
    for node in scene.enums:
        yield f"TYPE {node.printed}", node
    for node in scene.schemas:
        yield f"SCHEMA {node.printed}", node


@change("comment")
def _comment(scene: Scene) -> Answers | None:
    found = list(_targets(scene))
    if not found:
        return None
    target, _ = scene.dice.choice(found)
    text = scene.dice.choice([*(each.replace("\n", " ") for each in COMMENTS), ""])
    return {"target": _one(target), "comment": _one(text)}


def _grantable(scene: Scene) -> Iterator[tuple[str, list[str], Node]]:
    for node in (*scene.tables, *scene.views):
        yield f"ON {node.printed}", ["SELECT", "INSERT", "UPDATE", "DELETE", "TRIGGER", "ALL"], node
    for table in scene.tables:
        for column in scene.columns(table):
            yield f"ON {table.printed}", [f"SELECT ({quoted(column.name)})", f"UPDATE ({quoted(column.name)})"], table
    for node in scene.functions:
        yield f"ON {node.kind.upper()} {node.printed}", ["EXECUTE"], node
    for node in scene.enums:
        yield f"ON TYPE {node.printed}", ["USAGE"], node
    for node in scene.schemas:
        yield f"ON SCHEMA {node.printed}", ["USAGE", "CREATE"], node


@change("grant")
def _grant(scene: Scene) -> Answers | None:
    dice, found = scene.dice, list(_grantable(scene))
    if not found:
        return None
    place, words, _ = dice.choice(found)
    role = dice.choice([*ROLES, "pg_write_all_data"])
    more = _maybe(dice, 0.2, with_grant_option="yes") if role != "PUBLIC" else {}
    return {"privileges": _one(f"{', '.join(dice.sample(words, 1))} {place} TO {role}"), **more}


_GRANTED = re.compile(r"^GRANT (.+) ON (TABLE |FUNCTION |PROCEDURE |TYPE |SCHEMA )?(.+) TO (\S+?)( WITH GRANT OPTION)?;$", re.DOTALL)


@change("revoke")
def _revoke(scene: Scene) -> Answers | None:
    dice, found = scene.dice, []
    for place, _, node in _grantable(scene):
        for statement in scene.objects.set_privileges(node):
            match = _GRANTED.match(statement)
            if match:
                found.append((match[1], place, match[4], match[5]))
    for place, words, node in _grantable(scene):
        if words[0] in {"EXECUTE"} and not scene.objects.set_privileges(node):
            found.append(("EXECUTE", place, "PUBLIC", None))
    if not found:
        return None
    words, place, role, option = dice.choice(found)
    more = {"with_grant_option": _one("yes")} if option else {}
    return {"privileges": _one(f"{words} {place} FROM {role}"), **more}


@change("enable-row-security")
def _enable_row_security(scene: Scene) -> Answers | None:
    dice, table = scene.dice, _pick(scene.dice, scene.tables)
    if not table:
        return None
    taken = {each.name for each in scene.policies}
    policies = [f"{quoted(dice.name(taken))} FOR SELECT USING ({scene.condition(table)})" for _ in range(dice.randint(0, 2))]
    more = {"policies": tuple(policies)} if policies else {}
    return {"table": _one(table.printed), **more, **_maybe(dice, force="yes")}


@change("create-policy")
def _create_policy(scene: Scene) -> Answers | None:
    dice, table = scene.dice, _pick(scene.dice, scene.tables)
    if not table:
        return None
    name, holds = quoted(dice.name()), scene.condition(table)
    forms = ["", f"USING ({holds})", f"AS RESTRICTIVE FOR UPDATE TO pg_monitor USING ({holds}) WITH CHECK ({holds})"]
    return {"table": _one(table.printed), "policy": _one(f"{name} {dice.choice(forms)}")}


@change("sql")
def _sql(scene: Scene) -> Answers | None:
    table = _pick(scene.dice, scene.tables)
    if not table:
        return None
    name = quoted(scene.dice.name())
    forms = [
        (f"ALTER TABLE {table.printed} SET (toast_tuple_target = 256)", f"ALTER TABLE {table.printed} RESET (toast_tuple_target)"),
        (f"CREATE VIEW {name} AS SELECT 1 AS one FROM {table.printed}", f"DROP VIEW {name}"),
    ]
    forward, rollback = scene.dice.choice(forms)
    return {"description": _one("something else"), "forward": _one(forward), "rollback": _one(rollback)}
