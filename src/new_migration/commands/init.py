"""``migration init``: set a project up, or bring later templates into it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from new_migration.commands._init_run import ANSWERS, Request, Run
from new_migration.errors import BadInput, MigrationError, Refused
from new_migration.kind_command import CONTEXT

if TYPE_CHECKING:
    from new_migration.history.directory import MigrationsDirectory
    from new_migration.project.template import File

_HELP = """Set a project up: its settings, the tracking table, and what its people and programs need.

Looks first at what is there and offers that. Asks at a terminal; elsewhere takes flags and defaults. A file that
differs is shown and asked about, and kept where nobody can be asked; JSON and YAML files and AGENTS.md are added to.
PROJECT is the folder of the project [the git repository's, or this one]."""


@click.command(name="init", short_help="Set a project up.", help=_HELP, context_settings=CONTEXT)
@click.argument("project", required=False, metavar="[PROJECT]")
@click.option("--directory", metavar="FOLDER", help="Migrations folder [the one with migrations]")
@click.option("--width", type=click.IntRange(1, 20), metavar="N", help="Digits of a number [as there]")
@click.option("--online/--offline", default=None, help="Write changes that keep a busy table usable [online]")
@click.option("--postgres", metavar="MAJOR", help="Major version of PostgreSQL [whichever is there]")
@click.option("--write", multiple=True, metavar="PARTS", help="What else is written: names with commas, all or none")
@click.option("--overwrite", is_flag=True, help="Replace files that differ, without a question")
@click.option("--update", is_flag=True, help="Bring the templates of this version into a project set up before")
@click.option("--completion", is_flag=True, help="Only install shell completion and man pages, in your home")
@click.option("--dry-run", is_flag=True, help="Show what would be written")
@click.option("--no-input", is_flag=True, help="Ask nothing")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object")
def command(**given: Any) -> int:
    """Set a project up."""
    request = Request(**given)
    _refuse_contradictions(request)
    if request.update:
        return _update(request)
    if request.completion:
        from new_migration.commands._init_completion import Completion

        return Completion(request).run()
    return _Init(request).run()


def _refuse_contradictions(request: Request) -> None:
    """Raises BadInput for words that would be ignored."""
    if request.update and request.completion:
        raise BadInput("--update is for a project, and --completion for your home", hint="leave out one of the two")
    alone = "--update" if request.update else "--completion" if request.completion else ""
    answered = [f"--{name}" for name in ANSWERS if getattr(request, name) not in (None, ())]
    answered += [f"the folder {request.project}"] if request.completion and request.project else []
    if alone and answered:
        raise BadInput(f"{alone} has no use for {' and '.join(answered)}", hint="leave out one of the two")


class _Init(Run):
    """One run of the command."""

    def __init__(self, request: Request) -> None:
        self.settings = request.settings()
        super().__init__(request, self.settings.project_root)
        self.width = self.settings.width

    def run(self) -> int:
        """Decide, show, write all or nothing, report."""
        from new_migration.history.latest import keep_latest
        from new_migration.project.placing import placements

        rendered, directory = self._rendered()
        with directory.locked() if not self.request.dry_run else nullcontext():
            code = self.write(placements(self.project, {**rendered, **self._tracking_table(directory)}))
            if not code and not self.request.dry_run:
                keep_latest(directory)
        return code

    def _rendered(self) -> tuple[dict[str, File], MigrationsDirectory]:
        from new_migration import __version__
        from new_migration.history.config_file import OWN_FILE
        from new_migration.history.directory import MigrationsDirectory
        from new_migration.history.layouts import refuse_other_tool
        from new_migration.project.stated import stated
        from new_migration.project.surroundings import look
        from new_migration.project.template import came_from_elsewhere, known_answers, render
        from new_migration.report import shown

        known = known_answers(self.project)
        if not came_from_elsewhere(known) and known.get("_commit", __version__) != __version__:
            what = f"this project was set up by version {known['_commit']}, this is {__version__}"
            raise Refused(what, hint="migration init --update brings the later templates in")
        settings = stated(self.project, self.settings)
        answers = self.request.answers()
        settings.refuse(answers)
        given = {**settings.answers, **answers}
        found = look(self.project, self.settings, given.get("directory"))
        self._say([*found.notes, *self._database_notes()])
        # This answer is written down nowhere else.
        defaults = {**found.defaults, **({"write": known["write"]} if "write" in known else {})}
        try:
            rendered = render(self.project, given=given, defaults=defaults, ask=self.request.is_interactive)
        except BadInput as error:
            raise settings.placed(error) from error
        settings.refuse(rendered.answers)
        refuse_other_tool(Path(shown(self.project / str(rendered.answers["directory"]))))
        files = {name: file for name, file in rendered.files.items()
                 if name != OWN_FILE or not settings.is_elsewhere}  # fmt: skip
        self.width = int(rendered.answers["width"])
        if "lock" in rendered.answers["write"]:
            self.next = f"migration check, which records in migrations.lock what is proven; then {self.next}"
        return files, MigrationsDirectory(self.project / str(rendered.answers["directory"]))

    def _database_notes(self) -> list[str]:
        """What the configured database says, if one is configured."""
        from new_migration.deploy.target import is_named, target
        from new_migration.postgres.database import connect, execute, merge_conninfo

        if not is_named(None, os.environ):
            return []
        try:
            with connect(merge_conninfo(target(None, os.environ), connect_timeout="3")) as connection:
                ((is_there,),) = execute(connection, "SELECT to_regclass('schema_migrations') IS NOT NULL")
                if not is_there:
                    return ["the configured database has no tracking table yet"]
                ((count, last),) = execute(connection, "SELECT count(*), max(migration_name) FROM schema_migrations")
        except MigrationError as error:
            return [f"the configured database was not looked at: {str(error).splitlines()[0]}"]
        said = f", the last one is {last}" if last else ""
        many = f"{count} migration{'' if count == 1 else 's'}"
        return [f"the configured database has a tracking table with {many}{said}: it is used as it is"]

    def _tracking_table(self, directory: MigrationsDirectory) -> dict[str, File]:
        """The migration that makes the tracking table, where nothing makes it yet."""
        from datetime import date

        from new_migration.authoring.fields import duration
        from new_migration.authoring.kinds import chain
        from new_migration.authoring.render import Templates
        from new_migration.authoring.scripts import Heading, tracking_table
        from new_migration.creation import TRACKING_NAME
        from new_migration.history.git import author
        from new_migration.history.migration import Migration
        from new_migration.project.template import File
        from new_migration.project.tracking import why_not

        why = why_not(directory)
        if why:
            self._say([why] if "taken" in why else [])
            return {}
        settings = self.settings
        migration = Migration.numbered(0, TRACKING_NAME, width=directory.width(self.width))
        heading = Heading(digits=migration.digits, stem=migration.stem, title="Create schema_migrations",
                          purpose="Record which migrations are applied", author=settings.author or author(self.project),
                          date=date.today().isoformat(), command="migration init")  # fmt: skip
        templates = Templates(chain(extra=settings.templates, project=self.project))
        texts = tracking_table(heading, templates, lock_timeout=duration(settings.lock_timeout, name="lock_timeout"))
        folder = directory.path.relative_to(self.project).as_posix()
        roles = [role for role in ("forward", "rollback", "verify") if settings.verify or role != "verify"]
        return {
            f"{folder}/{migration.file(role)}": File(text=texts[role], is_executable=False)  # type: ignore[arg-type]
            for role in roles
        }


def _update(request: Request) -> int:
    """Bring the templates of this version in; 1 if both sides changed the same lines."""
    from new_migration import __version__
    from new_migration.history.git import ask_git
    from new_migration.project.template import known_answers, update
    from new_migration.report import json_text

    project = request.settings().project_root
    _refuse_dirty(project, known_answers(project))
    before = update(project, ask=request.is_interactive)
    status = os.fsdecode(ask_git(project, "status", "--porcelain", "-z", "--untracked-files=all", "."))
    entries = [entry for entry in status.split("\0") if entry]
    conflicts = [entry[3:] for entry in entries if entry[:2] in {"UU", "AA", "DU", "UD"}]
    changed = [entry[3:] for entry in entries]
    if request.as_json:
        click.echo(json_text({"from": before, "to": __version__, "changed": changed, "conflicts": conflicts}))
        return 1 if conflicts else 0
    for name in changed:
        click.echo(name)
    for name in conflicts:
        click.echo(f"conflict: {name}: both sides changed the same lines, look for <<<<<<< in it", err=True)
    if not changed:
        click.echo(f"all is as version {__version__} makes it", err=True)
    return 1 if conflicts else 0


def _refuse_dirty(project: Path, known: Mapping[str, Any]) -> None:
    """Raises Refused where an update could not be taken back with git."""
    from new_migration.history.git import ask_git

    if not known:
        return  # the update says so itself

    if not ask_git(project, "rev-parse", "--verify", "HEAD"):
        raise Refused("an update needs a git repository with a commit", hint="git init, git add and git commit first")
    if ask_git(project, "status", "--porcelain", "--untracked-files=no", "."):
        raise Refused("there are changes that are not committed", hint="git commit or git stash them first")
