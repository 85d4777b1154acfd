"""Sessions in a real terminal: the console script, a pseudo-terminal and a temporary folder, typed at like a person."""

from __future__ import annotations

import io
import os
import re
import shlex
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest

PROGRAM = str(Path(sysconfig.get_path("scripts")) / "new-migration")
ENTER, DOWN, CLEAR, DONE, CTRL_C, CTRL_D = "\r", "\x1b[B", "\x15", "\x1b\r", "\x03", "\x04"
REVIEW = "Write these"
WRITE, EDIT, OPEN, CANCEL = ENTER, DOWN + ENTER, DOWN * 2 + ENTER, DOWN * 3 + ENTER

Script = list[tuple[str, str]]  # what is waited for, and the keys that answer it


class Terminal:
    """One run of the command, with standard output redirected to a file and everything else on the terminal."""

    def __init__(self, folder: Path, *arguments: str, columns: int = 80, **environment: str) -> None:
        self.folder = folder
        self.result = folder.parent / "stdout"
        line = shlex.join([PROGRAM, "--no-check", *arguments])
        self.process: Any = pexpect.spawn(
            "/bin/sh",
            ["-c", f"exec {line} > {shlex.quote(str(self.result))}"],
            cwd=folder,
            env={**_ENVIRONMENT, "HOME": str(folder.parent), **environment},
            encoding="utf-8",
            dimensions=(24, columns),
            timeout=6,
        )
        self.process.delaybeforesend = None
        self.process.logfile_read = self.shown = io.StringIO()

    def see(self, text: str) -> None:
        self.process.expect_exact(text)

    def type(self, keys: str) -> None:
        self.process.send(keys)

    def follow(self, script: Script) -> None:
        for text, keys in script:
            self.see(text)
            self.type(keys)

    def end(self) -> int:
        """Wait for the end; the exit code."""
        self.process.expect(pexpect.EOF)
        self.process.close()
        assert self.process.signalstatus is None
        return int(self.process.exitstatus)

    @property
    def rest(self) -> str:
        """What was shown after the last text that was waited for, without colours."""
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", self.process.before).replace("\r", "")

    @property
    def written(self) -> list[str]:
        """The paths on standard output."""
        return self.result.read_text().splitlines()

    @property
    def files(self) -> list[str]:
        """What is in the folder."""
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*"))


_ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "TERM": "xterm-256color",
    "LANG": "C.UTF-8",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
}
Open = Callable[..., Terminal]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Open]:
    """Starts the command in an empty folder."""
    opened: list[Terminal] = []
    folder = tmp_path / "project"
    folder.mkdir()

    def start(*arguments: str, **more: Any) -> Terminal:
        opened.append(Terminal(folder, *arguments, **more))
        return opened[-1]

    yield start
    for each in opened:
        each.process.close(force=True)


ADD_COLUMN: Script = [
    ("Which table gets the column?", "review_sessions" + ENTER),
    ("Column, as in CREATE TABLE", "archived_by bigint references users" + ENTER),
    ("Another one?", ENTER),
    ("May the column be NULL?", "y"),
    ("What happens when the referenced row is deleted?", DOWN * 2 + ENTER),
    ("Will queries filter, join or sort by it", "n"),
    ("Anything else?", ENTER),
    ("Why is the change made?", "Let analysts hide sessions" + ENTER),
    (REVIEW, WRITE),
]
CREATE_TABLE: Script = [
    ("Name of the new table", "session_access" + ENTER),
    ("Column, as in CREATE TABLE", "id uuid primary key" + ENTER),
    ("Another one?", "user_id uuid not null references users" + ENTER),
    ("Another one?", ENTER),
    ("Columns that are unique together", "user_id, id" + ENTER),
    ("Another one?", ENTER),
    ("Anything else?", " " + DOWN + " " + ENTER),
    ("Table constraint", "check (id is not null)" + ENTER),
    ("Another one?", ENTER),
    ("What happens when a referenced row is deleted?", ENTER),
    ("Further index", ENTER),
    ("What does a row stand for", "It's who may see what" + ENTER),
    ("Comment of a column", "user_id IS 'the analyst'" + ENTER),
    ("Another one?", ENTER),
    ("Why is the change made?", ENTER),
    (REVIEW, WRITE),
]
SESSIONS: dict[str, tuple[Script, str]] = {
    "add-column": (ADD_COLUMN, "ADD COLUMN archived_by bigint NULL"),
    "create-table": (CREATE_TABLE, "COMMENT ON COLUMN session_access.user_id IS 'the analyst'"),
    "add-foreign-key": (
        [
            ("Which table refers to another?", "document_submissions" + ENTER),
            ("Its column that holds the reference", "session_id" + ENTER),
            ("What does it refer to", "review_sessions" + ENTER),
            ("What happens when the referenced row is deleted?", ENTER),
            ("Anything else?", ENTER),
            ("Index the referencing columns", ENTER),
            ("Why is the change made?", ENTER),
            (REVIEW, WRITE),
        ],
        "ON DELETE CASCADE",
    ),
    "create-index": (
        [
            ("Which table gets the index?", "user_notes" + ENTER),
            ("Columns or expressions of one index", "submission_id, created_by desc" + ENTER),
            ("Another one?", ENTER),
            ("May no two rows have the same values?", ENTER),
            ("Anything else?", " " + ENTER),
            ("Only rows for which this holds", "deleted_at is null" + ENTER),
            ("Why is the change made?", ENTER),
            (REVIEW, WRITE),
        ],
        "WHERE deleted_at IS NULL",
    ),
    "backfill": (
        [
            ("Which table is filled?", "users" + ENTER),
            ("What do the columns become", "status = 'active'" + ENTER),
            ("Only rows for which this holds", "status is null" + ENTER),
            ("Columns of the primary key", CLEAR + "id" + ENTER),
            ("Anything else?", " " + ENTER),
            ("Rows in a batch", CLEAR + "100" + ENTER),
            ("What does the rollback do with the rows?", DOWN + ENTER),
            ("What do the columns become in the rollback?", "status = null" + ENTER),
            ("In which rows", ENTER),
            ("Why is the change made?", ENTER),
            (REVIEW, WRITE),
        ],
        "SET status = 'active'",
    ),
    "sql": (
        [
            ("What does it do, in a few words?", "tune autovacuum" + ENTER),
            ("Run it in one transaction", ENTER),
            ("The statements to run", "CREATE VIEW a AS SELECT 1;" + ENTER + "CREATE VIEW b AS SELECT 2;" + DONE),
            ("Why can it not be undone", ENTER),
            ("The statements that undo it", "DROP VIEW b; DROP VIEW a;" + DONE),
            ("What is true afterwards, in words?", ENTER),
            ("Why is the change made?", ENTER),
            (REVIEW, WRITE),
        ],
        "CREATE VIEW b AS SELECT 2;",
    ),
}


@pytest.mark.parametrize("kind", SESSIONS)
def test_every_kind_from_the_list_to_the_files(kind: str, terminal: Open) -> None:
    script, sql = SESSIONS[kind]
    session = terminal()

    session.follow([("Which kind of change?", kind + ENTER), *script])

    assert session.end() == 0
    assert "again: new-migration " + kind in session.rest
    assert [path for path in session.files if path.endswith(".sql")] == sorted(session.written)
    assert sql in "".join((session.folder / path).read_text() for path in session.written)


def _interrupted() -> Iterator[Any]:
    for kind, script in (("add-column", ADD_COLUMN), ("create-table", CREATE_TABLE)):
        for position, (text, _) in enumerate(script):
            yield pytest.param(kind, script, position, id=f"{kind}-{position}-{text}")


@pytest.mark.parametrize(("kind", "script", "position"), list(_interrupted()))
def test_ctrl_c_at_every_question_leaves_nothing(kind: str, script: Script, position: int, terminal: Open) -> None:
    session = terminal(kind)
    session.follow(script[:position])
    session.see(script[position][0])

    session.type(CTRL_C)

    assert session.end() == 130
    assert session.rest.endswith("interrupted\n")
    assert (session.files, session.written) == ([], [])


def test_ctrl_d_is_like_ctrl_c(terminal: Open) -> None:
    session = terminal()
    session.follow([("Which kind of change?", CTRL_D)])

    assert session.end() == 130
    assert session.files == []


def test_an_error_is_shown_below_the_field_and_the_question_stays(terminal: Open) -> None:
    session = terminal("add-column", "t")
    session.follow([
        ("Column, as in CREATE TABLE", "total int not nul" + ENTER),
        ('syntax error at or near "nul"', CLEAR + "total int not null" + ENTER),
        ("column total is NOT NULL without a DEFAULT", " default 0" + ENTER),
        ("Another one?", ENTER),
        ("Will queries filter", ENTER),
        ("Anything else?", ENTER),
        ("Why is the change made?", ENTER),
        (REVIEW, WRITE),
    ])  # fmt: skip

    assert session.end() == 0
    assert "ADD COLUMN total int DEFAULT 0 NOT NULL" in (session.folder / session.written[-3]).read_text()


COLUMN = ["add-column", "t", "c int null"]


def test_an_answer_can_be_edited_after_the_preview(terminal: Open) -> None:
    session = terminal("add-column", "t")
    session.follow([
        ("Column, as in CREATE TABLE", "c int null" + ENTER),
        ("Another one?", ENTER),
        ("Will queries filter", ENTER),
        ("Anything else?", ENTER),
        ("Why is the change made?", "Fisrt" + ENTER),
        ("ADD", ""),
        (REVIEW, EDIT),
        ("Which answer is to be changed?", DOWN + ENTER),
        ("Column, as in CREATE TABLE", CLEAR + "d text null" + ENTER),
        ("Another one?", ENTER),
        (REVIEW, EDIT),
        ("Which answer is to be changed?", DOWN * 4 + ENTER),
        ("Why is the change made?", CLEAR + "First" + ENTER),
        (REVIEW, WRITE),
    ])  # fmt: skip

    assert session.end() == 0
    forward = (session.folder / "database/migrations/001_add_d_to_t.sql").read_text()
    assert "ADD COLUMN d text NULL;" in forward
    assert "-- Purpose: First\n" in forward


def test_cancel_writes_nothing(terminal: Open) -> None:
    session = terminal("add-column", "t")
    session.follow([*_SHORT, (REVIEW, CANCEL)])

    assert session.end() == 130
    assert session.rest.endswith("cancelled, nothing was written\n")
    assert (session.files, session.written) == ([], [])


@pytest.fixture
def users(terminal: Open) -> Path:
    """A project with a migration that creates ``users``."""
    session = terminal("create-table", "users", "id bigint primary key", "legacy text", "--no-input")
    assert session.end() == 0
    return session.folder


@pytest.mark.usefixtures("users")
def test_names_that_exist_are_offered_and_others_refused(terminal: Open) -> None:
    """The schema is read on a scratch server while the first answer is typed."""
    session = terminal("drop-column")
    session.process.timeout = 20
    session.follow([
        ("Which table has the column?", "userz" + ENTER),
        ("there is no table userz", CLEAR + "us"),
        ("users", "ers" + ENTER),
        ("Which column", "legasy" + ENTER),
        ("there is no column legasy", CLEAR + "legacy" + ENTER),
        ("Anything else?", ENTER),
        ("Why is the change made?", ENTER),
        (REVIEW, WRITE),
    ])  # fmt: skip

    assert session.end() == 0
    assert session.written[-3].endswith("002_set_aside_legacy_of_users.sql")


@pytest.mark.usefixtures("users")
@pytest.mark.parametrize("seen", ["Which table has the column?", "Which column"])
def test_ctrl_c_while_the_schema_is_read_leaves_nothing(seen: str, terminal: Open) -> None:
    session = terminal("drop-column")
    session.process.timeout = 20
    if seen == "Which column":
        session.follow([("Which table has the column?", "users" + ENTER)])
    session.see(seen)
    session.type(CTRL_C)

    assert session.end() == 130
    assert session.rest.endswith("interrupted\n")


_SHORT: Script = [
    ("Column, as in CREATE TABLE", "c int null" + ENTER),
    ("Another one?", ENTER),
    ("Will queries filter", ENTER),
    ("Anything else?", ENTER),
    ("Why is the change made?", ENTER),
]


def test_the_files_can_be_opened_in_the_editor(terminal: Open, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text(f'#!/bin/sh\necho drawn; printf "%s\\n" "$@" > {shlex.quote(str(tmp_path / "opened"))}\n')
    editor.chmod(0o755)
    session = terminal("add-column", "t", EDITOR=str(editor), VISUAL="")
    session.follow([*_SHORT, (REVIEW, OPEN)])

    assert session.end() == 0
    opened = [Path(path) for path in (tmp_path / "opened").read_text().splitlines()]
    assert [str(path.relative_to(session.folder)) for path in opened] == session.written
    assert len(session.written) == 6  # and what the editor drew went to the terminal
    assert "drawn" in session.rest


def test_a_dry_run_asks_and_prints_the_sql(terminal: Open) -> None:
    session = terminal("add-column", "--dry-run", "t")
    session.follow(_SHORT)

    assert session.end() == 0
    assert "ADD COLUMN c int NULL" in session.result.read_text()
    assert session.files == []


def test_who_says_everything_is_asked_nothing(terminal: Open) -> None:
    session = terminal(*COLUMN)

    assert session.end() == 0
    assert len(session.written) == 6
    assert "?" not in session.rest


def test_what_will_be_locked_is_said_before_the_files_are_written(terminal: Open) -> None:
    session = terminal("add-column", "t")
    session.follow([
        ("Column, as in CREATE TABLE", "c int not null default random()" + ENTER),
        ("Another one?", ENTER),
        ("Will queries filter", ENTER),
        ("Anything else?", ENTER),
        ("Why is the change made?", ENTER),
        ("This rewrites t under ACCESS EXCLUSIVE", ""),
        (REVIEW, CTRL_C),
    ])  # fmt: skip

    assert session.end() == 130


@pytest.mark.parametrize("columns", [20, 40, 200])
def test_the_width_of_the_terminal_does_not_matter(columns: int, terminal: Open) -> None:
    session = terminal("add-column", "t", columns=columns)
    session.follow([
        ("Column,", "a_column_with_a_long_name int null" + ENTER),
        ("Another one?", ENTER),
        ("Will queries", ENTER),
        ("Anything else?", ENTER),
        ("Why is the", "x" * 300 + ENTER),
        ("Write these", WRITE),
    ])  # fmt: skip

    assert session.end() == 0
    assert len(session.written) == 6


def test_strange_keys_do_no_harm(terminal: Open) -> None:
    session = terminal("add-column")
    session.follow([
        ("Which table gets the column?", "\x11\x01\x1b[Z\x1b[99~naïve 🐘" + ENTER),
        ("not allowed here", "\x05" + CLEAR + "\x1b[200~review\x1b[201~_t" + ENTER),
        ("Column, as in CREATE TABLE", "\x1b[200~c\tint\nnull\n\x1b[201~" + ENTER),
        ("Another one?", ENTER),
        ("Will queries filter", "x?\x1b[An"),
        ("Anything else?", ENTER),
        ("Why is the change made?", ENTER),
        (REVIEW, "qwertz" + WRITE),
    ])  # fmt: skip

    assert session.end() == 0
    assert "ADD COLUMN c int NULL;" in (session.folder / "database/migrations/001_add_c_to_review_t.sql").read_text()


@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_no_color_is_honoured(environment: dict[str, str], coloured: bool, terminal: Open) -> None:
    session = terminal("add-column", "t", **environment)
    session.follow([*_SHORT, ("COMMIT", ""), (REVIEW, CTRL_C)])

    assert session.end() == 130
    assert bool(re.search(r"\x1b\[[0-9;]*\b3[1-7]\b", session.shown.getvalue())) == coloured


@pytest.mark.parametrize("arguments", [[], ["add-column"]], ids=["kind", "field"])
def test_nothing_is_asked_without_a_terminal(arguments: list[str], terminal: Open) -> None:
    session = terminal(*arguments, "--no-input")

    assert session.end() == 2
    assert "missing: " in session.rest
