"""Names, expressions and statements as the user writes them, parsed with PostgreSQL's grammar into values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from new_migration.authoring.characters import refuse_hidden
from new_migration.authoring.spelling import DOT, closed_tokens, name_of, spell, split_at_commas
from new_migration.authoring.type_names import printed_type
from new_migration.authoring.values import (
    Assignment,
    Clause,
    ColumnComment,
    ColumnPath,
    Expression,
    Identifier,
    Literal,
    Routine,
    Statements,
    Table,
    join,
)
from new_migration.errors import BadInput, Place
from new_migration.postgres import sql
from new_migration.postgres.sql import Token

_EQUALS = "ASCII_61"


def identifier(text: str, *, name: str) -> Identifier:
    """One name, as in SQL: folded to lower case unless it stands in double quotes; reserved words may be used."""
    path = _path(text, name)
    if len(path) != 1:
        raise BadInput("one name is wanted", where=start_of(name, text), hint=_quoting_hint(text))
    return path[0]


def table(text: str, *, name: str, what: str = "a table") -> Table:
    """The name of a table, perhaps with its schema: ``users``, ``app.users``, ``"My Table"``.

    ``what`` it is says the message where it is no such name.
    """
    path = _path(text, name)
    if len(path) > 2:
        raise BadInput(f"{what} is wanted: name or schema.name", where=start_of(name, text))
    return Table(schema=path[0] if len(path) == 2 else None, name=path[-1])


def routine(text: str, *, name: str) -> Routine:
    """A function as DROP FUNCTION names it: ``app.total(int)``, or without brackets where there is only one.

    The types come out as the catalog prints them: ``integer``.
    """
    tokens = closed_tokens(text, name=name)
    bracket = next((place for place, token in enumerate(tokens) if token.text == "("), len(tokens))
    is_aggregate = any(token.text == "*" or token.kind == "ORDER" for token in tokens[bracket:])
    drop = "DROP AGGREGATE " if is_aggregate else "DROP FUNCTION "
    objects = sql.parse_within(drop, text, "", name=name).stmts[0].stmt.drop_stmt.objects
    if len(objects) != 1 or (tokens[-1].keyword == "unreserved" and tokens[-1].text.upper() in {"CASCADE", "RESTRICT"}):
        raise BadInput("one function is wanted: name(types)", where=start_of(name, text))
    node = objects[0].object_with_args
    path = [Identifier(raw=one_line(part.string.sval, name=name)) for part in node.objname]
    if len(path) > 2:
        raise BadInput("a function is wanted: name or schema.name", where=start_of(name, text))
    if is_aggregate:
        arguments = spell(tokens[bracket:])
    else:
        arguments = "" if node.args_unspecified else f"({join(printed_type(each.type_name) for each in node.objargs)})"
    return Routine(name=Table(schema=path[0] if len(path) == 2 else None, name=path[-1]), arguments=arguments)


def extension(text: str, *, name: str) -> Identifier:
    """The name of an extension, in which a hyphen needs no quotes: ``uuid-ossp``."""
    words = text.strip().split("-")
    is_hyphenated = len(words) > 1 and all(word.isascii() and word.isalnum() for word in words)
    return Identifier(raw=text.strip()) if is_hyphenated else identifier(text, name=name)


def identifiers(text: str, *, name: str) -> tuple[Identifier, ...]:
    """Names with commas between: ``user_id,session_id``."""
    tokens = closed_tokens(text, name=name)
    names = tuple(_only_name(run, text, name) for run in split_at_commas(tokens))
    twice = next((n for i, n in enumerate(names) if n in names[:i]), None)
    if twice:
        raise BadInput(f"column {twice} is named twice", where=name)
    return names


def expression(text: str, *, name: str) -> Expression:
    """One SQL expression, as ``lower(email)`` or ``now() - interval '30 days'``."""
    tokens = closed_tokens(text, name=name)
    # Nothing but one expression can stand in these brackets: no alias, no list, no clause behind it.
    tree = sql.parse_within("ALTER TABLE t ADD CHECK (", text, ")", name=name)
    node = getattr(tree.stmts[0].stmt.alter_table_stmt.cmds[0].alter_table_cmd, "def").constraint.raw_expr
    kind = node.WhichOneof("node")
    if kind == "set_to_default" or (kind == "column_ref" and node.column_ref.fields[-1].HasField("a_star")):
        raise BadInput("one expression with a value is wanted", where=start_of(name, text))
    return read_expression(tokens, node)


def read_expression(tokens: Sequence[Token], node: Any) -> Expression:
    """The value for an expression whose tokens and syntax tree are known."""
    columns, functions = _reads(node)
    return Expression(text=spell(tokens), columns=columns, functions=functions)


def assignments(text: str, *, name: str) -> tuple[Assignment, ...]:
    """What follows SET in an UPDATE: ``status = 'active', checked_at = NULL``."""
    tokens = closed_tokens(text, name=name)
    found = tuple(_assignment(run, text, name) for run in split_at_commas(tokens))
    twice = next((a.column for i, a in enumerate(found) if a.column in [b.column for b in found[:i]]), None)
    if twice:
        raise BadInput(f"column {twice} is set twice", where=name)
    return found


def column_path(text: str, *, name: str) -> ColumnPath:
    """A column with its table: ``users.email``, ``app.users.email``."""
    *path, column = _path(text, name)
    if not 1 <= len(path) <= 2:
        raise BadInput("a column is wanted: table.column or schema.table.column", where=start_of(name, text))
    return ColumnPath(table=Table(schema=path[0] if len(path) == 2 else None, name=path[-1]), column=column)


def column_comment(text: str, *, name: str) -> ColumnComment:
    """The end of COMMENT ON COLUMN: ``granted_by IS 'Admin who granted access'``."""
    tokens = closed_tokens(text, name=name)
    statement = sql.parse_within("COMMENT ON COLUMN t.", text, "", name=name).stmts[0].stmt.comment_stmt
    if len(statement.object.list.items) != 2 or not statement.comment:
        what = "a column and its comment are wanted: granted_by IS 'who granted it'"
        raise BadInput(what, where=start_of(name, text))
    column = checked_name(tokens[0], text, name=name)
    return ColumnComment(column=column, comment=literal(statement.comment, name=name))


def literal(text: str, *, name: str) -> Literal:
    """A text that becomes a string constant: any text of one line that says something."""
    if not text.strip():
        raise BadInput("empty", where=name)
    return Literal(raw=one_line(text, name=name))


def clause(text: str, *, name: str, within: str) -> Clause:
    """A piece of the statement ``within``, whose ``{}`` it takes the place of: parsed there, one statement."""
    tokens = closed_tokens(text, name=name)
    prefix, suffix = within.split("{}")
    if len(sql.parse_within(prefix, text, suffix, name=name).stmts) != 1:
        raise BadInput("one clause is wanted", where=start_of(name, text))
    return Clause(text=spell(tokens, keywords_to_depth=1))


def statements(text: str, *, name: str) -> Statements:
    """One or more whole statements. BEGIN and COMMIT are the frame's, so they are refused."""
    found = sql.split(text, name=name)
    refuse_hidden(text, name=name)
    if not found:
        raise BadInput("a statement is wanted", where=name)
    for statement in found:
        if statement.kind == "TransactionStmt":
            raise BadInput("BEGIN, COMMIT and the like are written around your statements", where=Place.at_offset(
                name, text, statement.offset), hint="leave them out; --no-transaction writes none")  # fmt: skip
        _refuse_copy_from_client(statement, text, name)
    return Statements(texts=tuple(_with_comments(found, text, name)), outside_transaction=_outside_transaction(found))


def only_statement(text: str, *, name: str, kind: str, what: str) -> sql.Statement:
    """The one statement of ``text``, which must be of this ``kind`` of syntax tree; ``what`` says that it is not."""
    found = sql.split(text, name=name)
    refuse_hidden(text, name=name)
    if not found:
        raise BadInput("empty", where=name)
    if len(found) != 1 or found[0].kind != kind:
        raise BadInput(what, where=start_of(name, text))
    return found[0]


def one_line(text: str, *, name: str) -> str:
    """``text`` if it is one line without control characters, so that it can stand in a comment; else BadInput."""
    refuse_hidden(text, name=name, allowed="")
    return text


def _path(text: str, name: str) -> list[Identifier]:
    one_line(text, name=name)
    tokens = closed_tokens(text, name=name)
    names, dots = tokens[::2], tokens[1::2]
    if len(tokens) % 2 == 0 or any(d.kind != DOT for d in dots) or not all(n.is_name for n in names):
        raise BadInput(f"{text!r} is not a name", where=start_of(name, text), hint=_quoting_hint(text))
    return [checked_name(token, text, name=name) for token in names]


def _only_name(tokens: Sequence[Token], text: str, name: str) -> Identifier:
    if len(tokens) != 1 or not tokens[0].is_name:
        offset = tokens[min(1, len(tokens) - 1)].start if tokens else len(text)
        what = "names with commas between are wanted"
        raise BadInput(what, where=Place.at_offset(name, text, offset), hint=_quoting_hint(text))
    return checked_name(tokens[0], text, name=name)


def checked_name(token: Token, text: str, *, name: str) -> Identifier:
    """The name that a token of ``text`` stands for. Raises BadInput for one of several lines or with \\ in it."""
    if token.kind == "UIDENT":
        where = Place.at_offset(name, text, token.start)
        raise BadInput("write the name itself, in double quotes where needed", where=where)
    return Identifier(raw=one_line(name_of(token), name=name))


def _quoting_hint(text: str) -> str:
    return f"a name with other characters stands in double quotes: {sql.quote_identifier(text.strip())}"


def _assignment(tokens: Sequence[Token], text: str, name: str) -> Assignment:
    if len(tokens) < 3 or not tokens[0].is_name or tokens[1].kind != _EQUALS:
        offset = tokens[0].start if tokens else len(text)
        raise BadInput("column = expression is wanted", where=Place.at_offset(name, text, offset))
    column = checked_name(tokens[0], text, name=name)
    piece = padded(text, tokens[2].start, tokens[-1].end)
    return Assignment(column=column, expression=expression(piece, name=name))


def _refuse_copy_from_client(statement: sql.Statement, text: str, name: str) -> None:
    node = statement.node
    if statement.kind == "CopyStmt" and not node.filename and not node.is_program:
        raise BadInput("COPY from or to the client needs a client that sends the rows",
                       where=Place.at_offset(name, text, statement.offset), hint="write INSERT statements")  # fmt: skip


def _with_comments(found: Sequence[sql.Statement], text: str, name: str) -> Iterator[str]:
    """Each statement with its semicolon and the comments before it; the last also with those behind it."""
    comments = [token for token in sql.tokens(text, name=name) if token.is_comment]
    ends = [statement.offset + len(statement.text) for statement in found]
    for statement, start, end in zip(found, [0, *ends], ends, strict=False):
        before = [token.text.strip() for token in comments if start <= token.start < statement.offset]
        after = [token.text.strip() for token in comments if end == ends[-1] and token.start >= end]
        yield "\n".join([*before, f"{statement.text};", *after])


def _outside_transaction(found: Sequence[sql.Statement]) -> str:
    """The words of the first statement that PostgreSQL refuses in a transaction block, if there is one."""
    for statement in found:
        words = _refused_in_transaction(statement)
        if words:
            return words
    return ""


def _refused_in_transaction(statement: sql.Statement) -> str:
    node, kind = statement.node, statement.kind
    if kind in {"IndexStmt", "DropStmt"} and node.concurrent:
        return "CREATE INDEX CONCURRENTLY" if kind == "IndexStmt" else "DROP INDEX CONCURRENTLY"
    if kind == "AlterTableStmt" and any(_detaches_concurrently(cmd) for cmd in node.cmds):
        return "DETACH PARTITION … CONCURRENTLY"
    if kind == "ReindexStmt" and any(option.def_elem.defname == "concurrently" for option in node.params):
        return "REINDEX CONCURRENTLY"
    if kind == "VacuumStmt":
        return "VACUUM" if node.is_vacuumcmd else ""
    return _NEVER_IN_TRANSACTION.get(kind, "")


_NEVER_IN_TRANSACTION = {
    "CreatedbStmt": "CREATE DATABASE",
    "DropdbStmt": "DROP DATABASE",
    "AlterSystemStmt": "ALTER SYSTEM",
    "CreateTableSpaceStmt": "CREATE TABLESPACE",
    "DropTableSpaceStmt": "DROP TABLESPACE",
    "CreateSubscriptionStmt": "CREATE SUBSCRIPTION",
    "DropSubscriptionStmt": "DROP SUBSCRIPTION",
}


def _detaches_concurrently(command: Any) -> bool:
    return bool(getattr(command.alter_table_cmd, "def").partition_cmd.concurrent)


def _reads(node: Any) -> tuple[tuple[Identifier, ...], tuple[str, ...]]:
    """The columns that a tree reads and the functions that it calls (a sub-select is one), in order."""
    columns: dict[str, None] = {}
    functions: dict[str, None] = {}
    for message in sql.nodes(node):
        kind = message.DESCRIPTOR.name
        if kind == "ColumnRef" and message.fields[-1].HasField("string"):
            columns[message.fields[-1].string.sval] = None
        elif kind == "FuncCall":
            functions[message.funcname[-1].string.sval] = None
        elif kind in {"SubLink", "SQLValueFunction"}:
            functions["select" if kind == "SubLink" else "now"] = None
    return tuple(Identifier(raw=column) for column in columns), tuple(functions)


def padded(text: str, start: int, end: int) -> str:
    """That piece of ``text`` with blanks before it, so that its places are those in ``text``."""
    return "\n".join(" " * len(line) for line in text[:start].split("\n")) + text[start:end]


def start_of(name: str, text: str) -> Place:
    return Place.at_offset(name, text, len(text) - len(text.lstrip()))
