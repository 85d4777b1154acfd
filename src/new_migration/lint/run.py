"""One run of the linter over a folder: read it, ask git, squawk and the database, and judge."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from new_migration.errors import BadInput
from new_migration.history.git import numbers_elsewhere
from new_migration.history.layouts.dbmate import DBMATE
from new_migration.history.layouts.diesel import DIESEL
from new_migration.history.layouts.folder import Folder
from new_migration.history.layouts.golang_migrate import GOLANG_MIGRATE
from new_migration.history.layouts.goose import GOOSE
from new_migration.history.layouts.sqlx import SQLX
from new_migration.history.migration import Migration, parse_file_name
from new_migration.history.proof_lock import has_lock, read_lock
from new_migration.lint import squawk
from new_migration.lint.base import look
from new_migration.lint.judge import Finding, Foreign, judge
from new_migration.lint.project import Applied, Project, Surroundings
from new_migration.lint.rule import rules

_OTHERS = (GOLANG_MIGRATE, DIESEL, DBMATE, GOOSE, SQLX)

# Asks the database that is configured, if one is; a text says why it cannot be asked.
AskDatabase = Callable[[], Applied | str | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What is to be linted. ``names``: files, numbers or names of migrations; without any, all.

    ``base``: None is the default branch of the remote, for what is settled; a ref leaves out what it has too.
    """

    folder: Path
    names: Sequence[str] = ()
    base: str | None = None
    width: int = 3
    verify: bool = True
    online: bool = True
    major: str = ""
    ask_database: AskDatabase = field(default=lambda: None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What came out. ``squawk`` is its version, "" where it is not installed; ``files``: how many were read."""

    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    files: int
    squawk: str


def lint(request: Request) -> Report:
    """Judge a folder. Raises BadInput where it cannot be read, holds nothing of ours, or a name means nothing."""
    texts = read_texts(request.folder)
    chosen = chosen_files(request, texts)
    around, notes = surroundings(request, texts)
    forward = [name for name in texts if (parsed := parse_file_name(name)) and parsed[0] == "forward"]
    with squawk.start(request.folder, forward, major=request.major) or nullcontext() as running:
        project = Project.of_texts(texts, around)
        foreign = Foreign(found=tuple(running.found(project))) if running else None
    if running is None:
        notes.append(
            "squawk is not installed: statements are not judged one by one (pip install 'new-migration[lint]')"
        )
    kept = [each for each in judge(project, foreign) if _is_asked(each, request, project, chosen)]
    version = running.version if running else ""
    return Report(findings=tuple(kept), notes=tuple(notes), files=len(texts), squawk=version)


def surroundings(request: Request, texts: dict[str, str]) -> tuple[Surroundings, list[str]]:
    """All that can be found out besides the files, and what could not."""
    looked = look(request.folder, request.base, texts)
    applied = request.ask_database()
    around = Surroundings(
        width=request.width,
        verify=request.verify,
        online=request.online,
        elsewhere=frozenset(numbers_elsewhere(request.folder.absolute())),
        base=looked.base,
        applied=applied if isinstance(applied, Applied) else None,
        proven=_proven(request.folder),
        is_unsure=isinstance(applied, str),
    )
    return around, [note for note in (looked.note, applied if isinstance(applied, str) else "") if note]


def _proven(folder: Path) -> dict[str, Mapping[str, str]] | None:
    """What the lock says. Raises BadInput where it cannot be read."""
    return {name: entry.scripts for name, entry in read_lock(folder).items()} if has_lock(folder) else None


def read_texts(path: Path) -> dict[str, str]:
    """The texts of all SQL files in a folder. Raises BadInput if there is none, or one cannot be read."""
    folder = Folder.listed(path)
    names = [name for name in folder.files if name.endswith(".sql")]
    if not any(name[:1] in "rv" and parse_file_name(name) for name in names):
        _refuse_other_layout(folder)
    if not names:
        raise BadInput("there is no SQL file in this folder", where=str(path), hint="see new-migration, or --directory")
    return {name: folder.text(name) for name in names}


def _refuse_other_layout(folder: Folder) -> None:
    """Raise BadInput for the files of another tool; a forward script alone might be ours."""
    other = next((each.name for each in _OTHERS if each.recognise(folder)), "")
    if other:
        what = f"these are files of {other}: migration lint reads its own layout"
        raise BadInput(what, where=str(folder.path), hint="migration check proves migrations of other tools too")


def chosen_files(request: Request, texts: Collection[str]) -> set[str] | None:
    """The files of the migrations that are meant; None for all."""
    if not request.names:
        return None
    return {file for word in request.names for file in _meant(word, request.folder, texts)}


def _meant(word: str, folder: Path, texts: Collection[str]) -> set[str]:
    path = Path(word)
    migrations = {name: parsed[1] for name in texts if (parsed := parse_file_name(name))}
    if path.suffix == ".sql":
        if len(path.parts) > 1 and path.parent.resolve() != folder.resolve():
            raise BadInput("this file is not in the migrations folder", where=word, hint=f"the folder is {folder}")
        if path.name not in texts:
            raise BadInput("there is no such file", where=word)
        parsed = parse_file_name(path.name)
        return {path.name} if parsed is None else _files_of(parsed[1])
    meant = {
        each for each in migrations.values() if each.stem == word or (word.isdecimal() and each.number == int(word))
    }
    if not meant:
        raise BadInput(f"no migration has the name or number {word!r}", hint=f"the folder is {folder}")
    return {file for each in meant for file in _files_of(each)}


def _files_of(migration: Migration) -> set[str]:
    return {migration.forward_file, migration.rollback_file, migration.verify_file}


def _is_asked(finding: Finding, request: Request, project: Project, chosen: set[str] | None) -> bool:
    if chosen is not None and finding.file not in chosen:
        return False
    base = project.around.base
    if request.base is None or base is None or _is_of_settled(finding.rule):
        return True
    return not base.has(finding.file) or finding.file in base.old.keys() & project.scripts.keys()


def _is_of_settled(name: str) -> bool:
    return any(rule.name == name and rule.group == "immutability" for rule in rules())
