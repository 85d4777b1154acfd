"""Put rendered files into a project: first all is looked at, then all is written or nothing. No file is lost."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from new_migration.errors import BadInput, MigrationError
from new_migration.history.reasons import explain
from new_migration.project.merging import merged
from new_migration.project.template import ANSWERS_FILES, File

# Made once: what is in them afterwards is the work of other commands.
_KEPT = ("LATEST", "migrations.lock")


class Fate(StrEnum):
    """What becomes of a file."""

    NEW = "written"
    MERGED = "merged"
    DIFFERS = "replaced"
    SAME = "as it was"


@dataclass(frozen=True, kw_only=True, slots=True)
class Placement:
    """A file of the project, what it says now ("" where there is none), and what it is to say."""

    name: str
    path: Path
    before: str
    text: str
    is_executable: bool
    fate: Fate

    def diff(self) -> str:
        """What would change, as ``diff -u`` shows it."""
        lines = difflib.unified_diff(
            self.before.splitlines(), self.text.splitlines(), self.name, f"{self.name} (new)", lineterm=""
        )
        return "\n".join(lines)


def placements(project: Path, files: Mapping[str, File]) -> list[Placement]:
    """What becomes of each file. Raises BadInput where one is broken or cannot be there."""
    return [_placement(project, name, file) for name, file in files.items()]


def _placement(project: Path, name: str, file: File) -> Placement:
    path = (project / name).resolve()  # a link stays a link
    before = _read(path)
    text, fate = _decided(name, before, file.text)
    return Placement(name=name, path=path, before=before or "", text=text, is_executable=file.is_executable, fate=fate)


def _decided(name: str, before: str | None, new: str) -> tuple[str, Fate]:
    if before is None:
        return new, Fate.NEW
    if before == new or PurePosixPath(name).name in _KEPT:
        return before, Fate.SAME
    if PurePosixPath(name).match(ANSWERS_FILES):
        return new, Fate.MERGED
    both = merged(name, before, new)
    if both is None:
        return new, Fate.DIFFERS
    return both, Fate.SAME if both == before else Fate.MERGED


def _read(path: Path) -> str | None:
    """The text of a file, or None where there is none. Line ends stay."""
    if path.is_dir():
        raise BadInput("a folder is where a file is to be", where=str(path), hint="move it, or leave this part out")
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise BadInput(f"byte {error.start + 1} of this file is not UTF-8", where=str(path)) from None
    except OSError as error:
        raise _refused(error, path) from error


def _refused(error: OSError, path: Path) -> MigrationError:
    """The error to show for what the system said about a file: it need not be one in the folder of migrations."""
    reason = explain(error, path)
    return BadInput(reason.what, where=reason.where, hint=reason.hint.partition(", or choose")[0])


def place(chosen: Sequence[Placement]) -> None:
    """Write all of them, or where the system says no, none. Raises BadInput then."""
    made: list[Path] = []
    drafts: list[Path] = []
    replaced: list[Placement] = []
    try:
        for each in chosen:
            made += _folders(each.path.parent)
            drafts.append(_draft(each))
        for each, draft in zip(chosen, drafts, strict=True):
            replaced.append(each)
            try:
                draft.replace(each.path)
            except OSError as error:
                raise _refused(error, each.path) from error
    except BaseException:
        _take_back(replaced, drafts, made)
        raise


def _folders(folder: Path) -> Iterator[Path]:
    """Make a folder; those that had to be made, the outer ones first."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        try:
            each.mkdir()
        except OSError as error:
            raise _refused(error, each) from error
        yield each


def _draft(each: Placement) -> Path:
    draft = each.path.with_name(f".{each.path.name}.new-migration-{os.getpid()}")
    try:
        draft.write_bytes(each.text.encode())
        mode = each.path.stat().st_mode & 0o777 if each.path.exists() else draft.stat().st_mode & 0o777
        draft.chmod(mode | 0o111 if each.is_executable else mode)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise _refused(error, each.path) from error
    return draft


def _take_back(replaced: Sequence[Placement], drafts: Sequence[Path], made: Sequence[Path]) -> None:
    for draft in drafts:
        draft.unlink(missing_ok=True)
    for each in replaced:
        with suppress(OSError):
            if each.fate is Fate.NEW:
                each.path.unlink(missing_ok=True)
            elif each.path.read_bytes().decode(errors="replace") == each.text:
                each.path.write_bytes(each.before.encode())
    for folder in reversed(made):
        with suppress(OSError):
            folder.rmdir()
