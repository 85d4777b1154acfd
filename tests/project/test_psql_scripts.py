"""The scripts for psql alone, on a real server: in a path with spaces, with scripts that fail, from anywhere."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from new_migration.postgres.database import connect, execute, parameters
from new_migration.project.template import render
from new_migration.proof.application import url

NAME = "010_add_x"
FOLDER = "database/my migrations"
FORWARD = """BEGIN;
CREATE TABLE x (i int);
INSERT INTO schema_migrations (migration_name, executed_at) VALUES ('010_add_x', CURRENT_TIMESTAMP);
COMMIT;
"""
ROLLBACK = """BEGIN;
DROP TABLE x;
DELETE FROM schema_migrations WHERE migration_name = '010_add_x';
COMMIT;
"""


class Scripts:
    """The scripts of a project, and a database for them."""

    def __init__(self, path: Path, conninfo: str) -> None:
        self.path, self.conninfo = path, conninfo

    def run(self, script: str, *words: str, cwd: Path | None = None, **variables: str) -> tuple[int, str, str]:
        """Exit code, output and errors of a script that is run from ``cwd``."""
        kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
        variables = variables or {"DATABASE_URL": url(self.conninfo)}
        done = subprocess.run([self.path / "scripts" / f"{script}-migration.sh", *words], cwd=cwd or self.path,
                              env=kept | {"LC_ALL": "C.UTF-8"} | variables, capture_output=True, text=True,
                              check=False, timeout=30, stdin=subprocess.DEVNULL)  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    def put(self, name: str, text: str) -> None:
        (self.path / FOLDER / name).write_text(text)

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        with connect(self.conninfo) as connection:
            return execute(connection, sql)

    @property
    def applied(self) -> list[str]:
        return [str(name) for (name,) in self.ask("SELECT migration_name FROM schema_migrations")]


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts as ``migration init`` writes them, in a path with blanks and letters that are not ASCII."""
    project = tmp_path_factory.mktemp("a b") / "my naïve project"
    given = {"directory": FOLDER, "write": ["scripts"]}
    for name, file in render(project, given=given, defaults={}, ask=False).files.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text)
        path.chmod(0o755 if file.is_executable else 0o644)
    return project


@pytest.fixture
def scripts(rendered: Path, tmp_path: Path, tracked_database: str) -> Scripts:
    project = tmp_path / "my naïve project"
    shutil.copytree(rendered, project)
    (project / FOLDER).mkdir(parents=True)
    made = Scripts(project, tracked_database)
    made.put(f"{NAME}.sql", FORWARD)
    made.put(f"rollback-{NAME}.sql", ROLLBACK)
    made.put(f"verify-{NAME}.sql", "SELECT 'x | exists' AS claim, to_regclass('x') IS NOT NULL AS holds;\n")
    return made


def test_apply_verify_and_roll_back(scripts: Scripts, tmp_path: Path) -> None:
    assert scripts.run("apply", f"{NAME}.sql") == (0, f"{NAME}: applied\n", "")
    assert scripts.applied == [NAME]
    code, out, _ = scripts.run("verify", NAME)
    assert (code, out) == (0, f"x | exists|t\n{NAME}: applied, and all of it is true\n")
    code, out, _ = scripts.run("verify")
    assert code == 0 and NAME in out and "(1 row)" in out
    assert scripts.run("apply", NAME)[::2] == (3, f"{NAME}: applied already\n")
    code, out, _ = scripts.run("rollback", f"{FOLDER}/rollback-{NAME}.sql", cwd=tmp_path)
    assert (code, out) == (0, f"{NAME}: rolled back\n")
    assert scripts.applied == []
    assert scripts.run("rollback", NAME)[::2] == (3, f"{NAME}: not applied\n")
    assert scripts.run("verify", NAME)[::2] == (1, f"{NAME}: not applied\n")


def test_a_script_that_fails_is_not_said_to_be_applied(scripts: Scripts) -> None:
    scripts.put(f"{NAME}.sql", FORWARD.replace("CREATE TABLE x (i int);", "CREATE TABLE x (i int);\nSELECT 1 / 0;"))
    code, out, err = scripts.run("apply", NAME)
    assert (code, out) == (1, "") and f"{NAME}.sql:3: ERROR:  division by zero" in err and "failed" in err
    assert scripts.applied == [] and scripts.ask("SELECT to_regclass('x')") == [(None,)]


@pytest.mark.parametrize(
    "text", [FORWARD.replace("COMMIT", "ROLLBACK"), "", FORWARD.replace("'010_add_x'", "'011_other'")]
)
def test_a_script_that_does_not_record_itself_is_not_said_to_be_applied(scripts: Scripts, text: str) -> None:
    scripts.put(f"{NAME}.sql", text)
    code, out, err = scripts.run("apply", NAME)
    assert (code, out) == (1, "") and "did not record itself" in err


def test_a_rollback_that_does_not_take_back(scripts: Scripts) -> None:
    assert scripts.run("apply", NAME)[0] == 0
    scripts.put(f"rollback-{NAME}.sql", ROLLBACK.replace("COMMIT", "ROLLBACK"))
    code, _, err = scripts.run("rollback", NAME)
    assert code == 1 and "still has the migration" in err
    scripts.put(f"rollback-{NAME}.sql", ROLLBACK.replace("TABLE x", "TABLE nothing"))
    code, _, err = scripts.run("rollback", NAME)
    assert code == 1 and 'table "nothing" does not exist' in err
    assert scripts.applied == [NAME]


@pytest.mark.parametrize("value", ["false", "NULL"])
def test_a_claim_that_is_not_true(scripts: Scripts, value: str) -> None:
    assert scripts.run("apply", NAME)[0] == 0
    scripts.put(f"verify-{NAME}.sql", f"SELECT 'a' AS claim, true AS holds; SELECT 'b|t', {value}::boolean;")
    code, out, err = scripts.run("verify", NAME)
    assert code == 1 and "b|t|" in out and "not all of it is true" in err
    scripts.put(f"verify-{NAME}.sql", "SELECT nonsense;")
    assert scripts.run("verify", NAME)[0] == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT 'a' AS claim, false AS holds, 'why' AS detail;", "another row"),
        ("SELECT false AS holds, 'a' AS claim;", "another row"),
        ("SELECT 'a';", "another row"),
        ("SELECT 'a', 1;", "another row"),
        ("", "claims nothing"),
        ("SELECT 'a', true WHERE false;", "claims nothing"),
    ],
)
def test_a_script_that_makes_no_claims(scripts: Scripts, text: str, said: str) -> None:
    assert scripts.run("apply", NAME)[0] == 0
    scripts.put(f"verify-{NAME}.sql", text)
    code, out, err = scripts.run("verify", NAME)
    assert (code, out) == (2, "") and said in err and f"verify-{NAME}.sql: " in err


def test_a_claim_may_hold_anything_and_change_nothing(scripts: Scripts) -> None:
    assert scripts.run("apply", NAME)[0] == 0
    scripts.put(f"verify-{NAME}.sql", "SELECT E'a\nb|f', true UNION ALL SELECT '', true; SELECT 'naïve|', true;")
    assert scripts.run("verify", NAME) == (0, f"a\nb|f|t\n|t\nnaïve||t\n{NAME}: applied, and all of it is true\n", "")
    scripts.put(f"verify-{NAME}.sql", "INSERT INTO x VALUES (1) RETURNING 'a', true;")
    code, _, err = scripts.run("verify", NAME)
    assert code == 1 and "read-only transaction" in err and scripts.ask("SELECT count(*) FROM x") == [(0,)]


@pytest.mark.parametrize("script", ["apply", "rollback"])
def test_wrong_usage(scripts: Scripts, script: str) -> None:
    assert scripts.run(script)[0] == 2
    assert scripts.run(script, "a", "b")[0] == 2
    code, _, err = scripts.run(script, "099_nothing; echo hello")
    assert code == 2 and "there is no file" in err and "hello\n" not in err.replace("echo hello", "")


def test_a_name_with_quotes_reaches_the_server_as_it_is(scripts: Scripts) -> None:
    scripts.put("011_it's.sql", "SELECT 1;")
    code, _, err = scripts.run("apply", "011_it's")
    assert code == 1 and "did not record itself" in err


def test_other_ways_to_name_the_database(scripts: Scripts) -> None:
    said = parameters(scripts.conninfo)
    named = {"DB_HOST": said["host"], "DB_PORT": said["port"], "DB_USER": said["user"], "DB_NAME": said["dbname"]}
    named |= {"DB_PASSWORD": said["password"]} if said.get("password") else {}
    assert scripts.run("apply", NAME, cwd=None, **named) == (0, f"{NAME}: applied\n", "")


def test_a_server_that_is_not_there(scripts: Scripts) -> None:
    for script in ("apply", "rollback", "verify"):
        code, out, err = scripts.run(script, NAME, PGHOST="/nowhere", PGDATABASE="x")
        assert (code, out) == (1, "") and "/nowhere" in err
    assert scripts.run("verify", PGHOST="/nowhere", PGDATABASE="x")[0] == 1


def test_a_database_without_a_tracking_table(scripts: Scripts) -> None:
    scripts.ask("DROP TABLE schema_migrations")
    assert scripts.run("rollback", NAME)[0] == 3
    assert scripts.run("verify")[0] == 1
    scripts.put("000_t.sql", "CREATE TABLE schema_migrations (migration_name text);\n"
                             "INSERT INTO schema_migrations VALUES ('000_t');")  # fmt: skip
    assert scripts.run("apply", "000_t")[0] == 0


def test_somebodys_psqlrc_does_not_count(scripts: Scripts, tmp_path: Path) -> None:
    (tmp_path / ".psqlrc").write_text("\\set ON_ERROR_STOP off\n\\pset border 2\n\\echo hello\n")
    code, out, _ = scripts.run("apply", NAME, HOME=str(tmp_path), DATABASE_URL=url(scripts.conninfo))
    assert (code, out) == (0, f"{NAME}: applied\n")
