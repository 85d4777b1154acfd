"""The rows of tables as they were and as they are: what is gone, new or different, counted by table and column.

Up to LONGEST rows a table is remembered row by row, beyond that as checksums of its columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from new_migration.postgres.database import Connection
from new_migration.postgres.sql import quote_identifier, quote_literal
from new_migration.proof.reading import read

LONGEST = 10_000
_TABLES_AT_ONCE = 50
_TOO_MANY = " too many"
_TOGETHER = "differ in which values are together in a row"

Cells = tuple[str | None, ...]
# Name, columns, primary key, number of rows.
Wanted = tuple[str, tuple[str, ...], tuple[str, ...], int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Remembered:
    """The rows of a table: of a long one (``rows`` is None) a checksum of each column with the key, and of all."""

    columns: tuple[str, ...]
    key: tuple[str, ...]
    count: int
    rows: tuple[Cells, ...] | None
    checksums: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RowLoss:
    """One difference between the rows of a table as they were and as they are, in words.

    ``tables``: the names of the table and of those that it is a partition of. ``is_surplus``: rows that are new, where
    nothing is gone.
    """

    text: str
    tables: tuple[str, ...] = ()
    is_surplus: bool = False

    def __str__(self) -> str:
        return self.text


def remember_rows(connection: Connection, tables: Sequence[Wanted]) -> dict[str, Remembered]:
    """The rows of the tables, by name. Raises ServerRefused."""
    short = [table for table in tables if table[3] <= LONGEST]
    found: dict[str, list[Cells]] = {table[0]: [] for table in short}
    filled = [table for table in short if table[3]]
    for start in range(0, len(filled), _TABLES_AT_ONCE):
        sql = " UNION ALL ".join(_rows_of(table) for table in filled[start : start + _TABLES_AT_ONCE])
        for name, cells in read(connection, sql):
            found[name].append(tuple(cells))
    remembered = {
        name: Remembered(columns=columns, key=key, count=len(found[name]), rows=tuple(found[name]))
        for name, columns, key, _ in short
    }
    return remembered | {table[0]: _checksums(connection, table) for table in tables if table[3] > LONGEST}


def as_losses(texts: Sequence[str], tables: tuple[str, ...]) -> list[RowLoss]:
    """What differs in one table. Rows that are too many are a loss where others are gone: they have another key."""
    is_surplus = all(text.endswith(_TOO_MANY) for text in texts)
    return [RowLoss(text=text, tables=tables, is_surplus=is_surplus) for text in texts]


def is_gone(shown: str, count: int) -> list[str]:
    """In words, that a table is missing, and its rows with it."""
    return [f"table {shown}: its {_rows(count)} {_are(count)} gone"] if count else []


def describe_losses(connection: Connection, shown: str, before: Remembered, now: Wanted) -> list[str]:
    """What differs, one line for each sort of loss. Columns that are not on both sides do not count.

    Raises ServerRefused.
    """
    name, columns, _, count = now
    common = tuple(column for column in before.columns if column in columns)
    key = before.key if set(before.key) <= set(common) else ()
    wanted = (name, common, key, count)
    after = remember_rows(connection, [wanted])[name]
    if before.rows is None or after.rows is None:
        return list(_checksum_losses(shown, before, after))
    places = [before.columns.index(column) for column in common]
    rows = [tuple(row[place] for place in places) for row in before.rows]
    if key:
        return list(_keyed_losses(shown, common, key, rows, after.rows))
    return list(_unkeyed_losses(shown, common, rows, after.rows))


def _keyed_losses(
    shown: str, columns: tuple[str, ...], key: tuple[str, ...], before: Sequence[Cells], after: Sequence[Cells]
) -> Iterator[str]:
    places = [columns.index(column) for column in key]
    old = {tuple(row[place] for place in places): row for row in before}
    new = {tuple(row[place] for place in places): row for row in after}
    for place, column in enumerate(columns):
        differing = sum(1 for found in old.keys() & new.keys() if old[found][place] != new[found][place])
        if differing:
            yield _differ(shown, differing, len(before), column)
    yield from _one_sided(shown, len(old.keys() - new.keys()), len(before), len(new.keys() - old.keys()))


def _unkeyed_losses(
    shown: str, columns: tuple[str, ...], before: Sequence[Cells], after: Sequence[Cells]
) -> Iterator[str]:
    """Without a key a changed row is one that is gone and one that is new; with as many as before, it is changed."""
    lost, gained = Counter(before) - Counter(after), Counter(after) - Counter(before)
    if lost.total() != gained.total():
        yield from _one_sided(shown, lost.total(), len(before), gained.total())
        return
    named = False
    for place, column in enumerate(columns):
        old = Counter(row[place] for row in lost.elements())
        differing = (old - Counter(row[place] for row in gained.elements())).total()
        if differing:
            named = True
            yield _differ(shown, differing, len(before), column)
    if lost and not named:
        yield f"rows of {shown}: {lost.total():,} of {len(before):,} {_TOGETHER}"


def _one_sided(shown: str, gone: int, of: int, new: int) -> Iterator[str]:
    if gone:
        yield f"rows of {shown}: {gone:,} of {of:,} {_are(gone)} gone"
    if new:
        yield f"rows of {shown}: {_rows(new)}{_TOO_MANY}"


def _checksum_losses(shown: str, before: Remembered, after: Remembered) -> Iterator[str]:
    if before.count != after.count:
        yield from _one_sided(
            shown, max(before.count - after.count, 0), before.count, max(after.count - before.count, 0)
        )
        return
    if before.key != after.key:
        return
    old = dict(zip((*before.columns, ""), before.checksums, strict=True))
    differing = [
        column for column, checksum in zip(after.columns, after.checksums, strict=False) if old[column] != checksum
    ]
    if not differing and before.columns == after.columns and before.checksums != after.checksums:
        yield f"rows of {shown}: some of {before.count:,} {_TOGETHER}"
    for column in differing:
        yield f"rows of {shown}: some of {before.count:,} differ in column {quote_identifier(column)}"


def _differ(shown: str, count: int, of: int, column: str) -> str:
    return (
        f"rows of {shown}: {count:,} of {of:,} differ{'s' if count == 1 else ''} in column {quote_identifier(column)}"
    )


def _rows(count: int) -> str:
    return f"{count:,} row{'s' if count != 1 else ''}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _rows_of(table: Wanted) -> str:
    name, columns, _, _ = table
    cells = ", ".join(f"{quote_identifier(column)}::text" for column in columns)
    return f"SELECT {quote_literal(name)}, ARRAY[{cells}]::text[] FROM ONLY {name}"


def _checksums(connection: Connection, table: Wanted) -> Remembered:
    name, columns, key, _ = table
    keys = "".join(f"{quote_identifier(column)}::text, " for column in key)
    texts = [f"{quote_identifier(column)}::text" for column in columns]
    parts = [*(keys + text for text in texts), ", ".join(texts)]
    sums = (f'sum(hashtextextended(ROW({part})::text COLLATE "C", 0))::text' for part in parts)
    ((count, *checksums),) = read(connection, f"SELECT {', '.join(['count(*)', *sums])} FROM ONLY {name}")
    return Remembered(columns=columns, key=key, count=count, rows=None, checksums=tuple(checksums))
