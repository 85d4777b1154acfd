"""``migration check`` as a user meets it: outcomes, options, what is known already, and what is left behind."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from new_migration.cli import run as run_program
from new_migration.postgres.database import connect, execute, merge_conninfo, query
from new_migration.postgres.scratch import Server, server_version

USERS = "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, role text DEFAULT 'admin');"
GOOD: dict[str, tuple[str, str]] = {
    "001_users": (f"{USERS} CREATE INDEX idx_users_email ON users (email);", "DROP TABLE users;"),
    "002_active": ("ALTER TABLE users ADD active boolean;", "ALTER TABLE users DROP active;"),
    "003_notes": ("CREATE TABLE notes (body text);", "DROP TABLE notes;"),
}
WHY = "DO $$ BEGIN RAISE EXCEPTION 'migration x cannot be rolled back' USING DETAIL = 'gone is gone'; END $$;"


@dataclass(frozen=True, kw_only=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The results, without what is below them."""
        return [line for line in self.out.splitlines() if not line.startswith(" ")]


Check = Callable[..., Ran]


def not_proven(name: str, file: str = "") -> str:
    """The headline, with the script to look at, which is the rollback unless said."""
    return f"{name}: not proven: database/migrations/{file or f'rollback-{name}'}.sql"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of results and heads; data folders of fresh servers are shared."""
    folder = tmp_path / "cache"

    def cache_folder(name: str) -> Path:
        (folder / name).mkdir(parents=True, exist_ok=True)
        return folder / name

    monkeypatch.setattr("new_migration.proof.cache.cache_folder", cache_folder)
    monkeypatch.setattr("new_migration.proof.heads.cache_folder", cache_folder)
    return folder


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    (folder / "database" / "migrations").mkdir(parents=True)
    (folder / ".git").mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def check(project: Path, server_18: Server, capfd: pytest.CaptureFixture[str]) -> Check:
    """The command, on the server of the tests unless another is named."""

    def go(*words: str, server: str | None = server_18.maintenance) -> Ran:
        capfd.readouterr()
        code = run_program("migration", ["check", *words, *(["--server", server] if server else [])])
        said = capfd.readouterr()
        return Ran(code=code, out=said.out, err=said.err)

    return go


@pytest.fixture
def nothing_left(server_18: Server) -> Iterator[None]:
    """The server has the databases and roles that it had."""
    before = _everything(server_18)
    yield
    assert _everything(server_18) == before


def _everything(server: Server) -> list[Any]:
    with connect(server.maintenance) as connection:
        names = "SELECT datname FROM pg_database UNION ALL SELECT rolname FROM pg_roles ORDER BY 1"
        return [name for (name,) in query(connection, names)]


def write(pairs: dict[str, tuple[str, str | None]] | dict[str, tuple[str, str]]) -> None:
    folder = Path("database/migrations")
    for name, (forward, rollback) in pairs.items():
        (folder / f"{name}.sql").write_text(forward + "\n")
        if rollback is not None:
            (folder / f"rollback-{name}.sql").write_text(rollback + "\n")


def test_all_is_proven(check: Check, nothing_left: None) -> None:
    write(GOOD)
    ran = check()
    assert (ran.code, ran.out) == (0, "001_users: proven\n002_active: proven\n003_notes: proven\n")
    assert re.fullmatch(r"3 migrations: 3 proven \(\d+\.\d s, PostgreSQL 18\)\n", ran.err)


def test_every_outcome_and_what_follows_it(check: Check, nothing_left: None) -> None:
    """A history goes on where forward scripts alone lead; it ends where one of them fails."""
    write(GOOD | {
        "010_index": ("DROP INDEX idx_users_email; ALTER TABLE users ALTER role DROP DEFAULT;", "SELECT 1;"),
        "011_null": ("ALTER TABLE users ADD age int NOT NULL;", "ALTER TABLE users DROP age;"),
        "012_drop": ("ALTER TABLE users DROP role;", "ALTER TABLE users ADD role text;"),
        "013_order": ("ALTER TABLE notes ADD a int; ALTER TABLE notes DROP body;",
                      "ALTER TABLE notes ADD body text; ALTER TABLE notes DROP a;"),
        "014_typo": ("CREATE TABLE a (x int);", "DROP TABLE\n  ab;"),
        "015_alone": ("CREATE TABLE b (x int);", None),
        "016_why": ("DELETE FROM notes;", WHY),
        "017_good": ("CREATE TABLE c (x int);", "DROP TABLE c;"),
        "018_fails": ("CREATE TABLE d (x nosuchtype);", "DROP TABLE d;"),
        "019_after": ("CREATE TABLE e (x int);", "DROP TABLE e;"),
    })  # fmt: skip
    ran = check()
    assert ran.code == 1
    assert ran.lines == [
        "001_users: proven",
        "002_active: proven",
        "003_notes: proven",
        not_proven("010_index"),
        "011_null: failed",
        not_proven("012_drop"),
        not_proven("013_order"),
        "014_typo: failed",
        not_proven("015_alone", "015_alone"),
        "016_why: irreversible: gone is gone",
        "017_good: proven",
        "018_fails: failed",
    ]
    assert "  index idx_users_email on users: missing after rollback (before: CREATE INDEX" in ran.out
    assert "  column users.role: DEFAULT 'admin'::text before, none after rollback\n" in ran.out
    assert (
        '  forward: database/migrations/011_null.sql:1:1: column "age" of relation "users" contains null values'
        in ran.out
    )
    assert "\n  without generated rows (--rows 0) it is proven\n012_drop" in ran.out
    assert "  rows of users: 2 of 3 differ in column role after rollback\n" in ran.out
    assert "  rollback: database/migrations/rollback-014_typo.sql:1:1: table" in ran.out
    assert (
        not_proven("015_alone", "015_alone") + "\n  has no rollback: there is no file, or no statement in it\n"
        in ran.out
    )
    assert "018_fails.sql:1:19: type" in ran.out and "\n      CREATE TABLE d (x nosuchtype);\n" in ran.out
    assert "not checked, because 018_fails fails: 019_after\n" in ran.err
    assert "12 migrations" not in ran.err and "13 migrations: 4 proven" in ran.err


def test_rows_that_were_made_up_are_no_proof_that_forward_fails(check: Check, nothing_left: None) -> None:
    """Only the author knows what the rows hold; but a column without a value fails on any table with rows."""
    write(GOOD | {
        "010_set": ("ALTER TABLE users ALTER role SET NOT NULL;", "ALTER TABLE users ALTER role DROP NOT NULL;"),
        "011_uuid": ("ALTER TABLE users ALTER email TYPE uuid USING email::uuid;", "SELECT 1;"),
        "012_add": ("ALTER TABLE users ADD age int NOT NULL;", "SELECT 1;"),
        "013_after": ("ALTER TABLE users ADD height int;", "ALTER TABLE users DROP height;"),
        "014_typo": ("DO $$BEGIN IF EXISTS (SELECT FROM users) THEN DELETE FROM users WHERE totl = 1; END IF; END$$;",
                     "SELECT 1;"),
    })  # fmt: skip
    ran = check()
    assert ran.lines[3:] == [
        "010_set: proven but for generated rows",
        not_proven("011_uuid"),
        "012_add: failed",
        "013_after: proven",
        "014_typo: failed",
    ]
    nulls = 'column "role" of relation "users" contains null values (SQLSTATE 23502)'
    assert f"\n  generated rows: forward fails with them ({nulls}); checked with one in each table\n" in ran.out
    assert 'invalid input syntax for type uuid: "20010101" (SQLSTATE 22P02)); checked with none\n' in ran.out
    assert "\n  without generated rows (--rows 0) it is not proven\n  column users.age: there after rollback" in ran.out
    assert json.loads(check("10", "--json").out)["results"][0]["soft"][0].startswith("generated rows: forward fails")


def test_where_nothing_is_done_there_is_nothing_to_undo(check: Check) -> None:
    for name, text in [("1_a.up", "-- By hand."), ("2_b.up", "SELECT 1;"), ("2_b.down", "-- Nothing.")]:
        Path(f"database/migrations/{name}.sql").write_text(text)
    ran = check("--layout", "sqlx")
    assert ran.lines == ["1_a: proven", not_proven("2_b", "2_b.up")]


def test_soft_differences_are_named_and_good(check: Check) -> None:
    write(GOOD | {"010_drop": ("ALTER TABLE notes ADD a int;", "ALTER TABLE notes DROP a;"),
                  "011_drop": ("ALTER TABLE notes DROP body;", "ALTER TABLE notes ADD body text;")})  # fmt: skip
    ran = check("11", "--rows", "0")
    assert (ran.code, ran.lines) == (0, ["011_drop: proven but for column order notes"])
    assert "  column order notes: body, a before, a, body after rollback\n" in ran.out
    assert check("11", "--rows", "0").out == ran.out  # known now


@pytest.mark.parametrize(
    "word", ["2", "002", "002_active", "002_active.sql", "rollback-002_active.sql",
             "database/migrations/002_active.sql", "./database/migrations/rollback-002_active.sql"],
)  # fmt: skip
def test_a_migration_by_name_number_file_or_path(check: Check, word: str) -> None:
    write(GOOD)
    assert check(word).lines == ["002_active: proven"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["002_activ"], "there is no migration '002_activ'\nhint: did you mean 002_active?"),
        (["77"], "there is no migration '77'\nhint: the last one is 003_notes"),
        (["other/002_active.sql"], "there is no migration 'other/002_active.sql'"),
        (["--all", "2"], "--all is all migrations, and names are some"),
        (["--layout", "gose"], "--layout: there is no layout 'gose'\nhint: did you mean goose?"),
        (["--seed-file", "none.sql"], "none.sql: no such file or directory"),
        (["--rows", "many"], "invalid value for '--rows'"),
        (["²"], "there is no migration '²'"),
        *((["--timeout", each], "is not 0, nor between 0.1 and 2,000,000") for each in ("nan", "inf", "0.01", "-1")),
        (
            ["--directory", "nowhere"],
            "nowhere: no such file or directory\nhint: these have migrations: database/migrations; --directory",
        ),
    ],
)
def test_what_cannot_be_used(check: Check, words: list[str], said: str) -> None:
    write(GOOD)
    ran = check(*words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_no_server(check: Check) -> None:
    write(GOOD)
    ran = check("--postgres", "9", server=None)
    assert (ran.code, "there is no PostgreSQL 9 on this machine" in ran.err) == (4, True)
    ran = check(server="host=/nonexistent")
    assert (ran.code, ran.out) == (4, "")


def test_what_is_known_needs_no_server(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    write(GOOD)
    assert check(server=None).code == 0

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a server was started")

    monkeypatch.setattr("new_migration.proof.history_check.scratch_server", refuse)
    ran = check(server=None)
    assert (ran.code, ran.out, ran.err) == (0, "", "all 3 migrations are proven as they are; --all shows them\n")
    ran = check("--all", server=None)
    assert (ran.code, ran.lines) == (0, ["001_users: proven", "002_active: proven", "003_notes: proven"])
    assert "PostgreSQL 18, all known before" in ran.err


def test_a_change_counts_for_itself_and_all_that_comes_after(check: Check) -> None:
    write(GOOD)
    assert check().code == 0
    write({"002_active": ("ALTER TABLE users ADD active boolean DEFAULT true;", "ALTER TABLE users DROP active;")})
    assert check().lines == ["002_active: proven", "003_notes: proven"]
    write({"004_more": ("CREATE TABLE more ();", "DROP TABLE more;")})
    ran = check("--all")
    assert ran.lines[-1] == "004_more: proven" and "PostgreSQL 18; 3 known before" in ran.err
    assert check("--rows", "5").lines == [f"{name}: proven" for name in (*GOOD, "004_more")]


def test_a_result_counts_for_the_version_and_the_sort_of_server(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    write(GOOD)
    assert len(check().lines) == len(check(server=None).lines) == 3
    assert check().lines == check(server=None).lines == []
    newer = server_version(major=18) + 1
    monkeypatch.setattr("new_migration.proof.history_check.server_version", lambda *_: newer)
    assert len(check().lines) == 3


def test_what_is_not_proven_is_tried_again(check: Check) -> None:
    write(GOOD | {"004_bad": ("CREATE TABLE a ();", "SELECT 1;")})
    assert check().code == 1
    assert check().lines == [not_proven("004_bad")]
    write({"004_bad": ("CREATE TABLE a ();", "DROP TABLE a;")})
    assert check().lines == ["004_bad: proven"]
    assert check().lines == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"proven", b"Proven"),
        lambda data: b"\x00\xff" * 1000 + data[100:],
        lambda data: data.replace(b"\n", b""),
    ],
)
def test_a_cache_that_is_not_whole_is_made_again(check: Check, cache: Path, spoil: Callable[[bytes], bytes]) -> None:
    write(GOOD)
    check()
    (file,) = (cache / "proofs").iterdir()
    file.write_bytes(spoil(file.read_bytes()))
    assert check().lines
    assert check().lines == []


def test_json(check: Check) -> None:
    write(GOOD | {"004_default": ("ALTER TABLE users ALTER role DROP DEFAULT;", "SELECT 1;"),
                  "005_typo": ("SELECT\n  nothing;", "SELECT 1;")})  # fmt: skip
    ran = check("--json")
    said = json.loads(ran.out)
    assert (ran.code, said["schema"], said["proven"]) == (1, 1, False)
    assert said["server"]["major"] == 18 and said["server"]["version"] >= 180000
    assert [result["outcome"] for result in said["results"]] == ["proven"] * 3 + ["not proven", "failed"]
    first, fourth, fifth = said["results"][0], said["results"][3], said["results"][4]
    assert first["locks"][0]["phase"] == "forward" and first["cached"] is False and first["seconds"] > 0
    assert fourth["locks"][0]["locks"] == {"users": "ACCESS EXCLUSIVE"}
    assert fourth["file"] == "database/migrations/rollback-004_default.sql"
    assert fourth["differences"] == [
        {
            "kind": "column",
            "identity": "public.users.role",
            "before": "text\nDEFAULT 'admin'::text",
            "after": "text",
            "soft": False,
            "phase": "rollback",
            "text": "column users.role: DEFAULT 'admin'::text before, none after rollback",
        }
    ]
    assert fifth["error"] == {
        "phase": "forward",
        "file": "database/migrations/005_typo.sql",
        "line": 2,
        "column": 3,
        "message": 'column "nothing" does not exist',
        "sqlstate": "42703",
        "detail": None,
        "context": None,
        "hint": None,
    }
    assert json.loads(check("1", "--json").out)["results"][0]["cached"] is True
    said = json.loads(check("77", "--json").out)
    assert (said["exit_code"], "there is no migration" in said["error"]) == (2, True)


def test_locks(check: Check) -> None:
    write(GOOD)
    ran = check("2", "--locks")
    assert "002_active: proven\n  forward line 1 ALTER TABLE: ACCESS EXCLUSIVE on users (blocks reads" in ran.out
    assert check("2").out == "002_active: proven\n"


def test_the_application_runs_after_each_script_on_a_copy(check: Check, nothing_left: None) -> None:
    write(GOOD)
    count = "psql \"$DATABASE_URL\" -qAtc 'SELECT count(*) FROM users; DROP TABLE users'"
    script = f"({count}; psql -qAtc 'SELECT 1') >> seen"
    assert check("2", "--app", script).code == 0
    assert Path("seen").read_text().split() == ["3", "1"] * 3
    assert check("2", "--app", "true").lines == ["002_active: proven"]  # what is known does not count


@pytest.mark.parametrize(("number", "phase"), [(1, "forward"), (2, "rollback"), (3, "forward again")])
def test_an_application_that_fails(check: Check, number: int, phase: str) -> None:
    write(GOOD)
    script = f"echo x >> seen; test $(wc -l < seen) != {number} || {{ seq 1 30; exit 3; }}"
    ran = check("2", "--app", script)
    assert (ran.code, ran.lines) == (1, [not_proven("002_active", "" if phase == "rollback" else "002_active")])
    assert ran.out.splitlines()[1:] == [
        f"  the application fails after {phase} (exit code 3): {script}",
        *(f"    {line}" for line in range(11, 31)),
    ]


def test_what_an_application_leaves_in_the_background_is_not_waited_for(check: Check, nothing_left: None) -> None:
    write(GOOD)
    start = time.monotonic()
    ran = check("1", "--app", "sleep 60 & psql -c 'SELECT pg_sleep(60)' \"$DATABASE_URL\" & yes | head -c 1000000")
    assert (ran.lines, time.monotonic() - start < 30) == (["001_users: proven"], True)


def test_seed_file(check: Check) -> None:
    write(GOOD | {"004_unique": ("CREATE UNIQUE INDEX i ON users (email);", "DROP INDEX i;")})
    assert check("4").code == 0
    Path("seed.sql").write_text("INSERT INTO users VALUES (1, 'a'), (2, 'a');")
    ran = check("4", "--seed-file", "seed.sql")
    assert (ran.code, "could not create unique index" in ran.out) == (1, True)
    Path("seed.sql").write_text("INSERT INTO\n nowhere VALUES (1);")
    ran = check("4", "--seed-file", "seed.sql")
    assert (ran.code, "seed.sql:2:2: the seed file cannot be run: relation" in ran.err) == (4, True)


def test_timeout(check: Check) -> None:
    write({"001_loop": ("SET statement_timeout = 0;\nSELECT pg_sleep(60);", "SELECT 1;")})
    ran = check("--timeout", "0.2")
    assert (ran.code, ran.lines) == (1, ["001_loop: failed"])
    assert "hint: a statement may take 0.2 s here; --timeout says otherwise" in ran.out


def test_keep_leaves_the_database_on_a_server_of_ones_own(check: Check, server_18: Server) -> None:
    write(GOOD | {"004_bad": ("CREATE TABLE a ();", "SELECT 1;"), "005_good": ("SELECT 1;", "SELECT 1;")})
    ran = check("--keep")
    assert (ran.code, ran.lines[-1]) == (1, not_proven("004_bad"))
    found = re.search(r"the database is kept: psql 'postgresql:///(new_migration_\w+)\?", ran.err)
    assert found
    with connect(server_18.conninfo(found[1])) as connection:
        assert query(connection, "SELECT to_regclass('a') IS NOT NULL") == [(True,)]
    server_18.drop_database(found[1])
    ran = check("--keep", server=None)
    assert (ran.code, "--keep waits for Enter, and there is nobody at a terminal" in ran.err) == (2, True)


def test_keep_does_not_show_the_password(check: Check, server_18: Server) -> None:
    write(GOOD)
    ran = check("1", "--keep", "--json", server=merge_conninfo(server_18.maintenance, password="hush hush"))
    found = re.search(r"(new_migration_\w+)\?", ran.err)
    assert found
    server_18.drop_database(found[1])
    assert (ran.code, "hush" in ran.out + ran.err) == (0, False)


def test_what_cannot_be_removed_is_told(check: Check, server_18: Server) -> None:
    """Here a role, which another database needs; all else is removed."""
    write({"001_role": ("CREATE ROLE landlord; CREATE DATABASE house OWNER landlord;", "SELECT 1;")})
    before = _everything(server_18)
    ran = check()
    assert (ran.code, ran.lines) == (4, ["001_role: failed"])
    assert 'role "landlord" cannot be dropped because some objects depend on it' in ran.err
    assert set(_everything(server_18)) - set(before) == {"landlord", "house"}
    with connect(server_18.maintenance) as connection:
        for statement in ("DROP DATABASE house", "DROP ROLE landlord"):
            execute(connection, statement)


def test_a_role_that_only_sounds_alike_is_not_ours(check: Check, server_18: Server) -> None:
    """On a server that others use, who make roles meanwhile."""
    write({"001_lent": ("CREATE TABLE lentil (x int);", "DROP TABLE lentil;")})
    assert check("--app", "psql -qc 'CREATE ROLE lent' \"$DATABASE_URL\" || true").code == 0
    with connect(server_18.maintenance) as connection:
        execute(connection, "DROP ROLE lent")


def test_roles_that_migrations_make_are_gone_before_the_next_try(check: Check, nothing_left: None) -> None:
    write(GOOD | {
        "004_role": ("CREATE ROLE check_reader; GRANT SELECT ON users TO check_reader;",
                     "DROP OWNED BY check_reader; DROP ROLE check_reader;"),
        "005_typo": ("SELECT 1;", "SELECT x;"),
        "006_null": ("ALTER TABLE users ADD x int NOT NULL;", "ALTER TABLE users DROP x;"),
        "007_good": ("CREATE TABLE a ();", "DROP TABLE a;"),
    })  # fmt: skip
    assert check().lines[3:] == ["004_role: proven", "005_typo: failed", "006_null: failed", "007_good: proven"]


def test_what_comes_before_must_run(check: Check) -> None:
    write(GOOD | {"000_bad": ("SELECT x;", "SELECT 1;")})
    ran = check("2")
    assert (ran.code, ran.out) == (4, "")
    assert "000_bad.sql:1:8: the migrations before cannot be replayed: column" in ran.err


def test_generated_rows_are_not_in_the_way_of_what_is_only_replayed(check: Check, nothing_left: None) -> None:
    write(GOOD | {"004_null": ("ALTER TABLE users ADD x int NOT NULL;", "ALTER TABLE users DROP x;"),
                  "005_good": ("CREATE TABLE a ();", "DROP TABLE a;")})  # fmt: skip
    assert check("3", "5").lines == ["003_notes: proven", "005_good: proven"]


@pytest.mark.parametrize("layout", [[], ["--layout", "golang-migrate"]])
def test_the_files_of_another_tool(check: Check, project: Path, layout: list[str]) -> None:
    shutil.rmtree("database")
    folder = project / "db"
    folder.mkdir()
    for name, (forward, rollback) in GOOD.items():
        (folder / f"{name}.up.sql").write_text(forward)
        (folder / f"{name}.down.sql").write_text(rollback)
    (folder / "004_half.up.sql").write_text("CREATE TABLE half (x int); SELECT 1/0;")
    ran = check("--directory", "db", *layout)
    assert ran.lines == ["001_users: proven", "002_active: proven", "003_notes: proven", "004_half: failed"]


def test_the_tracking_table_of_another_tool_is_there_and_empty(check: Check, project: Path) -> None:
    folder = project / "db"
    folder.mkdir()
    for number, forward, rollback in [
        (1, "GRANT SELECT ON schema_migrations TO PUBLIC;", "REVOKE SELECT ON schema_migrations FROM PUBLIC;"),
        (2, "SELECT 1 / (SELECT (count(*) = 0)::int FROM schema_migrations);", "SELECT 1;"),
    ]:
        text = f"-- migrate:up\n{forward}\n-- migrate:down\n{rollback}\n"
        (folder / f"{number}_a.sql").write_text(text)
    assert check("--directory", "db").lines == ["1_a: proven", "2_a: proven"]


def test_a_verify_script_that_cannot_tell(check: Check) -> None:
    write(GOOD)
    Path("database/migrations/verify-002_active.sql").write_text("SELECT 'one is one', true;")
    ran = check("2")
    assert (ran.code, "002_active.sql is all true before the migration too" in ran.out) == (1, True)


def history(count: int) -> dict[str, tuple[str, str]]:
    return {f"{n:03d}_t": (f"CREATE TABLE t{n} (x int);", f"DROP TABLE t{n};") for n in range(1, count + 1)}


def test_a_long_history_is_not_replayed_again(check: Check, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(history(25))
    assert check(server=None).code == 0
    (head,) = (cache / "heads").iterdir()
    ran_scripts = watch_scripts(monkeypatch)
    write(history(26))
    assert check(server=None).lines == ["026_t: proven"]
    assert ran_scripts == ["023_t.sql", "024_t.sql", "025_t.sql", "026_t.sql", "rollback-026_t.sql", "026_t.sql"]
    assert list((cache / "heads").iterdir()) == [head]
    # Not from a state that comes later: with other rows, or a change before it.
    ran_scripts.clear()
    assert check("5", "--rows", "1", server=None).code == 0
    assert ran_scripts[0] == "001_t.sql"


def watch_scripts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the scripts that are run from now on."""
    from new_migration.postgres import scripts
    from new_migration.proof import workbench

    ran: list[str] = []
    real = scripts.run_script

    def run_script(connection: Any, text: str, *, name: str, **given: Any) -> None:
        ran.append(Path(name).name)
        real(connection, text, name=name, **given)

    monkeypatch.setattr(workbench, "run_script", run_script)
    return ran


@pytest.mark.parametrize(
    "spoil", [lambda data: data[:-1], lambda _: b"", lambda data: data[:5000] + b"x" + data[5001:]]
)
def test_a_head_that_is_not_whole_is_made_again(
    check: Check, cache: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[bytes], bytes]
) -> None:
    write(history(25))
    check(server=None)
    (head,) = (cache / "heads").iterdir()
    data = head.read_bytes()
    head.write_bytes(spoil(data))
    ran_scripts = watch_scripts(monkeypatch)
    write(history(26))
    assert check(server=None).lines == ["026_t: proven"]
    assert ran_scripts[0] == "001_t.sql"
    assert [file.name.rpartition("-")[0] != "" for file in (cache / "heads").iterdir()] == [True]


def test_trouble_after_a_head(check: Check, cache: Path) -> None:
    """The way back leads to the head, and where its generated rows are in the way, to the beginning."""
    write(history(25))
    check(server=None)
    write({"026_null": ("ALTER TABLE t1 ADD y int NOT NULL;", "ALTER TABLE t1 DROP y;"),
           "027_typo": ("CREATE TABLE z ();", "DROP TABLE zz;"),
           "028_good": ("ALTER TABLE z ADD x int;", "ALTER TABLE z DROP x;")})  # fmt: skip
    assert check(server=None).lines == ["026_null: failed", "027_typo: failed", "028_good: proven"]


def test_trouble_just_after_what_becomes_a_head(check: Check, cache: Path) -> None:
    """Generated rows are in the way, so that the state is gone to once more."""
    refused = {"023_null": ("ALTER TABLE t1 ALTER x SET NOT NULL;", "ALTER TABLE t1 ALTER x DROP NOT NULL;")}
    write({name: pair for name, pair in history(25).items() if name != "023_t"} | refused)
    assert "023_null: proven but for generated rows" in check(server=None).lines
    assert len(list((cache / "heads").iterdir())) == 1
    write({"026_t": ("CREATE TABLE t26 (x int);", "DROP TABLE t26;")})
    assert check(server=None).lines == ["026_t: proven"]


def test_rows_of_a_head_that_are_in_the_way(check: Check, cache: Path) -> None:
    """What is generated before a head is made stays in it; where that is in the way all is done from the beginning."""
    write(history(25))
    check(server=None)
    write({"024_t": ("ALTER TABLE t1 ALTER x SET NOT NULL;", "ALTER TABLE t1 ALTER x DROP NOT NULL;"),
           "026_t": ("CREATE TABLE t26 (x int);", "DROP TABLE t26;")})  # fmt: skip
    assert check("26", server=None).lines == ["026_t: proven"]


def test_few_heads_are_kept(check: Check, cache: Path) -> None:
    for count in (25, 50, 75, 100):
        write(history(count))
        assert check("--rows", "0", server=None).code == 0
    assert len(list((cache / "heads").iterdir())) == 3


def test_a_server_that_cannot_be_written_to_a_cache(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("new_migration.proof.cache.cache_folder", lambda _: None)
    monkeypatch.setattr("new_migration.proof.heads.cache_folder", lambda _: None)
    write(history(25))
    assert check(server=None).code == 0
    assert len(check(server=None).lines) == 25


def test_database_settings_go_with_a_copy(check: Check, nothing_left: None) -> None:
    """Copies that the check goes back to are as the scripts left the database."""
    setting = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I {} search_path{}', current_database()); END $$;"
    write({
        "001_schema": ("CREATE SCHEMA app; CREATE TABLE app.a ();", "DROP SCHEMA app CASCADE;"),
        "002_path": (setting.format("SET", " = app"), setting.format("RESET", "")),
        "003_typo": ("SELECT 1;", "SELECT x;"),
        "004_typo": ("SELECT 1;", "SELECT x;"),
    } | {f"{n:03d}_use": (f"CREATE INDEX i{n} ON a ((1));", f"DROP INDEX app.i{n};") for n in range(5, 7)})  # fmt: skip
    assert check(server=None).lines[4:] == ["005_use: proven", "006_use: proven"]


def test_resources_of_the_server_are_nobodys_mistake(check: Check) -> None:
    sort = "SET temp_file_limit = 64; SET work_mem = 64; SELECT * FROM generate_series(1, 300000) n ORDER BY -n;"
    write({"001_sort": (sort, "SELECT 1;")})
    ran = check()
    assert (ran.code, ran.out) == (4, "")
    assert "the scratch server has no resources left" in ran.err


def test_what_is_not_checked_is_told_in_short(check: Check) -> None:
    write({"001_fails": ("CREATE TABLE d (x nosuchtype);", "DROP TABLE d;")})
    write(
        {f"{number:03d}_after": (f"CREATE TABLE t{number} ();", f"DROP TABLE t{number};") for number in range(2, 300)}
    )
    ran = check()
    assert "not checked, because 001_fails fails: 002_after, 003_after, 004_after and 295 more\n" in ran.err
    assert "299 migrations: 1 failed, 298 not checked" in ran.err


def test_a_file_that_is_passed_over_is_told(check: Check) -> None:
    write(GOOD)
    for name in ("002-AddColumn.sql", "seed.sql"):
        Path("database/migrations", name).write_text("SELECT 1;\n")
    note = "note: database/migrations/002-AddColumn.sql is not looked at: that is no name of a migration\n"
    ran = check()
    assert ran.code == 0 and ran.err.startswith(note) and "seed.sql" not in ran.err


def _is_a_circle(path: Path) -> None:
    path.symlink_to(path.name)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (os.mkfifo, "this is no ordinary file\n"),
        (Path.mkdir, "this is a folder, not a file\n"),
        (_is_a_circle, "cannot read this file: too many levels of symbolic links\n"),
    ],
)
@pytest.mark.parametrize("command", ["check", "lint"])
def test_what_is_no_file_is_named(
    command: str, make: Callable[[Path], None], said: str, check: Check, capfd: pytest.CaptureFixture[str]
) -> None:
    write(GOOD)
    make(Path("database/migrations/004_x.sql"))
    assert run_program("migration", [command]) == 2
    assert f"migration: database/migrations/004_x.sql: {said}" in capfd.readouterr().err.replace(
        str(Path.cwd()) + "/", ""
    )


def test_a_tracking_table_that_nothing_makes(check: Check) -> None:
    add = "INSERT INTO schema_migrations (migration_name) VALUES ('001_a');"
    take = "DELETE FROM schema_migrations WHERE migration_name = '001_a';"
    write({"001_a": (f"CREATE TABLE a (); {add}", f"DROP TABLE a; {take}")})
    hint = "hint: no migration before makes this table: migration init adds one that does\n"
    ran = check()
    assert ran.code == 1 and 'relation "schema_migrations" does not exist' in ran.out and hint in ran.out
    assert run_program("migration", ["init", "--no-input"]) == 0
    assert "001_a: proven\n" in check("--all").out
