"""What the tables of a database hold: fill them with rows, remember the rows, and tell what was lost of them."""

from __future__ import annotations

from collections.abc import Sequence

from new_migration.postgres.database import Connection, in_transaction
from new_migration.postgres.sql import quote_literal
from new_migration.proof.filling import Filling, Unfilled
from new_migration.proof.reading import read
from new_migration.proof.row_difference import Remembered, RowLoss, as_losses, describe_losses, is_gone, remember_rows
from new_migration.proof.survey import TRACKING_COLUMN, State, Survey, chunks
from new_migration.proof.tables import Structure, Table, read_structure


class Contents:
    """The rows of a database over a series of migrations. All methods raise ServerRefused.

    The connection must be in autocommit mode and outside a transaction. Not for use in parallel with others that
    write: what they do between two calls counts as done by the migration.
    """

    def __init__(self) -> None:
        self._survey = Survey()
        self._remembered: dict[str, tuple[State, Remembered]] = {}
        self._failed: dict[int, tuple[Table, int, Unfilled]] = {}

    def distrust(self) -> None:
        """Look at all rows the next time, since a script has meddled with what counts them."""
        self._survey.forget()

    def fill(self, connection: Connection, *, rows: int = 3) -> list[Unfilled]:
        """Give every table at least that many rows; the tables where that cannot be done.

        Left alone: the tracking table, members of extensions, foreign tables.
        """
        _refuse_transaction(connection)
        short = {oid: state for oid, state in self._survey.tables(connection).items() if _is_short(state, rows)}
        if not short:
            self._failed = {}
            return []
        structure = read_structure(connection, {oid: (state.schema, state.table) for oid, state in short.items()})
        known = self._known_failures(structure, short)
        tables = {oid: table for oid, table in structure.tables.items() if oid not in known}
        trouble = {}
        if tables:
            held = {oid: state.count for oid, state in short.items()}
            worked = Structure(tables=tables, types=structure.types)
            trouble = Filling(connection, worked, held, rows=rows).run()
        counts = self._count(connection, [short[oid] for oid in tables])
        self._failed = known | {
            oid: (tables[oid], count, _unfilled(short[oid], trouble.get(oid, ""), count))
            for oid, count in counts.items()
            if count < rows
        }
        return sorted((failed[2] for failed in self._failed.values()), key=lambda each: each.table)

    def remember(self, connection: Connection) -> None:
        """Remember the rows of all tables as they are now."""
        _refuse_transaction(connection)
        states = self._survey.tables(connection)
        old = self._remembered
        changed = [state for state in states.values() if not _is_same(old.get(state.name), state)]
        fresh = remember_rows(connection, [_wanted(state) for state in changed])
        self._remembered = {
            state.name: (state, fresh[state.name]) if state.name in fresh else old[state.name]
            for state in states.values()
        }

    def losses(self, connection: Connection) -> list[RowLoss]:
        """What differs from the rows remembered, by table and column."""
        _refuse_transaction(connection)
        now = {state.name: state for state in self._survey.tables(connection).values()}
        found: list[RowLoss] = []
        for name, (state, remembered) in sorted(self._remembered.items()):
            if name not in now:
                found += as_losses(is_gone(state.shown, remembered.count), (state.table,))
            elif not _is_same((state, remembered), now[name]):
                texts = describe_losses(connection, state.shown, remembered, _wanted(now[name]))
                found += as_losses(texts, _names(connection, state)) if texts else []
        return found

    def _known_failures(self, structure: Structure, short: dict[int, State]) -> dict[int, tuple[Table, int, Unfilled]]:
        """What could not be filled before and has not changed since, unless a table that it refers to has."""
        same = {
            oid: failed
            for oid, failed in self._failed.items()
            if structure.tables.get(oid) == failed[0] and short[oid].count == failed[1]
        }
        return {
            oid: failed
            for oid, failed in same.items()
            if not any(other in short and other not in same for ref in failed[0].references for other in ref.tables)
        }

    def _count(self, connection: Connection, states: Sequence[State]) -> dict[int, int]:
        selects = [f"SELECT {state.oid}::bigint, count(*) FROM ONLY {state.name}" for state in states]
        return {oid: count for chunk in chunks(selects) for oid, count in read(connection, chunk)}


def _refuse_transaction(connection: Connection) -> None:
    if not connection.autocommit or in_transaction(connection):
        raise ValueError("rows need a connection in autocommit mode and outside a transaction")


def _is_short(state: State, rows: int) -> bool:
    return state.count < rows and not state.is_tracking


def _unfilled(state: State, reason: str, count: int) -> Unfilled:
    reason = reason or "its rows do not stay: a trigger or a rule is in the way"
    return Unfilled(table=state.shown, reason=reason, rows=count)


def _names(connection: Connection, state: State) -> tuple[str, ...]:
    """What a table can be called by: its own name, and those of the partitioned tables that it belongs to."""
    sql = f"""SELECT relname::text FROM pg_partition_ancestors({quote_literal(state.name)}) AS a
        JOIN pg_class ON pg_class.oid = a.relid"""
    return (state.table, *(name for (name,) in read(connection, sql)))


def _is_same(known: tuple[State, Remembered] | None, state: State) -> bool:
    return known is not None and known[0] == state


def _wanted(state: State) -> tuple[str, tuple[str, ...], tuple[str, ...], int]:
    """Which columns of a table are its rows: of the tracking table the names."""
    if state.is_tracking and TRACKING_COLUMN in state.columns:
        return state.name, (TRACKING_COLUMN,), (TRACKING_COLUMN,), state.count
    return state.name, state.columns, state.key, state.count
