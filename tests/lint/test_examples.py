"""What the change kinds write lints clean, squawk included; and the founding text's own scripts have no more findings
than the design has objections."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from new_migration.authoring.kinds import chain, kinds
from new_migration.history.migration import parse_file_name
from new_migration.lint import squawk
from new_migration.lint.judge import Finding, Foreign, judge
from new_migration.lint.project import Project, Surroundings
from new_migration.lint.rule import pair
from new_migration.proof.examples import Example, examples

PROOF = Path(__file__).parent.parent / "proof"
FOLDERS = chain()
EXAMPLES = [example for kind in kinds(FOLDERS) for example in examples(kind, FOLDERS)]

# Findings that are right: the rule stays, and so does what the author has asked for.
KNOWN = {
    ("add-column/several", "adding-field-with-default"): "a generated column that is STORED rewrites the table",
}


def findings(folder: Path, files: dict[str, str]) -> list[Finding]:
    """All findings, squawk's included, of files that also lie in a folder."""
    project = Project.of_texts(files, Surroundings())
    running = squawk.start(folder, [script.name for script in project.of("forward")])
    assert running is not None, "the extra dev brings squawk"
    return judge(project, Foreign(found=tuple(running.found(project))))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_what_a_kind_writes_lints_clean(example: Example) -> None:
    found = findings(example.folder, example.expected())
    assert [each for each in found if (example.name, each.rule) not in KNOWN] == []


def test_what_is_known_is_of_an_example() -> None:
    assert {name for name, _ in KNOWN} <= {example.name for example in EXAMPLES}


_SCRIPT = re.compile(r"^-- ((?:Migration|Rollback) \d+)[^\n]*\n.*?(?=^-- (?:Migration|Rollback) \d|\Z)", re.M | re.S)
_STEM = re.compile(r"'(\d{3}_[a-z_]+)'")


def founding() -> dict[str, str]:
    """The scripts of the founding text as files, with the names that their tracking rows say."""
    files = {}
    for match in _SCRIPT.finditer((PROOF / "founding.sql").read_text(encoding="utf-8")):
        stem = _STEM.findall(match[0])[-1]
        name = f"{stem}.sql" if match[1].startswith("Migration") else f"rollback-{stem}.sql"
        assert parse_file_name(name)
        files[name] = match[0]
    return files


def test_the_scripts_of_the_founding_text(tmp_path: Path) -> None:
    files = founding()
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = [each for each in findings(tmp_path, files) if each.rule not in {"verify-missing", "lock-timeout-missing"}]
    assert {each.file: {one.rule for one in found if one.file == each.file} for each in found} == {
        # Index in the transaction of an ALTER TABLE; ON CONFLICT DO NOTHING (DESIGN, section 9).
        "010_add_is_archived_to_sessions.sql": {"require-concurrent-index-creation", "tracking-row-conflict"},
        "rollback-010_add_is_archived_to_sessions.sql": {"if-exists"},
        # granted_by has no ON DELETE, against the text's own best practice.
        "011_create_session_access.sql": {"foreign-key-on-delete"},
        "rollback-011_create_session_access.sql": {"cascade", "if-exists"},
        # Both tables locked while every row is checked; pitfall 2.
        "012_add_submissions_fk.sql": {
            "adding-foreign-key-constraint",
            "constraint-missing-not-valid",
            "foreign-key-index",
        },
        "rollback-012_add_submissions_fk.sql": {"if-exists"},
        "013_add_notes_indexes.sql": {"require-concurrent-index-creation"},
        "rollback-013_add_notes_indexes.sql": {"if-exists"},
        # Pitfall 4, and no rollback.
        "014_add_email_verified.sql": {"adding-not-nullable-field", "data-with-schema", "rollback-missing"},
    }


CASES = {
    name: case
    for file in sorted((PROOF / "wrong_rollbacks").glob("*.toml"))
    for name, case in tomllib.loads(file.read_text(encoding="utf-8")).items()
}
# What its right rollback does not do is counted by the proof: numbers drawn from a sequence.
_NOT_UNDONE = "numbers are drawn from a sequence, and it counts another way"


def _of_rollback(case: dict[str, str], rollback: str) -> list[str]:
    scripts = [text.rstrip("; \n") + ";" for text in (case["forward"], case[rollback])]
    found = judge(Project.of_texts(pair("010_x", *scripts), Surroundings()))
    assert not [each for each in found if each.rule == "syntax-error"]
    return [each.message for each in found if each.rule in {"rollback-incomplete", "rollback-empty"}]


@pytest.mark.parametrize("name", [name for name in CASES if name != _NOT_UNDONE])
def test_a_rollback_that_is_proven_is_no_finding(name: str) -> None:
    assert _of_rollback(CASES[name], "right") == []


def test_a_third_of_the_wrong_rollbacks_is_found_without_a_server() -> None:
    """The others bring the object back, with another definition: that takes a catalog."""
    assert sum(bool(_of_rollback(case, "wrong")) for case in CASES.values()) >= len(CASES) / 3
