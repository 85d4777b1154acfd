"""Measure `migration apply` and `migration status` as whole processes, beside psql and other tools over the same SQL.

500 small migrations on an empty local database. Each tool gets the statements in its own files, set up as its
documentation says; they are installed into .bench on the first run, and what cannot be installed is named and left out.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench import BENCH, ROOT, installed

from new_migration.postgres.scratch import Server, scratch_server
from new_migration.proof.application import url

MIGRATION = str(Path(sys.executable).parent / "migration")
COUNT = 500
FILES = 5000
ROUNDS = 3
# The targets: times psql with one process, and seconds.
RATIO, STATUS = 1.5, 0.6

Case = tuple[str, list[list[str]], Path]


def main() -> None:
    """Print the table; exit code 1 where a target is missed."""
    subprocess.run([sys.executable, "-m", "compileall", "-q", ROOT / "src", Path(sys.prefix) / "lib"], check=False)
    with tempfile.TemporaryDirectory() as folder, scratch_server() as server:
        # As nobody's server in production is, this one writes nothing to the disk: what is left is the tool.
        print(f"{f'{COUNT} migrations (median of {ROUNDS})':52} {'seconds':>8} {'x psql':>7}")
        seconds = {}
        for name, commands, where in cases(Path(folder)):
            seconds[name] = measured(server, commands, where)
            print(f"{name:52} {seconds[name]:8.3f} {seconds[name] / next(iter(seconds.values())):7.2f}", flush=True)
        one_psql, ours = next(iter(seconds.values())), seconds["migration apply"]
        others = [each for name, each in seconds.items() if "psql" not in name and name != "migration apply"]
        good = ours <= RATIO * one_psql and all(ours < each for each in others)
        status = status_of(server, Path(folder) / "many")
        print(f"{f'migration status, {FILES:,} files':52} {status:8.3f}")
    sys.exit(0 if good and status <= STATUS else 1)


def measured(server: Server, commands: list[list[str]], where: Path) -> float:
    """The median of several runs, each on a new database."""
    times = []
    for _ in range(ROUNDS if len(commands) == 1 else 1):
        with server.database() as conninfo:
            environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
            environment["DATABASE_URL"] = url(conninfo)
            start = time.perf_counter()
            for command in commands:
                run([part.replace("URL", url(conninfo)) for part in command], where, environment)
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def run(command: list[str], where: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=where, env=environment, capture_output=True, stdin=subprocess.DEVNULL,
                          check=False)  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:3])} failed: {done.stdout.decode()[-500:]}{done.stderr.decode()[-1500:]}")


def cases(folder: Path) -> Iterator[Case]:
    """A name, the commands, and the folder that they run in."""
    ours = project(folder / "ours", COUNT)
    psql = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1"]
    files = [str(path) for path in sorted((ours / "database" / "migrations").glob("[0-9]*.sql"))]
    yield "psql, one process", [[*psql, *(part for file in files for part in ("-f", file)), "URL"]], ours
    yield "psql, one process a file", [[*psql, "-f", file, "URL"] for file in files], ours
    yield "migration apply", [[MIGRATION, "apply", "--no-verify"]], ours
    yield from dbmate(folder / "dbmate")
    yield from python_tools(folder)


def statements(number: int) -> tuple[str, str]:
    """A small change, and what undoes it."""
    if number % 2:
        return f"ALTER TABLE t{number - 1} ADD COLUMN c{number} int;", f"ALTER TABLE t{number - 1} DROP c{number};"
    return f"CREATE TABLE t{number} (id bigint PRIMARY KEY, note text);", f"DROP TABLE t{number};"


def project(folder: Path, count: int) -> Path:
    """A folder of ours; the first migration makes the tracking table."""
    target = folder / "database" / "migrations"
    target.mkdir(parents=True)
    (folder / ".git").mkdir()
    table = (ROOT / "templates" / "kinds" / "_tracking" / "table.sql").read_text()
    for number in range(count):
        name = f"{number:04d}_change"
        forward, rollback = statements(number)
        forward = f"{table}{forward}" if number == 0 else forward
        tracking = f"INSERT INTO schema_migrations (migration_name, executed_at) VALUES ('{name}', CURRENT_TIMESTAMP);"
        (target / f"{name}.sql").write_text(f"BEGIN;\nSET LOCAL lock_timeout = '2s';\n{forward}\n{tracking}\nCOMMIT;\n")
        (target / f"rollback-{name}.sql").write_text(
            f"BEGIN;\n{rollback}\nDELETE FROM schema_migrations WHERE migration_name = '{name}';\nCOMMIT;\n"
        )
    return folder


def dbmate(folder: Path) -> Iterator[Case]:
    home = BENCH / "dbmate"
    program = home / "node_modules" / ".bin" / "dbmate"
    if not program.exists():
        home.mkdir(parents=True, exist_ok=True)
        (home / "package.json").write_text('{"private": true}')
        if not installed(["npm", "install", "--no-audit", "--no-fund", "--silent", "dbmate"], home):
            print("dbmate: not measured (npm cannot install it here)")
            return
    (folder / "db" / "migrations").mkdir(parents=True)
    for number in range(COUNT):
        forward, rollback = statements(number)
        path = folder / "db" / "migrations" / f"2026{number:010d}_change.sql"
        path.write_text(f"-- migrate:up\n{forward}\n\n-- migrate:down\n{rollback}\n")
    # dbmate reads no socket's folder from the host parameter alone, but from "socket".
    yield "dbmate up", [[str(program), "--no-dump-schema", "--url", "URL", "migrate"]], folder


def python_tools(folder: Path) -> Iterator[Case]:
    home = BENCH / "appliers"
    programs = home / "bin"
    if not (programs / "yoyo").exists():
        made = installed([sys.executable, "-m", "venv", str(home)], ROOT)
        packages = ["alembic", "yoyo-migrations", "setuptools<81", "psycopg[binary]", "psycopg2-binary"]
        if not made or not installed([str(programs / "pip"), "install", "-q", *packages], ROOT):
            print("yoyo, alembic: not measured (pip cannot install them here)")
            return
        subprocess.run([programs / "python", "-m", "compileall", "-q", home / "lib"], check=False)
    yield yoyo(folder / "yoyo", programs)
    yield alembic(folder / "alembic", programs)


def yoyo(folder: Path, programs: Path) -> Case:
    folder.mkdir()
    for number in range(COUNT):
        forward, rollback = statements(number)
        (folder / f"{number:04d}.change.sql").write_text(f"{forward}\n")
        (folder / f"{number:04d}.change.rollback.sql").write_text(f"{rollback}\n")
    command = [str(programs / "yoyo"), "apply", "--batch", "--no-config-file", "--database", "URL", "."]
    return "yoyo apply", [command], folder


def alembic(folder: Path, programs: Path) -> Case:
    folder.mkdir()
    subprocess.run([programs / "alembic", "init", "alembic"], cwd=folder, check=True, capture_output=True)
    environment = folder / "alembic" / "env.py"
    environment.write_text(
        "import os\nfrom alembic import context\nfrom sqlalchemy import create_engine\n"
        "url = os.environ['DATABASE_URL'].replace('postgresql://', 'postgresql+psycopg://')\n"
        "with create_engine(url).connect() as connection:\n"
        "    context.configure(connection=connection, transaction_per_migration=True)\n"
        "    with context.begin_transaction():\n        context.run_migrations()\n"
    )
    for number in range(COUNT):
        forward, rollback = statements(number)
        down = f"'{number - 1:04d}'" if number else "None"
        (folder / "alembic" / "versions" / f"{number:04d}_change.py").write_text(
            f"from alembic import op\nrevision = '{number:04d}'\ndown_revision = {down}\n"
            f"def upgrade():\n    op.execute({forward!r})\ndef downgrade():\n    op.execute({rollback!r})\n"
        )
    subprocess.run([programs / "python", "-m", "compileall", "-q", folder], check=False)
    return "alembic upgrade head", [[str(programs / "alembic"), "upgrade", "head"]], folder


def status_of(server: Server, folder: Path) -> float:
    """The median time of ``migration status`` where everything is applied."""
    where = project(folder, FILES)
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    with server.database() as conninfo:
        environment["DATABASE_URL"] = url(conninfo)
        run([MIGRATION, "apply", "--no-verify"], where, environment)
        times = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            run([MIGRATION, "status"], where, environment)
            times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    if shutil.which("psql") is None:
        raise SystemExit("psql is needed: everything is measured beside it")
    main()
