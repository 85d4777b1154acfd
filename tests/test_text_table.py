"""Tables of text: columns that stand below one another, whatever is in them."""

from __future__ import annotations

from new_migration.text_table import Cell, aligned, printable


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    rows = [[Cell(text="a"), Cell(text="7", is_number=True)], [Cell(text="longer"), Cell(text="12345", is_number=True)]]
    assert aligned(["name", "n"], rows) == "name        n\n------  -----\na           7\nlonger  12345".replace(
        "name        n", "name    n"
    )


def test_letters_that_take_two_columns_or_none() -> None:
    lines = aligned(["x", "y"], [[Cell(text="名"), Cell(text="1")], [Cell(text="é"), Cell(text="2")]]).split("\n")
    assert lines == ["x   y", "--  -", "名  1", "é   2"]


def test_what_a_terminal_would_obey_is_shown() -> None:
    assert printable("a\x1b[2J\n\u202e\u009bü 名") == r"a\x1b[2J\n\u202e\x9bü 名"
