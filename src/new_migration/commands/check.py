"""``migration check``: prove on a throw-away PostgreSQL that rollbacks undo their migrations."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from new_migration.errors import BadInput
from new_migration.kind_command import CONTEXT
from new_migration.report import json_text, shown

if TYPE_CHECKING:
    from new_migration.history.config import Settings
    from new_migration.history.layouts import History, Pair, Script
    from new_migration.proof.history_check import HistoryCheck
    from new_migration.proof.outcome import Proof

# A server counts milliseconds in an integer.
_LONGEST = 2_000_000
# So many names say which are meant.
_SHOWN = 3
_SETTINGS = ("directory", "server", "postgres")
_HELP = """Prove migrations on a throw-away PostgreSQL.

What comes before is applied. Then each migration is applied, rolled back, and applied again; the schema and the rows
must be what they were. NAMEs are names, numbers or files of migrations; without any, those are checked that are not
yet proven as they are now."""


@click.command(name="check", short_help="Prove that rollbacks undo their migrations.", help=_HELP,
               context_settings=CONTEXT)  # fmt: skip
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--all", "everything", is_flag=True, help="All migrations")
@click.option("--server", metavar="URL", help="Server to make the scratch database on, instead of a private one")
@click.option("--postgres", metavar="MAJOR", help="Major version of the private server")
@click.option("--rows", type=click.IntRange(0, 1000), default=3, metavar="N",
              help="Rows that each table holds at least before a migration runs [3]")  # fmt: skip
@click.option("--seed-file", metavar="FILE", help="SQL that is run before the first migration that is checked")
@click.option("--app", metavar="COMMAND",
              help="Shell command run with DATABASE_URL after each of the three scripts; it must exit 0")  # fmt: skip
@click.option("--timeout", type=float, default=60, metavar="SECONDS", callback=lambda *given: _seconds(given[-1]),
              help="How long one statement may take; 0 is for ever [60]")  # fmt: skip
@click.option("--locks", is_flag=True, help="Show what each statement locks, rewrites and scans")
@click.option("--keep", is_flag=True, help="Keep the database, and stop at the first that is not proven")
@click.option("--lock", is_flag=True, help="Record the results in migrations.lock, and from then on each time")
@click.option("--locked", is_flag=True, help="Only compare the files with migrations.lock: no server is needed")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object")
@click.option("--layout", metavar="NAME",
              help="Whose files: own, golang-migrate, diesel, sqlx, dbmate or goose [as they look]")  # fmt: skip
@click.option("--directory", metavar="FOLDER", help="Migrations folder [database/migrations]")
@click.option("--config", metavar="FILE", help="Config file, instead of the one found upward")
def command(**given: Any) -> int:
    """Prove migrations."""
    return _Check(Request(**given)).run()


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """The words and flags as they were given."""

    names: tuple[str, ...]
    everything: bool
    server: str | None
    postgres: str | None
    rows: int
    seed_file: str | None
    app: str | None
    timeout: float
    locks: bool
    keep: bool
    lock: bool
    locked: bool
    as_json: bool
    layout: str | None
    directory: str | None
    config: str | None

    def settings(self) -> Settings:
        """What holds for this run. Raises BadInput for a broken config file."""
        from new_migration.history.config import load_settings

        return load_settings(
            cwd=Path.cwd(),
            environment=os.environ,
            config_file=Path(self.config) if self.config else None,
            overrides={name: getattr(self, name) for name in _SETTINGS},
        )


class _Check:
    """One run of the command."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.settings = request.settings()
        self.proofs: list[Proof] = []
        self.notes: set[str] = set()
        self.start = time.monotonic()

    def run(self) -> int:
        from new_migration.history.proof_lock import has_lock
        from new_migration.proof.history_check import HistoryCheck
        from new_migration.proof.recording import record, recorded
        from new_migration.proof.selection import select

        self._refuse_contradictions()
        history = self._history()
        pairs = history.pairs
        for path in history.misnamed:
            click.echo(f"note: {path} is not looked at: that is no name of a migration", err=True)
        if self.request.locked:
            return self._compare(pairs)
        recorded(self.settings.directory)  # before a long proof: what cannot be read cannot be kept up to date
        chosen = select(pairs, self.request.names)
        check = HistoryCheck(history, self._terms())
        if self.request.everything:
            chosen = list(range(len(pairs)))
        elif not self.request.names:
            chosen = check.pending()
        unchecked = self._run(check, chosen)
        if self.request.lock or has_lock(self.settings.directory):
            path = record(self.settings.directory, check, self.proofs)
            click.echo(f"recorded in {shown(path)}", err=True)
        self._finish(check, [pairs[index].name for index in unchecked], total=len(pairs))
        return 0 if not unchecked and all(proof.is_proven for proof in self.proofs) else 1

    def _refuse_contradictions(self) -> None:
        request = self.request
        if request.everything and request.names:
            raise BadInput("--all is all migrations, and names are some", hint="leave out one of the two")
        if request.locked and (request.names or request.everything or request.lock):
            raise BadInput("--locked compares all migrations with what was proven, and proves nothing")
        if request.keep and not self.settings.server and not sys.stdin.isatty():
            raise BadInput(
                "--keep waits for Enter, and there is nobody at a terminal",
                hint="pass --server URL: there the database stays",
            )

    def _compare(self, pairs: Sequence[Pair]) -> int:
        """Say which migrations are not proven as they are now."""
        from new_migration.history.proof_lock import read_lock, stale

        found = list(stale(pairs, read_lock(self.settings.directory)))
        if self.request.as_json:
            click.echo(
                json_text({"proven": not found, "not_proven": [{"name": name, "why": why} for name, why in found]})
            )
            return 1 if found else 0
        for name, why in found:
            click.echo(f"{name}: {why}")
        said = f"{len(found)} of {len(pairs)} not proven as they are: run migration check --lock"
        click.echo(said if found else _all_proven(len(pairs)), err=True)
        return 1 if found else 0

    def _history(self) -> History:
        from new_migration.history.layouts import read_history

        # As short as it can be said: the paths of scripts stand in messages.
        folder = Path(shown(self.settings.directory))
        try:
            return read_history(folder, layout=self.request.layout or "")
        except BadInput as error:
            if not folder.exists() and (found := self._found()):
                error.hint = f"these have migrations: {', '.join(found)}; --directory names one"
            raise

    def _found(self) -> list[str]:
        """The folders of the project that have migrations, of ours and of others."""
        from new_migration.project.surroundings import migrations_folder, others_folders

        project = self.settings.project_root
        return [shown(project / name) for name in (migrations_folder(project), *others_folders(project)) if name]

    def _terms(self) -> Any:
        from new_migration.proof.history_check import Terms

        return Terms(
            server=self.settings.server,
            major=int(self.settings.postgres or 0),
            rows=self.request.rows,
            seconds=self.request.timeout,
            seed=_script(self.request.seed_file) if self.request.seed_file else None,
            application=self.request.app or "",
            locks=self.request.locks or self.request.as_json,
            keep=self._keep if self.request.keep else None,
        )

    def _run(self, check: HistoryCheck, chosen: Sequence[int]) -> list[int]:
        from new_migration.progress import progress

        quiet = self.request.as_json
        with nullcontext(lambda _: None) if quiet else progress(len(chosen)) as step:

            def report(proof: Proof) -> None:
                self.proofs.append(proof)
                if not quiet:
                    self._print(proof)
                step(proof.name)

            return check.run(chosen, report)

    def _print(self, proof: Proof) -> None:
        from new_migration.proof_report import details, headline

        click.echo("\n".join([headline(proof), *details(proof, locks=self.request.locks)]))
        for note in proof.notes:
            if note not in self.notes:
                click.echo(f"note: {note}", err=True)
        self.notes.update(proof.notes)

    def _finish(self, check: HistoryCheck, unchecked: Sequence[str], *, total: int) -> None:
        from new_migration import proof_report

        seconds = time.monotonic() - self.start
        if self.request.as_json:
            server = {"major": check.major, "version": check.version or None}
            click.echo(proof_report.as_json(self.proofs, unchecked, server=server, seconds=seconds))
            return
        if unchecked:
            click.echo(f"not checked, because {self.proofs[-1].name} fails: {_some(unchecked)}", err=True)
        if not self.proofs:
            click.echo(f"{_all_proven(total)}; --all shows {'them' if total > 1 else 'it'}", err=True)
            return
        where = f"PostgreSQL {check.major}{'' if check.version else ', all known before'}"
        click.echo(proof_report.summary(self.proofs, unchecked, server=where, seconds=seconds), err=True)

    def _keep(self, conninfo: str, is_temporary: bool) -> None:
        """Say where the database is, and where it goes with us, wait."""
        from new_migration.command_line import shell_line
        from new_migration.proof.application import public_url

        click.echo(f"the database is kept: {shell_line(['psql', public_url(conninfo)])}", err=True)
        if is_temporary:
            click.echo("press Enter to remove it ", err=True, nl=False)
            sys.stdin.readline()


def _all_proven(total: int) -> str:
    return f"all {total} migrations are proven as they are" if total > 1 else "the migration is proven as it is"


def _some(names: Sequence[str]) -> str:
    """All where they are few, else the first and how many more."""
    more = len(names) - _SHOWN
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:_SHOWN])} and {more} more"


def _seconds(given: float) -> float:
    """A tenth of a second is the least in which the questions of the check itself are answered."""
    if given and not 0.1 <= given <= _LONGEST:  # nor is nan
        raise click.BadParameter(f"{given:g} is not 0, nor between 0.1 and {_LONGEST:,}", param_hint="'--timeout'")
    return given


def _script(file: str) -> Script:
    from new_migration.history.layouts import Script
    from new_migration.history.reasons import explained

    path = Path(file)
    with explained(path):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise BadInput(f"byte {error.start + 1} of this file is not UTF-8", where=file) from None
    return Script(path=path, text=text, wrapped=False)
