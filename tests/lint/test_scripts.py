"""Which findings a script has: cases at the edges of the rules."""

from __future__ import annotations

import pytest

from new_migration.lint.judge import judge
from new_migration.lint.project import Project, Surroundings
from new_migration.lint.rule import pair

BEGIN = "BEGIN; SET LOCAL lock_timeout = '2s';"
INSERT = "INSERT INTO schema_migrations (migration_name) VALUES ('010_x');"
END = f"{INSERT} COMMIT;"
LONE = f"SET lock_timeout = 0; {{}} RESET lock_timeout; {INSERT}"
# What a rule says of pairs and folders is not meant here.
LEFT_OUT = {"rollback-incomplete", "rollback-empty"}


def found(forward: str, *, heading: str = "-- Migration 010: x\n") -> list[str]:
    files = pair("010_x", "SELECT 1;", "SELECT 1;") | {"010_x.sql": f"{heading}{forward}\n"}
    findings = judge(Project.of_texts(files, Surroundings()))
    return [each.rule for each in findings if each.file == "010_x.sql" and each.rule not in LEFT_OUT]


NONE = [
    f"{BEGIN} CREATE TABLE t (a int); {END}",
    f"START TRANSACTION; SET LOCAL lock_timeout = '2s'; DROP TABLE t; {END}",
    f"{BEGIN} SAVEPOINT s; DROP TABLE t; ROLLBACK TO s; RELEASE s; {END}",
    f"SET lock_timeout = '2s'; BEGIN; DROP TABLE t; {END} RESET lock_timeout;",
    f"SET lock_timeout = '2s'; BEGIN; DROP TABLE t; {END} RESET ALL;",
    LONE.format("CREATE INDEX CONCURRENTLY i ON t (a);"),
    LONE.format("DROP INDEX CONCURRENTLY IF EXISTS i;"),
    LONE.format("REINDEX INDEX CONCURRENTLY i;"),
    LONE.format("ALTER TABLE p DETACH PARTITION q CONCURRENTLY;"),
    f"VACUUM t; {INSERT}",
    f"{BEGIN} ANALYZE t; {END}",
    # A table of its own: nobody waits for it, and its rows are nobody's.
    f"BEGIN; CREATE TABLE t (a int); CREATE INDEX i ON t (a); INSERT INTO t VALUES (1); {END}",
    f"BEGIN; DO $$ BEGIN CREATE TABLE t (a int); END $$; DROP TABLE t; {END}",
    f"{BEGIN} UPDATE t SET a = 1; {END}",
    f"{BEGIN} CREATE TABLE t (a int); UPDATE u SET a = 1; {END}",
    # NULL is said, in one way or another.
    f"{BEGIN} ALTER TABLE t ADD a int NULL, ADD b serial, ADD c int PRIMARY KEY,"
    f" ADD d int GENERATED ALWAYS AS IDENTITY; {END}",
    f"{BEGIN} ALTER TABLE t ADD a int; ALTER TABLE t ALTER a SET NOT NULL; {END}",
    f"{BEGIN} ALTER TABLE t ADD a int GENERATED ALWAYS AS (1) STORED; {END}",
    f"{BEGIN} ALTER TABLE t ADD a int DEFAULT NULL; {END}",
    f"{BEGIN} ALTER TABLE t ADD a int; ALTER TABLE t DROP a; {END}",
    # Rows that are few, and those of another transaction than the lock.
    f"{BEGIN} ALTER TABLE t ADD a int NULL; INSERT INTO u VALUES (1), (2); {END}",
    f"SET lock_timeout = '2s'; UPDATE t SET a = 1; VACUUM t; ALTER TABLE u ADD a int NULL; RESET ALL; {INSERT}",
    # A label cannot be used in the transaction that adds it.
    f"ALTER TYPE m ADD VALUE 'x'; UPDATE t SET a = 'x'; {INSERT}",
    # Foreign keys.
    f"{BEGIN} CREATE TABLE t (a int PRIMARY KEY REFERENCES u ON DELETE NO ACTION); {END}",
    f"{BEGIN} CREATE TABLE t (a int, b int, UNIQUE (b, a),"
    f" FOREIGN KEY (a, b) REFERENCES u ON UPDATE CASCADE ON DELETE SET NULL); {END}",
    f"{BEGIN} CREATE TABLE t (a int REFERENCES u /* ON DELETE? */ ON DELETE NO ACTION NOT NULL, b int);"
    f" CREATE INDEX ON t (a, b); {END}",
    # Other things that only look like it.
    f"{BEGIN} COMMENT ON TABLE t IS 'IF NOT EXISTS CASCADE \\x'; {END}",
    f"{BEGIN} CREATE TABLE t (a int REFERENCES u ON DELETE CASCADE, UNIQUE (a)); {END}",
    f"{BEGIN} COPY t FROM '/tmp/rows.csv'; {END}",
    f"BEGIN; SET LOCAL search_path = app; {END}",
    f"{BEGIN} CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END; {END}",
]
SOME = {
    f"BEGIN; DROP TABLE t; {END}": ["lock-timeout-missing"],
    f"SET LOCAL lock_timeout = 1; BEGIN; DROP TABLE t; {END}": [
        "set-local-outside-transaction",
        "lock-timeout-missing",
    ],
    f"BEGIN; SET LOCAL lock_timeout = 0; DROP TABLE t; {END}": ["lock-timeout-missing"],
    f"BEGIN; CREATE TABLE t (a int PRIMARY KEY REFERENCES u ON DELETE CASCADE); {END}": ["lock-timeout-missing"],
    f"BEGIN; CREATE TABLE s.t (); ALTER TABLE r.t ADD a int NULL; {END}": ["lock-timeout-missing"],
    f"{BEGIN} DROP TABLE t; COMMIT; {INSERT}": ["tracking-row-place"],
    f"{INSERT} DROP TABLE t;": ["transaction-missing", "lock-timeout-missing", "tracking-row-place"],
    f"{BEGIN} DROP TABLE t; {INSERT}": ["one-transaction"],
    f"{BEGIN} DROP TABLE t; {END} DROP TABLE u;": ["lock-timeout-missing", "one-transaction"],
    f"{BEGIN} DROP TABLE t; {END} COMMIT;": ["one-transaction"],
    f"{BEGIN} DROP TABLE t; {INSERT} COMMIT AND CHAIN;": ["one-transaction"],
    f"{BEGIN} DROP TABLE t; {INSERT} ROLLBACK;": ["one-transaction", "one-transaction"],
    f"{BEGIN} DROP TABLE t; {INSERT} PREPARE TRANSACTION 'x';": ["one-transaction", "one-transaction"],
    f"{BEGIN} REINDEX DATABASE app; {END}": ["concurrently-in-transaction"],
    f"{BEGIN} ALTER SYSTEM SET work_mem = 1; {END}": ["concurrently-in-transaction"],
    f"SET lock_timeout = '1s'; CREATE INDEX CONCURRENTLY i ON t (a); RESET lock_timeout; {INSERT}": [
        "lock-timeout-concurrently"
    ],
    f"SET statement_timeout = 5; VACUUM t; REINDEX INDEX CONCURRENTLY i; RESET ALL; {INSERT}": [
        "lock-timeout-concurrently"
    ],
    f"{BEGIN} CREATE TABLE t (); INSERT INTO schema_migrations (migration_name) VALUES ('10_x'); COMMIT;": [
        "tracking-row-name"
    ],
    f"{BEGIN} CREATE TABLE t (); COMMIT;": ["tracking-row-missing"],
    f"{BEGIN} CREATE TABLE t (); DELETE FROM schema_migrations; COMMIT;": ["tracking-row-name", "tracking-row-missing"],
    f"{BEGIN} ALTER TABLE t ADD COLUMN IF NOT EXISTS a int NULL; {END}": ["if-not-exists"],
    f"{BEGIN} ALTER TYPE m ADD VALUE IF NOT EXISTS 'x'; {END}": ["if-not-exists"],
    f"{BEGIN} ALTER TABLE IF EXISTS t ADD a int NULL; {END}": ["if-exists"],
    f"{BEGIN} ALTER TABLE t DROP COLUMN IF EXISTS a CASCADE; {END}": ["cascade", "if-exists"],
    f"{BEGIN} TRUNCATE t CASCADE; {END}": ["cascade"],
    f"{BEGIN} SET search_path = app; {END}": ["setting-left-changed"],
    f"{BEGIN} SET ROLE app; {END}": ["setting-left-changed"],
    f"\\set x\n{BEGIN} CREATE TABLE t ();\n\\d t\n{END}": ["psql-command", "psql-command"],
    f"{BEGIN} COPY t FROM STDIN; {END}": ["psql-command"],
    f"{BEGIN} ALTER TABLE t ADD a int; {END}": ["nullability-unstated"],
    f"{BEGIN} ALTER TABLE t ADD a int DEFAULT 1; ALTER TABLE u DROP a; {END}": ["nullability-unstated"],
    f"{BEGIN} UPDATE u SET a = 1; ALTER TABLE t ADD a int NULL; {END}": ["data-with-schema"],
    f"{BEGIN} ALTER TABLE t ADD a int NULL; INSERT INTO u SELECT * FROM t; {END}": ["data-with-schema"],
    f"ALTER TYPE m ADD VALUE 'x'; UPDATE t SET a = 'y'; {INSERT}": ["transaction-missing"],
    f"ALTER TYPE m RENAME VALUE 'y' TO 'x'; UPDATE t SET a = 'x'; {INSERT}": ["transaction-missing"],
    f"{BEGIN} ALTER TABLE t ADD a int NULL; DELETE FROM u; {END}": ["data-with-schema"],
    f"{BEGIN} CREATE TABLE t (a int REFERENCES u, b int REFERENCES u ON DELETE CASCADE);"
    f" CREATE INDEX ON t (b) WHERE b > 1; {END}": [
        "foreign-key-index",
        "foreign-key-on-delete",
        "foreign-key-index",
    ],
    f"{BEGIN} CREATE TABLE t (a int, b int, c int, FOREIGN KEY (a, b) REFERENCES u ON DELETE CASCADE);"
    f" CREATE INDEX ON t (a, c, b); {END}": ["foreign-key-index"],
}


def test_only_what_comes_later_settles_whether_a_column_may_be_null() -> None:
    add, drop = f"{BEGIN} ALTER TABLE t ADD a int; COMMIT;", f"{BEGIN} ALTER TABLE t DROP a; COMMIT;"
    for forwards, count in (((add, drop), 0), ((drop, add), 1), ((add, drop, add), 1)):
        files = {f"{number:03}_x.sql": forward for number, forward in enumerate(forwards)}
        findings = judge(Project.of_texts(files, Surroundings()))
        assert [each.rule for each in findings].count("nullability-unstated") == count


def test_what_is_done_instead_of_if_not_exists() -> None:
    hints = []
    for forward in (
        f"{BEGIN} CREATE TABLE IF NOT EXISTS t (); {END}",
        LONE.format("CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a);"),
    ):
        project = Project.of_texts(pair("010_x", "SELECT 1;", "SELECT 1;") | {"010_x.sql": forward}, Surroundings())
        hints += [each.hint for each in judge(project) if each.rule == "if-not-exists"]
    assert ["inside the transaction" in hint for hint in hints] == [True, False]
    assert "DROP INDEX CONCURRENTLY IF EXISTS" in hints[1]


@pytest.mark.parametrize("forward", NONE)
def test_no_finding(forward: str) -> None:
    assert found(forward) == []


@pytest.mark.parametrize("forward", SOME)
def test_findings(forward: str) -> None:
    assert sorted(found(forward)) == sorted(SOME[forward])


@pytest.mark.parametrize(
    ("heading", "rules"),
    [
        ("", ["header-missing"]),
        ("\n-- Migration 010: x\n", ["header-missing"]),
        ("-- Adds x\n", ["header-missing"]),
        ("-- Migration 010\n", []),
        ("--Migration 010 : x\n", []),
        ("-- migration 010: x\r\n", []),
        ("-- Migration 10: x\n", ["header-mismatch"]),
        ("-- Migration 0010: x\n", ["header-mismatch"]),
        ("-- Rollback 010: x\n", ["header-mismatch"]),
        ("-- Migration XXX: Brief Description\n", ["header-mismatch"]),
    ],
)
def test_headings(heading: str, rules: list[str]) -> None:
    assert found(f"{BEGIN} CREATE TABLE t (); {END}", heading=heading) == rules


@pytest.mark.parametrize(
    ("verify", "rules"),
    [
        ("SELECT 'x', true;", ["verify-without-claims"]),
        ("SELECT 'x';", ["verify-without-claims"]),
        ("SELECT 1, 2, 3;", ["verify-without-claims"]),
        ("-- nothing", ["verify-without-claims"]),
        ("SELECT 'x', false UNION ALL SELECT 'y', true;", []),
        ("SELECT * FROM claims;", []),
        ("VALUES ('x', now() > '2020-01-01');", []),
        ("SET search_path = app; SELECT 'x', 1 > 0; RESET search_path;", []),
        ("SET search_path = app; SELECT 'x', 1 > 0;", ["setting-left-changed"]),
    ],
)
def test_verify_scripts(verify: str, rules: list[str]) -> None:
    files = pair("010_x", "SELECT 1;", "SELECT 1;", verify=verify)
    findings = judge(Project.of_texts(files, Surroundings()))
    assert [each.rule for each in findings if each.file.startswith("verify-")] == rules


FOUNDING_NAMES = {
    "001_create_users_table.sql": [],
    "010_add_is_active_to_sessions.sql": [],
    "add_column.sql": ["file-name"],
    "5_users.sql": ["number-padding"],
    "002-add-column.sql": ["file-name"],
    "002_AddColumn.sql": ["name-snake-case"],
    "002_add__column.sql": ["name-snake-case"],
    "0010_x.sql": ["number-padding"],
    "1000_x.sql": [],
    "20240101120000_x.sql": [],
    "002_x.up.sql": ["file-name"],
}


@pytest.mark.parametrize("name", FOUNDING_NAMES)
def test_names(name: str) -> None:
    three = {f"{number:03d}_y.sql": "" for number in (7, 8)} if name.startswith("0010") else {}
    project = Project.of_texts({name: ""} | three, Surroundings(verify=False))
    of_names = {"file-name", "number-padding", "name-snake-case"}
    assert [each.rule for each in judge(project) if each.rule in of_names and each.file == name] == FOUNDING_NAMES[name]
