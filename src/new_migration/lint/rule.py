"""A rule is data: when it is triggered, what comes of it, what to do, a bad and a good example, and the check."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path

from new_migration.history.migration import parse_file_name
from new_migration.history.proof_lock import digest
from new_migration.lint.project import Base, Found, Project, Surroundings
from new_migration.lint.script import ScriptFile

GROUPS = {
    "directory": "The directory",
    "immutability": "What is settled",
    "pair": "The pair",
    "transaction": "Transactions and settings",
    "pitfalls": "Pitfalls",
    "comments": "Comments to the linter",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """Files by name. ``shown``: those whose text says it all; without any, their names do.

    ``base``: the files of the base branch. ``locked``: the files as they were proven. ``also``: other rules that find
    something in a bad example.
    """

    files: Mapping[str, str]
    shown: tuple[str, ...] = ()
    base: Mapping[str, str] | None = None
    locked: Mapping[str, str] | None = None
    also: tuple[str, ...] = ()

    def project(self) -> Project:
        """What the check gets to see."""
        base = None if self.base is None else _base(self)
        proven = None if self.locked is None else _proven(self.locked)
        return Project.of_texts(self.files, Surroundings(base=base, proven=proven))


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """``name`` as findings have it. ``remedy`` begins with a verb and is the hint of every finding.

    ``mend`` gives the text that ``--fix`` writes, or None where it would not be safe.
    """

    name: str
    group: str
    triggered: str
    effect: str
    remedy: str
    bad: Example
    good: Example
    check: Callable[[Project], Iterator[Found]]
    mend: Callable[[ScriptFile], str | None] | None = field(default=None)
    renames: bool = False

    @property
    def is_mended(self) -> bool:
        return self.mend is not None or self.renames


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, by group and name."""
    folder = Path(__file__).parent / "rules"
    found: list[Rule] = [
        import_module(f"new_migration.lint.rules.{path.stem}").RULE
        for path in folder.glob("*.py")
        if not path.stem.startswith("_")
    ]
    order = list(GROUPS)
    return tuple(sorted(found, key=lambda rule: (order.index(rule.group), rule.name)))


def _proven(files: Mapping[str, str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, text in files.items():
        parsed = parse_file_name(name)
        if parsed:
            found.setdefault(parsed[1].stem, {})[parsed[0]] = digest(text)
    return found


def _base(example: Example) -> Base:
    base = example.base or {}
    return Base(
        ref="origin/main",
        names=frozenset(base),
        tip=frozenset(base),
        old={name: text for name, text in base.items() if example.files.get(name) != text},
    )


def pair(
    stem: str, forward: str, rollback: str = "", *, verify: str | None = None, transaction: bool = True
) -> dict[str, str]:
    """The three files of an example that is right in all but what its rule is about."""
    digits, title = stem.split("_", 1)
    title = title.replace("_", " ").capitalize()
    claim = f"SELECT '{title.lower()}' AS claim,\n       to_regclass('users') IS NOT NULL AS holds;"
    insert = f"INSERT INTO schema_migrations (migration_name, executed_at)\nVALUES ('{stem}', CURRENT_TIMESTAMP);"
    delete = f"DELETE FROM schema_migrations\nWHERE migration_name = '{stem}';"
    files = {
        f"{stem}.sql": _framed(f"-- Migration {digits}: {title}", forward, insert, transaction=transaction),
        f"rollback-{stem}.sql": _framed(f"-- Rollback {digits}: {title}", rollback, delete, transaction=transaction),
        f"verify-{stem}.sql": f"-- Verify {digits}: {title}\n\n{claim if verify is None else verify}\n",
    }
    assert all(parse_file_name(name) for name in files), stem
    return files


def _framed(heading: str, body: str, tracking: str, *, transaction: bool) -> str:
    begin = "BEGIN;\n\nSET LOCAL lock_timeout = '2s';\n\n" if transaction else ""
    commit = "\n\nCOMMIT;" if transaction else ""
    return f"{heading}\n\n{begin}{body}\n\n{tracking}{commit}\n"
