"""Measure `migration lint` as a whole process: 1,000 migrations, squawk included, with a base branch in git."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import ROOT

MIGRATION = str(Path(sys.executable).parent / "migration")
COUNT = 1000
ROUNDS = 5
TARGET = 1.5


def main() -> None:
    """Print the table; exit code 1 where the target is missed."""
    subprocess.run([sys.executable, "-m", "compileall", "-q", ROOT / "src", Path(sys.prefix) / "lib"], check=False)
    with tempfile.TemporaryDirectory() as folder:
        project(Path(folder), COUNT)
        seconds = [measured(Path(folder)) for _ in range(ROUNDS)]
    median = statistics.median(seconds)
    print(f"{f'migration lint, {COUNT:,} migrations (median of {ROUNDS})':52} {median:8.3f} s")
    sys.exit(0 if median <= TARGET else 1)


def project(folder: Path, count: int) -> None:
    """A repository with tables, columns, indexes and foreign keys, whose base branch has all but the last ten."""
    migrations = folder / "database" / "migrations"
    migrations.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    for number in range(1, count + 1):
        if number == count - 9:
            git(folder, "add", "-A")
            git(folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "base")
            git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
            git(folder, "remote", "add", "origin", "nowhere")
        for name, text in migration(number).items():
            (migrations / name).write_text(text)


def migration(number: int) -> dict[str, str]:
    """The three files of one of four sorts of change."""
    table, sort = f"t{(number - 1) // 4}", (number - 1) % 4
    forward, rollback = (
        (f"CREATE TABLE {table} (id bigint PRIMARY KEY, title text, parent bigint);", f"DROP TABLE {table};"),
        (f"ALTER TABLE {table}\n  ADD COLUMN note text NULL;", f"ALTER TABLE {table}\n  DROP COLUMN note;"),
        (f"CREATE INDEX CONCURRENTLY i{number} ON {table} (parent);", f"DROP INDEX CONCURRENTLY i{number};"),
        (f"ALTER TABLE {table}\n  ADD CONSTRAINT fk{number}\n  FOREIGN KEY (parent)\n  REFERENCES {table}\n"
         "  ON DELETE CASCADE\n  NOT VALID;", f"ALTER TABLE {table}\n  DROP CONSTRAINT fk{number};"),
    )[sort]  # fmt: skip
    stem = f"{number:04d}_change_{number}"
    insert = f"INSERT INTO schema_migrations (migration_name, executed_at)\nVALUES ('{stem}', CURRENT_TIMESTAMP);"
    delete = f"DELETE FROM schema_migrations\nWHERE migration_name = '{stem}';"
    begin, end = ("SET lock_timeout = 0;", "RESET lock_timeout;\n\n{}") if sort == 2 else (
        "BEGIN;\n\nSET LOCAL lock_timeout = '2s';", "{}\n\nCOMMIT;")  # fmt: skip
    return {
        f"{stem}.sql": f"-- Migration {number:04d}: x\n\n{begin}\n\n{forward}\n\n{end.format(insert)}\n",
        f"rollback-{stem}.sql": f"-- Rollback {number:04d}: x\n\n{begin}\n\n{rollback}\n\n{end.format(delete)}\n",
        f"verify-{stem}.sql": f"-- Verify {number:04d}: x\n\nSELECT 'it is there' AS claim,\n"
        f"       to_regclass('{table}') IS NOT NULL AS holds;\n",
    }


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True)


def measured(folder: Path) -> float:
    left_out = ("PYTHONDONTWRITEBYTECODE", "DATABASE_URL", "PGHOST", "DB_HOST")
    environment = {key: value for key, value in os.environ.items() if key not in left_out}
    start = time.perf_counter()
    done = subprocess.run([MIGRATION, "lint"], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"migration lint finds something: {done.stdout[:2000]}{done.stderr[:2000]}")
    return seconds


if __name__ == "__main__":
    main()
