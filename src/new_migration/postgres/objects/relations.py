"""Tables, views and sequences as statements."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from new_migration.postgres.objects.access import comment, comments, owner, privileges
from new_migration.postgres.objects.catalog import Catalog
from new_migration.postgres.objects.columns import WORDS, definition, is_made_by_parent, sequence_options
from new_migration.postgres.objects.element import Element
from new_migration.postgres.objects.layout import foreign_options, options
from new_migration.postgres.objects.relation_facts import Relation
from new_migration.postgres.objects.section import RELATION, Address
from new_migration.postgres.sql import quote_identifier

RELATION_KINDS = {
    "r": ("table", 10),
    "p": ("table", 10),
    "f": ("foreign table", 10),
    "v": ("view", 90),
    "m": ("materialized view", 90),
    "S": ("sequence", 5),
}


def relation_element(catalog: Catalog, relation: Relation) -> Element:
    """A relation; the ``make`` of a table is left to ``create_table``, which knows what is made with it."""
    kind, rank = RELATION_KINDS[relation.kind]
    name, word = catalog.relation(relation.oid), WORDS[relation.kind]
    address = (RELATION, relation.oid, 0)
    remark = catalog.comment(address)
    access = relation_access(catalog, relation)
    return Element(
        address=address,
        kind=kind,
        schema=catalog.schema(relation.namespace),
        name=relation.name,
        printed=name,
        rank=rank,
        drop=f"DROP {word} {name};",
        make=_make(catalog, relation),
        after=(
            *owner(catalog, f"{word} {name}", relation.owner),
            *_state(catalog, relation),
            *comments(f"{word} {name}", remark),
            *access,
        ),
        late=tuple(_late(catalog, relation)),
        set_comment=comment(f"{word} {name}", remark),
        set_privileges=access,
    )


def relation_access(catalog: Catalog, relation: Relation) -> tuple[str, ...]:
    """The privileges on a relation."""
    name = catalog.relation(relation.oid)
    is_sequence = relation.kind == "S"
    return privileges(
        catalog,
        "s" if is_sequence else "r",
        f"SEQUENCE {name}" if is_sequence else name,
        relation,
        namespace=relation.namespace,
    )


def create_table(catalog: Catalog, relation: Relation, chosen: Collection[Address]) -> str:
    """CREATE TABLE with its columns, and the defaults and NOT NULL that are ``chosen``."""
    columns = [
        definition(catalog, column, chosen)
        for column in catalog.columns[relation.oid].values()
        if (RELATION, relation.oid, column.number) in chosen and not is_made_by_parent(catalog, column)
    ]
    unlogged = "UNLOGGED " if relation.persistence == "u" else ""
    name = catalog.new_name(relation.namespace, relation.name)
    body = "(\n  " + ",\n  ".join(columns) + "\n)" if columns else "()"
    clauses = "".join(f"\n{clause}" for clause in _table_clauses(catalog, relation))
    return f"CREATE {unlogged}{WORDS[relation.kind]} {name} {body}{clauses};"


def _table_clauses(catalog: Catalog, relation: Relation) -> Iterator[str]:
    if relation.parents and not relation.bound:
        yield f"INHERITS ({', '.join(catalog.relation(parent) for parent in relation.parents)})"
    if relation.partition_key:
        yield f"PARTITION BY {relation.partition_key}"
    if relation.server:
        yield f"SERVER {quote_identifier(relation.server)}"
    if relation.foreign_options:
        yield f"OPTIONS ({foreign_options(relation.foreign_options)})"
    yield from _storage(relation)


def _storage(relation: Relation) -> Iterator[str]:
    if relation.method and relation.kind != "S":
        yield f"USING {quote_identifier(relation.method)}"
    parameters = [options(relation.options or ()), options(relation.toast_options or (), "toast.")]
    if any(parameters):
        yield f"WITH ({', '.join(filter(None, parameters))})"
    if relation.tablespace:
        yield f"TABLESPACE {quote_identifier(relation.tablespace)}"


def _make(catalog: Catalog, relation: Relation) -> tuple[str, ...]:
    """The CREATE statement of what has no columns of its own."""
    name = catalog.new_name(relation.namespace, relation.name)
    clauses = "".join(f"\n  {clause}" for clause in _storage(relation))
    match relation.kind:
        case "v":
            return (f"CREATE VIEW {name}{clauses}{chr(10) if clauses else ' '}AS\n{relation.definition}",)
        case "m":
            query = (relation.definition or "").rstrip().removesuffix(";")
            end = "" if relation.is_populated else "\nWITH NO DATA"
            return (f"CREATE MATERIALIZED VIEW {name}{clauses}{chr(10) if clauses else ' '}AS\n{query}{end};",)
        case "S":
            return (_create_sequence(catalog, relation, name),)
    return ()


def _create_sequence(catalog: Catalog, relation: Relation, name: str) -> str:
    sequence = catalog.sequences[relation.oid]
    kind = [f"AS {sequence.type}"] if sequence.type != "bigint" else []
    unlogged = "UNLOGGED " if relation.persistence == "u" else ""
    return "\n  ".join([f"CREATE {unlogged}SEQUENCE {name}", *kind, *sequence_options(sequence)]) + ";"


def _state(catalog: Catalog, relation: Relation) -> Iterator[str]:
    """What only ALTER TABLE can set."""
    table = f"ALTER TABLE {catalog.relation(relation.oid)}"
    if relation.of_type:
        yield f"{table}\n  OF {relation.of_type};"
    if relation.has_row_security:
        yield f"{table}\n  ENABLE ROW LEVEL SECURITY;"
    if relation.forces_row_security:
        yield f"{table}\n  FORCE ROW LEVEL SECURITY;"
    if relation.kind in "rp" and relation.replica_identity in "nf":
        yield f"{table}\n  REPLICA IDENTITY {'NOTHING' if relation.replica_identity == 'n' else 'FULL'};"


def _late(catalog: Catalog, relation: Relation) -> Iterator[str]:
    """What needs other objects, or that this one has all that belongs to it."""
    name = catalog.relation(relation.oid)
    if relation.oid in catalog.owners:
        address = catalog.owners[relation.oid]
        column = quote_identifier(catalog.column(address).name)
        yield f"ALTER SEQUENCE {name}\n  OWNED BY {catalog.relation(address[1])}.{column};"
    if relation.bound and relation.parents:
        parent = catalog.relation(relation.parents[0])
        yield f"ALTER TABLE {parent}\n  ATTACH PARTITION {name} {relation.bound};"
