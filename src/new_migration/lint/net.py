"""What is left of what a script does, when all its statements have run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from new_migration.lint.blocks import made_in_blocks
from new_migration.lint.effects import effects
from new_migration.lint.objects import Effect, Object
from new_migration.lint.script import ScriptFile


class Nearby:
    """Effects, found by the names that they are about: comparing each with each takes seconds for a long script."""

    def __init__(self, effects_: Iterable[Effect] = ()) -> None:
        self._all: dict[int, Effect] = {}
        self._by_name: dict[str, dict[int, None]] = defaultdict(dict)
        for each in effects_:
            self.add(each)

    def __iter__(self) -> Iterator[Effect]:
        return iter(self._all.values())

    def of(self, wanted: Object) -> list[Effect]:
        """Those that may be about an object, what it is on, or what is on it, in their order."""
        if wanted.kind == "schema":
            return list(self)
        found = {key for name in (*_keys(wanted), _ANY) for key in self._by_name.get(name, ())}
        return [self._all[key] for key in sorted(found)]

    def add(self, effect: Effect) -> None:
        key = next(reversed(self._all), -1) + 1
        self._all[key] = effect
        for each in (effect.object, effect.new):
            for name in _keys(each) if each else ():
                self._by_name[name][key] = None

    def advance(self, effect: Effect, script: ScriptFile) -> None:
        """Let a statement of a script come after what is in it, as ``net`` does."""
        near = self.of(effect.object)
        self.replace(near, _after(near, effect, script))

    def replace(self, old: Sequence[Effect], new: Sequence[Effect]) -> None:
        """Take out effects that are in it, and add others."""
        gone = {id(each) for each in old} - {id(each) for each in new}
        known = {id(each) for each in old}
        for key in [key for name in {k for e in old for k in _keys(e.object)} for key in self._by_name[name]]:
            if id(self._all.get(key)) in gone:
                self._remove(key)
        for each in new:
            if id(each) not in known:
                self.add(each)

    def _remove(self, key: int) -> None:
        effect = self._all.pop(key)
        for each in (effect.object, effect.new):
            for name in _keys(each) if each else ():
                self._by_name[name].pop(key, None)


_ANY = "*"


def _keys(wanted: Object) -> set[str]:
    """The names under which it is found: a column by its table's, for many tables have one called ``id``."""
    if wanted.kind == "schema":
        return {_ANY}
    if wanted.on and wanted.kind != "constraint":
        return {wanted.on[-1]}
    return {wanted.name[-1], *wanted.on[-1:], *wanted.beside[-1:]}


def net(script: ScriptFile) -> list[Effect]:
    """What is left of it in the end: what is made and dropped again, or made and then named otherwise, counts once."""
    left = Nearby()
    for effect in effects(script):
        left.advance(effect, script)
    return list(left)


def made_objects(script: ScriptFile) -> Iterator[tuple[int | None, Object]]:
    """All that it makes at some time with the offset; None for what its DO blocks make."""
    for effect in effects(script):
        if effect.verb == "make":
            yield effect.step.offset, effect.object
        elif effect.verb == "rename" and effect.new and _is_of_its_own(script, effect):
            yield effect.step.offset, effect.new
    yield from ((None, each) for each in made_in_blocks(script))


def _is_of_its_own(script: ScriptFile, rename: Effect) -> bool:
    """Whether what is renamed was made by the same script."""
    return any(each.verb == "make" and each.object.is_same(rename.object) for each in effects(script))


def _after(left: list[Effect], effect: Effect, script: ScriptFile) -> list[Effect]:
    earlier = [each for each in left if (each.new or each.object).is_same(effect.object)]
    if effect.verb == "drop":
        return _after_drop(left, effect, earlier, script)
    if effect.verb == "make":
        return _after_make(left, effect, [each for each in earlier if each.verb == "drop"])
    made = [each for each in earlier if each.verb == "make"]
    if made and (effect.new or effect.object.beside):
        return [*_without(left, made), *(replace(each, object=_now(effect, each.object)) for each in made)]
    if effect.aspect.startswith("trigger"):
        off = [each for each in earlier if each.aspect == effect.aspect]
        return _without(left, off) if off else [*left, effect]
    return [*left, effect]


def _after_drop(left: list[Effect], drop: Effect, earlier: list[Effect], script: ScriptFile) -> list[Effect]:
    renamed = [each for each in earlier if each.verb == "rename"]
    rest = [each for each in _without(left, earlier) if not each.object.is_on(drop.object)]
    if any(each.verb == "make" for each in earlier) or any(map(drop.object.is_same, made_in_blocks(script))):
        return rest
    return [*rest, replace(drop, object=renamed[0].object) if renamed else drop]


def _after_make(left: list[Effect], make: Effect, dropped: list[Effect]) -> list[Effect]:
    rest = _without(left, dropped)
    is_other = bool(dropped) and not all(each.tolerant for each in dropped)
    return [*rest, replace(make, verb="alter", aspect="definition") if is_other else make]


def _without(left: list[Effect], gone: list[Effect]) -> list[Effect]:
    return [each for each in left if each not in gone]


def _now(effect: Effect, made: Object) -> Object:
    """What was made, by its new name or with the table that owns it now."""
    return replace(effect.new, beside=made.beside, columns=made.columns) if effect.new else effect.object
