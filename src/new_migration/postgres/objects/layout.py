"""SQL that the server has printed on one line, one clause a line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from new_migration.postgres.sql import quote_literal, tokens


def on_lines(sql: str, *keywords: str) -> str:
    """``sql`` with a line break and an indent before each of ``keywords`` that stands outside parentheses."""
    depth, start, parts = 0, 0, []
    for token in tokens(sql, name="definition"):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token.text, 0)
        if depth == 0 and token.keyword and token.text in keywords:
            parts.append(sql[start : token.start].rstrip())
            start = token.start
    return "\n  ".join([*parts, sql[start:]])


def options(found: Sequence[str], prefix: str = "") -> str:
    """Storage parameters as in WITH and SET: ``fillfactor = 70``."""
    pairs = (each.partition("=") for each in sorted(found))
    return ", ".join(f"{prefix}{name} = {_value(value)}" for name, _, value in pairs)


def _value(text: str) -> str:
    return text if re.fullmatch(r"-?[0-9.]+|[a-z_]+", text) else quote_literal(text)


def foreign_options(found: Sequence[str]) -> str:
    """Options of foreign data: ``key 'value'``."""
    from new_migration.postgres.sql import quote_identifier

    pairs = (each.partition("=") for each in found)
    return ", ".join(f"{quote_identifier(name)} {quote_literal(value)}" for name, _, value in pairs)
