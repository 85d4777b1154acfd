"""From ``migration init`` to a rollback: projects new and old, with a person at a terminal and without one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import pexpect
import pytest
from tests.commands.test_init import old_project
from tests.project.conftest import Project
from tests.project.test_ci import github, gitlab

PARTS = "readme,github,gitlab,pre-commit,vscode,agents,latest,lock"
ENTER, DOWN = "\r", "\x1b[B"

Keys = Sequence[tuple[str, str]]  # what is asked, and the keys that answer it

INIT: Keys = [
    ("Migrations folder", ENTER),
    ("Digits of a number", ENTER),
    ("Write changes that keep", ENTER),
    ("Major version of", ENTER),
    ("What else is", "a" + ENTER),
    ("Write these?", ENTER),
]
ADD_COLUMN: Keys = [
    ("Which table gets the column?", "things_29" + ENTER),
    ("Column, as in CREATE TABLE", "kind text null" + ENTER),
    ("Another one?", ENTER),
    ("Will queries filter, join or sort by it", "y"),
    ("Anything else?", ENTER),
    ("Why is the change made?", "Tell things apart" + ENTER),
    ("Write these", ENTER),
]
APPLY: Keys = [("[y/N]: ", "y" + ENTER)]


class Do(Protocol):
    """Runs a command line in a project; what it says, on standard output and standard error.

    What would be asked is answered by ``keys`` at a terminal, and without one by the ``flags``.
    """

    def __call__(self, project: Project, command: str, *, flags: str = "", keys: Keys = (), code: int = 0) -> str: ...


def without_a_terminal(project: Project, command: str, *, flags: str = "", keys: Keys = (), code: int = 0) -> str:
    done = project.run(f"{command} {flags}")
    said = done.stdout + done.stderr
    assert done.returncode == code, f"{command}\n{said}"
    return said


class AtATerminal:
    """One bash for all of it."""

    def __init__(self, environment: dict[str, str]) -> None:
        more = {"PS1": "<$?> ", "TERM": "xterm-256color", "LANG": "C.UTF-8", "PAGER": "cat"}
        self.shell: Any = pexpect.spawn("bash", ["--norc", "--noprofile"], env=environment | more, encoding="utf-8",
                                        dimensions=(50, 400), timeout=120)  # fmt: skip
        self.shell.delaybeforesend = None
        self.shell.expect_exact("<0> ")
        self._run("bind 'set enable-bracketed-paste off'", ())

    def __call__(self, project: Project, command: str, *, flags: str = "", keys: Keys = (), code: int = 0) -> str:
        self._run(f"cd '{project.path}'", ())
        ended, said = self._run(command if keys else f"{command} {flags}", keys)
        assert ended == code, f"{command}\n{said}"
        return said

    def _run(self, line: str, keys: Keys) -> tuple[int, str]:
        self.shell.sendline(line)
        said = ""
        for question, answer in keys:
            self.shell.expect_exact(question)
            said += self.shell.before
            self.shell.send(answer)
        self.shell.expect(r"<(\d+)> ")
        said += self.shell.before
        return int(self.shell.match[1]), re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", said).replace("\r", "")


@pytest.fixture(params=["terminal", "script"])
def do(request: pytest.FixtureRequest, mine: Project) -> Iterator[Do]:
    if request.param == "script":
        yield without_a_terminal
        return
    person = AtATerminal(mine.environment)
    yield person
    person.shell.close(force=True)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is proven once is known the second time."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def mine(empty: Project, cache: Path) -> Project:
    """A repository with an origin that everybody can reach."""
    empty.cache = cache
    origin = empty.path.parent / "origin.git"
    empty.git("init", "-q", "--bare", "-b", "main", str(origin))
    empty.git("remote", "add", "origin", str(origin))
    return empty


@pytest.fixture(params=["new", "old"])
def is_old(request: pytest.FixtureRequest, mine: Project) -> bool:
    """Whether the project has 300 migrations of the founding text's shape, made before it knew this tool."""
    if request.param == "old":
        old_project(mine.path)
        mine.commit("history")
        mine.git("push", "-q", "origin", "main")
        mine.git("fetch", "-q", "origin")
    return bool(request.param == "old")


def test_a_journey(mine: Project, do: Do, is_old: bool, database_url: str) -> None:
    database = f"DATABASE_URL='{database_url}'"

    # The project is set up, and somebody else clones it.
    set_up(mine, do, is_old=is_old)
    do(mine, f"{database} migration apply", keys=APPLY)
    theirs = Project(mine.path.parent / "theirs", mine.cache, origin=mine.path.parent / "origin.git")
    for project in (mine, theirs):
        do(project, "pre-commit install")

    # Both change it, and take the same number.
    do(mine, "git switch -q -c kinds")
    do(mine, "new-migration add-column", flags="things_29 'kind text null' --index", keys=ADD_COLUMN)
    do(mine, "new-migration drop-column things_29 c292", flags="--no-required")
    assert ": proven" in do(theirs, "new-migration create-index things_29 c291")
    for project in (mine, theirs):
        do(project, "migration check")
        assert do(project, "git add . && git commit -m change").count("...Passed") == 2
        do(project, "git push -q -u origin HEAD")

    # The merge says what to run, and goes into CI.
    renumbered = merge(mine, do, database, last=300 if is_old else 1)
    codes, printed, summary = github(mine)
    assert codes == {"Lint": 0, "Check": 0}, summary
    assert printed == "" and "❌" not in summary and "## Deployment checklist" in summary
    assert all(f"{name}: proven" in summary for name in renumbered) and "c291" not in summary
    code, summary, quality = gitlab(mine)
    assert (code, quality) == (0, []) and "❌" not in summary
    assert mine.git("diff", "--stat") == ""

    # It is deployed, taken back, and deployed again.
    assert "4 pending" in do(mine, f"{database} migration status --check", code=1)
    assert f"{renumbered[-1]}: applied" in do(mine, f"{database} migration apply", keys=APPLY)
    assert "pending" not in do(mine, f"{database} migration status --check")
    assert ": false" not in do(mine, f"{database} migration verify")
    number = renumbered[-1][:3]
    said = do(mine, f"{database} migration rollback {number}", flags="--yes", keys=[("to go on", number + ENTER)])
    assert f"{renumbered[-1]}: rolled back" in said
    assert "1 pending" in do(mine, f"{database} migration status --check", code=1)
    do(mine, f"{database} migration apply", keys=APPLY)
    do(mine, f"{database} migration status --check")


def set_up(project: Project, do: Do, *, is_old: bool) -> None:
    """From nothing, or from what there was, to a commit on main with all parts in which everything is proven."""
    do(project, "migration init", flags=f"--no-input --write {PARTS}", keys=INIT)
    if is_old:
        mend(project, do)
    else:
        do(project, "new-migration create-table things_29 'id bigint primary key' 'c291 int null' 'c292 int null'")
    assert "recorded in database/migrations/migrations.lock" in do(project, "migration check --lock")
    assert "no findings" in do(project, f"migration lint {'--base origin/main' if is_old else ''}")
    do(project, "git add . && git commit -q -m 'set up' && git push -q -u origin main")


def merge(project: Project, do: Do, database: str, *, last: int) -> list[str]:
    """Merge main, which has the number after ``last`` too; the new names of the three migrations of this branch."""
    said = do(project, "git fetch -q && git merge origin/main", code=1)
    assert "Merge conflict in database/migrations/LATEST" in said
    assert "run migration renumber" in (project.migrations / "LATEST").read_text()
    for command in ("migration check", "new-migration add-column things_29 'x int null'"):
        assert "hint: run: migration renumber" in do(project, command, code=2)

    names = ("add_kind_to_things_29", "index_kind_of_things_29", "set_aside_c292_of_things_29")
    theirs = f"{last + 1:03}_index_c291_of_things_29"
    before = [f"{last + place:03}_{name}" for place, name in enumerate(names, start=1)]
    after = [f"{last + place:03}_{name}" for place, name in enumerate(names, start=2)]
    said = do(project, f"{database} migration renumber")
    assert all(f"rollback-{old}.sql -> rollback-{new}.sql\n" in said for old, new in zip(before, after, strict=True))
    do(project, "migration renumber --undo")
    assert stems(project)[-4:] == sorted([*before, theirs])
    do(project, f"{database} migration renumber")
    assert stems(project)[-4:] == [theirs, *after]

    assert "hint: run: migration check --lock" in do(project, "migration check --locked", code=2)
    said = do(project, "migration check")
    assert all(f"{name}: proven" in said for name in after) and "recorded in" in said
    assert f"all {len(stems(project))} migrations are proven as they are" in do(project, "migration check --locked")
    assert "no findings" in do(project, "migration lint --base origin/main")
    do(project, "git add . && git commit -q -m 'merge main' && git push -q")
    return after


def mend(project: Project, do: Do) -> None:
    """What the people before left behind: a name that is none, and rollbacks that nobody wrote."""
    assert "has no rollback" in do(project, "migration check 50", code=1)
    for number in range(50, 301, 50):
        name = f"{number:03}_change_{number}"
        text = f"""\
-- Rollback {number:03}: Change {number}

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TABLE things_{number // 10};

DELETE FROM schema_migrations
WHERE migration_name = '{name}';

COMMIT;
"""
        (project.migrations / f"rollback-{name}.sql").write_text(text)
    assert "is no name of one" in do(project, "migration status --database-url postgresql://", code=2)
    do(project, "git rm -q database/migrations/002-AddColumn.sql database/migrations/add_column.sql")


def stems(project: Project) -> list[str]:
    return sorted(path.stem for path in project.migrations.glob("[0-9]*_*.sql"))
