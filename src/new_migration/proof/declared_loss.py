"""The data that a rollback says it cannot bring back: comment lines ``-- Data lost: <what>``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from new_migration.errors import BadInput
from new_migration.history.layouts import Script
from new_migration.postgres.sql import quote_identifier, tokens

_LINE = re.compile(r"--\s*Data lost:\s*(\S.*?)\s*", re.IGNORECASE)


def declared_losses(rollback: Script) -> tuple[str, ...]:
    """What the comment lines of the script name; text in string constants and function bodies is no comment."""
    if "data lost" not in rollback.text.lower():
        return ()
    try:
        comments = [token for token in tokens(rollback.text, name=str(rollback.path)) if token.kind == "SQL_COMMENT"]
    except BadInput:  # the run will say it, with its place
        return ()
    found = (_LINE.fullmatch(token.text.rstrip()) for token in comments)
    return tuple(match[1] for match in found if match)


def names_one_of(declared: Iterable[str], tables: Iterable[str]) -> bool:
    """Whether one of the texts names one of the tables, by its bare name or in double quotes."""
    spellings = {spelling for table in tables for spelling in (table, quote_identifier(table))}
    return any(_occurs(spelling, text) for spelling in spellings for text in declared)


def _occurs(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
