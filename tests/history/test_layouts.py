"""Migrations of other tools, read into pairs: names, order, transactions, places of errors."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from new_migration.errors import BadInput
from new_migration.history.layouts import LAYOUTS, Pair, Script, read_history, read_pairs
from new_migration.history.layouts.sql_text import controls_transactions, has_lone_statement, is_empty
from new_migration.proof.survey import TRACKING_TABLES

Tree: TypeAlias = Mapping[str, str | bytes]

# The smallest history of each layout, in a form in which it is told from the others.
SMALLEST: dict[str, Tree] = {
    "own": {"010_a.sql": "SELECT 1;\n", "rollback-010_a.sql": "SELECT 2;\n"},
    "golang-migrate": {"1_a.up.sql": "SELECT 1;\n", "1_a.down.sql": "SELECT 2;\n"},
    "diesel": {"2024-01-01-000000_a/up.sql": "SELECT 1;\n", "2024-01-01-000000_a/down.sql": "SELECT 2;\n"},
    "sqlx": {"1_a.up.sql": "-- Add up migration script here\nSELECT 1;\n", "1_a.down.sql": "SELECT 2;\n"},
    "dbmate": {"1_a.sql": "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;\n"},
    "goose": {"1_a.sql": "-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 2;\n"},
}


def build(folder: Path, tree: Tree) -> Path:
    for name, text in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def names(pairs: list[Pair]) -> list[str]:
    return [pair.name for pair in pairs]


def only(folder: Path, tree: Tree, *, layout: str = "") -> Pair:
    [pair] = read_pairs(build(folder, tree), layout=layout)
    return pair


def wrapped(pair: Pair) -> tuple[bool, bool | None]:
    return pair.forward.wrapped, pair.rollback.wrapped if pair.rollback else None


def refusal(folder: Path, tree: Tree, *, layout: str = "") -> str:
    """The whole message of the error, with the folder left out."""
    with pytest.raises(BadInput) as error:
        read_pairs(build(folder, tree), layout=layout)
    return str(error.value).replace(f"{folder}/", "").replace(str(folder), "FOLDER")


# --- which layout ---


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_is_detected_and_can_be_named(tmp_path: Path, layout: str) -> None:
    folder = build(tmp_path, SMALLEST[layout])
    history = read_history(folder)
    assert history.layout == layout
    assert read_pairs(folder) == read_pairs(folder, layout=layout) == list(history.pairs)
    [pair] = history.pairs
    assert pair.name in {"010_a", "1_a", "2024-01-01-000000_a"}
    assert pair.rollback is not None
    assert (pair.forward.text.split()[-2:], pair.rollback.text.split()[-2:]) == (["SELECT", "1;"], ["SELECT", "2;"])
    assert wrapped(pair) == ((False, False) if layout == "own" else (True, True))
    assert (pair.verify, pair.irreversible, pair.is_tracked) == (None, "", layout == "own")


def test_the_tracking_table_of_the_tool_is_made_by_the_tool(tmp_path: Path) -> None:
    tables = {each: read_history(build(tmp_path / each, SMALLEST[each])).tracking_table for each in LAYOUTS}
    assert {layout: sql.split(" (")[0] for layout, sql in tables.items()} == {
        "own": "",
        "golang-migrate": "CREATE TABLE schema_migrations",
        "diesel": "CREATE TABLE __diesel_schema_migrations",
        "sqlx": "CREATE TABLE _sqlx_migrations",
        "dbmate": "CREATE TABLE schema_migrations",
        "goose": "CREATE TABLE goose_db_version",
    }
    assert {sql.split()[2] for sql in tables.values() if sql} == TRACKING_TABLES


def test_an_empty_folder_says_what_was_looked_for(tmp_path: Path) -> None:
    assert refusal(tmp_path, {"README.md": "", ".010_a.sql": "", "V1__init.sql": ""}) == (
        "FOLDER: no migrations here\n"
        "hint: looked for 010_x.sql with rollback-010_x.sql (own); N_x.up.sql with N_x.down.sql (golang-migrate); "
        "VERSION_x/up.sql with down.sql (diesel); N_x.sql, or N_x.up.sql with N_x.down.sql (sqlx); "
        "N_x.sql with -- migrate:up (dbmate); N_x.sql with -- +goose Up (goose)"
    )


def test_a_folder_that_is_not_there_and_a_file_in_its_place_are_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="absent: no such file or directory"):
        read_pairs(tmp_path / "absent")
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="file: this is a file, not a folder"):
        read_pairs(tmp_path / "file")


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        ("own", "golang-migrate", "010_a.sql (own) and 1_a.down.sql (golang-migrate)"),
        ("golang-migrate", "goose", "1_a.down.sql (golang-migrate) and 1_a.sql (goose)"),
        ("diesel", "dbmate", "2024-01-01-000000_a/up.sql (diesel) and 1_a.sql (dbmate)"),
        ("own", "sqlx", "010_a.sql (own) and 1_a.up.sql (sqlx)"),
    ],
)
def test_files_of_two_layouts_are_refused_until_one_is_named(
    tmp_path: Path, one: str, other: str, message: str
) -> None:
    tree = {**SMALLEST[one], **SMALLEST[other]}
    message = message.replace("010_a.sql", "rollback-010_a.sql")
    assert refusal(tmp_path, tree) == (
        f"FOLDER: files of more than one layout: {message}\nhint: say whose files count, as --layout {one}"
    )
    assert len(read_pairs(tmp_path, layout=one)) == 1


def test_two_markers_in_one_folder_are_refused(tmp_path: Path) -> None:
    tree = {"1_a.sql": "-- migrate:up\n-- migrate:down\n", "2_b.sql": "-- +goose Up\n"}
    assert "1_a.sql (dbmate) and 2_b.sql (goose)" in refusal(tmp_path, tree)


def test_plain_files_beside_pairs_of_golang_migrate_are_ambiguous(tmp_path: Path) -> None:
    tree = {**SMALLEST["golang-migrate"], "2_b.sql": "SELECT 1;"}
    assert "1_a.down.sql (golang-migrate) and 2_b.sql (sqlx)" in refusal(tmp_path, tree)
    assert names(read_pairs(tmp_path, layout="golang-migrate")) == ["1_a"]
    assert names(read_pairs(tmp_path, layout="sqlx")) == ["1_a", "2_b"]


def test_plain_files_are_ours_if_they_write_the_tracking_row(tmp_path: Path) -> None:
    ours = {"001_a.sql": "INSERT INTO schema_migrations VALUES ('001_a');", "002_b.sql": ""}
    assert read_history(build(tmp_path / "ours", ours)).layout == "own"
    assert read_history(build(tmp_path / "theirs", {"001_a.sql": "SELECT 1;"})).layout == "sqlx"


def test_an_unknown_layout_is_refused_with_the_nearest(tmp_path: Path) -> None:
    assert refusal(tmp_path, {}, layout="gose") == "--layout: there is no layout 'gose'\nhint: did you mean goose?"
    assert refusal(tmp_path, {}, layout="flyway") == (
        "--layout: there is no layout 'flyway'\nhint: write one of own, golang-migrate, diesel, sqlx, dbmate, goose"
    )


def test_a_layout_that_was_named_but_is_not_there_says_what_is(tmp_path: Path) -> None:
    assert refusal(tmp_path, SMALLEST["diesel"], layout="golang-migrate") == (
        "FOLDER: no migrations of the layout golang-migrate here; looked for N_x.up.sql with N_x.down.sql\n"
        "hint: this looks like diesel"
    )


# --- what every layout has in common ---


@pytest.mark.parametrize("layout", LAYOUTS)
def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path, layout: str) -> None:
    tree = {name: b"\xef\xbb\xbf" + str(text).replace("\n", "\r\n").encode() for name, text in SMALLEST[layout].items()}
    history = read_history(build(tmp_path, tree))
    [pair] = history.pairs
    assert history.layout == layout
    assert pair.rollback is not None
    assert pair.forward.text.endswith("SELECT 1;\r\n")
    assert pair.rollback.text.endswith("SELECT 2;\r\n")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_bytes_that_are_not_utf_8_are_refused_with_their_place(tmp_path: Path, layout: str) -> None:
    name = next(iter(SMALLEST[layout]))
    text = str(SMALLEST[layout][name]).encode() + b"-- na\xefve\n"
    line = text.count(b"\n")
    message = refusal(tmp_path, {**SMALLEST[layout], name: text}, layout=layout)
    assert message == (
        f"{name}:{line}:6: byte {len(text) - 3} of this file is not UTF-8\n"
        "  -- na\ufffdve\n       ^\nhint: save the file as UTF-8"
    )


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("empty", ["", "\n", "-- nothing to undo", "/* nothing /* to */ undo */ ;\n-- at all\n"])
def test_a_rollback_of_comments_only_is_none(tmp_path: Path, layout: str, empty: str) -> None:
    tree = {name: str(text).replace("SELECT 2;\n", empty) for name, text in SMALLEST[layout].items()}
    pair = only(tmp_path, tree)
    assert pair.rollback is None
    assert "SELECT 1;" in pair.forward.text


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_file_with_a_transaction_of_its_own_is_not_wrapped(tmp_path: Path, layout: str) -> None:
    tree = {name: str(text).replace("SELECT 1;", "begin;SELECT 1;commit;") for name, text in SMALLEST[layout].items()}
    assert wrapped(only(tmp_path, tree)) == (False, layout != "own")


@pytest.mark.parametrize("layout", [each for each in LAYOUTS if each not in {"dbmate", "goose"}])
def test_a_migration_without_a_rollback_script_is_read(tmp_path: Path, layout: str) -> None:
    tree = {name: text for name, text in SMALLEST[layout].items() if "SELECT 1" in str(text)}
    assert only(tmp_path, tree, layout=layout).rollback is None


@pytest.mark.parametrize(
    ("layout", "tree", "message"),
    [
        (
            "own",
            {"rollback-010_a.sql": "", "010_b.sql": ""},
            "rollback-010_a.sql: this rollback script has no forward script 010_a.sql\nhint: did you mean 010_b.sql?",
        ),
        ("own", {"verify-1_a.sql": ""}, "verify-1_a.sql: this verify script has no forward script 1_a.sql"),
        (
            "golang-migrate",
            {"1_a.up.sql": "", "2_b.down.sql": ""},
            "2_b.down.sql: no migration has the version 2 of this rollback\n"
            "hint: add its forward script, or remove the file",
        ),
        (
            "sqlx",
            {"1_a.sql": "", "2_b.down.sql": ""},
            "2_b.down.sql: no migration has the version 2 of this rollback\n"
            "hint: add its forward script, or remove the file",
        ),
        ("diesel", {"1_a/up.sql": "", "2_b/down.sql": ""}, "2_b: there is no up.sql in this folder"),
    ],
)
def test_a_rollback_without_a_migration_is_refused(tmp_path: Path, layout: str, tree: Tree, message: str) -> None:
    assert refusal(tmp_path, tree, layout=layout) == message


@pytest.mark.parametrize(
    ("layout", "tree"),
    [
        ("own", {"010_a.sql": "", "10_b.sql": ""}),
        ("golang-migrate", {"010_a.up.sql": "", "10_b.up.sql": ""}),
        ("golang-migrate", {"10_a.up.sql": "", "010_b.down.sql": "", "10_b.down.sql": ""}),
        ("sqlx", {"010_a.sql": "", "10_b.up.sql": ""}),
        ("diesel", {"2024-01_a/up.sql": "", "202401_b/up.sql": ""}),
        ("dbmate", {"10_a.sql": "", "10-b.sql": ""}),
        ("goose", {"010_a.sql": "", "10_b.sql": ""}),
    ],
)
def test_two_migrations_with_one_version_are_refused(tmp_path: Path, layout: str, tree: Tree) -> None:
    message = refusal(tmp_path, tree, layout=layout)
    assert " has the version " in message
    hint = "run: migration renumber" if layout == "own" else "give one of them another number"
    assert f" too\nhint: {hint}" in message


@pytest.mark.parametrize(
    ("layout", "tree", "order"),
    [
        ("own", {"1000_d.sql": "", "999_c.sql": "", "002_b.sql": "", "1_a.sql": ""}, "1_a 002_b 999_c 1000_d"),
        ("golang-migrate", {"10_b.up.sql": "", "9_a.up.sql": "", "0_z.up.sql": ""}, "0_z 9_a 10_b"),
        ("sqlx", {"10_b.up.sql": "", "9_a.sql": "", "20240101_c.sql": ""}, "9_a 10_b 20240101_c"),
        ("diesel", {"2024-02-01-1_a/up.sql": "", "20240110_b/up.sql": ""}, "20240110_b 2024-02-01-1_a"),
        ("goose", {"10_b.sql": "-- +goose Up", "00009_a.sql": "-- +goose Up"}, "00009_a 10_b"),
        # dbmate compares file names, so 10 comes before 9 (pkg/dbmate/db.go, FindMigrations).
        ("dbmate", {f"{n}_x.sql": "-- migrate:up\n-- migrate:down" for n in (9, 10, 20)}, "10_x 20_x 9_x"),
    ],
)  # fmt: skip
def test_the_order_is_that_of_the_tool(tmp_path: Path, layout: str, tree: Tree, order: str) -> None:
    assert names(read_pairs(build(tmp_path, tree), layout=layout)) == order.split()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_no_migration_is_left_alone(tmp_path: Path, layout: str) -> None:
    others = {"README.md": "x", "schema.sql": "x", ".2_hidden.sql": "x", ".hidden/up.sql": "x", "seeds.d/x": "x"}
    if layout == "diesel":
        del others["seeds.d/x"]  # a folder without up.sql is an error there
        (tmp_path / "empty").mkdir()
    assert len(read_pairs(build(tmp_path, {**SMALLEST[layout], **others}))) == 1


def test_a_link_that_leads_nowhere_and_a_folder_in_place_of_a_file_are_not_passed_over(tmp_path: Path) -> None:
    build(tmp_path, SMALLEST["golang-migrate"])
    (tmp_path / "2_b.up.sql").symlink_to(tmp_path / "absent")
    assert refusal(tmp_path, {}) == "2_b.up.sql: there is no such file"
    (tmp_path / "2_b.up.sql").unlink()
    (tmp_path / "1_a" / "up.sql").mkdir(parents=True)
    assert refusal(tmp_path, {}, layout="diesel") == (
        "1_a/up.sql: this is a folder, not a file\nhint: give it another name, or move it elsewhere"
    )


@pytest.mark.parametrize("layout", ["own", "golang-migrate", "goose"])
def test_five_thousand_files_are_read_fast(tmp_path: Path, layout: str) -> None:
    [(_, sample), *rest] = SMALLEST[layout].items()
    body = f"{sample!s}\nCREATE FUNCTION f() RETURNS int AS $$ BEGIN RETURN 1; END $$ LANGUAGE plpgsql;\n"
    for number in range(1, 2501 if rest else 5001):
        prefix = f"{number:05}_add_column_{number}_to_table"
        if layout == "goose":
            (tmp_path / f"{prefix}.sql").write_text(body, encoding="utf-8")
        else:
            forward, rollback = (".up", ".down") if layout == "golang-migrate" else ("", "rollback-")
            (tmp_path / f"{prefix}{forward}.sql").write_text(body, encoding="utf-8")
            name = f"{prefix}{rollback}.sql" if rollback == ".down" else f"{rollback}{prefix}.sql"
            (tmp_path / name).write_text(body, encoding="utf-8")
    assert len(read_pairs(tmp_path)) == (2500 if rest else 5000)


# --- ours ---


def test_our_scripts_are_tracked_and_run_as_they_are(tmp_path: Path) -> None:
    tree = {
        "010_a.sql": "BEGIN;\nSELECT 1;\nCOMMIT;\n",
        "rollback-010_a.sql": "DROP INDEX CONCURRENTLY i;\n",
        "verify-010_a.sql": "SELECT 'x', true;\n",
    }
    assert only(tmp_path, tree) == Pair(
        name="010_a",
        forward=Script(path=tmp_path / "010_a.sql", text=str(tree["010_a.sql"]), wrapped=False),
        rollback=Script(path=tmp_path / "rollback-010_a.sql", text="DROP INDEX CONCURRENTLY i;\n", wrapped=False),
        verify=Script(path=tmp_path / "verify-010_a.sql", text="SELECT 'x', true;\n", wrapped=False),
        is_tracked=True,
    )


@pytest.mark.parametrize(
    ("detail", "reason"),
    [("'gone'", "gone"), ("'the law''s demand'", "the law's demand"), (r"E'C:\\x ''y'''", r"C:\x 'y'")],
)
def test_a_declared_reason_makes_a_pair_irreversible(tmp_path: Path, detail: str, reason: str) -> None:
    rollback = f"""BEGIN;
DO $$
BEGIN
  RAISE EXCEPTION 'migration 010_a cannot be rolled back'
    USING DETAIL = {detail};
END
$$;
COMMIT;
"""
    pair = only(tmp_path, {"010_a.sql": "", "rollback-010_a.sql": rollback})
    assert pair.irreversible == reason
    assert pair.rollback is not None


def test_the_example_of_the_kind_sql_is_irreversible(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / "templates/kinds/sql/examples/irreversible"
    tree = {path.name: path.read_bytes() for path in example.glob("*034*.sql")}
    assert only(tmp_path, tree).irreversible == "the law demands that they are gone"


# --- golang-migrate ---


def test_up_and_down_belong_together_by_their_number(tmp_path: Path) -> None:
    pair = only(tmp_path, {"007_new name.up.sql": "SELECT 1;", "7_old.down.sql": "SELECT 2;"})
    assert (pair.name, pair.rollback and pair.rollback.path.name) == ("007_new name", "7_old.down.sql")


def test_a_file_that_cannot_be_a_transaction_is_run_without_one(tmp_path: Path) -> None:
    tree = {
        "1_a.up.sql": "CREATE UNIQUE INDEX CONCURRENTLY i ON t (a);",
        "1_a.down.sql": "-- not CONCURRENTLY\nDROP INDEX i; -- DROP INDEX CONCURRENTLY i;",
    }
    assert wrapped(only(tmp_path, tree)) == (False, True)


def test_a_migration_in_another_language_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, {**SMALLEST["golang-migrate"], "2_b.up.go": ""}) == (
        "2_b.up.go: this migration is no .sql file and cannot be checked\n"
        "hint: move it away, or copy the SQL migrations into a folder of their own"
    )


# --- diesel ---


@pytest.mark.parametrize(
    ("metadata", "is_wrapped"),
    [("run_in_transaction = false\n", False), ("run_in_transaction = true", True), ("# by default false\n", False)],
)
def test_the_metadata_say_whether_diesel_opens_a_transaction(tmp_path: Path, metadata: str, is_wrapped: bool) -> None:
    tree = {"1_a/up.sql": "SELECT 1;", "1_a/down.sql": "SELECT 2;", "1_a/metadata.toml": metadata}
    assert wrapped(only(tmp_path, tree)) == (is_wrapped, is_wrapped)


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ("\nrun_in_transaction = no", "1_a/metadata.toml:2:22: this is not TOML: Invalid value"),
        ("x = 1\nrun_in_transaction = 0", "1_a/metadata.toml:2:1: run_in_transaction must be true or false"),
    ],
)
def test_broken_metadata_are_refused_with_their_place(tmp_path: Path, metadata: str, message: str) -> None:
    assert refusal(tmp_path, {"1_a/up.sql": "", "1_a/metadata.toml": metadata}).splitlines()[0] == message


# --- sqlx ---


def test_no_transaction_counts_at_the_very_beginning_of_a_file(tmp_path: Path) -> None:
    tree = {
        "1_a.up.sql": "-- no-transaction\nSELECT 1;",
        "1_a.down.sql": "\n-- no-transaction\nSELECT 2;",
        "2_b.sql": "SELECT 3;",
    }
    pairs = read_pairs(build(tmp_path, tree))
    assert [wrapped(pair) for pair in pairs] == [(False, True), (True, None)]


def test_concurrently_alone_does_not_stop_sqlx_from_opening_a_transaction(tmp_path: Path) -> None:
    pair = only(tmp_path, {"1_a.sql": "CREATE INDEX CONCURRENTLY i ON t (a);"})
    assert pair.forward.wrapped


def test_sqlx_wants_a_number(tmp_path: Path) -> None:
    assert refusal(tmp_path, {"1_a.sql": "", "x_b.sql": ""}, layout="sqlx") == (
        "x_b.sql: sqlx wants a number before the first _ of a name\nhint: rename it, as 01_x.sql"
    )


# --- dbmate ---

DBMATE = """-- a comment

-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY i ON t (a);

  --migrate:down is no marker, as it does not begin the line
--migrate:down
DROP INDEX i;
"""


def test_the_halves_of_a_file_keep_their_lines(tmp_path: Path) -> None:
    pair = only(tmp_path, {"20240101-a.sql": DBMATE})
    assert pair.name == "20240101-a"
    assert pair.forward.path == tmp_path / "20240101-a.sql"
    assert pair.rollback == Script(
        path=tmp_path / "20240101-a.sql", text="\n" * 6 + "--migrate:down\nDROP INDEX i;\n", wrapped=True
    )
    assert pair.forward.text == "\n\n" + "\n".join(DBMATE.split("\n")[2:6]) + "\n"
    assert not pair.forward.wrapped


def test_a_file_may_hold_several_migrations(tmp_path: Path) -> None:
    text = (
        "-- migrate:up\nSELECT 1;\n-- migrate:down transaction:false\nSELECT 2;\n"
        "-- migrate:up foo:bar\nSELECT 3;\n-- migrate:down\nSELECT 4;"
    )
    pair = only(tmp_path, {"1_a.sql": text})
    assert pair.forward.text == "-- migrate:up\nSELECT 1;\n\n\n-- migrate:up foo:bar\nSELECT 3;\n"
    assert pair.rollback is not None
    assert pair.rollback.text == "\n\n-- migrate:down transaction:false\nSELECT 2;\n\n\n-- migrate:down\nSELECT 4;"
    assert wrapped(pair) == (True, False)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1_a.sql:1:1: there is no line -- migrate:up"),
        ("SELECT 1;\n", "1_a.sql:1:1: there is no line -- migrate:up"),
        ("-- x\nSELECT 1;\n-- migrate:up\n", "1_a.sql:2:1: dbmate runs nothing that stands before -- migrate:up"),
        ("-- migrate:up\nSELECT 1;\n", "1_a.sql:1:1: there is no line -- migrate:down after this one"),
        ("\n-- migrate:down\n", "1_a.sql:2:1: there must be a line -- migrate:up before this one"),
        ("-- migrate:up\n-- migrate:up\n", "1_a.sql:2:1: there must be a line -- migrate:down before this one"),
        (
            "-- migrate:up\n-- migrate:down\n-- migrate:down\n",
            "1_a.sql:3:1: there must be a line -- migrate:up before this one",
        ),
    ],
)
def test_markers_out_of_order_are_refused_with_their_place(tmp_path: Path, text: str, message: str) -> None:
    tree = {"0_z.sql": "-- migrate:up\n-- migrate:down\n", "1_a.sql": text}
    assert refusal(tmp_path, tree).splitlines()[0] == message


def test_the_line_is_shown_with_a_caret(tmp_path: Path) -> None:
    assert refusal(tmp_path, {"1_a.sql": "-- migrate:up\nSELECT 1;"}) == (
        "1_a.sql:1:1: there is no line -- migrate:down after this one\n"
        "  -- migrate:up\n  ^\n"
        "hint: dbmate wants it, with nothing after it if need be"
    )


# --- goose ---

GOOSE = """-- +goose no transaction
-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION f() RETURNS int AS $$ BEGIN RETURN 1; END $$ LANGUAGE plpgsql
-- +goose StatementEnd
CREATE TABLE t ();

-- +goose down
-- +goose StatementBegin
DROP FUNCTION f();
-- +goose StatementEnd
"""


def test_annotations_are_comments_but_a_statement_end_ends_a_statement(tmp_path: Path) -> None:
    pair = only(tmp_path, {"00001_a.sql": GOOSE})
    lines = GOOSE.split("\n")
    assert pair.rollback is not None
    assert [line.rstrip() for line in pair.forward.text.split("\n")] == ["", *lines[1:4], ";", *lines[5:7], ""]
    assert pair.rollback.text.split("\n") == [""] * 7 + lines[7:]
    assert wrapped(pair) == (False, False)


def test_goose_needs_no_down(tmp_path: Path) -> None:
    pair = only(tmp_path, {"1_a.sql": "\n-- +goose Up\nSELECT 1;\n-- +goose ENVSUB OFF"})
    assert (pair.rollback, wrapped(pair)) == (None, (True, None))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1_a.sql:1:1: there is no line -- +goose Up"),
        ("SELECT 1;", "1_a.sql:1:1: there is no line -- +goose Up"),
        ("-- +goose Down\n", "1_a.sql:1:1: there is no line -- +goose Up before this one"),
        ("-- +goose Up\n\n-- +goose UP\n", "1_a.sql:3:1: this is the second -- +goose Up"),
        ("-- +goose Up\n-- +goose Down\n-- +goose Down\n", "1_a.sql:3:1: this is the second -- +goose Down"),
        (
            "-- +goose Up\n-- +goose Down\n-- +goose Up\n",
            "1_a.sql:3:1: -- +goose Up must stand before -- +goose Down",
        ),
        (
            "-- x\n\nSELECT 1;\n-- +goose Up\n",
            "1_a.sql:3:1: goose runs nothing that stands before -- +goose Up",
        ),
        (
            "/* x */\n-- +goose NO TRANSACTION\nSELECT 1;\n-- +goose Up\n",
            "1_a.sql:1:1: goose runs nothing that stands before -- +goose Up",
        ),
        ("-- +goose StatementBegin\n", "1_a.sql:1:1: there is no line -- +goose Up before this one"),
        (
            "-- +goose Up\n-- +goose StatementEnd\n",
            "1_a.sql:2:1: there is no line -- +goose StatementBegin before this one",
        ),
        (
            "-- +goose Up\n-- +goose StatementBegin\n",
            "1_a.sql:2:1: there is no line -- +goose StatementEnd after this one",
        ),
        (
            "-- +goose Up\n-- +goose StatementBegin\n-- +goose Down\n",
            "1_a.sql:3:1: there must be a line -- +goose StatementEnd before this one",
        ),
        ("-- +goose Up\n  -- +goose Down\n", "1_a.sql:2:1: goose wants no white space before an annotation"),
        (
            "-- +goose Upp\n",
            "1_a.sql:1:1: goose knows only Up, Down, StatementBegin, StatementEnd, NO TRANSACTION, ENVSUB ON, "
            "ENVSUB OFF",
        ),
        (
            "-- +goose Up\n-- +goose ENVSUB ON\n",
            "1_a.sql:2:1: a file whose text depends on environment variables cannot be checked",
        ),
    ],
)
def test_annotations_out_of_order_are_refused_with_their_place(tmp_path: Path, text: str, message: str) -> None:
    tree = {"2_b.sql": "-- +goose Up\n", "1_a.sql": text}
    assert refusal(tmp_path, tree).splitlines()[0] == message


def test_goose_refuses_version_0_and_migrations_in_go(tmp_path: Path) -> None:
    tree = {**SMALLEST["goose"], "helpers.go": "", "2_b_test.go": ""}
    assert len(read_pairs(build(tmp_path, tree))) == 1
    assert "00_a.sql: goose wants a version greater than 0" in refusal(tmp_path, {"00_a.sql": ""})
    (tmp_path / "00_a.sql").unlink()
    assert refusal(tmp_path, {"2_b.go": ""}) == (
        "2_b.go: this migration is written in Go and cannot be checked\n"
        "hint: to check the others without it, copy them into a folder of their own"
    )


# --- what a text is ---


@pytest.mark.parametrize(
    "text",
    [
        "BEGIN;",
        "SELECT 1;\n  begin work;",
        "/* a /* b */ c */ START\n TRANSACTION;",
        "SELECT ';'; -- x\nCOMMIT",
        r"SELECT E'\''; BEGIN",
        "SELECT $a$ $$ ' $a$; BEGIN;",
        'SELECT 1 AS ";"; BEGIN ISOLATION LEVEL SERIALIZABLE',
        "SELECT a$1 FROM t; BEGIN; SELECT $1",
    ],
)
def test_a_transaction_of_its_own_is_seen(text: str) -> None:
    assert controls_transactions(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-- BEGIN;",
        "/* ;BEGIN; /* */ ;BEGIN; */ SELECT 1",
        "SELECT '; BEGIN; '",
        "SELECT 'it''s; BEGIN;'",
        r"SELECT e'\'; BEGIN;'",
        'SELECT 1 AS "; BEGIN;"',
        "DO $$ BEGIN; COMMIT; END $$",
        "DO $body$ BEGIN; $$ COMMIT; END $body$;",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END;",
        "CREATE TABLE t (begin int, commit int)",
        "SAVEPOINT start; ROLLBACK TO start",
        "SELECT '; BEGIN;",
        "SELECT $x$; BEGIN;",
        "/* ; BEGIN;",
    ],
)
def test_the_word_alone_is_no_transaction(text: str) -> None:
    assert not controls_transactions(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("create index concurrently i on t (a)", True),
        ("SELECT 1;DROP INDEX CONCURRENTLY i", True),
        ("REINDEX (VERBOSE) TABLE CONCURRENTLY t", True),
        ("REINDEX (VERBOSE) DATABASE d", True),
        ("VACUUM t", True),
        ("CREATE DATABASE d; SELECT 1", True),
        ("ALTER SYSTEM SET work_mem = '1MB'", True),
        ("ALTER DATABASE d SET TABLESPACE s", True),
        ("ALTER TABLE t DETACH PARTITION p CONCURRENTLY", True),
        ("CLUSTER;", True),
        ("CREATE INDEX i ON t (a); -- CONCURRENTLY", False),
        ("REINDEX TABLE t", False),
        ("REFRESH MATERIALIZED VIEW CONCURRENTLY v", False),
        ("CLUSTER t USING i", False),
        ("ALTER DATABASE d SET search_path = public", False),
        ("COMMENT ON DATABASE d IS 'VACUUM'", False),
    ],
)
def test_statements_that_cannot_run_inside_a_transaction(text: str, expected: bool) -> None:
    assert has_lone_statement(text) is expected


@given(st.text(alphabet="-*/'\"$;a\n\\ beginE", max_size=40))
def test_any_text_is_judged(text: str) -> None:
    quoted = text.replace("'", "''")
    assert not controls_transactions(f"SELECT '; BEGIN; {quoted}'")
    assert not is_empty(f"SELECT 1 {text}")
    assert is_empty("-- " + text.replace("\n", " "))
    controls_transactions(text)
    has_lone_statement(text)
    is_empty(text)
