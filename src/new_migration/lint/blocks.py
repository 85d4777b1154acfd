"""What DO blocks make: their bodies are text to the grammar, and read word by word."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from new_migration.errors import BadInput
from new_migration.lint.objects import Object
from new_migration.lint.script import ScriptFile
from new_migration.postgres.sql import Token, tokens

# What comes between CREATE and the noun, or the noun and the name, is left out.
_NOUNS = {("CREATE", "TABLE"): "table", ("CREATE", "INDEX"): "index", ("CREATE", "FUNCTION"): "function",
          ("CREATE", "TRIGGER"): "trigger", ("ADD_P", "CONSTRAINT"): "constraint"}  # fmt: skip
_BETWEEN = {"UNLOGGED", "TEMP", "TEMPORARY", "UNIQUE", "CONCURRENTLY", "IF_P", "NOT", "EXISTS", "OR", "REPLACE"}


def made_in_blocks(script: ScriptFile) -> Iterator[Object]:
    """What its DO blocks make: the names after CREATE TABLE, ADD CONSTRAINT and their like in the bodies."""
    for step in script.of("DoStmt"):
        if "CREATE" in step.body.upper() or "CONSTRAINT" in step.body.upper():
            yield from _made_in(step.body)


@lru_cache(maxsize=1024)
def _made_in(body: str) -> tuple[Object, ...]:
    try:
        found = [token for token in tokens(body, name="") if not token.is_comment and token.kind not in _BETWEEN]
    except BadInput:
        return ()
    made = []
    for before, noun, *rest in zip(*(found[index:] for index in range(6)), strict=False):
        kind = _NOUNS.get((before.kind, noun.kind))
        if kind:
            made.append(Object(kind=kind, name=tuple(_name_at(rest))))
    return tuple(made)


def _name_at(found: list[Token]) -> Iterator[str]:
    """The parts of the name that tokens begin with."""
    for index, token in enumerate(found):
        if index % 2 == 0 and token.is_name:
            yield _plain(token.text)
        elif index % 2 == 0 or token.text != ".":
            return


def _plain(text: str) -> str:
    return text[1:-1].replace('""', '"') if text.startswith('"') else text.lower()
