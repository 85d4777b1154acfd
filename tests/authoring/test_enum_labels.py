"""Labels of an enum, bare and as SQL constants."""

from __future__ import annotations

import pytest

from new_migration.authoring.fields import parse
from new_migration.authoring.kinds import Field
from new_migration.authoring.values import Literal
from new_migration.errors import BadInput

ONE = Field(name="label", type="enum_label", help="")
MANY = Field(name="labels", type="enum_label", help="", each=True)


@pytest.mark.parametrize(
    ("texts", "labels"),
    [
        (["sad,so so , happy"], ["sad", "so so", "happy"]),
        (["sad", "so so"], ["sad", "so so"]),
        (["'a, b', ' c '", "it's"], ["a, b", " c ", "it's"]),
        (["'it''s', e'x\\\\y'"], ["it's", "x\\y"]),
    ],
)
def test_several_labels(texts: list[str], labels: list[str]) -> None:
    assert parse(MANY, texts) == tuple(Literal(raw=label) for label in labels)


@pytest.mark.parametrize(("text", "label"), [(" so so ", "so so"), ("a, b", "a, b"), ("'a'", "a"), ("'  '' '", "  ' ")])
def test_one_label(text: str, label: str) -> None:
    assert parse(ONE, [text]) == Literal(raw=label)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,,b", "empty"),
        ("'a' 'b'", "with commas between"),
        ("'a', b", "with commas between"),
        ("'a", "unterminated"),
        ("x" * 64, "a label of 64 bytes"),
        ("'a\nb'", "a line break"),
    ],
)
def test_what_is_no_label(text: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        parse(MANY, [text])


def test_one_label_is_one() -> None:
    with pytest.raises(BadInput, match="one label"):
        parse(ONE, ["'a', 'b'"])
