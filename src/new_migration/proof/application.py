"""The user's own tests, run while a database is in a state that they must cope with."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from contextlib import suppress
from urllib.parse import quote, urlencode

from new_migration.postgres.database import merge_conninfo, parameters
from new_migration.proof.outcome import Phase
from new_migration.proof.stage import Stage

URL_VARIABLE = "DATABASE_URL"
_LINES = 20
_BYTES = 64 * 1024
# What a URL says in its own places; the rest of a connection string that other drivers know too goes behind the "?".
_IN_URL = {"user", "password", "host", "port", "dbname"}
_IN_QUERY = ("sslmode", "sslrootcert", "sslcert", "sslkey")
_VARIABLES = {"user": "PGUSER", "password": "PGPASSWORD", "host": "PGHOST", "port": "PGPORT", "dbname": "PGDATABASE"}


class Application:
    """A command of the shell. It gets a copy of the database, so that what it writes does not count."""

    def __init__(self, command: str, stage: Stage) -> None:
        self._command, self._stage = command, stage

    def run(self, phase: Phase) -> str:
        """Run the command; why it speaks against the migration, with the end of what it said, or ""."""
        self._stage.bench.leave()
        server = self._stage.server
        with server.database(self._stage.name) as conninfo:
            code, said = _run(self._command, conninfo)
        if not code:
            return ""
        lines = said.decode(errors="replace").rstrip().splitlines()[-_LINES:]
        return "\n".join([f"the application fails after {phase} (exit code {code}): {self._command}", *lines])


def _run(command: str, conninfo: str) -> tuple[int, bytes]:
    """The exit code of a shell command and the end of its output. However we end, it and what it started end first."""
    # No pipe: what goes on in the background would hold it open.
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command,
            shell=True,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            env=_environment(conninfo),
            start_new_session=True,
        )
        try:
            process.wait()
        except BaseException:
            with suppress(ProcessLookupError):  # it has just ended by itself
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        said.seek(max(0, said.seek(0, os.SEEK_END) - _BYTES))
        return process.returncode, said.read(_BYTES)


def _environment(conninfo: str) -> dict[str, str]:
    """Ours, without what libpq would take from it for another server."""
    said = parameters(conninfo)
    named = {variable: said[key] for key, variable in _VARIABLES.items() if said.get(key)}
    others = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return {**others, **named, URL_VARIABLE: url(conninfo)}


def public_url(conninfo: str) -> str:
    """``conninfo`` as a URL without its password."""
    return url(merge_conninfo(conninfo, password=""))


def url(conninfo: str) -> str:
    """``conninfo`` as a URL that other drivers than libpq understand too: a socket's folder is a parameter."""
    said = parameters(conninfo)
    name, host, port, user = (said.get(key, "") for key in ("dbname", "host", "port", "user"))
    options = {key: said[key] for key in _IN_QUERY if said.get(key)}
    if not host or host.startswith("/"):
        place = {"host": host, "port": port, "user": user, "password": said.get("password", "")}
        found = {key: value for key, value in place.items() if value}
        return f"postgresql:///{quote(name, safe='')}?{urlencode(found | options, quote_via=quote)}"
    password = f":{quote(said['password'], safe='')}" if said.get("password") else ""
    account = f"{quote(user, safe='')}{password}@" if user else ""
    where = f"[{host}]" if ":" in host else host
    query = f"?{urlencode(options, quote_via=quote)}" if options else ""
    return f"postgresql://{account}{where}{f':{port}' if port else ''}/{quote(name, safe='')}{query}"
