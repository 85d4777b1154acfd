"""Adding to JSON files with comments: what is there stays, byte for byte, and what comes out can be read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from new_migration.errors import BadInput
from new_migration.project.jsonc import add, read

NEW = json.dumps({"version": "2.0.0", "tasks": [{"label": "a"}, {"label": "b"}], "inputs": [{"id": "x"}]})

THERE = """\
// mine
{
  "version": "2.0.0", /* , ] */
  "tasks": [
    {"label": "mine", "command": "echo // \\"no comment\\" ]"}, // last, really
    {"label": "a", "mine": true}  // ours, changed
    /* end */
  ],
  // after
}
"""


def test_what_is_there_stays() -> None:
    both = add(THERE, NEW, name="tasks.json")
    for line in THERE.splitlines():
        assert line.rstrip().rstrip("}]") in both or line.replace("}  //", "},  //") in both
    value = read(both, name="x").value
    assert [task["label"] for task in value["tasks"]] == ["mine", "a", "b"]
    assert value["tasks"][1] == {"label": "a", "mine": True}
    assert value["inputs"] == [{"id": "x"}]
    assert add(both, NEW, name="x") == both, "nothing is added twice"


@pytest.mark.parametrize(
    "there",
    ["{}", "{ }", '{"tasks": []}', '{"tasks": [],}', '{"tasks": [{"label": "z"},]}', '\ufeff{"tasks": [ // none\n]}',
     '{"inputs": [{"id": "y"}]}', '{\r\n\t"tasks": [1, "x", null]\r\n}\r\n', '{"tasks": [{"label": "z"} // z\n]}'],
)  # fmt: skip
def test_all_shapes(there: str) -> None:
    before = read(there, name="x").value
    both = read(add(there, NEW, name="x"), name="x").value
    assert both["tasks"] == [*before.get("tasks", []), {"label": "a"}, {"label": "b"}]
    assert both["inputs"] == [*before.get("inputs", []), {"id": "x"}]


def test_an_object_without_anything_gets_the_rest_too() -> None:
    assert json.loads(add("{}", NEW, name="x")) == json.loads(NEW)
    assert json.loads(add('{"version": "0.1.0"}', NEW, name="x"))["version"] == "0.1.0"


def test_a_list_at_the_top() -> None:
    assert json.loads(add('[{"label": "z"}]', '[{"label": "a"}]', name="x")) == [{"label": "z"}, {"label": "a"}]


def test_an_empty_file_becomes_ours() -> None:
    assert add(" \n", NEW, name="x") == NEW


@pytest.mark.parametrize(
    ("text", "place"),
    [("{", "x:1:1"), ('{"a": 1 "b": 2}', "x:1:9"), ("{'a': 1}", "x:1:2"), ("[1,,2]", "x:1:4"), ("nul", "x:1:1"),
     ('{"a"', "x"), ("/* open", "x:1:1"), ("{} {}", "x:1:4"), ("[" * 300, "x")],
)  # fmt: skip
def test_what_is_broken_is_refused_at_its_place(text: str, place: str) -> None:
    with pytest.raises(BadInput) as refused:
        add(text, NEW, name="x")
    assert str(refused.value).startswith(place)


@pytest.mark.parametrize("text", ["[]", '{"tasks": {}}', '{"tasks": 1}', "3"])
def test_another_shape_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        add(text, NEW, name="x")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES, st.sampled_from([None, 1, "\t"]))
@settings(derandomize=True, database=None)
def test_it_reads_as_json_does(value: object, indent: int | str | None) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    assert read(text, name="x").value == value
