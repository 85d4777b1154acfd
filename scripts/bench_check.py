"""Measure `migration check` as whole processes, beside what psql takes merely to run the same scripts.

The migrations are written with the tool itself, of all kinds in turn. All runs have a cache folder of their own.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from new_migration.cli import run
from new_migration.history.layouts import Pair, read_pairs
from new_migration.postgres.scratch import Server, scratch_server
from new_migration.proof.application import url

ROOT = Path(__file__).resolve().parent.parent
MIGRATION = str(Path(sys.executable).parent / "migration")
ROUNDS = 5
# Seconds; see README, "Proof".
COLD, WARM, ALL = 2.0, 0.7, 30.0


def main() -> None:
    """Print the table; exit code 1 where a target is missed."""
    subprocess.run([sys.executable, "-m", "compileall", "-q", ROOT / "src", Path(sys.prefix) / "lib"], check=False)
    counts = [int(word) for word in sys.argv[1:]] or [100, 300, 1000]
    print(f"{'what (whole process)':52} {'seconds':>8} {'target':>7} {'x psql':>7}")
    with tempfile.TemporaryDirectory() as folder, scratch_server() as server:
        good = cold(Path(folder) / "cold", server)
        per_migration = {}
        for count in counts:
            target = ALL if count == 300 else None
            seconds, fine = whole(Path(folder) / str(count), count, server, target)
            per_migration[count] = seconds / count
            good = good and fine
    for count, seconds in per_migration.items():
        ratio = seconds / per_migration[min(per_migration)]
        print(f"a migration of {count:5}: {seconds * 1000:6.1f} ms, {ratio:4.2f} times as long as of {min(counts)}")
    sys.exit(0 if good else 1)


def cold(folder: Path, server: Server) -> bool:
    """The first pair of a new project: no cache of anything but, as everywhere here, the byte code."""
    write(folder, 1)
    times = []
    for number in range(ROUNDS):
        with caches(folder / f"cache-{number}") as environment:
            times.append(timed([MIGRATION, "check"], folder, environment))
    return row("check, cold: first pair, nothing cached", median(times), COLD, psql(folder, server, 0, 2))


def whole(folder: Path, count: int, server: Server, target: float | None) -> tuple[float, bool]:
    """All of a history, then once more, then one more migration at its end, new each time."""
    write(folder, count)
    with caches(folder / "cache") as environment:
        # The data folder of a fresh server is there after the first check on a machine.
        (folder / "empty").mkdir()
        write(folder / "empty", 1)
        timed([MIGRATION, "check"], folder / "empty", environment)
        seconds = timed([MIGRATION, "check", "--all"], folder, environment)
        fine = row(f"check --all, {count:,} migrations", seconds, target, psql(folder, server, 0, count))
        again = median([timed([MIGRATION, "check", "--all"], folder, environment) for _ in range(ROUNDS)])
        row("  once more: all known", again, None, None)
        times = []
        for number in range(ROUNDS):
            write(folder, 1, start=count + number)
            times.append(timed([MIGRATION, "check"], folder, environment))
        fine = row("  one more pair at its end", median(times), WARM, psql(folder, server, -1, None)) and fine
    return seconds, fine


def row(what: str, seconds: float, target: float | None, by_psql: float | None) -> bool:
    """Print a line of the table; whether the target is met."""
    fine = target is None or seconds <= target
    wanted = f"{'≤' if fine else 'NOT ≤'} {target:g}" if target else ""
    ratio = f"{seconds / by_psql:.1f}" if by_psql else ""
    print(f"{what:52} {seconds:8.3f} {wanted:>7} {ratio:>7}", flush=True)
    return fine


def write(folder: Path, count: int, start: int = 0) -> None:
    """Migrations of all kinds in turn, until there are so many numbers more."""
    folder.mkdir(exist_ok=True)
    target = folder / "database" / "migrations"
    before = Path.cwd()
    os.chdir(folder)
    try:
        wanted = start + count
        number = start
        while not target.is_dir() or len(list(target.glob("[0-9]*.sql"))) < wanted + 1:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
                code = run("new-migration", [*kind(number), "--no-check", "--no-input", "--offline"])
            if code:
                raise SystemExit(said.getvalue())
            number += 1
    finally:
        os.chdir(before)


def kind(number: int) -> list[str]:
    """One of eight kinds of change, all about the same table."""
    table = f"table_{number // 8}"
    return [
        ["create-table", table, "id bigint generated always as identity primary key", "title text not null",
         "note text", "created_at timestamptz not null default now()", "--unique", "title"],
        ["add-column", table, f"amount_{number} numeric(10, 2) not null default 0"],
        ["create-index", table, "created_at"],
        ["add-column", table, "owner_id bigint null"],
        ["add-foreign-key", table, "owner_id", table, "--on-delete", "cascade"],
        ["backfill", table, "--set", "note = 'none'", "--where", "note IS NULL", "--key", "id"],
        ["sql", f"comment on {table}", "--forward", f"COMMENT ON TABLE {table} IS 'number {number}'",
         "--rollback", f"COMMENT ON TABLE {table} IS NULL"],
        ["sql", f"check {table}", "--forward",
         f"ALTER TABLE {table} ADD CONSTRAINT ck_{number} CHECK (title <> '')",
         "--rollback", f"ALTER TABLE {table} DROP CONSTRAINT ck_{number}"],
    ][number % 8]  # fmt: skip


def psql(folder: Path, server: Server, first: int, last: int | None) -> float | None:
    """What psql takes for forward, rollback, forward of the migrations from ``first`` on, a process a script."""
    program = shutil.which("psql")
    if program is None:
        return None
    pairs = read_pairs(folder / "database" / "migrations")
    with server.database() as conninfo:

        def go(pair: Pair, rollback: bool) -> float:
            script = pair.rollback if rollback else pair.forward
            assert script
            return timed([program, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(script.path), url(conninfo)], folder)

        skipped = len(pairs[:first]) if first else 0
        for pair in pairs[:skipped]:
            go(pair, rollback=False)
        return sum(go(pair, back) for pair in pairs[skipped:last] for back in (False, True, False))


@contextlib.contextmanager
def caches(folder: Path):  # type: ignore[no-untyped-def]
    """An environment with a cache folder of its own."""
    folder.mkdir()
    variables = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    yield variables | {"XDG_CACHE_HOME": str(folder)}
    shutil.rmtree(folder)


def timed(command: list[str], where: Path, environment: dict[str, str] | None = None) -> float:
    """The wall time of a process that must succeed."""
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=where, env=environment, capture_output=True, stdin=subprocess.DEVNULL, check=False
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed: {done.stdout.decode()}{done.stderr.decode()}")
    return seconds


def median(times: list[float]) -> float:
    return sorted(times)[len(times) // 2]


if __name__ == "__main__":
    main()
