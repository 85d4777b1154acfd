"""Spec files: TOML or JSON, from a file or standard input, with the place of what is wrong."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from new_migration.errors import BadInput
from new_migration.spec_file import read_spec


def spec(tmp_path: Path, data: str | bytes) -> str:
    path = tmp_path / "change.toml"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return str(path)


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ('table = "users"\nindex = true', {"table": "users", "index": True}),
        ('\ufefftable = "naïve"\r\n', {"table": "naïve"}),
        ('columns = [\n  """a\nint""",\r\n]', {"columns": ["a\nint"]}),
        ('  {"table": "users", "columns": ["a int"]}', {"table": "users", "columns": ["a int"]}),
        ("{}", {}),
        ("", {}),
    ],
)
def test_toml_and_json(tmp_path: Path, text: str, table: dict[str, object]) -> None:
    assert read_spec(spec(tmp_path, text)) == table


@pytest.mark.parametrize(
    ("data", "place", "what"),
    [
        ("table = \n", ":1:9", "this is not TOML: Invalid value"),
        ('a = 1\nb = "x', ":2:7", "this is not TOML"),
        ('a = 1\na = 2\n', ":2:6", "this is not TOML: Cannot overwrite a value"),
        ('{"a": 1,\n "b" 2}', ":2:6", "this is not JSON: Expecting ':' delimiter"),
        ('{"a": 1} x', ":1:10", "this is not JSON: Extra data"),
        ('{"a": 1, "a": 2}', "", "cannot be used: key a is given twice"),
        ('{"a": ' + "9" * 5000 + "}", "", "cannot be used: Exceeds the limit"),
        ("a = " + "9" * 5000, "", "this is not TOML: Exceeds the limit"),
        ('{"a": ' + "[" * 100_000, "", "nested too deeply"),
        ("a = " + "[" * 100_000, "", "nested too deeply"),
        (b'a = "\xff"', "", "is not UTF-8 (byte 6)"),
        (b" " * (10 * 1024 * 1024 + 1), "", "is larger than 10 MiB"),
    ],
)  # fmt: skip
def test_what_is_wrong(tmp_path: Path, data: str | bytes, place: str, what: str) -> None:
    path = spec(tmp_path, data)
    with pytest.raises(BadInput) as caught:
        read_spec(path)
    assert str(caught.value.where) == path + place
    assert caught.value.what.startswith(what)


def test_what_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(BadInput, match="cannot be read: ") as caught:
            read_spec(str(path))
        assert caught.value.hint == "--from takes a TOML or JSON file"


def test_standard_input_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("new_migration.spec_file._read_already", {})
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"kind": "sql"}')))
    assert read_spec("-") == {"kind": "sql"}
    assert read_spec("-") == {"kind": "sql"}


def test_standard_input_has_a_name_in_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("new_migration.spec_file._read_already", {})
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{")))
    with pytest.raises(BadInput) as caught:
        read_spec("-")
    assert str(caught.value.where) == "standard input:1:2"
