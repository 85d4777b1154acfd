"""The Copier template of ``migration init``: render it, and bring a later version of it into a project.

The only importer of copier, which takes 0.35 s. The template is ``copier.yml`` with ``templates/project``; those of
released versions lie in ``templates/released/<version>/``, so that an update needs no network.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from new_migration import __version__
from new_migration.errors import BadInput, Refused
from new_migration.history.reasons import explained
from new_migration.project import yaml_lists
from new_migration.templates_folder import templates_folder

ANSWERS_FILE = ".copier-answers.yml"
# Where .copier-answers.yml is another template's.
OWN_ANSWERS_FILE = ".copier-answers.new-migration.yml"
ANSWERS_FILES = ".copier-answers*.yml"
# The first words of the file that our template makes, whoever rendered it: this tool or `copier copy`.
_MARK = "# Written by migration init"

# What the answers file names as the template. Git is told to read it from the folder that we make (url.insteadOf).
SOURCE = "new-migration:project.git"
_HOST = "new-migration:"
_SECONDS = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file as the template makes it."""

    text: str
    is_executable: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendered:
    """What the template makes: files by their path below the project, and the answers that it was given."""

    files: Mapping[str, File]
    answers: Mapping[str, Any]


def answers_file(project: Path) -> str:
    """The name of the file that holds the answers here: the one that our template made, whatever it is called.

    Raises BadInput where nobody can say whose it is.
    """
    ours = [path.name for path in sorted(project.glob(ANSWERS_FILES)) if _text(path).startswith(_MARK)]
    return ours[0] if ours else OWN_ANSWERS_FILE if _loaded(project / ANSWERS_FILE) else ANSWERS_FILE


def known_answers(project: Path) -> dict[str, Any]:
    """The answers of an earlier run; none before the first. Raises BadInput for a broken file."""
    path = project / answers_file(project)
    found = _loaded(path)
    if found is not None and not isinstance(found, dict):
        raise BadInput("this is no file of answers", where=str(path), hint="remove it, and run migration init again")
    return found or {}


def came_from_elsewhere(known: Mapping[str, Any]) -> bool:
    """Whether the template of these answers was fetched by Copier, which then updates it, and not by this tool."""
    return bool(known.get("_src_path", SOURCE) != SOURCE)


def render(project: Path, *, given: Mapping[str, Any], defaults: Mapping[str, Any], ask: bool) -> Rendered:
    """What the template makes of the answers ``given``; of the others the defaults, or what is said when asked.

    Raises BadInput for an answer that the template refuses.
    """
    import copier

    name = answers_file(project)
    with tempfile.TemporaryDirectory() as folder, _complaints():
        source, made = Path(folder, "source"), Path(folder, "made")
        _assemble(source, templates_folder().parent / "copier.yml", templates_folder() / "project")
        worker = copier.run_copy(str(source), made, data=dict(given), user_defaults=dict(defaults), defaults=not ask,
                                 answers_file=name, quiet=True, settings=_settings())  # fmt: skip
        files = {path.relative_to(made).as_posix(): path for path in sorted(made.rglob("*")) if path.is_file()}
        rendered = {name: _file(path) for name, path in files.items()}
        rendered[name] = File(text=_signed(rendered[name].text, known_answers(project)), is_executable=False)
        known = {key: value for key, value in worker.answers.combined.items() if key in worker.template.questions_data}
        return Rendered(files=rendered, answers=known)


def update(project: Path, *, ask: bool, version: str = __version__, versions: Path | None = None) -> str:
    """Bring the template of ``version`` into a project with Copier's update; gives the version that was there.

    ``versions`` holds the templates of other versions. What both sides changed gets conflict markers, as in a merge.
    Raises Refused where nothing can be updated safely.
    """
    import copier

    name, known = answers_file(project), known_answers(project)
    if came_from_elsewhere(known):
        what = f"the templates of this project come from {known['_src_path']}, not from this tool"
        raise Refused(what, hint=f"run: copier update --answers-file {name}")
    before = str(known.get("_commit", ""))
    if not before:
        raise Refused("this project has no answers of migration init", hint="run: migration init")
    if before == version:
        return before
    folder = versions or templates_folder() / "released"
    if not (folder / before).is_dir():
        raise Refused(f"the templates of version {before} are not known here", hint="install a later new-migration")
    with tempfile.TemporaryDirectory() as work, _complaints():
        _repository(Path(work, "project.git"), folder / before, before)
        current = folder / version
        parts = (current / "copier.yml", current / "project")
        if not current.is_dir():
            parts = (templates_folder().parent / "copier.yml", templates_folder() / "project")
        _next_version(Path(work, "project.git"), parts, version)
        # In Copier's own cache the template of one update would be that of the next.
        with _environment(_instead_of(work) | {"COPIER_CACHE_DIR": str(Path(work, "cache"))}):
            copier.run_update(project, answers_file=name, overwrite=True, quiet=True, defaults=not ask,
                              skip_answered=True, vcs_ref=version, settings=_settings())  # fmt: skip
    return before


def _settings() -> Any:
    """None of the user's own: what comes out depends on the project alone."""
    from copier import Settings

    return Settings()


@contextmanager
def _complaints() -> Iterator[None]:
    """Questions go to standard error, and what Copier has to complain about becomes an error of ours."""
    import copier.errors
    from plumbum.commands.processes import CommandNotFound, ProcessExecutionError

    try:
        with redirect_stdout(sys.stderr):
            yield
    except copier.errors.CopierAnswersInterrupt:
        raise KeyboardInterrupt from None
    except ProcessExecutionError as error:  # of git
        raise Refused(f"git refuses: {_plain(error.stderr)}") from None
    except CommandNotFound:
        raise Refused("an update needs git, which is not there", hint="install git") from None
    except (copier.errors.CopierError, ValueError) as error:
        raise _wrong(_plain(str(error))) from error


def _wrong(said: str) -> BadInput:
    """What Copier says of an answer, as of the flag that would give it."""
    found = re.fullmatch(r"Validation error for question '(\w+)': (.*)", said)
    flag, what = (f"--{found[1]}", found[2]) if found else (None, said)
    return BadInput(what, where=flag, hint="see migration init --help")


def _plain(said: str) -> str:
    return " ".join(said.split()) or "the template refuses the answers"


def _assemble(source: Path, questions: Path, files: Path) -> None:
    """The template on its own: in a checkout the repository around it is none of Copier's business."""
    (source / "templates").mkdir(parents=True)
    shutil.copyfile(questions, source / "copier.yml")
    shutil.copytree(files, source / "templates" / "project")


def _signed(answers: str, known: Mapping[str, Any]) -> str:
    """The answers file with where the template comes from and its version: as known, else our own."""
    import yaml

    origin = {key: known[key] for key in ("_commit", "_src_path") if key in known}
    lines = [line for line in answers.splitlines() if not re.match("_(src_path|commit):", line)]
    place = next((index for index, line in enumerate(lines) if not line.startswith("#")), len(lines))
    lines[place:place] = [yaml.safe_dump(origin or {"_commit": __version__, "_src_path": SOURCE}).rstrip("\n")]
    return "\n".join(lines).rstrip("\n") + "\n"


def _file(path: Path) -> File:
    text = path.read_text(encoding="utf-8")
    return File(text=text, is_executable=bool(path.stat().st_mode & stat.S_IXUSR))


def _text(path: Path) -> str:
    with explained(path):
        try:
            return path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""
        except UnicodeDecodeError:
            raise BadInput("this file is not UTF-8", where=str(path)) from None


def _loaded(path: Path) -> Any:
    return yaml_lists.load(_text(path), name=str(path))


def _repository(repository: Path, released: Path, version: str) -> None:
    _assemble(repository, released / "copier.yml", released / "project")
    _git(repository, "init", "-q")
    _commit(repository, version)


def _next_version(repository: Path, parts: tuple[Path, Path], version: str) -> None:
    (repository / "copier.yml").unlink()
    shutil.rmtree(repository / "templates")
    _assemble(repository, *parts)
    _commit(repository, version)


def _commit(repository: Path, version: str) -> None:
    _git(repository, "add", "--all", "--force")
    who = ("-c", "user.name=new-migration", "-c", "user.email=new-migration@localhost", "-c", "commit.gpgSign=false",
           "-c", "core.hooksPath=/dev/null")  # fmt: skip
    _git(repository, *who, "commit", "-q", "--allow-empty", "-m", version)
    _git(repository, "-c", "tag.gpgSign=false", "tag", version)


def _git(folder: Path, *words: str) -> None:
    try:
        subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, timeout=_SECONDS,
                       env={key: value for key, value in os.environ.items() if not key.startswith("GIT_")})  # fmt: skip
    except FileNotFoundError:
        raise Refused("an update needs git, which is not there", hint="install git") from None
    except subprocess.SubprocessError as error:
        said = getattr(error, "stderr", b"") or str(error).encode()
        raise Refused(f"git refuses: {said.decode(errors='replace').strip()}") from None


def _instead_of(folder: str) -> dict[str, str]:
    """The variables that make git read the template from ``folder`` (git-config(1): GIT_CONFIG_COUNT, insteadOf)."""
    count = int(os.environ.get("GIT_CONFIG_COUNT") or 0)
    return {
        f"GIT_CONFIG_KEY_{count}": f"url.{folder}/.insteadOf",
        f"GIT_CONFIG_VALUE_{count}": _HOST,
        "GIT_CONFIG_COUNT": str(count + 1),
    }


@contextmanager
def _environment(more: Mapping[str, str]) -> Iterator[None]:
    """Set variables for the processes that Copier starts, which get those of plumbum, and for Copier itself."""
    from plumbum import local

    before = {name: os.environ.get(name) for name in more}
    os.environ.update(more)
    try:
        with local.env(**more):
            yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
