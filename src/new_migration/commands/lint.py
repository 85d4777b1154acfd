"""``migration lint``: rules over the pairs and the folder, and over statements by squawk."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from new_migration.errors import BadInput, MigrationError
from new_migration.kind_command import CONTEXT

if TYPE_CHECKING:
    from new_migration.history.config import Settings
    from new_migration.lint.project import Applied
    from new_migration.lint.run import Report, Request

_FORMATS = ("text", "json", "sarif", "github", "gitlab")
_HELP = """Look at migrations without running them.

Judges the folder (names, numbers, missing and incomplete rollbacks), what is settled (changed since the base branch
has it, or since it was applied to the database of DATABASE_URL and its like), each pair, and each statement by squawk.
FILES are files, numbers or names of migrations; without any, all. `migration explain RULE` prints the page of a
rule."""


@click.command(name="lint", short_help="Find what is wrong in migrations without running them.", help=_HELP,
               context_settings=CONTEXT)  # fmt: skip
@click.argument("files", nargs=-1, metavar="[FILES]...")
@click.option("--base", metavar="REF", help="Judge only what this branch or commit has not, and what it has for changes"
              " [all; the default branch of the remote for changes]")  # fmt: skip
@click.option("--format", "format_", type=click.Choice(_FORMATS), help="How to print the findings [text]")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json")
@click.option("--fix", is_flag=True, help="Mend headings, padding and final newlines first; never a statement")
@click.option("--directory", metavar="FOLDER", help="Migrations folder [database/migrations]")
@click.option("--config", metavar="FILE", help="Config file, instead of the one found upward")
def command(**given: Any) -> int:
    """Look at migrations without running them."""
    format_ = given["format_"] or ("json" if given["as_json"] else "text")
    if given["as_json"] and format_ != "json":
        raise BadInput(f"--json is --format json, not {format_}", hint="leave out one of the two")
    try:
        return _run(given, format_)
    except MigrationError as error:
        if not given["as_json"]:  # with it, as of every command, the object comes from where the error is printed
            _print_failure(error, format_)
        raise


def _run(given: dict[str, Any], format_: str) -> int:
    from new_migration import lint_report
    from new_migration.lint.run import lint

    settings = _settings(given)
    request = _request(settings, given)
    mended = _mend(request) if given["fix"] else {}
    report = lint(request)
    _print(report, format_, request.folder, mended)
    for note in report.notes:
        click.echo(f"note: {note}", err=True)
    click.echo(lint_report.summary(report), err=True)
    return 1 if report.findings else 0


def _print_failure(error: MigrationError, format_: str) -> None:
    """What a program reads where there is no report. GitLab's format cannot say it: an empty list would be praise."""
    from new_migration import lint_report
    from new_migration.report import failure_text

    texts = {
        "json": lambda: failure_text(str(error), error.exit_code),
        "sarif": lambda: lint_report.failure_as_sarif(error),
        "github": lambda: lint_report.failure_as_github(error),
    }
    if format_ in texts:
        click.echo(texts[format_]())


def _settings(given: dict[str, Any]) -> Settings:
    settings = _load(given, Path.cwd(), given["directory"])
    folders = {Path(word).absolute().parent for word in given["files"] if word.endswith(".sql")}
    if given["directory"] or settings.directory.exists() or len(folders) != 1:
        return settings
    # Editors and hooks name files from wherever they stand: where ours has no migrations, theirs is meant.
    (folder,) = folders
    return _load(given, folder, folder)


def _load(given: dict[str, Any], cwd: Path, directory: str | Path | None) -> Settings:
    from new_migration.history.config import load_settings

    return load_settings(
        cwd=cwd,
        environment=os.environ,
        config_file=Path(given["config"]) if given["config"] else None,
        overrides={"directory": directory},
    )


def _request(settings: Settings, given: dict[str, Any]) -> Request:
    from new_migration.lint.run import Request
    from new_migration.report import shown

    folder = Path(shown(settings.directory))
    return Request(
        folder=folder,
        names=given["files"],
        base=given["base"],
        width=settings.width,
        verify=settings.verify,
        online=settings.online,
        major=settings.postgres,
        ask_database=_ask_database,
    )


def _ask_database(texts: Mapping[str, str]) -> Applied | str | None:
    """What is applied to the database that the environment names; why it cannot be asked; None if it names none."""
    from new_migration.deploy.target import is_named, target

    if not is_named(None, os.environ):
        return None
    from new_migration.deploy.session import recorded
    from new_migration.history.proof_lock import digest
    from new_migration.lint.project import Applied

    try:
        database, records = recorded(target(None, os.environ))
    except MigrationError as error:
        return f"what is applied to the database is not known: {error.what}"
    here = {name: digest(texts[f"{name}.sql"]) for name in records if f"{name}.sql" in texts}
    return Applied(
        database=database,
        names=frozenset(records),
        edited=frozenset(name for name in here if records[name].checksum not in {"", here[name]}),
        missing=frozenset(records.keys() - here.keys()),
    )


def _mend(request: Request) -> dict[str, str]:
    """Mend what can be; say of each file on standard error what was done."""
    from new_migration.lint import fix
    from new_migration.lint.project import Project
    from new_migration.lint.run import chosen_files, read_texts, surroundings

    texts = read_texts(request.folder)
    around, _ = surroundings(request, texts)
    chosen = chosen_files(request, texts)
    project = Project.of_texts(texts, around)
    mended = fix.mendings(project, chosen.of(project) if chosen else None)
    fix.write(request.folder, mended)
    for name, said in fix.summary(mended).items():
        click.echo(f"{request.folder / name}: {said}", err=True)
    return dict(fix.summary(mended))


def _print(report: Report, format_: str, folder: Path, mended: dict[str, str]) -> None:
    from new_migration import lint_report
    from new_migration.history.config_file import git_top

    here = Path.cwd()
    where = lint_report.place_of(folder, here)
    # The last three are read by programs that know the repository, and not where we stand in it.
    from_top = lint_report.place_of(folder, git_top(folder.absolute()) or here)
    texts = {
        "text": lambda: lint_report.as_text(report, where),
        "json": lambda: lint_report.as_json(report, where, mended=mended),
        "sarif": lambda: lint_report.as_sarif(report, from_top),
        "github": lambda: lint_report.as_github(report, from_top),
        "gitlab": lambda: lint_report.as_gitlab(report, from_top),
    }
    text = texts[format_]()
    if text:
        click.echo(text)
