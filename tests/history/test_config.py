"""Where a setting comes from, and what is said of a wrong one."""

import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from new_migration.errors import BadInput
from new_migration.history.config import SETTINGS, Settings, load_settings

Tree = Callable[[dict[str, str]], Path]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Make files from a dict of paths and texts; a path that ends in / is a folder. The top has a ``.git``."""

    def make(texts: dict[str, str]) -> Path:
        for name, text in {".git/": "", **texts}.items():
            path = tmp_path / name
            if name.endswith("/"):
                path.mkdir(parents=True, exist_ok=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path

    return make


def load(cwd: Path, environment: dict[str, str] | None = None, config: Path | None = None, **flags: object) -> Settings:
    return load_settings(cwd=cwd, environment=environment or {}, config_file=config, overrides=flags)


def message(cwd: Path, environment: dict[str, str] | None = None, config: Path | None = None, **flags: object) -> str:
    """The whole error, with the folder left out of paths."""
    with pytest.raises(BadInput) as error:
        load(cwd, environment, config, **flags)
    assert error.value.exit_code == 2
    return str(error.value).replace(f"{cwd}/", "")


def test_defaults(tmp_path: Path, tree: Tree) -> None:
    tree({"src/deep/": ""})
    settings = load(tmp_path / "src" / "deep")
    assert settings == Settings(project_root=tmp_path, directory=tmp_path / "database" / "migrations")
    assert (settings.width, settings.online, settings.verify, settings.check) == (3, True, True, True)
    assert (settings.author, settings.lock_timeout, settings.postgres, settings.server) == ("", "2s", "", "")
    assert settings.templates is None
    assert settings.config_file is None


def test_without_git_and_config_the_project_is_the_working_directory() -> None:
    settings = load(Path("/nowhere/at/all"))
    assert settings.project_root == Path("/nowhere/at/all")
    assert settings.directory == Path("/nowhere/at/all/database/migrations")


def test_flags_then_environment_then_file_then_default(tree: Tree) -> None:
    cwd = tree({"migrations.toml": "width = 4\nonline = false\nauthor = 'file'\nlock_timeout = '4s'"})
    environment = {"NEW_MIGRATION_ONLINE": "yes", "NEW_MIGRATION_AUTHOR": "environment", "NEW_MIGRATION_WIDTH": ""}
    settings = load(cwd, environment, author="flag", online=None)
    assert (settings.author, settings.online, settings.width, settings.lock_timeout) == ("flag", True, 4, "4s")
    assert settings.check is True


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_can_be_set_everywhere(setting: Any, tree: Tree) -> None:
    cwd = tree({"migrations.toml": f"{setting.name} = {setting.example}"})
    text = setting.example.strip('"')
    from_file = getattr(load(cwd), setting.name)
    (cwd / "migrations.toml").unlink()
    assert getattr(load(cwd, {setting.environment_name: text}), setting.name) == from_file
    assert getattr(load(cwd, **{setting.name: from_file}), setting.name) == from_file
    assert isinstance(from_file, setting.type)
    assert setting.help
    assert setting.flag == f"--{setting.name.replace('_', '-')}"


def test_the_table_lists_every_setting() -> None:
    assert [setting.name for setting in SETTINGS] == [each.name for each in fields(Settings)][2:]
    assert {setting.name: setting.default for setting in SETTINGS if setting.type is bool} == {
        "online": True,
        "verify": True,
        "check": True,
    }


@pytest.mark.parametrize("text", ["true", "True", "1", "yes", "on"])
def test_booleans_in_the_environment(tmp_path: Path, text: str) -> None:
    assert load(tmp_path, {"NEW_MIGRATION_CHECK": text}, check=None).check is True


@pytest.mark.parametrize("text", ["false", "False", "0", "no", "off"])
def test_booleans_that_are_false_in_the_environment(tmp_path: Path, text: str) -> None:
    assert load(tmp_path, {"NEW_MIGRATION_CHECK": text}).check is False


def test_paths_are_relative_to_where_they_are_written(tree: Tree) -> None:
    top = tree({"app/migrations.toml": "directory = 'db'\ntemplates = '../templates'", "app/src/": ""})
    cwd = top / "app" / "src"
    assert load(cwd).directory == top / "app" / "db"
    assert load(cwd).templates == top / "app" / "../templates"
    assert load(cwd, {"NEW_MIGRATION_DIRECTORY": "db"}).directory == cwd / "db"
    assert load(cwd, directory="db").directory == cwd / "db"
    assert load(cwd, directory=Path("/db")).directory == Path("/db")
    assert load(cwd, {"NEW_MIGRATION_DIRECTORY": "/db"}).project_root == top / "app"


def test_the_nearest_folder_with_a_config_wins(tree: Tree) -> None:
    top = tree(
        {
            "migrations.toml": "width = 4",
            "app/pyproject.toml": "[tool.new-migration]\nwidth = 5",
            "app/library/pyproject.toml": "[project]\nname = 'new-migration-plugin'",
            "app/other/migrations.toml": "width = 6",
            "app/other/pyproject.toml": "[tool.new-migration]\nwidth = 7",
        }
    )
    assert load(top).width == 4
    assert load(top / "app").width == 5
    assert load(top / "app" / "library").width == 5
    assert load(top / "app" / "library").project_root == top / "app"
    assert load(top / "app" / "other").width == 6
    assert load(top / "app" / "other").config_file == top / "app" / "other" / "migrations.toml"


def test_the_search_ends_at_the_git_top_level(tree: Tree) -> None:
    top = tree({"migrations.toml": "width = 4", "inner/.git": "gitdir: elsewhere", "inner/src/": ""})
    assert load(top / "inner" / "src").width == 3
    assert load(top / "inner" / "src").project_root == top / "inner"


def test_a_config_file_can_be_forced(tree: Tree) -> None:
    top = tree({"migrations.toml": "width = 4", "ci/other.toml": "width = 5\ndirectory = 'db'"})
    for settings in (load(top, config=Path("ci/other.toml")), load(top, {"NEW_MIGRATION_CONFIG": "ci/other.toml"})):
        assert settings.width == 5
        assert settings.project_root == top / "ci"
        assert settings.directory == top / "ci" / "db"
    (top / "ci" / "pyproject.toml").write_text("[tool.new-migration]\nwidth = 6")
    assert load(top, config=top / "ci" / "pyproject.toml").width == 6


def test_a_forced_config_file_must_be_one(tree: Tree) -> None:
    top = tree({"pyproject.toml": "[tool.other]", "folder/": ""})
    assert message(top, config=Path("absent.toml")) == "absent.toml: there is no such config file"
    assert message(top, config=Path("folder")) == "folder: there is no such config file"
    assert message(top, config=Path("pyproject.toml")) == (
        "pyproject.toml: this file has no table [tool.new-migration]\nhint: add a line [tool.new-migration]"
    )


def test_a_pyproject_of_others_is_not_read_closely(tree: Tree) -> None:
    assert load(tree({"pyproject.toml": "this is [not TOML"})).width == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "width = 4\n  widht = 5",
            "migrations.toml:2:3: unknown key widht\n    widht = 5\n    ^\nhint: did you mean width?",
        ),
        (
            "'lock-timeout' = '2s'",
            "migrations.toml:1:2: unknown key lock-timeout\n  'lock-timeout' = '2s'\n   ^\n"
            "hint: did you mean lock_timeout?",
        ),
        (
            "[zzz]\nwidth = 4",
            "migrations.toml:1:2: unknown key zzz\n  [zzz]\n   ^\n"
            "hint: known are directory, width, online, verify, check, author, lock_timeout, templates, postgres, "
            "server, schema_from",
        ),
        (
            "sever = 'postgresql://me:secret@localhost'",
            "migrations.toml:1:1: unknown key sever\n  sever = 'postgresql://me:******@localhost'\n  ^\n"
            "hint: did you mean server?",
        ),
        (
            "width = '4'",
            "migrations.toml:1:1: width must be a whole number\n  width = '4'\n  ^\nhint: for example width = 3",
        ),
        (
            "width = true",
            "migrations.toml:1:1: width must be a whole number\n  width = true\n  ^\nhint: for example width = 3",
        ),
        ("width = 0", "migrations.toml:1:1: width cannot be 0\n  width = 0\n  ^\nhint: for example width = 3"),
        (
            "online = 1",
            "migrations.toml:1:1: online must be true or false\n  online = 1\n  ^\nhint: for example online = true",
        ),
        (
            "postgres = 15",
            'migrations.toml:1:1: postgres must be a text\n  postgres = 15\n  ^\nhint: for example postgres = "18"',
        ),
        (
            "directory = ''",
            "migrations.toml:1:1: directory cannot be ''\n  directory = ''\n  ^\n"
            'hint: for example directory = "database/migrations"',
        ),
        (
            "directory = ['a']",
            "migrations.toml:1:1: directory must be a path\n  directory = ['a']\n  ^\n"
            'hint: for example directory = "database/migrations"',
        ),
        (
            'lock_timeout = "2s\'; DROP"',
            'migrations.toml:1:1: lock_timeout cannot be "2s\'; DROP"\n  lock_timeout = "2s\'; DROP"\n  ^\n'
            'hint: for example lock_timeout = "2s"',
        ),
        (
            r'author = "a\nDROP TABLE x;"',
            r"migrations.toml:1:1: author cannot be 'a\nDROP TABLE x;'" + "\n"
            r'  author = "a\nDROP TABLE x;"' + "\n  ^\n"
            'hint: for example author = "Ada Lovelace"',
        ),
        (
            r'server = "postgresql://me:secret@h\n"',
            "migrations.toml:1:1: server cannot be this\n" + r'  server = "postgresql://me:******@h\n"' + "\n  ^\n"
            'hint: for example server = "postgresql://localhost/postgres"',
        ),
        (
            "# first\nwidth 4",
            "migrations.toml:2:7: this is not TOML: Expected '=' after a key in a key/value pair\n  width 4\n        ^",
        ),
        (
            "author = 'x'\nwidth = [3,",
            "migrations.toml:2:12: this is not TOML: Invalid value\n  width = [3,\n             ^",
        ),
    ],
)
def test_wrong_config_files(tree: Tree, text: str, expected: str) -> None:
    assert message(tree({"migrations.toml": text})) == expected


def test_wrong_keys_in_a_pyproject_are_found_in_our_table(tree: Tree) -> None:
    text = "[tool.other]\nwidht = 3\n\n[tool.new-migration]\nwidth = 3\nwidht = 4\n"
    expected = "pyproject.toml:6:1: unknown key widht\n  widht = 4\n  ^\nhint: did you mean width?"
    assert message(tree({"pyproject.toml": text})) == expected


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[tool.new-migration.wdth]\nx = 1", "pyproject.toml:1:21"),
        ("[tool]\nnew-migration = { wdth = 3 }", "pyproject.toml"),
    ],
)
def test_keys_in_other_spellings_of_the_table(tree: Tree, text: str, place: str) -> None:
    assert message(tree({"pyproject.toml": text})).startswith(f"{place}: unknown key wdth\n")


def test_our_table_must_be_a_table(tree: Tree) -> None:
    assert message(tree({"pyproject.toml": "tool.new-migration = 3"})) == (
        "pyproject.toml: tool.new-migration must be a table\nhint: begin it with a line [tool.new-migration]"
    )
    assert load(tree({"pyproject.toml": "tool = 3  # new-migration"})).width == 3


def test_a_file_that_is_not_utf8(tree: Tree) -> None:
    top = tree({})
    (top / "migrations.toml").write_bytes(b"width = 3\nauthor = 'na\xefve'\n")
    assert message(top) == "migrations.toml: byte 23, in line 2, is not UTF-8"


def test_files_of_windows_editors(tree: Tree) -> None:
    top = tree({})
    (top / "migrations.toml").write_bytes(b"\xef\xbb\xbfwidth = 4\r\nonline = false\r\n")
    assert (load(top).width, load(top).online) == (4, False)
    (top / "migrations.toml").write_bytes(b"width = 4\r\nonlin = false\r\n")
    assert message(top).startswith("migrations.toml:2:1: unknown key onlin\n  onlin = false\n  ^\n")


@pytest.mark.parametrize(
    ("variable", "text", "expected"),
    [
        (
            "NEW_MIGRATION_WIDHT",
            "3",
            "unknown environment variable NEW_MIGRATION_WIDHT\nhint: did you mean NEW_MIGRATION_WIDTH?",
        ),
        (
            "NEW_MIGRATION_WIDTH",
            "three",
            "NEW_MIGRATION_WIDTH: width must be a whole number\nhint: for example NEW_MIGRATION_WIDTH=3",
        ),
        (
            "NEW_MIGRATION_ONLINE",
            "maybe",
            "NEW_MIGRATION_ONLINE: online must be true or false\nhint: for example NEW_MIGRATION_ONLINE=true",
        ),
        (
            "NEW_MIGRATION_POSTGRES",
            "v15",
            "NEW_MIGRATION_POSTGRES: postgres cannot be 'v15'\nhint: for example NEW_MIGRATION_POSTGRES=\"18\"",
        ),
    ],
)
def test_wrong_environment_variables(tmp_path: Path, variable: str, text: str, expected: str) -> None:
    assert message(tmp_path, {variable: text}) == expected


def test_wrong_flags(tmp_path: Path) -> None:
    assert message(tmp_path, lock_timeout="soon") == (
        "--lock-timeout: lock_timeout cannot be 'soon'\nhint: for example --lock-timeout \"2s\""
    )


def test_the_password_of_the_server_is_not_shown(tmp_path: Path) -> None:
    settings = load(tmp_path, server="postgresql://me:secret@localhost")
    assert settings.server.endswith("secret@localhost")
    assert "secret" not in repr(settings)


def test_tomllib_is_imported_only_for_a_file(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "tomllib", raising=False)
    load(tree({"pyproject.toml": "[tool.other]"}))
    assert "tomllib" not in sys.modules
