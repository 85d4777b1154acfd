"""A pair is proven on a real server, or the proof says in words why it is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from new_migration.errors import ServerRefused
from new_migration.history.layouts import Pair, Script
from new_migration.postgres.database import connect, execute
from new_migration.postgres.scripts import Notice, run_script
from new_migration.postgres.snapshot import snapshot
from new_migration.proof.irreversible import reason_against
from new_migration.proof.roundtrip import Outcome, Proof, Scripts, prove, prove_on
from new_migration.proof.workbench import Workbench

INDEX = "CREATE INDEX i ON public.users USING btree (email)"

SETUP = """
CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL, role text DEFAULT 'admin');
INSERT INTO users (email, role) VALUES ('ada@example.org', 'admin'), ('bob@example.org', 'user');
INSERT INTO schema_migrations (migration_name) VALUES ('001_create_users');
"""

VERIFY = """SELECT 'users.active is there', EXISTS (SELECT FROM pg_attribute
  WHERE attrelid = to_regclass('users') AND attname = 'active' AND NOT attisdropped);"""


@pytest.fixture
def users(tracked_database: str) -> str:
    """A database with the tracking table, a table with rows, and a migration applied."""
    with connect(tracked_database) as connection:
        run_script(connection, SETUP, name="setup.sql")
    return tracked_database


def framed(sql: str, *, forward: bool) -> str:
    """A transactional script that keeps the tracking table."""
    tracking = (
        "INSERT INTO schema_migrations (migration_name, executed_at) VALUES ('010_x', CURRENT_TIMESTAMP)"
        if forward
        else "DELETE FROM schema_migrations WHERE migration_name = '010_x'"
    )
    return f"-- 010\nBEGIN;\n{sql};\n{tracking};\nCOMMIT;\n"


def proof_of(conninfo: str, forward: str, rollback: str, verify: str = "") -> Proof:
    scripts = Scripts(
        name="010_x", forward=framed(forward, forward=True), rollback=framed(rollback, forward=False), verify=verify
    )
    return prove(conninfo, scripts)


def test_an_exact_rollback_is_proven(users: str) -> None:
    proof = proof_of(users, "ALTER TABLE users ADD active boolean", "ALTER TABLE users DROP active", VERIFY)
    assert proof == Proof(name="010_x", outcome=Outcome.PROVEN)
    assert proof.is_proven


def test_the_database_is_left_after_the_second_forward(users: str) -> None:
    proof_of(users, "ALTER TABLE users ADD active boolean", "ALTER TABLE users DROP active", VERIFY)
    with connect(users) as connection:
        assert ("column", "public.users.active") in snapshot(connection).objects
        names = connection.execute("SELECT array_agg(migration_name ORDER BY migration_id) FROM schema_migrations")
        assert names.fetchone() == (["001_create_users", "010_x"],)


def test_one_proof_follows_another(users: str) -> None:
    first = proof_of(users, "CREATE TABLE a (x int)", "DROP TABLE a")
    scripts = Scripts(name="011", forward="CREATE INDEX i ON a (x);", rollback="DROP INDEX i;")
    assert (first.outcome, prove(users, scripts).outcome) == (Outcome.PROVEN, Outcome.PROVEN)


def test_a_non_transactional_pair_is_proven(users: str) -> None:
    scripts = Scripts(
        name="010_index",
        forward="SET lock_timeout = 0;\nCREATE INDEX CONCURRENTLY i ON users (email);\n",
        rollback="SET lock_timeout = 0;\nDROP INDEX CONCURRENTLY i;\n",
        verify="SELECT 'i is valid', EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('i') AND indisvalid)",
    )
    assert prove(users, scripts).outcome == Outcome.PROVEN


@pytest.mark.parametrize(
    ("forward", "rollback", "reasons"),
    [
        (
            "ALTER TABLE users ALTER role DROP DEFAULT",
            "SELECT 1",
            ["column users.role: DEFAULT 'admin'::text before, none after rollback"],
        ),
        (
            "CREATE TABLE a (x int); CREATE INDEX i ON users (email)",
            "DROP TABLE a",
            [
                f"index i on users: there after rollback, not before ({INDEX})",
                'forward again, after the rollback: 010_x.sql:3:25: relation "i" already exists (SQLSTATE 42P07)',
            ],
        ),
        (
            "ALTER TABLE users DROP role",
            "ALTER TABLE users ADD role text",
            [
                "column users.role: DEFAULT 'admin'::text before, none after rollback",
                "rows of users: 2 of 2 differ in column role after rollback",
            ],
        ),
        (
            "ALTER TABLE users DROP role",
            "ALTER TABLE users ADD role text DEFAULT 'admin'",
            ["rows of users: 1 of 2 differs in column role after rollback"],
        ),
        (
            "DELETE FROM users WHERE role = 'user'",
            "SELECT 1",
            ["rows of users: 1 of 2 is gone after rollback"],
        ),
        (
            "INSERT INTO users (email) VALUES ('eve@example.org')",
            "SELECT 1",
            ["rows of users: 1 row too many after rollback"],
        ),
        (
            "DROP TABLE users",
            "CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL, "
            "role text DEFAULT 'admin')",
            ["rows of users: 2 of 2 are gone after rollback"],
        ),
        (
            "CREATE SEQUENCE s",
            "DROP SEQUENCE s; ALTER SEQUENCE users_id_seq INCREMENT 2",
            ["sequence users_id_seq: INCREMENT 1 before, INCREMENT 2 after rollback"],
        ),
    ],
)
def test_what_a_rollback_does_not_undo_is_told(users: str, forward: str, rollback: str, reasons: list[str]) -> None:
    proof = proof_of(users, forward, rollback)
    assert not proof.is_proven
    assert [reason.split("\n")[0] for reason in proof.reasons] == reasons


def test_large_objects_count(users: str) -> None:
    with connect(users) as connection:
        execute(connection, "SELECT lo_from_bytea(oid::oid, 'a') FROM generate_series(4711, 4713) oid")
    forward = """SELECT lo_put(4711, 0, 'b');
        SELECT lo_unlink(oid) FROM pg_largeobject_metadata WHERE oid = 4712;
        SELECT lo_create(4714) WHERE NOT EXISTS (SELECT FROM pg_largeobject_metadata WHERE oid = 4714)"""
    right = "SELECT lo_put(4711, 0, 'a'), lo_from_bytea(4712, 'a'), lo_unlink(4714)"
    scripts = Scripts(name="010_x", forward=forward, rollback=right)
    assert prove(users, scripts).outcome is Outcome.PROVEN
    with connect(users) as connection:
        execute(connection, right)
    assert prove(users, replace(scripts, rollback="SELECT 1")).reasons == (
        "large object 4711: different after rollback",
        "large object 4712: gone after rollback",
        "large object 4714: new after rollback",
    )


def test_settings_of_the_server_count(users: str) -> None:
    setting, back = "ALTER SYSTEM SET deadlock_timeout = '7s'", "ALTER SYSTEM RESET deadlock_timeout"
    for rollback, reasons in (
        (back, ()),
        ("SELECT 1", ("server setting deadlock_timeout: new after rollback",)),
    ):
        proof = prove(users, Scripts(name="010_x", forward=setting, rollback=rollback))
        with connect(users) as connection:
            execute(connection, back)
        assert proof.reasons == reasons


def test_a_rollback_that_forgets_the_tracking_row_is_not_proven(users: str) -> None:
    scripts = Scripts(
        name="010_x",
        forward=framed("CREATE TABLE a (x int)", forward=True).replace("_x'", "_x' || now()"),
        rollback="DROP TABLE a",
    )
    proof = prove(users, scripts)
    assert proof.reasons == ("rows of schema_migrations: 1 row too many after rollback",)


def test_a_second_forward_with_another_result_is_not_proven(users: str) -> None:
    forward = """DO $$ BEGIN IF (SELECT last_value FROM users_id_seq) > 2 THEN CREATE TABLE a (y int);
        ELSE CREATE TABLE a (x int); END IF; PERFORM nextval('users_id_seq'); END $$"""
    proof = proof_of(users, forward, "DROP TABLE a")
    assert proof.outcome == Outcome.NOT_PROVEN
    assert proof.reasons == (
        "column a.x: missing after forward again (after forward: integer)",
        "column a.y: there after forward again, not after forward (integer)",
    )


def test_another_order_of_columns_is_soft(tracked_database: str) -> None:
    with connect(tracked_database) as connection:
        execute(connection, "CREATE TABLE t (a int, b int)")
    proof = proof_of(tracked_database, "ALTER TABLE t DROP a", "ALTER TABLE t ADD a int")
    assert proof.outcome == Outcome.PROVEN_BUT_FOR
    assert proof.is_proven
    assert proof.reasons == ()
    assert proof.soft == ("column order t: a, b before, b, a after rollback",)


PURGE = "CREATE TABLE _gone AS SELECT id FROM users; UPDATE users SET role = NULL", "DROP TABLE _gone"


def test_declared_loss_is_soft_and_counted(users: str) -> None:
    forward, rollback = PURGE
    proof = proof_of(users, forward, f"-- Data lost: the roles of users\n{rollback}")
    assert (proof.outcome, proof.reasons) == (Outcome.PROVEN_BUT_FOR, ())
    assert proof.soft == ("rows of users: 2 of 2 differ in column role after rollback, as it declares",)


@pytest.mark.parametrize("text", ["'-- Data lost: users'", "$$\n-- Data lost: users\n$$", "1 /* Data lost: users */"])
def test_only_a_comment_line_declares(users: str, text: str) -> None:
    proof = proof_of(users, PURGE[0], f"SELECT {text}; {PURGE[1]}")
    assert proof.reasons == ("rows of users: 2 of 2 differ in column role after rollback",)


@pytest.mark.parametrize(
    ("forward", "rollback", "reasons"),
    [
        (PURGE[0], f"-- Data lost: old sessions, and users_2024\n{PURGE[1]}", [
            "rows of users: 2 of 2 differ in column role after rollback, "
            "which is not what it declares as lost (old sessions, and users_2024)"
        ]),
        ("INSERT INTO users (email) VALUES ('eve@example.org')", "-- Data lost: rows of users\nSELECT 1", [
            "rows of users: 1 row too many after rollback, which is not what it declares as lost (rows of users)"
        ]),
        (f"{PURGE[0]}; CREATE TABLE a ()", f"-- Data lost: roles of users\n{PURGE[1]}; ALTER TABLE a RENAME TO b", [
            "table b: there after rollback, not before"
        ]),
    ],
)  # fmt: skip
def test_a_declared_loss_hides_no_other(users: str, forward: str, rollback: str, reasons: list[str]) -> None:
    proof = proof_of(users, forward, rollback)
    assert proof.outcome is Outcome.NOT_PROVEN
    assert [reason.split("\n")[0] for reason in proof.reasons] == reasons


def test_a_declared_loss_may_change_keys(users: str) -> None:
    forward = "UPDATE users SET id = DEFAULT"
    proof = proof_of(users, forward, "-- Data lost: ids of users\nSELECT 1")
    assert (proof.outcome, len(proof.soft)) == (Outcome.PROVEN_BUT_FOR, 2)


def test_forward_again_must_work_where_data_is_lost(users: str) -> None:
    forward = "DO $$ BEGIN IF NOT EXISTS (SELECT FROM users) THEN RAISE 'nobody'; END IF; DELETE FROM users; END $$"
    proof = proof_of(users, forward, "-- Data lost: rows of users\nSELECT 1")
    assert proof.outcome is Outcome.FAILED
    assert "nobody" in proof.reasons[0]


def test_the_rows_of_a_partition_are_declared_with_those_of_its_table(tracked_database: str) -> None:
    with connect(tracked_database) as connection:
        execute(connection, "CREATE TABLE events (id int, note text) PARTITION BY LIST (id)")
        execute(connection, "CREATE TABLE y_2024 PARTITION OF events DEFAULT; INSERT INTO events VALUES (1, 'a')")
    forward, rollback = "UPDATE events SET note = NULL", "-- Data lost: notes of events\nSELECT 1"
    assert proof_of(tracked_database, forward, rollback).outcome is Outcome.PROVEN_BUT_FOR


@pytest.mark.parametrize(
    ("verify", "outcome", "reason"),
    [
        ("SELECT 'one is one', true", Outcome.NOT_PROVEN, "verify-010_x.sql is all true before the migration too"),
        (
            "SELECT 'users.actve is there', to_regclass('users.actve') IS NOT NULL",
            Outcome.NOT_PROVEN,
            "verify-010_x.sql: not true after the migration: users.actve is there",
        ),
        (
            "SELECT 'nobody knows', NULL::boolean",
            Outcome.NOT_PROVEN,
            "verify-010_x.sql: not true after the migration: nobody knows",
        ),
        ("SELECT 'x', true WHERE false", Outcome.NOT_PROVEN, "verify-010_x.sql returns no rows after the migration"),
        (
            "SELECT 'x', count(active) > 0 FROM users",
            Outcome.FAILED,
            'verify before the migration: verify-010_x.sql:1:19: column "active" does not exist (SQLSTATE 42703)',
        ),
        (
            "SELECT 'x', 1",
            Outcome.FAILED,
            "verify before the migration: verify-010_x.sql:1:1: this query returns (text, int4) where a verify query",
        ),
        ("SELECT true", Outcome.FAILED, "verify before the migration: verify-010_x.sql:1:1: this query returns (bool)"),
        ("DROP TABLE users", Outcome.FAILED, "verify before the migration: verify-010_x.sql:1:1: cannot execute DROP"),
        ("SELEC 1", Outcome.FAILED, "verify before the migration: verify-010_x.sql:1:1: syntax error"),
    ],
)
def test_a_verify_script_must_tell_before_from_after(users: str, verify: str, outcome: Outcome, reason: str) -> None:
    proof = proof_of(users, "ALTER TABLE users ADD active boolean", "ALTER TABLE users DROP active", verify)
    assert proof.outcome == outcome
    assert proof.reasons[0].startswith(reason)


def test_one_false_claim_of_several_is_enough_before(users: str) -> None:
    verify = "SELECT 'users is there', to_regclass('users') IS NOT NULL;\n" + VERIFY
    proof = proof_of(users, "ALTER TABLE users ADD active boolean", "ALTER TABLE users DROP active", verify)
    assert proof.outcome == Outcome.PROVEN


@pytest.mark.parametrize(
    ("forward", "rollback", "where"),
    [
        ("ALTER TABLE user ADD x int", "SELECT 1", "010_x.sql:3:13"),
        ("ALTER TABLE users ADD x int", "ALTER TABLE users\n  DROP y", "rollback-010_x.sql:3:1"),
        ("ALTER TABLE users ADD x int", "\\d users", "rollback-010_x.sql:3:1"),
    ],
)
def test_a_script_that_fails_is_an_outcome_with_its_place(users: str, forward: str, rollback: str, where: str) -> None:
    proof = proof_of(users, forward, rollback)
    assert proof.outcome == Outcome.FAILED
    assert proof.error
    assert str(proof.error.where) == where
    assert where in proof.reasons[0]


def test_a_server_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ServerRefused):
        prove("host=/nonexistent", Scripts(name="x", forward="", rollback=""))


def test_notices_of_forward_and_rollback_are_passed_on(users: str) -> None:
    heard: list[Notice] = []
    scripts = Scripts(
        name="x", forward="DO $$ BEGIN RAISE NOTICE 'f'; END $$", rollback="DO $$ BEGIN RAISE NOTICE 'r'; END $$"
    )
    assert prove(users, scripts, on_notice=heard.append).outcome == Outcome.PROVEN
    assert [notice.message for notice in heard] == ["f", "r", "f"]


def test_a_difference_after_the_rollback_explains_the_failure_that_follows(users: str) -> None:
    proof = proof_of(users, "DROP INDEX users_pkey2", "SELECT 1")
    assert (proof.outcome, proof.phase) == (Outcome.FAILED, "forward")
    with connect(users) as connection:
        execute(connection, "CREATE INDEX i ON users (email)")
    proof = proof_of(users, "DROP INDEX i", "SELECT 1")
    assert (proof.outcome, proof.phase) == (Outcome.NOT_PROVEN, "forward again, after the rollback")
    assert proof.reasons[0].startswith("index i on users: missing after rollback (before: CREATE INDEX i ON")
    assert "010_x.sql:3:1" in proof.reasons[1]


def test_a_script_that_ends_its_own_session_fails_and_the_server_is_not_to_blame(users: str) -> None:
    proof = proof_of(users, "SELECT pg_terminate_backend(pg_backend_pid())", "SELECT 1")
    assert (proof.outcome, proof.phase) == (Outcome.FAILED, "forward")
    assert "terminating connection" in proof.reasons[0]


@pytest.mark.parametrize("switch", ["", "SET statement_timeout = 0;"])
def test_a_statement_that_runs_for_ever_is_ended(users: str, switch: str) -> None:
    """Also where the script has switched the server's own limit off."""
    loop = "DO $$ BEGIN LOOP PERFORM pg_sleep(0.01); END LOOP; END $$;"
    pair = Scripts(name="010_x", forward=f"{switch}\n{loop}", rollback="SELECT 1;").pair()
    with Workbench(users, seconds=0.5) as bench:
        proof, is_applied = prove_on(bench, pair, rows=0)
    assert (proof.outcome, is_applied) == (Outcome.FAILED, False)
    assert "010_x.sql:2:1: canceling statement due to" in proof.reasons[0]
    assert "hint: a statement may take 0.5 s here; --timeout says otherwise" in proof.reasons[0]


def test_a_statement_that_survives_its_end_loses_its_session(users: str) -> None:
    loop = """DO $$ BEGIN LOOP
        BEGIN PERFORM pg_sleep(600); EXCEPTION WHEN query_canceled THEN NULL; END;
    END LOOP; END $$;"""
    with Workbench(users, seconds=0.2) as bench:
        proof, _ = prove_on(bench, Scripts(name="010_x", forward=loop, rollback="SELECT 1").pair(), rows=0)
        assert (proof.outcome, proof.phase) == (Outcome.FAILED, "forward")
        assert "terminating connection" in proof.reasons[0]
        assert "hint: a statement may take 0.2 s here; --timeout says otherwise" in proof.reasons[0]
        assert prove_on(bench, Scripts(name="010_x", forward="SELECT 1", rollback="SELECT 1").pair(), rows=0)[1]


def test_a_verify_script_that_runs_for_ever_is_ended(users: str) -> None:
    verify = "SET statement_timeout = 0; SELECT 'x', pg_sleep(600) IS NULL;"
    scripts = Scripts(name="010_x", forward="SELECT 1", rollback="SELECT 1", verify=verify)
    with Workbench(users, seconds=0.2) as bench:
        proof, _ = prove_on(bench, scripts.pair(), rows=0)
    assert (proof.outcome, proof.phase) == (Outcome.FAILED, "verify before the migration")


def test_a_script_that_ends_all_other_sessions_is_proved(users: str) -> None:
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    forward = f"SELECT pg_terminate_backend(pid) {others}; CREATE TABLE a (x int)"
    scripts = Scripts(name="010_x", forward=forward, rollback="DROP TABLE a")
    assert prove(users, scripts).outcome is Outcome.PROVEN
    with connect(users) as connection:
        execute(connection, "DROP TABLE a")
    assert [each.split(":")[0] for each in prove(users, replace(scripts, rollback="SELECT 1")).reasons] == [
        "table a",
        "forward again, after the rollback",
    ]


def test_a_wrapped_file_runs_in_one_transaction(users: str) -> None:
    with Workbench(users) as bench:
        pair = wrapped("CREATE TABLE a (x int);\nSELECT 1/0;", "DROP TABLE a;")
        proof, is_applied = prove_on(bench, pair, rows=0)
        assert (proof.outcome, is_applied) == (Outcome.FAILED, False)
        assert "x.up.sql:2:1: division by zero" in proof.reasons[0]
        proof, is_applied = prove_on(bench, wrapped("CREATE TABLE a (x int);", "DROP TABLE a;"), rows=0)
        assert (proof.outcome, is_applied) == (Outcome.PROVEN, True)
        late = """CREATE TABLE b (x int PRIMARY KEY, y int REFERENCES b DEFERRABLE INITIALLY DEFERRED);
            INSERT INTO b VALUES (1, 2);"""
        proof, _ = prove_on(bench, wrapped(late, "DROP TABLE b;"), rows=0)
        assert (proof.outcome, proof.phase) == (Outcome.FAILED, "forward")
        assert "x.up.sql:2:13: insert or update on table" in proof.reasons[0]


def wrapped(forward: str, rollback: str) -> Pair:
    """A pair as other tools have it."""
    scripts = [Script(path=Path(f"x.{way}.sql"), text=text, wrapped=True)
               for way, text in (("up", forward), ("down", rollback))]  # fmt: skip
    return Pair(name="x", forward=scripts[0], rollback=scripts[1])


def test_a_migration_that_its_forward_script_does_not_record(users: str) -> None:
    pair = replace(
        Scripts(name="010_x", forward="CREATE TABLE a ();", rollback="DROP TABLE a;").pair(), is_tracked=True
    )
    with Workbench(users) as bench:
        proof, is_applied = prove_on(bench, pair, rows=0)
    assert (proof.outcome, is_applied) == (Outcome.NOT_PROVEN, True)
    assert proof.reasons == ("010_x.sql does not record 010_x in schema_migrations",)


def test_every_table_holds_rows_before_the_migration(users: str) -> None:
    with connect(users) as connection:
        execute(connection, "CREATE TABLE empty (a int)")
    pair = Scripts(name="x", forward="ALTER TABLE empty ADD b int NOT NULL;", rollback="SELECT 1;").pair()
    with Workbench(users) as bench:
        proof, _ = prove_on(bench, pair, rows=2)
        assert 'column "b" of relation "empty" contains null values' in proof.reasons[0]
        assert len(bench.connection.execute("SELECT FROM empty").fetchall()) == 2


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("RAISE EXCEPTION 'migration x cannot be rolled back' USING DETAIL = 'it''s the law';", "it's the law"),
        (r"RAISE EXCEPTION 'migration x cannot be rolled back' USING DETAIL = E'a\\b';", r"a\b"),
        ("RAISE EXCEPTION 'migration x cannot be rolled back';", "migration x cannot be rolled back"),
        ("raise 'the column is gone';", "the column is gone"),
        ("RAISE EXCEPTION '% is gone', 'it';", ""),
        ("RAISE NOTICE 'migration x cannot be rolled back' USING DETAIL = 'no';", ""),
        ("IF true THEN RAISE EXCEPTION 'x cannot be rolled back' USING DETAIL = 'no'; END IF;", ""),
        ("DELETE FROM a; RAISE EXCEPTION 'x cannot be rolled back' USING DETAIL = 'no';", ""),
    ],
)
def test_what_counts_as_declared_irreversible(body: str, reason: str) -> None:
    text = f"BEGIN;\nSET LOCAL lock_timeout = '2s';\nDO $$\nBEGIN\n {body}\nEND\n$$;\nCOMMIT;\n"
    script = Script(path=Path("rollback-x.sql"), text=text, wrapped=False)
    assert reason_against(script) == reason
    assert reason_against(replace(script, text="DROP TABLE x;\n" + text)) == ""
    assert reason_against(replace(script, text=text + "\n\\d")) == ""


def test_an_irreversible_migration_is_applied_and_its_reason_said(users: str) -> None:
    why = "DO $$ BEGIN RAISE EXCEPTION 'migration x cannot be rolled back' USING DETAIL = 'gone is gone'; END $$;"
    proof = prove(users, Scripts(name="x", forward="DELETE FROM users;", rollback=why))
    assert (proof.outcome, proof.irreversible, proof.is_proven) == (Outcome.IRREVERSIBLE, "gone is gone", True)
    proof = prove(users, Scripts(name="x", forward="DELETE FROM user_s;", rollback=why))
    assert proof.outcome == Outcome.FAILED
