"""The steps of a deployment and of the way back, each with the commands to type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from new_migration.command_line import shell_line
from new_migration.deploy.checklist import Checklist


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What to do, and the commands that do it."""

    text: str
    commands: Sequence[str] = ()


def preparation() -> list[Step]:
    """What nobody but a person can tick before a deployment."""
    return [
        Step(text="Application code updated to handle the new schema, and the old one until this is applied"),
        Step(text="Queries verified to use the new indexes (EXPLAIN ANALYZE)"),
        Step(text="Backup taken, and known to restore"),
    ]


def deployment(migrations: Sequence[Checklist], options: Sequence[str]) -> list[Step]:
    """The steps of a deployment; ``options``: those that each command needs here."""
    names = [each.name for each in migrations]
    return [
        Step(text="Take a backup", commands=[_backup(names)]),
        Step(text="Look at what is going to run", commands=[_line(["apply", *names, "--dry-run"], options)]),
        Step(text="Apply", commands=[_line(["apply", *names], options)]),
        Step(text="Verify", commands=[_line(["verify", *names], options)]),
        Step(text="Look at the tracking table", commands=[_line(["inspect", "history"], options)]),
        Step(text="Test the application"),
        Step(text="Monitor for errors and for slow queries"),
    ]


def way_back(migrations: Sequence[Checklist], options: Sequence[str]) -> list[Step]:
    """What to do if it fails, or does harm once it is applied."""
    names = [each.name for each in migrations]
    return [
        Step(
            text="Read the error: it names the file and the line, and says what holds now",
            commands=[_line(["status"], options)],
        ),
        *_undoing(migrations, options),
        Step(text="See that it is gone", commands=[_line(["status"], options)]),
        Step(text="Mend the script, or write the change as a new migration where this one stays applied"),
        Step(text="Prove it again", commands=[_line(["check", *names], options)]),
        Step(text="Deploy again", commands=[_line(["apply", *names], options)]),
    ]


def _undoing(migrations: Sequence[Checklist], options: Sequence[str]) -> list[Step]:
    back = [each.name for each in reversed(migrations)]
    lost = [each.name for each in migrations if each.irreversible]
    broken = [each.name for each in migrations if not each.is_transactional and not each.irreversible]
    steps = []
    if lost:
        steps.append(Step(text=f"{', '.join(lost)} cannot be rolled back: restore the backup where it did harm"))
    else:
        commands = [_line(["rollback", *back, *more], options) for more in (["--dry-run"], [])]
        steps.append(
            Step(text="What is applied and does harm: see what a rollback loses, then run it", commands=commands)
        )
    if broken:
        text = "What broke off half-way, because it is not one transaction: apply it again, or give it up"
        commands = [_line(["rollback", name, "--unfinished"], options) for name in reversed(broken)]
        steps.append(Step(text=text, commands=commands))
    return steps


def _backup(names: Sequence[str]) -> str:
    file = shell_line([f"before-{names[0]}.dump"])
    return f'pg_dump --format=custom --file={file} "$DATABASE_URL"'


def _line(words: Sequence[str], options: Sequence[str]) -> str:
    return shell_line(["migration", *words, *options])
