"""Every script that cannot run in one transaction is broken off after each of its statements, and run again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from new_migration.authoring.kinds import chain, kinds
from new_migration.authoring.render import Templates
from new_migration.errors import ServerRefused
from new_migration.postgres import sql
from new_migration.postgres.database import Connection, Row, connect, execute, query
from new_migration.postgres.scratch import Server
from new_migration.postgres.scripts import run_script
from new_migration.postgres.snapshot import Content, Snapshot, difference, rows, snapshot
from new_migration.proof.examples import Example, examples

FOLDERS = chain()
TEMPLATES = Templates(FOLDERS)
REFUSED = {"forward": "is applied already", "rollback": "is not applied"}


# What such a statement does is gone with the session, so that a run which is broken off after it was broken off before.
OF_THE_SESSION = {"VariableSetStmt", "BEGIN"}


def statements(text: str) -> tuple[sql.Statement, ...]:
    return sql.split(text, name="script.sql")


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A script of an example, the one that takes it back, and the texts that run before it."""

    name: str
    role: str
    before: tuple[str, ...]
    text: str
    opposite: str


def cases(example: Example) -> Iterator[Case]:
    setup = example.folder / "setup.sql"
    before = [setup.read_text(encoding="utf-8")] if setup.exists() else []
    for created in example.created(TEMPLATES):
        # Two undisturbed runs would differ too.
        forward, rollback = (created.texts[role].replace("random()", "0.5") for role in ("forward", "rollback"))
        if statements(forward)[0].text != "BEGIN":
            name = f"{example.name}/{created.migration.digits}"
            yield Case(name=name, role="forward", before=tuple(before), text=forward, opposite=rollback)
            yield Case(name=name, role="rollback", before=(*before, forward), text=rollback, opposite=forward)
        before.append(forward)


CASES = [case for kind in kinds(FOLDERS) for example in examples(kind, FOLDERS) for case in cases(example)]


def test_every_kind_with_such_scripts_is_here() -> None:
    assert {case.name.partition("/")[0] for case in CASES} == {
        "add-column", "add-foreign-key", "add-primary-key", "add-unique", "backfill", "change-type",
        "create-index", "delete-rows", "drop-constraint", "drop-index", "rename-column", "set-not-null", "sql",
    }  # fmt: skip


def _params() -> Iterator[Any]:
    """Each case on the newest server; of each kind the first example on the older ones too, which do not differ."""
    first: dict[str, str] = {}
    for case in CASES:
        kind, example, _ = case.name.split("/")
        is_first = first.setdefault(kind, example) == example
        yield pytest.param(case, id=f"{case.name}-{case.role}", marks=() if is_first else pytest.mark.since(18))


@pytest.mark.parametrize("case", list(_params()))
def test_it_is_completed_by_running_it_again(case: Case, server: Server, tracked_database: str) -> None:
    if server.version < 150000 and "NULLS NOT DISTINCT" in "".join((*case.before, case.text)):
        return  # nothing of it can run there
    with connect(tracked_database) as connection:
        run(connection, *case.before)
        run(connection, case.text)
        undisturbed = state(connection)
        with pytest.raises(ServerRefused, match=REFUSED[case.role]):
            run(connection, case.text)
        for count, last in enumerate(statements(case.text)[:-1], start=1):
            if {last.kind, last.text} & OF_THE_SESSION:
                continue
            run(connection, case.opposite)
            break_off(connection, statements(case.text)[:count])
            run(connection, case.text)
            assert_same(state(connection), undisturbed, f"broken off after {last.text}")


def run(connection: Connection, *texts: str) -> None:
    for text in texts:
        run_script(connection, text, name="script.sql")


def break_off(connection: Connection, first: Sequence[sql.Statement]) -> None:
    """Run the first statements of a script in a session of its own and kill it."""
    with connect(connection.info.dsn) as killed:
        for statement in first:
            execute(killed, statement.text)
        pid = killed.info.backend_pid
        assert query(connection, f"SELECT pg_terminate_backend({pid}, 10000)") == [(True,)]
        killed.close()


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """The schema, the rows, and which migrations are applied (at another time, and with another number)."""

    schema: Snapshot
    rows: dict[str, Content]
    applied: list[Row]


def state(connection: Connection) -> State:
    content = rows(connection)
    del content["public.schema_migrations"]
    applied = query(connection, "SELECT migration_name FROM schema_migrations ORDER BY 1")
    return State(schema=snapshot(connection), rows=content, applied=applied)


def assert_same(found: State, undisturbed: State, when: str) -> None:
    assert [str(each) for each in difference(undisturbed.schema, found.schema)] == [], when
    assert (found.rows, found.applied) == (undisturbed.rows, undisturbed.applied), when
