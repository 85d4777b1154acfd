"""Stand-ins for extensions that a scratch server lacks: pgcrypto and uuid-ossp, written in SQL.

They have the functions of the real ones, with their names, arguments and properties, so that migrations which use them
can be proved; they are no cryptography. PostgreSQL looks for extensions elsewhere too since version 18
(extension_control_path); what it has of its own comes first.
"""

from __future__ import annotations

from pathlib import Path

from new_migration.postgres.database import Connection, query
from new_migration.postgres.process import OURSELVES
from new_migration.postgres.tree import EVERYBODY_READS, copy_tree
from new_migration.templates_folder import templates_folder


def provide(folder: Path) -> None:
    """Put the stand-ins into the private ``folder`` of a server, where its account can read them."""
    place = _place(folder)
    place.mkdir()
    place.chmod(EVERYBODY_READS)
    # The server looks in the folder "extension" of each folder in its list.
    copy_tree(templates_folder() / "extensions", place / "extension", permissions=EVERYBODY_READS, owner=OURSELVES)


def settings(folder: Path) -> dict[str, str]:
    """What the server of the private ``folder`` needs to be told."""
    return {"extension_control_path": f"$system:{_place(folder)}"}


def _place(folder: Path) -> Path:
    return folder / "stand-ins"


def provided(connection: Connection) -> frozenset[str]:
    """The extensions that a server has as stand-ins only. Raises ServerRefused."""
    available = "SELECT name FROM pg_catalog.pg_available_extensions"
    own = query(connection, available, settings={"extension_control_path": "'$system'"})
    return frozenset(name for (name,) in query(connection, available)) - {name for (name,) in own}
