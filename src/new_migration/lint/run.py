"""One run of the linter over a folder: read it, ask git, squawk and the database, and judge."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from new_migration.errors import BadInput
from new_migration.history.git import numbers_elsewhere
from new_migration.history.latest import NAME as LATEST
from new_migration.history.layouts import refuse_other_tool
from new_migration.history.layouts.folder import Folder
from new_migration.history.migration import ROLES, Migration, parse_file_name
from new_migration.history.proof_lock import has_lock, read_lock
from new_migration.lint import squawk
from new_migration.lint.base import look
from new_migration.lint.judge import Finding, Foreign, judge
from new_migration.lint.project import Applied, Project, Surroundings
from new_migration.lint.rule import rules
from new_migration.lint.script import is_utf8

# Asks the database that is configured, if one is, about these texts of files; a text says why it cannot be asked.
AskDatabase = Callable[[Mapping[str, str]], Applied | str | None]


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
    ask_database: AskDatabase = field(default=lambda _: None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What came out. ``squawk`` is its version, "" where it is not installed; ``files``: how many were judged."""

    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    files: int
    squawk: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """The files that are meant: those ``named``, and their ``partners``, the other scripts of a file that is named."""

    named: frozenset[str]
    partners: frozenset[str]

    def of(self, project: Project) -> set[str]:
        """All that are judged: a partner that is settled is not to be changed for the sake of another."""
        settled = {name for name in self.partners & project.scripts.keys() if project.is_settled(project.scripts[name])}
        return {*self.named, *(self.partners - settled)}


def lint(request: Request) -> Report:
    """Judge a folder. Raises BadInput where it cannot be read, holds nothing of ours, or a name means nothing."""
    texts = read_texts(request.folder)
    chosen = chosen_files(request, texts)
    around, notes = surroundings(request, texts)
    with squawk.start(request.folder, _for_squawk(texts), major=request.major) or nullcontext() as running:
        project = Project.of_texts(texts, around)
        foreign = Foreign(found=tuple(running.found(project))) if running else None
    if running is None:
        notes.append(
            "squawk is not installed: statements are not judged one by one (pip install 'new-migration[lint]')"
        )
    wanted = chosen.of(project) if chosen else None
    kept = [each for each in judge(project, foreign) if _is_asked(each, request, project, wanted)]
    judged = {name for name in texts if (wanted is None or name in wanted) and _is_new(name, request, project)}
    notes += _advice(kept, request, project)
    version = running.version if running else ""
    files = len(judged | {each.file for each in kept})
    return Report(findings=tuple(kept), notes=tuple(notes), files=files, squawk=version)


def _for_squawk(texts: Mapping[str, str]) -> list[str]:
    """The forward scripts, without those that it cannot read: it would say nothing of the others either."""
    return [
        name
        for name, text in texts.items()
        if (parsed := parse_file_name(name)) and parsed[0] == "forward" and is_utf8(text)
    ]


def surroundings(request: Request, texts: dict[str, str]) -> tuple[Surroundings, list[str]]:
    """All that can be found out besides the files, and what could not."""
    looked = look(request.folder, request.base, texts)
    applied = request.ask_database(texts)
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
    """The texts of all SQL files in a folder and of LATEST. Raises BadInput if there is none, or one cannot be read."""
    folder = Folder.listed(path)
    names = [name for name in folder.files if name.endswith(".sql")]
    refuse_other_tool(path)
    if not names:
        raise BadInput("there is no SQL file in this folder", where=str(path), hint="see new-migration, or --directory")
    return {name: _text(folder, name) for name in (*names, *({LATEST} & set(folder.files)))}


def _text(folder: Folder, name: str) -> str:
    """The text of a file, in which ``surrogateescape`` keeps what is not UTF-8: that is a finding."""
    try:
        return folder.text(name)
    except BadInput as error:
        if isinstance(error.__cause__, UnicodeDecodeError):
            return bytes(error.__cause__.object).decode("utf-8", "surrogateescape")
        raise


def chosen_files(request: Request, texts: Collection[str]) -> Chosen | None:
    """The files that are meant; None for all. A number or a name means all scripts of its migration."""
    if not request.names:
        return None
    migrations = {name: parsed[1] for name in texts if (parsed := parse_file_name(name))}
    named: set[str] = set()
    partners: set[str] = set()
    for word in request.names:
        if not word.endswith(".sql"):
            named |= _files_of(_meant(word, request.folder, migrations.values()))
            continue
        name = _file(word, request.folder, texts)
        named.add(name)
        partners |= _files_of([migrations[name]] if name in migrations else [])
    return Chosen(named=frozenset(named), partners=frozenset(partners))


def _file(word: str, folder: Path, texts: Collection[str]) -> str:
    path = Path(word)
    if len(path.parts) > 1 and path.parent.resolve() != folder.resolve():
        hint = f"the folder is {folder}; --directory names another"
        raise BadInput("this file is not in the migrations folder", where=word, hint=hint)
    if path.name not in texts:
        raise BadInput("there is no such file", where=word)
    return path.name


def _meant(word: str, folder: Path, migrations: Iterable[Migration]) -> set[Migration]:
    number = int(word) if word.isdecimal() else None
    meant = {each for each in migrations if each.stem == word or each.number == number}
    if not meant:
        raise BadInput(f"no migration has the name or number {word!r}", hint=f"the folder is {folder}")
    return meant


def _files_of(migrations: Iterable[Migration]) -> set[str]:
    return {each.file(role) for each in migrations for role in ROLES}


def _is_asked(finding: Finding, request: Request, project: Project, wanted: Collection[str] | None) -> bool:
    if wanted is not None and finding.file not in wanted:
        return False
    return _is_of_settled(finding.rule) or _is_new(finding.file, request, project)


def _is_new(name: str, request: Request, project: Project) -> bool:
    """Whether a file is judged where only what the base has not is asked for."""
    return request.base is None or _differs(name, project)


def _differs(name: str, project: Project) -> bool:
    """Whether the base has not this file, or it was changed here."""
    base = project.around.base
    return base is None or not base.has(name) or (name in base.old and name in project.scripts)


def _advice(found: Collection[Finding], request: Request, project: Project) -> Iterator[str]:
    """How to leave out what is in merged files, which nobody may change any more."""
    base = project.around.base
    merged = [each for each in found if not _is_of_settled(each.rule) and not _differs(each.file, project)]
    if request.base is None and base and merged:
        many = "1 finding is" if len(merged) == 1 else f"{len(merged)} findings are"
        yield f"{many} in files that {base.ref} has: --base {base.ref} judges only what this branch adds or changes"


def _is_of_settled(name: str) -> bool:
    return any(rule.name == name and rule.group == "immutability" for rule in rules())
