"""What a script is going to do, seen in its syntax tree before anything of it runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from new_migration.deploy.tracking_table import NAME
from new_migration.errors import BadInput, MigrationError, Place
from new_migration.history.layouts import Script
from new_migration.postgres.scripts import plain_statements
from new_migration.postgres.sql import Statement, string_constants

_SETTINGS = "VariableSetStmt"
_BEGINNINGS = {"BEGIN", "START"}
_SAVEPOINTS = {"SAVEPOINT", "RELEASE", "ROLLBACK_TO"}
# The statement that records a migration, and the one that a rollback takes the record back with.
_RECORDING = {"forward": "InsertStmt", "rollback": "DeleteStmt"}

_ONE = "one BEGIN; … COMMIT; around everything, the tracking row included; or two migrations"


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """A script with its statements. ``is_transactional``: all of it happens in one transaction, or nothing.

    ``begin``: which statement begins its transaction; None without one.
    """

    script: Script
    statements: tuple[Statement, ...]
    is_transactional: bool
    begin: int | None

    @property
    def is_one_message(self) -> bool:
        """Whether it can be sent as a whole: it is transactional, and nothing comes after its COMMIT."""
        return self.is_transactional and self.statements[-1].control == "COMMIT"

    @property
    def is_empty(self) -> bool:
        """Whether it changes nothing: no statement but settings, the transaction, and the tracking row."""
        return not any(_does_something(statement) for statement in self.statements)

    @property
    def makes_tracking_table(self) -> bool:
        return any(map(_makes_tracking_table, self.statements))

    @property
    def makes_only_tracking_table(self) -> bool:
        doing = [each for each in self.statements if _does_something(each) and each.kind != "CommentStmt"]
        return bool(doing) and all(map(_makes_tracking_table, doing))


def prepared(script: Script, stem: str, role: str) -> Prepared:
    """Read a script. Raises BadInput, with the place, if it cannot be run as a whole or records another migration.

    It has at most one transaction, to the end of the file, and the tracking row is changed inside it: otherwise a
    failure could leave the database changed and the record not, or the other way round.
    """
    statements = plain_statements(script.text, str(script.path))
    begin, end = _transaction(script, statements)
    recording = [index for index, each in enumerate(statements) if _records(each, _RECORDING[role])]
    if begin is not None and end is not None:
        for index in recording:
            if not begin < index < end:
                raise _error(script, statements[index], "the tracking row is changed outside the transaction")
    if begin is None:
        _check_order(script, statements, recording)
    _check_recorded_name(script, [statements[index] for index in recording], stem)
    before = statements[:begin] if begin is not None else statements
    return Prepared(
        script=script,
        statements=statements,
        is_transactional=begin is not None and all(each.kind == _SETTINGS for each in before),
        begin=begin,
    )


def _transaction(script: Script, statements: Sequence[Statement]) -> tuple[int | None, int | None]:
    """Where the only transaction begins and ends. Raises BadInput for two, one left open, and one undone."""
    begin = end = None
    for index, statement in enumerate(statements):
        control = statement.control
        if control == "COMMIT" and statement.node.chain:
            raise _error(script, statement, "AND CHAIN begins a second transaction, which is never committed")
        if control in _BEGINNINGS and begin is None:
            begin = index
        elif control == "COMMIT" and begin is not None and end is None:
            end = index
        elif control and control not in _SAVEPOINTS:
            raise _error(script, statement, _WRONG.get(control, "two-phase commit is nothing for a migration"))
    if begin is not None and end is None:
        raise _error(script, statements[begin], "the transaction that starts here is never committed")
    for after in statements[end + 1 :] if end is not None else ():
        if after.kind != _SETTINGS:
            raise _error(script, after, "this stands after the COMMIT: it would not be undone with the rest")
    return begin, end


_WRONG = {
    **dict.fromkeys(_BEGINNINGS, "a second transaction: if it fails, the first one stays"),
    "COMMIT": "this COMMIT has no BEGIN",
    "ROLLBACK": "this takes everything back",
}


def _check_order(script: Script, statements: Sequence[Statement], recording: Sequence[int]) -> None:
    """Raise BadInput where a failure could come after the tracking row, or nothing can write it at all."""
    for index in recording[:1]:
        for after in statements[index + 1 :]:
            if _does_something(after):
                raise _error(script, after, "this stands after the tracking row: if it fails, nobody will know")
    if not recording and NAME not in script.text:
        hint = "see migration new: the scripts that it writes end with the tracking row"
        raise BadInput(f"this script does not change {NAME}", where=str(script.path), hint=hint)


def _records(statement: Statement, kind: str) -> bool:
    return statement.kind == kind and statement.node.relation.relname == NAME


def _check_recorded_name(script: Script, recording: Sequence[Statement], stem: str) -> None:
    """Raise BadInput where constants name other migrations and none names this one."""
    for statement in recording:
        constants = string_constants(statement.text, name=str(script.path))
        if constants and f"'{stem}'" not in constants:
            hint = f"the name that is recorded is that of the file: rename the file, or write '{stem}' here"
            raise _error(script, statement, f"this is about {constants[0]}, but the migration is {stem}", hint)


def _makes_tracking_table(statement: Statement) -> bool:
    return statement.kind == "CreateStmt" and statement.node.relation.relname == NAME


def _does_something(statement: Statement) -> bool:
    is_frame = statement.kind == _SETTINGS or statement.control
    return not is_frame and not any(_records(statement, kind) for kind in _RECORDING.values())


def _error(script: Script, statement: Statement, what: str, hint: str = _ONE) -> MigrationError:
    return BadInput(what, where=Place.at_offset(str(script.path), script.text, statement.offset), hint=hint)
