"""File names and snake_case names."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from new_migration.errors import BadInput
from new_migration.history.migration import MAX_NAME, Migration, check_name, number_in, parse_file_name, slug

SNAKE_CASE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")


def test_a_migration_names_its_three_files_and_its_tracking_row() -> None:
    migration = Migration.numbered(10, "add_x")
    assert migration == Migration(number=10, digits="010", name="add_x")
    assert migration.stem == "010_add_x"
    assert migration.forward_file == migration.file("forward") == "010_add_x.sql"
    assert migration.rollback_file == migration.file("rollback") == "rollback-010_add_x.sql"
    assert migration.verify_file == migration.file("verify") == "verify-010_add_x.sql"


def test_a_number_wider_than_the_habit_keeps_all_its_digits() -> None:
    assert Migration.numbered(1000, "x", width=3).forward_file == "1000_x.sql"


@pytest.mark.parametrize(
    ("file_name", "role", "number", "digits", "name"),
    [
        ("010_add_x.sql", "forward", 10, "010", "add_x"),
        ("rollback-010_add_x.sql", "rollback", 10, "010", "add_x"),
        ("verify-010_add_x.sql", "verify", 10, "010", "add_x"),
        ("5_users.sql", "forward", 5, "5", "users"),
        ("20240131120000_AddUsers.sql", "forward", 20240131120000, "20240131120000", "AddUsers"),
        ("0007_add-naïve x.sql", "forward", 7, "0007", "add-naïve x"),
        ("010_2_b.sql", "forward", 10, "010", "2_b"),
    ],
)
def test_existing_names_are_read_leniently(file_name: str, role: str, number: int, digits: str, name: str) -> None:
    assert parse_file_name(file_name) == (role, Migration(number=number, digits=digits, name=name))


@pytest.mark.parametrize(
    "file_name",
    [
        "add_column.sql",
        "002-add-column.sql",
        "010_.sql",
        "_x.sql",
        "010_add_x.SQL",
        "010_add_x.sql.orig",
        ".010_add_x.sql",
        "undo-010_add_x.sql",
        "rollback_010_add_x.sql",
        "010_add_x.down.sql",
        "٠١٠_add_x.sql",
        "",
    ],
)
def test_other_files_are_not_migrations(file_name: str) -> None:
    assert parse_file_name(file_name) is None


@pytest.mark.parametrize(
    ("file_name", "number"),
    [
        ("010_x.sql", 10),
        ("rollback-011_x.sql", 11),
        ("verify-012_x.sql", 12),
        ("000013_x.down.sql", 13),
        ("2024-backup.sql", None),
        ("010_x.txt", None),
        ("x.sql", None),
    ],
)
def test_the_number_that_a_file_takes(file_name: str, number: int | None) -> None:
    assert number_in(file_name) == number


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Add is_archived to review_sessions", "add_is_archived_to_review_sessions"),
        ("  tune -- autovacuum!! ", "tune_autovacuum"),
        ("Ärger über Größe", "arger_uber_grosse"),
        ("Łódź, Ærø & ﬁx", "lodz_aero_fix"),
        ("add 日本 column", "add_column"),
        ("addUserRole", "adduserrole"),
        ("__x__y__", "x_y"),
        ("日本", "x7b7cdcc"),
        ("", "x0000000"),
        ("2024", "x3c9aa62"),
    ],
)
def test_slug(text: str, name: str) -> None:
    assert slug(text) == name


def test_a_long_text_is_cut_and_told_apart_by_a_hash() -> None:
    one, other = slug("a" * 500), slug("a" * 501)
    assert len(one) == MAX_NAME
    assert one != other
    assert slug("a" * 500) == one
    assert slug("a" * MAX_NAME) == "a" * MAX_NAME


@given(st.text(max_size=400))
def test_a_slug_is_a_snake_case_name_that_fits_and_stays_as_it_is(text: str) -> None:
    name = slug(text)
    assert SNAKE_CASE.fullmatch(name)
    assert re.search("[a-z]", name)
    assert slug(name) == name
    check_name(name)
    migration = Migration.numbered(10**19, name)
    assert len(migration.rollback_file.encode()) <= 200
    assert parse_file_name(migration.rollback_file) == ("rollback", migration)


@pytest.mark.parametrize("name", ["AddColumn", "add-column", "add__column", "_x", "x_", "naïve", "a b", "x\n", ""])
def test_a_name_that_is_not_snake_case_is_refused_with_one_that_is(name: str) -> None:
    with pytest.raises(BadInput) as error:
        check_name(name)
    assert str(error.value) == (
        f"--name: {name!r} is not snake_case: lower-case ASCII letters, digits and single underscores\n"
        f"hint: write --name {slug(name)}"
    )


def test_a_name_that_is_too_long_is_refused() -> None:
    with pytest.raises(BadInput) as error:
        check_name("a" * 161)
    assert str(error.value) == (
        f"--name: the name has 161 characters, at most 160 fit into a file name\nhint: write --name {slug('a' * 161)}"
    )
