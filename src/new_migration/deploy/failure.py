"""A migration that did not go through, and in what state that leaves the database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from new_migration.errors import MigrationError, Place
from new_migration.postgres.sql import Statement

_GIVING_UP = re.compile(r"^-- To give it up half-way: (.+)$", re.MULTILINE)


class Interrupted(MigrationError):
    """Ctrl-C or a signal has ended a script."""

    exit_code = 130


class MigrationFailed(MigrationError):
    """A script was refused, by the server or because of what it says.

    ``name``: of the migration; ``role``: of its script. ``is_undone``: the database is as before the script, because
    all of it was one transaction. Else ``done`` and ``left`` are its statements that have and have not been run, and
    ``invalid`` the indexes that a broken build has left behind. ``before``: what this run had done before.
    ``is_unknown``: the connection was lost, or the run interrupted, while the COMMIT was on its way. ``again``: the
    command that runs the script again.
    """

    def __init__(self, cause: MigrationError, *, name: str, role: str, is_undone: bool, again: str) -> None:
        super().__init__(cause.what, where=cause.where, hint=cause.hint)
        self.exit_code = cause.exit_code
        self.name, self.role, self.is_undone, self.again = name, role, is_undone, again
        self.is_interrupted = isinstance(cause, Interrupted)
        self.is_unknown = False
        self.done: Sequence[Statement] = ()
        self.left: Sequence[Statement] = ()
        self.invalid: Sequence[str] = ()
        self.before: Sequence[str] = ()

    def __str__(self) -> str:
        """The error, what holds now, and what to do next."""
        return "\n".join([super().__str__(), "", *self._state(), "", "next:", *self._steps()])

    def _state(self) -> Iterator[str]:
        verb = "applied" if self.role == "forward" else "rolled back"
        if self.before:
            yield f"{verb} before it, and still: {', '.join(self.before)}"
        if self.is_unknown:
            cause = "it was interrupted" if self.is_interrupted else "the connection was lost"
            yield f"{cause} before {self.name} was committed for sure: it may be {verb}, or nothing of it"
            return
        if self.is_undone:
            yield f"nothing of {self.name} has stayed: it is one transaction"
            return
        yield f"{self.name} is not one transaction; what its script has done stays:"
        yield from (f"  done  {self._line(each)}" for each in self.done)
        yield from (f"  left  {self._line(each)}" for each in self.left)
        yield from (f"  an invalid index is left: {each}" for each in self.invalid)

    def _steps(self) -> Iterator[str]:
        """As a person would go on: mend, prove, run again; or give up what was only half done."""
        if self.is_unknown:
            yield "  1. migration status, when the server is there again"
            return
        again = self.again if self.is_undone else f"{self.again}, which runs the whole script again"
        if self.is_interrupted:
            yield f"  {again}"
        else:
            yield f"  1. mend {self.where.name if self.where else self.name}, or what stands in its way"
            yield f"  2. migration check {self.name}"
            yield f"  3. {again}"
        if self.is_undone:
            return
        if self.role == "forward":
            yield f"  or, to give it up: {self._way_to_give_up()}"

    def _way_to_give_up(self) -> str:
        """What a line of the script says, whose rollback undoes only the whole of it; else that rollback."""
        said = _GIVING_UP.search(self.where.text) if self.where else None
        return said[1] if said else f"migration rollback {self.name} --unfinished"

    def _line(self, statement: Statement) -> str:
        """A statement in a line, with the line of the file where it begins."""
        text = " ".join(statement.text.split())
        place = Place.at_offset("", self.where.text, statement.offset) if self.where and self.where.text else None
        shown = text if len(text) <= 70 else f"{text[:70]}…"
        return f"line {place.line} {shown}" if place else shown
