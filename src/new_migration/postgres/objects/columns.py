"""Columns and their defaults as statements."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from new_migration.postgres.objects.access import column_privileges, comment, comments
from new_migration.postgres.objects.catalog import Catalog, Default
from new_migration.postgres.objects.element import Element
from new_migration.postgres.objects.layout import foreign_options, options
from new_migration.postgres.objects.relation_facts import Column, Constraint, Sequence
from new_migration.postgres.objects.section import CONSTRAINT, DEFAULT, RELATION, Address
from new_migration.postgres.sql import LONGEST_NAME, quote_identifier

_STORAGE = {"p": "PLAIN", "e": "EXTERNAL", "m": "MAIN", "x": "EXTENDED"}
_COMPRESSION = {"p": "pglz", "l": "lz4"}
WORDS = {
    "r": "TABLE",
    "p": "TABLE",
    "v": "VIEW",
    "m": "MATERIALIZED VIEW",
    "f": "FOREIGN TABLE",
    "S": "SEQUENCE",
}


def column_element(catalog: Catalog, column: Column) -> Element:
    """A column: its ``make`` is left to ``add_column``, which knows what is made with it."""
    relation = catalog.relations[column.relation]
    table, name = catalog.relation(column.relation), quote_identifier(column.name)
    address = (RELATION, column.relation, column.number)
    remark = catalog.comment(address)
    target = f"COLUMN {table}.{name}"
    privileges = column_privileges(table, name, role=relation.owner, granted=column.grants)
    return Element(
        address=address,
        kind="column",
        schema=catalog.schema(relation.namespace),
        table=relation.name,
        name=column.name,
        printed=f"{table}.{name}",
        rank=20,
        host=(RELATION, column.relation, 0),
        drop=""
        if relation.kind in "vm" or relation.of_type
        else f"ALTER {WORDS[relation.kind]} {table}\n  DROP COLUMN {name};",
        after=(
            *_settings(catalog, column),
            *_identity_access(catalog, column),
            *comments(target, remark),
            *privileges,
        ),
        set_comment=comment(target, remark),
        set_privileges=privileges,
    )


def default_element(catalog: Catalog, default: Default) -> Element:
    """The default of a column."""
    column = default.column
    relation = catalog.relations[column.relation]
    return Element(
        address=(DEFAULT, default.oid, 0),
        kind="default",
        schema=catalog.schema(relation.namespace),
        table=relation.name,
        name=column.name,
        printed=f"{catalog.relation(column.relation)}.{quote_identifier(column.name)}",
        rank=25,
        host=None if relation.kind == "v" else (RELATION, column.relation, column.number),
        drop=alter(catalog, column, "DROP DEFAULT"),
        make=(set_default(catalog, column),),
    )


def set_default(catalog: Catalog, column: Column) -> str:
    """The statement that sets the default as it is."""
    if column.default is None or column.generated:
        return alter(catalog, column, "DROP DEFAULT")
    return alter(catalog, column, f"SET DEFAULT {column.default}")


def set_required(catalog: Catalog, column: Column) -> str:
    """The statement that makes a column NOT NULL, or not, as it is."""
    constraint = catalog.not_null.get((column.relation, column.number))
    if not column.is_required:
        return alter(catalog, column, "DROP NOT NULL")
    if constraint is None or not _not_null_name(catalog, column):
        return alter(catalog, column, "SET NOT NULL")
    name = quote_identifier(constraint.name)
    return f"ALTER TABLE {catalog.relation(column.relation)}\n  ADD CONSTRAINT {name} {constraint.definition};"


def set_storage(catalog: Catalog, column: Column) -> Iterator[str]:
    """What stores a column as it is stored, where that is not how its type is: ALTER … TYPE forgets it."""
    if column.storage:
        yield alter(catalog, column, f"SET STORAGE {_STORAGE[column.storage]}")
    if column.compression:
        yield alter(catalog, column, f"SET COMPRESSION {_COMPRESSION[column.compression]}")


def alter(catalog: Catalog, column: Column, clause: str) -> str:
    word = WORDS[catalog.relations[column.relation].kind]
    name = catalog.relation(column.relation) if word.endswith("VIEW") else catalog.only(column.relation)
    return f"ALTER {word} {name}\n  ALTER COLUMN {quote_identifier(column.name)} {clause};"


def is_made_by_parent(catalog: Catalog, column: Column) -> bool:
    """Whether a column comes with the tables that its own inherits from. A partition is made whole, then attached."""
    return column.parents > 0 and not column.is_local and not catalog.relations[column.relation].bound


def definition(catalog: Catalog, column: Column, chosen: Collection[Address]) -> str:
    """A column as in CREATE TABLE, with the default and the NOT NULL that are ``chosen``."""
    clauses = [*_clauses(catalog, column, chosen), *_not_null(catalog, column, chosen)]
    return " ".join([quote_identifier(column.name), column.type, *clauses])


def add_column(catalog: Catalog, column: Column, chosen: Collection[Address], *, is_nullable: bool = False) -> str:
    """ALTER TABLE … ADD COLUMN; if ``is_nullable``, without NOT NULL."""
    clauses = [*_clauses(catalog, column, chosen), *(() if is_nullable else _not_null(catalog, column, chosen))]
    text = " ".join([quote_identifier(column.name), column.type, *clauses])
    word = WORDS[catalog.relations[column.relation].kind]
    return f"ALTER {word} {catalog.relation(column.relation)}\n  ADD COLUMN {text};"


def _clauses(catalog: Catalog, column: Column, chosen: Collection[Address]) -> Iterator[str]:
    if catalog.relations[column.relation].kind == "f" and column.foreign_options:
        yield f"OPTIONS ({foreign_options(column.foreign_options)})"
    if column.collation:
        yield f"COLLATE {column.collation}"
    if _is_identity(column):
        yield _identity(catalog, column)
    elif column.default is not None and not column.generated and (DEFAULT, column.default_oid or 0, 0) in chosen:
        yield f"DEFAULT {column.default}"
    elif column.generated:
        yield f"GENERATED ALWAYS AS ({column.default}) {'STORED' if column.generated == 's' else 'VIRTUAL'}"


def _is_identity(column: Column) -> bool:
    """Whether it is one of its own: that of a partition is its parent's."""
    return bool(column.identity) and not (column.parents and not column.is_local)


def _not_null(catalog: Catalog, column: Column, chosen: Collection[Address]) -> Iterator[str]:
    is_identity = _is_identity(column)
    constraint = catalog.not_null.get((column.relation, column.number))
    if constraint is None:
        if column.is_required and not is_identity:
            yield "NOT NULL"
        return
    if (CONSTRAINT, constraint.oid, 0) not in chosen or not is_inline(catalog, constraint):
        return
    name = _not_null_name(catalog, column)
    if name:
        yield f"CONSTRAINT {quote_identifier(name)}"
    # A primary key wants it to be inherited, when it is made.
    is_alone = constraint.has_no_inherit and (column.relation, column.number) not in catalog.keys
    if name or is_alone or not is_identity:
        yield "NOT NULL NO INHERIT" if is_alone else "NOT NULL"


def is_inline(catalog: Catalog, constraint: Constraint) -> bool:
    """Whether a NOT NULL constraint can be written with its column."""
    column = catalog.columns[constraint.relation][(constraint.columns or [0])[0]]
    return constraint.is_validated and not is_made_by_parent(catalog, column)


def _not_null_name(catalog: Catalog, column: Column) -> str:
    """The name of a NOT NULL constraint; "" for that which the server would choose."""
    constraint = catalog.not_null[column.relation, column.number]
    chosen = f"{catalog.relations[column.relation].name}_{column.name}_not_null"
    return "" if constraint.name == chosen and len(chosen.encode()) <= LONGEST_NAME else constraint.name


def _identity(catalog: Catalog, column: Column) -> str:
    oid = catalog.identity_of[RELATION, column.relation, column.number]
    table, sequence = catalog.relations[column.relation], catalog.relations[oid]
    words = list(sequence_options(catalog.sequences[oid]))
    chosen = f"{table.name}_{column.name}_seq"
    if (sequence.name, sequence.namespace) != (chosen, table.namespace) or len(chosen.encode()) > LONGEST_NAME:
        name = catalog.name(sequence.namespace, sequence.name, is_visible=False)
        words.insert(0, f"SEQUENCE NAME {name}")
    kind = "ALWAYS" if column.identity == "a" else "BY DEFAULT"
    return f"GENERATED {kind} AS IDENTITY" + (f" ({' '.join(words)})" if words else "")


_GREATEST = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}


def sequence_options(sequence: Sequence) -> Iterator[str]:
    """The options of a sequence that are not those of any (nor its type)."""
    greatest = _GREATEST[sequence.type]
    rises = sequence.increment > 0
    least, most = (1, greatest) if rises else (-greatest - 1, -1)
    if sequence.start != (sequence.least if rises else sequence.greatest):
        yield f"START WITH {sequence.start}"
    if sequence.increment != 1:
        yield f"INCREMENT BY {sequence.increment}"
    if sequence.least != least:
        yield f"MINVALUE {sequence.least}"
    if sequence.greatest != most:
        yield f"MAXVALUE {sequence.greatest}"
    if sequence.cache != 1:
        yield f"CACHE {sequence.cache}"
    if sequence.cycles:
        yield "CYCLE"


def _settings(catalog: Catalog, column: Column) -> Iterator[str]:
    """What is set after a column is there."""
    if is_made_by_parent(catalog, column):
        yield from _differences(catalog, column)
    yield from set_storage(catalog, column)
    if column.statistics is not None:
        yield alter(catalog, column, f"SET STATISTICS {column.statistics}")
    if column.options:
        yield alter(catalog, column, f"SET ({options(column.options)})")


def _differences(catalog: Catalog, column: Column) -> Iterator[str]:
    """In what a column is not as that of a table from which it comes: it is made like the nearest, or the farthest."""
    others = list(_ancestors(catalog, column))
    if not column.generated and any(other.default != column.default for other in others):
        yield set_default(catalog, column)
    if catalog.facts.version < 18 and any(other.is_required != column.is_required for other in others):
        yield set_required(catalog, column)


def _ancestors(catalog: Catalog, column: Column) -> Iterator[Column]:
    for parent in catalog.relations[column.relation].parents or ():
        for other in catalog.columns[parent].values():
            if other.name == column.name:
                yield other
                yield from _ancestors(catalog, other)


def _identity_access(catalog: Catalog, column: Column) -> Iterator[str]:
    """The comment and the privileges on the sequence of an identity column."""
    from new_migration.postgres.objects.relations import relation_access

    oid = catalog.identity_of.get((RELATION, column.relation, column.number))
    if oid is not None:
        sequence = catalog.relations[oid]
        yield from comments(f"SEQUENCE {catalog.relation(oid)}", catalog.comment((RELATION, oid, 0)))
        yield from relation_access(catalog, sequence)
