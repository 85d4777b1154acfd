"""Which foreign keys have no index, or no ON DELETE, when the last of several migrations has run."""

from __future__ import annotations

import pytest

from new_migration.lint.judge import judge
from new_migration.lint.project import Project, Surroundings
from new_migration.lint.rule import pair

TABLE = "CREATE TABLE t (a int, b int, c int);"
KEY = "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u ON DELETE CASCADE;"
INDEX = "CREATE INDEX i ON t (a);"


def said(rule: str, *forwards: str) -> list[str]:
    files = [pair(f"{number:03}_x", text, "SELECT 1;") for number, text in enumerate(forwards)]
    texts = {name: text for each in files for name, text in each.items()}
    return [each.message for each in judge(Project.of_texts(texts, Surroundings())) if each.rule == rule]


SERVED = {
    "made before": (INDEX, KEY),
    "made after": (KEY, INDEX),
    "key dropped": (KEY, "ALTER TABLE t DROP CONSTRAINT f;"),
    "key dropped by the name that the server gave": (
        "CREATE TABLE t (a int REFERENCES u, b int, FOREIGN KEY (b, a) REFERENCES v);",
        "ALTER TABLE s.t DROP CONSTRAINT t_a_fkey, DROP CONSTRAINT t_b_a_fkey;",
    ),
    "key renamed and dropped": (KEY, "ALTER TABLE t RENAME CONSTRAINT f TO g;", "ALTER TABLE t DROP CONSTRAINT g;"),
    "column dropped": (KEY, "ALTER TABLE t DROP a;"),
    "table dropped": (KEY, "DROP TABLE t;"),
    "table renamed and dropped": (KEY, "ALTER TABLE t RENAME TO w;", "DROP TABLE w;"),
    "table renamed before the index": (KEY, "ALTER TABLE t RENAME TO w;", "CREATE INDEX i ON w (a);"),
    "table renamed before the key": (
        "CREATE INDEX i ON w (a);",
        "ALTER TABLE w RENAME TO t;",
        KEY,
    ),
    "column renamed": ("CREATE INDEX i ON t (b);", "ALTER TABLE t RENAME b TO a;", KEY),
    "a constraint of a domain renamed": (INDEX, KEY, "ALTER DOMAIN d RENAME CONSTRAINT f TO g;"),
    "an index of another table dropped": (INDEX, KEY, "DROP INDEX j;"),
    "an index that becomes a constraint": (
        "CREATE UNIQUE INDEX i ON t (a);",
        "ALTER TABLE t ADD CONSTRAINT i UNIQUE USING INDEX i;",
        KEY,
    ),
    "an index with the name of the key dropped": (INDEX, KEY, "DROP INDEX f;"),
}
UNSERVED = {
    "index dropped": (KEY, INDEX, "DROP INDEX i;"),
    "index renamed and dropped": (KEY, INDEX, "ALTER INDEX i RENAME TO j;", "DROP INDEX j;"),
    "index dropped by the name that the server gave": ("CREATE INDEX ON t (a);", KEY, "DROP INDEX t_a_idx;"),
    "unique constraint dropped": (
        "CREATE TABLE t (a int UNIQUE);",
        KEY,
        "ALTER TABLE t DROP CONSTRAINT t_a_key;",
    ),
    "its column dropped": ("CREATE INDEX i ON t (a, b);", KEY, "ALTER TABLE t DROP b;"),
    "another key dropped": (KEY, "ALTER TABLE t DROP CONSTRAINT g;", "ALTER TABLE w DROP a;", "DROP TABLE w;"),
    "dropped and made again": (KEY, "ALTER TABLE t DROP CONSTRAINT f;", KEY),
    "made again in one statement": (
        KEY,
        "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES w ON DELETE CASCADE, DROP CONSTRAINT f;",
    ),
}


@pytest.mark.parametrize("name", SERVED)
def test_served(name: str) -> None:
    assert said("foreign-key-index", TABLE, *SERVED[name]) == []


@pytest.mark.parametrize("name", UNSERVED)
def test_unserved(name: str) -> None:
    assert said("foreign-key-index", TABLE, *UNSERVED[name]) == ["no migration makes an index that begins with a of t"]


def test_the_names_are_those_of_the_end() -> None:
    found = said("foreign-key-index", TABLE, KEY, "ALTER TABLE t RENAME a TO z;", "ALTER TABLE t RENAME TO w;")
    assert found == ["no migration makes an index that begins with z of w"]


def test_on_delete_of_what_is_left() -> None:
    unsaid = KEY.replace(" ON DELETE CASCADE", "")
    assert said("foreign-key-on-delete", TABLE, unsaid) == ["the foreign key of a has no ON DELETE"]
    assert said("foreign-key-on-delete", TABLE, unsaid, "ALTER TABLE t DROP CONSTRAINT f;", KEY) == []
