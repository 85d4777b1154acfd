"""The migrations 010 to 014 of the founding text come out: same statements, same order, same shape.

What is left out of the comparison is what the design overrules (section 9): IF EXISTS and CASCADE in rollbacks, ON
CONFLICT on the tracking row, uuid_generate_v4(), and names for the constraints that have none. The lock timeout comes
on top, and so does a rollback where the text has none. Two UPDATEs of 014, for the two halves of the rows, are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from new_migration.authoring.kinds import chain, kinds
from new_migration.authoring.render import Templates
from new_migration.history.migration import Role
from new_migration.postgres import sql
from new_migration.proof.examples import examples

FOLDERS = chain()
TEMPLATES = Templates(FOLDERS)
FOUNDING = (Path(__file__).parent / "founding.sql").read_text(encoding="utf-8")
_SCRIPT = re.compile(r"^-- ((?:Migration|Rollback) \d+)[^\n]*\n(.*?)(?=^-- (?:Migration|Rollback) \d|\Z)", re.M | re.S)
_TWO_UPDATES = """UPDATE users SET email_verified = true WHERE created_at < '2026-01-01';
UPDATE users SET email_verified = false WHERE created_at >= '2026-01-01';
"""
_ONE_UPDATE = "UPDATE users SET email_verified = created_at < '2026-01-01';\n"
SCRIPTS = dict(_SCRIPT.findall(FOUNDING.replace(_TWO_UPDATES, _ONE_UPDATE)))
WORDS: tuple[tuple[str, Role], ...] = (("Migration", "forward"), ("Rollback", "rollback"))
OURS = {
    f"{word} {each.migration.digits}": each.texts[role]
    for kind in kinds(FOLDERS)
    for example in examples(kind, FOLDERS)
    if example.folder.name.startswith("founding-")
    for each in example.created(TEMPLATES)
    for word, role in WORDS
}


def test_all_are_there() -> None:
    assert _TWO_UPDATES in FOUNDING
    expected = {f"{role} {number}" for role in ("Migration", "Rollback") for number in ("010", "011", "012", "013")}
    expected |= {"Migration 014"}
    assert set(SCRIPTS) == expected
    assert set(OURS) >= expected


@pytest.mark.parametrize("script", sorted(SCRIPTS))
def test_same_statements_in_the_same_order(script: str) -> None:
    founding = [_shape(statement) for statement in sql.split(SCRIPTS[script], name=script)]
    ours = [_shape(s) for s in sql.split(OURS[script], name=script) if s.text != "SET LOCAL lock_timeout = '2s'"]
    assert ours == founding


@pytest.mark.parametrize("script", sorted(SCRIPTS))
def test_same_shape(script: str) -> None:
    text = OURS[script]
    assert text.startswith(f"-- {script}: ")
    assert "\nBEGIN;\n" in text and "\n-- Migration tracking\n" in text and text.endswith("\nCOMMIT;\n")


_IGNORED = {"location", "stmt_len", "stmt_location", "conname", "missing_ok", "behavior", "on_conflict_clause",
            "initially_valid", "is_enforced"}  # fmt: skip


def _shape(statement: sql.Statement) -> Any:
    return (statement.kind, tuple(_plain(statement.node)))


def _plain(message: Any) -> Iterator[Any]:
    """A syntax tree as nested tuples, without places, and without what the design does otherwise."""
    for field, value in message.ListFields():
        if field.name in _IGNORED:
            continue
        repeated = not hasattr(value, "ListFields") and not isinstance(value, str | int | bool | float | bytes)
        items = [_value(item) for item in (value if repeated else [value])]
        # The order of the parts of one column does not matter: PRIMARY KEY DEFAULT x, DEFAULT x PRIMARY KEY.
        yield (field.name, tuple(sorted(items, key=repr) if field.name == "constraints" else items))


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return "gen_random_uuid" if value == "uuid_generate_v4" else value
    return tuple(_plain(value)) if hasattr(value, "ListFields") else value
