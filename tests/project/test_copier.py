"""The repository as others have it: `copier copy gh:owner/new-migration` from a tag."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pexpect
import yaml

from new_migration import __version__
from new_migration.project import template
from new_migration.project.parts import PARTS

if TYPE_CHECKING:
    from tests.project.conftest import Project, Repository

BIN = Path(sysconfig.get_path("scripts"))
README = "templates/project/{{ directory }}/README.md.jinja"
WORDS = "Nobody changes a database by hand."
COPY = "copier copy --defaults --quiet"


def files(folder: Path) -> dict[str, tuple[bytes, bool]]:
    """Content and whether it can be run, by path."""
    return {path.relative_to(folder).as_posix(): (path.read_bytes(), os.access(path, os.X_OK))
            for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts}  # fmt: skip


def answers(project: Project, name: str = ".copier-answers.yml") -> Any:
    return yaml.safe_load((project.path / name).read_text())


def test_copier_copy_makes_what_init_makes(repository: Repository, empty: Project) -> None:
    (empty.path.parent / "answers.yml").write_text(yaml.safe_dump({"write": list(PARTS), "postgres": "18"}))
    empty.do(f"{COPY} --data-file ../answers.yml '{repository.path}' .")
    made = template.render(empty.path.parent, given={"write": list(PARTS), "postgres": "18"}, defaults={}, ask=False)
    expected = {name: (file.text.encode(), file.is_executable) for name, file in made.files.items()}
    found = files(empty.path)
    own, copied = (yaml.safe_load(each.pop(".copier-answers.yml")[0]) for each in (expected, found))
    assert found == expected
    assert found["scripts/apply-migration.sh"][1] and not found["scripts/migration-database.sh"][1]
    assert copied == {**own, "_src_path": str(repository.path), "_commit": __version__}


def test_questions_of_copier_at_a_terminal(repository: Repository, empty: Project) -> None:
    process = pexpect.spawn(str(BIN / "copier"), ["copy", str(repository.path), "."], cwd=empty.path,
                            encoding="utf-8", dimensions=(40, 100), timeout=30)  # fmt: skip
    process.delaybeforesend = None
    typed = {"Migrations folder": "\x15db/m\r", "Digits of a number": "\r", "Write changes that keep": "n",
             "Major version of": "17\r", "What else is": "\r"}  # fmt: skip
    for question, keys in typed.items():
        process.expect_exact(question)
        process.send(keys)
    process.expect_exact("Next: migration init")
    process.expect(pexpect.EOF)
    process.close()
    assert process.exitstatus == 0
    found = {key: answers(empty)[key] for key in ("directory", "width", "online", "postgres", "write")}
    assert found == {"directory": "db/m", "width": 3, "online": False, "postgres": "17", "write": ["readme", "scripts"]}


def test_init_in_a_project_that_copier_made(repository: Repository, empty: Project) -> None:
    """Its template remains the one that Copier knows: there is one file of answers, and Copier updates it."""
    empty.do(f"{COPY} '{repository.path}' .")
    empty.commit("copier copy")
    printed = empty.do("migration init --no-input").splitlines()
    assert len(printed) == 3 and all("000_create_schema_migrations" in name for name in printed)
    empty.do("migration init --no-input --write readme,scripts,github")
    assert not (empty.path / ".copier-answers.new-migration.yml").exists()
    known = answers(empty)
    assert (known["_src_path"], known["_commit"]) == (str(repository.path), __version__)
    assert known["write"] == ["readme", "scripts", "github"]
    empty.do("new-migration create-table users 'id bigint primary key'")
    readme = empty.migrations / "README.md"
    readme.write_text(readme.read_text().replace("## Rules\n", "## Rules\n\nOurs: ask first.\n"))
    empty.commit("migration init")
    refused = empty.run("migration init --update")
    assert refused.returncode == 3 and f"come from {repository.path}, not from this tool" in refused.stderr
    assert "hint: run: copier update --answers-file .copier-answers.yml\n" in refused.stderr
    repository.replace(README, WORDS, "Later words.", version="99.0.0")
    empty.do("copier update --defaults --quiet")
    assert "Later words." in readme.read_text() and "Ours: ask first." in readme.read_text()
    assert answers(empty)["_commit"] == "99.0.0"
    assert {*empty.git("diff", "--name-only").split()} == {".copier-answers.yml", "database/migrations/README.md"}


def test_answers_beside_those_of_another_template(repository: Repository, empty: Project) -> None:
    (empty.path / ".copier-answers.yml").write_text("_src_path: gh:someone/else\n")
    empty.do(f"{COPY} --answers-file .copier-answers.migrations.yml '{repository.path}' .")
    empty.do("migration init --no-input --write readme")
    found = {path.name for path in empty.path.glob(".copier*")}
    assert found == {".copier-answers.migrations.yml", ".copier-answers.yml"}
    assert answers(empty, ".copier-answers.migrations.yml")["write"] == ["readme"]
    assert answers(empty) == {"_src_path": "gh:someone/else"}
