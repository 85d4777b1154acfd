"""``migration init``: projects old and new, at a terminal and without, and everything that can be in the way."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest
import yaml

from new_migration import __version__, cli
from new_migration.history.config import load_settings
from new_migration.postgres.database import connect, execute
from new_migration.project import template
from new_migration.project.parts import PARTS
from new_migration.templates_folder import templates_folder

ROOT = Path(__file__).parents[2]
BIN = Path(sysconfig.get_path("scripts"))
ENTER, CTRL_C, CTRL_D = "\r", "\x03", "\x04"

Init = Callable[..., int]


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=Ada Lovelace", "-c", "user.email=ada@example.org", "-c", "protocol.file.allow=always")
    return subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty git repository, in a path with a space and letters that are not ASCII, that is the working directory."""
    folder = tmp_path / "naïve project"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    git(folder, "config", "user.name", "Ada Lovelace")
    git(folder, "config", "user.email", "ada@example.org")
    monkeypatch.chdir(folder)
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    for variable in ("DATABASE_URL", "DB_HOST", "DB_NAME", "PGHOST", "PGDATABASE", "PGUSER"):
        monkeypatch.delenv(variable, raising=False)
    return folder


@pytest.fixture
def init(project: Path, capfd: pytest.CaptureFixture[str]) -> Init:
    """Runs ``migration init``; there is no traceback, whatever happens."""

    def run(*words: str) -> int:
        return cli.run("migration", ["init", "--no-input", *words])

    return run


def files(folder: Path) -> list[str]:
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in found if not name.startswith(".git/"))


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in files(folder)}


def old_project(folder: Path, count: int = 300) -> None:
    """Migrations of the founding text's shape, with some of its own mistakes and those of people."""
    migrations = folder / "database" / "migrations"
    migrations.mkdir(parents=True)
    for number in range(1, count + 1):
        table = f"things_{number // 10}"
        forward, rollback = (
            f"ALTER TABLE {table} ADD COLUMN c{number} INT;",
            f"ALTER TABLE {table} DROP COLUMN c{number};",
        )
        if number % 10 == 0 or number == 1:
            forward = (
                f"CREATE TABLE {table} (\n  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),\n  name VARCHAR(255)\n);"
            )
            rollback = f"DROP TABLE IF EXISTS {table} CASCADE;"
        name = f"{number:03d}_change_{number}"
        insert = f"INSERT INTO schema_migrations (migration_name, executed_at)\nVALUES ('{name}', CURRENT_TIMESTAMP)"
        delete = f"DELETE FROM schema_migrations\nWHERE migration_name = '{name}'"
        head = f"-- Migration {number:03d}: Change {number}\nBEGIN;\n\n"
        text = f"{head}{forward}\n\n{insert}\nON CONFLICT DO NOTHING;\n\nCOMMIT;\n"
        (migrations / f"{name}.sql").write_text(text, newline="\r\n" if number % 7 == 0 else "\n")
        if number % 50:  # some were forgotten
            (migrations / f"rollback-{name}.sql").write_text(f"BEGIN;\n\n{rollback}\n\n{delete};\n\nCOMMIT;\n")
    (migrations / "002-AddColumn.sql").write_text("-- a mistake in a name\n")
    (migrations / "add_column.sql").write_text("-- another one\n")


def test_the_parts_are_those_of_the_template() -> None:
    question = yaml.safe_load((ROOT / "copier.yml").read_text())["write"]
    assert tuple(question["choices"].values()) == PARTS
    assert set(question["default"]) <= set(PARTS)


def test_a_new_project(project: Path, init: Init, capfd: pytest.CaptureFixture[str]) -> None:
    assert init("--write", "readme,latest,lock", "--postgres", "18") == 0
    folder = "database/migrations"
    assert files(project) == [
        ".copier-answers.yml", f"{folder}/000_create_schema_migrations.sql", f"{folder}/LATEST", f"{folder}/README.md",
        f"{folder}/migrations.lock", f"{folder}/rollback-000_create_schema_migrations.sql",
        f"{folder}/verify-000_create_schema_migrations.sql", "migrations.toml",
    ]  # fmt: skip
    said = capfd.readouterr()
    assert sorted(said.out.splitlines()) == files(project)
    assert "next: migration check, which records in migrations.lock what is proven; then new-migration" in said.err
    assert (project / folder / "LATEST").read_text().startswith("000_create_schema_migrations\n")
    assert "-- Author: Ada Lovelace\n" in (project / folder / "000_create_schema_migrations.sql").read_text()
    settings = load_settings(cwd=project, environment={})
    assert (settings.width, settings.online, settings.postgres) == (3, True, "18")
    assert cli.run("new-migration", ["create-table", "users", "id bigint primary key", "--no-input"]) == 0
    assert cli.run("migration", ["check", "--lock"]) == 0
    assert (project / folder / "LATEST").read_text().startswith("001_create_users\n")
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "first")
    before = contents(project)
    capfd.readouterr()
    assert init("--write", "readme,latest,lock", "--postgres", "18") == 0
    assert contents(project) == before
    note = "note: database/migrations has 2 migrations, the last one is 001_create_users\n"
    assert capfd.readouterr() == ("", f"{note}all is there already\n")


def test_what_is_answered_once_is_the_default_of_the_next_run(project: Path, init: Init) -> None:
    assert init("--directory", "db/änderungen und mehr", "--width", "4", "--offline", "--write", "none") == 0
    assert (project / "db/änderungen und mehr/0000_create_schema_migrations.sql").is_file()
    settings = load_settings(cwd=project, environment={})
    assert (settings.directory, settings.width, settings.online) == (project / "db/änderungen und mehr", 4, False)
    before = contents(project)
    assert init() == 0
    assert contents(project) == before


def test_settings_that_were_changed_since_are_the_default(project: Path, init: Init) -> None:
    assert init("--write", "none") == 0
    config = project / "migrations.toml"
    config.write_text(config.read_text().replace("online = true", "online = false"))
    assert init() == 0
    assert template.known_answers(project)["online"] is False


def test_an_old_project_with_300_migrations(project: Path, init: Init, capfd: pytest.CaptureFixture[str]) -> None:
    old_project(project)
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "history")
    before = contents(project)
    assert init("--json") == 0
    after = contents(project)
    assert {name: after[name] for name in before} == before
    assert "database/migrations/000_create_schema_migrations.sql" in after
    assert "has 300 migrations, the last one is 300_change_300" in capfd.readouterr().out
    words = ["add-column", "things_30", "note text null", "--no-input", "--check"]
    assert cli.run("new-migration", words) == 0
    assert "301_add_note_to_things_30: proven" in capfd.readouterr().err
    assert cli.run("migration", ["check", "301"]) == 0
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "new-migration")


@pytest.mark.parametrize(("folder", "name"), [("db/migrate", "0001_a.sql"), ("src/app/sql", "01_a.sql")])
def test_an_existing_folder_and_its_width_are_found(project: Path, init: Init, folder: str, name: str) -> None:
    (project / folder).mkdir(parents=True)
    (project / folder / name).write_text("CREATE TABLE schema_migrations (x int);")
    (project / "node_modules/x/migrations").mkdir(parents=True)
    for number in range(9):
        (project / f"node_modules/x/migrations/{number}_x.sql").touch()
    assert init() == 0
    settings = load_settings(cwd=project, environment={})
    assert settings.directory == project / folder and settings.width == len(name.partition("_")[0])
    assert not list((project / folder).glob("*create_schema*")), "a migration makes the table already"


def test_a_tracking_table_in_the_database_is_told(
    project: Path, init: Init, tracked_database: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with connect(tracked_database) as connection:
        execute(connection, "INSERT INTO schema_migrations (migration_name) VALUES ('007_x')")
    monkeypatch.setenv("DATABASE_URL", tracked_database)
    assert init("--dry-run") == 0
    assert "has a tracking table with 1 migration, the last one is 007_x" in capfd.readouterr().err
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:secret@/x?host=/nowhere")
    assert init("--dry-run") == 0
    said = capfd.readouterr().err
    assert "was not looked at" in said and "secret" not in said
    assert files(project) == []


def test_a_file_that_differs_is_shown_and_kept(project: Path, init: Init, capfd: pytest.CaptureFixture[str]) -> None:
    readme = project / "database/migrations/README.md"
    readme.parent.mkdir(parents=True)
    readme.write_text("Mine.\n")
    assert init() == 0
    assert readme.read_text() == "Mine.\n"
    said = capfd.readouterr().err
    assert "\n-Mine.\n+# Migrations\n" in said and "kept as it is: database/migrations/README.md" in said
    assert init("--overwrite") == 0
    assert readme.read_text().startswith("# Migrations")


def test_settings_that_are_there_stay(project: Path, init: Init) -> None:
    (project / "migrations.toml").write_text('width = 5 # wide\nlock_timeout = "3s"')
    assert init("--offline") == 0
    text = (project / "migrations.toml").read_text()
    assert text.startswith('width = 5 # wide\nlock_timeout = "3s"\n') and "online = false\n" in text
    assert (project / "database/migrations/00000_create_schema_migrations.sql").is_file()
    known = template.known_answers(project)
    assert (known["width"], known["online"]) == (5, False)


STATED = 'width = 4\ndirectory = "db"\nonline = true\npostgres = "17"\n'


@pytest.mark.parametrize(
    "flags",
    [
        (
            ("--width", "6", "--offline"),
            ":1:1: width is 4, not 6\n  width = 4\n  ^\nhint: to change it, write width = 6",
        ),
        (("--directory", "other"), ':2:1: directory is "db", not "other"'),
        (("--offline",), ":3:1: online is true, not false"),
        (("--postgres", "18"), ':4:1: postgres is "17", not "18"'),
    ],
)
@pytest.mark.parametrize("name", ["migrations.toml", "pyproject.toml"])
def test_a_flag_that_contradicts_the_settings_is_refused(
    project: Path, init: Init, capfd: pytest.CaptureFixture[str], flags: tuple[tuple[str, ...], str], name: str
) -> None:
    (words, said), text = flags, STATED
    if name == "pyproject.toml":
        text, said = f"[tool.new-migration]\n{text}", re.sub(r"^:(\d)", lambda line: f":{int(line[1]) + 1}", said)
    (project / name).write_text(text)
    assert init(*words) == 2
    assert f"{name}{said}" in capfd.readouterr().err and files(project) == [name]
    assert init("--directory", "./db/", "--width", "4", "--online", "--postgres", "17", "--write", "none") == 0
    assert "db/0000_create_schema_migrations.sql" in files(project)


def test_what_would_have_to_be_in_a_file_of_others_is_refused(
    project: Path, init: Init, capfd: pytest.CaptureFixture[str]
) -> None:
    """Nobody would find the migrations otherwise."""
    (project / "pyproject.toml").write_text("[tool.new-migration]\ncheck = true\n")
    (project / "db/migrate").mkdir(parents=True)
    (project / "db/migrate/001_a.sql").touch()
    before = contents(project)
    assert init() == 2
    said = 'pyproject.toml: directory is "database/migrations", not "db/migrate"\nhint: to change it, write directory ='
    assert said in capfd.readouterr().err
    assert init("--offline", "--directory", "database/migrations") == 2
    assert contents(project) == before
    (project / "pyproject.toml").write_text('[tool.new-migration]\ndirectory = "db/migrate"\n')
    assert init("--write", "none") == 0
    assert not (project / "migrations.toml").exists()
    assert (project / "db/migrate/000_create_schema_migrations.sql").is_file()


def test_settings_that_the_template_refuses(project: Path, init: Init, capfd: pytest.CaptureFixture[str]) -> None:
    (project / "migrations.toml").write_text('width = 3\ndirectory = "../elsewhere"\n')
    assert init() == 2
    assert "migrations.toml:2:1: it must be a folder below the project" in capfd.readouterr().err


@pytest.mark.parametrize("directory", ["./db", "db//m", "db/./m/"])
def test_a_folder_is_written_down_in_one_way(project: Path, init: Init, directory: str) -> None:
    """What matches paths, as hooks and jobs of CI do, knows no other."""
    assert init("--directory", directory, "--write", "pre-commit,github,gitlab") == 0
    folder = Path(directory).as_posix()
    assert template.known_answers(project)["directory"] == folder
    assert f"'^{folder}/[^/]+" in (project / ".pre-commit-config.yaml").read_text()
    assert f'["{folder}/**", ' in (project / ".github/workflows/migrations.yml").read_text()


def test_a_project_in_a_subfolder(
    project: Path, init: Init, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is one of its own: the settings of the project around it do not reach it."""
    (project / "inner").mkdir()
    monkeypatch.chdir(project / "inner")
    assert init(".", "--write", "none") == 0
    assert "inner/database/migrations/000_create_schema_migrations.sql" in files(project)
    (project / "migrations.toml").write_text('directory = "db"\n')
    (project / "second").mkdir()
    assert init("../second", "--write", "none") == 0
    assert load_settings(cwd=project / "second", environment={}).directory == project / "second/db"


def test_settings_in_pyproject_are_not_shadowed(project: Path, init: Init) -> None:
    (project / "pyproject.toml").write_text("[tool.new-migration]\nwidth = 4\n")
    assert init() == 0
    assert not (project / "migrations.toml").exists()
    assert (project / "database/migrations/0000_create_schema_migrations.sql").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--write", "readmee"), "--write: there is no part 'readmee'\nhint: did you mean readme?"),
        (("--directory", "../elsewhere"), "migration: --directory: it must be a folder below the project"),
        (("--directory", "a$(b)"), "it must be a folder below the project"),
        (("--directory", "."), "it must be a folder below the project"),
        (("--directory", ""), "it must be a folder below the project"),
        (("--directory", "/"), "it must be a folder below the project"),
        (("--directory", ".git/x"), "it must be a folder below the project"),
        (("--directory", "~/x"), "it must be a folder below the project"),
        (("--postgres", "9.6"), "--postgres: 14 or later, such as 18"),
        (("--completion", "--write", "all"), "--completion has no use for --write"),
        (("--completion", "."), "--completion has no use for the folder ."),
        (("--update", "--width", "4", "--offline"), "--update has no use for --width and --online"),
        (("--width", "99"), "99 is not in the range"),
        (("nowhere",), "there is no such folder"),
    ],
)
def test_wrong_answers(
    project: Path, init: Init, capfd: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert init(*words) == 2
    assert said in capfd.readouterr().err and files(project) == []


def broken_toml(project: Path) -> None:
    (project / "migrations.toml").write_text("width = \n")


def broken_answers(project: Path) -> None:
    (project / ".copier-answers.yml").write_text("# Written by migration init\n: [\n")


def unreadable_answers(project: Path) -> None:
    (project / ".copier-answers.yml").write_text("<<<<<<< HEAD\n# Written by migration init\n_commit: 1\n")


def unreadable_include(project: Path) -> None:
    (project / ".gitlab-ci.yml").write_text("include: {local: x.yml}\n")


def file_for_scripts(project: Path) -> None:
    (project / "scripts").write_text("")


def folder_for_a_file(project: Path) -> None:
    (project / "migrations.toml").mkdir()


def file_for_a_folder(project: Path) -> None:
    (project / "database").write_text("")


def not_utf8(project: Path) -> None:
    (project / "database/migrations").mkdir(parents=True)
    (project / "database/migrations/README.md").write_bytes(b"\xff\n")


def link_to_nothing(project: Path) -> None:
    (project / "database").symlink_to("nowhere")


@pytest.mark.parametrize(
    ("break_", "said"),
    [
        (broken_toml, "migrations.toml:1:9: this is not TOML"),
        (broken_answers, ".copier-answers.yml:2:1: this is not YAML"),
        (unreadable_answers, ".copier-answers.yml:3:1: this is not YAML"),
        (
            unreadable_include,
            "yourself, or leave this part out with --write\ninclude:\n  - local: .gitlab/migrations.yml",
        ),
        (file_for_scripts, "scripts: this is a file, not a folder\nhint: move the file\n"),
        (folder_for_a_file, "migrations.toml: a folder is where a file is to be"),
        (file_for_a_folder, "database: this is a file, not a folder"),
        (not_utf8, "README.md: byte 1 of this file is not UTF-8"),
        (link_to_nothing, "this symbolic link leads nowhere"),
    ],
)
def test_what_is_broken_is_said_and_nothing_is_written(
    project: Path, init: Init, capfd: pytest.CaptureFixture[str], break_: Callable[[Path], None], said: str
) -> None:
    break_(project)
    before = contents(project)
    assert init() == 2
    found = capfd.readouterr().err
    assert said in found and "Traceback" not in found
    assert contents(project) == before


def test_a_file_that_cannot_be_written_takes_all_back(
    project: Path, init: Init, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system says no at the last of the files; those before it, one of them replaced, are as they were."""
    (project / "database/migrations").mkdir(parents=True)
    (project / "database/migrations/README.md").write_text("Mine.\n")
    before, replace = contents(project), Path.replace

    def fail(self: Path, target: Any) -> Any:
        if Path(target).name.startswith("verify-000"):
            raise OSError(30, "Read-only file system")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    assert init("--overwrite") == 2
    assert "verify-000_create_schema_migrations.sql: the file system is read-only" in capfd.readouterr().err
    assert contents(project) == before


@pytest.mark.parametrize("part", [".", "database", "migrations.toml"])
def test_a_read_only_mount_is_said_and_nothing_is_written(project: Path, part: str) -> None:
    """Root may write to what has no permissions, but not to a file system that is read-only."""
    (project / "database/migrations").mkdir(parents=True)
    (project / "migrations.toml").write_text('directory = "database/migrations"\n')
    before = contents(project)
    mount = f"mount --bind '{part}' '{part}' && mount -o remount,ro,bind '{part}'"
    # A mount is seen by who enters a folder after it.
    script = f"{mount} && cd \"$PWD\" && exec '{BIN}/migration' init --no-input"
    own = [] if os.geteuid() == 0 else ["--map-root-user"]
    done = subprocess.run(["unshare", "--mount", *own, "sh", "-c", script], cwd=project, capture_output=True,
                          text=True, check=False, stdin=subprocess.DEVNULL)  # fmt: skip
    assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
    assert re.search("the file system is read-only|device or resource busy", done.stderr), done.stderr
    assert contents(project) == before


@pytest.mark.parametrize("name", ["migrations.toml", "database/migrations/001_a.sql"])
def test_a_file_that_may_not_be_read(project: Path, name: str) -> None:
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text("")
    (project / name).chmod(0)
    # Root without its powers may read no more than others.
    powers = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    done = subprocess.run([*powers, BIN / "migration", "init", "--no-input"], cwd=project, capture_output=True,
                          text=True, check=False, stdin=subprocess.DEVNULL)  # fmt: skip
    (project / name).chmod(0o644)
    assert done.returncode == 2
    assert done.stderr.endswith(f"{name}: no permission\nhint: ask its owner for access\n"), done.stderr
    assert files(project) == [name]


def test_without_git(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "p").mkdir()
    for program in ("migration", "python"):
        (tmp_path / "bin" / program).symlink_to(BIN / program)
    environment = {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path)}
    for words, code in ((["init"], 0), (["init", "--update"], 0)):
        done = subprocess.run([BIN / "migration", *words], cwd=tmp_path / "p", env=environment, check=False,
                              capture_output=True, text=True, stdin=subprocess.DEVNULL)  # fmt: skip
        assert "Traceback" not in done.stderr
        assert done.returncode == code or "git" in done.stderr, done.stderr
    assert (tmp_path / "p" / "migrations.toml").is_file()


@pytest.fixture(params=["shallow", "detached", "submodule", "worktree"])
def odd_repository(request: pytest.FixtureRequest, project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that is not the usual one, with a migration of its own."""
    (project / "database/migrations").mkdir(parents=True)
    (project / "database/migrations/0007_x.sql").write_text("SELECT 1;\n")
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "one")
    git(project, "commit", "-q", "-m", "two", "--allow-empty")
    other = project.parent / "other"
    if request.param == "shallow":
        git(project, "clone", "-q", "--depth", "1", f"file://{project}", str(other))
    elif request.param == "detached":
        git(project, "clone", "-q", str(project), str(other))
        git(other, "checkout", "-q", "--detach")
    elif request.param == "worktree":
        git(project, "worktree", "add", "-q", str(other))
    else:
        other.mkdir()
        git(other, "init", "-q")
        git(other, "submodule", "add", "-q", str(project), "inner")
        other /= "inner"
    monkeypatch.chdir(other)
    return other


def test_odd_repositories(odd_repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.run("migration", ["init", "--no-input"]) == 0
    assert (odd_repository / "database/migrations/0000_create_schema_migrations.sql").is_file()
    git(odd_repository, "add", ".")
    git(odd_repository, "commit", "-q", "-m", "init")
    assert cli.run("migration", ["init", "--update"]) == 0
    assert f"all is as version {__version__} makes it" in capfd.readouterr().err
    assert cli.run("new-migration", ["create-table", "t", "id bigint primary key", "--no-input"]) == 0


# Updates


@pytest.fixture
def released(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A version before this one, whose README of migrations had other lines."""
    folder = tmp_path / "released"
    for name in ("copier.yml", "project"):
        source = templates_folder() / name if name == "project" else ROOT / name
        subprocess.run(["cp", "-a", source, folder / "0.0.9" / name] if (folder / "0.0.9").is_dir() else
                       ["sh", "-c", f"mkdir -p '{folder}/0.0.9' && cp -a '{source}' '{folder}/0.0.9/{name}'"],
                       check=True)  # fmt: skip
    readme = folder / "0.0.9/project/{{ directory }}/README.md.jinja"
    text = readme.read_text().replace("Nobody changes a database by hand.", "Old words.")
    readme.write_text(text.replace("| `migration renumber`", "| `migration old`"))
    update = template.update
    monkeypatch.setattr(template, "update", lambda project, ask: update(project, ask=ask, versions=folder))
    return folder


@pytest.fixture
def at_old_version(project: Path, init: Init, released: Path) -> Path:
    """A project that was set up by it."""
    assert init("--write", "readme") == 0
    answers = project / ".copier-answers.yml"
    answers.write_text(answers.read_text().replace(f"_commit: {__version__}", "_commit: 0.0.9"))
    readme = project / "database/migrations/README.md"
    text = readme.read_text().replace("Nobody changes a database by hand.", "Old words.")
    readme.write_text(text.replace("| `migration renumber`", "| `migration old`"))
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "init 0.0.9")
    return readme


def test_an_update_brings_later_templates(
    project: Path, at_old_version: Path, init: Init, capfd: pytest.CaptureFixture[str]
) -> None:
    at_old_version.write_text(at_old_version.read_text().replace("## Rules\n", "## Rules\n\nOurs: ask Grace.\n"))
    git(project, "commit", "-q", "-a", "-m", "ours")
    assert init() == 3
    assert "migration init --update brings" in capfd.readouterr().err
    assert init("--update") == 0
    text = at_old_version.read_text()
    assert "Nobody changes a database by hand." in text and "Old words" not in text and "migration renumber" in text
    assert "## Rules\n\nOurs: ask Grace.\n" in text
    assert template.known_answers(project)["_commit"] == __version__
    assert template.known_answers(project)["_src_path"] == template.SOURCE
    assert sorted(capfd.readouterr().out.splitlines()) == [".copier-answers.yml", "database/migrations/README.md"]


def test_an_update_keeps_what_was_merged(project: Path, init: Init, at_old_version: Path) -> None:
    """Files that are a person's and ours are as they were where the templates have not changed."""
    answers = project / ".copier-answers.yml"
    answers.write_text(answers.read_text().replace("_commit: 0.0.9", f"_commit: {__version__}"))
    (project / ".vscode").mkdir()
    (project / ".vscode/tasks.json").write_text('{ // mine\n  "tasks": [{"label": "build"}] // and so on\n}\n')
    (project / ".pre-commit-config.yaml").write_text("# mine\nrepos:\n- repo: meta\n  hooks:\n  - id: identity\n")
    (project / "AGENTS.md").write_text("# Mine\n\nUse tabs.\n")
    (project / ".gitlab-ci.yml").write_text("stages: [a]\ninclude:\n  - local: mine.yml\n")
    assert init("--write", "readme,vscode,pre-commit,agents,gitlab") == 0
    answers.write_text(answers.read_text().replace(f"_commit: {__version__}", "_commit: 0.0.9"))
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "more parts")
    before = contents(project)
    assert (
        b"Check migrations" in before[".vscode/tasks.json"] and b"Old words." in before["database/migrations/README.md"]
    )
    assert init("--update") == 0
    after = contents(project)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {".copier-answers.yml", "database/migrations/README.md"} and set(after) == set(before)


def test_what_both_sides_changed_is_a_conflict(
    project: Path, at_old_version: Path, init: Init, capfd: pytest.CaptureFixture[str]
) -> None:
    at_old_version.write_text(at_old_version.read_text().replace("Old words.", "Our words."))
    git(project, "commit", "-q", "-a", "-m", "ours")
    assert init("--update", "--json") == 1
    assert '"conflicts": [\n    "database/migrations/README.md"' in capfd.readouterr().out
    text = at_old_version.read_text()
    assert "<<<<<<<" in text and "Our words." in text and "Nobody changes a database by hand." in text


def test_an_update_that_git_could_not_take_back_is_refused(
    project: Path, at_old_version: Path, init: Init, capfd: pytest.CaptureFixture[str]
) -> None:
    at_old_version.write_text("not committed")
    assert init("--update") == 3
    assert "there are changes that are not committed" in capfd.readouterr().err
    assert at_old_version.read_text() == "not committed"


def test_an_update_of_nothing_and_of_unknown_versions(
    project: Path, init: Init, capfd: pytest.CaptureFixture[str]
) -> None:
    assert init("--update") == 3
    assert "hint: run: migration init" in capfd.readouterr().err
    unreadable_answers(project)
    assert init("--update") == 2
    assert ".copier-answers.yml:3:1: this is not YAML" in capfd.readouterr().err
    (project / ".copier-answers.yml").unlink()
    assert init() == 0
    answers = project / ".copier-answers.yml"
    answers.write_text(answers.read_text().replace(f"_commit: {__version__}", "_commit: 0.0.1"))
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "x")
    assert init("--update") == 3
    assert "the templates of version 0.0.1 are not known here" in capfd.readouterr().err


def test_the_answers_of_another_template_stay(project: Path, init: Init) -> None:
    (project / ".copier-answers.yml").write_text("_src_path: gh:someone/else\n")
    assert init() == 0
    assert (project / ".copier-answers.yml").read_text() == "_src_path: gh:someone/else\n"
    assert template.SOURCE in (project / ".copier-answers.new-migration.yml").read_text()


def test_other_commands_do_without_copier(project: Path) -> None:
    script = (
        "import sys; from new_migration.cli import run\n"
        "run('migration', ['--help']); run('migration', ['init', '--help']); run('migration', ['lint', '--help'])\n"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'copier', 'pydantic', 'plumbum', 'yaml'}))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=project, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


# At a terminal


@pytest.fixture
def terminal(project: Path) -> Iterator[Callable[..., Any]]:
    opened: list[Any] = []

    def start(*words: str) -> Any:
        environment = {"PATH": os.environ["PATH"], "HOME": str(project.parent), "TERM": "xterm-256color",
                       "LANG": "C.UTF-8"}  # fmt: skip
        process = pexpect.spawn(str(BIN / "migration"), ["init", *words], cwd=project, env=environment,
                                encoding="utf-8", dimensions=(40, 100), timeout=15)  # fmt: skip
        process.delaybeforesend = None
        opened.append(process)
        return process

    yield start
    for each in opened:
        each.close(force=True)


QUESTIONS = ("Migrations folder", "Digits of a number", "Write changes that keep", "Major version of", "What else is")


def ended(process: Any) -> int:
    process.expect(pexpect.EOF)
    process.close()
    return int(process.exitstatus)


def test_questions_at_a_terminal(project: Path, terminal: Callable[..., Any]) -> None:
    process = terminal()
    for question, answer in zip(QUESTIONS, ["\x15db/m" + ENTER, ENTER, "n", ENTER, ENTER], strict=True):
        process.expect_exact(question)
        process.send(answer)
    process.expect_exact("Write these?")
    process.send("y" + ENTER)
    assert ended(process) == 0
    assert "db/m/000_create_schema_migrations.sql" in files(project)
    assert load_settings(cwd=project, environment={}).online is False


def test_what_the_settings_say_is_not_asked(project: Path, terminal: Callable[..., Any]) -> None:
    (project / "migrations.toml").write_text('width = 4\nonline = false\npostgres = "17"\n')
    process = terminal()
    seen = ""
    for question, answer in ((QUESTIONS[0], "\x15./db" + ENTER), ("below the project", "\x15db" + ENTER),
                             (QUESTIONS[4], ENTER), ("Write these?", ENTER)):  # fmt: skip
        process.expect_exact(question)
        seen += process.before
        process.send(answer)
    assert ended(process) == 0
    assert not [question for question in QUESTIONS[1:4] if question in seen]
    known = template.known_answers(project)
    assert {name: known[name] for name in ("directory", "width", "online", "postgres")} == {
        "directory": "db", "width": 4, "online": False, "postgres": "17"}  # fmt: skip
    assert 'directory = "db"\n' in (project / "migrations.toml").read_text()


@pytest.mark.parametrize("last", range(6))
def test_an_interrupt_at_every_question_leaves_nothing(project: Path, terminal: Callable[..., Any], last: int) -> None:
    process = terminal()
    for question in QUESTIONS[:last]:
        process.expect_exact(question)
        process.send(ENTER)
    process.expect_exact([*QUESTIONS, "Write these?"][last])
    process.send(CTRL_C)
    assert ended(process) == 130
    assert files(project) == []


def test_a_file_that_differs_is_asked_about(project: Path, terminal: Callable[..., Any]) -> None:
    (project / "database/migrations").mkdir(parents=True)
    (project / "database/migrations/README.md").write_text("Mine.\n")
    for answer in ("n", "y"):
        process = terminal("--directory", "database/migrations", "--width", "3", "--online", "--postgres", "18",
                           "--write", "readme")  # fmt: skip
        process.expect_exact("README.md is there and differs: replace it?")
        process.send(answer + ENTER)
        process.expect_exact("Write these?")
        process.send(ENTER)
        assert ended(process) == 0
        assert ((project / "database/migrations/README.md").read_text() == "Mine.\n") == (answer == "n")


def test_nothing_is_asked_where_all_is_said(project: Path) -> None:
    done = subprocess.run([BIN / "migration", "init"], cwd=project, capture_output=True, text=True, check=False,
                          stdin=subprocess.DEVNULL)  # fmt: skip
    assert done.returncode == 0 and "migrations.toml" in done.stdout


def test_the_folder_of_another_tool_stays_as_it_is(
    init: Init, project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    theirs = project / "db" / "migrations"
    theirs.mkdir(parents=True)
    for number in (1, 2):
        (theirs / f"{number}_x.sql").write_text("-- +goose Up\nSELECT 1;\n")
    assert init("--directory", "db/migrations") == 2
    assert "db/migrations: these are files of goose" in capfd.readouterr().err
    assert files(project) == ["db/migrations/1_x.sql", "db/migrations/2_x.sql"]
    assert init("--write", "none") == 0
    assert "db/migrations has migrations of goose" in capfd.readouterr().err
    assert "database/migrations/000_create_schema_migrations.sql" in files(project)
    assert len(files(theirs)) == 2
