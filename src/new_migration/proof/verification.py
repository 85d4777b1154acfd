"""Verify scripts: what they claim, and whether they can tell a database with the migration from one without."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from new_migration.errors import BadInput, Place
from new_migration.history.layouts import Script
from new_migration.postgres.scripts import Result


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A row of a verify script: what it says, and whether the database agrees (NULL does not)."""

    text: str
    holds: bool


def claims(results: Sequence[Result], verify: Script) -> list[Claim]:
    """What the results claim. Raises BadInput for a query that does not return claims."""
    return [claim for result in results for claim in _claims(result, verify)]


def reasons_if_true(found: Sequence[Claim], verify: Script, when: str) -> Iterator[str]:
    """A verify script that is true without the migration would be true whatever the migration did."""
    if found and all(claim.holds for claim in found):
        yield f"{verify.path} is all true {when} too: it cannot tell whether that ran"


def reasons_if_false(found: Sequence[Claim], verify: Script, when: str) -> Iterator[str]:
    """What is not true though the migration is there."""
    if not found:
        yield f"{verify.path} returns no rows {when}: it claims nothing"
    yield from (f"{verify.path}: not true {when}: {claim.text}" for claim in found if not claim.holds)


def _claims(result: Result, verify: Script) -> Iterator[Claim]:
    if len(result.types) != 2 or result.types[1] != "bool":
        where = Place.at_offset(str(verify.path), verify.text, result.statement.offset)
        raise BadInput(
            f"this query returns ({', '.join(result.types)}) where a verify query returns (claim text, holds boolean)",
            where=where,
            hint="write SELECT 'what should be true', <condition>",
        )
    for claim, holds in result.rows:
        yield Claim(text=str(claim), holds=holds is True)
