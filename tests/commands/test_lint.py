"""``migration lint`` and ``migration explain`` at the command line."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from new_migration import cli
from new_migration.commands.explain import EXIT_CODES
from new_migration.lint import squawk
from new_migration.lint.rule import pair, rules
from new_migration.lint.squawk import NAMES

GOOD = pair("010_create_users", "CREATE TABLE users ();", "DROP TABLE users;")
BAD = pair("010_create_users", "CREATE TABLE IF NOT EXISTS users ();", "DROP TABLE users;")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs ``migration`` in a project without git and database; nothing ends in a traceback."""
    for variable in ("DATABASE_URL", "DB_HOST", "PGHOST", "PGDATABASE", "PGUSER", "PGPORT", "PGSERVICE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)

    def ran(*words: str) -> tuple[int, str, str]:
        code = cli.run("migration", words)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return ran


def write(files: dict[str, str] | dict[str, bytes], folder: str = "database/migrations") -> Path:
    path = Path(folder)
    path.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_no_findings(run: Run) -> None:
    write(GOOD)
    code, out, err = run("lint")
    assert (code, out) == (0, "")
    assert err == "no findings in 3 files\n"


def test_a_finding(run: Run) -> None:
    write(BAD)
    code, out, err = run("lint")
    assert code == 1
    assert out == (
        "database/migrations/010_create_users.sql:7:1: if-not-exists: "
        "IF NOT EXISTS accepts whatever has this name already\n"
        "  hint: leave out IF NOT EXISTS: inside the transaction an error takes everything back\n"
    )
    assert err == "1 finding in 1 of 3 files\n"


def test_json(run: Run) -> None:
    write(BAD)
    for flags in (["--json"], ["--format", "json"]):
        code, out, _ = run("lint", *flags)
        result = json.loads(out)
        assert code == 1
        assert result["schema"] == 1
        (found,) = result["findings"]
        assert found["file"] == "database/migrations/010_create_users.sql"
        assert (found["line"], found["column"], found["rule"]) == (7, 1, "if-not-exists")
    assert run("lint", "--json", "--format", "sarif")[0] == 2


def test_github(run: Run) -> None:
    write(BAD, "a,b: 100%")
    code, out, _ = run("lint", "--format", "github", "--directory", "a,b: 100%")
    assert code == 1
    assert out.startswith(
        "::error file=a%2Cb%3A 100%25/010_create_users.sql,line=7,col=1,title=if-not-exists::IF NOT EXISTS accepts "
    )
    assert "already%0Aleave out" in out
    write(GOOD, "good")
    assert run("lint", "--format", "github", "--directory", "good")[:2] == (0, "")


def test_gitlab(run: Run) -> None:
    twice = BAD | {name: text.replace("users ();", "users ();\n" * 2, 1) for name, text in BAD.items()}
    text = BAD["010_create_users.sql"].replace("users ();", "users ();\n\nCREATE TABLE IF NOT EXISTS users ();")
    write(twice | {"010_create_users.sql": text})
    entries = json.loads(run("lint", "--format", "gitlab")[1])
    assert [each["location"]["lines"]["begin"] for each in entries] == [7, 9]
    assert len({each["fingerprint"] for each in entries}) == 2
    assert {each["severity"] for each in entries} == {"major"}
    assert {each["location"]["path"] for each in entries} == {"database/migrations/010_create_users.sql"}
    write(GOOD, "good")
    assert json.loads(run("lint", "--format", "gitlab", "--directory", "good")[1]) == []


SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"enum": ["2.1.0"]},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "additionalProperties": False,
                "properties": {
                    "invocations": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["executionSuccessful"],
                            "additionalProperties": False,
                            "properties": {
                                "executionSuccessful": {"type": "boolean"},
                                "exitCode": {"type": "integer"},
                                "toolExecutionNotifications": {
                                    "type": "array",
                                    "items": {
                                        "required": ["message"],
                                        "properties": {
                                            "level": {"enum": ["none", "note", "warning", "error"]},
                                            "message": {"type": "object", "required": ["text"]},
                                        },
                                    },
                                },
                            },
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {
                                    "rules": {"type": "array", "uniqueItems": True, "items": {"required": ["id"]}}
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message"],
                            "properties": {
                                "ruleId": {"type": "string"},
                                "ruleIndex": {"type": "integer", "minimum": -1},
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": {"type": "object", "required": ["text"]},
                                "partialFingerprints": {
                                    "type": "object",
                                    "additionalProperties": {"type": "string"},
                                },
                                "locations": {
                                    "type": "array",
                                    "items": {
                                        "properties": {
                                            "physicalLocation": {
                                                "required": ["artifactLocation"],
                                                "properties": {
                                                    "artifactLocation": {
                                                        "properties": {"uri": {"pattern": "^[!-~]+$"}},
                                                    },
                                                    "region": {
                                                        "properties": {
                                                            "startLine": {"minimum": 1},
                                                            "startColumn": {"minimum": 1},
                                                        }
                                                    },
                                                },
                                            }
                                        }
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


def test_sarif(run: Run) -> None:
    """By the parts of the schema of SARIF 2.1.0 that we use."""
    write(BAD | pair("011_index", "CREATE INDEX i ON t (a);", "DROP INDEX i;"), "Müll und mehr")
    code, out, _ = run("lint", "--format", "sarif", "--directory", "Müll und mehr")
    assert code == 1
    log = json.loads(out)
    jsonschema.validate(log, SARIF)
    (ran,) = log["runs"]
    named = [each["id"] for each in ran["tool"]["driver"]["rules"]]
    assert ran["invocations"] == [{"executionSuccessful": True}]
    assert [named[each["ruleIndex"]] for each in ran["results"]] == [each["ruleId"] for each in ran["results"]]
    assert [each["ruleId"] for each in ran["results"]] == ["if-not-exists", "require-concurrent-index-creation"]
    uri = ran["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "M%C3%BCll%20und%20mehr/010_create_users.sql"
    write(GOOD, "good")
    assert json.loads(run("lint", "--format", "sarif", "--directory", "good")[1])["runs"][0]["results"] == []


def test_paths_for_programs_are_those_of_the_repository(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run(["git", "init", "-q", "."], check=True)
    write(BAD, "service/database/migrations")
    monkeypatch.chdir("service")
    assert run("lint", "--directory", "database/migrations")[1].startswith("database/migrations/010")
    out = run("lint", "--directory", "database/migrations", "--format", "github")[1]
    assert "file=service/database/migrations/010" in out


@pytest.mark.parametrize(
    "word", ["10", "010_create_users", "010_create_users.sql", "database/migrations/rollback-010_create_users.sql"]
)
def test_some_migrations(run: Run, word: str) -> None:
    write(BAD | pair("011_create_teams", "CREATE TABLE IF NOT EXISTS teams ();", "DROP TABLE teams;"))
    code, out, _ = run("lint", word)
    assert code == 1
    assert "010_create_users" in out
    assert "011_create_teams" not in out


def test_only_what_was_asked_for_is_counted(run: Run) -> None:
    write(GOOD | pair("011_create_teams", "CREATE TABLE teams ();", "DROP TABLE teams;") | {"x.sql": ""})
    assert run("lint", "10")[2] == "no findings in 3 files\n"
    assert run("lint", "010_create_users", "11")[2] == "no findings in 6 files\n"
    assert run("lint", "database/migrations/x.sql")[2] == "1 finding in 1 of 1 file\n"
    assert json.loads(run("lint", "10", "--json")[1])["files"] == 3


def test_files_say_which_folder_is_meant(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As editors and hooks name them, from wherever they stand."""
    folder = write(BAD, "project/sql").absolute()
    Path("project/migrations.toml").write_text('directory = "sql"\nverify = false\n')
    (folder / "verify-010_create_users.sql").unlink()
    for here, word in (("/", str(folder / "010_create_users.sql")), (str(folder.parent), "sql/010_create_users.sql")):
        monkeypatch.chdir(here)
        code, out, err = run("lint", word)
        assert code == 1
        assert "010_create_users.sql:7:1: if-not-exists" in out
        assert err == "1 finding in 1 of 2 files\n"
    monkeypatch.chdir("/")
    for words in ((), (str(folder / "010_create_users.sql"), str(tmp_path / "other.sql"))):
        code, _, err = run("lint", *words)
        assert code == 2
        assert "database/migrations: no such file or directory\nhint: say with --directory" in err


def test_thousands_of_files_can_be_named(run: Run) -> None:
    from new_migration.lint.run import Request, chosen_files

    names = [name for number in range(3000) for name in pair(f"{number:04d}_x", "SELECT 1;", "SELECT 1;")]
    start = time.process_time()
    chosen = chosen_files(Request(folder=Path("x"), names=[f"x/{name}" for name in names]), names)
    assert chosen is not None
    assert chosen.named == set(names)
    assert time.process_time() - start < 10  # looking through all of them for each takes a minute


def test_a_file_that_is_no_migration_can_be_named(run: Run) -> None:
    write(BAD | {"add_column.sql": "SELECT 1;"})
    assert "file-name" in run("lint", "database/migrations/add_column.sql")[1]


@pytest.mark.parametrize(
    ("files", "words", "message"),
    [
        ({}, (), "there is no SQL file in this folder"),
        ({"readme.txt": "x"}, (), "there is no SQL file in this folder"),
        ({"1_x.up.sql": "SELECT 1", "1_x.down.sql": "SELECT 1"}, (), "these are files of golang-migrate"),
        ({"1_x.sql": "-- +goose Up\nSELECT 1;"}, (), "these are files of goose"),
        ({"1_x.sql": "-- migrate:up\nSELECT 1;\n-- migrate:down\n"}, (), "these are files of dbmate"),
        (GOOD, ("011",), "no migration has the name or number '011'"),
        (GOOD, ("nothing.sql",), "there is no such file"),
        (GOOD, ("elsewhere/010_create_users.sql",), "is not in the migrations folder"),
        (GOOD, ("--format", "xml"), "'xml' is not one of"),
        (GOOD, ("--base", "main"), "not a git repository"),
        (GOOD, ("--directory", "nowhere"), "no such file or directory"),
        (GOOD, ("--directory", "database/migrations/010_create_users.sql"), "this is a file, not a folder"),
    ],
)
def test_bad_input(run: Run, files: dict[str, Any], words: tuple[str, ...], message: str) -> None:
    write(files)
    code, out, err = run("lint", *words)
    assert (code, out) == (2, "")
    assert message in err
    assert "hint:" in err or "there is no such file" in err


FAILURES = [
    (("--directory", "nowhere"), "no such file or directory"),
    (("011",), "no migration has the name or number '011'"),
    (("--base", "main"), "not a git repository"),
    (("--config", "broken.toml"), "broken.toml:1:3: "),
]


@pytest.mark.parametrize(("words", "message"), FAILURES)
def test_a_failure_reads_as_the_report_would(run: Run, words: tuple[str, ...], message: str) -> None:
    write(GOOD)
    Path("broken.toml").write_text("a b")
    for flags in (["--json"], ["--format", "json"], ["--format=json", "--json"]):
        code, out, err = run("lint", *words, *flags)
        result = json.loads(out)
        assert (code, result["schema"], result["exit_code"]) == (2, 1, 2)
        assert message in result["error"]
        assert err == f"migration: {result['error']}\n"

    code, out, err = run("lint", *words, "--format", "github")
    assert (code, err) == (2, f"migration: {result['error']}\n")
    assert out.startswith("::error title=migration lint::")
    assert message in out and len(out.splitlines()) == 1

    code, out, _ = run("lint", *words, "--format", "sarif")
    log = json.loads(out)
    jsonschema.validate(log, SARIF)
    (ran,) = log["runs"]
    assert (code, ran["results"]) == (2, [])
    assert ran["invocations"] == [
        {
            "executionSuccessful": False,
            "exitCode": 2,
            "toolExecutionNotifications": [{"level": "error", "message": {"text": result["error"]}}],
        }
    ]
    # An empty list would say that all findings are mended.
    assert run("lint", *words, "--format", "gitlab")[:2] == (2, "")


@pytest.mark.parametrize("words", [(), ("10",), ("--fix",), ("--base", "HEAD")])
@pytest.mark.parametrize("others", [{}, GOOD | {"note.sql": b"-- lint: allow file-name because n\xe9\n"}])
def test_what_is_not_utf8_is_a_finding(run: Run, others: dict[str, Any], words: tuple[str, ...]) -> None:
    """The other files are judged as ever, squawk included."""
    broken = b"-- Migration 010: Caf\xe9\nDROP TABLE a;"
    folder = write(others | {"010_create_users.sql": broken})
    write(pair("011_index", "CREATE INDEX i ON t (a);", "DROP INDEX i;"))
    for git in (
        ["init", "-q", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x", "--allow-empty"],
    ):
        subprocess.run(["git", *git], check=True)
    code, out, _ = run("lint", *words)
    assert code == 1
    assert "010_create_users.sql:1:22: syntax-error: this file is not UTF-8\n  hint: save it as UTF-8" in out
    assert ("require-concurrent-index-creation" in out) is (words != ("10",))
    assert "note.sql" not in out
    assert (folder / "010_create_users.sql").read_bytes() == broken


def test_an_empty_forward_script_is_a_finding(run: Run) -> None:
    records = GOOD["010_create_users.sql"].replace("CREATE TABLE users ();", "")
    for text in ("", "\n\n", "-- Migration 010: x\n", records):
        write(GOOD | {"010_create_users.sql": text})
        code, out, _ = run("lint")
        assert code == 1
        assert "010_create_users.sql:1:1: forward-empty: " in out


def test_what_is_no_sql_is_a_finding(run: Run) -> None:
    write(GOOD | {"010_create_users.sql": GOOD["010_create_users.sql"].replace("CREATE TABLE", "CRATE TABEL")})
    code, out, _ = run("lint")
    assert code == 1
    assert '010_create_users.sql:7:1: syntax-error: syntax error at or near "CRATE"' in out


@pytest.mark.parametrize(
    "text", ["", "\x00", ";;;", "--", "/*", "'", "$$", "\\", "\n\\i x\n", "BEGIN", "COMMIT;\n" * 50]
)
def test_strange_texts(run: Run, text: str) -> None:
    write({"010_x.sql": text, "rollback-010_x.sql": text, "verify-010_x.sql": text})
    code, out, _ = run("lint")
    assert code == 1
    assert "010_x.sql:" in out
    assert run("lint", "--fix")[0] in {0, 1}


def test_names_with_blanks_and_letters_of_all_sorts(run: Run) -> None:
    path = write(GOOD | pair("011_größer als x", "SELECT 1;", "SELECT 1;"), "mein Ördner/mit [Klammern]")
    code, out, _ = run("lint", "--directory", str(path))
    assert code == 1
    assert "011_größer als x.sql:1:1: name-snake-case" in out
    assert "rename it to 011_grosser_als_x.sql" in out


def test_a_name_that_a_terminal_would_obey(run: Run) -> None:
    write(GOOD | {"\x1b[31mred.sql": "SELECT 1;"})
    _, out, _ = run("lint")
    assert "\x1b" not in out


def test_settings_of_the_project(run: Run) -> None:
    offline = pair("011_index", "CREATE INDEX i ON t (a);", "DROP INDEX i;")
    write({name: text for name, text in (GOOD | offline).items() if not name.startswith("verify-")})
    assert run("lint")[0] == 1
    Path("migrations.toml").write_text("verify = false\nonline = false\n")
    assert run("lint")[:2] == (0, "")


def test_fix(run: Run) -> None:
    folder = write(GOOD | {"010_create_users.sql": GOOD["010_create_users.sql"].replace("n 010", "n 10").rstrip()})
    assert run("lint")[0] == 1
    code, out, err = run("lint", "--fix")
    assert (code, out) == (0, "")
    assert "database/migrations/010_create_users.sql: mended" in err
    assert (folder / "010_create_users.sql").read_text() == GOOD["010_create_users.sql"]
    assert json.loads(run("lint", "--fix", "--json")[1])["mended"] == {}


def test_fix_of_a_link_mends_the_file_that_it_leads_to(run: Run) -> None:
    folder = write(GOOD)
    real = Path("real.sql")
    real.write_text(GOOD["010_create_users.sql"].rstrip())
    (folder / "010_create_users.sql").unlink()
    (folder / "010_create_users.sql").symlink_to("../../real.sql")
    assert run("lint", "--fix")[0] == 0
    assert (folder / "010_create_users.sql").readlink() == Path("../../real.sql")
    assert real.read_text() == GOOD["010_create_users.sql"]
    assert {path.name for path in (*folder.iterdir(), *Path().iterdir())} == {*GOOD, "real.sql", "database"}


def test_fix_of_some(run: Run) -> None:
    files = GOOD | pair("011_create_teams", "CREATE TABLE teams ();", "DROP TABLE teams;")
    folder = write({name: text.rstrip() for name, text in files.items()})
    assert run("lint", "--fix", "11")[0] == 0
    assert {path.name for path in folder.iterdir() if path.read_text().endswith("\n")} == {
        name for name in files if "011" in name
    }


def test_a_folder_that_cannot_be_written(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(GOOD | {"010_create_users.sql": GOOD["010_create_users.sql"].rstrip()})

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    code, _, err = run("lint", "--fix")
    assert code == 2
    assert "no permission" in err
    assert len(list(folder.iterdir())) == 3


def test_the_base_of_the_command_line(run: Run) -> None:
    def git(*words: str) -> None:
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], check=True)

    write(BAD)
    git("init", "-q", ".")
    git("add", ".")
    git("commit", "-q", "-m", "x")
    assert "if-not-exists" in run("lint")[1]
    assert run("lint", "--base", "HEAD")[:2] == (0, "")
    write(GOOD)
    assert "migration-changed" in run("lint", "--base", "HEAD")[1]


def test_what_is_applied(site: Any, migration: Callable[..., Any]) -> None:
    for name, text in GOOD.items():
        site.put(name, text)
    assert migration("apply").code == 0
    assert migration("lint").code == 0
    # A checksum is compared: comments count.
    site.put("010_create_users.sql", GOOD["010_create_users.sql"].replace("users ()", "users (id int)"))
    ran = migration("lint")
    assert ran.code == 1
    assert "migration-changed: was changed since it was applied to " in ran.out
    for name in GOOD:
        (site.folder / name).unlink()
    moved = pair("012_create_users", "CREATE TABLE users ();", "DROP TABLE users;")
    for name, text in moved.items():
        site.put(name, text)
    assert "012_create_users.sql:1:1: migration-moved: is applied to " in migration("lint").out
    for name in moved:
        (site.folder / name).unlink()
    site.put("001_x.sql", "SELECT 1;")
    assert "010_create_users.sql:1:1: migration-deleted: is applied to " in migration("lint").out


def test_what_is_applied_where_two_migrations_have_one_number(site: Any, migration: Callable[..., Any]) -> None:
    for name, text in GOOD.items():
        site.put(name, text)
    assert migration("apply").code == 0
    for name, text in (
        pair("010_twin", "CREATE TABLE twin ();", "DROP TABLE twin;") | {"11-x.sql": "SELECT 1;"}
    ).items():
        site.put(name, text)
    site.put("010_create_users.sql", GOOD["010_create_users.sql"].replace("users ()", "users (id int)"))
    ran = migration("lint")
    assert "migration-changed: was changed since it was applied to " in ran.out
    assert "number-duplicate" in ran.out
    assert "not known" not in ran.err


def test_a_database_that_cannot_be_asked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write(GOOD)
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:secret@localhost:1/none")
    code, out, err = run("lint")
    assert (code, out) == (0, "")
    assert "note: what is applied to the database is not known: " in err
    assert "secret" not in err


@pytest.mark.parametrize("name", [rule.name for rule in rules()])
def test_every_rule_is_explained(run: Run, name: str) -> None:
    code, out, _ = run("explain", name)
    assert code == 0
    assert out.startswith(f"# {name}\n")


def test_rules_of_squawk_are_explained(run: Run) -> None:
    for name in NAMES - {"syntax-error"}:
        assert run("explain", name)[1].startswith(f"# {name}\n\nA rule of squawk")


@pytest.mark.parametrize("name", ["require-table-schema", "prefer-timestamptz", "ban-drop-sequence"])
def test_rules_of_squawk_that_only_it_knows_are_explained(run: Run, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that its configuration has to turn on, and old names."""
    assert name not in NAMES
    assert run("explain", name)[1].startswith(f"# {name}\n\nA rule of squawk: https://squawkhq.com/docs/{name}\n")
    squawk.knows.cache_clear()
    monkeypatch.setattr(squawk, "program", lambda: None)
    assert run("explain", name)[0] == 2
    squawk.knows.cache_clear()


def test_exit_codes_are_explained(run: Run) -> None:
    for code, text in EXIT_CODES.items():
        assert run("explain", str(code)) == (0, f"exit code {code}\n\n{text}\n", "")
    assert "no command ends with exit code 5" in run("explain", "5")[2]


def test_kinds_are_explained(run: Run) -> None:
    code, out, _ = run("explain", "create-index")
    assert code == 0
    assert out.startswith("Usage: new-migration create-index ")
    assert "--unique" in out


def test_what_there_is_not_to_explain(run: Run) -> None:
    code, out, err = run("explain", "casade")
    assert (code, out) == (2, "")
    assert "hint: did you mean cascade?" in err
    assert "hint: did you mean ban-drop-column?" in run("explain", "ban-drop-colum")[2]
    assert run("explain", "ban-drop-column,ban-drop-table")[0] == 2


def test_a_conflict_in_latest_is_found_though_it_was_committed(run: Run, tmp_path: Path) -> None:
    folder = write(GOOD | {"LATEST": "010_create_users\n"})

    def git(*words: str) -> None:
        identity = ("-c", "user.name=Ada Lovelace", "-c", "user.email=ada@example.org")
        subprocess.run(["git", *identity, *words], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-qm", "a")
    assert run("lint", "--base", "main")[:2] == (0, "")
    git("checkout", "-q", "-b", "change")
    (folder / "LATEST").write_text("<<<<<<< HEAD\n010_create_users\n=======\n010_create_teams\n>>>>>>> main\n")
    git("commit", "-qam", "b")
    for words in ((), ("--base", "main")):
        code, out, _ = run("lint", *words)
        assert code == 1 and "LATEST:1:1: latest-conflict: there is a merge conflict in this file\n" in out
        assert "run migration renumber" in out
    assert run("renumber")[0] == 0
    assert run("lint")[0] == 0
