"""Numbers on other branches and in other worktrees, and the author: on real git repositories."""

import os
import pwd
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from new_migration import cli
from new_migration.history.git import GitFails, ask_git, author, numbers_elsewhere, run_git


@pytest.fixture(autouse=True)
def own_git_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration of the machine or the user, no variables of a hook that runs these tests."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


class Repository:
    """A git repository in a test."""

    def __init__(self, top: Path, *options: str) -> None:
        self.top = top
        top.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main", *options)

    def git(self, *arguments: str, given: str = "") -> str:
        identity = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "protocol.file.allow=always")
        command = ["git", *identity, *arguments]
        done = subprocess.run(command, cwd=self.top, input=given, capture_output=True, text=True, check=True)
        return done.stdout

    def commit(self, *names: str, branch: str = "") -> None:
        """Commit empty files, on a new branch where one is named."""
        if branch:
            self.git("checkout", "--quiet", "-b", branch)
        for name in names:
            (self.top / name).parent.mkdir(parents=True, exist_ok=True)
            (self.top / name).touch()
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=x")


@pytest.fixture(params=["sha1", "sha256"])
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Repository:
    """With 001 on main, checked out; 002 on a branch."""
    repository = Repository(tmp_path / "my pröject", f"--object-format={request.param}")
    repository.commit("db/mi grä/001_a.sql", "db/mi grä/rollback-001_a.sql")
    repository.commit("db/mi grä/002_b.sql", "db/mi grä/rollback-002_b.sql", branch="feature/two")
    repository.git("checkout", "--quiet", "main")
    return repository


def folder(repository: Repository) -> Path:
    return repository.top / "db" / "mi grä"


def test_numbers_on_other_branches(repository: Repository) -> None:
    repository.commit("db/mi grä/009_i.sql", "elsewhere/077_x.sql", "db/mi grä/sub/078_x.sql", branch="nine")
    repository.commit("db/mi grä/verify-010_ä\"quoted'.sql", branch="ten")
    repository.git("checkout", "--quiet", "main")
    assert numbers_elsewhere(folder(repository)) == {1, 2, 9, 10}


def test_the_current_branch_is_not_elsewhere(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository")
    repository.commit("001_a.sql")
    assert numbers_elsewhere(repository.top) == set()
    repository.git("branch", "other")
    repository.commit("002_b.sql")
    assert numbers_elsewhere(repository.top) == {1}


def test_the_folder_may_be_absent_here_and_there(repository: Repository) -> None:
    repository.commit("x", branch="another")
    assert numbers_elsewhere(repository.top / "other" / "folder") == set()
    repository.commit("other/folder/005_x.sql", branch="with")
    repository.git("checkout", "--quiet", "main")
    assert numbers_elsewhere(repository.top / "other" / "folder") == {5}


def test_a_folder_that_is_a_file_or_a_link_elsewhere(repository: Repository) -> None:
    repository.commit("m", branch="file")
    repository.git("checkout", "--quiet", "-b", "link", "main")
    (repository.top / "m").symlink_to("db")
    repository.commit()
    repository.git("checkout", "--quiet", "main")
    assert numbers_elsewhere(repository.top / "m") == set()


def test_a_link_to_the_folder(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder(repository))
    assert numbers_elsewhere(tmp_path / "link") == {1, 2}


def test_remote_tracking_branches_and_a_shallow_clone(repository: Repository, tmp_path: Path) -> None:
    clone = Repository(tmp_path / "clone")
    options = ("--quiet", "--depth=1", "--no-single-branch", f"file://{repository.top}", str(tmp_path / "shallow"))
    clone.git("clone", *options)
    assert numbers_elsewhere(tmp_path / "shallow" / "db" / "mi grä") == {1, 2}


def test_a_partial_clone_does_not_fetch(repository: Repository, tmp_path: Path) -> None:
    repository.git("config", "uploadpack.allowFilter", "true")
    repository.git("clone", "--quiet", "--filter=tree:0", f"file://{repository.top}", str(tmp_path / "partial"))
    assert numbers_elsewhere(tmp_path / "partial" / "db" / "mi grä") == set()  # 2 could be known by fetching only


def test_a_detached_head(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "--detach")
    assert numbers_elsewhere(folder(repository)) == {1, 2}


def test_an_unborn_branch(repository: Repository, tmp_path: Path) -> None:
    repository.git("checkout", "--quiet", "--orphan", "unborn")
    assert numbers_elsewhere(folder(repository)) == {1, 2}
    assert numbers_elsewhere(Repository(tmp_path / "new").top / "m") == set()


def test_a_bare_repository(repository: Repository, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    repository.git("clone", "--quiet", "--bare", str(repository.top), str(bare))
    assert numbers_elsewhere(bare / "db") == set()
    repository.git("--git-dir", str(bare), "worktree", "add", "--quiet", str(tmp_path / "tree"), "main")
    assert numbers_elsewhere(tmp_path / "tree" / "db" / "mi grä") == {1, 2}


def test_a_submodule(repository: Repository, tmp_path: Path) -> None:
    outer = Repository(tmp_path / "outer", f"--object-format={object_format(repository)}")
    outer.git("submodule", "--quiet", "add", str(repository.top), "inner")
    outer.commit("db/mi grä/050_x.sql", branch="outer-branch")
    assert numbers_elsewhere(tmp_path / "outer" / "inner" / "db" / "mi grä") == {1, 2}


def object_format(repository: Repository) -> str:
    return repository.git("rev-parse", "--show-object-format").strip()


def test_uncommitted_files_in_other_worktrees(repository: Repository, tmp_path: Path) -> None:
    linked = tmp_path / "linked wörktree"
    repository.git("worktree", "add", "--quiet", "--detach", str(linked))
    (linked / "db" / "mi grä" / "020_x.sql").touch()
    (folder(repository) / "030_x.sql").touch()
    assert numbers_elsewhere(folder(repository)) == {1, 2, 20}
    assert numbers_elsewhere(linked / "db" / "mi grä") == {1, 2, 30}


def test_worktrees_that_are_gone_or_linked_relatively(repository: Repository, tmp_path: Path) -> None:
    for name in ("gone", "relative"):
        repository.git("worktree", "add", "--quiet", "--detach", str(tmp_path / name))
    (tmp_path / "relative" / "db" / "mi grä" / "040_x.sql").touch()
    # As git 2.48 writes it with worktree.useRelativePaths.
    link = repository.top / ".git" / "worktrees" / "relative" / "gitdir"
    link.write_text("../../../../relative/.git\n")
    (tmp_path / "gone").rename(tmp_path / "moved")
    assert numbers_elsewhere(folder(repository)) == {1, 2, 40}


def test_outside_git(tmp_path: Path) -> None:
    assert numbers_elsewhere(tmp_path / "absent") == set()


def test_broken_repositories_and_links_are_no_error(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / ".git").write_text("gitdir: /nowhere\n")
    (tmp_path / "b" / ".git").mkdir(parents=True)
    (tmp_path / "c").symlink_to("c")
    for name in ("a", "b", "c"):
        assert numbers_elsewhere(tmp_path / name / "m") == set()
        assert author(tmp_path / name / "m")
    (repository.top / ".git" / "refs" / "heads" / "broken").write_text("not an object\n")
    assert numbers_elsewhere(folder(repository)) == {1, 2}


@pytest.fixture
def git_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a shell script in the place of git, or nothing for an empty text."""

    def replace(script: str) -> None:
        programs = tmp_path / "programs"
        programs.mkdir()
        if script:
            (programs / "git").write_text(f"#!/bin/sh\n{script}\n")
            (programs / "git").chmod(stat.S_IRWXU)
        monkeypatch.setenv("PATH", str(programs))

    return replace


def told(directory: Path) -> list[str]:
    """What is said of numbers that are not known."""
    lines: list[str] = []
    numbers_elsewhere(directory, lines.append)
    return lines


def test_without_git(repository: Repository, git_is: Callable[[str], None], tmp_path: Path) -> None:
    git_is("")
    assert numbers_elsewhere(folder(repository)) == set()
    (line,) = told(folder(repository))
    assert line == "git does not say which numbers other branches use: there is no git on this machine (install it)"
    assert told(tmp_path) == []
    assert author(repository.top)


def test_a_git_that_hangs_is_left(
    repository: Repository, git_is: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("new_migration.history.git._TIMEOUT", 0.1)
    git_is("exec /bin/sleep 60")
    start = time.perf_counter()
    assert numbers_elsewhere(folder(repository)) == set()
    assert "it has not answered in 0.1 seconds" in told(folder(repository))[0]
    assert author(repository.top)
    assert time.perf_counter() - start < 5


def test_git_is_asked_with_no_terminal_and_no_locks(
    repository: Repository, git_is: Callable[[str], None], tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    git_is(
        f'echo "$GIT_TERMINAL_PROMPT $GIT_OPTIONAL_LOCKS $GIT_NO_LAZY_FETCH $LC_ALL" >>{seen}; '
        f"read line && echo $line >>{seen}"
    )
    numbers_elsewhere(folder(repository))
    assert seen.read_text() == "0 0 1 C\n"


def test_variables_of_a_hook_do_not_lead_astray(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repository(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(other.top / ".git"))
    assert numbers_elsewhere(folder(repository)) == {1, 2}


@pytest.fixture
def of_another_user(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")  # a variable of git's own tests
    return repository


def test_a_repository_of_another_user_is_told(of_another_user: Repository, tmp_path: Path) -> None:
    linked = of_another_user.top / ".git" / "worktrees" / "linked"
    linked.mkdir(parents=True)
    (linked / "gitdir").write_text(f"{tmp_path}/linked/.git\n")
    (tmp_path / "linked" / "db" / "mi grä").mkdir(parents=True)
    (tmp_path / "linked" / "db" / "mi grä" / "040_x.sql").touch()
    assert numbers_elsewhere(folder(of_another_user)) == {40}
    (line,) = told(folder(of_another_user))
    assert "detected dubious ownership" in line and "git config --global --add safe.directory" in line


def test_new_migration_says_that_numbers_are_not_known(
    of_another_user: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(of_another_user.top)
    assert cli.run("new-migration", ["create-schema", "s", "--dry-run", "--directory", "db/mi grä"]) == 0
    assert "note: git does not say which numbers other branches use: detected" in capsys.readouterr().err


def test_the_words_of_git(of_another_user: Repository) -> None:
    with pytest.raises(GitFails) as caught:
        run_git(of_another_user.top, "remote")
    first, second = str(caught.value).splitlines()
    assert first == f"git: detected dubious ownership in repository at '{of_another_user.top}'"
    assert second.startswith("hint: To add an exception for this directory, call: git config --global --add ")
    assert ask_git(of_another_user.top, "remote") == b""


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("printf 'warning: x\\nfatal: too bad\\n' >&2; exit 128", "git: too bad"),
        ("exit 1", "git: it fails at remote"),
    ],
)
def test_words_after_others_or_none(
    repository: Repository, git_is: Callable[[str], None], script: str, words: str
) -> None:
    git_is(script)
    with pytest.raises(GitFails) as caught:
        run_git(repository.top, "remote")
    assert str(caught.value) == f"{words}\nhint: in the folder of the migrations this must work: git log --all --stat ."


def test_a_folder_that_is_not_there_is_asked_for_above(repository: Repository) -> None:
    assert run_git(folder(repository) / "a" / "b", "rev-parse", "--show-prefix") == "db/mi grä/\n".encode()


def history(branches: int, migrations: int) -> Iterator[str]:
    """A stream for git fast-import: main with the migrations, and branches with one more each."""
    yield "blob\nmark :1\ndata 1\nx\n"
    yield "commit refs/heads/main\nmark :2\ncommitter T <t@example.org> 0 +0000\ndata 1\nx\n"
    for number in range(migrations // 2):
        yield f"M 100644 :1 db/migrations/{number:04d}_add_column_to_table.sql\n"
        yield f"M 100644 :1 db/migrations/rollback-{number:04d}_add_column_to_table.sql\n"
    for branch in range(branches):
        where = f"refs/{'heads' if branch % 2 else 'remotes/origin'}/branch-{branch}"
        yield f"commit {where}\ncommitter T <t@example.org> 0 +0000\ndata 1\nx\nfrom :2\n"
        yield f"M 100644 :1 db/migrations/{5000 + branch}_x.sql\n"


def test_five_hundred_branches_of_a_thousand_files_are_read(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "large")
    repository.git("fast-import", "--quiet", given="".join(history(500, 1000)))
    numbers = numbers_elsewhere(repository.top / "db" / "migrations")
    assert numbers == {*range(500), *range(5000, 5500)}


def test_the_author_git_knows(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.git("config", "user.name", "  Ada\tLövelace\x1b ")
    assert author(folder(repository)) == "Ada Lövelace"
    assert author(folder(repository) / "absent") == "Ada Lövelace"
    repository.git("config", "author.name", "Author")
    assert author(folder(repository)) == "Author"
    assert author(folder(repository), {"GIT_AUTHOR_NAME": "Env\n-- x"}) == "Env -- x"


def test_conditional_configuration_is_heard(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / ".gitconfig").write_text(
        f'[user]\nname = Home\n[includeIf "gitdir:{repository.top}/"]\npath = {tmp_path}/work.inc\n'
    )
    (tmp_path / "work.inc").write_text("[user]\nname = Work\n")
    assert author(tmp_path) == "Home"
    assert author(folder(repository)) == "Work"


@pytest.mark.parametrize(
    ("full", "expected"), [("Ada Lovelace,,,", "Ada Lovelace"), ("& Lovelace", "Ada Lovelace"), ("", "ada")]
)
def test_else_the_name_of_the_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full: str, expected: str
) -> None:
    account = pwd.struct_passwd(("ada", "x", 1000, 1000, full, "/home/ada", "/bin/sh"))
    monkeypatch.setattr(pwd, "getpwuid", lambda _user: account)
    assert author(tmp_path) == expected


def test_an_account_without_an_entry_has_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_user: int) -> None:
        raise KeyError

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    monkeypatch.delenv("USERNAME", raising=False)
    assert author(tmp_path) == ""


def test_a_folder_that_is_called_as_a_repository_is_none(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    said: list[str] = []
    assert numbers_elsewhere(tmp_path, said.append) == set()
    assert said == []
