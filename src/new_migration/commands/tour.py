"""``migration tour``: all of it in three minutes, on a throw-away server."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from new_migration.command_line import shell_line
from new_migration.errors import BadInput
from new_migration.kind_command import CONTEXT

if TYPE_CHECKING:
    from new_migration.history.config import Settings

INTERRUPTED = 130
_FOLDER = "database/migrations"
# What would tell the commands of the tour of another database, or of settings that are in its folder already.
_FOREIGN = ("NEW_MIGRATION_", "PG", "DB_", "DATABASE_URL", "GIT_")


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A command of the tour, what is said before it, and the exit code that belongs to it."""

    text: str
    words: tuple[str, ...]
    code: int = 0


_STEPS = (
    Step(
        text="A change begins with one line, or with questions: new-migration alone asks. SQL is the only notation.\n"
        "The first migration of a folder brings the one that makes the tracking table.",
        words=("new-migration", "create-table", "notes", "note_id bigint generated always as identity primary key",
               "title text not null", "--purpose", "Show how it works", "--no-check"),
    ),
    Step(
        text="What came out is plain SQL that you own: the change, what undoes it, and claims that hold afterwards.",
        words=("cat", "*_create_notes.sql"),
    ),
    Step(
        text="A rollback that was never run is a guess. This runs it: apply, roll back, compare the schema and the\n"
        "rows, apply again, compare again. (new-migration does it with every new pair, unless told not to.)",
        words=("migration", "check"),
    ),
    Step(
        text="The same files go to the databases that matter. DATABASE_URL names one, here a throw-away one.",
        words=("migration", "apply", "--yes"),
    ),
    Step(text="What is there, and since when:", words=("migration", "status")),
    Step(text="The claims of the verify script are asked of the database:", words=("migration", "verify", "1")),
    Step(
        text="And back. What would be lost is counted first; without --yes you are asked.",
        words=("migration", "rollback", "1", "--yes"),
    ),
    Step(
        text="Now a mistake: statements of your own, with a rollback that looks right, and is not.",
        words=("new-migration", "sql", "call the title name", "--forward",
               "ALTER TABLE notes RENAME COLUMN title TO name", "--rollback", "ALTER TABLE notes ADD COLUMN title text",
               "--no-check"),
    ),
    Step(
        text="The check tells what it does not bring back, object by object. The exit code is 1, so that CI stops.",
        words=("migration", "check", "2"),
        code=1,
    ),
)  # fmt: skip


@click.command(name="tour", short_help="Show all of it in three minutes.", context_settings=CONTEXT)
@click.option("--auto", is_flag=True, help="Run through without waiting for Enter")
@click.option("--server", metavar="URL", help="Server to make the scratch database on, instead of a private one")
def command(auto: bool, server: str | None) -> int:
    """Show all of it in three minutes: write, look, prove, apply, verify, roll back, and a wrong rollback.

    In the settings of this project, but on a throw-away server and in a temporary folder: nothing is left.
    """
    if not auto and not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr)):
        raise BadInput("the tour waits for Enter, and there is nobody at a terminal", hint="--auto runs through")
    from new_migration.history.config import load_settings

    with _place(load_settings(cwd=Path.cwd(), environment=os.environ, overrides={"server": server})):
        for number, step in enumerate(_STEPS, 1):
            code = _do(step, number, auto=auto)
            if code:
                return code
    click.echo("\nThat is all; nothing of it is left. In a project: migration init, then new-migration.", err=True)
    return 0


def _do(step: Step, number: int, *, auto: bool) -> int:
    """Show a step, wait, run it; 0 if it came out as it should."""
    words = _found(step.words)
    click.echo(f"\n[{number}/{len(_STEPS)}] {step.text}\n\n$ {shell_line(words)}", err=True)
    if not auto:
        click.echo("  (Enter runs it, Ctrl-C ends the tour) ", err=True, nl=False)
        if not sys.stdin.readline():
            raise EOFError
    code = _run(words)
    if code == step.code:
        return 0
    if code == INTERRUPTED:
        return code
    click.echo(f"tour: this should have ended with exit code {step.code}, not {code}", err=True)
    return code or 1


def _run(words: Sequence[str]) -> int:
    if words[0] == "cat":
        for path in words[1:]:
            click.echo(Path(path).read_text(encoding="utf-8"), nl=False)
        return 0
    from new_migration.cli import run

    return run(words[0], words[1:])


def _found(words: Sequence[str]) -> list[str]:
    """A pattern becomes the files that it fits, forward, rollback and verify script."""
    if words[0] != "cat":
        return list(words)
    return ["cat", *(str(path) for pattern in words[1:] for path in sorted(Path(_FOLDER).glob(pattern)))]


@contextmanager
def _place(settings: Settings) -> Iterator[None]:
    """Work in a temporary folder that has the project's settings, with a database on a throw-away server."""
    from new_migration.history.git import author
    from new_migration.postgres.scratch import scratch_server
    from new_migration.proof.application import url

    who = settings.author or author(settings.project_root)
    major = int(settings.postgres or 0)
    with (
        scratch_server(settings.server, major) as server,
        server.database() as conninfo,
        tempfile.TemporaryDirectory(prefix="new-migration-tour-") as folder,
    ):
        Path(folder, "migrations.toml").write_text(_config(settings, who), encoding="utf-8")
        (Path(folder) / ".git").mkdir()  # the settings are looked for no further
        (Path(folder) / "cache").mkdir()
        more = {"DATABASE_URL": url(conninfo), "NEW_MIGRATION_SERVER": url(server.maintenance),
                "XDG_CACHE_HOME": str(Path(folder, "cache")), "GIT_CEILING_DIRECTORIES": folder}  # fmt: skip
        with _moved(Path(folder), more):
            yield


def _config(settings: Settings, author: str) -> str:
    """What bears on the files that are written. The server is told by a variable: its URL may hold a password."""
    said: dict[str, object] = {
        "directory": _FOLDER, "width": settings.width, "online": settings.online, "verify": True,
        "author": author, "lock_timeout": settings.lock_timeout, "postgres": settings.postgres,
    }  # fmt: skip
    templates = settings.templates or settings.project_root / "migration-templates"
    if templates.is_dir():
        said["templates"] = str(templates)
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in said.items())


@contextmanager
def _moved(folder: Path, more: Mapping[str, str]) -> Iterator[None]:
    """Be in ``folder``, with these variables and without what others say, until the end."""
    here, before = Path.cwd(), dict(os.environ)
    for name in before:
        if name.startswith(_FOREIGN):
            del os.environ[name]
    os.environ.update(more)
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)
        os.environ.clear()
        os.environ.update(before)
