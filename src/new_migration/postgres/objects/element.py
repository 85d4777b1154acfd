"""What a restore is put together from: the statements of one object."""

from __future__ import annotations

from dataclasses import dataclass

from new_migration.postgres.objects.section import Address


@dataclass(frozen=True, kw_only=True, slots=True)
class Element:
    """An object and its statements.

    ``rank`` and then the oid order what does not depend on one another. ``host``: the object in whose CREATE statement
    it is written, where that is made too. ``make`` makes it, ``after`` are its owner, comment, privileges and state;
    ``late`` follows when the objects that it refers to are there (as OWNED BY, ATTACH PARTITION).
    """

    address: Address
    kind: str
    name: str
    rank: int
    drop: str
    schema: str = ""
    table: str = ""
    signature: str = ""
    printed: str = ""
    host: Address | None = None
    make: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    set_comment: str = ""
    set_privileges: tuple[str, ...] = ()
    is_known: bool = True
