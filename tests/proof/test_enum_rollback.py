"""A label of an enum that rows use is not taken away."""

from __future__ import annotations

import pytest

from new_migration.authoring.kinds import chain, load_kind
from new_migration.authoring.render import Templates
from new_migration.errors import ServerRefused
from new_migration.postgres.database import connect, execute, query
from new_migration.postgres.scripts import run_script
from new_migration.proof.examples import examples

FOLDERS = chain()
KIND = load_kind("add-enum-value", FOLDERS)
(PLAIN,) = (example for example in examples(KIND, FOLDERS) if example.folder.name == "plain")


@pytest.mark.parametrize(
    ("row", "undo"),
    [
        ("INSERT INTO sessions VALUES (3, 'so so', NULL)", "UPDATE sessions SET mood = 'sad'"),
        ("INSERT INTO sessions VALUES (3, 'sad', '{happy,so so}')", "UPDATE sessions SET moods = NULL"),
    ],
)
def test_the_rollback_refuses_while_rows_have_the_label(tracked_database: str, row: str, undo: str) -> None:
    (created,) = PLAIN.created(Templates(FOLDERS))
    with connect(tracked_database) as connection:
        run_script(connection, (PLAIN.folder / "setup.sql").read_text(encoding="utf-8"), name="setup.sql")
        run_script(connection, created.texts["forward"], name="forward.sql")
        execute(connection, row)
        with pytest.raises(ServerRefused, match="values of mood that are 'so so': 1"):
            run_script(connection, created.texts["rollback"], name="rollback.sql")
        execute(connection, "ROLLBACK")
        assert query(connection, "SELECT count(*) FROM sessions") == [(3,)]
        execute(connection, undo)
        run_script(connection, created.texts["rollback"], name="rollback.sql")
        assert query(connection, "SELECT count(*) FROM pg_enum WHERE enumlabel = 'so so'") == [(0,)]
