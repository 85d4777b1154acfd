"""``migration renumber``: after a merge, give the later arrivals the next free numbers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from new_migration.errors import BadInput, Refused, ServerRefused
from new_migration.kind_command import CONTEXT

if TYPE_CHECKING:
    from new_migration.history.directory import MigrationsDirectory
    from new_migration.history.migration import Migration
    from new_migration.history.renumbering import Move


@click.command(name="renumber", short_help="Give later arrivals the next free numbers.", context_settings=CONTEXT)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--base", metavar="REF", help="Where the others were merged [the upstream default branch]")
@click.option("--dry-run", is_flag=True, help="Show what would be renamed")
@click.option("--undo", is_flag=True, help="Take the last renumbering of this folder back")
@click.option("--database-url", metavar="URL", help="Database that is asked what is applied [DATABASE_URL, …]")
@click.option("--directory", metavar="FOLDER", help="Migrations folder [database/migrations]")
@click.option("--config", metavar="FILE", help="Config file, instead of the one found upward")
def command(  # noqa: PLR0913, PLR0917 - the flags
    names: tuple[str, ...],
    base: str | None,
    dry_run: bool,
    undo: bool,
    database_url: str | None,
    directory: str | None,
    config: str | None,
) -> int:
    """Give the migrations that are not on the base branch yet the next free numbers, where theirs are taken.

    Renames forward, rollback and verify script, and mends header, tracking row and guards in them. What is merged or
    applied is refused. With names: those.
    """
    from new_migration.commands._database import folder
    from new_migration.history.directory import MigrationsDirectory
    from new_migration.history.renaming import rename, take_back

    migrations = MigrationsDirectory(folder(directory, config))
    if undo:
        for new, old in take_back(migrations):
            click.echo(f"{new} -> {old}")
        return 0
    found = _moves(migrations, names, base)
    _refuse_applied(found, database_url)
    for old, new in rename(migrations, found, dry_run=dry_run):
        click.echo(f"{old} -> {new}")
    if not found:
        click.echo("every number is free: nothing to do", err=True)
    elif not dry_run:
        click.echo("prove them where they are now: migration check", err=True)
        click.echo("to take it back: migration renumber --undo", err=True)
    return 0


def _moves(directory: MigrationsDirectory, names: Sequence[str], ref: str | None) -> list[Move]:
    """Which migrations move where. Raises Refused for one that is merged, BadInput where it cannot be told which."""
    from new_migration.history.base import branch_places, default_branch, files_in, named_commit
    from new_migration.history.renumbering import moves

    known, folder = directory.migrations(), directory.path
    base = named_commit(folder, ref) if ref else default_branch(folder, branch_places(folder))
    merged = files_in(folder, base.id) if base else {}
    if names:
        own = [_named(name, known) for name in names]
        for migration in own:
            if base and migration.forward_file in merged:
                raise Refused(
                    f"{migration.stem} is on {base.ref} already", hint="others may have applied it: rename the other"
                )
    else:
        own = [each for each in known if base and each.forward_file not in merged]
    stay = [each for each in known if each not in own]
    _refuse_twins(stay)
    return moves(own, (each.number for each in stay))


def _refuse_twins(stay: Sequence[Migration]) -> None:
    """Raise BadInput where nobody can say which of two came later: both are on the base branch, or there is none."""
    numbers = [each.number for each in stay]
    twins = [each.stem for each in stay if numbers.count(each.number) > 1]
    if twins:
        what = f"the same number twice, and git does not say which came later: {', '.join(twins)}"
        raise BadInput(what, hint="name the one that is to get a new number: migration renumber NAME")


def _named(word: str, known: Sequence[Migration]) -> Migration:
    """The migration of a name, or of a file of it. Raises BadInput."""
    from new_migration.history.migration import parse_file_name

    parsed = parse_file_name(Path(word).name)
    stem = parsed[1].stem if parsed else word
    found = [each for each in known if each.stem == stem]
    if not found:
        hint = f"the last one is {known[-1].stem}" if known else "the folder has none"
        raise BadInput(f"there is no migration {word!r}", hint=hint)
    return found[0]


def _refuse_applied(found: Sequence[Move], url: str | None) -> None:
    """Raise Refused for what a database has under its old name, where one is configured; ServerRefused."""
    from new_migration.deploy.target import is_named, target

    if not found or not is_named(url, os.environ):
        return
    try:
        database, applied = _applied([move.old.stem for move in found], target(url, os.environ))
    except ServerRefused as error:
        hint = "start it, or unset what names it (DATABASE_URL, PGHOST, DB_HOST, …): then nobody is asked"
        raise ServerRefused(f"what is applied cannot be asked: {error.what}", hint=hint) from None
    if applied:
        what = f"applied to {database} already: {', '.join(applied)}"
        raise Refused(what, hint="roll it back there first (migration rollback), or write the change anew")


def _applied(names: Sequence[str], conninfo: str) -> tuple[str, list[str]]:
    """The database as messages name it, and which of the migrations are applied to it.

    The folder is not compared: it has two migrations of one number, which nothing but this command takes.
    """
    from new_migration.deploy import tracking_table
    from new_migration.deploy.target import connect_to, shown

    with connect_to(conninfo) as connection:
        table = tracking_table.find(connection)
        return shown(connection), [name for name in names if table and table.has(connection, name)]
