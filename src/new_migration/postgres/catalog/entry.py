"""One kind of object in a snapshot, as data, and the SQL expressions that several kinds share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

# Units that are no oid of a relation.
NO_RELATION = "0"
SYSTEM_RELATIONS = "1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Since:
    """A clause that only servers of ``major`` and later have."""

    major: int
    sql: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """How to list all objects of one kind. Everything but ``kind`` is SQL.

    ``identity`` names an object, unique in its kind. ``clauses`` make up its definition, one a line; a NULL
    is left out. ``source`` is the FROM and WHERE, which may use the common table expressions of ``query``.
    ``parent`` (kind and identity) is the object without which this one cannot be: that one's difference says it all.
    ``unit`` is the oid of the table, view or sequence that a row belongs to, ``NO_RELATION``, or ``SYSTEM_RELATIONS``
    for those of the server and of extensions; with an oid the source must start from ``rel``, ``statistic`` or
    ``remark``.
    ``is_code``: the definition is the user's own text and not the server's print of a parsed expression.
    """

    kind: str
    identity: str
    clauses: tuple[str | Since, ...]
    source: str
    parent: tuple[str, str] = ("''", "''")
    unit: str = NO_RELATION
    since: int = 0
    is_code: bool = False

    def select(self, major: int) -> str:
        """One branch of the query: kind, identity, definition, kind and identity of the parent, is_code, unit."""
        definition = ", ".join(["E'\\n'", *self._clauses(major)])
        parent = ", ".join(f"({part})::text" for part in self.parent)
        names = f"'{self.kind}'::text, ({self.identity})::text"
        return f"SELECT {names}, concat_ws({definition}), {parent}, {self.is_code}, ({self.unit})::oid {self.source}"

    def _clauses(self, major: int) -> Iterator[str]:
        for clause in self.clauses:
            if isinstance(clause, str):
                yield clause
            elif major >= clause.major:
                yield clause.sql


def owner(column: str) -> str:
    return f"'OWNER '||quote_ident(pg_get_userbyid({column}))"


def options(word: str, column: str) -> str:
    """``WORD (a=1, b=2)`` of an array of options, in alphabetic order: theirs has no meaning."""
    # Most have none: asking first is quicker by far than unnesting NULL.
    return f"CASE WHEN {column} IS NOT NULL THEN '{word} ('||{listed(f'unnest({column}) o', 'o')}||')' END"


def listed(source: str, item: str, between: str = "', '") -> str:
    """All ``item`` of ``source``, in an order that does not depend on the database's collation."""
    return f"""(SELECT string_agg({item}, {between} ORDER BY ({item}) COLLATE "C") FROM {source})"""


def named(column: str, **words: str) -> str:
    """The word for the letter in ``column``; NULL for a letter that is not given."""
    return f"CASE {column} " + " ".join(f"WHEN '{letter}' THEN '{word}'" for letter, word in words.items()) + " END"


def collation(column: str) -> str:
    """``COLLATE name`` for a collation's oid."""
    return f"""'COLLATE '||(SELECT quote_ident(cn.nspname)||'.'||quote_ident(co.collname)
        FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace WHERE co.oid = {column})"""


def enabled(column: str) -> str:
    """How a trigger or rule fires, if not as usual."""
    return named(column, D="DISABLED", R="ENABLE REPLICA", A="ENABLE ALWAYS")


def inherited(count: str, is_local: str) -> str:
    """Whether a column or constraint comes from a parent table, and whether it would stay without that."""
    return f"CASE WHEN {count} > 0 THEN CASE WHEN {is_local} THEN 'INHERITED, ALSO LOCAL' ELSE 'INHERITED' END END"


def statistics_target(column: str) -> str:
    """The default is -1 up to PostgreSQL 16 and NULL since 17."""
    return f"CASE WHEN coalesce({column}, -1) <> -1 THEN 'STATISTICS '||{column} END"


def function(column: str) -> str:
    """A function's oid or regproc with its argument types; NULL for none."""
    return f"nullif({column}::oid, 0)::regprocedure::text"


def not_of_extension(catalog: str, oid: str) -> str:
    """That an object is no member of an extension, which is compared by its version alone."""
    return f"NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_catalog.{catalog}'::regclass AND ext.objid = {oid})"


TABLE = ("r.kind", "r.ident")
