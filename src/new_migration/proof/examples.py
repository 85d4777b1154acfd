"""The examples of the change kinds: documentation, golden files and live proofs at once.

An example is a folder with the answers (``answers.toml``, a spec file), the schema and rows before (``setup.sql``), and
the files that come out. ``proof.toml`` is there only where the proof must say something else than ``proven``: the
``outcome``, words of the reason (``because``), and of several migrations those that it is about (``numbers``).
"""

from __future__ import annotations

import atexit
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from new_migration.authoring.change import Decision, answers_from_spec
from new_migration.authoring.fields import duration
from new_migration.authoring.kinds import Kind
from new_migration.authoring.render import Templates
from new_migration.authoring.scripts import Heading, tracking_table
from new_migration.command_line import shell_line
from new_migration.creation import TRACKING_NAME, Created, Draft, preview
from new_migration.declared_schema import DeclaredSchema
from new_migration.documents import parse_toml
from new_migration.errors import BadInput
from new_migration.history.directory import MigrationsDirectory
from new_migration.known_schema import DatabaseObjects, KnownSchema
from new_migration.postgres.database import connect
from new_migration.postgres.objects import Objects, read_objects
from new_migration.postgres.scratch import Server, scratch_server
from new_migration.postgres.scripts import run_script
from new_migration.proof.roundtrip import Outcome, Scripts, prove

LOCK_TIMEOUT = duration("2s", name="lock_timeout")


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """One example of a kind; ``folder`` holds its files."""

    kind: Kind
    folder: Path

    @property
    def name(self) -> str:
        return f"{self.kind.name}/{self.folder.name}"

    @property
    def spec(self) -> dict[str, Any]:
        """Its answers. Raises BadInput where they cannot be read."""
        source = self.folder / "answers.toml"
        return parse_toml(_text(source), name=str(source))

    def created(self, templates: Templates, conninfo: str = "") -> list[Created]:
        """The migrations that its answers make. Raises BadInput for what is wrong in them.

        What they have to know of the schema is read from the database ``conninfo``, after ``setup.sql``; else
        from one on a scratch server of its own.
        """
        source = self.folder / "answers.toml"
        answers, common = answers_from_spec(self.kind, self.spec, name=str(source))
        online = bool(common.get("online", True))
        schema = self.schema(templates, conninfo)
        change = Decision(self.kind, templates, online=online, schema=schema).change(answers)
        mode = () if online else ("--offline",)
        draft = Draft(
            change=change,
            templates=templates,
            schema=schema,
            lock_timeout=LOCK_TIMEOUT,
            command=shell_line(["new-migration", *change.to_argv(), *mode]),
            **_said(common),
        )
        # 0 counts as taken, so that no tracking table is written for each example.
        return preview(draft, self._nowhere, {0}, 3)

    def files(self, templates: Templates) -> dict[str, str]:
        """The files that come out, by name."""
        return {path.name: each.texts[role] for each in self.created(templates) for role, path in each.paths.items()}

    def expected(self) -> dict[str, str]:
        """The files that are meant to come out."""
        return {path.name: _text(path) for path in sorted(self.folder.glob("*.sql")) if path.name != "setup.sql"}

    def mismatches(self, templates: Templates) -> list[str]:
        """The files that do not come out as they are meant to."""
        files, expected = self.files(templates), self.expected()
        names = sorted(files.keys() | expected.keys())
        return [f"{name} differs from what is expected" for name in names if files.get(name) != expected.get(name)]

    def accept(self, templates: Templates) -> list[Path]:
        """Make what comes out what is meant to come out; the paths of the files."""
        files = self.files(templates)
        for name in self.expected().keys() - files.keys():
            (self.folder / name).unlink()
        for name, text in files.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        return [self.folder / name for name in files]

    def problems(self, conninfo: str, templates: Templates) -> list[str]:
        """What the proof says against it, on an empty database; nothing if all is as it should be."""
        with connect(conninfo) as connection:
            run_script(connection, _tracking(templates), name=TRACKING_NAME)
            run_script(connection, self._setup, name=str(self.folder / "setup.sql"))
        return [problem for each in self.created(templates, conninfo) for problem in self._problems(conninfo, each)]

    @property
    def _nowhere(self) -> MigrationsDirectory:
        """Examples stand for themselves: nothing is known of other migrations."""
        return MigrationsDirectory(self.folder / "no-such-folder")

    @property
    def _setup(self) -> str:
        source = self.folder / "setup.sql"
        return _text(source) if source.is_file() else ""

    def schema(self, templates: Templates, conninfo: str = "") -> KnownSchema:
        """What is known of the schema in the database ``conninfo``, or after the setup alone."""
        source = DatabaseObjects(conninfo) if conninfo else _SetupObjects(_tracking(templates), self._setup)
        return KnownSchema(DeclaredSchema(self._nowhere), source)

    def _problems(self, conninfo: str, each: Created) -> list[str]:
        texts = each.texts
        scripts = Scripts(name=each.migration.stem, forward=texts["forward"], rollback=texts["rollback"],
                          verify=texts.get("verify", ""))  # fmt: skip
        proof = prove(conninfo, scripts)
        said = [f"{each.migration.stem}: {reason}" for reason in proof.reasons]
        source = self.folder / "proof.toml"
        wanted = parse_toml(_text(source), name=str(source)) if source.is_file() else {}
        if not wanted or each.migration.number not in wanted.get("numbers", [each.migration.number]):
            return said if proof.outcome is not Outcome.PROVEN_BUT_FOR else [*said, *proof.soft]
        whys = (*proof.reasons, *proof.soft, proof.irreversible)
        if proof.outcome == wanted["outcome"] and any(wanted["because"] in why for why in whys):
            return []
        return [f"{each.migration.stem}: {proof.outcome}, where {wanted['outcome']} was expected", *said]


def examples(kind: Kind, folders: Sequence[Path]) -> Iterator[Example]:
    """The examples of a kind, from every folder of the chain."""
    for folder in folders:
        for answers in sorted((folder / kind.name / "examples").glob("*/answers.toml")):
            yield Example(kind=kind, folder=answers.parent)


@dataclass(frozen=True, slots=True)
class _SetupObjects:
    """What the setup of an example makes, on the server that is there without further words."""

    tracking: str
    setup: str

    def cached(self) -> None:
        """A server may have to be started for it."""

    def read(self) -> Objects:
        return _objects_after(self.tracking, self.setup)


# One server for all examples of a process: each is asked for its schema several times.
_open = ExitStack()
atexit.register(_open.close)


def close_server() -> None:
    """End the server on which setups were run, if there is one; ``os._exit`` would leave its folder."""
    _open.close()
    _server.cache_clear()


@cache
def _server() -> Server:
    return _open.enter_context(scratch_server())


@cache
def _objects_after(tracking: str, setup: str) -> Objects:
    with _server().database() as conninfo, connect(conninfo) as connection:
        run_script(connection, tracking, name=TRACKING_NAME)
        run_script(connection, setup, name="setup.sql")
        return read_objects(connection)


def _said(common: dict[str, object]) -> dict[str, Any]:
    """What the answers say for every kind, as a Draft has it; a date, so that the files are the same tomorrow."""
    names = ("purpose", "author", "name", "number", "verify")
    return {"date": "2026-11-22"} | {name: cast(Any, common[name]) for name in (*names, "date") if name in common}


def _tracking(templates: Templates) -> str:
    heading = Heading(digits="000", stem=f"000_{TRACKING_NAME}", title="Create schema_migrations", date="2026-11-22")
    return tracking_table(heading, templates, lock_timeout=LOCK_TIMEOUT)["forward"]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"cannot be read: {error}", where=str(path)) from None
