"""The schema of a database as canonical text from the catalog, and the difference of two.

Two snapshots of one major version are equal if and only if a user of the database can see no difference between the
schemas: oids, gaps that dropped columns left, the order of privileges, statistics and names that the server gives to
its internal objects do not count. Not covered on purpose: rows (see ``rows``), positions of sequences, and what
belongs to the whole cluster (roles, tablespaces).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from new_migration.postgres.catalog.query import PRINTING, schema_query
from new_migration.postgres.database import Connection, Row, query
from new_migration.postgres.overlay import Overlay
from new_migration.postgres.sql import quote_identifier, quote_literal

Key = tuple[str, str]

_LONGEST_SHOWN = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """A schema: kind and identity of each object → its canonical definition, one clause a line.

    ``parents``: the object without which an object cannot be, where there is one.
    """

    objects: Overlay[Key, str]
    parents: Overlay[Key, Key]

    def fingerprint(self) -> str:
        """A hash that two schemas share if they are equal."""
        digest = hashlib.sha256()
        for (kind, identity), definition in sorted(self.objects.items()):
            digest.update(f"{kind}\0{identity}\0{definition}\0".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def replaced(self, gone: Iterable[Key], new: Snapshot) -> Snapshot:
        """As this one, without the objects ``gone`` and then with all of ``new``."""
        gone = tuple(gone)
        return Snapshot(
            objects=self.objects.replaced(gone, new.objects), parents=self.parents.replaced(gone, new.parents)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """An object that differs: its definition on both sides, None where it is not there.

    ``soft``: PostgreSQL leaves no way to avoid it, or nobody cares (the order of columns, or the name that the server
    gave a NOT NULL constraint).
    """

    kind: str
    identity: str
    before: str | None
    after: str | None
    soft: bool = False

    def __str__(self) -> str:
        return f"{self.kind} {self.identity}: {self._change()}"

    def _change(self) -> str:
        if self.after is None:
            return f"missing afterwards (before: {_shown(self.before or '')})"
        if self.before is None:
            return f"not there before (afterwards: {_shown(self.after)})"
        lost, gained = _lacking(self.before, self.after), _lacking(self.after, self.before)
        if not lost and not gained:  # the same lines in another order
            lost, gained = self.before.split("\n"), self.after.split("\n")
        between = ", " if self.kind == "column order" else " "
        return f"{_shown(between.join(lost)) or 'none'} before, {_shown(between.join(gained)) or 'none'} after"


def snapshot(connection: Connection) -> Snapshot:
    """The schema of the connection's database, in one round trip, inside an open transaction or outside.

    Raises ServerRefused.
    """
    return collected(query(connection, schema_query(connection.info.server_version // 10000), settings=PRINTING))


def collected(found: Sequence[Row]) -> Snapshot:
    """The rows of the schema's query, or of a part of it."""
    objects: dict[Key, str] = {}
    parents: dict[Key, Key] = {}
    is_many = len({row[:2] for row in found}) < len(found)
    for kind, identity, definition, parent_kind, parent, is_code, _ in _numbered(found) if is_many else found:
        key = (kind, identity)
        objects[key] = definition if is_code else canonical(definition)
        if parent_kind:
            parents[key] = (parent_kind, parent)
    return Snapshot(objects=Overlay(objects), parents=Overlay(parents))


def _numbered(found: Sequence[Row]) -> Iterator[Row]:
    """Tell apart objects with one identity, in the order of their definitions: else one would hide another's change."""
    count: Counter[Key] = Counter()
    for kind, identity, *others in sorted(found, key=lambda row: row[:3]):
        count[kind, identity] += 1
        number = count[kind, identity]
        yield kind, identity if number == 1 else f"{identity} (number {number})", *others


def difference(before: Snapshot, after: Snapshot) -> tuple[Difference, ...]:
    """What differs, by kind and identity. Of an object that is gone or new its parts are not listed one by one."""
    differing = before.objects.differing(after.objects)
    one_sided = {key for key in differing if (key in before.objects) != (key in after.objects)}
    found = tuple(
        _difference(key, before.objects.get(key), after.objects.get(key))
        for key in sorted(differing)
        if (after.parents.get(key) or before.parents.get(key)) not in one_sided
    )
    others = {(each.kind, each.identity): each for each in found}
    parents = {key: others.get(after.parents.get(key) or before.parents.get(key) or ("", "")) for key in others}
    return tuple(each for key, each in others.items() if not _only_follows(each, parents[key]))


def _difference(key: Key, before: str | None, after: str | None) -> Difference:
    kind, identity = key
    is_name = kind == "not-null constraint" and bool(before and after) and _is_generated_name(before, after)
    return Difference(kind=kind, identity=identity, before=before, after=after, soft=is_name or kind == "column order")


def _is_generated_name(before: str | None, after: str | None) -> bool:
    """Whether nothing but the name differs, and the server made up both (ChooseConstraintName in heap.c)."""
    names = [*_lacking(before, after), *_lacking(after, before)]
    return all(re.fullmatch(r'CONSTRAINT "?.*_not_null\d*"?', name) for name in names)


def _only_follows(found: Difference, parent: Difference | None) -> bool:
    """Whether it says nothing that the difference of its ``parent`` does not say.

    A NOT NULL or the sequence of an identity is its column's, an index its constraint's; what is inherited depends on
    the table; and the order of columns can be another only because one is missing.
    """
    if found.kind == "column order":
        return _is_order_of_others(found)
    lines = [*_lacking(found.before, found.after), *_lacking(found.after, found.before)]
    if parent is None or not lines:
        return False
    if found.before is None or found.after is None:
        return found.kind in _PARTS and any(line.startswith(_PARTS[found.kind]) for line in lines)
    follows = ("CREATE ",) if (found.kind, parent.kind) == ("index", "constraint") else ("INHERITED", "ATTACHED TO ")
    return all(line.startswith(follows) for line in lines)


# Objects that come and go with a property of another: how a line of their definition begins then.
_PARTS = {"not-null constraint": "CONSTRAINT ", "domain constraint": "NOT NULL", "sequence": "IDENTITY OF "}


def _is_order_of_others(found: Difference) -> bool:
    """Whether the columns that are there on both sides are in one order."""
    before, after = (found.before or "").split("\n"), (found.after or "").split("\n")
    common = set(before) & set(after)
    return [c for c in before if c in common] == [c for c in after if c in common]


def _lacking(one: str | None, other: str | None) -> list[str]:
    """The clauses of one definition that the other lacks."""
    there = set((other or "").split("\n"))
    return [line for line in (one or "").split("\n") if line not in there]


def _shown(definition: str) -> str:
    """A definition on one line, and of a long one the beginning."""
    text = " ".join(definition.split())
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


# The one print that changes when it is parsed back, as by a rollback that restores it (PostgreSQL 15 to 18):
# varchar_column IN ('a') is (ARRAY['a'::character varying])::text[], then ARRAY[('a'::character varying)::text].
_VARCHAR = r"(?:'(?:[^']|'')*'|NULL)::character varying"
_VARCHAR_ARRAY = re.compile(rf"\(ARRAY\[({_VARCHAR}(?:, {_VARCHAR})*)\]\)::text\[\]")


def canonical(definition: str) -> str:
    """A definition as the server prints it once it has been printed and parsed back."""
    if "::character varying" not in definition:
        return definition
    return _VARCHAR_ARRAY.sub(
        lambda array: "ARRAY[" + re.sub(f"({_VARCHAR})", r"(\1)::text", array[1]) + "]", definition
    )


# Without members of extensions; columns by name, because their order is not the rows' content.
_TABLES = """SELECT n.nspname, c.relname, coalesce(array_agg(a.attname ORDER BY a.attname)
    FILTER (WHERE a.attname IS NOT NULL), '{}')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
GROUP BY n.nspname, c.relname, c.oid"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """How many rows a table has, and a checksum of them that does not depend on the order of rows or columns."""

    count: int
    checksum: int


def rows(connection: Connection) -> dict[str, Content]:
    """The content of each table (``schema.table``, quoted where needed), each partition too. Raises ServerRefused."""
    tables = query(connection, _TABLES, settings=PRINTING)
    selects = [_content(*table) for table in tables]
    found: list[Row] = []
    for start in range(0, len(selects), _TABLES_AT_ONCE):
        found += query(connection, " UNION ALL ".join(selects[start : start + _TABLES_AT_ONCE]), settings=PRINTING)
    return {name: Content(count=count, checksum=int(checksum)) for name, count, checksum in found}


_TABLES_AT_ONCE = 200


def _content(schema: str, table: str, columns: list[str]) -> str:
    name = f"{quote_identifier(schema)}.{quote_identifier(table)}"
    row = ", ".join(f"t.{quote_identifier(column)}" for column in columns)
    checksum = f'coalesce(sum(hashtextextended(ROW({row})::text COLLATE "C", 0)), 0)'
    return f"SELECT {quote_literal(name)}, count(*), {checksum} FROM ONLY {name} t"
