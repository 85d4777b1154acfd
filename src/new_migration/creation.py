"""From a change to files in the migrations folder: numbers, names, headers, and a write of all or nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from new_migration.authoring.change import Change, Schema
from new_migration.authoring.render import Templates
from new_migration.authoring.scripts import Heading, Plan, plans, scripts, tracking_table
from new_migration.authoring.values import Duration
from new_migration.errors import BadInput, Refused
from new_migration.history.directory import MigrationsDirectory
from new_migration.history.latest import check_latest, keep_latest
from new_migration.history.migration import Migration, Role, check_name, slug

TRACKING_NAME = "create_schema_migrations"
LARGEST_NUMBER = 10**18


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """All that is said of new migrations before they have numbers. ``number`` and ``name`` are forced where given."""

    change: Change
    templates: Templates
    schema: Schema
    lock_timeout: Duration
    command: str
    purpose: str = ""
    author: str = ""
    date: str = ""
    name: str = ""
    number: int | None = None
    verify: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Created:
    """A new migration with the texts of its scripts, and after the write with their paths."""

    migration: Migration
    title: str
    transaction: bool
    texts: dict[Role, str]
    paths: dict[Role, Path]


def preview(draft: Draft, directory: MigrationsDirectory, elsewhere: Collection[int], width: int) -> list[Created]:
    """The migrations as they would be written now. Raises Refused where a forced number is taken."""
    return list(_compose(draft, directory, elsewhere, width))


def create(draft: Draft, directory: MigrationsDirectory, elsewhere: Collection[int], width: int) -> list[Created]:
    """Write the migrations, all or none. The numbers are chosen while nobody else can choose."""
    with directory.locked():
        check_latest(directory.path)
        created = preview(draft, directory, elsewhere, width)
        directory.write({path.name: each.texts[role] for each in created for role, path in each.paths.items()})
        keep_latest(directory)
    return created


def _compose(draft: Draft, directory: MigrationsDirectory, elsewhere: Collection[int], width: int) -> Iterator[Created]:
    found = plans(draft.change, draft.templates, schema=draft.schema)
    if draft.number is not None and not 0 <= draft.number <= LARGEST_NUMBER:
        raise BadInput(f"a number is 0 to {LARGEST_NUMBER}, not {draft.number}", where="--number")
    taken = {migration.number: migration for migration in directory.migrations()}
    first = directory.next_number(elsewhere) if draft.number is None else draft.number
    clash = next((taken[number] for number in range(first, first + len(found)) if number in taken), None)
    if clash:
        raise Refused(f"number {clash.digits} is taken by {clash.stem}", where="--number")
    digits = directory.width(width)
    is_new = not any(name.endswith(".sql") for name in directory.file_names())
    if is_new and 0 not in elsewhere and first > 0:
        yield _tracking_table(draft, directory, digits)
    for number, (plan, name) in enumerate(zip(found, _names(draft, found), strict=True), start=first):
        yield _created(draft, plan, Migration.numbered(number, name, width=digits), directory)


def _names(draft: Draft, found: Sequence[Plan]) -> Iterator[str]:
    """The names: made from the answers, or the forced one, to which the folder is added for all but the main one."""
    if not draft.name:
        yield from (_slug(plan) for plan in found)
        return
    check_name(draft.name)
    given: list[str] = []
    for plan in found:
        folder = plan.template.folder if len(found) > 1 and not plan.template.each else ""
        name = slug("_".join(part for part in (draft.name, folder) if part))
        given.append(name)
        count = given.count(name)
        yield slug(f"{name}_{count}") if count > 1 else name


def _slug(plan: Plan) -> str:
    name = slug(plan.name)
    if not name:
        raise BadInput("no name can be made from the answers", hint="give one with --name")
    return name


def _created(draft: Draft, plan: Plan, migration: Migration, directory: MigrationsDirectory) -> Created:
    texts = scripts(plan, _heading(draft, migration, plan.title), draft.templates, lock_timeout=draft.lock_timeout)
    paths = _paths(migration, draft, directory)
    return Created(migration=migration, title=plan.title, transaction=plan.template.transaction,
                   texts={role: texts[role] for role in paths}, paths=paths)  # fmt: skip


def _tracking_table(draft: Draft, directory: MigrationsDirectory, digits: int) -> Created:
    migration = Migration.numbered(0, TRACKING_NAME, width=digits)
    title = "Create schema_migrations"
    heading = Heading(digits=migration.digits, stem=migration.stem, title=title, author=draft.author, date=draft.date,
                      purpose="Record which migrations are applied")  # fmt: skip
    texts = tracking_table(heading, draft.templates, lock_timeout=draft.lock_timeout)
    paths = _paths(migration, draft, directory)
    return Created(migration=migration, title=title, transaction=True,
                   texts={role: texts[role] for role in paths}, paths=paths)  # fmt: skip


def _heading(draft: Draft, migration: Migration, title: str) -> Heading:
    return Heading(digits=migration.digits, stem=migration.stem, title=title, purpose=draft.purpose,
                   author=draft.author, date=draft.date, command=draft.command)  # fmt: skip


def _paths(migration: Migration, draft: Draft, directory: MigrationsDirectory) -> dict[Role, Path]:
    roles: tuple[Role, ...] = ("forward", "rollback", "verify") if draft.verify else ("forward", "rollback")
    return {role: directory.path / migration.file(role) for role in roles}
