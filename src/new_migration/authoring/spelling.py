"""The user's SQL, checked to be one closed piece and spelled as in all our files: one line, keywords in upper case."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate, pairwise

from new_migration.authoring.characters import refuse_hidden
from new_migration.errors import BadInput, Place
from new_migration.postgres import sql
from new_migration.postgres.sql import Token

_OPEN, _CLOSE = {"ASCII_40": "ASCII_41", "ASCII_91": "ASCII_93"}, {"ASCII_41", "ASCII_93"}
_SEMICOLON, COMMA, DOT = "ASCII_59", "ASCII_44", "ASCII_46"

# Keywords that PostgreSQL does not reserve, in upper case all the same where they stand in an expression.
_EXPRESSION_WORDS = {"IS", "LIKE", "ILIKE", "SIMILAR", "BETWEEN", "COLLATE", "ISNULL", "NOTNULL", "OVERLAPS", "EXISTS",
                     "AT", "OVER", "PARTITION", "BY", "WITHIN", "FILTER", "ESCAPE"}  # fmt: skip
_LOWER_CASE = {"TRUE_P", "FALSE_P"}


def closed_tokens(text: str, *, name: str) -> tuple[Token, ...]:
    """The tokens of a piece of SQL that can stand inside a larger statement and cannot break out of it.

    Raises BadInput where it is empty, holds a comment, a semicolon, a parameter or a name that the server would cut, or
    closes a bracket that it did not open.
    """
    tokens = sql.tokens(text, name=name)
    refuse_hidden(text, name=name)
    if not tokens:
        raise BadInput("empty", where=name)
    pending: list[str] = []
    for token in tokens:
        _refuse_what_breaks_out(token, pending, text, name)
        if token.kind in _OPEN:
            pending.append(_OPEN[token.kind])
        elif token.kind in _CLOSE:
            pending.pop()
    if pending:
        raise BadInput("a bracket is not closed", where=Place.at_offset(name, text, len(text)))
    return tokens


def _refuse_what_breaks_out(token: Token, pending: Sequence[str], text: str, name: str) -> None:
    what = hint = ""
    if token.is_comment:
        what = "a comment is not allowed here"
    elif token.kind == _SEMICOLON:
        what = "a semicolon is not allowed here: one piece of a statement is wanted"
    elif token.kind == "PARAM":
        what = f"the parameter {token.text} would have no value"
    elif token.kind == "IDENT" and len(name_of(token).encode()) > sql.LONGEST_NAME:
        what = f"a name of {len(name_of(token).encode())} bytes: PostgreSQL cuts names at {sql.LONGEST_NAME}"
        hint = "choose a shorter name"
    elif token.kind in _CLOSE and (not pending or pending[-1] != token.kind):
        what = f"syntax error at or near {token.text!r}: no bracket is open"
    if what:
        raise BadInput(what, where=Place.at_offset(name, text, token.start), hint=hint)


def split_at_commas(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The runs of tokens between the commas that stand outside brackets."""
    depth, start = 0, 0
    for position, token in enumerate(tokens):
        depth += step(token)
        if token.kind == COMMA and not depth:
            yield tokens[start:position]
            start = position + 1
    yield tokens[start:]


def spell(tokens: Sequence[Token], *, keywords_to_depth: int = 0, words: Collection[str] = ()) -> str:
    """The tokens on one line, with keywords in upper case.

    In an expression these are the words that cannot be names. In a definition (a constraint, an index) they are all the
    keywords inside fewer than ``keywords_to_depth`` brackets. Further ``words`` are those of a whole statement.
    """
    depths = accumulate((step(token) for token in tokens), initial=0)
    return "".join(
        _gap(tokens, i) + _cased(tokens, i, inside=depth >= keywords_to_depth, words=words)
        for i, depth in zip(range(len(tokens)), depths, strict=False)
    )


def spell_type(tokens: Sequence[Token]) -> str:
    """A data type in lower case, without blanks inside its brackets: ``varchar(255)``, ``numeric(10,2)``."""
    words = [_ascii_lower(token.text) if token.is_name and token.text[0] != '"' else token.text for token in tokens]
    return "".join((" " if _type_gap(tokens, i) else "") + word for i, word in enumerate(words))


def _type_gap(tokens: Sequence[Token], position: int) -> bool:
    after = position > 0 and (tokens[position - 1].is_name or tokens[position - 1].kind in _CLOSE)
    return after and tokens[position].is_name


def _gap(tokens: Sequence[Token], position: int) -> str:
    return " " if position and tokens[position].start > tokens[position - 1].end else ""


def _cased(tokens: Sequence[Token], position: int, *, inside: bool, words: Collection[str]) -> str:
    token = tokens[position]
    after_dot = position > 0 and tokens[position - 1].kind == DOT
    if not token.keyword or after_dot:
        return token.text
    if token.kind in _LOWER_CASE:
        return token.text.lower()
    is_word = token.keyword == "reserved" or token.text.upper() in {*_EXPRESSION_WORDS, *words} or not inside
    return token.text.upper() if is_word or _is_of_time_zone(tokens, position) else token.text


def _is_of_time_zone(tokens: Sequence[Token], position: int) -> bool:
    """Whether the word is one of TIME ZONE, which can be names when they stand alone."""
    pairs = pairwise(tokens[max(0, position - 1) : position + 2])
    return any(first.kind == "TIME" and second.kind == "ZONE" for first, second in pairs)


def step(token: Token) -> int:
    """By how many brackets the depth changes at this token."""
    return (token.kind in _OPEN) - (token.kind in _CLOSE)


def _ascii_lower(text: str) -> str:
    """PostgreSQL folds only the ASCII letters of a UTF-8 database (downcase_identifier in scansup.c)."""
    return "".join(c.lower() if c.isascii() else c for c in text)


def name_of(token: Token) -> str:
    """The name that a token stands for: folded to lower case, or as it is between double quotes."""
    if token.text.startswith('"'):
        return token.text[1:-1].replace('""', '"')
    return _ascii_lower(token.text)
