"""The old and the new version of an application work on a table that is changed in phases, before, between and after.

Each case is a file in ``two_applications``: the schema, the answers of the phases, which versions run when, and the
statements of each version. A version keeps its session and its prepared statements over all migrations.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count, product
from pathlib import Path
from typing import Any

import pytest

from new_migration.authoring.change import Decision, answers_from_spec
from new_migration.authoring.fields import duration
from new_migration.authoring.kinds import chain, load_kind
from new_migration.authoring.render import Templates
from new_migration.creation import Created, Draft, preview
from new_migration.declared_schema import DeclaredSchema
from new_migration.documents import parse_toml
from new_migration.errors import ServerRefused
from new_migration.history.directory import MigrationsDirectory
from new_migration.known_schema import DatabaseObjects, KnownSchema
from new_migration.postgres.database import Connection, connect, execute, query
from new_migration.postgres.scripts import run_script
from new_migration.postgres.snapshot import difference, snapshot

TEMPLATES = Templates(chain())
NOWHERE = MigrationsDirectory(Path("no-such-folder"))
FILES = sorted((Path(__file__).parent / "two_applications").glob("*.toml"))
# Rows that are there before the first migration; batches of 7 take a while for them.
ROWS = 60
# What a version does with one row, in this order.
LIFE = ("insert", "update", "touch", "upsert", "upsert_by_value", "delete")

numbers = count(1)


@dataclass
class Version:
    """A version of the application, with the session on which it works. ``id`` and ``n`` stand for row and value."""

    name: str
    statements: Mapping[str, str]
    session: Connection

    def spelled(self, n: int) -> str:
        """The value as this version knows it; 0 is the default."""
        return self.statements["value"].format(n) if n else self.statements["default"]

    def can(self, action: str) -> bool:
        return action in self.statements

    def do(self, action: str, row: int, n: int) -> None:
        """Do that, and check what RETURNING says."""
        sql = self.statements[action]
        cursor = self.session.execute(sql, {"id": row, "value": self.spelled(n)}, prepare=True)
        found = [(key, str(value)) for key, value in cursor.fetchall()]
        assert found == [(row, self.spelled(n))], f"{self.name}: {action}"

    def read(self, row: int | None = None) -> dict[int, str]:
        """The rows, or one of them, as this version sees them."""
        cursor = self.session.execute(self.statements["read"], {"id": row}, prepare=True)
        return {key: str(value) for key, value in cursor.fetchall()}


@dataclass
class Story:
    """A database, the versions that there are, and what they have written."""

    conninfo: str
    spec: dict[str, Any]
    versions: dict[str, Version]
    written: dict[int, int] = field(default_factory=dict)
    applied: list[Created] = field(default_factory=list)

    def running(self, state: str) -> list[Version]:
        return [self.versions[name] for name in self.spec["running"][state]]

    def migrations(self, phase: str) -> list[Created]:
        """The migrations of a phase, made with the schema as it is now."""
        kind = load_kind(self.spec["kind"], chain())
        schema = KnownSchema(DeclaredSchema(NOWHERE), DatabaseObjects(self.conninfo))
        answers, _ = answers_from_spec(kind, {**self.spec["expand"], **self.spec[phase]}, name=phase)
        change = Decision(kind, TEMPLATES, online=True, schema=schema).change(answers)
        draft = Draft(change=change, templates=TEMPLATES, schema=schema, command="", date="2026-11-22",
                      number=10 + len(self.applied), lock_timeout=duration("2s", name="lock_timeout"))  # fmt: skip
        return preview(draft, NOWHERE, {0}, 3)

    def run(self, role: Any, migration: Created) -> None:
        with connect(self.conninfo) as session:
            run_script(session, migration.texts[role], name=f"{role} {migration.migration.stem}")

    def forward(self, migration: Created, before: str, after: str) -> None:
        with self.busy(before, after):
            self.run("forward", migration)
        self.applied.append(migration)
        self.check(after)

    def back(self, before: str, after: str) -> Created:
        migration = self.applied.pop()
        with self.busy(before, after):
            self.run("rollback", migration)
        self.check(after)
        return migration

    @contextmanager
    def busy(self, *states: str) -> Iterator[None]:
        """The versions that run both before and after go on to write while something is done."""
        names = [name for name in self.spec["running"][states[0]] if name in self.spec["running"][states[1]]]
        with ExitStack() as stack:
            for number, name in enumerate(names):
                rows = [row for row in self.written if row % (2 * len(names)) == number]  # half of the rows rest
                stack.enter_context(Worker(self, self.versions[name], rows))
            yield

    def check(self, state: str) -> None:
        """Every version that runs sees what was written, and all work on, whoever begins."""
        versions = self.running(state)
        self.agree(versions)
        for writers in product(versions, repeat=len(LIFE)) if len(versions) > 1 else [tuple(versions) * len(LIFE)]:
            self.live(versions, writers)
        for first, second in product(versions, repeat=2):
            self.live_by_default(versions, first, second)
            self.meet(versions, first, second)
        for version in versions:
            self.leave(version)
        self.agree(versions)

    def agree(self, versions: list[Version]) -> None:
        for version in versions:
            assert version.read() == {row: version.spelled(n) for row, n in self.written.items()}, version.name

    def live(self, versions: list[Version], writers: tuple[Version, ...]) -> None:
        """A row from its INSERT to its DELETE, each thing done by another version."""
        row, n = -next(numbers), 0
        for action, writer in zip(LIFE, writers, strict=True):
            if writer.can(action):
                n = next(numbers) if action in {"insert", "update", "upsert"} else n
                writer.do(action, row, n)
                for version in versions:
                    expected = {} if action == "delete" else {row: version.spelled(n)}
                    assert version.read(row) == expected, f"{version.name}, after {action} by {writer.name}"

    def leave(self, version: Version) -> None:
        """Write rows that stay for the migrations to come: a new one, one by default, another value of an old one."""
        row, by_default, n = next(numbers), -next(numbers), next(numbers)
        version.do("insert", row, n)
        if not version.can("upsert_by_value"):  # where values are unique, there is one default only
            version.do("insert_default", by_default, 0)
            self.written[by_default] = 0
        self.written[row] = n
        old = next(row for row in self.written if row > 0)
        del self.written[old]  # and behind the others, so that the next version takes another
        self.written[old] = next(numbers)
        version.do("update", old, self.written[old])

    def live_by_default(self, versions: list[Version], first: Version, second: Version) -> None:
        row, n = -next(numbers), next(numbers)
        first.do("insert_default", row, 0)
        for version in versions:
            assert version.read(row) == {row: version.spelled(0)}, f"{version.name}, after {first.name}"
        second.do("update", row, n)
        first.do("delete", row, n)

    def meet(self, versions: list[Version], first: Version, second: Version) -> None:
        """Two sessions at the same row: the second waits for the first, and then has its way."""
        with connect(self.conninfo) as session:
            other = Version(second.name, second.statements, session)
            row, values = -next(numbers), [next(numbers) for _ in range(3)]
            first.do("insert", row, values[0])
            self.wait_for(first, lambda: first.do("update", row, values[1]), lambda: other.do("update", row, values[2]))
            for version in versions:
                assert version.read(row) == {row: version.spelled(values[2])}
            first.do("delete", row, values[2])
            if first.can("upsert_by_value"):
                n = next(numbers)
                self.wait_for(first, lambda: first.do("insert", row, n), lambda: other.do("upsert_by_value", row, n))
                first.do("delete", row, n)

    def wait_for(self, first: Version, one: Any, another: Any) -> None:
        """Do ``one`` in a transaction, begin ``another``, which waits for it, and commit."""
        failures: list[BaseException] = []
        thread = threading.Thread(target=_noting(another, failures))
        with first.session.transaction():
            one()
            thread.start()
            pid = first.session.info.backend_pid
            waiting = f"SELECT count(*) > 0 FROM pg_stat_activity WHERE {pid} = ANY (pg_blocking_pids(pid))"
            deadline = time.monotonic() + 10
            with connect(self.conninfo) as watcher:
                while query(watcher, waiting) != [(True,)]:
                    assert time.monotonic() < deadline and thread.is_alive(), "nobody waits"
                    time.sleep(0.002)
        thread.join(10)
        assert not failures, failures


class Worker(threading.Thread):
    """A version that goes on to write to some rows, on a session of its own, until it is told to stop."""

    def __init__(self, story: Story, version: Version, rows: list[int]) -> None:
        super().__init__(daemon=True)
        self.story, self.version, self.rows = story, version, rows
        self.stopped = threading.Event()
        self.begun = threading.Event()
        self.failures: list[BaseException] = []

    def run(self) -> None:
        with connect(self.story.conninfo) as session:
            _noting(lambda: self.work(Version(self.version.name, self.version.statements, session)), self.failures)()
        self.begun.set()

    def work(self, version: Version) -> None:
        while not self.stopped.is_set():
            for position, row in enumerate(self.rows):
                n = next(numbers)
                if position % 3 == 0:
                    version.do("delete", row, self.story.written[row])
                    version.do("insert", row, n)
                else:
                    version.do("upsert" if position % 3 == 1 else "update", row, n)
                self.story.written[row] = n
                version.do("touch", row, n)
            self.begun.set()

    def __enter__(self) -> None:
        self.start()
        self.begun.wait()

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self.join()
        assert not self.failures, self.failures


def _noting(do: Any, failures: list[BaseException]) -> Any:
    def run() -> None:
        try:
            do()
        except BaseException as error:
            failures.append(error)

    return run


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def story(request: pytest.FixtureRequest, tracked_database: str) -> Iterator[Story]:
    spec = parse_toml(request.param.read_text(encoding="utf-8"), name=request.param.name)
    with ExitStack() as stack:
        names = dict.fromkeys(name for names in spec["running"].values() for name in names)
        sessions = {name: stack.enter_context(connect(tracked_database)) for name in names}
        versions = {name: Version(name, spec[name], session) for name, session in sessions.items()}
        found = Story(tracked_database, spec, versions)
        with connect(tracked_database) as session:
            run_script(session, spec["setup"], name="setup")
        for row in range(1, ROWS + 1):
            found.written[row] = next(numbers)
            versions["old"].do("insert", row, found.written[row])
        yield found


def test_every_version_works_in_every_phase(story: Story) -> None:
    story.check("before")
    with connect(story.conninfo) as session:
        empty = snapshot(session)
        expanded = _expand(story)
        if "contract" in story.spec:
            _contract_and_back(story)
        for migration in reversed(expanded):
            last = "before" if migration is not expanded[-1] else "expanded"
            assert story.back(last, "before") is migration
        assert [str(each) for each in difference(empty, snapshot(session))] == []
    _expand(story)


def _expand(story: Story) -> list[Created]:
    made = story.migrations("expand")
    for migration in made:
        story.forward(migration, "before", "expanded" if migration is made[-1] else "before")
    return made


def _contract_and_back(story: Story) -> None:
    """Twice: the second time with rows that the new version alone has written."""
    made = story.migrations("contract")
    for _ in range(2):
        for migration in made:
            story.forward(migration, "expanded", "contracted")
        for _ in made:
            story.back("contracted", "expanded")


def only(*names: str) -> pytest.MarkDecorator:
    """The stories of some of the files."""
    paths = [path for path in FILES if path.stem in names]
    return pytest.mark.parametrize("story", paths, indirect=True, ids=lambda path: path.stem)


def _contract(story: Story) -> Created:
    """What contract is, after expand."""
    for migration in story.migrations("expand"):
        story.run("forward", migration)
        story.applied.append(migration)
    (contract,) = story.migrations("contract")
    return contract


@only("rename_column")
def test_where_one_statement_gives_both_columns_the_new_name_wins(story: Story) -> None:
    _contract(story)
    with connect(story.conninfo) as session:
        both = "RETURNING user_name, full_name"
        insert = f"INSERT INTO users (user_id, user_name, full_name) VALUES (-1, 'old', 'new') {both}"
        assert execute(session, insert) == [("new", "new")]
        update = f"UPDATE users SET user_name = 'a', full_name = 'b' WHERE user_id = -1 {both}"
        assert execute(session, update) == [("b", "b")]
        with pytest.raises(ServerRefused, match='null value in column "user_name"'):
            execute(session, "UPDATE users SET full_name = NULL WHERE user_id = -1")


@only("rename_column")
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            "ALTER TABLE users DISABLE TRIGGER USER; UPDATE users SET full_name = 'x' || user_id WHERE user_id < 4",
            "rows of users that differ in user_name and full_name: 3",
        ),
        ("CREATE INDEX mine ON users (full_name, visits)", "what is on full_name of users alone: index mine"),
        (
            "ALTER TABLE users ALTER COLUMN full_name SET DEFAULT 'x'",
            "full_name of users alone: default value for column full_name",
        ),
    ],
)
def test_contract_is_refused_where_it_would_lose_something(story: Story, change: str, message: str) -> None:
    contract = _contract(story)
    with connect(story.conninfo) as session:
        execute(session, change)
        before = snapshot(session)
        with pytest.raises(ServerRefused, match=message):
            story.run("forward", contract)
        assert not difference(before, snapshot(session))


@only("convert_type")
@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0)", "constraint positive on table orders"),
        ("CREATE VIEW totals AS SELECT total FROM orders", "rule _RETURN on view totals"),
        ("CREATE UNIQUE INDEX one ON orders (total)", "index one"),
    ],
)
def test_a_type_is_not_swapped_while_something_would_stay_on_the_old_column(
    story: Story, change: str, name: str
) -> None:
    contract = _contract(story)
    with connect(story.conninfo) as session:
        execute(session, change)  # after the scripts were written, so that they do not know of it
        with pytest.raises(ServerRefused, match=f"what is on total of orders and would stay on it: {name}"):
            story.run("forward", contract)
        assert query(session, "SELECT count(*) FROM schema_migrations WHERE migration_name ~ 'change_type'") == [(0,)]


@only("convert_type")
def test_what_does_not_fit_into_the_old_type_is_not_rolled_back(story: Story) -> None:
    contract = _contract(story)
    story.run("forward", contract)
    with connect(story.conninfo) as session:
        execute(session, "UPDATE orders SET total = '07 EUR' WHERE order_id IN (1, 2)")
        with pytest.raises(
            ServerRefused, match="rows of orders with a value in total that does not fit into integer: 2"
        ):
            story.run("rollback", contract)


@only("widen_type")
def test_what_is_out_of_the_range_of_the_old_type_is_counted(story: Story) -> None:
    contract = _contract(story)
    story.run("forward", contract)
    with connect(story.conninfo) as session:
        execute(session, "UPDATE orders SET total = 3000000000 + order_id WHERE order_id IN (1, 2)")
        message = "rows of orders with a value in total that does not fit into integer: 2"
        with pytest.raises(ServerRefused, match=rf"(?s){message}.*The first of them: 3000000001, 3000000002"):
            story.run("rollback", contract)
        execute(session, "UPDATE orders SET total = 3 WHERE order_id IN (1, 2)")
        story.run("rollback", contract)


@only("checked_type")
def test_what_is_checked_is_checked_in_every_phase(story: Story) -> None:
    def refuses() -> None:
        with connect(story.conninfo) as session:
            ((row, total),) = execute(session, "SELECT order_id, total FROM orders ORDER BY 1 LIMIT 1")
            for value, message in ((-1, "violates check constraint"), (900000, "violates foreign key constraint")):
                with pytest.raises(ServerRefused, match=message):
                    execute(session, f"UPDATE orders SET total = {value} WHERE order_id = {row}")
            execute(session, f"UPDATE amounts SET amount = {900000 + row} WHERE amount = {total}")
            assert execute(session, f"SELECT total FROM orders WHERE order_id = {row}") == [(900000 + row,)]
            execute(session, f"DELETE FROM amounts WHERE amount = {900000 + row}")
            assert execute(session, f"SELECT FROM orders WHERE order_id = {row}") == []

    refuses()
    contract = _contract(story)
    refuses()
    story.run("forward", contract)
    refuses()
    story.run("rollback", contract)
    refuses()


@only("rename_column", "widen_type")
def test_what_was_broken_off_before_the_swap_is_not_rolled_back(story: Story) -> None:
    contract = _contract(story)
    with connect(story.conninfo) as session:
        execute(session, f"INSERT INTO schema_migrations (migration_name) VALUES ('{contract.migration.stem}')")
        before = snapshot(session)
        with pytest.raises(ServerRefused, match="has changed no column yet"):
            story.run("rollback", contract)
        assert not difference(before, snapshot(session))


@only("set_not_null")
def test_rows_without_a_value_are_counted_before_anything_is_done(story: Story) -> None:
    check, validate = story.migrations("expand")
    with connect(story.conninfo) as session:
        execute(session, "UPDATE users SET name = NULL WHERE user_id < 3")
        with pytest.raises(ServerRefused, match="rows of users that have NULL in name: 2"):
            story.run("forward", check)
        execute(session, "UPDATE users SET name = '' WHERE user_id < 3")
        story.run("forward", check)
        with pytest.raises(ServerRefused, match="violates check constraint"):
            execute(session, "UPDATE users SET name = NULL WHERE user_id = 3")
        story.run("forward", validate)
