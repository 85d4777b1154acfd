"""What is dropped can be restored, on real servers: the catalog is then as before."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from new_migration.errors import ServerRefused
from new_migration.postgres.database import Connection, connect, execute
from new_migration.postgres.objects import Node, Objects, read_objects
from new_migration.postgres.scratch import Server
from new_migration.postgres.scripts import run_script
from new_migration.postgres.snapshot import Difference, Snapshot, difference, snapshot

# The two schemas need it.
pytestmark = pytest.mark.since(15)

HERE = Path(__file__).parent

# Without rows: what rows a restored NOT NULL or foreign key wants is not the schema's business.
KITCHEN = "\n".join(line for line in (HERE / "kitchen.sql").read_text().splitlines() if not line.startswith("INSERT"))
PANTRY = (HERE / "pantry.sql").read_text()

Place = tuple[Connection, Objects, Snapshot]


@pytest.fixture(scope="module", params=["kitchen", "pantry"])
def place(request: pytest.FixtureRequest, server: Server) -> Iterator[Place]:
    """A database with a bit of everything, what its objects are, and its snapshot."""
    with server.database() as conninfo, connect(conninfo) as connection:
        run_script(connection, KITCHEN if request.param == "kitchen" else PANTRY, name=request.param)
        yield connection, read_objects(connection), snapshot(connection)


def is_droppable(node: Node) -> bool:
    """Whether its DROP is not refused whatever else is dropped."""
    return bool(node.drop) and not node.is_inherited


# The server refuses these, and no dependency tells so.
REFUSED = ("is part of the partition key", "is an identity column", "is in index used as replica identity")


def is_of_order(found: Difference) -> bool:
    """Whether it follows from a column's new place, or from a name that the server has chosen."""
    if found.kind == "column order" or (found.kind == "not-null constraint" and found.soft):
        return True
    if found.kind not in {"statistics", "publication table"} or not found.before or not found.after:
        return False
    return sorted(re.findall(r"[^(), \n]+", found.before)) == sorted(re.findall(r"[^(), \n]+", found.after))


def drop_and_restore(connection: Connection, objects: Objects, node: Node) -> None:
    """Drop ``node`` and what blocks it, then bring all back."""
    blocking = objects.blocking(node)
    for each in (*blocking, node):
        execute(connection, each.drop)
    for each in (node, *reversed(blocking)):
        for statement in objects.restore(each):
            execute(connection, statement)


def test_every_object_is_restored_exactly(place: Place) -> None:
    connection, objects, before = place
    wrong, tried = [], 0
    for node in filter(is_droppable, objects.nodes()):
        execute(connection, "BEGIN")
        try:
            drop_and_restore(connection, objects, node)
            found = [each for each in difference(before, snapshot(connection)) if not is_of_order(each)]
            wrong += [f"{node}: {each}" for each in found]
            tried += 1
        except ServerRefused as error:
            if not any(words in str(error) for words in REFUSED):
                wrong.append(f"{node}: {error}")
        finally:
            execute(connection, "ROLLBACK")
    assert wrong == []
    assert tried > 90


def test_json_makes_the_same_restores(place: Place) -> None:
    _, objects, _ = place
    again = Objects.from_json(objects.to_json())
    assert again == objects
    for node, other in zip(objects.nodes(), again.nodes(), strict=True):
        assert node == other
        assert objects.restore(node) == again.restore(other)
        assert objects.blocking(node) == again.blocking(other)
        assert objects.lost(node) == again.lost(other)


def test_objects_read_again_after_a_restore_restore_again(place: Place) -> None:
    connection, objects, before = place
    chosen = random.Random(7).sample([node for node in objects.nodes() if is_droppable(node)], 25)
    execute(connection, "BEGIN")
    try:
        for node in chosen:
            now = read_objects(connection)
            (same,) = [each for each in now.nodes() if (each.kind, each.printed) == (node.kind, node.printed)]
            execute(connection, "SAVEPOINT s")
            try:
                drop_and_restore(connection, now, same)
            except ServerRefused as error:
                assert any(words in str(error) for words in REFUSED), f"{node}: {error}"
                execute(connection, "ROLLBACK TO s")
        found = [str(each) for each in difference(before, snapshot(connection)) if not is_of_order(each)]
        assert found == []
    finally:
        execute(connection, "ROLLBACK")


def test_the_present_comment_is_set_again(place: Place) -> None:
    connection, objects, before = place
    execute(connection, "BEGIN")
    try:
        for statement in filter(None, map(objects.set_comment, objects.nodes())):
            execute(connection, statement)
        assert [str(each) for each in difference(before, snapshot(connection))] == []
    finally:
        execute(connection, "ROLLBACK")


# Another database's business, what there is no statement for, and what can only be had by hand.
LEFT_OUT = (
    "{database}",
    "UPDATE pg_",
    "DISABLE TRIGGER ALL",
    "SUBSCRIPTION",
    "OPERATOR CLASS",
    "TRANSFORM",
    "shellt",
    "ON ONLY",
    "RENAME TO app2",
    "PRIVILEGES REVOKE EXECUTE ON FUNCTIONS",  # the constructors of a range type are the server's
)


def mutations() -> list[str]:
    """Changes of kitchen.sql: what a schema can be like."""
    texts = [(HERE / name).read_text() for name in ("mutations-18.sql", "mutations.sql")]
    lines = [line for text in texts for line in text.splitlines() if not line.startswith("--")]
    return [line for line in lines if not any(words in line for words in LEFT_OUT)]


@pytest.fixture(scope="module")
def kitchen(server: Server) -> Iterator[Connection]:
    with server.database() as conninfo, connect(conninfo) as connection:
        run_script(connection, KITCHEN, name="kitchen.sql")
        yield connection


AT_ONCE = 8


@pytest.mark.parametrize("start", range(0, len(mutations()), AT_ONCE))
def test_a_schema_is_restored_whole_after_any_change(kitchen: Connection, start: int) -> None:
    execute(kitchen, "BEGIN")
    try:
        for mutation in mutations()[start : start + AT_ONCE]:
            execute(kitchen, "SAVEPOINT s")
            try:
                execute(kitchen, mutation)
            except ServerRefused:  # one before it was in the way, or it came with PostgreSQL 18
                execute(kitchen, "ROLLBACK TO s")
        objects, before = read_objects(kitchen), snapshot(kitchen)
        node = objects.schema("app")
        assert node is not None
        drop_and_restore(kitchen, objects, node)
        assert [str(each) for each in difference(before, snapshot(kitchen)) if not is_of_order(each)] == []
    finally:
        execute(kitchen, "ROLLBACK")
