"""Whole statements of the user's, laid out as in all our files: one clause a line, keywords in upper case.

What stands on several lines, or has a comment in it, has its layout already and stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from new_migration.authoring.spelling import DOT, spell, step
from new_migration.postgres import sql
from new_migration.postgres.sql import Token


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """The words of a sort of statement that begin a line, and those that are written in upper case all the same."""

    breaks: str
    words: str = ""
    indent: str = ""
    never_after: str = ""  # a word behind one of these begins no clause, as FROM in DISTINCT FROM


QUERY = Layout(
    breaks="WITH SELECT FROM WHERE GROUP HAVING WINDOW ORDER LIMIT OFFSET FETCH UNION INTERSECT EXCEPT",
    words="JOIN INNER LEFT RIGHT FULL OUTER CROSS NATURAL RECURSIVE FIRST LAST NULLS VALUES",
    never_after="DISTINCT WITHIN",
)
ROUTINE = Layout(
    breaks="LANGUAGE AS RETURN BEGIN",
    words=(
        "REPLACE FUNCTION PROCEDURE RETURNS SETOF LANGUAGE TRANSFORM IMMUTABLE STABLE VOLATILE LEAKPROOF CALLED INPUT "
        "STRICT EXTERNAL SECURITY INVOKER DEFINER PARALLEL COST ROWS SUPPORT SET RETURN BEGIN ATOMIC"
    ),
    indent="  ",
    never_after="SET",
)
TRIGGER = Layout(
    breaks="BEFORE AFTER INSTEAD FROM DEFERRABLE NOT REFERENCING FOR WHEN EXECUTE",
    words=(
        "REPLACE TRIGGER BEFORE AFTER INSTEAD OF INSERT UPDATE DELETE TRUNCATE REFERENCING NEW OLD DEFERRABLE DEFERRED "
        "IMMEDIATE EACH ROW STATEMENT EXECUTE FUNCTION PROCEDURE"
    ),
    indent="  ",
    never_after="NOT",
)


def laid_out(text: str, layout: Layout, *, name: str, head: int = 0) -> str:
    """The statement ``text``; its first ``head`` tokens stand on one line, and the last of them is a name."""
    tokens = sql.tokens(text, name=name)
    if "\n" in text or any(token.is_comment for token in tokens):
        return text
    named = {tokens[head - 1].text.upper()} if head else set()
    lines = [spell(run, words=_words(run, layout) - named) for run in _runs(tokens, layout, head)]
    return f"\n{layout.indent}".join(lines)


def _runs(tokens: Sequence[Token], layout: Layout, head: int) -> Iterator[Sequence[Token]]:
    start = depth = 0
    for position, (before, token) in enumerate(pairwise(tokens), start=1):
        depth += step(before)
        if position >= head and not depth and _begins(before, token, layout):
            yield tokens[start:position]
            start = position
    yield tokens[start:]


def _begins(before: Token, token: Token, layout: Layout) -> bool:
    is_word = bool(token.keyword) and token.text.upper() in layout.breaks.split()
    return is_word and before.kind != DOT and before.text.upper() not in layout.never_after.split()


def _words(run: Sequence[Token], layout: Layout) -> set[str]:
    """The layout's words, without those that stand for a name in this run: a function's name, a qualified one."""
    names = {first.text.upper() for first, second in pairwise(run) if second.text in {"(", "."}}
    return {*layout.words.split()} - names
