"""The proof that a rollback undoes its migration, and that the migration then applies again, on a real server.

S0 → verify is not all true → forward → S1 → verify is all true → rollback → S2 → verify is not all true → forward → S3.
Proven when S2 = S0, S3 = S1, and the rows that were there before are there after the rollback, unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from new_migration.errors import BadInput, MigrationError, Place
from new_migration.postgres.database import Connection, Notice, Result, connect, query_script, run_script
from new_migration.postgres.snapshot import Content, Difference, difference, rows, snapshot


class Outcome(StrEnum):
    """The answers of a proof (DESIGN, section 8)."""

    PROVEN = "proven"
    PROVEN_BUT_FOR = "proven but for"
    NOT_PROVEN = "not proven"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Scripts:
    """One migration's texts, and the names of their files for messages. ``verify`` may be empty: there is none."""

    name: str
    forward: str
    rollback: str
    verify: str = ""
    forward_name: str = ""
    rollback_name: str = ""
    verify_name: str = ""

    def place(self, script: str) -> str:
        """The file name of ``forward``, ``rollback`` or ``verify``, by default the one of DESIGN, section 4."""
        given = {"forward": self.forward_name, "rollback": self.rollback_name, "verify": self.verify_name}[script]
        return given or (f"{self.name}.sql" if script == "forward" else f"{script}-{self.name}.sql")


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """What came out. ``reasons``: in words, what speaks against it. ``soft``: the differences that nobody can avoid.

    ``differences`` are those of the schema among the reasons: after the rollback, then after the second forward.
    ``error``: what a server or a file refused, if the outcome is FAILED for that.
    """

    name: str
    outcome: Outcome
    reasons: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    error: MigrationError | None = field(default=None, compare=False)

    @property
    def is_proven(self) -> bool:
        return self.outcome in {Outcome.PROVEN, Outcome.PROVEN_BUT_FOR}


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A row of a verify script: what it says, and whether the database agrees (NULL does not)."""

    text: str
    holds: bool


def prove(conninfo: str, scripts: Scripts, *, on_notice: Callable[[Notice], None] | None = None) -> Proof:
    """Prove one migration on a database in the state before it.

    The database is left in the state after the second forward, or where a script failed: that is an outcome and
    no exception. Raises ServerRefused only if the server cannot be reached or asked.
    """
    with connect(conninfo) as connection:
        try:
            return _prove(connection, scripts, on_notice)
        except _ScriptError as failed:
            reasons = (f"{failed.when}: {failed.error}",)
            return Proof(name=scripts.name, outcome=Outcome.FAILED, reasons=reasons, error=failed.error)


class _ScriptError(Exception):
    def __init__(self, when: str, error: MigrationError) -> None:
        super().__init__(str(error))
        self.when = when
        self.error = error


@contextmanager
def _as_outcome(when: str) -> Iterator[None]:
    """Tell what a script does wrong from what goes wrong with the proof itself."""
    try:
        yield
    except MigrationError as error:
        raise _ScriptError(when, error) from error


def _prove(connection: Connection, scripts: Scripts, on_notice: Callable[[Notice], None] | None) -> Proof:
    before, rows_before = snapshot(connection), rows(connection)
    reasons = _reasons_if_true(connection, scripts, "before the migration")
    with _as_outcome("forward"):
        run_script(connection, scripts.forward, name=scripts.place("forward"), on_notice=on_notice)
    applied = snapshot(connection)
    reasons += _reasons_if_false(connection, scripts, "after the migration")
    with _as_outcome("rollback"):
        run_script(connection, scripts.rollback, name=scripts.place("rollback"), on_notice=on_notice)
    undone = difference(before, snapshot(connection))
    reasons += _lost_rows(rows_before, rows(connection), undone)
    reasons += _reasons_if_true(connection, scripts, "after the rollback")
    with _as_outcome("forward again, after the rollback"):
        run_script(connection, scripts.forward, name=scripts.place("forward"), on_notice=on_notice)
    redone = difference(applied, snapshot(connection))
    return _judge(scripts.name, reasons, undone, redone)


def _judge(name: str, reasons: list[str], undone: Sequence[Difference], redone: Sequence[Difference]) -> Proof:
    told = [(found, f"after the rollback: {found}") for found in undone]
    # What the rollback left is often still there after the second forward: told once.
    told += [(found, f"applied again after the rollback: {found}") for found in redone if found not in undone]
    reasons = [text for found, text in told if not found.soft] + reasons
    soft = [text for found, text in told if found.soft]
    good = Outcome.PROVEN_BUT_FOR if soft else Outcome.PROVEN
    return Proof(
        name=name,
        outcome=Outcome.NOT_PROVEN if reasons else good,
        reasons=tuple(reasons),
        soft=tuple(soft),
        differences=(*undone, *redone),
    )


def _reasons_if_true(connection: Connection, scripts: Scripts, when: str) -> list[str]:
    """A verify script that is true without the migration would be true whatever the migration did."""
    claims = _claims(connection, scripts, when)
    if claims and all(claim.holds for claim in claims):
        return [f"{scripts.place('verify')} is all true {when} too: it cannot tell whether that ran"]
    return []


def _reasons_if_false(connection: Connection, scripts: Scripts, when: str) -> list[str]:
    claims = _claims(connection, scripts, when)
    if scripts.verify and not claims:
        return [f"{scripts.place('verify')} returns no rows {when}: it claims nothing"]
    return [f"{scripts.place('verify')}: not true {when}: {claim.text}" for claim in claims if not claim.holds]


def _claims(connection: Connection, scripts: Scripts, when: str) -> list[Claim]:
    if not scripts.verify:
        return []
    name = scripts.place("verify")
    with _as_outcome(f"verify {when}"):
        results = query_script(connection, scripts.verify, name=name)
        return [claim for result in results for claim in _claims_of(result, scripts.verify, name)]


def _claims_of(result: Result, text: str, name: str) -> Iterator[Claim]:
    if len(result.types) != 2 or result.types[1] != "bool":
        where = Place.at_offset(name, text, result.statement.offset)
        raise BadInput(
            f"this query returns ({', '.join(result.types)}) where a verify query returns (claim text, holds boolean)",
            where=where,
            hint="write SELECT 'what should be true', <condition>",
        )
    for claim, holds in result.rows:
        yield Claim(text=str(claim), holds=holds is True)


def _lost_rows(
    before: Mapping[str, Content], after: Mapping[str, Content], differences: Sequence[Difference]
) -> list[str]:
    """What the rollback did not bring back, in words. Tables that came with the migration may come and go."""
    return [lost for table, content in before.items() if (lost := _lost(table, content, after.get(table), differences))]


def _lost(table: str, before: Content, after: Content | None, differences: Sequence[Difference]) -> str:
    count = after.count if after else 0
    if before.count != count:
        return f"after the rollback: {table} has {_counted(count)}, and {before.count} before"
    # With other columns the rows cannot be the same: that has been said as a difference of the schema.
    is_other = any(found.kind == "column" and found.identity.startswith(f"{table}.") for found in differences)
    if after and before.checksum != after.checksum and not is_other:
        return f"after the rollback: {table} has its {_counted(count)} again, but not with the same content"
    return ""


def _counted(count: int) -> str:
    return f"{count} row{'s' if count != 1 else ''}"
