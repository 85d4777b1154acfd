"""The scratch server of a check, and the databases on it: the one at work, and copies to go back to.

A proof may leave its database in a state that no forward script leads to. Then the work goes on in another one, made
from the last copy with the forward scripts alone.
"""

from __future__ import annotations

import re
from contextlib import ExitStack, suppress
from dataclasses import dataclass

from new_migration.errors import MigrationError
from new_migration.history.layouts import History, Script
from new_migration.postgres.database import connect, execute, query
from new_migration.postgres.scratch import Server
from new_migration.postgres.sql import quote_identifier
from new_migration.proof.roles import named_roles, provide
from new_migration.proof.workbench import Workbench

START = -1


@dataclass(frozen=True, kw_only=True, slots=True)
class _Copy:
    """A database in the state after migration ``position``, and the roles that were there then."""

    name: str
    position: int
    roles: frozenset[str]


class Stage:
    """Where a history is replayed. ``bench`` is the database at work, in the state after migration ``position``.

    ``name`` is a database that is in that state already, if there is one. ``seed`` runs before migration ``first``.
    ``has_rows``: there are generated rows, which may be in the way of a script.
    """

    def __init__(  # noqa: PLR0913
        self,
        server: Server,
        history: History,
        *,
        seconds: float,
        name: str = "",
        position: int = START,
        seed: Script | None = None,
        first: int = 0,
    ) -> None:
        self.server, self.position = server, position
        self.has_rows = bool(name)  # what was kept may hold generated ones
        self._pairs, self._tracking_table = history.pairs, history.tracking_table
        self._seconds = seconds
        self._seed, self._first, self._is_sown = seed, first, False
        self.provided_roles = self._provide_roles() if server.is_private else []
        self._roles = self._all_roles()
        self._anchor: _Copy | None = None
        self._kept: _Copy | None = None
        self.name = name or self._new_database()
        try:
            self.bench = self._workbench()
        except BaseException:
            server.drop_database(self.name)
            raise

    def close(self, *, keep: bool = False) -> None:
        """Leave the server as it was, unless the database at work is to be kept."""
        self.bench.close()
        if self.server.is_private:
            return  # it goes with all that is in it
        with ExitStack() as steps:  # all of them, whichever fails; the last one first
            if keep:
                self.server.leave_database(self.name)
            else:
                steps.callback(self._drop_roles, self._roles)
                steps.callback(self.server.drop_database, self.name)
            for copy in (self._anchor, self._kept):
                if copy:
                    steps.callback(self.server.drop_database, copy.name)

    def go_before(self, position: int) -> None:
        """Bring the database into the state before a migration. Raises what a script before it raises."""
        try:
            self._replay(position - 1)
        except MigrationError:
            if not self.has_rows:
                raise
            self.go_back_after(position - 1)
        self._sow(position)

    def go_back_after(self, position: int) -> None:
        """Work on in a database in the state to which the forward scripts alone lead. Raises what one raises."""
        anchor, self._anchor = self._anchor, None
        if anchor:
            with suppress(MigrationError):  # generated rows in it may be in the way: once more without any
                self._restart(anchor, position)
                return
        self._restart(None, position)

    def mark(self) -> None:
        """Make a copy to go back to."""
        self._anchor = self._copy()

    def keep(self) -> None:
        """Make a copy for ``leave_kept``; one that was made before a way back to here has more generated rows."""
        if self._kept:
            self.server.drop_database(self._kept.name)
        self._kept = self._copy()

    def leave_kept(self) -> int | None:
        """Leave nothing on the server but the copy made by ``keep``; its position, or None if there is none."""
        if self._kept is None:
            return None
        self.bench.leave()
        for name in [self.name, *([self._anchor.name] if self._anchor else [])]:
            self.server.drop_database(name)
        self._drop_roles(self._kept.roles)
        return self._kept.position

    def _restart(self, anchor: _Copy | None, position: int) -> None:
        self.bench.close()
        self.server.drop_database(self.name)
        self._drop_roles(anchor.roles if anchor else self._roles)
        self.name = anchor.name if anchor else self._new_database()
        self.position = anchor.position if anchor else START
        self._is_sown = self._is_sown and self.position >= self._first
        self.has_rows = False
        self.bench = self._workbench()
        self._replay(position)
        self.mark()

    def _replay(self, end: int) -> None:
        for position in range(self.position + 1, end + 1):
            self._sow(position)
            try:
                self.bench.run(self._pairs[position].forward)
            except MigrationError as error:
                raise self.bench.trouble(error) from error
            self.position = position

    def _sow(self, position: int) -> None:
        if self._seed and position >= self._first and not self._is_sown:
            try:
                self.bench.run(self._seed)
            except MigrationError as error:
                raise self.bench.trouble(error) from error
            self._is_sown = True

    def _new_database(self) -> str:
        """A database as the tool of the layout has it before the first migration."""
        name = self.server.create_database()
        if self._tracking_table:
            with connect(self.server.conninfo(name)) as connection:
                execute(connection, self._tracking_table)
        return name

    def _copy(self) -> _Copy:
        self.bench.leave()
        return _Copy(name=self.server.create_database(self.name), position=self.position, roles=self._all_roles())

    def _workbench(self) -> Workbench:
        return Workbench(self.server.conninfo(self.name), seconds=self._seconds)

    def _provide_roles(self) -> list[str]:
        with connect(self.server.maintenance) as connection:
            return provide(connection, named_roles(self._pairs))

    def _all_roles(self) -> frozenset[str]:
        with connect(self.server.maintenance) as connection:
            return frozenset(name for (name,) in query(connection, "SELECT rolname FROM pg_roles"))

    def _drop_roles(self, before: frozenset[str]) -> None:
        """Drop the roles that the scripts made: they belong to the server and not to a database."""
        made = [quote_identifier(name) for name in self._all_roles() - before if self._is_ours(name)]
        if made:
            with connect(self.server.maintenance) as connection:
                execute(connection, f"DROP ROLE {', '.join(made)}")

    def _is_ours(self, role: str) -> bool:
        """On a server that others use, a new role may be another's."""
        word = re.compile(rf"(?<!\w){re.escape(role)}(?!\w)")
        return self.server.is_private or any(word.search(pair.forward.text) for pair in self._pairs)
