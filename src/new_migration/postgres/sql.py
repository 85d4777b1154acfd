"""PostgreSQL's own grammar (libpg_query of PostgreSQL 18): parse, count, split, quote, locate.

The only importer of the parser. It is imported inside the functions, because that takes 0.1 s.
Offsets are 0-based and count characters; the parser's own count bytes.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any, TypeVar

from new_migration.errors import BadInput, Place

T = TypeVar("T")

# A name of more bytes is cut by the server without a word (NAMEDATALEN - 1; PostgreSQL 18, 4.1.1).
LONGEST_NAME = 63

_DEEP_TEXT = 20_000
_DEEP_STACK = 512 * 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """A lexical token: its kind in PostgreSQL's scanner (``IDENT``, ``SELECT``, ``ASCII_44``), its text and place."""

    kind: str
    text: str
    start: int
    end: int
    keyword: str  # "", "unreserved", "col_name", "type_func_name" or "reserved"

    @property
    def is_comment(self) -> bool:
        return self.kind in {"SQL_COMMENT", "C_COMMENT"}

    @property
    def is_name(self) -> bool:
        """Whether it can stand for a name: an identifier, or any keyword (which is then quoted)."""
        return self.kind == "IDENT" or bool(self.keyword)


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """One statement of a text: without its semicolon and the comments around it, with the place where it starts."""

    text: str
    offset: int
    node: Any  # the message of libpg_query, as IndexStmt

    @property
    def kind(self) -> str:
        """The name of the syntax tree's node, as ``IndexStmt`` or ``TransactionStmt``."""
        return str(self.node.DESCRIPTOR.name)

    @property
    def control(self) -> str:
        """What it does to the transaction (``BEGIN``, ``START``, ``COMMIT``, ``ROLLBACK_TO``, …), or ""."""
        if self.kind != "TransactionStmt":
            return ""
        kinds = self.node.DESCRIPTOR.fields_by_name["kind"].enum_type.values_by_number
        return str(kinds[self.node.kind].name).removeprefix("TRANS_STMT_")


def parse(text: str, *, name: str) -> Any:
    """The syntax tree of ``text`` (libpg_query's ParseResult).

    ``name`` says where the text comes from. Raises BadInput with the place of a syntax error.
    """
    return parse_within("", text, "", name=name)


def parse_within(prefix: str, text: str, suffix: str, *, name: str) -> Any:
    """The syntax tree of ``prefix + text + suffix``; an error's place is counted in ``text``."""
    _refuse_control_characters(text, name)
    whole = prefix + text + suffix
    return _located(lambda: _with_deep_stack(_parser().parse, whole), text, len(prefix), name)


def tokens(text: str, *, name: str) -> tuple[Token, ...]:
    """All tokens of ``text``, comments included. Raises BadInput, as for a string that does not end."""
    scanned, character = _scanned(text, name), _characters(text)
    return tuple(_token(raw, text, character) for raw in scanned)


def string_constants(text: str, *, name: str) -> list[str]:
    """The string constants of ``text`` as they stand there, in their quotes. Raises BadInput, as ``tokens`` does."""
    scanned, character = _scanned(text, name), _characters(text)
    kind = _parser().pg_query_pb2.SCONST
    return [text[character(raw.start) : character(raw.end)] for raw in scanned if raw.token == kind]


def split(text: str, *, name: str) -> tuple[Statement, ...]:
    """The statements of a script in their order. Raises BadInput at a syntax error or a psql command."""
    return tuple(_statements(parse(text, name=name), text, _scanned(text, name)))


def nodes(tree: Any) -> Iterator[Any]:
    """A node of a syntax tree and all below it, from left to right; with a stack of its own: trees can be very deep."""
    pending = [tree]
    while pending:
        node = pending.pop()
        yield node
        below: list[Any] = []
        for field, value in node.ListFields():
            if field.type == field.TYPE_MESSAGE:
                below.extend([value] if hasattr(value, "ListFields") else value)
        pending.extend(reversed(below))


def quote_identifier(name: str) -> str:
    """``name`` as an identifier: in double quotes where PostgreSQL's ``quote_ident`` would set them, else bare."""
    if _is_plain(name):
        return name
    return '"' + name.replace('"', '""') + '"'


def quote_literal(text: str) -> str:
    """``text`` as a string constant that means the same with standard_conforming_strings on or off."""
    quoted = "'" + text.replace("'", "''") + "'"
    return "E" + quoted.replace("\\", "\\\\") if "\\" in text else quoted


def dollar_quote(body: str) -> str:
    """``body`` as a dollar-quoted constant, with a tag that does not occur in it."""
    tag, number = "$$", 0
    while tag in body + tag[:-1]:  # also where the end of the body and the tag would make one
        number += 1
        tag = f"$migration{number if number > 1 else ''}$"
    return f"{tag}{body}{tag}"


def load_parser() -> None:
    """Import the parser, which the first call of the others here would do."""
    _parser().parse("SELECT 1")


@cache
def _parser() -> Any:
    import postgast
    from google.protobuf.internal import api_implementation

    # Protobuf refuses messages nested more than 100 deep: an expression of 60 terms.
    if api_implementation.Type() == "upb":
        from google._upb import _message

        _message.SetAllowOversizeProtos(True)
    return postgast


def _with_deep_stack(function: Callable[[str], T], text: str) -> T:
    """Call it on a big stack where the text is long: libpg_query walks its tree recursively and could crash."""
    if len(text) < _DEEP_TEXT:
        return function(text)
    results: list[T] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            results.append(function(text))
        except BaseException as error:
            errors.append(error)

    before = threading.stack_size(_DEEP_STACK)
    try:
        thread = threading.Thread(target=work)
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    if errors:
        raise errors[0]
    return results[0]


def _located(action: Callable[[], T], text: str, shift: int, name: str) -> T:
    """Run a call of the parser; turn its error into a BadInput with the place in the user's text."""
    from google.protobuf.message import DecodeError

    try:
        return action()
    except _parser().PgQueryError as error:
        offset = min(max(error.cursorpos - 1 - shift, 0), len(text))
        what, hint = _explain(error.message, text, offset)
        raise BadInput(what, where=Place.at_offset(name, text, offset), hint=hint) from None
    except DecodeError:
        raise BadInput("nested too deeply to be read", where=name) from None


def _explain(message: str, text: str, offset: int) -> tuple[str, str]:
    if text[offset : offset + 1] == "\\":
        return "a psql command (\\…) is not SQL", "write it as SQL: these files also run without psql"
    at_end = not text[offset:].strip()
    return ("syntax error at end of input" if at_end and message.startswith("syntax error") else message), ""


_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def _refuse_control_characters(text: str, name: str) -> None:
    """Raise BadInput for characters that PostgreSQL cannot store or that hide what a reader sees."""
    match = _REFUSED.search(text)
    if match is None:
        return
    if match[0] >= "\ud800":
        raise BadInput(f"not valid UTF-8 (character {match.start() + 1})", where=name)
    what = f"control character U+{ord(match[0]):04X} is not allowed"
    raise BadInput(what, where=Place.at_offset(name, text, match.start()))


def _characters(text: str) -> Callable[[int], int]:
    """A function from the parser's byte offsets to character offsets."""
    if text.isascii():
        return lambda offset: offset
    starts = list(accumulate((len(character.encode()) for character in text), initial=0))
    return lambda offset: bisect_right(starts, offset) - 1


def character_offset(text: str, byte_offset: int) -> int:
    """The character offset of a byte offset, as syntax trees have them, in ``text``."""
    return _characters(text)(byte_offset)


_KEYWORDS = ("", "unreserved", "col_name", "type_func_name", "reserved")


@cache
def _token_kinds() -> dict[int, str]:
    return {number: name for name, number in _parser().pg_query_pb2.Token.items()}


def _scanned(text: str, name: str) -> Sequence[Any]:
    """All tokens as the parser has them, with their places in bytes."""
    _refuse_control_characters(text, name)
    scanned: Sequence[Any] = _located(lambda: _parser().scan(text), text, 0, name).tokens
    return scanned


def _token(raw: Any, text: str, character: Callable[[int], int]) -> Token:
    start, end = character(raw.start), character(raw.end)
    # Characters that mean nothing in SQL, as {, have no name in the parser's list.
    kind = _token_kinds().get(raw.token) or f"ASCII_{raw.token}"
    return Token(kind=kind, text=text[start:end], start=start, end=end, keyword=_KEYWORDS[raw.keyword_kind])


def _statements(tree: Any, text: str, scanned: Sequence[Any]) -> Iterator[Statement]:
    character, between = _characters(text), _between_statements()
    # In bytes: no Token is made of what may be thousands.
    code = [(raw.start, raw.end) for raw in scanned if raw.token not in between]
    for raw in tree.stmts:
        first = bisect_left(code, (raw.stmt_location, 0))
        after = bisect_left(code, (raw.stmt_location + raw.stmt_len, 0)) if raw.stmt_len else len(code)
        start, end = character(code[first][0]), character(code[after - 1][1])
        node = getattr(raw.stmt, raw.stmt.WhichOneof("node"))
        yield Statement(text=text[start:end], offset=start, node=node)


@cache
def _between_statements() -> frozenset[int]:
    """The kinds of tokens that are part of no statement at its beginning or end."""
    return frozenset(number for number, kind in _token_kinds().items() if kind in _BETWEEN)


_BETWEEN = {"SQL_COMMENT", "C_COMMENT", "ASCII_59"}


@cache
def _is_plain(name: str) -> bool:
    """PostgreSQL's rule (quote_identifier in ruleutils.c): a safe spelling, and no keyword but an unreserved one."""
    letters = name.replace("_", "a")
    if not (letters.isascii() and letters.isalnum() and letters == letters.lower() and not letters[0].isdigit()):
        return False
    (token,) = _parser().scan(name).tokens
    return _KEYWORDS[token.keyword_kind] in {"", "unreserved"}
