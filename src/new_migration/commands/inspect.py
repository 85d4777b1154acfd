"""``migration inspect``: what a database holds, as its catalog says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import click

from new_migration.commands._database import database_options
from new_migration.errors import BadInput
from new_migration.kind_command import CONTEXT

if TYPE_CHECKING:
    from new_migration.deploy.inspection import Relation
    from new_migration.postgres.database import Connection
    from new_migration.text_table import Cell

_OF_DATABASE = ("tables", "history")
_OF_TABLE = ("columns", "indexes", "foreign-keys", "index-usage")

_HELP = """Show what a database holds.

\b
  tables             tables and views: estimated rows, size, comment
  columns TABLE      type, whether NULL is allowed, default
  indexes TABLE      definition, whether it is valid, size
  foreign-keys TABLE what is referenced, ON DELETE, index that finds rows
  index-usage TABLE  how often each index was used
  history            what was applied: when, by whom, how long it took

TABLE is a name as in SQL: with its schema or without, in double quotes where SQL needs them. Nothing is changed, and
no table is read."""


@click.command(name="inspect", short_help="Show tables, columns, indexes and the history of a database.", help=_HELP,
               context_settings=CONTEXT)  # fmt: skip
@click.argument("what", type=click.Choice([*_OF_DATABASE, *_OF_TABLE]), metavar="WHAT")
@click.argument("table", required=False)
@database_options
def command(what: str, table: str | None, as_json: bool, **where: str | None) -> int:
    """Inspect a database."""
    import os

    from new_migration.deploy.target import connect_to, shown, target

    _check_arguments(what, table)
    with connect_to(target(where["database_url"], os.environ)) as connection:
        database = shown(connection)
        name, rows = _found(connection, what, table)
    if as_json:
        click.echo(_json(database, what, name, rows))
    elif rows:
        click.echo(_text(rows))
    else:
        click.echo(f"{database}: {_nothing(what, name)}", err=True)
    return 0


def _check_arguments(what: str, table: str | None) -> None:
    if what in _OF_TABLE and not table:
        raise BadInput(f"{what} of which table?", hint=f"migration inspect {what} TABLE; inspect tables lists them")
    if what in _OF_DATABASE and table:
        raise BadInput(f"{what} is about the whole database: {table!r} is too much")


def _found(connection: Connection, what: str, table: str | None) -> tuple[str | None, Sequence[Any]]:
    """The full name of the table, if one is asked for, and the rows."""
    from new_migration.deploy import inspection

    if table is None:
        return None, inspection.history(connection) if what == "history" else inspection.tables(connection)
    asked = inspection.relation(connection, table)
    readers: dict[str, Callable[[Connection, Relation], Sequence[Any]]] = {
        "columns": inspection.columns,
        "indexes": inspection.indexes,
        "foreign-keys": inspection.foreign_keys,
        "index-usage": inspection.index_usage,
    }
    return asked.name, readers[what](connection, asked)


def _nothing(what: str, name: str | None) -> str:
    from new_migration.text_table import printable

    if name is None:
        return "no tables" if what == "tables" else "no migration is recorded here"
    return f"{printable(name)} has no {'indexes' if what == 'index-usage' else what.replace('-', ' ')}"


def _json(database: str, what: str, name: str | None, rows: Sequence[Any]) -> str:
    from new_migration.report import json_text

    table = {} if name is None else {"table": name}
    return json_text({"database": database, "what": what, **table, "rows": [asdict(row) for row in rows]})


def _text(rows: Sequence[Any]) -> str:
    from new_migration.text_table import aligned

    names = [field.name for field in fields(rows[0]) if field.name != "checksum"]
    cells = [[_cell(name, getattr(row, name)) for name in names] for row in rows]
    return aligned([name.replace("_", " ") for name in names], cells)


def _cell(name: str, value: Any) -> Cell:
    """A value as people read it."""
    from new_migration.text_table import Cell

    if isinstance(value, bool):
        return Cell(text="yes" if value else "no")
    if isinstance(value, list):
        return Cell(text=", ".join(value))
    if name == "seconds" and value is not None:
        return Cell(text=f"{value:.2f}", is_number=True)
    if name == "index" and value is None:
        return Cell(text="none")
    return Cell(text="" if value is None else str(value), is_number=isinstance(value, int))
