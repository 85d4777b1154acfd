"""What the catalog says of tables that rows are to be made for: columns, types, constraints, keys, references."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from new_migration.postgres.database import Connection, Row
from new_migration.postgres.sql import quote_identifier
from new_migration.proof.reading import QUALIFIED, read


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column; ``default`` is its expression or "". ``is_given``: the server refuses other values than its own."""

    name: str
    type: int
    modifier: int
    not_null: bool
    default: str
    identity: str
    is_given: bool

    @property
    def is_counted(self) -> bool:
        """Whether a sequence supplies it."""
        return bool(self.identity) or self.default.startswith("nextval(")


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """An expression over columns that no row may make false."""

    columns: tuple[str, ...]
    expression: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """Columns of a unique or exclusion index. ``is_strict``: two equal rows are refused whatever else they hold."""

    columns: tuple[str, ...]
    is_strict: bool
    nulls_differ: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """A foreign key of the table with oid ``table``.

    ``target``: the name for SQL, with ONLY but where it is partitioned; ``shown``: for people. ``tables``: what holds
    the rows referenced, the leaves where the target is partitioned.
    """

    table: int
    columns: tuple[str, ...]
    target: str
    shown: str
    target_columns: tuple[str, ...]
    tables: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table: ``name`` for SQL, ``shown`` for people."""

    oid: int
    name: str
    shown: str
    columns: tuple[Column, ...]
    checks: tuple[Check, ...] = ()
    keys: tuple[Key, ...] = ()
    references: tuple[Reference, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True, kw_only=True, slots=True)
class Type:
    """A type, as pg_type and what belongs to it say. ``kind``: typtype; ``of``: the type that it is made of, or 0.

    ``of`` is the base of a domain (with ``modifier``), the element of an array, the bound of a range, the range of a
    multirange. ``attributes``: (type, modifier) of each attribute of a composite type.
    """

    oid: int
    name: str
    declared: str
    kind: str
    category: str
    of: int
    modifier: int
    delimiter: str
    not_null: bool
    labels: tuple[str, ...]
    attributes: tuple[tuple[int, int], ...]
    checks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Structure:
    """Tables by oid, and all the types that their columns need."""

    tables: Mapping[int, Table]
    types: Mapping[int, Type]


@dataclass(slots=True)
class _Parts:
    columns: list[Column] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)


def shown_name(schema: str, table: str) -> str:
    """A table's name for people: without the schema where that is public."""
    return quote_identifier(table) if schema == "public" else full_name(schema, table)


def full_name(schema: str, table: str) -> str:
    """A table's name for SQL, whatever the search_path."""
    return f"{quote_identifier(schema)}.{quote_identifier(table)}"


def read_structure(connection: Connection, names: Mapping[int, tuple[str, str]]) -> Structure:
    """The tables with these oids (``names``: schema and table of each) and their types. Raises ServerRefused."""
    parts = {oid: _Parts() for oid in names}
    oids = _oids(names)
    for row in read(connection, _COLUMNS.format(oids=oids), QUALIFIED):
        parts[row[0]].columns.append(_column(row))
    for oid, columns, expression in read(connection, _CHECKS.format(oids=oids), QUALIFIED):
        parts[oid].checks.append(Check(columns=tuple(columns), expression=expression))
    for oid, columns, is_strict, nulls_differ in read(connection, _KEYS.format(oids=oids), QUALIFIED):
        parts[oid].keys.append(Key(columns=tuple(columns), is_strict=is_strict, nulls_differ=nulls_differ))
    for row in read(connection, _REFERENCES.format(oids=oids), QUALIFIED):
        parts[row[0]].references.append(_reference(row))
    types = {column.type for part in parts.values() for column in part.columns}
    tables = {oid: _table(oid, *names[oid], parts=part) for oid, part in parts.items()}
    return Structure(tables=tables, types=_types(connection, types))


def _table(oid: int, schema: str, table: str, *, parts: _Parts) -> Table:
    return Table(
        oid=oid,
        name=full_name(schema, table),
        shown=shown_name(schema, table),
        columns=tuple(parts.columns),
        checks=tuple(parts.checks),
        keys=tuple(parts.keys),
        references=tuple(parts.references),
    )


def _column(row: Row) -> Column:
    _, name, type_, modifier, not_null, default, identity, is_given = row
    return Column(
        name=name,
        type=type_,
        modifier=modifier,
        not_null=not_null,
        default=default,
        identity=identity,
        is_given=is_given,
    )


def _reference(row: Row) -> Reference:
    table, columns, schema, target, target_columns, is_partitioned, tables = row
    only = "" if is_partitioned else "ONLY "
    return Reference(
        table=table,
        columns=tuple(columns),
        target=f"{only}{full_name(schema, target)}",
        shown=shown_name(schema, target),
        target_columns=tuple(target_columns),
        tables=tuple(tables),
    )


def _types(connection: Connection, oids: Collection[int]) -> dict[int, Type]:
    if not oids:
        return {}
    return {row[0]: _type(row) for row in read(connection, _TYPES.format(oids=_oids(oids)), QUALIFIED)}


def _type(row: Row) -> Type:
    oid, name, declared, kind, category, of, modifier, delimiter, not_null, labels, attributes, modifiers, checks = row
    return Type(
        oid=oid,
        name=name,
        declared=declared,
        kind=kind,
        category=category,
        of=of,
        modifier=modifier,
        delimiter=delimiter,
        not_null=not_null,
        labels=tuple(labels),
        attributes=tuple(zip(attributes, modifiers, strict=True)),
        checks=tuple(checks),
    )


def _oids(oids: Collection[int]) -> str:
    return "'{" + ",".join(str(oid) for oid in oids) + "}'::oid[]"


_COLUMNS = """SELECT a.attrelid, a.attname::text, a.atttypid, a.atttypmod, a.attnotnull,
  CASE WHEN a.attgenerated = '' THEN coalesce(pg_get_expr(d.adbin, d.adrelid), '') ELSE '' END,
  a.attidentity::text, a.attgenerated <> ''
FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = ANY({oids}) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum"""

# The bounds of a partition are a check too. A constraint that is not enforced (PostgreSQL 18) binds nobody.
_CHECKS = """SELECT c.conrelid, ARRAY(SELECT a.attname::text
    FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey) ORDER BY a.attnum),
  pg_get_expr(c.conbin, c.conrelid)
FROM pg_constraint c
WHERE c.contype = 'c' AND c.conrelid = ANY({oids}) AND coalesce((to_jsonb(c)->>'conenforced')::boolean, true)
UNION ALL
SELECT c.oid, ARRAY(SELECT DISTINCT a.attname::text
    FROM pg_partition_ancestors(c.oid) o JOIN pg_partitioned_table p ON p.partrelid = o.relid
    JOIN pg_attribute r ON r.attrelid = p.partrelid
      AND (r.attnum = ANY(p.partattrs::int2[]) OR p.partexprs IS NOT NULL AND r.attnum > 0)
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = r.attname ORDER BY 1),
  pg_get_partition_constraintdef(c.oid)
FROM pg_class c
WHERE c.relispartition AND c.oid = ANY({oids}) AND pg_get_partition_constraintdef(c.oid) IS NOT NULL
ORDER BY 1, 3"""

# The columns inside expressions and conditions of an index are known as what it depends on.
_KEYS = """SELECT i.indrelid,
  ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum > 0
    AND (a.attnum = ANY((i.indkey::int2[])[0:i.indnkeyatts - 1]) OR i.indexprs IS NOT NULL AND EXISTS (
      SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
      AND d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum))
    ORDER BY a.attnum),
  i.indisunique AND i.indexprs IS NULL AND i.indpred IS NULL,
  NOT coalesce((to_jsonb(i)->>'indnullsnotdistinct')::boolean, false)
FROM pg_index i
WHERE (i.indisunique OR i.indisexclusion) AND i.indrelid = ANY({oids})
ORDER BY i.indrelid, i.indisprimary DESC, i.indexrelid"""

# Where the target is partitioned, the server keeps a constraint for each partition, under that of the whole.
_REFERENCES = """SELECT c.conrelid,
  ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k(n, i)
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n ORDER BY k.i),
  n.nspname::text, t.relname::text,
  ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY k(n, i)
    JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.n ORDER BY k.i),
  t.relkind = 'p',
  CASE WHEN t.relkind = 'p' THEN ARRAY(SELECT p.relid::oid FROM pg_partition_tree(t.oid) p WHERE p.isleaf)
    ELSE ARRAY[t.oid] END
FROM pg_constraint c JOIN pg_class t ON t.oid = c.confrelid JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE c.contype = 'f' AND c.conrelid = ANY({oids})
AND NOT EXISTS (SELECT FROM pg_constraint o WHERE o.oid = c.conparentid AND o.conrelid = c.conrelid)
ORDER BY c.conrelid, c.conname"""

_TYPES = """WITH RECURSIVE needed(oid) AS (
  SELECT unnest({oids})
  UNION
  SELECT parts.oid FROM needed
  JOIN pg_type t ON t.oid = needed.oid
  CROSS JOIN LATERAL (
    SELECT t.typbasetype WHERE t.typtype = 'd'
    UNION ALL SELECT t.typelem WHERE t.typcategory = 'A'
    UNION ALL SELECT r.rngsubtype FROM pg_range r WHERE r.rngtypid = t.oid
    UNION ALL SELECT r.rngtypid FROM pg_range r WHERE r.rngmultitypid = t.oid
    UNION ALL SELECT a.atttypid FROM pg_attribute a
      WHERE a.attrelid = t.typrelid AND t.typtype = 'c' AND a.attnum > 0 AND NOT a.attisdropped
  ) parts(oid)
)
SELECT t.oid, t.typname::text, format_type(t.oid, -1), t.typtype::text, t.typcategory::text,
  CASE WHEN t.typtype = 'd' THEN t.typbasetype WHEN t.typcategory = 'A' THEN t.typelem
    ELSE coalesce((SELECT r.rngsubtype FROM pg_range r WHERE r.rngtypid = t.oid),
      (SELECT r.rngtypid FROM pg_range r WHERE r.rngmultitypid = t.oid), 0) END,
  t.typtypmod, coalesce((SELECT e.typdelim FROM pg_type e WHERE e.oid = t.typelem), ',')::text, t.typnotnull,
  ARRAY(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder),
  ARRAY(SELECT a.atttypid::oid FROM pg_attribute a
    WHERE a.attrelid = t.typrelid AND t.typtype = 'c' AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum),
  ARRAY(SELECT a.atttypmod FROM pg_attribute a
    WHERE a.attrelid = t.typrelid AND t.typtype = 'c' AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum),
  ARRAY(SELECT pg_get_constraintdef(c.oid) FROM pg_constraint c WHERE c.contypid = t.oid AND c.contype = 'c'
    ORDER BY c.conname)
FROM needed JOIN pg_type t USING (oid)"""
