"""A rollback that says it cannot be: recognised from its syntax, without running it."""

from __future__ import annotations

import re

from new_migration.errors import BadInput
from new_migration.history.layouts import Script
from new_migration.postgres.sql import Statement, split, tokens

# BEGIN RAISE EXCEPTION '…' USING DETAIL = '…'; END, or without the detail; EXCEPTION goes without saying.
_RAISE = re.compile(r"BEGIN RAISE (?:EXCEPTION )?SCONST (?:USING DETAIL = SCONST )?; END")
_FRAME = ("TransactionStmt", "VariableSetStmt")


def reason_against(rollback: Script) -> str:
    """The author's reason, where the rollback does nothing before it raises that (as ``sql --irreversible`` writes)."""
    if "raise" not in rollback.text.lower():
        return ""
    try:
        statements = split(rollback.text, name=str(rollback.path))
        first = next((each for each in statements if each.kind not in _FRAME), None)
        return _raised(first) if first and first.kind == "DoStmt" else ""
    except BadInput:  # the run will say it, with its place
        return ""


def _raised(block: Statement) -> str:
    """The DETAIL, or else the message, of a DO block that does nothing but raise the exception."""
    body = next(argument.def_elem.arg.string.sval for argument in block.node.args if argument.def_elem.defname == "as")
    words = [token for token in tokens(body, name="DO") if not token.is_comment]
    if words and words[-1].text == ";":
        words.pop()
    shape = " ".join("SCONST" if word.kind == "SCONST" else word.text.upper() for word in words)
    if not _RAISE.fullmatch(shape):
        return ""
    return _literal([word.text for word in words if word.kind == "SCONST"][-1])


def _literal(constant: str) -> str:
    """The text of a string constant, as ``quote_literal`` writes it."""
    match = re.fullmatch(r"(E?)'(.*)'", constant, re.DOTALL | re.IGNORECASE)
    if not match:
        return ""
    text = match[2].replace("''", "'")
    return text.replace("\\\\", "\\") if match[1] else text
