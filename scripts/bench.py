"""Measure whole processes and print medians, with the ratio to a bare Python on the same machine.

Beside new-migration stand the commands that a user would otherwise run, each of which writes an empty file. They are
installed into .bench on the first run; what cannot be installed is named and left out.
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

ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT / ".bench"
OURS = Path(sys.executable).parent / "new-migration"
ROUNDS = 15
ADD_COLUMN = [str(OURS), "add-column", "review_sessions", "is_archived boolean not null default false",
              "--index", "--purpose", "Let analysts hide finished sessions", "--no-check"]  # fmt: skip


def main() -> None:
    """Print the table."""
    subprocess.run([sys.executable, "-m", "compileall", "-q", ROOT / "src", Path(sys.prefix) / "lib"], check=False)
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'what (whole process, median of ' + str(ROUNDS) + ')':58} {'seconds':>8} {'x python':>9}")
        base = None
        for name, command, where in cases(Path(folder)):
            seconds = median(command, where, environment)
            base = base or seconds
            print(f"{name:58} {seconds:8.3f} {seconds / base:9.1f}", flush=True)
        seconds = first_question(Path(folder), environment)
        name = "new-migration, until the first question"
        print(f"{name:58} {seconds:8.3f} {seconds / (base or 1):9.1f}")


def median(command: list[str], where: Path, environment: dict[str, str]) -> float:
    """The median wall time of a command in seconds; the first run warms the caches and does not count."""
    times = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        done = subprocess.run(command, cwd=where, env=environment, capture_output=True, stdin=subprocess.DEVNULL,
                              check=False)  # fmt: skip
        times.append(time.perf_counter() - start)
        if done.returncode:
            raise SystemExit(f"{command[0]} failed: {done.stderr.decode()}")
    return statistics.median(times[1:])


def first_question(where: Path, environment: dict[str, str]) -> float:
    """The median time in seconds from the start of the program to its first question, at a terminal of its own."""
    import pexpect

    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        terminal = pexpect.spawn(str(OURS), cwd=where, env={**environment, "TERM": "xterm-256color"})
        terminal.expect("Which kind of change")
        times.append(time.perf_counter() - start)
        terminal.close(force=True)
    return statistics.median(times)


def cases(folder: Path) -> Iterator[tuple[str, list[str], Path]]:
    """What is measured: a name, the command and the folder that it runs in."""
    yield "python -c pass", [sys.executable, "-c", "pass"], folder
    yield "new-migration --help", [str(OURS), "--help"], project(folder / "help", 1)
    yield "new-migration add-column --help", [str(OURS), "add-column", "--help"], project(folder / "kind", 1)
    yield "new-migration add-column …", ADD_COLUMN, project(folder / "small", 10)
    yield "new-migration add-column … (5,000 migrations)", ADD_COLUMN, project(folder / "big", 5000)
    yield "new-migration add-column … (500 branches)", ADD_COLUMN, branches(folder / "branches", 500)
    yield from peers(folder)


def project(folder: Path, migrations: int) -> Path:
    """A git repository with so many migrations of three scripts each."""
    target = folder / "database" / "migrations"
    target.mkdir(parents=True)
    for number in range(migrations):
        for prefix in ("", "rollback-", "verify-"):
            (target / f"{prefix}{number:03d}_add_column_number_{number}.sql").write_text("SELECT 1;\n")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "config", "user.name", "Ada Lovelace")
    git(folder, "config", "user.email", "ada@example.org")
    return folder


def branches(folder: Path, count: int) -> Path:
    """A git repository with so many branches, each of which adds a migration of its own to 300."""
    project(folder, 300)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "base")
    commits = []
    for number in range(count):
        path, text = f"database/migrations/{300 + number}_of_branch_{number}.sql", "SELECT 1;\n"
        commits.append(
            f"commit refs/heads/branch-{number}\ncommitter A <a@example.org> 0 +0000\ndata 1\nx\n"
            f"from refs/heads/main^0\nM 100644 inline {path}\ndata {len(text)}\n{text}\n"
        )
    subprocess.run(["git", "fast-import", "--quiet"], cwd=folder, input="".join(commits).encode(), check=True)
    return folder


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def peers(folder: Path) -> Iterator[tuple[str, list[str], Path]]:
    """The empty file of others: each in a project of its own, set up as its documentation says."""
    yield from node_peers()
    yield from python_peers(folder)


def node_peers() -> Iterator[tuple[str, list[str], Path]]:
    home = BENCH / "node"
    if not (home / "node_modules" / ".bin" / "knex").exists():
        home.mkdir(parents=True, exist_ok=True)
        (home / "package.json").write_text('{"private": true}')
        if not installed(
            ["npm", "install", "--no-audit", "--no-fund", "--silent", "node-pg-migrate", "knex", "pg"], home
        ):
            print("node-pg-migrate, knex: not measured (npm cannot install them here)")
            return
    (home / "knexfile.js").write_text("module.exports = { client: 'pg' };\n")
    shutil.rmtree(home / "migrations", ignore_errors=True)
    programs = home / "node_modules" / ".bin"
    yield "node-pg-migrate create x", [str(programs / "node-pg-migrate"), "create", "x"], home
    shutil.rmtree(home / "migrations")
    yield "knex migrate:make x", [str(programs / "knex"), "migrate:make", "x"], home


def python_peers(folder: Path) -> Iterator[tuple[str, list[str], Path]]:
    home = BENCH / "python"
    python = home / "bin" / "python"
    if not (home / "bin" / "django-admin").exists():
        made = installed([sys.executable, "-m", "venv", str(home)], ROOT)
        if not made or not installed(
            [str(python), "-m", "pip", "install", "-q", "alembic", "django", "psycopg[binary]"], ROOT
        ):
            print("alembic, django: not measured (pip cannot install them here)")
            return
        subprocess.run([python, "-m", "compileall", "-q", home / "lib"], check=False)
    subprocess.run([home / "bin" / "alembic", "init", "alembic"], cwd=made_folder(folder / "alembic"), check=True,
                   capture_output=True)  # fmt: skip
    yield "alembic revision -m x", [str(home / "bin" / "alembic"), "revision", "-m", "x"], folder / "alembic"
    django = made_folder(folder / "django")
    subprocess.run([home / "bin" / "django-admin", "startproject", "site1", "."], cwd=django, check=True)
    subprocess.run([python, "manage.py", "startapp", "app1"], cwd=django, check=True)
    settings = django / "site1" / "settings.py"
    settings.write_text(settings.read_text().replace("INSTALLED_APPS = [", 'INSTALLED_APPS = ["app1",'))
    yield "manage.py makemigrations --empty", [str(python), "manage.py", "makemigrations", "app1", "--empty"], django


def installed(command: list[str], where: Path) -> bool:
    """Whether an installation went well; a program that is not there is no."""
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, cwd=where, capture_output=True, check=False).returncode == 0


def made_folder(folder: Path) -> Path:
    folder.mkdir()
    return folder


if __name__ == "__main__":
    main()
