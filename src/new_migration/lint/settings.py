"""Which settings hold when a statement of a script runs, as far as the script itself sets them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from new_migration.lint.script import ScriptFile, Step
from new_migration.lint.syntax import choice, inner

_ZERO = {"0", "0ms", "0s", "0us", "0min", "off"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """A value that a SET gave; ``text`` is "" for what is no constant."""

    step: Step
    text: str
    is_local: bool

    @property
    def is_off(self) -> bool:
        """Whether it means no limit, of a timeout."""
        return self.text.strip().lower() in _ZERO


def with_settings(script: ScriptFile) -> Iterator[tuple[Step, dict[str, Setting]]]:
    """Each statement with what is set when it runs. What a SET LOCAL outside a transaction says never holds."""
    held: dict[str, Setting] = {}
    outer: dict[str, Setting] = {}
    for step in script.steps:
        yield step, held
        if step.control in {"BEGIN", "START"}:
            outer = dict(held)
        elif step.control == "ROLLBACK":
            held = outer
        elif step.control == "COMMIT":
            # A SET of the session outlives the COMMIT; a SET LOCAL gives back what was before.
            lasting = {name: each for name, each in held.items() if not each.is_local}
            held = {**{name: outer[name] for name in outer if name in held and held[name].is_local}, **lasting}
        elif step.kind == "VariableSetStmt":
            held = _changed(held, step)


def left_set(script: ScriptFile) -> dict[str, Setting]:
    """What the script has set and not given back when it ends."""
    held: dict[str, Setting] = {}
    for step in script.steps:
        if step.kind == "VariableSetStmt" and not step.node.is_local:
            held = _changed(held, step)
    return held


def _changed(held: dict[str, Setting], step: Step) -> dict[str, Setting]:
    kind, name = choice(step.node, "kind"), step.node.name.lower()
    if kind == "VAR_RESET_ALL":
        return {}
    if kind in {"VAR_RESET", "VAR_SET_DEFAULT"}:
        return {key: value for key, value in held.items() if key != name}
    if step.node.is_local and not step.inside:
        return held
    return held | {name: Setting(step=step, text=_text(step.node), is_local=step.node.is_local)}


def _text(node: Any) -> str:
    constants = [inner(each) for each in node.args]
    return ", ".join(_constant(each) for each in constants if each.DESCRIPTOR.name == "A_Const")


def _constant(node: Any) -> str:
    which = node.WhichOneof("val")
    if which == "ival":
        return str(node.ival.ival)
    return str(getattr(node.sval, "sval", "")) if which == "sval" else str(getattr(node.fval, "fval", ""))
