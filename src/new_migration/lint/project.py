"""The migrations folder as the rules see it, with what is known besides: base branch, database, settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter

from new_migration.history.migration import Migration, Role, parse_file_name
from new_migration.lint.script import ScriptFile, Step, plain


@dataclass(frozen=True, kw_only=True, slots=True)
class Base:
    """What another commit holds of the folder.

    ``names``: the files where this branch left ``ref``, ``tip``: those that ``ref`` has now. ``old``: the texts of
    those of ``names`` that differ here, or are gone.
    """

    ref: str
    names: frozenset[str]
    tip: frozenset[str]
    old: Mapping[str, str]

    def has(self, name: str) -> bool:
        """Whether it has a file, or had when this branch left it."""
        return name in self.names or name in self.tip


@dataclass(frozen=True, kw_only=True, slots=True)
class Applied:
    """What a database says: the migrations applied to it, those edited since, and those whose file is gone."""

    database: str
    names: frozenset[str]
    edited: frozenset[str]
    missing: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """What is known besides the files. ``base`` and ``applied`` are None where nobody can be asked.

    ``proven``: the hash of each script by its role, by migration; None where proofs are not recorded.

    ``is_unsure``: there is a database that could say more, and it does not answer.
    """

    width: int = 3
    verify: bool = True
    online: bool = True
    elsewhere: frozenset[int] = frozenset()
    base: Base | None = None
    applied: Applied | None = None
    proven: Mapping[str, Mapping[str, str]] | None = None
    is_unsure: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What a rule found in a file, at a character offset if it is about a place in it. ``hint``: "" is the rule's."""

    file: str
    message: str
    offset: int | None = None
    hint: str = ""


@dataclass(kw_only=True, eq=False)
class Project:
    """The scripts of a folder by name, the other SQL files in it, and what is known besides."""

    scripts: Mapping[str, ScriptFile]
    strays: Mapping[str, str]
    around: Surroundings = field(default_factory=Surroundings)

    @classmethod
    def of_texts(cls, texts: Mapping[str, str], around: Surroundings) -> Project:
        """Read the texts of a folder by the names of their files."""
        scripts, strays = {}, {}
        for name in sorted(texts):
            parsed = parse_file_name(name)
            if parsed is None:
                strays[name] = plain(texts[name])
            else:
                scripts[name] = ScriptFile.read(name, texts[name], *parsed)
        return cls(scripts=scripts, strays=strays, around=around)

    def of(self, *roles: Role) -> Iterator[ScriptFile]:
        """The scripts of these roles, by the numbers of their migrations."""
        return (script for script in self._sorted if script.role in roles)

    @cached_property
    def _sorted(self) -> list[ScriptFile]:
        return sorted(self.scripts.values(), key=lambda each: (each.migration.number, each.name))

    @cached_property
    def migrations(self) -> list[Migration]:
        """Those with a forward script, by number."""
        return sorted((each.migration for each in self.of("forward")), key=attrgetter("number", "name"))

    def partner(self, script: ScriptFile, role: Role) -> ScriptFile | None:
        """The script of the same migration in another role."""
        return self.scripts.get(script.migration.file(role))

    def pairs(self) -> Iterator[tuple[ScriptFile, ScriptFile]]:
        """Forward and rollback of each migration that has both, where both can be read."""
        for forward in self.of("forward"):
            rollback = self.partner(forward, "rollback")
            if rollback is not None and forward.is_readable and rollback.is_readable:
                yield forward, rollback

    def is_settled(self, script: ScriptFile) -> bool:
        """Whether it is on the base or applied, and so must stay as it is."""
        base, applied = self.around.base, self.around.applied
        is_on_base = base is not None and (base.has(script.name) or base.has(script.migration.forward_file))
        return is_on_base or (applied is not None and script.migration.stem in applied.names)

    def is_offline(self, script: ScriptFile) -> bool:
        """Whether its author has said that nobody works while it runs: by ``--offline``, or for the whole project."""
        return not self.around.online or script.was_asked("--offline")


def at(script: ScriptFile, message: str, where: Step | int | None = None, *, hint: str = "") -> Found:
    """What was found in a script, at a statement or an offset of its text."""
    return Found(
        file=script.name, message=message, offset=where.offset if isinstance(where, Step) else where, hint=hint
    )
