"""One run at a time on a database.

The lock is an advisory one of a transaction, held open on a connection of its own: behind a pooler in transaction mode
one of a session would belong to whoever gets that server connection next.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from new_migration.deploy.events import Observer, WaitingForTurn
from new_migration.deploy.sessions import holders
from new_migration.deploy.target import connect_to
from new_migration.errors import Refused, ServerRefused
from new_migration.postgres.database import Connection, execute, in_transaction
from new_migration.postgres.message import Check

KEY = int.from_bytes(b"new-migr")
_STEP = 0.2


class Turn:
    """The right to change the database, as long as ``holder`` keeps its transaction open."""

    def __init__(self, holder: Connection) -> None:
        self._holder = holder
        self._checked = time.monotonic()

    def check(self) -> None:
        """Raise ServerRefused if the connection that holds the lock was lost: another run may be at work by now.

        At most every ``_STEP``: that each migration is recorded once does not depend on it.
        """
        if time.monotonic() - self._checked < _STEP:
            return
        self._checked = time.monotonic()
        try:
            execute(self._holder, "SELECT 1")
            is_held = in_transaction(self._holder)
        except ServerRefused:
            is_held = False
        if not is_held:
            raise _lost()

    @property
    def server_check(self) -> Check:
        """The same for the server to do, before the COMMIT of a script.

        Another run that has the lock by then runs nothing yet: it waits for the session that runs our scripts.
        """
        return Check(sql=f"SELECT 1 / (NOT pg_try_advisory_xact_lock_shared({KEY}))::int", refusal=lambda _: _lost())


def _lost() -> ServerRefused:
    what = "the connection that keeps other runs out was lost"
    return ServerRefused(what, hint="run the command again: it goes on where this one stopped")


@contextmanager
def turn(conninfo: str, *, wait: float, observer: Observer) -> Iterator[Turn]:
    """Wait, at most ``wait`` seconds, until no other run is at work, and keep others out in the block.

    Raises Refused, which names the other run, if it does not end in time; ServerRefused.
    """
    holder = connect_to(conninfo)
    try:
        wait_for(lambda: _is_taken(holder), holder, KEY, wait=wait, observer=observer)
        for setting in _limits(holder):
            execute(holder, f"SET LOCAL {setting} = 0")
        yield Turn(holder)
    finally:
        with suppress(ServerRefused):  # where it was lost, the lock is gone with it
            execute(holder, "ROLLBACK")
        holder.close()


def wait_for(take: Callable[[], bool], connection: Connection, key: int, *, wait: float, observer: Observer) -> None:
    """Wait, at most ``wait`` seconds, until ``take`` has got the advisory lock ``key``. Raises as ``turn`` does."""
    end = time.monotonic() + wait
    told: set[int] = set()
    while not take():
        found = holders(connection, key)
        pids = {each.pid for each in found}
        if time.monotonic() >= end:
            raise Refused(
                "another run is at work on this database" + "".join(f"\n  {each}" for each in found),
                hint="wait for it (--wait SECONDS waits longer), or end it with pg_terminate_backend",
            )
        if found and pids != told:
            observer(WaitingForTurn(holders=found))
            told = pids
        time.sleep(min(_STEP, max(0.0, end - time.monotonic())))


def _is_taken(holder: Connection) -> bool:
    """Take the lock in a transaction that then stays open.

    Between two tries there is none: behind a pooler each takes a session of the server. READ COMMITTED, because at the
    other levels a transaction keeps its snapshot, for which CREATE INDEX CONCURRENTLY would wait.
    """
    execute(holder, "BEGIN ISOLATION LEVEL READ COMMITTED")
    # Without a parameter: the portal of a prepared query stays open, and its snapshot with it, until the next query.
    ((taken,),) = execute(holder, f"SELECT pg_try_advisory_xact_lock({KEY})")
    if not taken:
        execute(holder, "ROLLBACK")
    return bool(taken)


def _limits(holder: Connection) -> tuple[str, ...]:
    """The settings that would end a transaction which only waits."""
    limits = ("statement_timeout", "idle_in_transaction_session_timeout")
    return (*limits, "transaction_timeout") if holder.info.server_version >= 170000 else limits
