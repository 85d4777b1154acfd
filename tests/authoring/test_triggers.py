"""CREATE TRIGGER statements as values."""

from __future__ import annotations

import pytest

from new_migration.authoring.triggers import TriggerDefinition, trigger_definition
from new_migration.errors import BadInput


def read(text: str) -> TriggerDefinition:
    return trigger_definition(text, name="--definition")


def test_name_table_and_function_are_read() -> None:
    found = read('CREATE TRIGGER "My Trigger" BEFORE UPDATE ON app.users FOR EACH ROW EXECUTE FUNCTION app.touch()')
    assert (str(found.name), str(found.table), str(found.function)) == ('"My Trigger"', "app.users", "app.touch")
    assert not found.replaces


@pytest.mark.parametrize("words", ["CREATE TRIGGER", "CREATE CONSTRAINT TRIGGER", "CREATE OR REPLACE TRIGGER"])
def test_the_words_before_the_name_stay_on_its_line(words: str) -> None:
    found = read(f"{words} after AFTER UPDATE ON t FOR EACH ROW EXECUTE PROCEDURE f()")
    assert str(found).split("\n")[:2] == [f"{words} after", "  AFTER UPDATE ON t"]
    assert found.replaces is ("REPLACE" in words)


@pytest.mark.parametrize("text", ["SELECT 1", "CREATE TRIGGER t", ""])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read(text)
