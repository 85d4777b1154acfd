"""From a change to its migrations: which there are, what they are called, and the frame around their SQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from new_migration.authoring.change import Answers, Change, Decision
from new_migration.authoring.fields import duration
from new_migration.authoring.kinds import chain, load_kind
from new_migration.authoring.render import Templates
from new_migration.authoring.scripts import Heading, plans, scripts, tracking_table
from new_migration.declared_schema import DeclaredSchema
from new_migration.errors import BadInput
from new_migration.history.directory import MigrationsDirectory
from new_migration.known_schema import KnownSchema

TEMPLATES = Templates(chain())
NOTHING_KNOWN = KnownSchema(DeclaredSchema(MigrationsDirectory(Path("no-such-folder"))), None)
SQL: Answers = {"description": ("x",), "forward": ("SELECT 1",), "rollback": ("SELECT 2",)}
TIMEOUT = duration("3s", name="--x")
HEADING = Heading(digits="007", stem="007_x", title="Do it", purpose="Because", author="Ada", date="2026-11-22",
                  command="new-migration x")  # fmt: skip


def change(kind: str, answers: Answers, *, online: bool = True, folders: tuple[Path, ...] = ()) -> Change:
    found = (*folders, *chain())
    return Decision(load_kind(kind, found), Templates(found), online=online, schema=NOTHING_KNOWN).change(answers)


def titles(made: Change) -> list[tuple[str, str, bool]]:
    return [(p.name, p.title, p.template.transaction) for p in plans(made, TEMPLATES, schema=NOTHING_KNOWN)]


def test_online_and_offline_make_other_migrations() -> None:
    answers: Answers = {"table": ("app.t",), "columns": ("a int null", '"B" int null'), "index": ("yes",)}
    assert titles(change("add-column", answers)) == [
        ('add_a_and_"B"_to_t', 'Add a, "B" to app.t', True),
        ("index_a_of_t", "Index a of app.t", False),
        ('index_"B"_of_t', 'Index "B" of app.t', False),
    ]
    assert [title for _, title, _ in titles(change("add-column", answers, online=False))] == ['Add a, "B" to app.t']


def test_a_title_is_one_line_whatever_stands_in_an_expression() -> None:
    made = change("create-index", {"table": ("t",), "indexes": ("replace(a, 'x\ny', E'\\n')",)})
    assert titles(made)[0][1] == "Index t (replace(a, 'x y', E'\\n'))"


def test_the_frame_of_a_transaction() -> None:
    made = change("sql", SQL)
    (plan,) = plans(made, TEMPLATES, schema=NOTHING_KNOWN)
    texts = scripts(plan, HEADING, TEMPLATES, lock_timeout=TIMEOUT)
    assert list(texts) == ["forward", "rollback", "verify"]
    assert texts["forward"] == (
        "-- Migration 007: Do it\n-- Purpose: Because\n-- Author: Ada\n-- Date: 2026-11-22\n"
        "-- Command: new-migration x\n\nBEGIN;\n\nSET LOCAL lock_timeout = '3s';\n\nSELECT 1;\n\n"
        "-- Migration tracking\nINSERT INTO schema_migrations (migration_name, executed_at)\n"
        "VALUES ('007_x', CURRENT_TIMESTAMP);\n\nCOMMIT;\n"
    )
    assert "DELETE FROM schema_migrations\nWHERE migration_name = '007_x';\n\nCOMMIT;\n" in texts["rollback"]


def test_the_frame_without_a_transaction() -> None:
    made = change("sql", {**SQL, "forward": ("VACUUM t",), "transaction": ("no",)})
    (plan,) = plans(made, TEMPLATES, schema=NOTHING_KNOWN)
    texts = scripts(plan, HEADING, TEMPLATES, lock_timeout=TIMEOUT)
    assert "BEGIN;" not in texts["forward"] and "COMMIT;" not in texts["forward"]
    assert "SET lock_timeout = 0;\n\nVACUUM t;\n\nRESET lock_timeout;" in texts["forward"]
    assert "is applied already" in texts["forward"] and "is not applied" in texts["rollback"]


@pytest.mark.parametrize("name", ["title", "purpose", "author", "date", "command"])
@pytest.mark.parametrize("text", ["a\nDROP TABLE x;", "a\rb", "a\u2028b", "a\0", "a\u202eb", "\ud800"])
def test_nothing_escapes_the_comment_of_the_header(name: str, text: str) -> None:
    (plan,) = plans(change("sql", SQL), TEMPLATES,
                    schema=NOTHING_KNOWN)  # fmt: skip
    with pytest.raises(BadInput) as caught:
        scripts(plan, Heading(digits="1", stem="1_x", **{"title": "t", name: text}), TEMPLATES, lock_timeout=TIMEOUT)
    assert str(caught.value.where).startswith(f"--{name}:1:")


def test_the_tracking_table() -> None:
    texts = tracking_table(HEADING, TEMPLATES, lock_timeout=TIMEOUT)
    assert "CREATE TABLE schema_migrations" in texts["forward"]
    assert "DROP TABLE schema_migrations" in texts["rollback"]


def test_the_frame_can_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "_frame").mkdir()
    (tmp_path / "_frame" / "forward.sql.jinja").write_text(
        "-- ours {{ migration.digits }}\n{{ body }}", encoding="utf-8"
    )
    folders = (tmp_path, *chain())
    made = change("sql", SQL, folders=(tmp_path,))
    Templates(folders).check(made.kind)
    (plan,) = plans(made, Templates(folders), schema=NOTHING_KNOWN)
    texts = scripts(plan, HEADING, Templates(folders), lock_timeout=TIMEOUT)
    assert texts["forward"] == "-- ours 007\nSELECT 1;\n"
    assert texts["rollback"].startswith("-- Rollback 007: Do it\n")


def test_each_needs_a_field_of_many_values(tmp_path: Path) -> None:
    (tmp_path / "k").mkdir()
    field = '[[field]]\nname = "a"\ntype = "text"\nhelp = "?"\n'
    text = f'summary = "K"\n{field}[[migration]]\nname = "n"\ntitle = "t"\neach = "a"\n'
    (tmp_path / "k" / "kind.toml").write_text(text, encoding="utf-8")
    made = change("k", {"a": ("x",)}, folders=(tmp_path,))
    with pytest.raises(BadInput, match="each = 'a': that field does not take many values"):
        plans(made, TEMPLATES, schema=NOTHING_KNOWN)
