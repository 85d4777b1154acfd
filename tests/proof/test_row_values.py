"""Values by type, what constants suggest, and texts for patterns: no server needed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from new_migration.proof.constants import Constants
from new_migration.proof.patterns import like_texts, matching_texts
from new_migration.proof.row_values import Pools, scalar_values
from new_migration.proof.tables import Type

INT4 = Type(
    oid=23,
    name="int4",
    declared="integer",
    kind="b",
    category="N",
    of=0,
    modifier=-1,
    delimiter=",",
    not_null=False,
    labels=(),
    attributes=(),
    checks=(),
)
TEXT = replace(INT4, oid=25, name="text", declared="text", category="S")


def a_type(name: str, category: str = "U") -> Type:
    return replace(INT4, oid=1, name=name, declared=name, category=category)


def pools(*types: Type) -> Pools:
    return Pools({each.oid: each for each in types}, lambda _, values: values)


@pytest.mark.parametrize(
    ("name", "modifier", "expected"),
    [
        ("int4", -1, ["1", "2", "3"]),
        ("numeric", -1, ["1.50", "2.50", "3.50"]),
        ("numeric", (5 << 16) + 2 + 4, ["1.50", "2.50", "3.50"]),
        ("numeric", (2 << 16) + 2 + 4, ["0.01", "0.02", "0.03"]),
        ("numeric", (1 << 16) + 0 + 4, ["1", "2", "3"]),
        ("numeric", (3 << 16) + (-2 & 0x7FF) + 4, ["100", "200", "300"]),
        ("varchar", 4 + 50, ["20010101", "20010102", "20010103"]),
        ("varchar", 4 + 2, ["aa", "ab", "ac"]),
        ("bpchar", 4 + 1, ["a", "b", "c"]),
        ("bit", -1, ["1", "0"]),
        ("bit", 3, ["001", "010", "011", "000"]),
        ("bool", -1, ["true", "false"]),
        ("date", -1, ["2001-01-01", "2001-01-02", "2001-01-03"]),
    ],
)
def test_plain_values_fit_the_type(name: str, modifier: int, expected: list[str]) -> None:
    assert scalar_values(a_type(name), modifier, 3) == expected


def test_values_for_keys_are_unlike_those_that_people_write() -> None:
    assert scalar_values(a_type("int4"), -1, 2, is_key=True) == ["900001", "900002"]
    assert scalar_values(a_type("int2"), -1, 2, is_key=True) == ["29001", "29002"]


def test_a_type_nobody_knows_has_values_by_its_category() -> None:
    assert scalar_values(a_type("citext", "S"), -1, 2) == ["20010101", "20010102"]
    assert scalar_values(a_type("thing", "Z"), -1, 2) == []


def test_parts_of_rows_arrays_and_ranges_are_quoted() -> None:
    array = replace(TEXT, oid=1, name="_thing", category="A", of=2)
    thing = replace(TEXT, oid=2, name="thing", kind="e", labels=('a"b', "c\\d", ""))
    row = replace(TEXT, oid=3, kind="c", attributes=((2, -1), (25, -1)))
    given = pools(array, thing, row, TEXT)
    assert given.values(1, -1, 3) == [r'{"a\"b"}', r'{"c\\d"}', '{""}']
    assert given.values(3, -1, 1) == [r'("a\"b","20010101")', r'("c\\d","20010101")', '(,"20010101")']


def test_ranges_do_not_overlap() -> None:
    ranges = replace(INT4, oid=1, name="int4range", kind="r", of=23)
    assert pools(ranges, INT4).values(1, -1, 2) == ['["1","1"]', '["2","2"]']


def test_the_checks_of_a_domain_decide() -> None:
    domain = replace(INT4, oid=1, name="few", kind="d", of=23, checks=("CHECK ((VALUE > 5))",))
    given = Pools({1: domain, 23: INT4}, lambda _, values: [value for value in values if int(value) > 5])
    assert given.values(1, -1, 3)[:3] == ["6", "7", "8"]


def test_constants_are_read_from_what_the_server_prints() -> None:
    found = Constants.of("(price > '-5'::integer) AND (a < 2.5) AND (b > -3) AND (c ~ E'\\\\d''x'::text)")
    assert found.numbers == (-5.0, 2.5, -3.0)
    assert found.strings == ("-5", "\\d'x")


def test_what_cannot_be_read_suggests_nothing() -> None:
    assert Constants.of("'open") == Constants()


def test_constants_suggest_numbers_days_lengths_and_documents() -> None:
    found = Constants.of("a >= 10 AND b > '2020-02-29' AND c ? 'key'")
    assert {9.0, 10.0, 11.0, 20.0} <= set(found.nearby_numbers())
    assert {"2020-02-28", "2020-03-01"} <= {str(day) for day in found.nearby_days()}
    assert found.lengths == [9, 10, 11]
    assert any(text.startswith('{"2020-02-29": 1, "key": 1}') for text in found.documents())


@pytest.mark.parametrize(
    "pattern",
    [
        "^[A-Z]{2}$",
        r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$",
        r"^(\+\d{1,3})?[0-9 -]+$",
        "^(a|bc)+$",
        r"^\d{3}-\d{4}$",
        "^#[0-9a-fA-F]{6}$",
        "^[a-z0-9]+(?:-[a-z0-9]+)*$",
        r"^[\w.]+$",
        "^a?b*c+?$",
        "x|y",
        r"^\(\d+\)$",
        "^[]a]b[^]]$",
        "^[a-]+$",
        "^.{3}$",
        "",
    ],
)
def test_texts_match_the_pattern(pattern: str) -> None:
    found = matching_texts(pattern)
    assert found
    assert all(re.search(pattern, text) for text in found), found


def test_a_named_class_is_understood() -> None:
    assert all(text.isalpha() for text in matching_texts("^[[:alpha:]]+$"))


@pytest.mark.parametrize(
    "pattern",
    ["(?!x)a", "a{", "a{9999}", "[a", "(a", "a)", r"\1", "[[:none:]]", "[[:alpha", "(((a{999}){999}){999})", "*", "\\"],
)
def test_of_a_pattern_that_is_not_understood_nothing_is_made(pattern: str) -> None:
    assert matching_texts(pattern) == []


def test_texts_for_like() -> None:
    assert like_texts("%@%.com") == ["@.com", "x@x.com", "y1@y1.com"]
    assert like_texts(r"a\_b_") == ["a_ba", "a_bb", "a_b1"]
    assert like_texts("plain") == []
