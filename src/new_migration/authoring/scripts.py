"""From a change to the scripts of its migrations: which migrations, what they are called, and their SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from new_migration.authoring.change import Change
from new_migration.authoring.expressions import one_line
from new_migration.authoring.kinds import Kind, MigrationTemplate
from new_migration.authoring.render import ROLES, Templates, template_name
from new_migration.authoring.values import Duration
from new_migration.errors import BadInput


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """A migration without its number: what it is called, and what its templates are filled with."""

    kind: Kind
    template: MigrationTemplate
    name: str  # free text, still to be made into a file name
    title: str
    values: Mapping[str, object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading:
    """What the header of a script says. ``digits`` is the number as file names spell it, ``stem`` the whole name."""

    digits: str
    stem: str
    title: str
    purpose: str = ""
    author: str = ""
    date: str = ""
    command: str = ""


def plans(change: Change, templates: Templates, *, schema: object) -> tuple[Plan, ...]:
    """The migrations that a change makes, in their order."""
    context = {"online": change.online, "schema": schema, **change.values}
    return tuple(
        plan for template in change.kind.migrations for plan in _plans(change.kind, template, context, templates)
    )


def scripts(plan: Plan, heading: Heading, templates: Templates, *, lock_timeout: Duration) -> dict[str, str]:
    """The texts of the forward, rollback and verify script.

    Raises BadInput if a part of the header is not one line: it would escape the comment that it stands in.
    """
    for name in ("title", "purpose", "author", "date", "command"):
        one_line(getattr(heading, name), name=f"--{name}")
    context = {**plan.values, "migration": heading, "lock_timeout": lock_timeout}
    return {role: _script(role, plan, context, templates) for role in ROLES}


def tracking_table(heading: Heading, templates: Templates, *, lock_timeout: Duration) -> dict[str, str]:
    """The scripts that create the tracking table."""
    context = {"migration": heading, "lock_timeout": lock_timeout}
    return {role: templates.file(f"_tracking/{role}.sql.jinja", context) + "\n" for role in ROLES}


def _plans(kind: Kind, template: MigrationTemplate, context: Mapping[str, object],
           templates: Templates) -> Iterator[Plan]:  # fmt: skip
    if not templates.is_true(template.when, context, where=f"{kind.source}: when of a migration"):
        return
    for item in _items(kind, template, context):
        values = {**context, "item": item}
        title = templates.text(template.title, values, where=f"{kind.source}: title of a migration")
        yield Plan(
            kind=kind,
            template=template,
            name=templates.text(template.name, values, where=f"{kind.source}: name of a migration"),
            title=" ".join(title.split()),  # a constant in an expression may have line breaks
            values=values,
        )


def _items(kind: Kind, template: MigrationTemplate, context: Mapping[str, object]) -> tuple[object, ...]:
    if not template.each:
        return (None,)
    items = context[template.each]
    if not isinstance(items, tuple):
        raise BadInput(f"each = {template.each!r}: that field does not take many values", where=str(kind.source))
    return items


def _script(role: str, plan: Plan, context: Mapping[str, object], templates: Templates) -> str:
    body, last = templates.parts(template_name(plan.kind, plan.template, role), context)
    framed = {**context, "body": body, "last": last, "transaction": plan.template.transaction}
    return templates.file(f"_frame/{role}.sql.jinja", framed) + "\n"
