"""One run of ``new-migration``: from the answers to the files, their proof, and what is said about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from new_migration.authoring.kinds import Kind, chain
from new_migration.command_line import shell_line
from new_migration.commands._editor import open_in_editor
from new_migration.commands._request import Request
from new_migration.errors import BadInput, MigrationError

if TYPE_CHECKING:
    from new_migration.authoring.change import Change, Decision
    from new_migration.creation import Created, Draft
    from new_migration.proof.outcome import Proof

PROGRAM = "new-migration"
_CANCELLED = 130


class Writing:
    """One run for one kind: decide, show, write, report."""

    def __init__(self, kind: Kind, request: Request) -> None:
        from new_migration.authoring.render import Templates
        from new_migration.history.directory import MigrationsDirectory
        from new_migration.history.git import numbers_elsewhere
        from new_migration.history.layouts import refuse_other_tool
        from new_migration.known_schema import known_schema
        from new_migration.report import shown
        from new_migration.user_cache import cache_folder

        self.kind, self.request = kind, request
        self.settings = request.settings()
        refuse_other_tool(Path(shown(self.settings.directory)))
        folders = chain(extra=self.settings.templates, project=self.settings.project_root)
        self.templates = Templates(folders, cache=cache_folder("templates"))
        self.directory = MigrationsDirectory(self.settings.directory)
        self.schema = known_schema(self.settings, self.directory)
        self.unknown: list[str] = []
        self.not_proven = ""  # why there could be no proof
        self.elsewhere = numbers_elsewhere(self.directory.path, self.unknown.append)
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
            return _CANCELLED
        if self.request.dry_run:
            self._report(draft, self._preview(draft), written=False)
            return 0
        created = create(draft, self.directory, self.elsewhere, self.settings.width)
        if not self.request.json:
            self._report(draft, created, written=True)
        if self.request.edit:
            open_in_editor([path for each in created for path in each.paths.values()])
        proofs, code = self._proofs(created) if self.settings.check else ([], 0)
        if self.request.json:
            self._report(draft, created, written=True, proofs=proofs)
        return code

    def _proofs(self, created: Sequence[Created]) -> tuple[list[Proof], int]:
        """Prove what was written and say what came out; the exit code is 1 where it is not proven.

        The files stay, whatever that is. Where no server can be had it is said, and is no failure.
        """
        from new_migration.known_schema import MEND
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
            self.not_proven = f"{str(error).splitlines()[0]}{hint}"
            click.echo(f"not proven: {self.not_proven}", err=True)
            if error.where is None:
                return [], 0
            if error.where.line:
                click.echo(f"hint: {MEND}, and run migration check", err=True)
            return [], 1
        except KeyboardInterrupt:
            click.echo("the files are written; their proof was interrupted", err=True)
            raise
        for proof in proofs:
            click.echo("\n".join([headline(proof), *details(proof)]), err=True)
        for note in dict.fromkeys(note for proof in proofs for note in proof.notes):
            click.echo(f"note: {note}", err=True)
        if all(proof.is_proven for proof in proofs):
            return proofs, 0
        click.echo("hint: mend the files and run migration check, or delete them", err=True)
        return proofs, 1

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
        notes = [*self.unknown, *self._decision().notes(draft.change)]
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

        proof: dict[str, object] = {"proofs": as_objects(proofs)} if proofs else {}
        if self.not_proven:
            proof = {"proofs": None, "not_proven": self.not_proven}
        return report.created_as_json(created, command=again, notes=notes, written=written, proof=proof)

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
