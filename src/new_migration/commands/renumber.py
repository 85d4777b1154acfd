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
    from new_migration.history.base import Commit
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
    applied is refused. NAMEs are names, numbers or files of migrations; with them: those, also to close a gap.
    """
    from new_migration.commands._database import folder
    from new_migration.history.directory import MigrationsDirectory
    from new_migration.history.renaming import rename, take_back

    migrations = MigrationsDirectory(folder(directory, config))
    if undo:
        for each in take_back(migrations, dry_run=dry_run):
            click.echo(f"{each.old} -> {each.new}")
        return 0
    found = _moves(migrations, names, base)
    _refuse_applied(found, database_url)
    renamed = rename(migrations, found, dry_run=dry_run)
    for each in renamed:
        click.echo(f"{each.old} -> {each.new}")
    for place in (f"{each.old if dry_run else each.new}:{line}" for each in renamed for line in each.mentions):
        what = "neither tracking row nor guard, and changed too: see whether it means the migration"
        click.echo(f"note: {place}: {what}", err=True)
    if not found:
        click.echo(f"{'this' if names else 'every'} number is free: nothing is renamed", err=True)
    elif not dry_run:
        click.echo("prove them where they are now: migration check", err=True)
        click.echo("to take it back: migration renumber --undo", err=True)
    return 0


def _moves(directory: MigrationsDirectory, names: Sequence[str], ref: str | None) -> list[Move]:
    """Which migrations move where. Raises Refused for one that is merged, BadInput where it cannot be told which."""
    from new_migration.history.base import branch_places, default_branch, files_in, named_commit
    from new_migration.history.git import numbers_elsewhere
    from new_migration.history.renumbering import moves

    known, folder = directory.migrations(), directory.path
    base = named_commit(folder, ref) if ref else default_branch(folder, branch_places(folder))
    merged = files_in(folder, base.id) if base else {}
    if names:
        own = _named(known, folder, names)
        for migration in own:
            if base and migration.forward_file in merged:
                raise Refused(
                    f"{migration.stem} is on {base.ref} already", hint="others may have applied it: rename the other"
                )
    else:
        own = [each for each in known if base and each.forward_file not in merged]
    stay = [each for each in known if each not in own]
    found = moves(own, (each.number for each in stay), numbers_elsewhere(folder) if names else None)
    _tell_twins([each for each in stay if not base or each.forward_file in merged], base, has_moves=bool(found))
    return found


def _tell_twins(settled: Sequence[Migration], base: Commit | None, *, has_moves: bool) -> None:
    """Say where nobody knows which of two came later: both are on the base branch, or there is none.

    Raises BadInput where nothing else is to be done.
    """
    numbers = [each.number for each in settled]
    twins = [each.stem for each in settled if numbers.count(each.number) > 1]
    if not twins:
        return
    what = f"the same number twice, and git does not say which came later: {', '.join(twins)}"
    hint = "name the one that is to get a new number: migration renumber NAME"
    if base:
        hint = "say which is to move, and a commit that lacks it: migration renumber NAME --base COMMIT; " \
               "if it is applied somewhere, give --database-url too, and you are told what to do"  # fmt: skip
    if not has_moves:
        raise BadInput(what, hint=hint)
    click.echo(f"note: {what} ({hint})", err=True)


def _named(known: Sequence[Migration], folder: Path, words: Sequence[str]) -> list[Migration]:
    """The migrations that words mean. Raises BadInput."""
    from new_migration.history.migration import ROLES
    from new_migration.proof.selection import meant

    stems = meant({each.stem: [folder / each.file(role) for role in ROLES] for each in known}, words)
    return [each for each in known if each.stem in stems]


def _refuse_applied(found: Sequence[Move], url: str | None) -> None:
    """Raise Refused for what a database has under its old name, where one is configured; ServerRefused."""
    from new_migration.deploy.session import recorded
    from new_migration.deploy.target import is_named, target

    if not found or not is_named(url, os.environ):
        return
    try:
        database, records = recorded(target(url, os.environ))
    except ServerRefused as error:
        hint = "start it, or unset what names it (DATABASE_URL, PGHOST, DB_HOST, …): then nobody is asked"
        raise ServerRefused(f"what is applied cannot be asked: {error.what}", hint=hint) from None
    applied = [move for move in found if move.old.stem in records]
    if applied:
        what = f"applied to {database} already: {', '.join(move.old.stem for move in applied)}"
        old, new = applied[0].old.stem, applied[0].new.stem
        raise Refused(
            what,
            hint="roll it back there first (migration rollback). If it has to stay applied, delete its record in each "
            f"database (DELETE FROM schema_migrations WHERE migration_name = '{old}'), renumber it, and record it anew "
            f"(migration apply {new} --record)",
        )
