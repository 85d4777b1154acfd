"""The list of kinds in templates/README.md is made from the folders; ``--accept`` makes it anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from new_migration.authoring.kinds import Kind, chain, kinds
from new_migration.proof.examples import examples

PAGE = Path(__file__).parent.parent / "templates" / "README.md"
BEGIN, END = "<!-- The list is made by tests/test_list_of_kinds.py. -->\n", "\n## A kind of your own"
COMMAND = re.compile(r"^-- Command: (.*)$", re.MULTILINE)


def test_the_list_of_kinds(request: pytest.FixtureRequest) -> None:
    text = PAGE.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    found, tail = rest.split(END)
    if request.config.getoption("--accept"):
        PAGE.write_text(f"{head}{BEGIN}{_list()}{END}{tail}", encoding="utf-8")
        return
    assert found == _list()


def _list() -> str:
    rows = (f"| `{kind.name}` | {kind.summary} | `{_command(kind)}` |" for kind in kinds(chain()))
    return "\n".join(["| kind | what it does | for example |", "|---|---|---|", *rows, ""])


def _command(kind: Kind) -> str:
    """The shortest command of its examples, without the names that are hard on purpose."""
    plain = [example for example in examples(kind, chain()) if not example.folder.name.startswith("hostile")]
    texts = [text for example in plain for text in example.expected().values()]
    commands: list[str] = [command for text in texts for command in COMMAND.findall(text)]
    return sorted(commands, key=lambda command: (len(command), command))[0].replace("|", "\\|")
