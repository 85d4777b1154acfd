"""diesel: a folder ``VERSION_x`` with ``up.sql`` and ``down.sql`` for each migration, in the order of the versions.

migrations_internals/src/lib.rs and file_based_migrations.rs of diesel-rs/diesel (04cc1b0b): hidden and empty folders do
not count, another one without ``up.sql`` is an error, and a version is what stands before the first ``_``, without
hyphens, compared as text. A migration runs inside a transaction unless its ``metadata.toml`` does not say
``run_in_transaction = true``; without that file it does.
"""

from __future__ import annotations

from pathlib import Path

from new_migration.documents import parse_toml, place_of_key
from new_migration.errors import BadInput
from new_migration.history.layouts.folder import Folder
from new_migration.history.layouts.pairs import Layout, Pair
from new_migration.history.layouts.scripts import script, script_if_any
from new_migration.history.reasons import explained

_SETTING = "run_in_transaction"


def recognise(folder: Folder) -> str:
    """A folder with an ``up.sql``."""
    return next((f"{name}/up.sql" for name in folder.folders if folder.text_if_any(f"{name}/up.sql") is not None), "")


def read(folder: Folder) -> list[Pair]:
    """The pairs, in the order of their versions."""
    migrations = [name for name in folder.folders if _is_migration(folder, name)]
    versions = folder.unique((name.split("_")[0].replace("-", ""), name) for name in migrations)
    return [_pair(folder, versions[version]) for version in sorted(versions)]


def _is_migration(folder: Folder, name: str) -> bool:
    if folder.text_if_any(f"{name}/up.sql") is not None:
        return True
    if _is_empty(folder.path / name):
        return False
    raise folder.error("there is no up.sql in this folder", name)


def _is_empty(path: Path) -> bool:
    with explained(path):
        return next(path.iterdir(), None) is None


def _pair(folder: Folder, name: str) -> Pair:
    up, down = f"{name}/up.sql", f"{name}/down.sql"
    wrapped = _runs_in_transaction(folder, f"{name}/metadata.toml")
    return Pair(
        name=name,
        forward=script(folder, up, folder.text(up), wrapped=wrapped),
        rollback=script_if_any(folder, down, folder.text_if_any(down), wrapped=wrapped),
    )


def _runs_in_transaction(folder: Folder, name: str) -> bool:
    text = folder.text_if_any(name)
    if text is None:
        return True
    where = str(folder.path / name)
    # Where the file does not speak of it, diesel's deserializer takes the default of a Rust bool.
    value = parse_toml(text, name=where).get(_SETTING, False)
    if not isinstance(value, bool):
        raise BadInput(f"{_SETTING} must be true or false", where=place_of_key(text, _SETTING, name=where))
    return value


DIESEL = Layout(
    name="diesel",
    looked_for="VERSION_x/up.sql with down.sql",
    recognise=recognise,
    read=read,
    tracking_table="""CREATE TABLE __diesel_schema_migrations (
  version varchar(50) PRIMARY KEY NOT NULL,
  run_on timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
)""",
)
