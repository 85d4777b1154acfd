"""One file from what is there and from the template: nothing that was there is lost."""

from __future__ import annotations

import pytest
import yaml

from new_migration.errors import BadInput
from new_migration.project import yaml_lists
from new_migration.project.merging import BEGIN, END, merged

HOOKS = "repos:\n  - repo: local\n    hooks:\n      - id: migration-lint\n        name: lint\n"


def hooks(there: str) -> str:
    return yaml_lists.add(there, HOOKS, name="x.yaml", key="repos", sign="id: migration-lint")


@pytest.mark.parametrize(
    "there",
    [
        "repos:\n- repo: a\n  hooks:\n  - id: b # c\n",
        "repos:\n    - repo: a\n      hooks: [{id: b}]\n\n# after\nci:\n  x: 1\n",
        "# 1\nx: 1\nrepos:\n  - repo: a\n    hooks:\n      - id: b\n        args: |\n         c\n\n         d\n",
        "repos:\n  - repo: a\n    hooks:\n      - id: b",
        "ci:\n  x: 1\n",
        "repos:",
        "ci:\n  x: 1\nrepos:   # none yet\n\n# after\nx: 1\n",
    ],
)
def test_hooks_are_added_to_others(there: str) -> None:
    before, both = yaml.safe_load(there), hooks(there)
    after = yaml.safe_load(both)
    ours = yaml.safe_load(HOOKS)["repos"]
    assert after == {**before, "repos": (before.get("repos") or []) + ours}
    assert all(line in both.splitlines() for line in there.splitlines())
    assert hooks(both) == both, "nothing is added twice"


@pytest.mark.parametrize("there", ["", "\n"])
def test_an_empty_file_becomes_ours(there: str) -> None:
    assert hooks(there) == HOOKS


@pytest.mark.parametrize(
    ("there", "said"),
    [("repos: [{repo: a}]\n", "yourself, or leave this part out with --write\nrepos:\n  - repo: local\n"),
     ("repos: {a: 1}\n", "not a list"), ("- a\n", "not a mapping"), ("{repos: []}\n", "not a mapping"),
     ("repos: [ # none\n]\n", "not a list"), ("repos: |\n  a\n", "not a list"),
     ("repos: [\n", "this is not YAML"), ("a: b: c\n", "x.yaml:1:5: this is not YAML")],
)  # fmt: skip
def test_what_cannot_be_merged_is_said(there: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        hooks(there)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("there", "both"),
    [
        ("include: 'x.yml' # mine\nx: 1\n", "include:\n  - 'x.yml' # mine\n  - local: ours.yml\nx: 1\n"),
        ("include:\n  x.yml", "include:\n  - x.yml\n  - local: ours.yml\n"),
        ("include: ~\n", "include:\n  - local: ours.yml\n"),
        ("a: 1\ninclude: []\n", "a: 1\ninclude:\n  - local: ours.yml\n"),
        ("include: [ ] # none\nx: 1\n", "include: # none\n  - local: ours.yml\nx: 1\n"),
    ],
)
def test_a_value_that_is_no_list_with_lines_becomes_one(there: str, both: str) -> None:
    new = "include:\n  - local: ours.yml\n"
    assert yaml_lists.add(there, new, name="x.yml", key="include", sign="ours.yml") == both


SECTION = f"# Agents\n\n{BEGIN}\nours\n{END}\n"


@pytest.mark.parametrize(
    ("there", "both"),
    [
        ("", SECTION),
        ("# Mine\n\ntext", f"# Mine\n\ntext\n\n{BEGIN}\nours\n{END}\n"),
        (f"a\n{BEGIN}\nold\n{END}\nz\n", f"a\n{BEGIN}\nours\n{END}\nz\n"),
    ],
)
def test_a_section_between_markers(there: str, both: str) -> None:
    assert merged("AGENTS.md", there, SECTION) == both
    assert merged("AGENTS.md", both, SECTION) == both


@pytest.mark.parametrize("there", [BEGIN, END, f"{END}\n{BEGIN}", f"{BEGIN}{END}{BEGIN}{END}"])
def test_markers_that_are_no_pair_are_refused(there: str) -> None:
    with pytest.raises(BadInput, match="not a pair"):
        merged("AGENTS.md", there, SECTION)


@pytest.mark.parametrize(
    ("there", "both"),
    [
        ("width = 4", "width = 4\nonline = true\n"),
        ("# a\nonline = false # b\n\n[lint]\nx = 1\n", "# a\nonline = false # b\n\nwidth = 3\n[lint]\nx = 1\n"),
        ("width = 3\nonline = true\n", "width = 3\nonline = true\n"),
    ],
)
def test_settings_that_are_missing_are_added(there: str, both: str) -> None:
    assert merged("migrations.toml", there, "# ours\nwidth = 3\nonline = true\n") == both


@pytest.mark.parametrize(
    ("name", "there", "new"),
    [
        ("AGENTS.md", "# Mine\n\nUse tabs.\n", SECTION),
        ("AGENTS.md", f"a\n{BEGIN}\nold\n{END}\nz\n", SECTION),
        (".pre-commit-config.yaml", "repos:\n- repo: a\n  hooks:\n  - id: b\n", HOOKS),
        ("migrations.toml", "width = 4\n[lint]\nx = 1\n", "width = 3\nonline = true\n"),
        (".vscode/tasks.json", '{ // mine\n  "tasks": []\n}\n', '{"version": "2.0.0", "tasks": [{"label": "a"}]}'),
    ],
)
def test_line_ends_stay_as_they_are(name: str, there: str, new: str) -> None:
    both = merged(name, there, new)
    assert both is not None and merged(name, there.replace("\n", "\r\n"), new) == both.replace("\n", "\r\n")


def test_a_file_of_one_person_is_not_merged() -> None:
    assert merged("database/migrations/README.md", "mine", "ours") is None
