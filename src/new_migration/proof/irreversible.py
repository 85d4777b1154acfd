"""A rollback that says it cannot be: recognised from its syntax, without running it."""

from __future__ import annotations

import re

from new_migration.errors import BadInput
from new_migration.history.layouts import Script
from new_migration.postgres.sql import Statement, split, tokens

_WORDS = "cannot be rolled back"
# BEGIN RAISE EXCEPTION '…' USING DETAIL = '…'; END
_BODY = ["BEGIN", "RAISE", "EXCEPTION", "", "USING", "DETAIL", "=", "", ";", "END"]
_FRAME = ("TransactionStmt", "VariableSetStmt")


def reason_against(rollback: Script) -> str:
    """The author's reason, where the rollback does nothing before it raises that (as ``sql --irreversible`` writes)."""
    if _WORDS not in rollback.text:
        return ""
    try:
        statements = split(rollback.text, name=str(rollback.path))
        first = next((each for each in statements if each.kind not in _FRAME), None)
        return _raised(first) if first and first.kind == "DoStmt" else ""
    except BadInput:  # the run will say it, with its place
        return ""


def _raised(block: Statement) -> str:
    """The DETAIL of a DO block that does nothing but raise the exception."""
    body = next(argument.def_elem.arg.string.sval for argument in block.node.args if argument.def_elem.defname == "as")
    words = [token for token in tokens(body, name="DO") if not token.is_comment]
    if words and words[-1].text == ";":
        words.pop()
    if len(words) != len(_BODY):
        return ""
    if any(expected and word.text.upper() != expected for word, expected in zip(words, _BODY, strict=True)):
        return ""
    message, detail = words[3].text, words[7].text
    return _literal(detail) if _WORDS in message else ""


def _literal(constant: str) -> str:
    """The text of a string constant, as ``quote_literal`` writes it."""
    match = re.fullmatch(r"(E?)'(.*)'", constant, re.DOTALL | re.IGNORECASE)
    if not match:
        return ""
    text = match[2].replace("''", "'")
    return text.replace("\\\\", "\\") if match[1] else text
