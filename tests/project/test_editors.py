"""The tasks of the editors: every command as it is written, and the problem matchers on what is really printed."""

from __future__ import annotations

import json
import os
import re
import shlex
import sysconfig
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pexpect
import pytest

if TYPE_CHECKING:
    from tests.project.conftest import Make, Project

BIN = Path(sysconfig.get_path("scripts"))
CTRL_C = "\x03"

# What somebody types into the inputs of VS Code, by task.
TYPED = {
    "New migration: add column": {"table": "users", "column": "note text not null default 'it''s $HOME'"},
    "New migration: create table": {"newTable": "teams"},
    "New migration: create index": {"table": "users", "columns": "email"},
    "New migration: add foreign key": {
        "table": "notes", "columns": "user_id", "references": "users", "onDelete": "set null",
    },
    "New migration: backfill": {"table": "users", "set": "email = 'a; b $HOME'", "where": "email IS NULL"},
    "New migration: your own SQL": {"title": "tune it; now", "forward": "ALTER TABLE users SET (fillfactor = 90)",
        "rollback": "ALTER TABLE users RESET (fillfactor)",
   },
}  # fmt: skip

# What each asks first where nothing was said beforehand.
FIRST = {
    "New migration…": "change",
    "New migration: create table": "Name of the new table",
    "New migration: add column": "Which table gets the column?",
    "New migration: create index": "table",
    "New migration: add foreign key": "table",
    "New migration: backfill": "table",
    "New migration: your own SQL": "?",
}


@pytest.fixture
def project(make: Make) -> Project:
    made = make("vscode", "jetbrains", "zed")
    made.do('new-migration create-table notes "note_id bigint primary key" "user_id bigint"')
    made.commit("notes")
    return made


def vscode(project: Project) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((project.path / ".vscode/tasks.json").read_text())
    return found


def words_of(task: Mapping[str, Any], typed: Mapping[str, str]) -> list[str]:
    """The command as VS Code starts it: without a shell, with the inputs in place."""
    assert task["type"] == "process" and task["options"]["cwd"] == "${workspaceFolder}"
    said = [re.sub(r"\$\{input:migration-(\w+)\}", lambda found: typed[found[1]], word) for word in task["args"]]
    return [task["command"], *said]


def terminal(project: Project, words: list[str]) -> Any:
    environment = {"PATH": f"{BIN}:{os.environ['PATH']}", "HOME": str(project.cache), "TERM": "xterm-256color",
                   "LANG": "C.UTF-8", "XDG_CACHE_HOME": str(project.cache)}  # fmt: skip
    return pexpect.spawn(words[0], words[1:], cwd=project.path, env=environment, encoding="utf-8",
                         dimensions=(40, 100), timeout=20)  # fmt: skip


def asks_first(project: Project, words: list[str], question: str) -> None:
    """It asks, and Ctrl-C ends it; nothing is written."""
    before = sorted(project.migrations.iterdir())
    process = terminal(project, words)
    process.expect_exact(question)
    process.send(CTRL_C)
    process.expect(pexpect.EOF)
    process.close()
    assert process.exitstatus == 130
    assert sorted(project.migrations.iterdir()) == before


def test_every_task_of_vscode(project: Project, database_url: str) -> None:
    tasks = vscode(project)["tasks"]
    inputs = {each["id"] for each in vscode(project)["inputs"]}
    used = set()
    for task in tasks:
        used |= set(re.findall(r"\$\{input:([\w-]+)\}", str(task["args"])))
        words = words_of(task, TYPED.get(task["label"], {}))
        if task["label"] in {"New migration…", "New migration: create table"}:
            asks_first(project, words, "change" if task["label"].endswith("…") else "Column, as in CREATE TABLE")
        elif task["command"] == "new-migration":
            assert "proven" in project.run(shlex.join(words)).stderr, task["label"]
        elif words == ["migration", "status"]:
            assert "pending" in project.do(shlex.join(words), DATABASE_URL=database_url)
        else:
            project.do(shlex.join(words))
    assert used == inputs, "no input is left over"
    assert "it''s $HOME" in next(project.migrations.glob("0*_add_note_to_users.sql")).read_text()


def runs(project: Project) -> Iterator[tuple[str, list[str]]]:
    """The run configurations of JetBrains: name and words."""
    for path in sorted((project.path / ".run").iterdir()):
        (configuration,) = ElementTree.parse(path).getroot()
        options = {each.get("name"): each.get("value") for each in configuration.iter("option")}
        assert options["EXECUTE_IN_TERMINAL"] == "true" and options["SCRIPT_WORKING_DIRECTORY"] == "$PROJECT_DIR$"
        yield str(configuration.get("name")), shlex.split(str(options["SCRIPT_TEXT"]))


def tasks_of_zed(project: Project) -> Iterator[tuple[str, list[str]]]:
    for task in json.loads((project.path / ".zed/tasks.json").read_text()):
        assert task["cwd"] == "$ZED_WORKTREE_ROOT"
        yield task["label"], [task["command"], *task["args"]]


def test_every_task_of_jetbrains_and_zed(project: Project, database_url: str) -> None:
    found = dict(runs(project))
    assert found == dict(tasks_of_zed(project)), "the same everywhere"
    assert set(found) == {task["label"] for task in vscode(project)["tasks"]}
    for name, words in found.items():
        if name in FIRST:
            asks_first(project, words, FIRST[name])
        else:
            project.do(shlex.join(words), DATABASE_URL=database_url)


def test_tasks_are_added_to_those_of_a_project(make: Make) -> None:
    project = make()
    (project.path / ".vscode").mkdir()
    tasks = project.path / ".vscode/tasks.json"
    tasks.write_text('// ours\n{"version": "2.0.0", "tasks": [\n  {"label": "build", "command": "make"}, // all\n]}\n')
    project.do("migration init --no-input --write vscode")
    text = tasks.read_text()
    assert text.startswith('// ours\n{"version": "2.0.0", "tasks": [\n  {"label": "build", "command": "make"}, // all')
    assert text.count('"label": "Check migrations"') == 1
    project.do("migration init --no-input --write vscode")
    assert tasks.read_text() == text
    tasks.write_text("{ broken")
    done = project.run("migration init --no-input --write vscode")
    assert done.returncode == 2 and ".vscode/tasks.json:1:3: this is not JSON" in done.stderr
    assert tasks.read_text() == "{ broken"


# Problem matchers


def problems(project: Project, label: str) -> list[dict[str, str]]:
    """What VS Code puts into its Problems panel for a task.

    Each line goes to the matchers, the first that fits; where its last pattern is a loop, the lines that follow go on
    with it (AbstractProblemCollector and MultiLineMatcher in VS Code's problemMatcher.ts).
    """
    (task,) = (each for each in vscode(project)["tasks"] if each["label"] == label)
    done = project.run(shlex.join(words_of(task, {})))
    found = []
    lines = (done.stdout + done.stderr).splitlines()
    while lines:
        fits = (each for each in task["problemMatcher"] if _parts(patterns_of(each), lines))
        matcher = next(fits, None)
        if matcher is None:
            del lines[0]
            continue
        patterns = patterns_of(matcher)
        *_, last = patterns
        head = _parts(patterns[:-1], lines)
        del lines[: len(patterns) - 1]
        while parts := _parts([last], lines):
            found.append(_in_project(project, matcher, {**head, **parts}))
            del lines[0]
            if not last.get("loop"):
                break
    return found


def patterns_of(matcher: Mapping[str, Any]) -> list[dict[str, Any]]:
    pattern = matcher["pattern"]
    assert matcher["fileLocation"] == ["relative", "${workspaceFolder}"]
    return pattern if isinstance(pattern, list) else [pattern]


def _parts(patterns: list[dict[str, Any]], lines: list[str]) -> dict[str, str]:
    """What patterns take from as many lines; nothing where one does not fit."""
    matches = [re.search(pattern["regexp"], line) for pattern, line in zip(patterns, lines, strict=False)]
    if len(lines) < len(patterns) or None in matches:
        return {}
    pairs = [(match, pattern.items()) for match, pattern in zip(matches, patterns, strict=True) if match]
    return {part: match[group] for match, items in pairs for part, group in items if type(group) is int}


def _in_project(project: Project, matcher: Mapping[str, Any], parts: dict[str, str]) -> dict[str, str]:
    assert (project.path / parts["file"]).is_file(), "it can be opened"
    return {**parts, "owner": matcher["owner"]}


def test_no_problems(project: Project) -> None:
    assert problems(project, "Check migrations") == problems(project, "Lint migrations") == []


def test_findings_of_lint_are_problems(project: Project) -> None:
    project.do('new-migration sql "drop notes" --forward "DROP TABLE notes" --rollback "SELECT 1" --no-check')
    found = problems(project, "Lint migrations")
    assert {"file": "database/migrations/rollback-003_drop_notes.sql", "line": "1", "column": "1",
            "code": "rollback-empty", "message": "takes back the tracking row and nothing else",
            "owner": "migration-lint"} in found  # fmt: skip


def test_what_is_not_proven_is_a_problem(project: Project) -> None:
    project.do('new-migration sql "drop notes" --forward "DROP TABLE notes" --rollback "SELECT 1" --no-check')
    rollback = {"file": "database/migrations/rollback-003_drop_notes.sql", "owner": "migration-proof"}
    missing, *_, refused = problems(project, "Check migrations")
    assert missing == {**rollback, "message": "table notes: missing after rollback"}
    assert refused["file"] == rollback["file"] and 'table "notes" does not exist' in refused["message"]


def test_what_the_server_refuses_is_a_problem_at_its_place(project: Project) -> None:
    command = 'new-migration sql "break it" --forward "ALTER TABLE nothing ADD COLUMN x int" --rollback "SELECT 1"'
    project.do(f"{command} --no-check")
    found = [each for each in problems(project, "Check migrations") if "line" in each]
    assert found[0]["file"] == "database/migrations/003_break_it.sql" and found[0]["line"] == "10"
    assert 'relation "nothing" does not exist' in found[0]["message"]
