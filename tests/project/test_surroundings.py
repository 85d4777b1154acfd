"""What a project has is found and offered."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from new_migration.errors import BadInput
from new_migration.history.config import load_settings
from new_migration.project.parts import PARTS, chosen_parts
from new_migration.project.surroundings import look, migrations_folder, others_folders


def parts(project: Path) -> list[str]:
    found = look(project, load_settings(cwd=project, environment={}))
    return list(found.defaults["write"])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    return tmp_path


def test_an_empty_project(project: Path) -> None:
    assert parts(project) == ["readme", "scripts"]


@pytest.mark.parametrize(
    ("name", "part"),
    [(".github/x", "github"), (".gitlab-ci.yml", "gitlab"), (".pre-commit-config.yaml", "pre-commit"),
     (".vscode/x", "vscode"), (".idea/x", "jetbrains"), (".zed/x", "zed"), ("CLAUDE.md", "agents"),
     ("database/migrations/LATEST", "latest"), ("database/migrations/migrations.lock", "lock")],
)  # fmt: skip
def test_what_is_used_is_offered(project: Path, name: str, part: str) -> None:
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).touch()
    assert set(parts(project)) == {"readme", "scripts", part}


@pytest.mark.parametrize(
    ("url", "part"),
    [("git@github.com:a/b.git", "github"), ("https://gitlab.example.org/a/b.git", "gitlab"), ("/srv/b.git", None)],
)
def test_the_remote_says_whose_jobs(project: Path, url: str, part: str | None) -> None:
    subprocess.run(["git", "-C", project, "remote", "add", "origin", url], check=True)
    assert set(parts(project)) == {"readme", "scripts"} | ({part} if part else set())


def test_the_folder_with_the_most_migrations(project: Path) -> None:
    for name in ("a/001_x.sql", "b/c/001_x.sql", "b/c/002_x.sql", ".venv/1_x.sql", "vendor/1_x.sql", "d/x.sql"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).touch()
    assert migrations_folder(project) == "b/c"


def test_the_folders_of_other_tools_are_told_and_not_taken(project: Path) -> None:
    goose = "-- +goose Up\nSELECT 1;\n"
    files = {"g/1_x.up.sql": "", "g/1_x.down.sql": "", "goose/1_x.sql": goose, "goose/2_x.sql": goose,
             "d/2024_x/up.sql": "", "ours/001_x.sql": "", "ours/rollback-001_x.sql": ""}  # fmt: skip
    for name, text in files.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text)
    assert others_folders(project) == {"g": "golang-migrate", "goose": "goose", "d": "diesel"}
    assert migrations_folder(project) == "ours"
    found = look(project, load_settings(cwd=project, environment={}))
    assert any(note.startswith("g has migrations of golang-migrate") for note in found.notes)


def test_different_widths_are_told(project: Path) -> None:
    folder = project / "database" / "migrations"
    folder.mkdir(parents=True)
    for name in ("001_x.sql", "002_x.sql", "0003_x.sql"):
        (folder / name).touch()
    found = look(project, load_settings(cwd=project, environment={}))
    assert found.defaults["width"] == 4 and "2 with 3, 1 with 4" in found.notes[1]


def test_the_names_of_parts() -> None:
    assert chosen_parts(["readme,zed", "lock"]) == ["readme", "zed", "lock"]
    assert chosen_parts(["all"]) == list(PARTS) and chosen_parts(["none"]) == []
    with pytest.raises(BadInput, match="there is no part 'all'"):
        chosen_parts(["all,readme"])
