"""The Lambda function, called as Lambda calls it, on each server; Secrets Manager is moto's."""

from __future__ import annotations

import json
import logging
import os
import re
import shlex
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.core import set_initial_no_auth_action_count

from new_migration.aws_lambda import RESERVE, handler
from new_migration.postgres.database import connect, execute, parameters
from new_migration.postgres.scratch import Server
from new_migration.proof.application import url
from new_migration.templates_folder import templates_folder

DOCUMENT = Path(__file__).parent.parent / "docs" / "aws-lambda.md"
# What of its commands is about Lambda's machines, and where new-migration is.
LAMBDA, CHECKOUT = "--platform manylinux2014_x86_64 --python-version 3.13", "../new-migration"

PASSWORD = "pa:ss/w@rd-7f3c"
Handle = Callable[..., dict[str, Any]]


@dataclass
class Context:
    """A context object with ``seconds`` left when it is made."""

    seconds: float

    def __post_init__(self) -> None:
        self.end = time.monotonic() + self.seconds

    def get_remaining_time_in_millis(self) -> int:
        return int((self.end - time.monotonic()) * 1000)


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two migrations; nothing names a database or an account."""
    monkeypatch.chdir(tmp_path)
    for variable in list(os.environ):
        if variable.startswith(("PG", "DB_", "AWS_", "DATABASE_", "MIGRATIONS_", "NEW_MIGRATION_")):
            monkeypatch.delenv(variable)
    for name, value in (("ACCESS_KEY_ID", "x"), ("SECRET_ACCESS_KEY", "x"), ("DEFAULT_REGION", "eu-central-1")):
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    folder = tmp_path / "database" / "migrations"
    folder.mkdir(parents=True)
    table = (templates_folder() / "kinds" / "_tracking" / "table.sql").read_text()
    write(folder, "000_create_schema_migrations", table, "DROP TABLE schema_migrations;", tracked=False)
    write(folder, "001_notes", "CREATE TABLE notes (body text);", "DROP TABLE notes;")
    (folder / "verify-001_notes.sql").write_text("SELECT 'notes exist', to_regclass('notes') IS NOT NULL;")
    return folder


@pytest.fixture
def call(database: str, monkeypatch: pytest.MonkeyPatch) -> Handle:
    """The handler, whose answer must be JSON, with a database of its own."""
    monkeypatch.setenv("DATABASE_URL", url(database))

    def go(action: str, *, seconds: float = 60, **keys: Any) -> dict[str, Any]:
        answer = handler({"action": action, **keys}, Context(seconds))
        assert json.loads(json.dumps(answer)) == answer
        assert (answer["schema"], answer["action"]) == (1, action)
        assert answer["ok"] == (answer["exit_code"] == 0)
        return answer

    return go


def write(folder: Path, name: str, forward: str, rollback: str, *, tracked: bool = True) -> None:
    add = f"INSERT INTO schema_migrations (migration_name) VALUES ('{name}');"
    take = f"DELETE FROM schema_migrations WHERE migration_name = '{name}';" if tracked else ""
    (folder / f"{name}.sql").write_text(f"BEGIN;\n{forward}\n{add}\nCOMMIT;\n")
    (folder / f"rollback-{name}.sql").write_text(f"BEGIN;\n{rollback}\n{take}\nCOMMIT;\n")


def names(done: list[dict[str, Any]]) -> list[str]:
    return [each["name"] for each in done]


def test_there_and_back(call: Handle, database: str) -> None:
    before = call("status")
    assert (before["ok"], before["clean"], before["tracking_table"]) == (True, False, False)
    assert [each["state"] for each in before["migrations"]] == ["pending", "pending"]
    assert call("apply", dry_run=True)["would_apply"] == ["000_create_schema_migrations", "001_notes"]
    applied = call("apply", to=1)
    assert names(applied["applied"]) == ["000_create_schema_migrations", "001_notes"]
    assert (applied["verified"], applied["false_claims"]) == (True, [])
    assert call("status")["clean"]
    verified = call("verify", names=["001_notes.sql"])
    assert (verified["holds"], verified["results"][0]["claims"]) == (True, [{"claim": "notes exist", "holds": True}])
    assert call("rollback", last=1, dry_run=True)["would_roll_back"] == ["001_notes"]
    assert names(call("rollback")["rolled_back"]) == ["001_notes"]
    assert call("apply", names=["1"])["ok"]


def test_the_same_objects_as_the_command_prints(call: Handle, capsys: pytest.CaptureFixture[str]) -> None:
    from new_migration.cli import run

    call("apply")
    for action in ("status", "verify"):
        capsys.readouterr()
        assert run("migration", [action, "--json"]) == 0
        printed = json.loads(capsys.readouterr().out)
        assert {key: value for key, value in call(action).items() if key in printed} == printed


def test_data_is_not_lost_unless_that_is_said(call: Handle, database: str) -> None:
    call("apply")
    with connect(database) as connection:
        execute(connection, "INSERT INTO notes VALUES ('a'), ('b')")
    lost = [{"name": "001_notes", "what": "rows of notes", "count": 2, "exact": True}]
    assert call("rollback", dry_run=True)["would_lose"] == lost
    refused = call("rollback")
    assert refused["exit_code"] == 3
    assert "data would be lost: rows of notes: 2" in refused["error"]
    assert refused["done_before"] == []
    gone = call("rollback", allow_data_loss=True)
    assert (names(gone["rolled_back"]), gone["lost"]) == (["001_notes"], lost)


def test_a_script_that_the_server_refuses(call: Handle, project: Path) -> None:
    write(project, "002_bad", "CREATE TABLE ok (x int);\nSELECT 1 / 0;", "DROP TABLE ok;")
    answer = call("apply")
    assert (answer["exit_code"], answer["done_before"]) == (4, ["000_create_schema_migrations", "001_notes"])
    failed = answer["failed"]
    assert (failed["name"], failed["script"], failed["undone"], failed["line"]) == ("002_bad", "forward", True, 3)
    assert "division by zero" in answer["error"]


def test_claims_that_are_false(call: Handle, database: str, project: Path) -> None:
    (project / "verify-001_notes.sql").write_text("SELECT 'notes has a title', false;")
    applied = call("apply")
    assert (applied["ok"], applied["exit_code"], applied["verified"]) == (False, 1, False)
    assert applied["false_claims"] == [{"name": "001_notes", "claim": "notes has a title"}]
    assert call("verify")["exit_code"] == 1


def test_what_was_applied_is_told_also_where_a_verify_script_cannot_be_run(call: Handle, project: Path) -> None:
    (project / "verify-001_notes.sql").write_text("SELECT nothing_of_this_name;")
    answer = call("apply")
    assert (answer["exit_code"], answer["done_before"]) == (4, ["000_create_schema_migrations", "001_notes"])
    assert call("status")["clean"]


def test_the_time_runs_out_in_a_statement(call: Handle, database: str, project: Path) -> None:
    """There is an answer before Lambda ends the function, and nothing has stayed."""
    write(project, "002_slow", "CREATE TABLE slow (x int);\nSELECT pg_sleep(60);", "DROP TABLE slow;")
    context = Context(RESERVE + 2)
    answer = handler({"action": "apply"}, context)
    assert context.get_remaining_time_in_millis() > 1000
    assert (answer["ok"], answer["exit_code"], answer["failed"]["undone"]) == (False, 4, True)
    assert answer["done_before"] == ["000_create_schema_migrations", "001_notes"]
    assert "the time for this run is up" in answer["error"]
    with connect(database) as connection:
        assert execute(connection, "SELECT to_regclass('slow')") == [(None,)]
    assert [each["state"] for each in call("status")["migrations"]] == ["applied", "applied", "pending"]


def test_the_time_runs_out_in_a_rollback(call: Handle, database: str, project: Path) -> None:
    write(project, "002_slow", "CREATE TABLE slow (x int);", "SELECT pg_sleep(60);\nDROP TABLE slow;")
    call("apply")
    answer = call("rollback", seconds=RESERVE + 1.5)
    assert (answer["failed"]["script"], answer["failed"]["undone"]) == ("rollback", True)
    assert call("status")["clean"]


def test_the_time_runs_out_in_a_verify_script(call: Handle, project: Path) -> None:
    slow = "SELECT 'slow', (SELECT true FROM pg_sleep(20));\n" * 2
    (project / "verify-001_notes.sql").write_text(slow)
    context = Context(RESERVE + 1.5)
    applied = handler({"action": "apply"}, context)
    assert context.get_remaining_time_in_millis() > 1000
    assert (applied["exit_code"], applied["done_before"]) == (4, ["000_create_schema_migrations", "001_notes"])
    context = Context(RESERVE + 1)
    assert handler({"action": "verify"}, context)["exit_code"] == 4
    assert context.get_remaining_time_in_millis() > 1000


def test_the_time_runs_out_while_another_run_is_at_work(call: Handle, database: str) -> None:
    from new_migration.deploy.events import ignore
    from new_migration.deploy.turn import turn

    with turn(database, wait=0, observer=ignore):
        context = Context(RESERVE + 1.5)
        answer = handler({"action": "apply"}, context)
    assert context.get_remaining_time_in_millis() > 1000
    assert answer["exit_code"] == 3
    assert "another run is at work on this database" in answer["error"]


def test_the_time_runs_out_before_another_try(call: Handle, database: str, project: Path) -> None:
    """It does not sleep until Lambda ends it."""
    call("apply")
    write(project, "002_wait", "SET LOCAL lock_timeout = '100ms';\nALTER TABLE notes ADD x int;", "SELECT 1;")
    with connect(database, autocommit=False) as holder:
        execute(holder, "LOCK TABLE notes")
        context = Context(RESERVE + 2)
        answer = handler({"action": "apply", "retries": 1000}, context)
        holder.rollback()
    assert context.get_remaining_time_in_millis() > 1000
    assert answer["failed"]["undone"]
    assert "lock timeout, and no time is left for another try" in answer["error"]


def test_no_time_at_all(call: Handle) -> None:
    answer = call("apply", seconds=RESERVE - 1)
    assert answer["exit_code"] == 3
    assert "give the function a timeout well above 3 s" in answer["error"]


def test_a_limit_of_the_caller_counts_too(call: Handle, project: Path) -> None:
    write(project, "002_slow", "SELECT pg_sleep(60);\nCREATE TABLE slow (x int);", "DROP TABLE slow;")
    start = time.monotonic()
    assert call("apply", limit=1, seconds=600)["failed"]["name"] == "002_slow"
    assert handler({"action": "apply", "limit": 1})["failed"]["name"] == "002_slow"
    assert time.monotonic() - start < 20


def test_a_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        monkeypatch.setenv("DATABASE_URL", f"postgresql://ada:{PASSWORD.replace('/', '%2F').replace('@', '%40')}"
                                           f"@127.0.0.1:{port}/app")  # fmt: skip
        context = Context(RESERVE + 2)
        answer = handler({"action": "status"}, context)
    assert context.get_remaining_time_in_millis() > 1000
    assert answer["exit_code"] == 4
    assert "timeout expired" in answer["error"]
    assert "w@rd" not in json.dumps(answer)


def test_a_role_without_rights(call: Handle, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with connect(database) as connection:
        execute(connection, "CREATE ROLE visitor LOGIN")
        execute(connection, "REVOKE CREATE ON SCHEMA public FROM public")
        try:
            monkeypatch.setenv("DATABASE_URL", url(database).replace("user=postgres", "user=visitor"))
            answer = call("apply")
        finally:
            execute(connection, "DROP ROLE visitor")
    assert answer["exit_code"] == 4
    assert "permission denied for schema public" in answer["error"]


@pytest.mark.parametrize(
    ("event", "what"),
    [
        (None, "the event is no JSON object"),
        ([], "the event is no JSON object"),
        ({}, "the event has no action\nhint: actions: status, apply, rollback, verify"),
        ({"action": "aply"}, "there is no action 'aply'\nhint: did you mean apply?"),
        ({"action": 7}, "there is no action 7"),
        ({"action": "__init__"}, "there is no action '__init__'"),
        ({"action": "apply", "name": ["x"]}, "apply takes no 'name'\nhint: did you mean names?"),
        ({"action": "apply", "allow_data_loss": True}, "apply takes no 'allow_data_loss'"),
        ({"action": "status", "dry_run": True}, "status takes no 'dry_run'\nhint: keys: directory"),
        ({"action": "apply", "database_url": "postgresql:///x"}, "apply takes no 'database_url'"),
        ({"action": "apply", "observer": None}, "apply takes no 'observer'"),
        ({"action": "rollback", "agreed": True}, "rollback takes no 'agreed'"),
        ({"action": "apply", "names": "001"}, "names must be a list of texts"),
        ({"action": "apply", "names": [1]}, "names must be a list of texts"),
        ({"action": "rollback", "names": []}, "names must be a list of texts, with one at least"),
        ({"action": "apply", "to": "1"}, "to must be a whole number"),
        ({"action": "apply", "to": True}, "to must be a whole number"),
        ({"action": "rollback", "last": 0}, "last must be at least 1"),
        ({"action": "apply", "wait": "5"}, "wait must be a number of seconds"),
        ({"action": "apply", "wait": float("nan")}, "wait must be a number of seconds"),
        ({"action": "apply", "limit": -1}, "limit must be at least 0"),
        ({"action": "apply", "verify": 1}, "verify must be true or false"),
        ({"action": "apply", "directory": ["x"]}, "directory must be a text"),
        ({"action": "apply", "names": ["1"], "to": 1}, "names and to exclude each other"),
        ({"action": "rollback", "last": 1, "to": 0}, "last and to exclude each other"),
        ({"action": "verify", "names": ["1"], "everything": True}, "everything and names exclude each other"),
        ({"action": "apply"}, "which database?\nhint: set DATABASE_URL or DATABASE_SECRET_ARN"),
    ],
)
def test_events_that_cannot_be_meant(event: object, what: str) -> None:
    answer = handler(event, Context(60))
    assert (answer["ok"], answer["exit_code"]) == (False, 2)
    assert answer["error"].startswith(what)
    json.dumps(answer)


def test_every_key_of_every_action_is_known_and_null_is_as_if_it_was_not_there(call: Handle) -> None:
    from new_migration.aws_lambda import _KINDS, _keys

    call("apply")
    for action in ("status", "apply", "rollback", "verify"):
        keys = _keys(action)
        assert set(keys.values()) <= set(_KINDS)
        assert call(action, **dict.fromkeys(keys))["ok"], action
        call("apply")


def test_the_folder(call: Handle, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project.rename("elsewhere")
    assert call("status")["exit_code"] == 2
    assert len(call("status", directory="elsewhere")["migrations"]) == 2
    monkeypatch.setenv("MIGRATIONS_DIRECTORY", str(Path("elsewhere").resolve()))
    assert len(call("status")["migrations"]) == 2


def test_one_line_in_the_log_for_each_event(call: Handle, project: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(project, "002_tells", r"DO $$ BEGIN RAISE NOTICE E'two\nlines \x1b[31m'; END $$;", "SELECT 1;")
    write(project, "003_bad", "SELECT 1 / 0;", "SELECT 1;")
    assert not call("apply")["ok"]
    lines = [record.getMessage() for record in caplog.records if record.name == "new_migration.aws_lambda"]
    assert lines[0] == "apply: 000_create_schema_migrations, 001_notes, 002_tells, 003_bad"
    assert [line for line in lines if "001_notes" in line][1] == "001_notes: started"
    assert any(line.startswith("001_notes: applied (0.") for line in lines)
    assert r"002_tells: notice: two lines \x1b[31m" in lines
    assert lines[-1].startswith("apply: ")
    assert "division by zero" in lines[-1]
    assert not any("\n" in line for line in lines)
    assert [record.levelname for record in caplog.records][-1] == "ERROR"


def test_another_thread_than_the_main_one(call: Handle) -> None:
    answers: list[dict[str, Any]] = []
    thread = threading.Thread(target=lambda: answers.extend([call("apply"), call("rollback"), call("status")]))
    thread.start()
    thread.join()
    assert [answer["ok"] for answer in answers] == [True, True, True]


@pytest.fixture
def secrets() -> Iterator[Any]:
    """Secrets Manager."""
    with mock_aws():
        yield boto3.client("secretsmanager", region_name="eu-central-1")


@pytest.fixture
def secret(secrets: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Store a secret, and tell the function of it."""

    def store(value: str | dict[str, Any]) -> None:
        text = value if isinstance(value, str) else json.dumps(value)
        monkeypatch.setenv("DATABASE_SECRET_ARN", secrets.create_secret(Name="db", SecretString=text)["ARN"])

    return store


def of_rds(database: str, **changes: Any) -> dict[str, Any]:
    """What RDS writes."""
    said = parameters(database)
    return {
        "username": said["user"], "password": PASSWORD, "engine": "postgres", "host": said["host"],
        "port": int(said["port"]), "dbname": said["dbname"], "dbInstanceIdentifier": "app", **changes,
    }  # fmt: skip


def test_the_json_that_rds_writes(call: Handle, database: str, secret: Any, caplog: pytest.LogCaptureFixture) -> None:
    secret(of_rds(database))
    caplog.clear()
    caplog.set_level(logging.DEBUG)
    for name in ("boto3", "botocore"):
        caplog.set_level(logging.NOTSET, logger=name)
    answers = [call(action) for action in ("status", "apply", "verify", "rollback")]
    assert [answer["ok"] for answer in answers] == [True] * 4
    assert PASSWORD not in json.dumps(answers)
    assert PASSWORD not in caplog.text


def test_a_url_as_secret_comes_before_the_environment(
    call: Handle, database: str, secret: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret(url(database))
    monkeypatch.setenv("DATABASE_URL", "postgresql:///another")
    assert call("status")["database"].startswith(parameters(database)["dbname"])


def test_what_the_secret_lacks_comes_from_the_environment(
    call: Handle, database: str, secret: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A secret that RDS manages itself holds the account only."""
    secret({"username": "postgres", "password": PASSWORD})
    assert "the secret has no host\nhint: set PGHOST" in call("status")["error"]
    monkeypatch.setenv("PGHOST", parameters(database)["host"])
    monkeypatch.setenv("PGPORT", parameters(database)["port"])
    assert "the secret has no dbname\nhint: set PGDATABASE" in call("status")["error"]
    monkeypatch.setenv("PGDATABASE", parameters(database)["dbname"])
    assert call("status")["ok"]


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (f'{{"password": "{PASSWORD}"', "the secret is neither a URL nor JSON"),
        ({"password": PASSWORD}, "the secret has no username"),
        ({"username": "a", "password": PASSWORD, "engine": "mysql"}, "the secret is not about PostgreSQL"),
        (f"postgresql://a:{PASSWORD}@db/app", "cannot read the server URL"),
        (PASSWORD, "cannot read the server URL"),
    ],
)
def test_secrets_that_are_no_address(secret: Any, caplog: pytest.LogCaptureFixture, value: Any, what: str) -> None:
    secret(value)
    answer = handler({"action": "status"}, Context(60))
    assert (answer["ok"], answer["exit_code"]) == (False, 2)
    assert answer["error"].startswith(what)
    assert PASSWORD not in json.dumps(answer) + caplog.text


def test_a_binary_secret(secrets: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_SECRET_ARN", secrets.create_secret(Name="db", SecretBinary=b"x")["ARN"])
    assert handler({"action": "status"})["error"].startswith("the secret is binary")


def test_a_password_that_the_server_refuses_is_not_told(
    secret: Any, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    secret(of_rds(database, username="nobody"))
    answer = handler({"action": "status"}, Context(60))
    assert answer["exit_code"] == 4
    assert 'role "nobody" does not exist' in answer["error"]
    assert PASSWORD not in json.dumps(answer) + caplog.text


@pytest.mark.parametrize("name", ["db", "arn:aws:secretsmanager:us-west-2:123456789012:secret:db-AbCdEf"])
def test_a_secret_that_is_not_there(secrets: Any, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("DATABASE_SECRET_ARN", name)
    answer = handler({"action": "status"}, Context(60))
    assert (answer["ok"], answer["exit_code"]) == (False, 4)
    assert "the secret cannot be read" in answer["error"]
    assert "ResourceNotFoundException" in answer["error"]


def test_the_region_is_that_of_the_arn(secrets: Any, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = boto3.client("secretsmanager", region_name="us-west-2")
    arn = client.create_secret(Name="db", SecretString=url(database))["ARN"]
    monkeypatch.setenv("DATABASE_SECRET_ARN", arn)
    assert handler({"action": "status"})["ok"]


def test_a_role_that_may_not_read_the_secret(secret: Any, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    secret(of_rds(database))
    iam = boto3.client("iam")
    iam.create_user(UserName="stranger")
    key = iam.create_access_key(UserName="stranger")["AccessKey"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])

    @set_initial_no_auth_action_count(0)  # type: ignore[untyped-decorator, unused-ignore]
    def denied() -> dict[str, Any]:
        return handler({"action": "status"}, Context(60))

    answer = denied()
    assert answer["exit_code"] == 4
    assert "AccessDenied" in answer["error"]
    assert "may the function's role call secretsmanager:GetSecretValue" in answer["error"]


def test_without_boto3(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    monkeypatch.setenv("DATABASE_SECRET_ARN", "db")
    answer = handler({"action": "status"})
    assert answer["exit_code"] == 2
    assert answer["error"].startswith("boto3 is not installed")


def test_importing_the_handler_needs_no_boto3_and_no_parser() -> None:
    script = (
        "import sys, new_migration.aws_lambda\n"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'boto3', 'postgast', 'psycopg', 'rich'}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_document_lists_the_keys() -> None:
    from new_migration.aws_lambda import _ACTIONS, _keys

    rows = re.findall(r"^\| `(\w+)` \| ((?:`\w+` ?)+) \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert {action: re.findall(r"\w+", keys) for action, keys in rows} == {
        action: list(_keys(action)) for action in _ACTIONS
    }


def test_what_the_document_builds_works(tmp_path: Path, project: Path, server_18: Server) -> None:
    """Its commands make a file from which the handler runs, with nothing else installed."""
    commands = DOCUMENT.read_text(encoding="utf-8").partition("```sh\n")[2].partition("```")[0]
    assert commands.count(LAMBDA) == commands.count(CHECKOUT) == 1
    commands = commands.replace(LAMBDA, "").replace(CHECKOUT, shlex.quote(str(DOCUMENT.parent.parent)))
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    subprocess.run(["bash", "-ec", commands], cwd=tmp_path, env=environment, check=True)
    assert (tmp_path / "function.zip").stat().st_size < 50_000_000  # as much as Lambda takes at once
    zipfile.ZipFile(tmp_path / "function.zip").extractall(tmp_path / "task")
    program = (
        "import sys; sys.path.insert(0, '.')\n"
        "import json, new_migration.aws_lambda as module\n"
        "print(module.__file__); print(json.dumps(module.handler({'action': 'apply'}, None)))"
    )
    with server_18.database() as conninfo:
        environment = {"PATH": os.environ["PATH"], "DATABASE_URL": url(conninfo)}
        done = subprocess.run([sys.executable, "-I", "-S", "-c", program], cwd=tmp_path / "task", env=environment,
                              stdout=subprocess.PIPE, text=True, check=True)  # fmt: skip
    file, answer = done.stdout.splitlines()
    assert Path(tmp_path, "task", file).resolve().is_relative_to((tmp_path / "task").resolve())
    assert names(json.loads(answer)["applied"]) == ["000_create_schema_migrations", "001_notes"]
