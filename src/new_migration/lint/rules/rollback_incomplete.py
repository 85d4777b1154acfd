"""A rollback that undoes a part of what its forward script does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from new_migration.lint.effects import effects
from new_migration.lint.net import Nearby, net
from new_migration.lint.objects import Effect, Object
from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair
from new_migration.lint.script import ScriptFile

_HANGING = {"view", "trigger", "constraint"}
_DRAGGED = {"index", "constraint", "trigger", "policy", "rule"}
_PAST = {"make": "makes", "drop": "drops", "rename": "renames"}


def check(project: Project) -> Iterator[Found]:
    made = Nearby()
    rollbacks = {forward.name: rollback for forward, rollback in project.pairs()}
    for forward in project.of("forward"):
        rollback = rollbacks.get(forward.name)
        if rollback is not None and rollback.doing and not is_irreversible(rollback):
            yield from _left_over(forward, rollback, made)
            yield from _dragged_along(forward, rollback, made)
        for effect in effects(forward):
            if effect.verb != "alter":
                made.advance(effect, forward)


_RAISE = re.compile(r"\bRAISE\s+(EXCEPTION\b|')", re.IGNORECASE)


def is_irreversible(rollback: ScriptFile) -> bool:
    """Whether all that it does is to raise an exception."""
    return all(_RAISE.search(step.body) for step in rollback.doing)


def _left_over(forward: ScriptFile, rollback: ScriptFile, made: Nearby) -> Iterator[Found]:
    done, back = Nearby(net(forward)), Nearby(effects(rollback))
    is_cascading = any(each.cascades for each in back)
    for effect in done:
        target = effect.new or effect.object
        if _goes_with(effect, done) or _is_nothing(effect, made):
            continue
        if {target.name[-1], effect.object.name[-1]} & rollback.words_of_blocks:
            continue
        if is_cascading and effect.verb == "make" and effect.object.kind in _HANGING:
            continue
        names = list(_names(target, [*done.of(target), *back.of(target)]))
        if not any(_undoes(each, effect, name) for name in names for each in back.of(name)):
            line = forward.text.count("\n", 0, effect.step.offset) + 1
            yield at(rollback, f"nothing undoes {forward.name}:{line}, which {_said(effect)}", hint=_hint(effect))


def _dragged_along(forward: ScriptFile, rollback: ScriptFile, made: Nearby) -> Iterator[Found]:
    """What earlier migrations have made on a column or a table that is dropped, and whose name never comes back."""
    dropped = [each for each in net(forward) if each.verb == "drop" and each.object.kind in {"column", "table"}]
    words = _words(rollback) if dropped else set()
    for effect in dropped:
        for each in (earlier.object for earlier in made.of(effect.object) if earlier.verb == "make"):
            is_with = each.is_on(effect.object) and (each.columns or effect.object.kind == "table")
            if is_with and each.kind in _DRAGGED and each.name[-1] and each.name[-1] not in words:
                line = forward.text.count("\n", 0, effect.step.offset) + 1
                said = f"nothing undoes {forward.name}:{line}, which drops {each} with {effect.object}"
                yield at(rollback, said, hint=f"make {each} again in the rollback, as it was")


def _words(rollback: ScriptFile) -> set[str]:
    return {token.text.strip('"').replace('""', '"') for token in rollback.all_tokens} | rollback.words_of_blocks


def _goes_with(effect: Effect, done: Nearby) -> bool:
    """Whether it is undone with something that the script makes: an index with its table."""
    for each in done.of(effect.object):
        if each.verb == "make" and each is not effect:
            is_altered = effect.verb != "make" and effect.object.is_same(each.object)
            if is_altered or effect.object.is_on(each.object):
                return True
    is_of_serial = effect.verb == "alter" and effect.object.name[-1].endswith("_seq")
    return is_of_serial and any(_is_serial(effect.object, each) for each in done)


def _is_serial(sequence: Object, effect: Effect) -> bool:
    """Whether a sequence has the name of one that comes with a table or a column, as serial and IDENTITY make it."""
    made = effect.object
    return effect.verb == "make" and sequence.name[-1].startswith(f"{(made.on or made.name)[-1]}_")


def _is_nothing(effect: Effect, made: Nearby) -> bool:
    """Whether it drops, IF EXISTS, what no migration makes."""
    is_unknown = not effect.object.on and not any(effect.object.is_same(each.object) for each in made.of(effect.object))
    return effect.verb == "drop" and effect.tolerant and is_unknown


def _undoes(back: Effect, effect: Effect, target: Object) -> bool:
    """Whether one statement of the rollback takes back what was done to ``target``."""
    if effect.verb == "drop":
        again = back.object if back.verb == "make" else back.new
        return again is not None and (_is_same(again, target) or _names_index(again, target))
    if back.verb == "drop":
        is_not_null = effect.aspect == "NOT NULL" and back.object.kind == "constraint" and back.object.on == target.on
        return is_not_null or _is_same(back.object, target) or target.is_on(back.object)
    return _turns_back(back, effect, target)


def _turns_back(back: Effect, effect: Effect, target: Object) -> bool:
    """Whether a statement that drops nothing takes back what was made, renamed or altered."""
    if effect.verb == "make":
        return (back.verb == "rename" or back.tolerant) and back.object.is_same(target)
    if effect.verb == "rename":
        return back.verb == "rename" and back.object.is_same(target)
    if back.object.is_same(target):
        return back.verb != "alter" or back.aspect == effect.aspect or effect.aspect.startswith("label ")
    return back.new is not None and back.new.is_same(target)


def _is_same(one: Object, other: Object) -> bool:
    """As ``Object.is_same``; a constraint to which the server gave a name may be any one of its table."""
    if one.kind == other.kind == "constraint" and not (one.name[-1] and other.name[-1]):
        return one.on[-1:] == other.on[-1:]
    return one.is_same(other)


def _names_index(again: Object, target: Object) -> bool:
    """A constraint brings back the index that has its name; an index alone is no constraint."""
    return again.kind == "constraint" and target.kind == "index" and again.name[-1] == target.name[-1]


def _names(target: Object, near: Sequence[Effect]) -> Iterator[Object]:
    """The object, and the same under the names that it or its table has before or after a RENAME."""
    yield target
    for each in (each for each in near if each.verb == "rename"):
        for one, other in ((each.object, each.new), (each.new, each.object)):
            if one is None or other is None:
                continue
            if one.is_same(target):
                yield other
            elif target.on and target.is_on(one):
                yield replace(target, on=other.name)


def _said(effect: Effect) -> str:
    if effect.verb == "alter":
        what = effect.aspect.removeprefix("label ")
        return (
            f"adds the label {what} to {effect.object}" if what != effect.aspect else f"sets {what} of {effect.object}"
        )
    to = f" to {effect.new.name[-1]}" if effect.new else ""
    return f"{_PAST[effect.verb]} {effect.object}{to}"


def _hint(effect: Effect) -> str:
    if effect.verb == "make":
        return f"drop {effect.object} in the rollback"
    if effect.verb == "drop":
        return f"make {effect.object} again in the rollback, as it was"
    if effect.verb == "rename" and effect.new:
        return f"rename {effect.new} back to {effect.object.name[-1]}"
    return "set it back to what it was in the rollback"


_FORWARD = """CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);

CREATE INDEX idx_users_email ON users (email);

CREATE TYPE user_role AS ENUM ('admin', 'analyst');"""

RULE = Rule(
    name="rollback-incomplete",
    group="directory",
    triggered="The forward script makes, drops, renames or alters an object that the rollback does not mention in the "
    "opposite sense. Dropping a table undoes all that is on it; what earlier migrations have made on a column or table "
    "that is dropped has to come back too. What is dropped IF EXISTS and no migration makes is passed over. A DROP … "
    "CASCADE in the rollback may take any view, trigger or constraint along. DO blocks are not looked into: a name "
    "that occurs in one counts as undone. Rows are not compared; that is what `migration check` does.",
    effect="After a rollback the object is still there, or still gone: applying the migration again fails or makes "
    "something else.",
    remedy="Undo every statement, in the opposite order.",
    bad=Example(files=pair("010_create_users", _FORWARD, "DROP TABLE users;")),
    good=Example(files=pair("010_create_users", _FORWARD, "DROP TYPE user_role;\n\nDROP TABLE users;")),
    check=check,
)
