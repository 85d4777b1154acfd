"""What can be told of an SQL text without a grammar: whether it does anything, and how it stands to transactions.

Comments and all that is quoted (strings, identifiers, dollar-quoted bodies) are taken out first, as in PostgreSQL 18,
4.1: the BEGIN of a PL/pgSQL body is not seen. Then a statement is known by the words it begins with. A text which no
server would take may be judged wrongly; nothing else depends on it.
"""

from __future__ import annotations

import re

# Each begins with a character of its own, so that a search skips what is between at the speed of C.
_QUOTED = re.compile(
    r"""--[^\n]*
      | (?P<comment>/\*)
      | '(?:(?<=(?<![\w$])[eE]')[^'\\]*(?:\\.[^'\\]*)*|[^']*)(?:'|\Z)
      | "[^"]*(?:"|\Z)
      | \$(?<![\w$]\$)(?P<tag>(?:[^\W\d]\w*)?\$).*?(?:\$(?P=tag)|\Z)""",
    re.DOTALL | re.VERBOSE,
)
_NOTHING = re.compile(r"(?:\s+|;|--[^\n]*)*")
_COMMENT_EDGE = re.compile(r"/\*|\*/")

# Sought first, since most texts have none of these words.
_CONTROL_WORDS = ("begin", "start", "commit")
_LONE_WORDS = ("concurrently", "vacuum", "reindex", "database", "tablespace", "subscription", "system", "cluster")

# BEGIN ATOMIC is the body of a function in standard SQL.
_CONTROL = re.compile(
    r"(?:\A|;)\s*(?:BEGIN\b(?!\s+ATOMIC\b)|START\s+TRANSACTION\b|COMMIT\b)",
    re.IGNORECASE,
)

# Those of which PostgreSQL 18, SQL commands, says "cannot be executed inside a transaction block".
_LONE = re.compile(
    r"""(?:\A|;)\s*(?:
        (?:CREATE\s+(?:UNIQUE\s+)?|DROP\s+)INDEX\s+CONCURRENTLY\b
      | REINDEX\b[^;]*\bCONCURRENTLY\b
      | REINDEX\s+(?:\([^;)]*\)\s*)?(?:SCHEMA|DATABASE|SYSTEM)\b
      | VACUUM\b
      | (?:CREATE|DROP)\s+(?:DATABASE|TABLESPACE|SUBSCRIPTION)\b
      | ALTER\s+SYSTEM\b
      | ALTER\s+DATABASE\b[^;]*\bSET\s+TABLESPACE\b
      | ALTER\s+TABLE\b[^;]*\bDETACH\s+PARTITION\b[^;]*\bCONCURRENTLY\b
      | CLUSTER\s*(?:;|\Z)
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def is_empty(text: str) -> bool:
    """Whether a text holds nothing but comments, white space and semicolons."""
    position = _end_of_nothing(text, 0)
    while text.startswith("/*", position):
        position = _end_of_nothing(text, _end_of_comment(text, position))
    return position == len(text)


def controls_transactions(text: str) -> bool:
    """Whether a statement of the text is BEGIN, START TRANSACTION or COMMIT."""
    return _has_any(text, _CONTROL_WORDS) and _CONTROL.search(_unquoted(text)) is not None


def has_lone_statement(text: str) -> bool:
    """Whether a statement of the text cannot run inside a transaction, as CREATE INDEX CONCURRENTLY."""
    return _has_any(text, _LONE_WORDS) and _LONE.search(_unquoted(text)) is not None


def _has_any(text: str, words: tuple[str, ...]) -> bool:
    lower = text.lower()
    return any(word in lower for word in words)


def _unquoted(text: str) -> str:
    """The text without its comments, and with ``''`` for each thing that is quoted."""
    parts: list[str] = []
    position = 0
    while match := _QUOTED.search(text, position):
        is_comment = match["comment"] or match[0].startswith("--")
        parts += text[position : match.start()], " " if is_comment else "''"
        position = _end_of_comment(text, match.start()) if match["comment"] else match.end()
    return "".join((*parts, text[position:]))


def _end_of_comment(text: str, start: int) -> int:
    """Where the comment ends that begins at ``start``; comments nest."""
    depth = 0
    for edge in _COMMENT_EDGE.finditer(text, start):
        depth += 1 if edge[0] == "/*" else -1
        if depth == 0:
            return edge.end()
    return len(text)


def _end_of_nothing(text: str, start: int) -> int:
    match = _NOTHING.match(text, start)
    return match.end() if match else start
