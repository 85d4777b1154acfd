"""``new-migration``: write a migration and its rollback. The kinds are subcommands, made from their ``kind.toml``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from new_migration.authoring.kinds import Kind, chain, kind_names, load_kind
from new_migration.command_line import shell_line
from new_migration.errors import BadInput, MigrationError
from new_migration.kind_command import CONTEXT, kind_command

if TYPE_CHECKING:
    from new_migration.authoring.change import Change, Decision
    from new_migration.creation import Created, Draft
    from new_migration.history.config import Settings
    from new_migration.proof.outcome import Proof

PROGRAM = "new-migration"
CANCELLED = 130
_SETTINGS = ("directory", "online", "verify", "check", "templates", "schema_from")


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """The flags that every kind has, as they were given: None, or False, where they were not."""

    directory: str | None = None
    online: bool | None = None
    verify: bool | None = None
    check: bool | None = None
    templates: str | None = None
    schema_from: str | None = None
    config: str | None = None
    name: str | None = None
    number: int | None = None
    purpose: str | None = None
    author: str | None = None
    date: str | None = None
    spec: str | None = None
    dry_run: bool = False
    json: bool = False
    edit: bool = False
    no_input: bool = False
    schema: bool = False

    @property
    def is_interactive(self) -> bool:
        """Whether somebody can be asked."""
        streams = (sys.stdin, sys.stderr)  # None where they were closed
        return not self.no_input and all(stream is not None and stream.isatty() for stream in streams)

    def settings(self) -> Settings:
        """What holds for this run. Raises BadInput for a broken config file."""
        from new_migration.history.config import load_settings

        return load_settings(
            cwd=Path.cwd(),
            environment=os.environ,
            config_file=Path(self.config) if self.config else None,
            overrides={name: getattr(self, name) for name in _SETTINGS},
        )


def _options() -> Iterator[click.Option]:
    yield click.Option(["--purpose"], help="Why the change is made: a line of the header")
    yield click.Option(["--from", "spec"], metavar="FILE", help="Answers from a TOML or JSON file; - is standard input")
    yield click.Option(["--online/--offline"], default=None, help="Keep a busy table readable and writable [online]")
    yield click.Option(["--verify/--no-verify"], default=None, help="Write a verify script too [yes]")
    yield click.Option(["--check/--no-check"], default=None, help="Prove the pair on a throw-away PostgreSQL [yes]")
    yield click.Option(["--dry-run"], is_flag=True, help="Print the SQL and write nothing")
    yield click.Option(["--json"], is_flag=True, help="Print one JSON object instead of paths")
    yield click.Option(["--edit"], is_flag=True, help="Open the new files in $EDITOR")
    yield click.Option(["--no-input"], is_flag=True, help="Ask nothing: what is missing is an error")
    yield click.Option(["--name"], help="Name of the migration in snake_case")
    yield click.Option(["--number"], type=click.IntRange(0), metavar="N", help="Number, instead of the next free one")
    yield click.Option(["--author"], help="Author [git's user.name]")
    yield click.Option(["--date"], metavar="YYYY-MM-DD", help="Date of the header [today]")
    yield click.Option(["--directory"], metavar="FOLDER", help="Migrations folder [database/migrations]")
    yield click.Option(["--config"], metavar="FILE", help="Config file, instead of the one found upward")
    yield click.Option(["--templates"], metavar="FOLDER", help="Folder of change kinds that come first")
    yield click.Option(["--schema-from"], metavar="URL", help="Database with the present schema [what migrations make]")


class _Kinds(click.Group):
    """The kinds as subcommands. Only the one that is called is loaded."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(kind_names(_folders(ctx)))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        kind = load_kind(cmd_name, _folders(ctx))
        schema = click.Option(["--schema"], is_flag=True, help="Print the JSON schema of a spec file")

        def callback(answers: dict[str, tuple[str, ...]], **given: Any) -> int:
            return _run(kind, _request(ctx.params, given), answers)

        return kind_command(kind, [*_options(), schema], callback)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        ctx.meta["words"] = args[1:]
        return args[0], self.get_command(ctx, args[0]), args[1:]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        folders = _folders(ctx)
        with formatter.section("Kinds"):
            formatter.write_dl([(name, load_kind(name, folders).summary) for name in kind_names(folders)])


def _folders(ctx: click.Context) -> tuple[Path, ...]:
    """Where kinds are looked up. Flags behind the kind count too, though they are parsed only once it is known."""
    words = ctx.meta.get("words", ())
    flags = {name: _peek(words, f"--{name}") or ctx.params.get(name) for name in ("templates", "config")}
    try:
        settings = Request(templates=flags["templates"], config=flags["config"]).settings()
        return chain(extra=settings.templates, project=settings.project_root)
    except MigrationError:
        if not ctx.resilient_parsing:  # while a word is completed nothing may be said
            raise
        return chain()


def _peek(words: Sequence[str], flag: str) -> str | None:
    """The value of a flag among words that are not parsed yet."""
    for word, following in zip(words, [*words[1:], None], strict=False):
        if word == flag or word.startswith(f"{flag}="):
            return word.partition("=")[2] if "=" in word else following
    return None


def _request(before: Mapping[str, Any], given: Mapping[str, Any]) -> Request:
    """The flags before the kind and those behind it; the later ones win."""
    names = [field.name for field in fields(Request)]
    earlier = {name: before[name] for name in names if _is_given(before.get(name))}
    later = {name: given[name] for name in names if _is_given(given.get(name))}
    negated = {name: False for name in _SETTINGS if given.get(name) is False}
    return Request(**{**{n: False for n in _SETTINGS if before.get(n) is False}, **earlier, **negated, **later})


def _is_given(value: object) -> bool:
    return value is not None and value is not False


def _without_kind(**given: Any) -> int:
    """No kind was named: take it from the spec file, or ask."""
    ctx = click.get_current_context()
    if ctx.invoked_subcommand is not None:
        return 0
    request, folders = _request({}, given), _folders(ctx)
    name = _kind_in_spec(request.spec) if request.spec else None
    if name is None and not request.is_interactive:
        known = ", ".join(kind_names(folders))
        raise BadInput("missing: the kind of change", hint=f"kinds: {known}; see {PROGRAM} --help")
    if name is None:
        from new_migration.authoring.prompts import ask_kind

        name = ask_kind([load_kind(each, folders) for each in kind_names(folders)])
    return _run(load_kind(name, folders), request, {})


command = _Kinds(
    name="new",
    short_help="Write a migration and its rollback.",
    help="Write a PostgreSQL migration and the rollback that undoes it. Without a kind you are asked.",
    params=list(_options()),
    callback=_without_kind,
    invoke_without_command=True,
    context_settings=CONTEXT,
    subcommand_metavar="[KIND] ...",
)


def _kind_in_spec(path: str) -> str | None:
    from new_migration.spec_file import read_spec

    kind = read_spec(path).get("kind")
    if not isinstance(kind, str):
        raise BadInput("kind is missing", where=path, hint='write kind = "add-column", or name it on the command line')
    return kind


def _run(kind: Kind, request: Request, answers: Mapping[str, tuple[str, ...]]) -> int:
    if request.schema:
        import json

        from new_migration.authoring.change import json_schema

        click.echo(json.dumps(json_schema(kind), indent=2, ensure_ascii=False))
        return 0
    return _Run(kind, request).run(answers)


class _Run:
    """One run for one kind: decide, show, write, report."""

    def __init__(self, kind: Kind, request: Request) -> None:
        from new_migration.authoring.render import Templates
        from new_migration.history.directory import MigrationsDirectory
        from new_migration.history.git import numbers_elsewhere
        from new_migration.known_schema import known_schema
        from new_migration.user_cache import cache_folder

        self.kind, self.request = kind, request
        self.settings = request.settings()
        folders = chain(extra=self.settings.templates, project=self.settings.project_root)
        self.templates = Templates(folders, cache=cache_folder("templates"))
        self.directory = MigrationsDirectory(self.settings.directory)
        self.schema = known_schema(self.settings, self.directory)
        self.elsewhere = numbers_elsewhere(self.directory.path)
        self.spec: dict[str, object] = {}

    def run(self, answers: Mapping[str, tuple[str, ...]]) -> int:
        """Raises BadInput for what is wrong or missing in the answers; writes all files or none."""
        from new_migration.creation import create

        if self.templates.folders != chain():  # the built-in ones are checked by our tests; it takes 0.05 s
            self.templates.check(self.kind)
        self._refuse_bad_header()
        if self.request.spec:
            answers = self._with_spec(self.request.spec, answers)
        try:
            draft = self._decided(answers)
        finally:
            self.schema.wait()  # or the server that it is read on would outlive us
        if draft is None:
            click.echo("cancelled, nothing was written", err=True)
            return CANCELLED
        if self.request.dry_run:
            self._report(draft, self._preview(draft), written=False)
            return 0
        created = create(draft, self.directory, self.elsewhere, self.settings.width)
        if not self.request.json:
            self._report(draft, created, written=True)
        if self.request.edit:
            _open_in_editor([path for each in created for path in each.paths.values()])
        proofs = self._proofs(created) if self.settings.check else []
        if self.request.json:
            self._report(draft, created, written=True, proofs=proofs)
        return 0 if all(proof.is_proven for proof in proofs) else 1

    def _proofs(self, created: Sequence[Created]) -> list[Proof]:
        """Prove what was written and say what came out. The files stay, whatever that is."""
        from new_migration.proof.history_check import Terms
        from new_migration.proof.new_pairs import prove_new
        from new_migration.proof_report import details, headline
        from new_migration.report import shown

        terms = Terms(server=self.settings.server, major=int(self.settings.postgres or 0))
        names = [each.migration.stem for each in created]
        try:
            proofs = prove_new(names, Path(shown(self.directory.path)), terms)
        except MigrationError as error:
            if self.request.check:  # it was asked for
                raise
            hint = f" ({error.hint})" if error.hint else ""
            click.echo(f"not proven: {str(error).splitlines()[0]}{hint}", err=True)
            return []
        except KeyboardInterrupt:
            click.echo("the files are written; their proof was interrupted", err=True)
            raise
        for proof in proofs:
            click.echo("\n".join([headline(proof), *details(proof)]), err=True)
        return proofs

    def _with_spec(self, path: str, answers: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """The answers of the spec file, and above them those of the command line."""
        from new_migration.authoring.change import answers_from_spec
        from new_migration.spec_file import read_spec, spec_name

        found, self.spec = answers_from_spec(self.kind, read_spec(path), name=spec_name(path))
        self._refuse_bad_header()
        return {**found, **answers}

    def _said(self, name: str) -> Any:
        """A flag that every kind has: as given, else from the spec file, else None."""
        given = getattr(self.request, name)
        return self.spec.get(name) if given is None else given

    def _chosen(self, name: str) -> bool:
        """A setting that can be said by flag, spec file and configuration."""
        said = self._said(name)
        return bool(getattr(self.settings, name) if said is None else said)

    def _refuse_bad_header(self) -> None:
        """What goes into comments is refused before anybody answers questions in vain."""
        from new_migration.authoring.expressions import one_line
        from new_migration.history.migration import check_name

        for name in ("purpose", "author"):
            one_line(self._said(name) or "", name=f"--{name}")
        if self._said("name"):
            check_name(self._said("name"))
        _date(self._said("date"))

    def _decision(self) -> Decision:
        from new_migration.authoring.change import Decision

        return Decision(self.kind, self.templates, online=self._chosen("online"), schema=self.schema)

    def _decided(self, answers: Mapping[str, tuple[str, ...]]) -> Draft | None:
        if self.request.is_interactive:
            return self._asked(answers)
        if self.settings.check and self._has_names:  # the proof will load as much
            self.schema.recall()
        return self._draft(self._decision().change(answers))

    @property
    def _has_names(self) -> bool:
        """Whether a question is about a name that exists."""
        return any(field.among for field in self.kind.fields)

    def _asked(self, answers: Mapping[str, tuple[str, ...]]) -> Draft | None:
        """Ask for what is missing, then show the files until they are accepted; None if they are not."""
        decision = self._decision()
        if self._is_complete(decision, answers):
            return self._draft(decision.change(answers))
        from new_migration.authoring.prompts import Prompter

        if self._has_names:
            self.schema.start()
        prompter = Prompter(decision)
        change = decision.change(answers, prompter.ask)
        if self._said("purpose") is None:
            prompter.ask_purpose()
        while True:
            draft = self._draft(change, prompter.purpose)
            if self.request.dry_run:  # the files are the result, and are printed
                return draft
            verdict = prompter.review(self._preview(draft), decision.notes(change))
            if verdict != "edit":
                return self._accepted(draft, verdict)
            change = decision.change(prompter.without_one(change), prompter.ask)

    def _accepted(self, draft: Draft, verdict: str) -> Draft | None:
        if verdict == "open":
            self.request = replace(self.request, edit=True)
        return None if verdict == "cancel" else draft

    def _is_complete(self, decision: Decision, answers: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether nothing has to be asked: who says everything on one line is not shown a preview either."""
        from new_migration.errors import MissingAnswers

        try:
            decision.change(answers)
        except MissingAnswers:
            return False
        return True

    def _draft(self, change: Change, purpose: str | None = None) -> Draft:
        from new_migration.authoring.fields import duration
        from new_migration.creation import Draft

        return Draft(
            change=change,
            templates=self.templates,
            schema=self.schema,
            lock_timeout=duration(self.settings.lock_timeout, name="lock_timeout"),
            command=shell_line([PROGRAM, *change.to_argv(), *self._mode()]),
            purpose=purpose or self._said("purpose") or "",
            author=self._said("author") or self.settings.author or self._git_author(),
            date=_date(self._said("date")),
            name=self._said("name") or "",
            number=self._said("number"),
            verify=self._chosen("verify"),
        )

    def _mode(self) -> list[str]:
        """How the form is said in the command of the header, where it is not the usual one."""
        if not self._chosen("online"):
            return ["--offline"]
        return ["--online"] if self.request.online else []

    def _git_author(self) -> str:
        from new_migration.history.git import author

        return author(self.directory.path)

    def _preview(self, draft: Draft) -> list[Created]:
        from new_migration.creation import preview

        return preview(draft, self.directory, self.elsewhere, self.settings.width)

    def _report(self, draft: Draft, created: list[Created], *, written: bool, proofs: Sequence[Proof] = ()) -> None:
        from new_migration import report

        again = self._again(draft)
        notes = self._decision().notes(draft.change)
        if self.request.json:
            click.echo(self._as_json(created, again, notes, written=written, proofs=proofs))
        elif written:
            click.echo("\n".join(report.paths(created)))
        else:
            click.echo(report.sql_text(created), nl=False)
        for note in notes:
            click.echo(f"note: {note}", err=True)
        click.echo(f"again: {again}", err=True)

    def _as_json(
        self, created: list[Created], again: str, notes: Sequence[str], *, written: bool, proofs: Sequence[Proof]
    ) -> str:
        from new_migration import report
        from new_migration.proof_report import as_objects

        found = as_objects(proofs) if proofs else []
        return report.created_as_json(created, command=again, notes=notes, written=written, proofs=found)

    def _again(self, draft: Draft) -> str:
        """The one line that repeats this run."""
        said = [(f"--{name}", getattr(self.request, name)) for name in ("directory", "config", "templates", "author")]
        said += [(f"--{name}", getattr(draft, name)) for name in ("purpose", "name")]
        flags = [word for flag, value in said if value for word in (flag, value)]
        verify = [] if draft.verify else ["--no-verify"]
        return shell_line([PROGRAM, *draft.change.to_argv(), *self._mode(), *flags, *verify])


def _date(text: object) -> str:
    """The date of the header, which must be one; today's where none is given."""
    from datetime import date

    if text is None:
        return date.today().isoformat()
    try:
        return date.fromisoformat(str(text)).isoformat()
    except ValueError:
        raise BadInput(f"{text!r} is not a date", where="--date", hint="write it as 2026-11-22") from None


@contextmanager
def _standard_output_on_terminal() -> Iterator[None]:
    """Give an editor the terminal also where our own standard output is taken: ``$EDITOR $(new-migration)``."""
    if sys.stdout.isatty() or not sys.stderr.isatty():
        yield
        return
    sys.stdout.flush()
    taken = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        yield
    finally:
        os.dup2(taken, sys.stdout.fileno())
        os.close(taken)


def _open_in_editor(paths: Sequence[Path]) -> None:
    try:
        with _standard_output_on_terminal():
            click.edit(filename=[str(path) for path in paths])
    except click.ClickException as error:
        hint = "the files are written; set EDITOR to a program that is there"
        raise BadInput(error.format_message(), where="--edit", hint=hint) from None
