"""The branch where everybody's work comes together: in real git repositories."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from new_migration import cli
from new_migration.errors import BadInput
from new_migration.history.base import branch_places, default_branch, files_in, named_commit
from new_migration.history.git import GitFails


@pytest.fixture(autouse=True)
def own_git_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration of the machine or the user, no variables of a hook that runs these tests."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def git(top: Path, *words: str) -> str:
    who = ("-c", "user.name=Ada Lovelace", "-c", "user.email=ada@example.org", "-c", "protocol.file.allow=always")
    done = subprocess.run(["git", *who, *words], cwd=top, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture(params=["sha1", "sha256"])
def top(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A repository with one commit, on the branch ``mine``, which is its only one."""
    top = tmp_path / "my pröjects"
    top.mkdir()
    git(top, "init", "-q", "-b", "mine", f"--object-format={request.param}")
    folder(top).mkdir(parents=True)
    for name in NAMES:
        (folder(top) / name).write_text(f"{name}\n")
    (folder(top) / "sub").mkdir()
    (folder(top) / "sub" / "003_x.sql").touch()
    (folder(top) / "004_link.sql").symlink_to("001_a.sql")
    git(top, "add", "--all")
    git(top, "commit", "-q", "-m", "x")
    return top


NAMES = {"001_a.sql", "002_ä b.sql", '003_line\nend".sql'}


def folder(top: Path) -> Path:
    return top / ":(top) db" / "mi grä"


def default(top: Path) -> str:
    commit = default_branch(top, branch_places(top))
    return commit.ref if commit else ""


@pytest.mark.parametrize(
    ("remotes", "branches", "expected"),
    [
        ([], [], ""),
        ([], ["heads/other"], ""),
        ([], ["heads/main"], "main"),
        ([], ["heads/master", "heads/develop"], "master"),
        (["origin"], ["heads/main"], "main"),
        (["origin"], ["heads/main", "remotes/origin/master"], "origin/master"),
        (["origin"], ["remotes/origin/develop", "remotes/origin/trunk"], "origin/trunk"),
        (["origin"], ["remotes/origin/feature/main", "remotes/origin/main-2"], ""),
        (["aaa", "origin"], ["remotes/aaa/main", "remotes/origin/develop"], "origin/develop"),
        (["aaa", "origin"], ["remotes/aaa/main", "heads/main"], "aaa/main"),
        (["team/ä"], ["remotes/team/ä/main", "heads/main"], "team/ä/main"),
        ([], ["remotes/gone/main"], ""),
    ],
)
def test_the_default_branch(top: Path, remotes: list[str], branches: list[str], expected: str) -> None:
    for remote in remotes:
        git(top, "remote", "add", remote, "nowhere")
    for branch in branches:
        git(top, "update-ref", f"refs/{branch}", "HEAD")
    assert default(top) == default(folder(top)) == default(folder(top) / "absent") == expected


def test_the_word_of_the_remote_comes_first(top: Path) -> None:
    git(top, "remote", "add", "origin", "nowhere")
    for branch in ("main", "release/1"):
        git(top, "update-ref", f"refs/remotes/origin/{branch}", "HEAD")
    git(top, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/release/1")
    git(top, "branch", "origin/release/1")  # a name that could mean both
    git(top, "commit", "-q", "--allow-empty", "-m", "y")
    git(top, "update-ref", "refs/remotes/origin/release/1", "HEAD")
    found = default_branch(top, branch_places(top))
    assert found is not None
    assert (found.ref, found.id) == ("origin/release/1", git(top, "rev-parse", "HEAD"))
    git(top, "update-ref", "-d", "refs/remotes/origin/release/1")
    assert default(top) == "origin/main"


def test_no_place_has_no_branch(top: Path) -> None:
    git(top, "branch", "main")
    assert default_branch(top, []) is None


@pytest.mark.parametrize("ref", ["mine", "HEAD", "@{0}", "mine@{1 day ago}", "v1"])
def test_a_commit_by_its_names(top: Path, ref: str) -> None:
    git(top, "tag", "--annotate", "--message=x", "v1")
    assert named_commit(folder(top), ref).id == git(top, "rev-parse", "HEAD")


@pytest.mark.parametrize("ref", ["", "no", "--help", "HEAD:", "mine..mine", "mine\nHEAD", "a commit", "ä", "\0"])
def test_what_is_no_commit(top: Path, ref: str) -> None:
    with pytest.raises(BadInput, match="git knows no commit") as caught:
        named_commit(top, ref)
    assert "git fetch origin" in caught.value.hint


def test_the_files_in_a_commit(top: Path) -> None:
    files = files_in(folder(top), "HEAD")
    assert set(files) == NAMES
    assert git(top, "cat-file", "-p", files["002_ä b.sql"]) == "002_ä b.sql"


def test_a_folder_that_is_missing_here_or_there(top: Path) -> None:
    assert files_in(folder(top) / "absent", "HEAD") == {}
    (top / "new").mkdir()
    assert files_in(top / "new", "HEAD") == {}
    (top / "000_on_top.sql").touch()
    git(top, "add", "--all")
    git(top, "commit", "-q", "-m", "y")
    assert files_in(top / "new", "HEAD") == {}
    assert set(files_in(top, "HEAD")) == {"000_on_top.sql"}


def test_a_link_to_the_folder(top: Path, tmp_path: Path) -> None:
    git(top, "branch", "main")
    (tmp_path / "link").symlink_to(folder(top))
    assert default(tmp_path / "link") == "main"
    assert set(files_in(tmp_path / "link", "main")) == NAMES


def test_outside_git(tmp_path: Path) -> None:
    assert branch_places(tmp_path) == []
    with pytest.raises(GitFails, match="not a git repository"):
        named_commit(tmp_path, "main")


def test_a_linked_worktree_a_submodule_and_a_detached_head(top: Path, tmp_path: Path) -> None:
    git(top, "branch", "main")
    git(top, "worktree", "add", "-q", "--detach", str(tmp_path / "linked"), "main")
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "-q", "-b", "other", f"--object-format={git(top, 'rev-parse', '--show-object-format')}")
    git(outer, "submodule", "--quiet", "add", str(top), "inner")
    git(outer / "inner", "checkout", "-q", "--detach")
    for tree, expected in ((tmp_path / "linked", "main"), (outer / "inner", "origin/mine")):
        assert default(folder(tree)) == expected
        assert set(files_in(folder(tree), expected)) == NAMES
    assert default(outer) == ""


def test_a_shallow_clone_and_a_worktree_of_a_bare_repository(top: Path, tmp_path: Path) -> None:
    git(top, "branch", "main")
    git(top, "clone", "-q", "--depth=1", f"file://{top}", str(tmp_path / "shallow"))
    assert default(tmp_path / "shallow") == "origin/mine"
    git(top, "clone", "-q", "--bare", str(top), str(tmp_path / "bare"))
    git(tmp_path / "bare", "worktree", "add", "-q", "--detach", str(tmp_path / "tree"), "mine")
    assert default(tmp_path / "tree") == "main"
    assert branch_places(tmp_path / "bare") == []


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY", "GIT_INDEX_FILE"])
def test_variables_of_a_hook_do_not_lead_astray(top: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    git(top, "branch", "main")
    monkeypatch.setenv(name, "/nowhere")
    assert default(top) == "main"
    assert set(files_in(folder(top), "main")) == NAMES


def test_few_processes(top: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        git(top, "remote", "add", f"remote-{number}", "nowhere")
    (tmp_path / "programs").mkdir()
    seen = tmp_path / "seen"
    script = tmp_path / "programs" / "git"
    script.write_text(f'#!/bin/sh\necho >>"{seen}"\nexec "{shutil.which("git")}" "$@"\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'programs'}:{os.environ['PATH']}")
    assert default(top) == ""
    assert len(seen.read_text()) == 2


@pytest.fixture
def twins(top: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder has two with one number: one on main, one of this branch."""
    git(top, "branch", "main")
    (folder(top) / "001_b.sql").write_text("SELECT 1;\n")
    monkeypatch.chdir(top)
    for name in ("DATABASE_URL", "PGHOST", "PGDATABASE", "DB_HOST"):
        monkeypatch.delenv(name, raising=False)
    return folder(top)


def renumber(folder: Path, *words: str) -> int:
    return cli.run("migration", ["renumber", "--directory", str(folder), "--dry-run", *words])


def test_what_is_on_no_branch_yet_gets_another_number(twins: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert renumber(twins) == 0
    assert capsys.readouterr().out.startswith("001_b.sql -> ")


@pytest.mark.parametrize("words", [[], ["--base", "main"], ["001_b"], ["001_a"]])
def test_a_repository_of_another_user_is_not_renumbered(
    twins: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")  # a variable of git's own tests
    assert renumber(twins, *words) == 2
    said = capsys.readouterr().err
    assert "git: detected dubious ownership in repository" in said
    assert "hint: To add an exception for this directory, call: git config --global --add safe.directory" in said


def test_a_folder_that_is_not_there_yet(twins: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert renumber(twins / "absent") == 0
    assert "nothing is renamed" in capsys.readouterr().err


def test_a_clone_that_lacks_the_folder_of_the_base_is_renumbered_when_it_has_it(
    twins: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    top = twins.parent.parent
    git(top, "config", "uploadpack.allowFilter", "true")
    git(top, "clone", "-q", "--no-checkout", "--filter=tree:0", f"file://{top}", str(tmp_path / "partial"))
    shutil.copytree(twins, folder(tmp_path / "partial"))
    assert renumber(folder(tmp_path / "partial")) == 2
    assert "this must work: git log --all --stat ." in capsys.readouterr().err
    git(folder(tmp_path / "partial"), "log", "--all", "--stat", ".")
    assert renumber(folder(tmp_path / "partial")) == 0
    assert capsys.readouterr().out.startswith("001_b.sql -> ")
