"""Which database: every way to say it, and one clear error without a password where that leads nowhere."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from new_migration.deploy.target import target
from new_migration.errors import BadInput
from new_migration.postgres.database import connect, execute, parameters

if TYPE_CHECKING:
    from tests.conftest import Ran, Site
    from tests.deploy.conftest import OwnServer

SECRET = "s3cr3t/p@ss w'rd\\"
ENCODED = "s3cr3t%2Fp%40ss%20w'rd%5C"


@pytest.mark.parametrize(
    ("url", "environment", "expected"),
    [
        ("dbname=a", {"DATABASE_URL": "dbname=b", "PGDATABASE": "c", "DB_NAME": "d"}, {"dbname": "a"}),
        ("", {"DATABASE_URL": "postgresql://u@h:1/b", "PGHOST": "c", "DB_NAME": "d"},
         {"dbname": "b", "host": "h", "port": "1", "user": "u"}),
        ("", {"PGDATABASE": "c", "DB_NAME": "d"}, {}),
        ("", {"PGSERVICE": "c", "DB_NAME": "d"}, {}),
        ("", {"DB_HOST": "h", "DB_PORT": "1", "DB_USER": "u", "DB_PASSWORD": SECRET, "DB_NAME": "d"},
         {"host": "h", "port": "1", "user": "u", "password": SECRET, "dbname": "d"}),
        ("", {"DB_NAME": "d", "DB_HOST": ""}, {"dbname": "d"}),
        ("", {"DATABASE_URL": "", "DB_NAME": "d"}, {"dbname": "d"}),
    ],
)  # fmt: skip
def test_the_first_that_says_something_counts(url: str, environment: dict[str, str], expected: dict[str, str]) -> None:
    found = parameters(target(url, environment))
    assert found.pop("connect_timeout") == "10"
    assert found == expected


def test_our_time_to_connect_is_only_a_default() -> None:
    assert parameters(target("dbname=a connect_timeout=3", {}))["connect_timeout"] == "3"
    assert "connect_timeout" not in parameters(target("dbname=a", {"PGCONNECT_TIMEOUT": "5"}))


@pytest.mark.parametrize("environment", [{}, {"DB_HOST": ""}, {"PGSSLMODE": "require"}])
def test_nothing_says_which(environment: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="which database") as caught:
        target(None, environment)
    assert "--database-url" in str(caught.value) and "DB_HOST" in str(caught.value)


BAD_URLS = [
    f"postgresql://u:{SECRET}@h/d", f"postgres://u:a@b{SECRET}@h/d", f"host=h password={SECRET}", "postgresql://u:%zz@h/d",
    f"{SECRET}", f"password='{SECRET}", f"nosuchkey={SECRET} host=h", "postgresql://u:s3cr3t@h:port/d", "\x00",
]  # fmt: skip


@pytest.mark.parametrize("url", BAD_URLS)
def test_a_url_that_cannot_be_read_is_not_quoted(url: str, site: Site, migration: Callable[..., Ran]) -> None:
    ran = migration("status", "--database-url", url)
    assert ran.code in {2, 4}
    assert "s3cr3t" not in ran.out + ran.err and "p@ss" not in ran.out + ran.err


@pytest.fixture
def guarded(own_server: OwnServer, monkeypatch: pytest.MonkeyPatch, site: Site) -> dict[str, str]:
    """A server that asks for a password: where it is, and who may in."""
    where = parameters(own_server.server.maintenance)
    with connect(own_server.server.maintenance) as connection:
        execute(connection, "CREATE ROLE deployer LOGIN PASSWORD 's3cr3t/p@ss w''rd\\'")
        execute(connection, "CREATE DATABASE app OWNER deployer")
    rules = own_server.running.data / "pg_hba.conf"
    rules.write_text("local all deployer scram-sha-256\n" + rules.read_text())
    own_server.process.send_signal(signal.SIGHUP)
    monkeypatch.delenv("DATABASE_URL")
    for variable in ("PGPORT", "PGPASSWORD", "PGPASSFILE", "PGSERVICE", "PGSERVICEFILE", "PGSSLMODE"):
        monkeypatch.delenv(variable, raising=False)
    return {"host": where["host"], "port": where["port"], "user": "deployer", "password": SECRET, "name": "app"}


def _url(at: dict[str, str], password: str = f":{ENCODED}") -> str:
    return f"postgresql://deployer{password}@/app?host={at['host']}&port={at['port']}"


def test_every_way_leads_there(
    guarded: dict[str, str], site: Site, migration: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write("001_a")
    at = guarded
    quoted = SECRET.replace("\\", "\\\\").replace("'", "\\'")
    pgpass = site.put("pgpass", f"*:*:app:deployer:{SECRET.replace(chr(92), chr(92) * 2)}\n")
    pgpass.chmod(0o600)
    service = site.put("services", f"[there]\nhost={at['host']}\nport={at['port']}\nuser=deployer\ndbname=app\n")
    libpq = {"PGHOST": at["host"], "PGPORT": at["port"], "PGUSER": "deployer", "PGDATABASE": "app"}
    ways: list[tuple[list[str], dict[str, str]]] = [
        (["--database-url", _url(at)], {}),
        (["--database-url", f"host={at['host']} port={at['port']} user=deployer dbname=app password='{quoted}'"], {}),
        ([], {"DATABASE_URL": _url(at)}),
        ([], {"DATABASE_URL": _url(at, ""), "PGPASSWORD": SECRET}),
        ([], {**libpq, "PGPASSWORD": SECRET}),
        ([], {**libpq, "PGPASSFILE": str(pgpass)}),
        ([], {"PGSERVICE": "there", "PGSERVICEFILE": str(service), "PGPASSFILE": str(pgpass)}),
        (["--database-url", "service=there"], {"PGSERVICEFILE": str(service), "PGPASSFILE": str(pgpass)}),
        ([], {f"DB_{key.upper()}": value for key, value in at.items()}),
    ]
    for words, environment in ways:
        with monkeypatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            ran = migration("status", *words)
            assert (ran.code, ran.err) == (0, "app on this machine as deployer: 1 pending\n"), (words, environment)


def test_what_leads_nowhere(
    guarded: dict[str, str], site: Site, migration: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write("001_a")
    ways = {
        "Is the server running": "host=/nowhere user=deployer password=s3cr3t dbname=app",
        "password authentication failed": _url(guarded, ":s3cr3t-but-wrong"),
        "no password supplied": _url(guarded, ""),
        'database "nowhere" does not exist': _url(guarded).replace("/app?", "/nowhere?"),
        "no.such.host.invalid": "postgresql://deployer:s3cr3t@no.such.host.invalid/app",
        "onnection refused": "postgresql://deployer:s3cr3t@127.0.0.1:1/app",
    }
    for command in ("status", "apply", "rollback", "verify"):
        for message, url in ways.items():
            monkeypatch.setenv("DATABASE_URL", url)
            ran = migration(command)
            assert (ran.code, ran.out) == (4, ""), ran
            assert message in ran.err and "s3cr3t" not in ran.err
            assert ran.err.count("migration: ") == 1
    said = migration("apply", "--json")
    assert said.json["exit_code"] == 4 and "s3cr3t" not in said.out + said.err


@pytest.mark.parametrize("command", ["status", "apply", "rollback", "verify"])
def test_a_server_that_is_too_old(
    command: str, site: Site, migration: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("new_migration.deploy.target.OLDEST_MAJOR", 99)
    ran = migration(command)
    assert ran.code == 4
    assert "is too old\nhint: PostgreSQL 99 or newer is needed" in ran.err


def test_a_failure_in_a_script_shows_no_password(
    guarded: dict[str, str], site: Site, migration: Callable[..., Ran]
) -> None:
    site.write("001_a", "SELECT 1 / 0;")
    ran = migration("apply", "--database-url", _url(guarded))
    assert (ran.code, "division by zero" in ran.err) == (4, True)
    assert "s3cr3t" not in ran.out + ran.err
    assert Path("database").exists() and "s3cr3t" not in str(os.environ.get("DATABASE_URL"))
