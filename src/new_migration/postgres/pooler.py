"""Connections that go through a pooler, which lends a session of the server for each transaction."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import suppress
from typing import Any

from new_migration.postgres.database import Connection, execute


def is_pooled(connection: Connection) -> bool:
    """Whether there is a connection pooler in between: it tells clients process ids of its own (pgbouncer, 1.21)."""
    return server_process(connection) != connection.info.backend_pid


def server_process(connection: Connection) -> int:
    """The process of the server that runs our statements; behind a pooler it changes between transactions."""
    ((pid,),) = execute(connection, "SELECT pg_backend_pid()")
    return int(pid)


def send_together(connection: Connection, first: Sequence[str], statement: str, last: Sequence[str]) -> None:
    """Run statements, each on its own, that a pooler gets at once: it then passes all of them to one session.

    Whether those of ``last`` succeed does not count. Raises psycopg's error of the first of the others that fails.
    """
    import psycopg

    with connection.lock:
        connection.pgconn.enter_pipeline_mode()
        try:
            for command in (*first, statement, *last):
                connection.pgconn.send_query_params(command.encode(connection.info.encoding), None)
                connection.pgconn.pipeline_sync()
            results = connection.wait(_answers(connection, len(first)))
            if first:
                # After the first answer pgbouncer 1.18 takes the session for idle. If we were killed now, it would
                # give it to somebody else in the middle of our statement, unless it has heard of us since.
                connection.pgconn.pipeline_sync()
            results += connection.wait(_answers(connection, 1 + len(last)))
            if first:
                connection.wait(_sync(connection))
        finally:
            with suppress(psycopg.Error):  # where the connection was lost
                connection.pgconn.exit_pipeline_mode()
    for result in results[: len(first) + 1]:
        if result.status == psycopg.pq.ExecStatus.FATAL_ERROR:
            raise psycopg.errors.error_from_result(result, connection.info.encoding)


def _answers(connection: Connection, count: int) -> Generator[Any, Any, list[Any]]:
    """The results of the next commands that were sent together."""
    from psycopg import generators

    yield from generators.send(connection.pgconn)
    results: list[Any] = []
    for _ in range(count):
        results += yield from generators.fetch_many(connection.pgconn)
        yield from _sync(connection)
    return results


def _sync(connection: Connection) -> Generator[Any, Any, None]:
    """What comes after each command, and says that it is done."""
    from psycopg import generators

    yield from generators.fetch_many(connection.pgconn)
