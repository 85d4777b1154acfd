"""One random change of a random schema, made as a user makes it and proven; and several, one after the other."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.proof.random_changes import KINDS as DRAWN
from tests.proof.random_changes import Step, first_step, next_step
from tests.proof.random_scenes import Scene
from tests.proof.random_schemas import Schema
from tests.proof.random_words import Dice

from new_migration.authoring.change import Change, Decision
from new_migration.authoring.fields import duration
from new_migration.authoring.kinds import chain, kinds
from new_migration.authoring.render import Templates
from new_migration.command_line import shell_line
from new_migration.creation import Created, Draft, preview
from new_migration.declared_schema import DeclaredSchema
from new_migration.errors import BadInput
from new_migration.history.directory import MigrationsDirectory
from new_migration.history.layouts import Pair
from new_migration.kind_command import kind_command
from new_migration.known_schema import DatabaseObjects, KnownSchema
from new_migration.postgres.database import Connection, connect, execute, query
from new_migration.postgres.refusals import StatementRefused
from new_migration.postgres.scratch import Server
from new_migration.postgres.scripts import run_script
from new_migration.postgres.snapshot import Snapshot, difference, snapshot
from new_migration.proof.declared_loss import declared_losses
from new_migration.proof.outcome import Outcome, Phase, Proof
from new_migration.proof.roundtrip import Scripts, prove_on
from new_migration.proof.workbench import Workbench

FOLDERS = chain()
TEMPLATES = Templates(FOLDERS)
KINDS = {kind.name: kind for kind in kinds(FOLDERS)}
TRACKING = "CREATE TABLE schema_migrations (migration_name text PRIMARY KEY, executed_at timestamptz NOT NULL);\n"
# A draw that the kind refuses is drawn anew so often.
DRAWS = 12
# The refusals that rows may be to blame for: what a column or constraint takes, and those of the guards.
_OF_ROWS = ("22", "23", "P0001")
_GUARD = ("P0001",)
# What the server may say where there are no rows: rows to insert may be at odds with one another, what is on a view may
# need a column that its new query has not, and what is on a column may not be there for its new type.
_MAY_SAY = {
    "insert-rows": ("22", "23", "P0001"),
    "replace-view": ("42703", "P0001"),
    "change-type": ("42704", "42804", "42883", "P0001"),
}


class Wrong(AssertionError):
    """A change that does not hold, with all that is needed to repeat it."""


@dataclass(kw_only=True)
class Tally:
    """What came out, by kind and word, and the words of refusals."""

    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    said: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def add(self, kind: str, word: str, said: str = "") -> None:
        self.counts[kind, word] = self.counts.get((kind, word), 0) + 1
        if said:
            self.said.setdefault((kind, word), []).append(said)

    def made(self, kind: str) -> int:
        return sum(count for (name, word), count in self.counts.items() if name == kind and word.startswith("proven"))


@dataclass(kw_only=True)
class Made:
    """A step with its migrations."""

    step: Step
    line: str
    created: list[Created]

    def pairs(self) -> list[Pair]:
        """Each with the texts of its scripts."""
        return [
            Scripts(name=each.migration.stem, forward=each.texts["forward"], rollback=each.texts["rollback"],
                    verify=each.texts["verify"]).pair()
            for each in self.created
        ]  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Project:
    """A database, and the folder of the migrations that made it."""

    conninfo: str
    folder: MigrationsDirectory

    def add(self, made: Made) -> None:
        """Write the forward scripts."""
        for each in made.created:
            (self.folder.path / f"{each.migration.stem}.sql").write_text(each.texts["forward"], encoding="utf-8")


class Trial:
    """Changes of one random schema, on a server."""

    def __init__(self, server: Server, seed: object, tally: Tally, *, setup: str = "") -> None:
        self.server, self.tally = server, tally
        self.dice = Dice(seed)
        self.setup = setup or Schema(self.dice, server.version // 10000).sql
        self.seed = seed
        self.lines: list[str] = []  # the changes that are applied, of a sequence

    @contextmanager
    def project(self) -> Iterator[Project]:
        """A database with the schema, and a folder with the script that made it."""
        with self.server.database() as conninfo, tempfile.TemporaryDirectory() as folder:
            with connect(conninfo) as connection:
                run_script(connection, TRACKING + self.setup, name="setup")
            Path(folder, "000_setup.sql").write_text(self.setup, encoding="utf-8")
            yield Project(conninfo=conninfo, folder=MigrationsDirectory(Path(folder)))

    def change(self, kind: str) -> None:
        """Draw a change of this kind, in its phases, and prove it; nothing where the schema has nothing for it."""
        steps: list[Step] = []
        for rows in (3, 1, 0):
            with self.project() as project:
                if not self._prove(kind, project, steps, rows):
                    return

    def _prove(self, kind: str, project: Project, steps: list[Step], rows: int) -> bool:
        """Prove the steps, which are drawn where they are not there; whether to try again with fewer rows."""
        with Workbench(project.conninfo) as bench:
            bench.fill(rows)
            for place in count():
                made = self._made(kind, project, steps, place)
                if made is None:
                    break
                project.add(made)
                for pair in made.pairs():
                    proof, _ = prove_on(bench, pair, rows=0)
                    state = _refusal(proof)
                    if state.startswith(_OF_ROWS) and rows:
                        self.tally.add(kind, f"fewer rows than {rows}", str(proof.error))
                        return True
                    if state.startswith(_MAY_SAY.get(kind, _GUARD)):
                        self.tally.add(kind, "refused by the script", str(proof.error))
                        return False
                    self._judge(kind, made, proof)
        return False

    def _made(self, kind: str, project: Project, steps: list[Step], place: int) -> Made | None:
        """The step of that place with its migrations; None where there is no further one."""
        with connect(project.conninfo) as connection:
            if place < len(steps):
                return make(steps[place], project)
            for _ in range(DRAWS if place == 0 else 1):
                scene = Scene(connection, self.dice, DeclaredSchema(project.folder))
                step = first_step(kind, scene) if place == 0 else next_step(steps[-1], scene)
                if step is None:
                    self.tally.add(kind, "nothing to draw" if place == 0 else "no further phase")
                    return None
                try:
                    made = make(step, project)
                except BadInput as error:
                    self.tally.add(kind, "refused", f"{error.what}: {step.answers}")
                    continue
                steps.append(step)
                return made
        return None

    def _judge(self, kind: str, made: Made, proof: Proof) -> None:
        unexpected = [each for each in proof.soft if not _is_expected(each)]
        if proof.outcome not in {Outcome.PROVEN, Outcome.PROVEN_BUT_FOR} or unexpected:
            raise Wrong(self.report(made, proof.outcome, *proof.reasons, *proof.soft, pair=proof.name))
        self.tally.add(kind, str(proof.outcome), "; ".join(proof.soft))

    def report(self, made: Made, *said: str, pair: str = "") -> str:
        """All that is needed to repeat it by hand."""
        scripts = [
            f"-- {role} of {each.migration.stem}\n{text}"
            for each in made.created
            for role, text in each.texts.items()
            if pair in {"", each.migration.stem}
        ]
        lines = [f"-- {line}" for line in (*self.lines, made.line)]
        seed = f"-- seed {self.seed!r}, PostgreSQL {self.server.version}"
        return "\n".join([*said, seed, *lines, "-- setup", self.setup, *scripts])

    # Several changes

    def sequence(self, length: int) -> None:
        """Changes one after the other, then each rolled back in turn."""
        names = sorted(set(DRAWN) & set(KINDS))
        with self.project() as project:
            with Workbench(project.conninfo) as bench:
                bench.fill(3)
            applied: list[Applied] = []
            for _ in range(length):
                made = self._one_of(names, project)
                if made:
                    applied += self._apply(made, project)
            with connect(project.conninfo) as connection:
                self._roll_back(applied, connection)

    def _one_of(self, names: list[str], project: Project) -> Made | None:
        """A change that is not refused, and whose forward scripts run on a copy."""
        for _ in range(DRAWS):
            kind = self.dice.choice(names)
            with connect(project.conninfo) as connection:
                step = first_step(kind, Scene(connection, self.dice, DeclaredSchema(project.folder)))
            if step is None:
                continue
            try:
                made = make(step, project)
            except BadInput:
                continue
            with self._copy(project) as copy, connect(copy) as connection:
                try:
                    for each in made.created:
                        run_script(connection, each.texts["forward"], name="forward")
                except StatementRefused as error:
                    if not error.sqlstate.startswith((*_OF_ROWS, *_MAY_SAY.get(kind, ()))):
                        raise Wrong(self.report(made, f"in a sequence: {error}")) from error
                    self.tally.add(kind, "sequence: refused", str(error.what))
                    continue
            return made
        return None

    @contextmanager
    def _copy(self, project: Project) -> Iterator[str]:
        with connect(project.conninfo) as connection:
            ((name,),) = query(connection, "SELECT current_database()::text")
        with self.server.database(name) as copy:
            yield copy

    def _apply(self, made: Made, project: Project) -> Iterator[Applied]:
        project.add(made)
        self.lines.append(made.line)
        with connect(project.conninfo) as connection:
            for pair in made.pairs():
                yield Applied(made=made, pair=pair, before=snapshot(connection), rows=rows_of(connection))
                run_script(connection, pair.forward.text, name="forward")
            self.tally.add(made.step.kind, "sequence: applied")

    def _roll_back(self, applied: list[Applied], connection: Connection) -> None:
        lossy = False
        for each in reversed(applied):
            made, pair = each.made, each.pair
            assert pair.rollback
            try:
                run_script(connection, pair.rollback.text, name="rollback")
            except StatementRefused as error:
                if lossy and error.sqlstate.startswith(_OF_ROWS):
                    self.tally.add(made.step.kind, "sequence: rows lost before")
                    return
                raise Wrong(self.report(made, f"rollback of {pair.name} in a sequence: {error}")) from error
            lossy = lossy or bool(declared_losses(pair.rollback))
            wrong = list(_changes(each.before, snapshot(connection)))
            if not lossy:
                wrong += _row_changes(each.rows, rows_of(connection))
            if wrong:
                raise Wrong(self.report(made, f"rollback of {pair.name} in a sequence:", *wrong))
            self.tally.add(made.step.kind, "sequence: rolled back")


@dataclass(frozen=True, kw_only=True, slots=True)
class Applied:
    """A migration that was applied, and what was there before."""

    made: Made
    pair: Pair
    before: Snapshot
    rows: Rows


Rows = dict[str, list[str]]


def rows_of(connection: Connection) -> Rows:
    """The rows of all tables, each as text."""
    tables = query(connection, """SELECT format('%I.%I', n.nspname, c.relname), c.relname::text FROM pg_class AS c
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1""")  # fmt: skip
    return {
        name: [row for (row,) in execute(connection, f"SELECT to_jsonb(t)::text FROM ONLY {name} AS t ORDER BY 1")]
        for name, bare in tables
        if bare != "schema_migrations"
    }


def _changes(before: Snapshot, now: Snapshot) -> Iterator[str]:
    for each in difference(before, now):
        if not (each.soft and each.kind in {"column order", "not-null constraint"}):
            yield str(each)


def _row_changes(before: Rows, now: Rows) -> Iterator[str]:
    for name in before | now:
        if before.get(name) != now.get(name):
            yield f"rows of {name}: {before.get(name)} before, {now.get(name)} now"


def make(step: Step, project: Project) -> Made:
    """The migrations of a step as a user gets them. Raises BadInput."""
    kind = KINDS[step.kind]
    schema = KnownSchema(DeclaredSchema(project.folder), DatabaseObjects(project.conninfo))
    decision = Decision(kind, TEMPLATES, online=step.online, schema=schema)
    change = decision.change(step.answers)
    _expect_same_from_command_line(change, decision)
    line = shell_line(["new-migration", *change.to_argv(), *(() if step.online else ("--offline",))])
    draft = Draft(
        change=change, templates=TEMPLATES, schema=schema, lock_timeout=duration("2s", name="lock_timeout"),
        command=line, date="2026-11-22",
    )  # fmt: skip
    decision.notes(change)
    return Made(step=step, line=line, created=preview(draft, project.folder, {0}, 3))


def _expect_same_from_command_line(change: Change, decision: Decision) -> None:
    command = kind_command(change.kind, [], lambda answers: answers)
    answers = command.main(list(change.to_argv()[1:]), standalone_mode=False)
    assert decision.change(answers) == change


def _refusal(proof: Proof) -> str:
    """The SQLSTATE with which the server refused the forward script; "" where it ran."""
    error = proof.error
    is_first = proof.outcome is Outcome.FAILED and proof.phase == Phase.FORWARD
    return error.sqlstate if is_first and isinstance(error, StatementRefused) else ""


def _is_expected(soft: str) -> bool:
    return soft.endswith("as it declares") or soft.startswith(("column order", "not-null constraint"))
