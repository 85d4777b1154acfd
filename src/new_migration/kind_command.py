"""A change kind as a command: its fields become options and arguments, and the words of a command line its answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import click

from new_migration.authoring.kinds import Field, Kind
from new_migration.errors import BadInput

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def kind_command(kind: Kind, options: Iterable[click.Option], callback: Callable[..., int]) -> click.Command:
    """The command of one kind; ``callback`` gets its answers as ``answers`` and the values of ``options`` by name."""

    def run(**given: Any) -> int:
        fields = {name: given.pop(name) for name in list(given) if name.startswith("field_") or name == "arguments"}
        return callback(answers=answers_of(kind, fields), **given)

    return click.Command(
        name=kind.name,
        help=f"{kind.summary}.\n\n{kind.help}",
        params=[*_arguments(kind), *(_option(field) for field in kind.fields), *options],
        callback=run,
        context_settings=CONTEXT,
    )


def answers_of(kind: Kind, given: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The answers on a command line: flags, then arguments for the positional fields that have no flag.

    Raises BadInput where more arguments are given than the kind takes.
    """
    answers = dict(_flagged(kind, given))
    words = list(given.get("arguments", ()))
    for field in kind.positionals:
        if field.name not in answers and words:
            count = len(words) if field.takes_many else 1
            answers[field.name], words = tuple(words[:count]), words[count:]
    if words:
        hint = f"the arguments are: {_usage(kind)}; one that has blanks in it stands in quotes"
        raise BadInput(f"too many arguments: {' '.join(words)}", hint=hint)
    return answers


def _flagged(kind: Kind, given: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for field in kind.fields:
        value = given.get(f"field_{field.name}")
        if isinstance(value, bool):
            yield field.name, ("yes" if value else "no",)
        elif value:
            yield field.name, tuple(value)


def _arguments(kind: Kind) -> Iterator[click.Argument]:
    """All arguments as one: a positional field that is given by its flag leaves its place to the next."""
    if kind.positionals:
        yield click.Argument(["arguments"], nargs=-1, metavar=_usage(kind))


def _usage(kind: Kind) -> str:
    return " ".join(f"{field.metavar}{'...' if field.takes_many else ''}" for field in kind.positionals)


def _option(field: Field) -> click.Option:
    name = f"field_{field.name}"
    if field.type == "boolean":
        return click.Option([f"{field.flag}/--no-{field.flag[2:]}", name], default=None, help=_help(field))
    type_ = _Choice(list(field.choices)) if field.choices else click.STRING
    return click.Option([field.flag, name], multiple=True, type=type_, metavar=field.metavar, help=_help(field))


def _help(field: Field) -> str:
    """The question, with its default or an example behind it."""
    computed = isinstance(field.default, str) and "{" in field.default
    shown = {True: "yes", False: "no", None: ""}.get(field.default, str(field.default))  # type: ignore[arg-type]
    example = f" (as in: {field.placeholder})" if field.placeholder else ""
    return field.help.rstrip(".") + (f" [{shown}]" if shown and not computed else example)


class _Choice(click.Choice[str]):
    """Completes the choices; what is none of them is refused where every answer is, with one message."""

    def __init__(self, choices: Sequence[str]) -> None:
        super().__init__(choices, case_sensitive=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002
        return str(value)
