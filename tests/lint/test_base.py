"""What is settled: compared with the base branch in real repositories."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from new_migration.errors import BadInput
from new_migration.history.git import GitFails
from new_migration.lint.base import look
from new_migration.lint.project import Base
from new_migration.lint.rule import pair
from new_migration.lint.run import Report, Request, lint, read_texts

USERS = pair("010_create_users", "CREATE TABLE users (id bigint);", "DROP TABLE users;")
TEAMS = pair("011_create_teams", "CREATE TABLE teams (id bigint);", "DROP TABLE teams;")
FILE = "010_create_users.sql"

Repository = Any  # that of conftest.py, which tests cannot import


def linted(repository: Repository, base: str | None = None) -> Report:
    return lint(Request(folder=repository.folder, base=base))


def said(repository: Repository, base: str | None = None) -> list[tuple[str, str]]:
    return [(each.rule, each.file) for each in linted(repository, base).findings]


@pytest.fixture
def branch(origin: Repository, clone: Repository) -> Repository:
    """A clone on a branch of its own, which has all that the remote has: one migration."""
    origin.commit(USERS)
    clone.git("pull", "-q")
    clone.git("checkout", "-q", "-b", "mine")
    return clone


def test_as_it_was(branch: Repository) -> None:
    assert said(branch) == []
    assert linted(branch).notes == ()


def test_how_to_leave_out_what_is_merged_is_said(origin: Repository, branch: Repository) -> None:
    origin.commit(pair("012_create_notes", "CREATE TABLE IF NOT EXISTS notes (id bigint);", "DROP TABLE notes;"))
    branch.git("pull", "-q", "origin", "main")
    report = linted(branch)
    (note,) = report.notes
    merged = len(report.findings)
    assert merged and note.startswith("1 finding is" if merged == 1 else f"{merged} findings are")
    assert note.endswith(
        "in files that origin/main has: --base origin/main judges only what this branch adds or changes"
    )
    assert (said(branch, "origin/main"), linted(branch, "origin/main").notes) == ([], ())


def test_a_statement_was_changed(branch: Repository) -> None:
    branch.write({FILE: USERS[FILE].replace("bigint", "int")})
    (found,) = linted(branch).findings
    assert (found.rule, found.file, found.line) == ("migration-changed", FILE, 7)
    assert "origin/main" in found.message
    branch.commit()
    assert said(branch) == [("migration-changed", FILE)]


@pytest.mark.parametrize("name", [f"rollback-{FILE}", f"verify-{FILE}"])
def test_other_scripts_are_settled_too(branch: Repository, name: str) -> None:
    branch.write({name: USERS[name].replace("users", "members")})
    assert ("migration-changed", name) in said(branch)


def test_only_a_comment_was_changed(branch: Repository) -> None:
    branch.write({FILE: USERS[FILE].replace("Create users", "Make users")})
    assert said(branch) == [("comment-changed", FILE)]


def test_only_blanks_were_changed(branch: Repository) -> None:
    branch.write({FILE: USERS[FILE].replace("(id bigint)", "(\n  id bigint\n)")})
    assert said(branch) == [("comment-changed", FILE)]


def test_only_line_ends_were_changed(branch: Repository) -> None:
    branch.write({FILE: USERS[FILE].replace("\n", "\r\n")})
    assert said(branch) == []


def test_a_change_of_a_comment_can_be_allowed(branch: Repository) -> None:
    allowed = "-- lint: allow comment-changed because the ticket has moved\n"
    branch.write({FILE: USERS[FILE].replace("\nBEGIN", f"{allowed}\nBEGIN")})
    assert said(branch) == []


def test_moved(branch: Repository) -> None:
    for name in USERS:
        branch.git("mv", f"database/migrations/{name}", f"database/migrations/{name.replace('010', '012')}")
    moved = [(rule, file) for rule, file in said(branch) if rule == "migration-moved"]
    assert moved == [("migration-moved", name.replace("010", "012")) for name in sorted(USERS)]
    assert not [rule for rule, _ in said(branch) if rule in {"migration-deleted", "number-below-base"}]


def test_deleted(origin: Repository, branch: Repository) -> None:
    for name in USERS:
        (branch.folder / name).unlink()
    branch.write(TEAMS)
    assert said(branch) == [("migration-deleted", name) for name in sorted(USERS)]


def test_what_the_base_got_since_is_not_deleted_here(origin: Repository, branch: Repository) -> None:
    origin.commit(TEAMS)
    branch.git("fetch", "-q")
    assert said(branch) == []


def test_a_new_one_below_what_the_base_got_since(origin: Repository, branch: Repository) -> None:
    origin.commit(TEAMS)
    branch.git("fetch", "-q")
    branch.write(pair("011_create_rooms", "CREATE TABLE rooms ();", "DROP TABLE rooms;"))
    (found,) = linted(branch).findings
    assert (found.rule, found.hint) == ("number-below-base", "give it the number 012 or higher")


def test_a_base_leaves_out_what_it_has(branch: Repository) -> None:
    old = pair("009_old", "CREATE TABLE IF NOT EXISTS old ();", "DROP TABLE old;")
    branch.commit(old)
    assert ("if-not-exists", "009_old.sql") in said(branch, "origin/main")
    assert said(branch, "HEAD") == []
    branch.write({FILE: USERS[FILE].replace("bigint", "int")})
    assert said(branch, "HEAD") == [("migration-changed", FILE)]


def test_a_settled_partner_of_a_file_is_not_judged(origin: Repository, branch: Repository) -> None:
    """A forgotten rollback can be added to a migration that must not be edited any more."""
    forward, rollback, _ = old = pair("011_x", "CREATE TABLE IF NOT EXISTS x ();", "DROP TABLE IF EXISTS x;")
    origin.commit({name: text for name, text in old.items() if name != rollback})
    branch.git("pull", "-q", "origin", "main")
    branch.write({rollback: old[rollback]})

    def named(word: str) -> list[tuple[str, str]]:
        report = lint(Request(folder=branch.folder, names=[word]))
        return [(each.rule, each.file) for each in report.findings]

    own, other = ("if-exists", rollback), ("if-not-exists", forward)
    assert named(str(branch.folder / rollback)) == named(rollback) == [own]
    assert named(forward) == [other]
    assert named("11") == named("011_x") == [other, own]
    branch.git("update-ref", "-d", "refs/remotes/origin/main")
    branch.git("remote", "remove", "origin")
    assert named(rollback) == [other, own], "nothing is known to be settled"


def test_only_what_the_base_has_not_is_counted(branch: Repository) -> None:
    assert linted(branch, "origin/main").files == 0
    branch.write(TEAMS | {FILE: USERS[FILE].replace("bigint", "int")})
    assert linted(branch, "origin/main").files == 4
    assert linted(branch).files == 6
    (branch.folder / FILE).unlink()
    assert linted(branch, "origin/main").files == 4, "the one that was deleted is among the findings"


def test_a_detached_head(branch: Repository) -> None:
    branch.git("checkout", "-q", "--detach")
    branch.write({FILE: USERS[FILE].replace("bigint", "int")})
    assert said(branch) == [("migration-changed", FILE)]


def test_a_linked_worktree(branch: Repository, tmp_path: Path) -> None:
    branch.git("worktree", "add", "-q", str(tmp_path / "beside"), "-b", "other")
    worktree = type(branch)(tmp_path / "beside")
    assert said(worktree) == []
    worktree.write({FILE: USERS[FILE].replace("bigint", "int")})
    assert said(worktree) == [("migration-changed", FILE)]


def test_a_submodule(origin: Repository, branch: Repository, tmp_path: Path) -> None:
    (tmp_path / "outer").mkdir()
    outer = type(branch)(tmp_path / "outer")
    outer.git("init", "-q", "-b", "main")
    outer.git("submodule", "--quiet", "add", str(origin.path), "inner")
    inner = type(branch)(tmp_path / "outer" / "inner")
    inner.write({FILE: USERS[FILE].replace("bigint", "int")})
    assert said(inner) == [("migration-changed", FILE)]


def test_a_shallow_clone(origin: Repository, branch: Repository, tmp_path: Path) -> None:
    origin.git("checkout", "-q", "-b", "theirs")
    origin.commit({FILE: USERS[FILE].replace("bigint", "int")})
    origin.git("checkout", "-q", "main")
    origin.commit(TEAMS)
    branches = ("--branch", "theirs", "--no-single-branch")
    origin.git("clone", "-q", "--depth", "1", *branches, f"file://{origin.path}", str(tmp_path / "shallow"))
    shallow = type(branch)(tmp_path / "shallow")
    report = linted(shallow)
    assert "shallow clone" in report.notes[0]
    # What came to main since is not taken for deleted.
    assert [(each.rule, each.file) for each in report.findings] == [("migration-changed", FILE)]


def test_a_shallow_clone_without_the_base(origin: Repository, branch: Repository, tmp_path: Path) -> None:
    origin.git("clone", "-q", "--depth", "1", f"file://{origin.path}", str(tmp_path / "shallow"))
    with pytest.raises(BadInput, match="git knows no commit 'develop' here") as caught:
        linted(type(branch)(tmp_path / "shallow"), "develop")
    assert "fetch-depth: 0" in caught.value.hint


@pytest.mark.parametrize("ref", ["no-such-branch", "--help", "", "HEAD:database", "main..mine"])
def test_a_base_that_is_none(branch: Repository, ref: str) -> None:
    with pytest.raises(BadInput, match="git knows no commit"):
        linted(branch, ref)


def test_no_git(tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    for name, text in USERS.items():
        (folder / name).write_text(text)
    assert look(folder, None, read_texts(folder)).note == ""
    assert lint(Request(folder=folder)).findings == ()
    with pytest.raises(BadInput, match="not a git repository"):
        lint(Request(folder=folder, base="main"))


def test_git_is_not_installed(branch: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert "there is no git on this machine" in linted(branch).notes[0]
    with pytest.raises(BadInput, match="there is no git on this machine"):
        linted(branch, "main")


def test_a_repository_of_somebody_else(branch: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    (note,) = linted(branch).notes
    assert note.startswith("git cannot say what the base branch has: detected dubious ownership")
    assert note.count("\n") == 0 and "git config --global --add safe.directory" in note
    with pytest.raises(GitFails, match="detected dubious ownership"):
        linted(branch, "origin/main")


def test_a_remote_that_is_not_called_origin(branch: Repository) -> None:
    branch.git("remote", "rename", "origin", "upstream")
    branch.write({FILE: USERS[FILE].replace("bigint", "int")})
    (found,) = linted(branch).findings
    assert (found.rule, "upstream/main" in found.message) == ("migration-changed", True)


def test_without_a_remote_nothing_is_settled(branch: Repository) -> None:
    branch.git("remote", "remove", "origin")
    branch.write({FILE: USERS[FILE].replace("bigint", "int")})
    assert (linted(branch).findings, linted(branch).notes) == ((), ())
    assert said(branch, "main") == [("migration-changed", FILE)]


def test_a_partial_clone_that_lacks_the_old_text(origin: Repository, branch: Repository, tmp_path: Path) -> None:
    origin.git("config", "uploadpack.allowFilter", "true")
    origin.git("checkout", "-q", "-b", "theirs")
    origin.commit({FILE: USERS[FILE].replace("bigint", "int")})
    origin.git("checkout", "-q", "main")
    wish = ("--filter=blob:none", "--branch", "theirs")
    origin.git("clone", "-q", *wish, f"file://{origin.path}", str(tmp_path / "partial"))
    partial = type(branch)(tmp_path / "partial")
    assert said(partial) == []
    assert "this must work: git log --all --stat ." in linted(partial).notes[0]
    partial.git("log", "--all", "--stat", str(partial.folder))
    assert said(partial) == [("migration-changed", FILE)]


def test_a_name_with_a_line_end(branch: Repository) -> None:
    odd = {"a\nb.sql": "SELECT 1;\n", "ä b.sql": "SELECT 1;\n"}
    branch.commit(odd)
    assert set(odd) <= look_at(branch, "HEAD").names
    branch.write(dict.fromkeys(odd, "SELECT 2;\n"))
    assert dict(look_at(branch, "HEAD").old) == odd


def look_at(repository: Repository, ref: str) -> Base:
    base = look(repository.folder, ref, read_texts(repository.folder)).base
    assert base is not None
    return base


def test_no_commit_yet(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    for name, text in USERS.items():
        (tmp_path / name).write_text(text)
    report = lint(Request(folder=tmp_path))
    assert (report.findings, report.notes) == ((), ())
    subprocess.run(["git", "-C", tmp_path, "remote", "add", "origin", "nowhere"], check=True)
    assert "does not know the default branch" in lint(Request(folder=tmp_path)).notes[0]


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_OBJECT_DIRECTORY"])
def test_a_hook_of_another_repository_calls(branch: Repository, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "/dev/null")
    branch.write({FILE: USERS[FILE].replace("bigint", "int")})
    assert said(branch) == [("migration-changed", FILE)]


def test_a_folder_that_the_base_has_not(clone: Repository) -> None:
    clone.write(USERS)
    assert said(clone) == []


def test_a_gap_that_another_branch_fills(branch: Repository) -> None:
    branch.commit(pair("012_create_rooms", "CREATE TABLE rooms ();", "DROP TABLE rooms;"))
    assert said(branch) == [("number-gap", "012_create_rooms.sql")]
    branch.git("checkout", "-q", "-b", "theirs", "main")
    branch.commit(TEAMS)
    branch.git("checkout", "-q", "mine")
    assert said(branch) == []


def test_a_table_that_is_new_on_this_branch(branch: Repository) -> None:
    """squawk sees an index on a table in use; nobody uses a table that no database has."""
    index = pair("012_index_teams", "CREATE INDEX i ON teams (id);", "DROP INDEX i;")
    branch.write(TEAMS | index)
    assert said(branch) == []
    branch.write(pair("013_index_users", "CREATE INDEX j ON users (id);", "DROP INDEX j;"))
    assert said(branch) == [("require-concurrent-index-creation", "013_index_users.sql")]
