"""Random answers for the kinds that are about types, views, functions, triggers, comments and privileges."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.proof.random_scenes import Answers, Draw, Scene, maybe, one, pick, registering
from tests.proof.random_statements import trigger
from tests.proof.random_words import COMMENTS, LABELS, ROLES

from new_migration.postgres.objects import Node
from new_migration.postgres.sql import quote_identifier as quoted
from new_migration.postgres.sql import quote_literal as literal

KINDS: dict[str, Draw] = {}
change = registering(KINDS)


@change("create-schema")
def _create_schema(scene: Scene) -> Answers | None:
    more = maybe(scene.dice, comment="it's new", owner="pg_monitor")
    return {"schema_name": one(quoted(scene.dice.name({each.name for each in scene.schemas}))), **more}


@change("create-enum")
def _create_enum(scene: Scene) -> Answers | None:
    labels = scene.dice.sample(LABELS, scene.dice.randint(1, 4))
    return {"type": one(scene.place(scene.dice.name())), "labels": tuple(map(literal, labels))}


@change("add-enum-value")
def _add_enum_value(scene: Scene) -> Answers | None:
    dice, enum = scene.dice, pick(scene.dice, scene.enums)
    if not enum:
        return None
    label = dice.choice([each for each in [*LABELS, "new"] if each not in enum.labels])
    way = dice.choice(["", "before", "after"])
    more = {way: one(literal(dice.choice(enum.labels)))} if way else {}
    return {"type": one(enum.printed), "label": one(literal(label)), **more}


@change("rename-enum-value")
def _rename_enum_value(scene: Scene) -> Answers | None:
    dice, enum = scene.dice, pick(scene.dice, scene.enums)
    if not enum:
        return None
    new = dice.choice([each for each in [*LABELS, "new"] if each not in enum.labels])
    label = literal(dice.choice(enum.labels))
    return {"type": one(enum.printed), "label": one(label), "new_label": one(literal(new))}


@change("create-extension")
def _create_extension(scene: Scene) -> Answers | None:
    name = scene.dice.choice(["citext", "btree_gist", "pg_trgm", "hstore"])
    return {"extension": one(name), **maybe(scene.dice, comment="it's for 'x'")}


def _query(scene: Scene) -> str | None:
    dice, source = scene.dice, pick(scene.dice, scene.tables)
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
    more = (
        {"materialized": one("yes")} | maybe(dice, fill="no")
        if dice.chance(0.4)
        else maybe(dice, 0.2, security_invoker="yes", security_barrier="yes")
    )
    return {"view": one(scene.place(dice.name())), "query": one(found), **more, **maybe(dice, comment="it's $$")}


@change("replace-view")
def _replace_view(scene: Scene) -> Answers | None:
    dice, view, found = scene.dice, pick(scene.dice, scene.views), _query(scene)
    if not view or not found:
        return None
    columns = [quoted(name) for name in scene.objects.columns(view.schema, view.name)]
    if columns and dice.chance(0.6):  # as it is, but for a column or a condition
        printed = dice.choice([f"SELECT {', '.join(columns)}", f"SELECT {', '.join(columns)}, 1 AS added"])
        definition = _definition(view)
        found = f"{printed} FROM ({definition}) AS s" if definition else found
    return {"view": one(view.printed), "query": one(found)}


def _definition(view: Node) -> str:
    text = view.create[0].rstrip().rstrip(";")
    return text.split(" AS\n", 1)[1] if " AS\n" in text else ""


@change("drop-view")
def _drop_view(scene: Scene) -> Answers | None:
    node = pick(scene.dice, scene.views)
    if not node:
        return None
    more = {"with_dependents": one("yes")} if scene.objects.blocking(node) and scene.dice.chance(0.8) else {}
    return {"view": one(node.printed), **more}


@change("create-function")
def _create_function(scene: Scene) -> Answers | None:
    dice, name = scene.dice, scene.place(scene.dice.name())
    table = pick(dice, scene.tables)
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
    return {"definition": one(dice.choice(forms)), **maybe(dice, comment="it's $$")}


@change("replace-function")
def _replace_function(scene: Scene) -> Answers | None:
    dice, node = scene.dice, pick(scene.dice, scene.functions)
    if not node:
        return None
    text = node.create[0].rstrip().rstrip(";")
    if "RETURNS trigger" in text:
        body = "BEGIN RETURN coalesce(NEW, OLD); END"
        text = f"CREATE FUNCTION {node.printed} RETURNS trigger LANGUAGE plpgsql AS $n$ {body} $n$"
    elif "RETURNS integer" in text and dice.chance(0.5):
        text = text.replace("RETURNS integer", "RETURNS bigint", 1)
    elif "IMMUTABLE" in text:
        text = text.replace("IMMUTABLE", "IMMUTABLE STRICT", 1)
    return {"definition": one(text)}


@change("drop-function")
def _drop_function(scene: Scene) -> Answers | None:
    node = pick(scene.dice, scene.functions)
    if not node:
        return None
    more = {"with_dependents": one("yes")} if scene.objects.blocking(node) and scene.dice.chance(0.8) else {}
    return {"function": one(node.printed), **more}


@change("create-trigger")
def _create_trigger(scene: Scene) -> Answers | None:
    dice, table = scene.dice, pick(scene.dice, scene.tables)
    function = pick(dice, [each for each in scene.functions if "RETURNS trigger" in each.create[0]])
    if not table or not function:
        return None
    columns = [quoted(each.name) for each in scene.plain(table) if scene.family(each) != "opaque"]
    text = trigger(dice, table.printed, columns, quoted(dice.name()), function.printed.removesuffix("()"))
    return {"definition": one(text), **maybe(dice, comment="it's $$")}


@change("drop-trigger")
def _drop_trigger(scene: Scene) -> Answers | None:
    node = pick(scene.dice, scene.triggers)
    return {"table": one(scene.table_of(node).printed), "trigger": one(quoted(node.name))} if node else None


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
    return {"target": one(target), "comment": one(text)}


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
    more = maybe(dice, 0.2, with_grant_option="yes") if role != "PUBLIC" else {}
    return {"privileges": one(f"{', '.join(dice.sample(words, 1))} {place} TO {role}"), **more}


_GRANTED = re.compile(
    r"^GRANT (.+) ON (TABLE |FUNCTION |PROCEDURE |TYPE |SCHEMA )?(.+) TO (\S+?)( WITH GRANT OPTION)?;$", re.DOTALL
)


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
    privileges, place, role, option = dice.choice(found)
    more = {"with_grant_option": one("yes")} if option else {}
    return {"privileges": one(f"{privileges} {place} FROM {role}"), **more}


@change("enable-row-security")
def _enable_row_security(scene: Scene) -> Answers | None:
    dice, table = scene.dice, pick(scene.dice, scene.tables)
    if not table:
        return None
    taken = {each.name for each in scene.policies}
    policies = [
        f"{quoted(dice.name(taken))} FOR SELECT USING ({scene.condition(table)})" for _ in range(dice.randint(0, 2))
    ]
    more = {"policies": tuple(policies)} if policies else {}
    return {"table": one(table.printed), **more, **maybe(dice, force="yes")}


@change("create-policy")
def _create_policy(scene: Scene) -> Answers | None:
    dice, table = scene.dice, pick(scene.dice, scene.tables)
    if not table:
        return None
    name, holds = quoted(dice.name()), scene.condition(table)
    forms = ["", f"USING ({holds})", f"AS RESTRICTIVE FOR UPDATE TO pg_monitor USING ({holds}) WITH CHECK ({holds})"]
    return {"table": one(table.printed), "policy": one(f"{name} {dice.choice(forms)}")}


@change("sql")
def _sql(scene: Scene) -> Answers | None:
    table = pick(scene.dice, scene.tables)
    if not table:
        return None
    name = quoted(scene.dice.name())
    forms = [
        (
            f"ALTER TABLE {table.printed} SET (toast_tuple_target = 256)",
            f"ALTER TABLE {table.printed} RESET (toast_tuple_target)",
        ),
        (f"CREATE VIEW {name} AS SELECT 1 AS one FROM {table.printed}", f"DROP VIEW {name}"),
    ]
    forward, rollback = scene.dice.choice(forms)
    return {"description": one("something else"), "forward": one(forward), "rollback": one(rollback)}
