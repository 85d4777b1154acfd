"""How git is asked, and what it knows: the numbers on other branches and in other worktrees, and the author's name.

git is asked for as little as possible, and never waits for anybody.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from new_migration.errors import BadInput
from new_migration.history.migration import number_in

Tell = Callable[[str], None]

_TIMEOUT = 10.0  # seconds, for each process

# Variables which git hooks set and which would point git elsewhere than the folder does.
_FOREIGN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY",
            "GIT_ALTERNATE_OBJECT_DIRECTORIES")  # fmt: skip
# Its words are looked at, so they must be English.
_QUIET = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}

# The object name of the empty tree, which every repository knows, by its length: SHA-1 or SHA-256.
_EMPTY_TREE = {
    40: b"4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    64: b"6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}


class GitFails(BadInput):
    """git is not there, or says no: its words, and as the hint what it says to do."""

    def __init__(self, what: str, hint: str = "") -> None:
        # Where git only lacks what a partial clone has not fetched, this fetches it.
        must_work = "in the folder of the migrations this must work: git log --all --stat ."
        super().__init__(what, where="git", hint=hint or must_work)

    @property
    def words(self) -> str:
        """Both, on one line."""
        return f"{self.what} ({self.hint})"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Repository:
    """The top folder of a worktree, and git's own folder which all its worktrees share."""

    top: Path
    common: Path


def numbers_elsewhere(directory: Path, tell: Tell = lambda _: None) -> set[int]:
    """The migration numbers used in this folder on other branches, local and remote, and lying in other worktrees.

    The folder need not exist. Outside git the set is empty. Where git does not say what the branches have, their
    numbers are missing, and ``tell`` is told why.
    """
    return {number for name in names_elsewhere(directory, tell) if (number := number_in(name)) is not None}


def names_elsewhere(directory: Path, tell: Tell = lambda _: None, *, upstream: bool = True) -> list[str]:
    """The names of the files there, as ``numbers_elsewhere`` finds them; on demand not those of the own upstream."""
    names: list[str] = []
    try:
        folder = directory.resolve()
        repository = _find_repository(folder)
        if repository is not None:
            inside = folder.relative_to(repository.top)
            names += _names_in_worktrees(repository, inside)
            names += _names_on_branches(repository.top, inside, upstream=upstream)
    except GitFails as error:
        tell(f"git does not say which numbers other branches use: {error.words}")
    except (OSError, RuntimeError):
        pass  # no permission to look; symbolic links in a circle (RuntimeError before Python 3.13)
    return names


def is_in_repository(directory: Path) -> bool:
    """Whether a folder, which need not exist, lies in a worktree."""
    return _find_repository(directory.resolve()) is not None


def author(directory: Path, environment: Mapping[str, str] = os.environ) -> str:
    """Who writes a migration here: git's name for the author, else the account's; on one line, maybe empty."""
    return (
        _printable(environment.get("GIT_AUTHOR_NAME", ""))
        or _printable(_configured_author(directory))
        or _printable(_account_name())
    )


def _names_on_branches(top: Path, inside: Path, *, upstream: bool) -> list[str]:
    """The file names in the folder on all branches but the one checked out here, in at most three processes.

    Each tree is compared with the first one, so that git prints what differs instead of 500 times 1,000 names.
    """
    commits = _commits_elsewhere(top, upstream=upstream)
    trees = _trees(top, commits, inside) if commits else []
    if not trees:
        return []
    first = trees[0]
    pairs = [(_EMPTY_TREE[len(first)], first), *((first, other) for other in trees[1:])]
    options = ("-c", "core.quotePath=false", "diff-tree", "--stdin", "--name-only", "--no-renames", "--no-ext-diff")
    output = run_git(top, *options, given=b"".join(b"%s %s\n" % pair for pair in pairs))
    return [os.fsdecode(line.strip(b'"')) for line in output.splitlines()]


def _commits_elsewhere(top: Path, *, upstream: bool) -> list[bytes]:
    """The commits of all local and remote-tracking branches but the current one, and on demand its upstream."""
    form = "--format=%(objectname) %(refname) %(upstream) %(HEAD)"
    listed = run_git(top, "for-each-ref", form, "refs/heads", "refs/remotes")
    branches = [line.split(b" ", 3) for line in listed.splitlines()]
    own = next(([ref, its_upstream] for _, ref, its_upstream, head in branches if head == b"*"), [])
    left_out = own[:1] if upstream else own
    return list(dict.fromkeys(commit for commit, ref, *_ in branches if ref not in left_out))


def _trees(top: Path, commits: Iterable[bytes], inside: Path) -> list[bytes]:
    """The object names of the folder's different trees in these commits."""
    path = b"" if inside == Path() else os.fsencode(inside.as_posix())
    output = run_git(
        top, "cat-file", "--batch-check", "--buffer", given=b"".join(b"%s:%s\n" % (commit, path) for commit in commits)
    )
    answers = (line.split(b" ") for line in output.splitlines())
    return list(dict.fromkeys(answer[0] for answer in answers if len(answer) == 3 and answer[1] == b"tree"))


def _names_in_worktrees(repository: _Repository, inside: Path) -> Iterator[str]:
    """The names of files, committed or not, lying in the folder in the other worktrees."""
    for top in _worktrees(repository.common):
        if top != repository.top:
            yield from _names_in(top / inside)


def _names_in(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries]
    except OSError:  # the worktree was deleted, or has no such folder
        return []


def _worktrees(common: Path) -> Iterator[Path]:
    """The top folders of the main worktree and of the linked ones (gitrepository-layout(5): worktrees/<id>/gitdir)."""
    if common.name == ".git":
        yield common.parent
    for link in common.glob("worktrees/*/gitdir"):
        target = _first_line(link)
        if target:
            yield (link.parent / target).resolve().parent


def _find_repository(folder: Path) -> _Repository | None:
    """Found by hand, to save a process: the nearest folder upward with a ``.git``."""
    for top in (folder, *folder.parents):
        git_dir = _git_dir(top)
        if git_dir is not None:
            return _Repository(top=top, common=(git_dir / _first_line(git_dir / "commondir")).resolve())
    return None


def _git_dir(top: Path) -> Path | None:
    """The folder ``.git``, or the one that a file ``.git`` of a worktree or submodule names."""
    if (top / ".git").is_dir():
        return top / ".git" if os.path.lexists(top / ".git" / "HEAD") else None  # as git, which looks further upward
    line = _first_line(top / ".git")
    return top / line.removeprefix("gitdir:").strip() if line.startswith("gitdir:") else None


def _first_line(path: Path) -> str:
    try:
        return os.fsdecode(path.read_bytes()).split("\n")[0].strip()
    except OSError:
        return ""


def _configured_author(directory: Path) -> str:
    """git knows its includes and conditions best. ``author.name`` comes before ``user.name``, the last value counts."""
    output = ask_git(directory, "config", "--null", "--get-regexp", r"^(author|user)\.name$").decode("utf-8", "replace")
    values = dict(entry.split("\n", 1) for entry in output.split("\0") if "\n" in entry)
    return values.get("author.name") or values.get("user.name", "")


def _account_name() -> str:
    """The account's full name, else its login (passwd(5): the first part of the comment field, ``&`` is the login)."""
    try:
        import pwd

        account = pwd.getpwuid(os.getuid())
    except (ImportError, KeyError):
        return os.environ.get("USERNAME", "")
    full = account.pw_gecos.split(",")[0].replace("&", account.pw_name.capitalize())
    return full.strip() or account.pw_name


def _printable(name: str) -> str:
    """On one line: the name goes into a comment of an SQL file, which a line end would close."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", name).strip()


def ask_git(folder: Path, *arguments: str) -> bytes:
    """The output of git, or nothing where it fails."""
    try:
        return run_git(folder, *arguments)
    except GitFails:
        return b""


def run_git(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    """The output of git in a folder, or the nearest one upward that is there. Raises GitFails."""
    import subprocess

    # A partial clone must not fetch what it lacks: GIT_NO_LAZY_FETCH says so to a recent git, this to an older one.
    command = ["git", "-c", "protocol.allow=never", *arguments]
    environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN} | _QUIET
    place = next((each for each in (folder, *folder.parents) if os.access(each, os.X_OK)), Path("/"))
    try:
        done = subprocess.run(
            command, cwd=place, env=environment, input=given, capture_output=True, timeout=_TIMEOUT, check=False
        )
    except FileNotFoundError:
        raise GitFails("there is no git on this machine", "install it") from None
    except subprocess.TimeoutExpired:
        raise GitFails(f"it has not answered in {_TIMEOUT:g} seconds") from None
    except OSError as error:
        raise GitFails(str(error)) from None
    if done.returncode:
        said = os.fsdecode(done.stderr).rpartition("fatal: ")[2].strip()
        what, _, advice = said.partition("\n")
        raise GitFails(what or f"it fails at {arguments[0]}", " ".join(advice.split()))
    return done.stdout
