"""Stand-ins have the functions of the extensions that a scratch server lacks, and are used nowhere else."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from new_migration.errors import ServerRefused
from new_migration.postgres.database import Connection, connect, execute
from new_migration.postgres.scratch import Server, scratch_server
from new_migration.postgres.scripts import run_script

BOTH = frozenset({"pgcrypto", "uuid-ossp"})

FUNCTIONS = """SELECT p.oid::regprocedure::text, pg_get_function_result(p.oid), p.proargnames, p.proargmodes::text,
p.prokind, p.provolatile, p.proisstrict, p.proparallel, p.proretset, p.proleakproof, p.prosecdef, p.pronargdefaults
FROM pg_proc p
JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
WHERE e.extname IN ('pgcrypto', 'uuid-ossp') ORDER BY 1"""

CONTROL = """SELECT name, version, superuser, trusted, relocatable, schema, requires, comment
FROM pg_available_extension_versions WHERE name IN ('pgcrypto', 'uuid-ossp') ORDER BY 1, 2"""


@pytest.fixture
def extended(server_18: Server) -> Iterator[Connection]:
    """A connection to a database with both, in a schema that is not in the search path."""
    with server_18.database() as conninfo, connect(conninfo) as connection:
        execute(connection, "CREATE SCHEMA e; CREATE EXTENSION pgcrypto SCHEMA e")
        # Moved, because the functions must find one another all the same.
        execute(connection, 'CREATE EXTENSION "uuid-ossp"; ALTER EXTENSION "uuid-ossp" SET SCHEMA e')
        yield connection


def value(connection: Connection, sql: str, *arguments: object) -> Any:
    row = connection.execute(f"SELECT {sql}", arguments).fetchone()
    assert row
    return row[0]


def functions(server: Server) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    with server.database() as conninfo, connect(conninfo) as connection:
        execute(connection, "CREATE EXTENSION pgcrypto VERSION '1.3'; CREATE EXTENSION \"uuid-ossp\"")
        available = [row for row in connection.execute(CONTROL).fetchall() if row[1] in {"1.3", "1.1"}]
        return connection.execute(FUNCTIONS).fetchall(), [row for row in available if row[:2] != ("pgcrypto", "1.1")]


def test_a_server_says_which_it_has(server_15: Server, server_18: Server) -> None:
    assert server_18.stand_ins == BOTH
    assert server_15.stand_ins == frozenset()  # Debian's package has the real ones
    with scratch_server(server_18.maintenance) as given:
        assert given.stand_ins == frozenset()


def test_the_functions_are_those_of_the_real_ones(server_15: Server, server_18: Server) -> None:
    assert functions(server_18) == functions(server_15)


def test_what_the_server_has_of_its_own_comes_first(server_18: Server) -> None:
    with server_18.database() as conninfo, connect(conninfo) as connection:
        execute(connection, "CREATE EXTENSION pgcrypto; CREATE EXTENSION citext")
        versions = connection.execute("SELECT extname, extversion FROM pg_extension ORDER BY 1").fetchall()
        assert versions == [("citext", "1.8"), ("pgcrypto", "1.4"), ("plpgsql", "1.0")]
        execute(connection, "DROP EXTENSION pgcrypto; CREATE EXTENSION pgcrypto VERSION '1.3'")
        execute(connection, "ALTER EXTENSION pgcrypto UPDATE")
        assert value(connection, "fips_mode()") is False


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha224", "sha256", "sha384", "SHA512"])
def test_digest_and_hmac_are_real(extended: Connection, algorithm: str) -> None:
    for size in (0, 1, 55, 56, 63, 64, 65, 127, 128, 129, 300):
        data = bytes(number * 7 % 256 for number in range(size))
        assert value(extended, "e.digest(%s::bytea, %s)", data, algorithm) == hashlib.new(algorithm, data).digest()
        expected = hmac.new(data, b"data", algorithm).digest()
        assert value(extended, "e.hmac(%s::bytea, %s::bytea, %s)", b"data", data, algorithm) == expected
    assert value(extended, "e.digest('naïve', %s)", algorithm) == hashlib.new(algorithm, "naïve".encode()).digest()
    expected = hmac.new(b"key", "naïve".encode(), algorithm).digest()
    assert value(extended, "e.hmac('naïve', 'key', %s)", algorithm) == expected


@pytest.mark.parametrize("name", ["", "www.example.com", "naïve" * 50])
def test_uuids_of_names_are_real(extended: Connection, name: str) -> None:
    assert value(extended, "e.uuid_generate_v3(e.uuid_ns_dns(), %s)", name) == uuid.uuid3(uuid.NAMESPACE_DNS, name)
    assert value(extended, "e.uuid_generate_v5(e.uuid_ns_url(), %s)", name) == uuid.uuid5(uuid.NAMESPACE_URL, name)
    assert value(extended, "e.uuid_generate_v5(e.uuid_ns_oid(), %s)", name) == uuid.uuid5(uuid.NAMESPACE_OID, name)
    assert value(extended, "e.uuid_generate_v5(e.uuid_ns_x500(), %s)", name) == uuid.uuid5(uuid.NAMESPACE_X500, name)
    assert value(extended, "e.uuid_nil()") == uuid.UUID(int=0)


@pytest.mark.parametrize(("function", "version"), [("v1", 1), ("v1mc", 1), ("v4", 4)])
def test_generated_uuids_are_unique_and_of_their_version(extended: Connection, function: str, version: int) -> None:
    found = value(extended, f"array_agg(e.uuid_generate_{function}()) FROM generate_series(1, 1000)")
    assert len(set(found)) == 1000
    assert {(each.version, each.variant) for each in found} == {(version, uuid.RFC_4122)}
    if version == 1:
        made = datetime(1582, 10, 15, tzinfo=UTC) + timedelta(microseconds=found[0].time // 10)
        assert abs(made - datetime.now(UTC)) < timedelta(minutes=1)
        assert found[0].node >> 40 & 1  # no real address


@pytest.mark.parametrize(
    ("algorithm", "size"),
    [("des", 13), ("xdes", 20), ("md5", 34), ("bf", 60), ("sha256crypt", 75), ("sha512crypt", 118)],
)
def test_crypt_accepts_its_own_result(extended: Connection, algorithm: str, size: int) -> None:
    stored = value(extended, "e.crypt('secret', e.gen_salt(%s))", algorithm)
    assert len(stored) == size
    assert value(extended, "e.crypt('secret', %s)", stored) == stored
    assert value(extended, "e.crypt('wrong', %s)", stored) != stored
    assert value(extended, "e.crypt('secret', e.gen_salt(%s))", algorithm) != stored


@pytest.mark.parametrize(
    ("there", "back"),
    [
        ("e.pgp_sym_encrypt('naïve', 'k')", "e.pgp_sym_decrypt({}, 'k')"),
        ("e.pgp_sym_encrypt('naïve', 'k', 'o')", "e.pgp_sym_decrypt({}, 'k', 'o')"),
        ("e.pgp_sym_encrypt_bytea('naïve', 'k')", "convert_from(e.pgp_sym_decrypt_bytea({}, 'k'), 'UTF8')"),
        ("e.pgp_sym_encrypt_bytea('naïve', 'k', 'o')", "convert_from(e.pgp_sym_decrypt_bytea({}, 'k', 'o'), 'UTF8')"),
        ("e.pgp_pub_encrypt('naïve', 'k')", "e.pgp_pub_decrypt({}, 'k')"),
        ("e.pgp_pub_encrypt('naïve', 'k', 'o')", "e.pgp_pub_decrypt({}, 'k', 'p')"),
        ("e.pgp_pub_encrypt('naïve', 'k', 'o')", "e.pgp_pub_decrypt({}, 'k', 'p', 'o')"),
        ("e.pgp_pub_encrypt_bytea('naïve', 'k')", "convert_from(e.pgp_pub_decrypt_bytea({}, 'k'), 'UTF8')"),
        ("e.pgp_pub_encrypt_bytea('naïve', 'k', 'o')", "convert_from(e.pgp_pub_decrypt_bytea({}, 'k', 'p'), 'UTF8')"),
        ("e.pgp_pub_encrypt_bytea('naïve', 'k')", "convert_from(e.pgp_pub_decrypt_bytea({}, 'k', '', ''), 'UTF8')"),
        ("e.encrypt('naïve', 'k', 'aes')", "convert_from(e.decrypt({}, 'k', 'aes'), 'UTF8')"),
        ("e.encrypt_iv('naïve', 'k', 'i', 'aes')", "convert_from(e.decrypt_iv({}, 'k', 'i', 'aes'), 'UTF8')"),
        ("e.armor('naïve')", "convert_from(e.dearmor({}), 'UTF8')"),
        ("e.armor('naïve', '{a,b}', '{1,x y}')", "convert_from(e.dearmor({}), 'UTF8')"),
    ],
)
def test_what_is_encrypted_can_be_decrypted(extended: Connection, there: str, back: str) -> None:
    assert value(extended, there) != "naïve".encode()
    assert value(extended, back.format(there)) == "naïve"


def test_an_armor_keeps_its_headers(extended: Connection) -> None:
    rows = extended.execute("SELECT * FROM e.pgp_armor_headers(e.armor('x', '{a,b}', '{1,x y}'))").fetchall()
    assert rows == [("a", "1"), ("b", "x y")]
    assert value(extended, "e.dearmor(e.armor(''))") == b""


def test_random_bytes_are_as_many_as_asked_for(extended: Connection) -> None:
    for size in (1, 32, 33, 1024):
        assert len(value(extended, "e.gen_random_bytes(%s)", size)) == size
    assert value(extended, "e.gen_random_bytes(16)") != value(extended, "e.gen_random_bytes(16)")
    assert value(extended, "e.gen_random_uuid()").version == 4
    assert len(value(extended, "e.pgp_key_id('key')")) == 16


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("e.digest('x', 'crc')", 'Cannot use "crc": No such hash algorithm'),
        ("e.crypt('x', '!')", "invalid salt"),
        ("e.gen_salt('rot13')", "Unknown salt algorithm"),
        ("e.gen_random_bytes(1025)", "Length not in range"),
        ("e.pgp_sym_decrypt(e.pgp_sym_encrypt('x', 'right'), 'wrong')", "Wrong key or corrupt data"),
        ("e.pgp_pub_decrypt('x', 'key')", "Wrong key or corrupt data"),
        ("e.dearmor('x')", "Corrupt ascii-armor"),
    ],
)
def test_what_the_real_ones_refuse_is_refused(extended: Connection, sql: str, message: str) -> None:
    with pytest.raises(ServerRefused, match=message):
        run_script(extended, f"SELECT {sql}", name="f.sql")


def test_a_default_of_a_column_can_use_them(server_18: Server) -> None:
    script = """CREATE EXTENSION IF NOT EXISTS "uuid-ossp";
CREATE TABLE t (id uuid PRIMARY KEY DEFAULT uuid_generate_v4(), x int);
INSERT INTO t (x) SELECT generate_series(1, 3);"""
    with server_18.database() as conninfo, connect(conninfo) as connection:
        run_script(connection, script, name="f.sql")
        assert value(connection, "count(DISTINCT id) FROM t") == 3


@pytest.mark.parametrize(
    ("majors", "said"),
    [
        ([], ""),
        (["own"], ""),
        ([99, "own", 9], ", or --postgres 99, which this machine has too"),
    ],
)
def test_an_extension_that_is_not_there_is_named_with_the_ways_out(
    server: Server, database: str, monkeypatch: pytest.MonkeyPatch, majors: list[int | str], said: str
) -> None:
    """Another version only if this machine has it."""
    found = [server.version // 10000 if major == "own" else major for major in majors]
    monkeypatch.setattr("new_migration.postgres.refusals.local_majors", lambda: found)
    with connect(database) as connection, pytest.raises(ServerRefused) as refused:
        run_script(connection, "SELECT 1;\nCREATE EXTENSION postgis;", name="f.sql")
    assert "postgis" in refused.value.what
    assert str(refused.value.where) == "f.sql:2:1"
    assert refused.value.hint == f"use --server URL of a server that has postgis{said}"


def test_on_a_server_of_others_the_hint_is_the_server_s(server_18: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("new_migration.postgres.refusals.is_private_socket", lambda _: False)
    with server_18.database() as conninfo, connect(conninfo) as connection, pytest.raises(ServerRefused) as refused:
        run_script(connection, "CREATE EXTENSION postgis", name="f.sql")
    assert "must first be installed" in refused.value.hint
