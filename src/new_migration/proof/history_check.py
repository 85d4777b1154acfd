"""The check of a history: what is known already, and the proof of the rest, one migration after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TypeVar

from new_migration.errors import BadInput, MigrationError, ServerRefused
from new_migration.history.layouts import History, Pair, Script
from new_migration.postgres.database import Connection, connect, query
from new_migration.postgres.interruption import uninterrupted
from new_migration.postgres.scratch import Server, scratch_server, server_version
from new_migration.postgres.sql import quote_identifier
from new_migration.proof import heads
from new_migration.proof.application import Application
from new_migration.proof.cache import ResultCache
from new_migration.proof.chain import chain
from new_migration.proof.fewer_rows import may_be_rows, with_fewer_rows
from new_migration.proof.heads import Heads
from new_migration.proof.outcome import Phase, Proof
from new_migration.proof.roundtrip import prove_on
from new_migration.proof.stage import START, Stage
from new_migration.proof.workbench import SECONDS, gone

ROWS = 3

T = TypeVar("T")

Keep = Callable[[str, bool], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """How to check. ``server`` is a URL or ""; ``major`` 0 any; ``seconds`` how long a statement may take, 0 for ever.

    ``seed`` runs before the first migration that is proved. ``application`` is a command of the shell, or "".
    ``locks``: only results with a trace of their locks will do. ``keep`` is called at the end, or after the first that
    is not proven, with the database (to connect to) and whether it is gone afterwards.
    """

    server: str = ""
    major: int = 0
    rows: int = ROWS
    seconds: float = SECONDS
    seed: Script | None = None
    application: str = ""
    locks: bool = False
    keep: Keep | None = None


Report = Callable[[Proof], None]


class HistoryCheck:
    """The check of a whole history. Raises MigrationError if there is no server for it."""

    def __init__(self, history: History, terms: Terms) -> None:
        self.history, self.terms = history, terms
        self.pairs: Sequence[Pair] = history.pairs
        found = _version(terms)
        self.major = found // 10000
        self.version = 0  # as in server_version_num, once a server runs
        # A private server has stand-ins for extensions, another may have the real ones.
        whose = "given" if terms.server else "private"
        common = (f"{whose} server {found}", f"rows {terms.rows}", f"tracking table {history.tracking_table}")
        self._keys = chain(self.pairs, *common, f"seed {terms.seed.text if terms.seed else ''}")
        self._cache = ResultCache(self._keys[0])
        self._heads = Heads(chain(self.pairs, *common))

    @property
    def head_key(self) -> str:
        """A hash over all that the schema after the last migration depends on; "" where there is none."""
        return self._heads.keys[-1] if self.pairs else ""

    def at_head(self, read: Callable[[Connection], T]) -> T:
        """What ``read`` finds in a database in the state after the last migration. Raises as ``run`` does."""
        end = len(self.pairs)
        with self._stage([end]) as stage:
            head = end - heads.BEFORE_END
            if stage.position <= head and self.is_head(stage, head):
                stage.go_before(head + 1)
                stage.keep()
            stage.go_before(end)
            return read(stage.bench.connection)

    def cached(self, index: int) -> Proof | None:
        """The good result of a migration under its present content, if it is known and says all that is wanted."""
        if self.terms.application or self.terms.keep:
            return None
        found = self._cache.find(self._keys[index])
        return None if found and self.terms.locks and not found.locks else found

    def pending(self) -> list[int]:
        """The migrations that are not yet proven under their present content."""
        return [index for index in range(len(self.pairs)) if not self.cached(index)]

    def run(
        self, chosen: Sequence[int], report: Report, at_head: Callable[[Connection], object] | None = None
    ) -> list[int]:
        """Report on the chosen migrations, in their order; no server is started where all is known.

        ``at_head`` is called with the database where the last migration of all has just been proved.
        Gives those that could not be checked because of one before them. Raises MigrationError if no server can be
        had, or what comes before the first cannot be replayed.
        """
        known = {index: proof for index in chosen if (proof := self.cached(index))}
        work = [index for index in chosen if index not in known]
        if not work:
            for proof in known.values():
                report(proof)
            return []
        with self._stage(work) as stage:
            left = _Run(self, stage, chosen, known, report).run()
            if at_head and stage.position == len(self.pairs) - 1:
                at_head(stage.bench.connection)
            return left

    @contextmanager
    def _stage(self, work: Sequence[int]) -> Iterator[Stage]:
        saved = self._heads.before(work[0])
        with scratch_server(self.terms.server, self.terms.major, saved=saved) as server:
            self.version = server.version
            stage = self._opened(server, work[0])
            try:
                if stage.position > START and len(work) > 1:
                    stage.mark()
                yield stage
                if self.terms.keep:
                    self.terms.keep(server.conninfo(stage.name), server.is_private)
                self._save(stage)
            except BaseException as error:
                is_lost = isinstance(error, Exception) and stage.bench.is_lost
                with uninterrupted(), suppress(ServerRefused):
                    stage.close(keep=self.terms.keep is not None)
                # Whatever fails first without a server: that it is gone is what there is to say.
                if is_lost:
                    raise gone(error) from error
                raise
            with uninterrupted():
                stage.close(keep=self.terms.keep is not None)

    def _opened(self, server: Server, first: int) -> Stage:
        name, position = "", START
        if server.running and server.running.is_saved:
            name, position = _saved_database(server), self._heads.position
        return Stage(server, self.history, seconds=self.terms.seconds, name=name, position=position,
                     seed=self.terms.seed, first=first)  # fmt: skip

    def prove(self, stage: Stage, index: int, *, rows: int) -> tuple[Proof, bool]:
        """The result of one migration, and whether its database is in the state after it."""
        application = Application(self.terms.application, stage).run if self.terms.application else None
        proof, is_applied = prove_on(
            stage.bench, self.pairs[index], rows=rows, trace=self.terms.locks, application=application
        )
        return replace(proof, notes=(*proof.notes, *_stand_ins(stage), *_roles(stage))), is_applied

    def remember(self, index: int, proof: Proof) -> None:
        """Keep a result, if it is good."""
        if proof.is_proven:
            self._cache.add(self._keys[index], proof)

    def is_head(self, stage: Stage, position: int) -> bool:
        """Whether the state after a migration, on the way to others, is worth keeping."""
        start = self._heads.position if stage.server.running and stage.server.running.is_saved else START
        return stage.server.is_private and not self.terms.seed and position - start >= heads.WORTH

    def _save(self, stage: Stage) -> None:
        position = stage.leave_kept() if stage.server.running and not self.terms.keep else None
        if position is not None and stage.server.running:
            self._heads.save(position, stage.server.running)


class _Run:
    """One run over the chosen migrations."""

    def __init__(
        self, check: HistoryCheck, stage: Stage, chosen: Sequence[int], known: dict[int, Proof], report: Report
    ) -> None:
        self.check, self.stage, self.chosen, self.known, self.report = check, stage, chosen, known, report
        self.work = [index for index in chosen if index not in known]
        self.head = self.work[-1] - heads.BEFORE_END

    def run(self) -> list[int]:
        for index in self.chosen:
            if index in self.known:
                self.report(self.known[index])
            elif not self._prove(index):
                later = [each for each in self.chosen if each > index]
                for proof in (self.known[each] for each in later if each in self.known):
                    self.report(proof)
                return [each for each in later if each not in self.known]
        return []

    def _prove(self, index: int) -> bool:
        """Prove one migration and report on it; whether the check can go on."""
        self._go_before(index)
        rows = self.check.terms.rows
        proof, is_applied = self.check.prove(self.stage, index, rows=rows)
        self.stage.has_rows = rows > 0
        if may_be_rows(proof) and not self.check.terms.keep:
            proof, is_applied = self._prove_with_fewer_rows(index, proof)
        self.check.remember(index, proof)
        if is_applied:
            self.stage.position = index
        elif index != self.work[-1] and not self.check.terms.keep:
            is_applied = self._go_back_after(index)
        self.report(proof)
        return is_applied and (proof.is_proven or not self.check.terms.keep)

    def _prove_with_fewer_rows(self, index: int, failed: Proof) -> tuple[Proof, bool]:
        """Where it may be the generated rows that make the forward script fail: with one in each table, or without."""
        for rows in (each for each in (1, 0) if each < self.check.terms.rows):
            self.stage.go_back_after(index - 1)
            self._go_before(index)
            proof, is_applied = self.check.prove(self.stage, index, rows=rows)
            self.stage.has_rows = rows > 0
            if proof.phase != Phase.FORWARD:
                return with_fewer_rows(failed, proof, rows=rows), is_applied
            failed = proof
        return failed, False

    def _go_before(self, index: int) -> None:
        try:
            if self.stage.position <= self.head < index and self.check.is_head(self.stage, self.head):
                self.stage.go_before(self.head + 1)
                self.stage.keep()
            self.stage.go_before(index)
        except MigrationError as error:
            seed = self.check.terms.seed
            is_seed = seed and error.where and error.where.name == str(seed.path)
            what = "the seed file cannot be run" if is_seed else "the migrations before cannot be replayed"
            error.what = f"{what}: {error.what}"
            raise

    def _go_back_after(self, index: int) -> bool:
        try:
            self.stage.go_back_after(index)
        except MigrationError:
            if self.stage.bench.is_lost:
                raise
            return False
        return True


def _version(terms: Terms) -> int:
    try:
        return server_version(terms.server, terms.major)
    except BadInput as error:
        if terms.server:
            raise
        # Nothing is wrong with what was said: there is no such server here.
        raise ServerRefused(error.what, hint=error.hint) from error


def _stand_ins(stage: Stage) -> list[str]:
    """Which extensions are there in our own words only."""
    found = stage.bench.state().objects if stage.server.stand_ins else {}
    used = sorted(name for name in stage.server.stand_ins if ("extension", quote_identifier(name)) in found)
    return [f"a stand-in for the extension {name} was used: its functions, but no cryptography" for name in used]


def _roles(stage: Stage) -> list[str]:
    """Which roles were made because scripts name them."""
    names = ", ".join(stage.provided_roles)
    return [f"roles that no migration makes were made for the proof: {names}"] if names else []


def _saved_database(server: Server) -> str:
    """The name of the only database of ours on a server that was started from a head."""
    with connect(server.maintenance) as connection:
        ((name,),) = query(connection, "SELECT datname FROM pg_database WHERE datname LIKE 'new\\_migration\\_%'")
    return str(name)
