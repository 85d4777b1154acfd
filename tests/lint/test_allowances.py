"""``-- lint: allow <rule> because <reason>``: where it holds, and what is wrong with it."""

from __future__ import annotations

import pytest

from new_migration.lint.judge import Foreign, judge
from new_migration.lint.project import Found, Project, Surroundings
from new_migration.lint.rule import pair

FILE = "010_create_users.sql"
ROLLBACK = "DROP TABLE b;\n\nDROP TABLE a;"
TWO = "CREATE TABLE IF NOT EXISTS a ();{}\n{}\nCREATE TABLE IF NOT EXISTS b ();"
ALLOW = "-- lint: allow if-not-exists because they were made by hand"


def found(forward: str, *, above: str = "", foreign: Foreign | None = None) -> list[tuple[str, int]]:
    files = pair("010_create_users", forward, ROLLBACK)
    files[FILE] = files[FILE].replace("\nBEGIN;", f"{above}\nBEGIN;", 1)
    findings = judge(Project.of_texts(files, Surroundings()), foreign)
    return [(each.rule, each.line) for each in findings if each.file == FILE]


def test_in_the_header_it_is_for_the_whole_file() -> None:
    assert found(TWO.format("", ""), above=f"{ALLOW}\n") == []


def test_above_a_statement_it_is_for_that() -> None:
    assert found(TWO.format("", ALLOW)) == [("if-not-exists", 7)]


def test_behind_a_statement_it_is_for_that() -> None:
    assert found(TWO.format(f" {ALLOW}", "")) == [("if-not-exists", 9)]


def test_of_a_rule_of_squawk() -> None:
    forward = "-- lint: allow ban-drop-table because nobody reads it\nCREATE TABLE a (); CREATE TABLE b ();"
    there = Found(file=FILE, message="x", offset=found_offset(forward))
    assert found(forward, foreign=Foreign(found=(("ban-drop-table", there),))) == []
    assert found(forward, foreign=Foreign(found=())) == [("allow-unused", 7)]
    # Where squawk is not installed nobody knows.
    assert found(forward) == []


def found_offset(forward: str) -> int:
    return pair("010_create_users", forward, ROLLBACK)[FILE].index("CREATE TABLE a")


@pytest.mark.parametrize(
    ("comment", "rule"),
    [
        ("-- lint: allow if-not-exists", "allow-without-reason"),
        ("-- lint: allow if-not-exists because", "allow-without-reason"),
        ("-- lint: allow if-not-exists because   ", "allow-without-reason"),
        ("-- lint: ignore if-not-exists because x", "allow-without-reason"),
        ("-- lint:", "allow-without-reason"),
        ("-- lint: allow because", "allow-without-reason"),
        ("-- lint: allow because of the old server", "allow-without-reason"),
        ("-- lint: allow cascade because x", "allow-unused"),
        ("-- lint: allow if-not-exist because x", "allow-unused"),
    ],
)
def test_what_is_wrong_with_it(comment: str, rule: str) -> None:
    kept = {("if-not-exists", 7), ("if-not-exists", 9)}
    files = found(TWO.format("", comment))
    assert {(name, line) for name, line in files if name != rule} == kept
    if rule == "allow-unused":
        foreign = found(TWO.format("", comment), foreign=Foreign(found=()))
        assert [name for name, _ in foreign if name == rule] == [rule]


def test_the_nearest_rule_is_named() -> None:
    files = pair("010_create_users", f"-- lint: allow if-not-exist because x\n{TWO.format('', '')}", ROLLBACK)
    said = judge(Project.of_texts(files, Surroundings()), Foreign(found=()))
    assert ("there is no rule if-not-exist", "did you mean if-not-exists?") in {
        (each.message, each.hint) for each in said
    }


@pytest.mark.parametrize(
    ("rule", "message", "hint"),
    [
        ("nonsense-rule", "there is no rule nonsense-rule", "remove the comment"),
        ("ban-drop-tabl", "there is no rule ban-drop-tabl", "did you mean ban-drop-table?"),
        ("require-table-schema", "require-table-schema finds nothing here", "remove the comment"),
    ],
)
def test_whether_there_is_such_a_rule_is_said(rule: str, message: str, hint: str) -> None:
    files = pair("010_create_users", f"-- lint: allow {rule} because x\n{TWO.format('', '')}", ROLLBACK)
    said = judge(Project.of_texts(files, Surroundings()), Foreign(found=()))
    assert [(each.message, each.hint) for each in said if each.rule == "allow-unused"] == [(message, hint)]


def test_what_form_is_wanted_is_said() -> None:
    files = pair("010_create_users", "-- lint: allow because\nCREATE TABLE a (); CREATE TABLE b ();", ROLLBACK)
    (said,) = judge(Project.of_texts(files, Surroundings()))
    assert said.message == "this comment to the linter cannot be read"
    assert said.hint == "write -- lint: allow RULE because REASON"


def test_a_file_that_is_no_migration_may_say_why() -> None:
    files = {"seed.sql": "-- lint: allow file-name because tests load it by hand\nSELECT 1;\n"}
    assert judge(Project.of_texts(files, Surroundings())) == []


def test_what_looks_like_one_inside_a_string_is_none() -> None:
    forward = f"CREATE TABLE a (); CREATE TABLE b ();\n\nCOMMENT ON TABLE a IS '{ALLOW}';"
    assert found(forward) == []


def test_what_git_would_say_is_not_called_unused() -> None:
    assert found("CREATE TABLE a (); CREATE TABLE b ();", above="-- lint: allow comment-changed because typo\n") == []
