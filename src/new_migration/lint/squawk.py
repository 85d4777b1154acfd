"""squawk, which knows statements: run over the forward scripts, and what it says sifted by what it cannot know.

It sees one file at a time. What is new in the set of migrations that is being written, that the author has said nobody
works while it runs, or that a rollback has to fail where it does not fit, it is not told.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from new_migration.errors import BadInput
from new_migration.lint.effects import effects
from new_migration.lint.locks import is_made_before, locked
from new_migration.lint.net import made_objects
from new_migration.lint.objects import Object
from new_migration.lint.project import Found, Project
from new_migration.lint.script import ScriptFile, Step, commands
from new_migration.lint.syntax import choice, inner

RULES_PAGE = "https://squawkhq.com/docs/"

_TYPE = "the type of a column is the author's decision, and that of a table that exists cannot be mended in passing"
_DEFINITION = "what it takes away is a definition: rollback-incomplete and migration check demand that it comes back"

# What it says and we do not pass on, with the reason.
OFF: dict[str, str] = {
    "prefer-robust-stmts": "it wants IF EXISTS and IF NOT EXISTS, with which a script succeeds on a database that "
    "it does not fit: see if-exists and if-not-exists",
    "require-timeout-settings": "lock-timeout-missing says it, and knows CONCURRENTLY",
    "require-lock-timeout": "lock-timeout-missing says it, and knows CONCURRENTLY",
    "require-statement-timeout": "a limit that ends a validation or an index half-way is the runner's decision",
    "ban-concurrent-index-creation-in-transaction": "concurrently-in-transaction says it, of more statements",
    "transaction-nesting": "one-transaction says it",
    "ban-uncommitted-transaction": "one-transaction says it",
    "ban-truncate-cascade": "cascade says it, of more statements",
    "syntax-error": "PostgreSQL's own grammar is asked: see syntax-error",
    "prefer-bigint-over-int": _TYPE,
    "prefer-bigint-over-smallint": _TYPE,
    "prefer-identity": _TYPE,
    "prefer-text-field": _TYPE,
    "prefer-timestamp-tz": _TYPE,
    "ban-char-field": _TYPE,
    "ban-drop-constraint": _DEFINITION,
    "ban-drop-function": _DEFINITION,
    "ban-drop-index": _DEFINITION,
    "ban-drop-policy": _DEFINITION,
    "ban-drop-trigger": _DEFINITION,
    "ban-drop-type": _DEFINITION,
    "ban-drop-domain": _DEFINITION,
    "ban-drop-view": _DEFINITION,
    "ban-drop-not-null": _DEFINITION,
    "ban-drop-default": _DEFINITION,
}

# What is a matter of how long others wait: nobody does where the author said --offline, or where the table is new.
LOCKS = frozenset({
    "adding-field-with-default", "adding-foreign-key-constraint", "adding-not-nullable-field",
    "adding-serial-primary-key-field", "ban-alter-domain-with-add-constraint", "ban-create-domain-with-constraint",
    "changing-column-type", "constraint-missing-not-valid", "disallowed-unique-constraint", "prefer-repack",
    "require-concurrent-index-creation", "require-concurrent-index-deletion", "require-concurrent-partition-detach",
    "require-concurrent-reindex",
})  # fmt: skip

# The others that are on unless its configuration says otherwise.
_REST = frozenset({
    "adding-required-field", "ban-drop-column", "ban-drop-database", "ban-drop-table", "identifier-too-long",
    "renaming-column", "renaming-table", "require-enum-value-ordering", "unused-ignore",
})  # fmt: skip

NAMES = OFF.keys() | LOCKS | _REST

# What can hurt only who uses the object already.
_USERS = ("ban-drop-", "renaming-", "adding-required-field")

# What a migration is for: the first word of the change kind in its Command line, and what squawk says of such ones.
_PURPOSES = {
    "drop": ("ban-drop-", "ban-set-schema", "renaming-"),  # it sets aside first, by another name or schema
    "rename": ("renaming-",),
    "change": ("changing-", "renaming-"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """squawk at work, while our own rules are."""

    version: str
    processes: tuple[subprocess.Popen[bytes], ...]

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            if process.returncode is None:
                process.kill()
                process.communicate()

    def found(self, project: Project) -> Iterator[tuple[str, Found]]:
        """What it says that we pass on, by the names of its rules. Raises BadInput if it fails."""
        for process in self.processes:
            output, errors = process.communicate()
            # 0: nothing to say, 1: something; also for a file that is no SQL.
            if process.returncode not in {0, 1}:
                raise BadInput(f"squawk fails: {errors.decode('utf-8', 'replace').strip()[:300]}")
            yield from _passed_on(project, _read(output, errors))


def program() -> str | None:
    """The path of squawk: that beside our own Python, else that of the PATH; None where there is none."""
    return shutil.which("squawk", path=str(Path(sys.executable).parent)) or shutil.which("squawk")


@cache
def knows(rule: str) -> bool:
    """Whether squawk has a rule of this name: also one that its configuration has to turn on, if it is installed."""
    path = program()
    if rule in NAMES or path is None or not re.fullmatch("[a-z-]+", rule):
        return rule in NAMES
    # It lists its rules nowhere, but takes no other name here. Without files it does nothing more.
    command = [path, "--exclude", rule]
    done = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, timeout=10, check=False)
    return done.returncode == 0


def explained(rule: str) -> str:
    """What there is to say of one of its rules; "" where it has none of this name."""
    where = f"{RULES_PAGE}{rule}"
    if rule in OFF:
        return f"# {rule}\n\nA rule of squawk ({where}) that is off here: {OFF[rule]}."
    text = f"# {rule}\n\nA rule of squawk: {where}" if knows(rule) else ""
    if rule in LOCKS:
        text += "\n\nIt finds nothing in a table that is new, nor in a migration that was written with --offline."
    elif text and rule.startswith(_USERS):
        text += "\n\nIt finds nothing in what is new."
    return text


def start(folder: Path, names: Sequence[str], *, major: str = "") -> Running | None:
    """Let it read these files of a folder; None where it is not installed. Its own configuration file counts."""
    path = program()
    if path is None:
        return None
    options = ["--reporter", "json", *(["--pg-version", f"{major}.0"] if major else [])]
    chunks = [names[start : start + _MOST] for start in range(0, len(names), _MOST)]
    processes = [_started([path, *options, "--", *map(_as_pattern, chunk)], folder) for chunk in chunks]
    return Running(version=_version(path), processes=tuple(processes))


# Names on one command line: at most some 100 KB of the 128 KB that every system takes.
_MOST = 500


def _started(command: Sequence[str], folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def _version(path: str) -> str:
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace").strip().removeprefix("squawk ")


def _as_pattern(name: str) -> str:
    """A name in which nothing is a wild card: squawk takes patterns."""
    return "".join(f"[{letter}]" if letter in "[?*" else letter for letter in name)


def _read(output: bytes, errors: bytes) -> list[Mapping[str, Any]]:
    try:
        said: list[Mapping[str, Any]] = json.loads(output)
    except ValueError:
        text = (errors or output).decode("utf-8", "replace").strip()[:300]
        raise BadInput(f"squawk fails: {text}") from None
    return said


def _passed_on(project: Project, said: list[Mapping[str, Any]]) -> Iterator[tuple[str, Found]]:
    for each in said:
        script = project.scripts.get(Path(each["file"]).name)
        rule = each["rule_name"]
        if script is None or rule in OFF:
            continue
        offset = _offset(script.text, each["line"], each["column"])
        step = next((step for step in script.steps if offset < step.end), None)
        if step is not None and not _is_known_better(project, script, step, rule):
            message = each["message"].strip().rstrip(".")
            hint = each.get("help") or f"see {RULES_PAGE}{rule}"
            yield rule, Found(file=script.name, message=message, offset=max(offset, step.offset), hint=hint)


def _offset(text: str, line: int, column: int) -> int:
    """The offset of a line from 0 and a column in bytes from 0."""
    lines = text.split("\n")
    before = sum(len(each) + 1 for each in lines[:line])
    here = lines[line].encode() if line < len(lines) else b""
    return before + len(here[:column].decode("utf-8", "ignore"))


def _is_known_better(project: Project, script: ScriptFile, step: Step, rule: str) -> bool:
    if rule in LOCKS and project.is_offline(script):
        return True
    verb = script.kind.split("-")[0]
    if rule.startswith(_PURPOSES.get(verb, ("\0",))):
        return True
    if (rule in LOCKS or rule.startswith(_USERS)) and _is_new(project, script, step):
        return True
    if rule == "adding-foreign-key-constraint" and _is_on_new_column(step):
        return True
    return rule == "ban-drop-column" and _is_replaced(script, step)


def _is_new(project: Project, script: ScriptFile, step: Step) -> bool:
    """Whether all that the statement changes was made by the same script, or by one that no database has yet."""
    changed = locked(step)[:1] if step.kind == "AlterTableStmt" else locked(step)
    return bool(changed) and all(
        is_made_before(script, step, name) or _is_made_by_others(project, script, name) for name in changed
    )


def _is_made_by_others(project: Project, script: ScriptFile, name: tuple[str, ...]) -> bool:
    """Whether a migration before this one makes it that is not on the base either; no where no base is known."""
    if project.around.base is None or project.is_settled(script):
        return False
    wanted = Object(kind="table", name=name)
    earlier = (each for each in project.of("forward") if each.migration.number < script.migration.number)
    unsettled = (each for each in earlier if not project.is_settled(each))
    return any(wanted.is_same(made) for each in unsettled for _, made in made_objects(each))


def _is_on_new_column(step: Step) -> bool:
    """Whether a foreign key comes with a column that has no default: all is NULL, and nothing is read.

    PostgreSQL skips the validation then (transformAlterTableStmt in parse_utilcmd.c).
    """
    for command in commands(step):
        subtype = choice(command.node, "subtype")
        if subtype == "AT_AddConstraint":
            return False
        if subtype == "AT_AddColumn":
            said = {choice(inner(each), "contype") for each in command.def_.constraints}
            if said & {"CONSTR_DEFAULT", "CONSTR_IDENTITY", "CONSTR_GENERATED"}:
                return False
    return step.kind == "AlterTableStmt"


def _is_replaced(script: ScriptFile, step: Step) -> bool:
    """Whether another column gets the name of the one that is dropped: it was the copy of it."""
    dropped = [each.object for each in effects(script) if each.verb == "drop" and each.step is step]
    renamed = [each.new for each in effects(script) if each.verb == "rename" and each.new]
    columns = [each for each in dropped if each.kind == "column"]
    return bool(columns) and all(any(new.is_same(each) for new in renamed) for each in columns)
