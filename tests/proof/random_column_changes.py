"""Random answers for the kinds that change columns and tables, and the rows in them."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.proof.random_scenes import Answers, Draw, Scene, in_table, maybe, one, pick, registering
from tests.proof.random_statements import condition
from tests.proof.random_words import ACTIONS, COMMENTS, TYPES

from new_migration.postgres.sql import quote_identifier as quoted

KINDS: dict[str, Draw] = {}
PHASES: dict[str, Callable[[Scene, Answers], Answers | None]] = {}
change = registering(KINDS)

# What a column of a family may become, with USING and back where no cast does.
_TYPE_CHANGES: dict[str, list[tuple[str, str, str]]] = {
    "text": [("text", "", ""), ("varchar(90)", "", ""), ("varchar(2)", "", ""), ("char(50)", "", "")],
    "number": [
        ("bigint", "", ""), ("numeric(12,2)", "", ""), ("numeric(20,5)", "", ""),
        ("text", "{0}::text || '!'", "replace({0}, '!', '')::{1}"),
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


@change("add-column")
def _add_column(scene: Scene) -> Answers | None:
    dice, table = scene.dice, pick(scene.dice, scene.tables)
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
            words = dice.choice(
                ["bigint GENERATED ALWAYS AS IDENTITY", "serial", "integer GENERATED ALWAYS AS (1 + 2) STORED"]
            )
            definitions.append(f"{name} {words} {'' if 'serial' in words else 'NOT NULL'}")
            continue
        required = dice.chance(0.5)
        default = f" DEFAULT {dice.choice(values)}" if dice.chance(0.4) or (required and not populate) else ""
        words = ' COLLATE "C"' if type_ == "text" and dice.chance(0.2) else ""
        words += default + (" NOT NULL" if required else " NULL")
        words += f" CHECK ({name} IS NOT NULL OR true)" if dice.chance(0.15) and not populate else ""
        definitions.append(f"{name} {type_}{words}")
    answers: Answers = {"table": one(table.printed), "columns": tuple(definitions)}
    opaque = any(re.search(r" (json|point)\b", each) for each in definitions)
    answers["index"] = one("no" if opaque or dice.chance(0.5) else "yes")
    if populate:
        answers["populate"] = one(dice.choice(values))
        answers |= scene.key_answer(table) | maybe(dice, batch_size=dice.randint(1, 3), pause="0")
    return answers


@change("backfill")
def _backfill(scene: Scene) -> Answers | None:
    dice = scene.dice
    found = in_table(scene, lambda table: [
        each for each in scene.plain(table) if each.name not in scene.key(table) and not scene.is_reference(each)
    ])  # fmt: skip
    if not found:
        return None
    table, column = found
    value = dice.choice([*scene.values(column.type), quoted(column.name), *([] if column.is_required else ["NULL"])])
    answers = {
        "table": one(table.printed),
        "set": one(f"{quoted(column.name)} = {value}"),
        **scene.key_answer(table),
        **maybe(dice, 0.3, pause="0", batch_size=dice.randint(1, 3)),
    }
    if not scene.key(table):
        answers |= {"where": one(f"{quoted(column.name)} IS NULL"), "undo": one("nothing")}
    elif dice.chance(0.4):
        answers["where"] = one(dice.choice([f"{quoted(column.name)} IS NULL", scene.condition(table)]))
    return answers


@change("change-type")
def _change_type(scene: Scene) -> Answers | None:
    dice = scene.dice
    found = in_table(scene, lambda table: [each for each in scene.columns(table) if not scene.is_reference(each)])
    if not found:
        return None
    table, column = found
    type_, using, back = dice.choice(_TYPE_CHANGES[scene.family(column)])
    answers = {"table": one(table.printed), "column": one(quoted(column.name)), "type": one(type_)}
    if (column.type, type_) in _IN_PLACE and column.name not in scene.key(table) and dice.chance(0.8):
        return answers
    # A foreign key may forbid it, and an identity column is always a whole number.
    is_bound = column.name in scene.key(table) or column.is_identity
    answers["now"] = one("no" if is_bound else dice.choice(["yes", "no"]))
    if using and dice.chance(0.5):
        answers["using"] = one(using.format(quoted(column.name)))
        answers["using_back"] = one(back.format(quoted(column.name), column.type))
    if answers["now"] == ("yes",):
        return answers | maybe(dice, 0.4, lossy="yes")
    answers |= scene.key_answer(table)
    answers |= maybe(dice, 0.2, pause="0", batch_size=dice.randint(1, 3), new_name=quoted(dice.name()))
    if type_ != "json" and "new_name" in answers:
        answers |= maybe(dice, 0.4, index=answers["new_name"][0])
    return answers


def _contract_type(scene: Scene, before: Answers) -> Answers | None:
    if before.get("now") != ("no",):
        return None
    table = next((each for each in scene.tables if each.printed == before["table"][0]), None)
    column = (
        next((each for each in scene.columns(table) if quoted(each.name) == before["column"][0]), None)
        if table
        else None
    )
    if not table or not column:
        return None
    default = {"default": one(f"({column.default})::text::{before['type'][0]}")} if column.default else {}
    more = {name: text for name, text in before.items() if name not in {"now", "lossy"}}
    return more | {"phase": one("contract")} | default


PHASES["change-type"] = _contract_type


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
    more = maybe(dice, 0.3, comment=dice.choice(COMMENTS).replace("\n", " "), unlogged="no")
    if plain:
        more |= maybe(dice, 0.3, unique=plain[0][0], constraint=f"CHECK ({condition(dice, plain)})", index=plain[-1][0])
    return {"table": one(scene.place(dice.name())), "columns": tuple(columns), **more}


@change("drop-column")
def _drop_column(scene: Scene) -> Answers | None:
    dice, found = scene.dice, in_table(scene, scene.columns)
    if not found:
        return None
    table, column = found
    return {"table": one(table.printed), "column": one(quoted(column.name)), **maybe(dice, 0.5, now="yes")}


def _purge_column(scene: Scene, before: Answers) -> Answers | None:
    return None if "now" in before else {**before, "phase": one("purge")}


PHASES["drop-column"] = _purge_column


@change("drop-table")
def _drop_table(scene: Scene) -> Answers | None:
    table = pick(scene.dice, scene.tables)
    return {"table": one(table.printed), **maybe(scene.dice, 0.5, now="yes")} if table else None


PHASES["drop-table"] = _purge_column


@change("drop-default")
def _drop_default(scene: Scene) -> Answers | None:
    found = in_table(scene, lambda table: [each for each in scene.columns(table) if each.default])
    return {"table": one(found[0].printed), "column": one(quoted(found[1].name))} if found else None


@change("drop-not-null")
def _drop_not_null(scene: Scene) -> Answers | None:
    found = in_table(scene, lambda table: [each for each in scene.columns(table) if each.is_required])
    return {"table": one(found[0].printed), "column": one(quoted(found[1].name))} if found else None


@change("set-not-null")
def _set_not_null(scene: Scene) -> Answers | None:
    found = in_table(scene, lambda table: [each for each in scene.columns(table) if not each.is_required])
    return {"table": one(found[0].printed), "column": one(quoted(found[1].name))} if found else None


@change("set-default")
def _set_default(scene: Scene) -> Answers | None:
    found = in_table(scene, scene.plain)
    if not found:
        return None
    value = scene.dice.choice(scene.values(found[1].type))
    return {"table": one(found[0].printed), "column": one(quoted(found[1].name)), "default": one(value)}


@change("rename-column")
def _rename_column(scene: Scene) -> Answers | None:
    dice, found = scene.dice, in_table(scene, scene.columns)
    if not found:
        return None
    table, column = found
    new = quoted(dice.name({each.name for each in scene.columns(table)}))
    answers = {"table": one(table.printed), "column": one(quoted(column.name)), "new_name": one(new)}
    if dice.chance(0.4):
        return answers | {"now": one("yes")}
    answers |= scene.key_answer(table) | maybe(dice, 0.2, pause="0", batch_size=dice.randint(1, 3))
    if scene.family(column) not in {"opaque", "jsonb", "range"}:
        answers |= maybe(dice, 0.2, index=new)
    return answers


def _contract_column(scene: Scene, before: Answers) -> Answers | None:
    return None if "now" in before else {**before, "phase": one("contract")}


PHASES["rename-column"] = _contract_column


@change("rename-table")
def _rename_table(scene: Scene) -> Answers | None:
    dice, table = scene.dice, pick(scene.dice, scene.tables)
    if not table:
        return None
    return {"table": one(table.printed), "new_name": one(quoted(dice.name())), **maybe(dice, now="yes")}


PHASES["rename-table"] = _contract_column


@change("insert-rows")
def _insert_rows(scene: Scene) -> Answers | None:
    dice, table = scene.dice, pick(scene.dice, scene.tables)
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
    more = {"override": one("yes")} if any(each.is_identity for each in chosen) else {}
    return {
        "table": one(table.printed),
        "columns": one(", ".join(quoted(each.name) for each in chosen)),
        "rows": tuple(rows),
        "key": one(", ".join(map(quoted, key))),
        **more,
    }


@change("delete-rows")
def _delete_rows(scene: Scene) -> Answers | None:
    dice, table = scene.dice, pick(scene.dice, scene.tables)
    if not table:
        return None
    key = scene.key(table)
    answers = {
        "table": one(table.printed),
        "where": one(dice.choice(["true", "false", scene.condition(table)])),
        **maybe(dice, 0.2, undo="nothing", pause="0", batch_size=dice.randint(1, 3)),
    }
    if key:
        answers["key"] = one(", ".join(map(quoted, key)))
    elif scene.pairs(table):
        answers["key"] = one(dice.choice(scene.pairs(table))[0])
    else:
        return None
    return answers
