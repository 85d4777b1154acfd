"""``new-migration`` without a terminal: what it writes and prints, and what it says to bad input."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest

from new_migration import cli

COLUMN = "is_archived boolean not null default false"


class Ran(NamedTuple):
    """What a run came to."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty git repository that is the working directory."""
    monkeypatch.chdir(tmp_path)
    for name in ("GIT_AUTHOR_NAME", "GIT_DIR"):
        monkeypatch.delenv(name, raising=False)
    subprocess.run(["git", "init", "-q", "-b", "main"], check=True)
    subprocess.run(["git", "config", "user.name", "Ada Lovelace"], check=True)
    return tmp_path


@pytest.fixture
def run(project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``new-migration`` in this process, with nothing at standard input."""

    def _run(*words: str, stdin: str = "", program: str = "new-migration") -> Ran:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        monkeypatch.setattr("new_migration.spec_file._read_already", {})
        code = cli.run(program, words)
        return Ran(code, *capsys.readouterr())

    return _run


def files(project: Path) -> list[str]:
    """The names of all files in the migrations folder."""
    return sorted(path.name for path in (project / "database" / "migrations").glob("*"))


def test_the_first_run_writes_the_tracking_table_too(run: Run, project: Path) -> None:
    assert run("create-table", "users", "id bigint primary key") == Ran(
        0,
        "database/migrations/000_create_schema_migrations.sql\n"
        "database/migrations/rollback-000_create_schema_migrations.sql\n"
        "database/migrations/verify-000_create_schema_migrations.sql\n"
        "database/migrations/001_create_users.sql\n"
        "database/migrations/rollback-001_create_users.sql\n"
        "database/migrations/verify-001_create_users.sql\n",
        "again: new-migration create-table users 'id bigint primary key'\n",
    )
    assert len(files(project)) == 6


def test_it_is_not_written_into_a_folder_that_has_migrations(run: Run, project: Path) -> None:
    folder = project / "database" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0041_something.sql").write_text("SELECT 1;\n")
    assert run("add-column", "users", COLUMN, "--no-verify").code == 0
    assert files(project) == ["0041_something.sql", "0042_add_is_archived_to_users.sql",
                              "rollback-0042_add_is_archived_to_users.sql"]  # fmt: skip


def test_migration_new_is_the_same(run: Run) -> None:
    assert (
        run("new", "add-column", "users", COLUMN, "--dry-run", program="migration").out
        == run("add-column", "users", COLUMN, "--dry-run").out
    )


def test_1000_follows_999(run: Run, project: Path) -> None:
    run("add-column", "users", COLUMN, "--number", "999")
    run("add-column", "users", "x int null")
    assert "1000_add_x_to_users.sql" in files(project)


def test_a_number_on_another_branch_is_not_taken_again(run: Run, project: Path) -> None:
    run("add-column", "users", COLUMN, "--number", "7")
    for words in (["add", "-A"], ["-c", "user.email=a@example.org", "commit", "-qm", "x"], ["switch", "-qc", "other"],
                  ["rm", "-qr", "database"], ["-c", "user.email=a@example.org", "commit", "-qm", "y"]):  # fmt: skip
        subprocess.run(["git", *words], check=True)
    run("add-column", "users", "x int null")
    assert "008_add_x_to_users.sql" in files(project)


def test_dry_run_prints_the_sql_and_writes_nothing(run: Run, project: Path) -> None:
    ran = run("add-column", "users", COLUMN, "--dry-run")
    assert "-- database/migrations/001_add_is_archived_to_users.sql\n-- Migration 001: " in ran.out
    assert "ADD COLUMN is_archived boolean DEFAULT false NOT NULL;" in ran.out
    assert not (project / "database").exists()


def test_json(run: Run, project: Path) -> None:
    ran = run("add-foreign-key", "a", "b_id", "b", "--on-delete", "cascade", "--json")
    found = json.loads(ran.out)
    assert (found["schema"], found["written"]) == (1, True)
    assert found["command"] == "new-migration add-foreign-key a b_id b --on-delete cascade"
    assert [(each["number"], each["transaction"]) for each in found["migrations"]] == [
        (0, True), (1, False), (2, True), (3, True)
    ]  # fmt: skip
    for each in found["migrations"]:
        assert set(each["files"]) == {"forward", "rollback", "verify"}
        assert all((project / path).is_file() for path in each["files"].values())


def test_an_error_is_json_too(run: Run) -> None:
    ran = run("add-column", "--json")
    assert ran.code == 2
    assert json.loads(ran.out) == {
        "schema": 1,
        "error": "missing: --table, --columns\nhint: see new-migration add-column --help",
        "exit_code": 2,
    }


def test_the_line_that_repeats_a_run_gives_the_same_files(run: Run, project: Path) -> None:
    words = ("create-table", "t", "a int default 1", 'b text check (b <> \'it\'\'s "x" $1 `y` !z\')', "--unique", "a,b",
             "--comment", "it's", "--offline", "--purpose", "why not?", "--date", "2026-01-02")  # fmt: skip
    first = run(*words)
    line = first.err.removeprefix("again: ").strip()
    bash = subprocess.run(["bash", "-c", f"printf '%s\\0' {line}"], capture_output=True, text=True, check=True)
    again = run(*bash.stdout.split("\0")[1:-1], "--date", "2026-01-02", "--dry-run")
    text = (project / "database/migrations/001_create_t.sql").read_text()
    assert text.replace("001", "002") in again.out


@pytest.mark.parametrize(
    "spec",
    [
        'kind = "add-column"\ntable = "users"\ncolumns = ["x int null", "y text null"]\nindex = true\npurpose = "why"',
        '{"kind": "add-column", "table": "users", "columns": ["x int null", "y text null"], "index": true,'
        ' "purpose": "why"}',
    ],
)
def test_a_spec_file(spec: str, run: Run, project: Path) -> None:
    by_flags = run("add-column", "users", "x int null", "y text null", "--index", "--purpose", "why", "--dry-run")
    assert run("--from", "-", "--dry-run", stdin=spec) == by_flags
    (project / "change.spec").write_text(spec)
    assert run("add-column", "--from", "change.spec", "--dry-run") == by_flags
    assert "users2" in run("add-column", "--from", "change.spec", "--table", "users2", "--dry-run").out


def test_the_json_schema_describes_the_spec(run: Run) -> None:
    schema = json.loads(run("backfill", "--schema").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate({"kind": "backfill", "table": "t", "set": "a = 1", "batch_size": 10}, schema)
    for wrong in ({"table": "t"}, {"table": "t", "set": "a = 1", "sets": 1}, {"table": 1, "set": "a = 1"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)


def test_configuration(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "migrations.toml").write_text(
        'directory = "db"\nwidth = 4\nonline = false\nverify = false\nauthor = "Grace Hopper"\nlock_timeout = "500ms"\n'
    )
    (project / "src").mkdir()
    monkeypatch.chdir(project / "src")
    ran = run("add-column", "users", COLUMN, "--index")
    assert ran.out.splitlines()[-2:] == [
        str(project / "db" / "0001_add_is_archived_to_users.sql"),
        str(project / "db" / "rollback-0001_add_is_archived_to_users.sql"),
    ]
    text = (project / "db" / "0001_add_is_archived_to_users.sql").read_text()
    assert "-- Author: Grace Hopper\n" in text
    assert "SET LOCAL lock_timeout = '500ms';" in text
    assert "CREATE INDEX idx_users_is_archived" in text
    assert "--offline\n" in text


def test_flags_before_the_kind_count_too(run: Run, project: Path) -> None:
    assert run("--directory", "db", "--no-verify", "add-column", "users", COLUMN, "--offline").code == 0
    assert sorted(path.name for path in (project / "db").iterdir()) == [
        "000_create_schema_migrations.sql",
        "001_add_is_archived_to_users.sql",
        "rollback-000_create_schema_migrations.sql",
        "rollback-001_add_is_archived_to_users.sql",
    ]


def test_an_index_that_serves_is_not_made_again(run: Run, project: Path) -> None:
    run("create-table", "notes", "id int primary key", "a int", "b int")
    run("create-index", "notes", "a, b")
    ran = run("add-foreign-key", "notes", "a", "others", "--on-delete", "cascade")
    assert "note: No index is made: idx_notes_a_b serves already." in ran.err
    assert "index" not in ran.out
    ran = run("add-foreign-key", "notes", "b", "others", "--on-delete", "cascade")
    assert "index_b_of_notes" in ran.out


def test_a_backfill_goes_by_the_primary_key_that_the_scripts_declare(run: Run) -> None:
    run(
        "create-table",
        "readings",
        "sensor int",
        "at timestamptz",
        "value int",
        "--constraint",
        "primary key (sensor, at)",
    )
    assert (
        "FROM readings\n      ORDER BY sensor, at\n"
        in run("backfill", "readings", "--set", "value = 0", "--dry-run").out
    )
    assert "there is no table others" in run("backfill", "others", "--set", "value = 0", "--dry-run").err
    unknown = run("backfill", "others", "--set", "value = 0", "--dry-run", "--schema-from", "none")
    assert "ORDER BY id\n" in unknown.out
    assert "ORDER BY sensor\n" in run("backfill", "readings", "--set", "value = 0", "--key", "sensor", "--dry-run").out


def test_names_that_are_forced(run: Run, project: Path) -> None:
    run(
        "add-foreign-key",
        "a",
        "b_id",
        "b",
        "--on-delete",
        "cascade",
        "--name",
        "link_a",
        "--number",
        "10",
        "--no-verify",
    )
    assert [name for name in files(project) if not name.startswith("rollback")] == [
        "000_create_schema_migrations.sql",
        "010_link_a_index.sql",
        "011_link_a.sql",
        "012_link_a_validate.sql",
    ]


def test_number_zero_is_a_number(run: Run, project: Path) -> None:
    run("add-column", "users", COLUMN, "--number", "0", "--no-verify")
    assert files(project) == ["000_add_is_archived_to_users.sql", "rollback-000_add_is_archived_to_users.sql"]


def test_a_folder_of_another_tool_gets_no_tracking_table(run: Run, project: Path) -> None:
    folder = project / "database" / "migrations"
    folder.mkdir(parents=True)
    (folder / "000001_init.up.sql").write_text("SELECT 1;\n")
    run("add-column", "users", COLUMN, "--no-verify")
    assert not [name for name in files(project) if "schema_migrations" in name]


def test_edit_opens_the_files(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = project / "editor"
    editor.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > opened\n')
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)
    assert run("add-column", "users", COLUMN, "--edit").code == 0
    assert len((project / "opened").read_text().split()) == 6
    monkeypatch.setenv("EDITOR", str(project / "no-such-editor"))
    ran = run("add-column", "users", "x int null", "--edit")
    assert ran.code == 2 and "the files are written" in ran.err


BAD: list[tuple[list[str], str]] = [
    ([], "missing: the kind of change\nhint: kinds: add-check, add-column, "),
    (["add-colum"], "there is no change kind 'add-colum'\nhint: did you mean add-column?"),
    (["_frame"], "there is no change kind '_frame'"),
    (["../kinds/sql"], "there is no change kind '../kinds/sql'"),
    (["add-column"], "missing: --table, --columns\nhint: see new-migration add-column --help"),
    (["add-column", "users", "x text"], "missing: --nullable or --no-nullable"),
    (["add-column", "users", "x text", "--no-nullable"], "--nullable: column x is NOT NULL without a DEFAULT"),
    (["add-column", "users", "x text not null"], "--columns: column x is NOT NULL without a DEFAULT"),
    (["add-column", "users", "id bigint primary key"], "--columns: column id is NOT NULL without a DEFAULT"),
    (["add-column", "users", "x text nul"], '--columns:1:8: syntax error at or near "nul"\n  x text nul\n         ^'),
    (["add-column", "users", "x text) ; DROP TABLE x; --"], "--columns:1:7: syntax error at or near ')'"),
    (["add-column", "users", "x text null -- hi"], "--columns:1:13: a comment is not allowed here"),
    (["add-column", "a.b.c", "x text null"], "--table:1:1: a table is wanted: name or schema.name"),
    (["add-column", "My Table", "x text null"], 'stands in double quotes: "My Table"'),
    (["add-column", "u" * 64, "x text null"], "--table:1:1: a name of 64 bytes: PostgreSQL cuts names at 63"),
    (["add-column", '"a\nb"', "x text null"], "--table:1:3: a line break is not allowed here"),
    (["add-column", "users", COLUMN, "--purpose", "a\nDROP TABLE x"], "--purpose:1:2: a line break is not"),
    (["add-column", "users", COLUMN, "--author", "a\x1b[31m"], "U+001B is not allowed here\n  a\ufffd[31m\n   ^"),
    (["add-column", "users", COLUMN, "--indx"], "no such option '--indx'"),
    (["add-column", "users", COLUMN, "--date", "tomorrow"], "--date: 'tomorrow' is not a date"),
    (["add-column", "users", COLUMN, "--name", "Add-X"], "hint: write --name add_x"),
    (["add-column", "users", COLUMN, "--number", "-1"], "invalid value for '--number'"),
    (["add-column", "users", "--table", "x", COLUMN, "--columns"], "option '--columns' requires an argument"),
    (["create-table", "t", "a int references u"], "missing: --on-delete (cascade | restrict | set null | "),
    (["create-table", "t", "a int", "a text"], "--columns: column a is defined twice"),
    (["create-table", "t", "a int", "--column-comment", "b is 'x'"], "--column-comment: there is no column b"),
    (["create-table", "t", "a int", "--constraint", "a int"], "--constraint:1:1: one table constraint is wanted"),
    (["create-index", "t"], "missing: --indexes"),
    (["create-index", "t", "a", "--where", "a = 1; drop table t"], "--where:1:6: a semicolon is not allowed here"),
    (["create-index", "t", "a", "--where", "a = 1, b"], '--where:1:6: syntax error at or near ","'),
    (["create-index", "t", "i ON u (a)"], "--indexes: the index is on u, not on t"),
    (["add-foreign-key", "a", "b", "c", "--on-delete", "cascad"], "hint: did you mean cascade?"),
    (["add-foreign-key", "a", "b,d", "c (e)", "--on-delete", "cascade"], "--references: 2 columns cannot refer to 1"),
    (["add-foreign-key", "a", "b", "c", "d"], "too many arguments: d\nhint: the arguments are: TABLE COLUMNS REF"),
    (["backfill", "t", "--set", "a"], "--set:1:1: column = expression is wanted"),
    (["backfill", "t", "--set", "a = 1", "--key", "none"], "--key: without a key a condition is needed"),
    (["backfill", "t", "--set", "id = id + 1"], "--key: the key itself cannot be changed: the batches go by it"),
    (["backfill", "t", "--set", "a = 1", "--where", "a > 1", "--key", "none", "--undo-set", "a = 2"], "--undo-where"),
    (["sql", "x", "--forward", "SELECT 1", "--irreversible", " "], "--irreversible: empty"),
    (["backfill", "t", "--set", "a = 1", "--batch-size", "0"], "--batch-size: a batch has 1 to 10,000,000 rows"),
    (["backfill", "t", "--set", "a = 1", "--batch-size", "many"], "--batch-size: a whole number"),
    (["backfill", "t", "--set", "a = 1", "--undo", "restore", "--undo-set", "a = 2"], "--undo-set: has no meaning"),
    (["backfill", "t", "--set", "a = 1", "--undo", "set"], "missing: --undo-set"),
    (["sql", "x", "--forward", "SELECT 1"], "missing: --rollback"),
    (["sql", "x", "--forward", "SELECT 1", "--rollback", ""], "--rollback: a statement is wanted"),
    (["sql", "x", "--forward", "BEGIN; SELECT 1; COMMIT", "--rollback", "SELECT 1"], "--forward:1:1: BEGIN, COMMIT"),
    (["sql", "x", "--forward", "VACUUM t", "--rollback", "SELECT 1"], "VACUUM cannot run inside a transaction"),
    (["sql", "x", "--forward", "\\d t", "--rollback", "SELECT 1"], "--forward:1:1: a psql command (\\…) is not SQL"),
    (["sql", "x", "--forward", "SELECT 1", "--rollback", "COPY t FROM STDIN"], "--rollback:1:1: COPY from or to the"),
    (["sql", "…", "--forward", "SELECT 1", "--rollback", "SELECT 1", "--from", "no.toml"], "no.toml: cannot be"),
    (["add-column", "users", COLUMN, "--templates", "nowhere"], "there is no such folder"),
    (["add-column", "users", COLUMN, "--config", "nowhere.toml"], "there is no such config file"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "message"), BAD, ids=[" ".join(words)[:60] for words, _ in BAD])
def test_bad_input_gets_one_clear_error(words: list[str], message: str, run: Run, project: Path) -> None:
    ran = run(*words)
    assert ran.code == 2
    assert ran.err.startswith("new-migration: ")
    assert message in ran.err
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert not (project / "database").exists()


BAD_SPECS = [
    ("table = 'users'\ncolums = ['x int null']", "standard input: unknown key colums\nhint: did you mean columns?"),
    ("table = 'users'\ncolumns = 'x int null", "standard input:2:22: this is not TOML"),
    ('{"table": "users",}', "standard input:1:19: this is not JSON"),
    ("table = 5\ncolumns = ['x int null']", "standard input: table: a text is wanted"),
    ("table = ['a', 'b']\ncolumns = ['x int null']", "standard input: table: one value is wanted, not a list"),
    ("table = 'users'\ncolumns = []", "standard input: columns: the list is empty"),
    ("table = 'users'\ncolumns = ['x int null']\nindex = 'yes'", "standard input: index: true or false is wanted"),
    ("table = 'users'\ncolumns = ['x int null']\nnumber = '7'", "standard input: number: a whole number is"),
    ("table = 'users'\ncolumns = ['x int null']\nkind = 'sql'", "is for the kind 'sql', not add-column"),
    ("table = 'users'\ncolumns = ['x int null']\nnumber = -7", "standard input: number: cannot be negative"),
    ("[1]", "unknown key 1"),
    ('["x"]', "unknown key x"),
]


@pytest.mark.parametrize(("spec", "message"), BAD_SPECS, ids=[message[:50] for _, message in BAD_SPECS])
def test_a_bad_spec_gets_one_clear_error(spec: str, message: str, run: Run, project: Path) -> None:
    ran = run("add-column", "--from", "-", stdin=spec)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert not (project / "database").exists()


def test_a_number_that_is_taken_is_refused(run: Run, project: Path) -> None:
    run("add-column", "users", COLUMN, "--number", "10")
    before = files(project)
    ran = run("add-column", "users", "x int null", "--number", "10")
    assert ran == Ran(3, "", "new-migration: --number: number 010 is taken by 010_add_is_archived_to_users\n")
    assert files(project) == before


def test_a_spec_that_is_binary_or_huge(run: Run, project: Path) -> None:
    (project / "binary.toml").write_bytes(b"\xff\xfe\x00")
    assert "binary.toml: is not UTF-8 (byte 1)" in run("add-column", "--from", "binary.toml").err
    (project / "huge.toml").write_bytes(b"#" * (11 << 20))
    assert "huge.toml: is larger than 10 MiB" in run("add-column", "--from", "huge.toml").err
    assert "cannot be read: Is a directory" in run("add-column", "--from", ".").err


def test_prove_what_was_written(run: Run) -> None:
    ran = run("create-table", "users", "id bigint primary key", "--check")
    assert ran.err.endswith("000_create_schema_migrations: proven\n001_create_users: proven\n")
    ran = run("add-column", "nowhere", COLUMN, "--check")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("new-migration: --table: there is no table nowhere\n")
    ran = run("add-column", "nowhere", COLUMN, "--check", "--schema-from", "none")
    assert ran.code == 1
    assert "002_add_is_archived_to_nowhere.sql:" in ran.err and 'relation "nowhere" does not exist' in ran.err
    ran = run("add-column", "users", COLUMN, "--check")
    assert (ran.code, "the migrations before cannot be replayed" in ran.err) == (4, True)


def test_what_was_written_is_proven_unless_that_is_not_wanted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEW_MIGRATION_CHECK")
    ran = run("create-table", "users", "id bigint primary key")
    assert (ran.code, ran.err.splitlines()[-1]) == (0, "001_create_users: proven")
    wrong = ("sql", "wrong", "--forward", "CREATE TABLE a (x int)", "--rollback", "SELECT 1", "--no-verify")
    ran = run(*wrong)
    assert (ran.code, len(ran.out.splitlines())) == (1, 2)
    assert "002_wrong: not proven: database/migrations/rollback-002_wrong.sql\n" in ran.err
    assert "\n  table a: there after rollback, not before\n" in ran.err
    assert ran.err.endswith("\nhint: mend the files and run migration check, or delete them\n")
    ran = run(*wrong, "--no-check")
    assert (ran.code, "proven" in ran.err) == (0, False)
    ran = run("add-column", "users", COLUMN)  # nothing can be proven after that
    assert ran.code == 1 and len(ran.out.splitlines()) == 3
    (said,) = [line for line in ran.err.splitlines() if line.startswith("not proven: ")]
    assert "003_wrong.sql:10:1: the migrations before cannot be replayed" in said
    assert ran.err.endswith(
        "hint: mend that migration, or delete its files if it is applied nowhere, and run migration check\n"
    )
    ran = run("create-enum", "mood", "'sad'", "--json")
    found = json.loads(ran.out)
    assert (ran.code, found["proofs"], found["written"]) == (1, None, True)
    assert f"not proven: {found['not_proven']}\n" in ran.err
    ran = run("set-default", "users", "id", "1", "--no-input")
    assert "003_wrong.sql:10:1: " in ran.err and "hint: mend that migration, or delete its files" in ran.err
    monkeypatch.setenv("NEW_MIGRATION_POSTGRES", "9")
    ran = run("add-column", "users", "b int null")
    assert ran.code == 0
    assert "not proven: there is no PostgreSQL 9 on this machine (install its server package" in ran.err
    found = json.loads(run("add-column", "users", "c int null", "--json").out)
    assert found["proofs"] is None and found["not_proven"].startswith("there is no PostgreSQL 9 on this machine")


def test_the_proof_is_in_the_json_too(run: Run) -> None:
    said = json.loads(run("create-table", "users", "id bigint primary key", "--check", "--json").out)
    assert [proof["outcome"] for proof in said["proofs"]] == ["proven", "proven"]
    assert "proofs" not in json.loads(run("add-column", "users", COLUMN, "--json").out)


def test_help_names_every_kind_and_every_verb(run: Run) -> None:
    assert "Kinds:\n  add-check " in run("--help").out
    assert "Commands:\n  apply       Apply " in run("--help", program="migration").out
    ran = run(program="migration")
    assert ran.code == 2 and "Commands:" in ran.err
    assert run("chek", program="migration").err.startswith("migration: there is no command 'chek'")


def test_a_broken_kind_of_the_project(run: Run, project: Path) -> None:
    folder = project / "migration-templates" / "mine"
    folder.mkdir(parents=True)
    (folder / "kind.toml").write_text('summary = "Mine"\n\n[[field]]\nname = "table"\ntpe = "table"\n')
    ran = run("mine")
    assert ran.code == 2
    assert (
        f'{folder / "kind.toml"}:5:1: unknown key tpe of [[field]]\n  tpe = "table"\n  ^\nhint: did you mean type?'
        in ran.err
    )


def test_all_runs_at_the_same_moment_get_different_numbers(run: Run, project: Path) -> None:
    import sys

    program = Path(sys.executable).parent / "new-migration"
    words = [str(program), "add-column", "users", "--no-verify"]
    together = [subprocess.Popen([*words, f"c{n} int null"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                for n in range(8)]  # fmt: skip
    done: list[Any] = [(process.communicate(), process.returncode) for process in together]
    assert [code for _, code in done] == [0] * 8
    forward = [name for name in files(project) if name[0].isdigit()]
    assert len({name[:3] for name in forward}) == len(forward) == 9
    assert len(files(project)) == 18


def test_nothing_is_written_among_the_files_of_another_tool(run: Run, project: Path) -> None:
    folder = project / "database" / "migrations"
    folder.mkdir(parents=True)
    for name in ("000001_x.up.sql", "000001_x.down.sql"):
        (folder / name).write_text("SELECT 1;\n")
    ran = run("create-table", "users", "id bigint primary key")
    assert (ran.code, ran.out) == (2, "")
    assert "database/migrations: these are files of golang-migrate" in ran.err and "--directory" in ran.err
    assert files(project) == ["000001_x.down.sql", "000001_x.up.sql"]
    assert run("create-table", "users", "id bigint primary key", "--directory", "db/ours").code == 0
