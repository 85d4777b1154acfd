"""What has to be done before and after a migration is deployed; what facts say of it is ticked, or has failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from new_migration.deploy.migrations import Migrations
from new_migration.deploy.scripts import prepared
from new_migration.deploy.session import status_on
from new_migration.deploy.state import Standing, State
from new_migration.deploy.target import connect_to
from new_migration.deploy.verify import verified
from new_migration.errors import MigrationError
from new_migration.history.git import names_elsewhere
from new_migration.history.layouts import read_history
from new_migration.history.migration import Role, parse_file_name
from new_migration.postgres.database import Connection
from new_migration.proof.history_check import HistoryCheck, Terms
from new_migration.proof.irreversible import reason_against
from new_migration.proof.outcome import Outcome, Proof


class Mark(StrEnum):
    """What is known of an item. Open is also what only a person can know."""

    TICKED = "ticked"
    OPEN = "open"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A box of the list. ``note``: the fact behind the mark, or what there is to do."""

    text: str
    state: Mark = Mark.OPEN
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Checklist:
    """What facts say of one migration. ``is_transactional``: a failure leaves nothing of it behind."""

    name: str
    items: Sequence[Item]
    is_transactional: bool
    irreversible: str

    @property
    def has_failed(self) -> bool:
        return any(item.state is Mark.FAILED for item in self.items)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a database says: where each migration stands, and an item for what it claims. ``error``: why it does not."""

    database: str = ""
    standings: Mapping[str, Standing] | None = None
    claims: Mapping[str, Item] | None = None
    error: str = ""


def checklists(
    folder: Path, words: Sequence[str], *, width: int, terms: Terms, conninfo: str | None
) -> list[Checklist]:
    """The checklists of the migrations that ``words`` mean, by number.

    ``width``: digits of a number where no other shows it; ``terms``: of the proofs that count; ``conninfo``: of the
    database to ask, if there is one. Raises BadInput for a word that means none, and two migrations of one number.
    """
    migrations = Migrations.listed(folder)
    chosen = set(migrations.chosen(words, migrations.by_name))
    names = [name for name in migrations.by_name if name in chosen]
    asked = _asked(conninfo, migrations, names) if conninfo is not None else Asked()
    facts = _Facts(migrations, names, asked, _Proofs(folder, terms), width=width)
    return [facts.checklist(name) for name in names]


class _Facts:
    """The facts of one run."""

    def __init__(
        self, migrations: Migrations, names: Sequence[str], asked: Asked, proofs: _Proofs, *, width: int
    ) -> None:
        self.migrations, self.names, self.asked, self.proofs, self.width = migrations, names, asked, proofs, width
        self.unknown: list[str] = []
        # What this branch has pushed may be what it has renumbered since.
        self.elsewhere = names_elsewhere(migrations.folder.path, self.unknown.append, upstream=False)

    def checklist(self, name: str) -> Checklist:
        reason = self._irreversible(name)
        items = (self._file(name), self._rollback(name, reason), self._verify_script(name), self.proofs.item(name),
                 *self._deployed(name))  # fmt: skip
        return Checklist(name=name, items=items, is_transactional=self._is_transactional(name), irreversible=reason)

    def _file(self, name: str) -> Item:
        text = "Migration file created with proper number"
        wrong = [*self._wrong_with_number(name), *self._wrong_with_script(name, "forward")]
        if wrong:
            return Item(text=text, state=Mark.FAILED, note="; ".join(wrong))
        later = self._later(name)
        if later and not self._is_applied(name):
            note = f"deploy it before {', '.join(later)}, or give it the next number"
            return Item(text=text, note=note)
        if self.unknown:
            return Item(text=text, note="; ".join(self.unknown))
        return Item(text=text, state=Mark.TICKED, note=self.migrations.by_name[name].forward_file)

    def _wrong_with_number(self, name: str) -> Iterator[str]:
        migration = self.migrations.by_name[name]
        others = Counter(len(each.digits) for stem, each in self.migrations.by_name.items() if stem != name)
        width = others.most_common(1)[0][0] if others else self.width
        expected = f"{migration.number:0{width}d}"
        if migration.digits != expected:
            yield f"the number is not written as the others: {expected}"
        for file in self.elsewhere:
            parsed = parse_file_name(file)
            if parsed and parsed[0] == "forward" and parsed[1].number == migration.number and parsed[1].stem != name:
                yield f"another branch has {file}: give one of them another number"

    def _later(self, name: str) -> list[str]:
        """What has a higher number and is not deployed together with it."""
        number = self.migrations.number(name)
        return [each for each in self.migrations.by_name
                if self.migrations.number(each) > number and each not in self.names]  # fmt: skip

    def _wrong_with_script(self, name: str, role: Role) -> Iterator[str]:
        """Why a script that must be there cannot be run, or would do nothing."""
        file = self.migrations.by_name[name].file(role)
        try:
            script = self.migrations.script(name, role)
            if script is None:
                is_there = (self.migrations.folder.path / file).exists()
                yield f"{file} is {'empty' if is_there else 'missing'}"
            elif prepared(script, name, role).is_empty:
                yield f"{file} changes nothing"
        except MigrationError as error:
            yield _first_line(error)

    def _rollback(self, name: str, irreversible: str) -> Item:
        text = "Rollback file created"
        if irreversible:
            return Item(text=text, state=Mark.TICKED, note=f"irreversible: {irreversible}")
        wrong = list(self._wrong_with_script(name, "rollback"))
        if wrong:
            return Item(text=text, state=Mark.FAILED, note="; ".join(wrong))
        return Item(text=text, state=Mark.TICKED, note=self.migrations.by_name[name].rollback_file)

    def _irreversible(self, name: str) -> str:
        try:
            script = self.migrations.script(name, "rollback")
        except MigrationError:  # the item of the rollback says it
            return ""
        return reason_against(script) if script else ""

    def _is_transactional(self, name: str) -> bool:
        try:
            script = self.migrations.script(name, "forward")
            return script is not None and prepared(script, name, "forward").is_transactional
        except MigrationError:  # the item of the file says it
            return False

    def _verify_script(self, name: str) -> Item:
        text, file = "Verify script created", self.migrations.by_name[name].verify_file
        try:
            script = self.migrations.script(name, "verify")
        except MigrationError as error:
            return Item(text=text, state=Mark.FAILED, note=_first_line(error))
        return Item(text=text, state=Mark.TICKED, note=file) if script else Item(text=text, note=f"there is no {file}")

    def _deployed(self, name: str) -> Iterator[Item]:
        applied, verified_ = "Migration applied", "Verify script true"
        if self.asked.standings is None:
            note = f"the database cannot be asked: {self.asked.error}" if self.asked.error else ""
            yield Item(text=applied, note=note)
            yield Item(text=verified_, note=note)
            return
        standing = self.asked.standings[name]
        yield _applied(applied, standing, self._earlier(name), self.asked.database)
        claims = (self.asked.claims or {}).get(name)
        yield claims or Item(text=verified_, note="" if standing.is_applied else "not applied yet")

    def _earlier(self, name: str) -> list[str]:
        """What is pending below it and not deployed together with it."""
        pending = [each for each in self.migrations.by_name if not self._is_applied(each) and each not in self.names]
        return [each for each in pending if self.migrations.number(each) < self.migrations.number(name)]

    def _is_applied(self, name: str) -> bool:
        return self.asked.standings is not None and self.asked.standings[name].is_applied


class _Proofs:
    """What ``migration check`` has found out before, without running it."""

    def __init__(self, folder: Path, terms: Terms) -> None:
        self._check: HistoryCheck | None = None
        self._error = ""
        try:
            self._check = HistoryCheck(read_history(folder, layout="own"), terms)
        except MigrationError as error:
            self._error = _first_line(error)

    def item(self, name: str) -> Item:
        text = "Tested: applied, rolled back and applied again"
        check = self._check
        if check is None:
            return Item(text=text, note=f"not known: {self._error}")
        index = next(index for index, pair in enumerate(check.pairs) if pair.name == name)
        proof = check.cached(index)
        if proof is None:
            return Item(text=text, note=f"not known: run migration check {name}")
        return Item(text=text, state=Mark.TICKED, note=f"{_outcome(proof)} on PostgreSQL {check.major}")


def _outcome(proof: Proof) -> str:
    if proof.outcome is Outcome.PROVEN_BUT_FOR:
        return f"{proof.outcome} {', '.join(each.partition(': ')[0] for each in proof.soft)}"
    return f"{proof.outcome}, applied" if proof.outcome is Outcome.IRREVERSIBLE else proof.outcome


def _asked(conninfo: str, migrations: Migrations, names: Sequence[str]) -> Asked:
    try:
        with connect_to(conninfo) as connection:
            status = status_on(connection, migrations)
            standings = {each.name: each for each in status.migrations}
            claims = {name: _claims(connection, migrations, name) for name in names if standings[name].is_applied}
            return Asked(database=status.database, standings=standings, claims=claims)
    except MigrationError as error:
        return Asked(error=_first_line(error))


def _claims(connection: Connection, migrations: Migrations, name: str) -> Item:
    text = "Verify script true"
    try:
        (found,) = verified(connection, migrations, [name])
    except MigrationError as error:
        return Item(text=text, state=Mark.FAILED, note=_first_line(error))
    if not found.claims:
        return Item(text=text, note="there is no verify script")
    untrue = [claim.text for claim in found.claims if not claim.holds]
    if untrue:
        return Item(text=text, state=Mark.FAILED, note=f"not true: {'; '.join(untrue)}")
    count = len(found.claims)
    return Item(text=text, state=Mark.TICKED, note=f"{count} claim{'s' if count != 1 else ''}")


def _applied(text: str, standing: Standing, earlier: Sequence[str], database: str) -> Item:
    record = standing.record
    if record is None:
        first = f"; first comes {', '.join(earlier)}" if earlier else ""
        return Item(text=text, note=f"{standing.state} on {database}{first}")
    by = f" by {record.executed_by}" if record.executed_by else ""
    note = f"{record.executed_at[:19]}{by}, {database}"
    if standing.state is not State.APPLIED:
        return Item(text=text, state=Mark.FAILED, note=f"{standing.state}: {note}")
    return Item(text=text, state=Mark.TICKED, note=note)


def _first_line(error: MigrationError) -> str:
    """What is wrong and where, without an excerpt."""
    what = error.what.splitlines()[0]
    return f"{error.where}: {what}" if error.where else what
