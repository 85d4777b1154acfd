"""Random answers for the kinds that add and drop constraints and indexes."""

from __future__ import annotations

from tests.proof.random_scenes import Answers, Draw, Scene, maybe, one, pick, registering
from tests.proof.random_statements import index

from new_migration.postgres.objects import Node
from new_migration.postgres.sql import quote_identifier as quoted

KINDS: dict[str, Draw] = {}
change = registering(KINDS)


@change("add-check")
def _add_check(scene: Scene) -> Answers | None:
    table = pick(scene.dice, scene.tables)
    if not table:
        return None
    more = maybe(scene.dice, constraint=quoted(scene.dice.name()))
    return {"table": one(table.printed), "condition": one(scene.condition(table)), **more}


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
        "table": one(table.printed),
        "columns": one(quoted(column.name)),
        "references": one(f"{target.printed}{dice.choice(['', f' ({quoted(key_column.name)})'])}"),
        "on_delete": one(dice.choice(actions)),
        "index": one(dice.choice(["yes", "no"])),
        **maybe(
            dice,
            on_update=dice.choice(actions),
            match="full",
            deferrable="initially deferred",
            constraint=quoted(dice.name()),
        ),
    }


def _some_columns(scene: Scene, table: Node, most: int) -> list[str]:
    names = [name for name, _ in scene.pairs(table)]
    return scene.dice.sample(names, min(len(names), scene.dice.randint(1, most)))


@change("add-primary-key")
def _add_primary_key(scene: Scene) -> Answers | None:
    dice, table = scene.dice, pick(scene.dice, [each for each in scene.tables if not scene.key(each)])
    columns = _some_columns(scene, table, 2) if table else []
    if not table or not columns:
        return None
    more = maybe(dice, 0.2, constraint=quoted(dice.name()), deferrable="initially deferred")
    others = [name for name, _ in scene.pairs(table) if name not in columns]
    more |= maybe(dice, 0.2, include=others[0]) if others else {}
    return {"table": one(table.printed), "columns": one(", ".join(columns)), **more}


@change("add-unique")
def _add_unique(scene: Scene) -> Answers | None:
    dice, table = scene.dice, pick(scene.dice, scene.tables)
    columns = _some_columns(scene, table, 2) if table else []
    if not table or not columns:
        return None
    more = maybe(dice, 0.25, constraint=quoted(dice.name()), deferrable=dice.choice(["initially immediate", "no"]),
                  nulls_not_distinct="yes")  # fmt: skip
    others = [name for name, _ in scene.pairs(table) if name not in columns]
    more |= maybe(dice, 0.2, include=others[0]) if others else {}
    return {"table": one(table.printed), "columns": one(", ".join(columns)), **more}


@change("create-index")
def _create_index(scene: Scene) -> Answers | None:
    dice, relations = scene.dice, [each for each in scene.tables if scene.pairs(each)]
    table = pick(dice, relations)
    if not table:
        return None
    pairs, count = scene.pairs(table), dice.choice([1, 1, 2])
    indexes = [index(dice, table.printed, pairs, name=dice.name()) for _ in range(count)]
    if dice.chance(0.4):
        found = (each.removeprefix("CREATE ").removeprefix("INDEX ") for each in indexes)
        return {"table": one(table.printed), "indexes": tuple(found)}
    columns = dice.sample([name for name, _ in pairs], min(len(pairs), dice.randint(1, 2)))
    more = maybe(dice, 0.2, where=scene.condition(table), storage="fillfactor = 70")
    if dice.chance(0.3):
        more |= {"unique": one("yes")} | maybe(dice, 0.3, nulls_not_distinct="yes")
    return {"table": one(table.printed), "indexes": one(", ".join(columns)), **more}


@change("drop-constraint")
def _drop_constraint(scene: Scene) -> Answers | None:
    node = pick(scene.dice, scene.constraints)
    return {"table": one(scene.table_of(node).printed), "constraint": one(quoted(node.name))} if node else None


@change("drop-index")
def _drop_index(scene: Scene) -> Answers | None:
    node = pick(scene.dice, scene.indexes)
    return {"index": one(node.printed)} if node else None
