"""One kind of fact that is read from the catalog, as data, and the SQL expressions that several kinds share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")

# Of an object in the catalog: the oids of its catalog and of itself, and the number of a column or 0.
Address = tuple[int, int, int]

# Who granted, to whom ("" is PUBLIC), which privilege, and whether with grant option.
Grant = tuple[str, str, str, bool]

# The oids of catalogs, the same in all versions.
RELATION = 1259
TYPE = 1247
FUNCTION = 1255
CONSTRAINT = 2606
DEFAULT = 2604
TRIGGER = 2620
RULE = 2618
NAMESPACE = 2615
POLICY = 3256
STATISTICS = 3381
EXTENSION = 3079


@dataclass(frozen=True, kw_only=True, slots=True)
class Section(Generic[T]):
    """All facts of one kind: ``record`` is a NamedTuple, and ``fields`` gives the SQL of each of its fields.

    ``source`` is the FROM and WHERE, which may use the common table expressions of ``query``; ``order`` is SQL.
    """

    record: type[T]
    fields: Mapping[str, str]
    source: str
    order: str = "1"
    since: int = 0

    def select(self) -> str:
        """A scalar subquery: a JSON array with an array for each fact."""
        assert tuple(self.fields) == self.record._fields, self.record  # type: ignore[attr-defined]
        values = ", ".join(self.fields.values())
        return f"(SELECT coalesce(json_agg(json_build_array({values}) ORDER BY {self.order}), '[]') {self.source})"

    def records(self, rows: Iterable[list[Any]]) -> Iterator[T]:
        """The facts that the subquery has given."""
        make = self.record._make  # type: ignore[attr-defined]
        return (make(row) for row in rows)


def grants(acl: str) -> str:
    """A JSON array with an array for each privilege of an access control list; NULL for NULL."""
    # aclexplode refuses '{}', which has no dimension.
    return f"""CASE WHEN {acl} IS NOT NULL THEN (SELECT coalesce(json_agg(json_build_array(
        pg_get_userbyid(x.grantor), CASE WHEN x.grantee = 0 THEN '' ELSE pg_get_userbyid(x.grantee) END,
        x.privilege_type, x.is_grantable)), '[]') FROM aclexplode(nullif({acl}, '{{}}')) x) END"""


def oid(column: str) -> str:
    """An oid as a number: JSON would have it as a string."""
    return f"{column}::bigint"


def not_of_extension(catalog: str, column: str) -> str:
    """That an object is no member of an extension."""
    return f"NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_catalog.{catalog}'::regclass AND ext.objid = {column})"


def statistics_target(column: str) -> str:
    """The default is -1 up to PostgreSQL 16 and NULL since 17."""
    return f"nullif({column}, -1)"
