"""What coding agents are told: the commands run as written, and the keys that are named are there."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from new_migration.project.merging import BEGIN, END

if TYPE_CHECKING:
    from tests.project.conftest import Make, Project


@pytest.fixture
def project(make: Make) -> Project:
    return make("agents")


def skill(project: Project) -> str:
    return (project.path / ".claude/skills/database-migrations/SKILL.md").read_text()


def test_the_commands_of_the_skill(project: Project) -> None:
    text = skill(project)
    write, prove = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    table = re.findall(r"^\| (`.*?`) \|", text.partition("## Prove")[0].replace("[]", ""), re.MULTILINE)
    keys = set(re.findall(r"`(\w+)`", " ".join(table)))
    for command in write.splitlines():
        dry = json.loads(project.do(f"{command} --dry-run"))
        assert dry["written"] is False and "sql" in dry["migrations"][0]
        found = json.loads(project.do(command))
        assert set(found) == keys - {"error", "exit_code"} and found["proofs"][0]["outcome"] == "proven"
        assert set(found["migrations"][0]) == {"number", "name", "title", "transaction", "files"}
    (name,) = re.findall(r"migration check (\S+)", prove)
    number = json.loads(project.do("migration check --all --json"))["results"][-2]["name"].partition("_")[0]
    for command in prove.replace(name, name.replace("012", number)).splitlines():
        assert project.run(command).returncode == 0


def test_the_keys_of_a_proof(project: Project) -> None:
    project.do('new-migration sql "drop email" --forward "ALTER TABLE users DROP COLUMN email" --rollback "SELECT 1"'
               " --no-check --json")  # fmt: skip
    done = project.run("migration check --json")
    result = json.loads(done.stdout)["results"][-1]
    assert done.returncode == 1 and result["outcome"] in skill(project)
    for key in re.findall(r"`(?:results\[\]\.)?(outcome|soft|differences|reasons|error|locks)`", skill(project)):
        assert key in result


def test_what_is_wrong_is_an_object_too(project: Project) -> None:
    done = project.run("new-migration add-column --no-input --json")
    assert done.returncode == 2 and set(json.loads(done.stdout)) == {"schema", "error", "exit_code"}


def test_every_command_and_flag_that_is_named_is_there(project: Project) -> None:
    text = skill(project) + (project.path / "AGENTS.md").read_text()
    verbs = set(re.findall(r"`migration ([a-z]+)", text))
    assert {"check", "lint", "apply", "rollback", "renumber", "checklist"} <= verbs
    helps = "".join(project.do(f"migration {verb} --help") for verb in sorted(verbs))
    helps += project.do("new-migration --help") + project.do("new-migration sql --help")
    for flag in set(re.findall(r"--[a-z][a-z-]+", text)) - {"--help"}:
        assert flag in helps, flag


@pytest.mark.parametrize("parts", [("agents",), ("agents", "readme")])
def test_only_what_is_written_is_pointed_to(parts: tuple[str, ...], make: Make) -> None:
    project = make(*parts)
    is_said = "`database/migrations/README.md`" in (project.path / "AGENTS.md").read_text()
    assert is_said == (project.path / "database" / "migrations" / "README.md").exists() == ("readme" in parts)


def test_the_skill_has_the_head_that_agents_look_for(project: Project) -> None:
    import yaml

    _, head, _ = skill(project).split("---\n", 2)
    found = yaml.safe_load(head)
    assert set(found) == {"name", "description"} and len(found["description"]) <= 1024


def test_a_section_is_added_to_the_agents_file_of_a_project(make: Make) -> None:
    project = make()
    agents = project.path / "AGENTS.md"
    agents.write_text("# Ours\n\nUse tabs.\n")
    (project.path / "CLAUDE.md").symlink_to("AGENTS.md")
    project.do("migration init --no-input --write agents")
    text = agents.read_text()
    assert text.startswith("# Ours\n\nUse tabs.\n\n" + BEGIN) and text.rstrip().endswith(END)
    agents.write_text(text.replace("**Never** edit", "Feel free to edit") + "\nMore of ours.\n")
    project.do("migration init --no-input --write agents")
    assert agents.read_text() == text + "\nMore of ours.\n", "what stands between the markers is ours"
    agents.write_text(BEGIN)
    done = project.run("migration init --no-input --write agents")
    assert done.returncode == 2 and "AGENTS.md: the markers of our section are not a pair" in done.stderr
