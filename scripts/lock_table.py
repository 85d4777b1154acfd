"""Measure what each online form locks, and how long a reader and a writer of the same table wait; writes docs/locks.md.

Each change is written by new-migration for a table of half a million rows, and run twice on a real server: once under
the lock tracer, and once while two other sessions read and change single rows as fast as they can.
"""

from __future__ import annotations

import random
import shlex
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from new_migration.postgres.database import connect, execute
from new_migration.postgres.scratch import Server, scratch_server
from new_migration.postgres.scripts import run_script
from new_migration.proof.application import url
from new_migration.proof.locks import Tracer
from new_migration.proof.relations import MODES

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "locks.md"
OURS = Path(sys.executable).parent / "new-migration"
ROWS = 500_000
SETUP = f"""
CREATE TABLE teams (id bigint PRIMARY KEY, name text NOT NULL);
INSERT INTO teams SELECT n, 'team ' || n FROM generate_series(1, 1000) AS n;
CREATE TABLE users (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL,
  nickname text,
  score integer NOT NULL DEFAULT 0,
  points integer NOT NULL DEFAULT 0,
  title varchar(50),
  team_id bigint,
  seen timestamptz
);
INSERT INTO users (email, nickname, title, team_id)
SELECT n || '@example.org', 'nick ' || n, 'title', 1 + n % 1000 FROM generate_series(1, {ROWS}) AS n;
CREATE INDEX idx_users_seen ON users (seen);
ALTER TABLE users ADD CONSTRAINT ck_users_score CHECK (score >= 0);
"""
# A change may need one before it.
CASES: Sequence[tuple[str, ...]] = (
    ("add-column users 'is_archived boolean NOT NULL DEFAULT false'",),
    ("add-column users 'is_archived boolean NOT NULL DEFAULT false' --index",),
    ("create-index users nickname",),
    ("add-foreign-key users team_id teams --on-delete cascade --index",),
    ("backfill users --set \"title = 'x'\" --where \"title = 'title'\" --key id --undo nothing",),
    ("add-unique users email",),
    ("add-check users 'length(email) > 3'",),
    ("drop-index idx_users_seen",),
    ("drop-constraint users ck_users_score",),
    ("set-not-null users nickname",),
    ("drop-column users nickname",),
    ("drop-table users",),
    ("rename-column users nickname nick",),
    ("rename-column users nickname nick", "rename-column users nickname nick --phase contract"),
    ("rename-table users people",),
    ("change-type users points bigint",),
    ("change-type users points bigint", "change-type users points bigint --phase contract"),
    ("change-type users title text",),
    ("set-default users score 1",),
)


@dataclass(kw_only=True)
class Measured:
    """One form of one change: by relation the strongest mode, and the longest waits in seconds."""

    locks: dict[str, str] = field(default_factory=dict)
    reader: float = 0.0
    writer: float = 0.0
    seconds: float = 0.0


def main() -> None:
    """Write the page."""
    rows = []
    with scratch_server() as server:
        base = server.create_database()
        with connect(server.conninfo(base)) as connection:
            execute(connection, (ROOT / "templates" / "kinds" / "_tracking" / "table.sql").read_text(encoding="utf-8"))
            execute(connection, SETUP)
        for commands in CASES:
            online, offline = (measured(server, base, commands, form) for form in ("--online", "--offline"))
            rows.append(_row(commands[-1], online, offline))
            print(rows[-1], flush=True)
        version = server.version // 10000
    PAGE.write_text(_page(rows, version), encoding="utf-8")


def measured(server: Server, base: str, commands: Sequence[str], form: str) -> Measured:
    """Write the migrations of one form, and run the last command's on two copies of the database."""
    found = Measured()
    for is_traced in (True, False):
        with server.database(base) as conninfo, tempfile.TemporaryDirectory() as folder:
            for number, command in enumerate(commands):
                files = written(command, form, conninfo, Path(folder), 10 * (number + 1))
                if number + 1 < len(commands):
                    for file in files:
                        run(conninfo, file)
            if is_traced:
                for file in files:
                    trace(conninfo, file, found)
            else:
                with waiting(conninfo, found):
                    for file in files:
                        start = time.perf_counter()
                        run(conninfo, file)
                        found.seconds += time.perf_counter() - start
    return found


def written(command: str, form: str, conninfo: str, folder: Path, number: int) -> list[Path]:
    """The forward scripts of a change."""
    done = subprocess.run(
        [OURS, *shlex.split(command), form, "--no-check", "--no-input", "--schema-from", url(conninfo), "--directory",
         folder / "migrations", "--number", str(number)],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{command}: {done.stderr}")
    return [Path(folder, line) for line in done.stdout.split() if Path(line).name[0].isdigit() and "/000_" not in line]


def run(conninfo: str, file: Path) -> None:
    with connect(conninfo) as connection:
        run_script(connection, file.read_text(encoding="utf-8"), name=file.name)


def trace(conninfo: str, file: Path, found: Measured) -> None:
    """Note the strongest lock on each relation that was there before."""
    tracer = Tracer()
    with connect(conninfo) as connection:
        run_script(connection, file.read_text(encoding="utf-8"), name=file.name, watch=tracer)
    for each in tracer.traces:
        for relation, mode in each.locks.items():
            if relation in {"users", "teams"}:
                found.locks[relation] = max(mode, found.locks.get(relation, mode), key=MODES.index)


@contextmanager
def waiting(conninfo: str, found: Measured) -> Iterator[None]:
    """In the block a reader and a writer are at work; the longest that one of them waited is noted."""
    over = threading.Event()

    def probe(sql: str, name: str) -> None:
        with connect(conninfo) as connection:
            while not over.is_set():
                start = time.perf_counter()
                try:
                    execute(connection, sql.format(random.randint(1, ROWS)))
                except Exception:  # the table has gone, or the column: no wait
                    return
                setattr(found, name, max(getattr(found, name), time.perf_counter() - start))
                time.sleep(0.001)

    threads = [
        threading.Thread(target=probe, args=("SELECT email FROM users WHERE id = {}", "reader")),
        threading.Thread(target=probe, args=("UPDATE users SET seen = now() WHERE id = {}", "writer")),
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    found.reader = found.writer = 0.0
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _row(command: str, online: Measured, offline: Measured) -> str:
    cells = [f"`{command}`".replace("|", "\\|"), *_cells(online), *_cells(offline)]
    return f"| {' | '.join(cells)} |"


def _cells(found: Measured) -> list[str]:
    locks = ", ".join(f"{mode} on {relation}" for relation, mode in sorted(found.locks.items(), reverse=True)) or "none"
    return [locks, f"{found.reader * 1000:.0f} / {found.writer * 1000:.0f}", f"{found.seconds:.1f}"]


def _page(rows: Sequence[str], version: int) -> str:
    return "\n".join([*_HEAD.format(version=version, rows=ROWS).split("\n"), *rows, ""])


_HEAD = """# What the changes lock

Measured by `scripts/lock_table.py` (`make locks`) on PostgreSQL {version}, a table `users` of {rows:,} rows, and two
other sessions that read and change single rows of it by their key. The lock is the strongest that any statement takes
on a table that was there before. The waits are the longest of a read and of a write in milliseconds, all migrations of
the change together. Each batch of a backfill takes ROW EXCLUSIVE until it is committed; the tracer sees what is held at
the end of a statement.

| change | online: lock | waits of read / write, ms | seconds | offline: lock | waits of read / write, ms | seconds |
|---|---|---|---|---|---|---|"""


if __name__ == "__main__":
    main()
