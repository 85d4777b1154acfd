"""Schemas, extensions, publications, default privileges and rare objects as statements."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.postgres.objects.access import comment, comments, difference, owner, privileges
from new_migration.postgres.objects.catalog import (
    DEFAULT_PRIVILEGES,
    PUBLICATION,
    PUBLISHED,
    PUBLISHED_SCHEMA,
    Catalog,
)
from new_migration.postgres.objects.element import Element
from new_migration.postgres.objects.other_facts import (
    DefaultPrivileges,
    Extension,
    Namespace,
    Publication,
    Published,
    PublishedSchema,
)
from new_migration.postgres.objects.rest_facts import Other
from new_migration.postgres.objects.section import EXTENSION, NAMESPACE, Grant
from new_migration.postgres.sql import quote_identifier, quote_literal


def schema_element(catalog: Catalog, found: Namespace) -> Element:
    """A schema."""
    address, name = (NAMESPACE, found.oid, 0), quote_identifier(found.name)
    remark = catalog.comment(address)
    granted = privileges(catalog, "n", f"SCHEMA {name}", found)
    return Element(
        address=address,
        kind="schema",
        name=found.name,
        printed=name,
        rank=0,
        drop=f"DROP SCHEMA {name};",
        make=(f"CREATE SCHEMA {name};",),
        after=(*owner(catalog, f"SCHEMA {name}", found.owner), *comments(f"SCHEMA {name}", remark), *granted),
        set_comment=comment(f"SCHEMA {name}", remark),
        set_privileges=granted,
    )


def extension_element(catalog: Catalog, found: Extension) -> Element:
    """An extension with all its members, in the version that is there."""
    address, name = (EXTENSION, found.oid, 0), quote_identifier(found.name)
    remark = catalog.comment(address)
    return Element(
        address=address,
        kind="extension",
        name=found.name,
        printed=name,
        rank=1,
        drop=f"DROP EXTENSION {name};",
        make=(
            f"CREATE EXTENSION {name}\n  SCHEMA {quote_identifier(catalog.schema(found.namespace))}\n"
            f"  VERSION {quote_literal(found.version)};",
        ),
        after=comments(f"EXTENSION {name}", remark),
        set_comment=comment(f"EXTENSION {name}", remark),
    )


def publication_element(catalog: Catalog, found: Publication) -> Element:
    """A publication; what it publishes are elements of their own."""
    address, name = (PUBLICATION, found.oid, 0), quote_identifier(found.name)
    remark = catalog.comment(address)
    clauses = [f"CREATE PUBLICATION {name}"]
    if found.has_all_tables:
        clauses.append("FOR ALL TABLES")
    settings = list(_publication_settings(found))
    if settings:
        clauses.append(f"WITH ({', '.join(settings)})")
    return Element(
        address=address,
        kind="publication",
        name=found.name,
        printed=name,
        rank=95,
        drop=f"DROP PUBLICATION {name};",
        make=("\n  ".join(clauses) + ";",),
        after=(*owner(catalog, f"PUBLICATION {name}", found.owner), *comments(f"PUBLICATION {name}", remark)),
        set_comment=comment(f"PUBLICATION {name}", remark),
    )


def _publication_settings(found: Publication) -> Iterator[str]:
    if found.operations != ["insert", "update", "delete", "truncate"]:
        yield f"publish = {quote_literal(', '.join(found.operations))}"
    if found.is_via_root:
        yield "publish_via_partition_root = true"
    if found.generated == "s":
        yield "publish_generated_columns = stored"


def published_element(catalog: Catalog, found: Published) -> Element:
    """A table among those of a publication."""
    publication = catalog.publications[found.publication]
    relation = catalog.relations[found.relation]
    name, table = quote_identifier(publication.name), catalog.relation(found.relation)
    columns = [quote_identifier(catalog.columns[found.relation][number].name) for number in found.columns or ()]
    listed = f" ({', '.join(columns)})" if columns else ""
    where = f" WHERE ({found.condition})" if found.condition else ""
    return Element(
        address=(PUBLISHED, found.oid, 0),
        kind="publication table",
        schema=catalog.schema(relation.namespace),
        table=relation.name,
        name=publication.name,
        printed=f"{table} in {name}",
        rank=96,
        drop=f"ALTER PUBLICATION {name}\n  DROP TABLE {_only(catalog, found)};",
        make=(f"ALTER PUBLICATION {name}\n  ADD TABLE {_only(catalog, found)}{listed}{where};",),
    )


def _only(catalog: Catalog, found: Published) -> str:
    """Without ONLY the tables that inherit would be published too."""
    is_partitioned = catalog.relations[found.relation].kind == "p"
    return catalog.relation(found.relation) if is_partitioned else catalog.only(found.relation)


def published_schema_element(catalog: Catalog, found: PublishedSchema) -> Element:
    """A schema whose tables a publication publishes."""
    name = quote_identifier(catalog.publications[found.publication].name)
    schema = quote_identifier(catalog.schema(found.namespace))
    return Element(
        address=(PUBLISHED_SCHEMA, found.oid, 0),
        kind="publication schema",
        schema=catalog.schema(found.namespace),
        name=catalog.publications[found.publication].name,
        printed=f"{schema} in {name}",
        rank=97,
        drop=f"ALTER PUBLICATION {name}\n  DROP TABLES IN SCHEMA {schema};",
        make=(f"ALTER PUBLICATION {name}\n  ADD TABLES IN SCHEMA {schema};",),
    )


_OBJECTS = {"r": "TABLES", "S": "SEQUENCES", "f": "FUNCTIONS", "T": "TYPES", "n": "SCHEMAS"}


def default_privileges_element(catalog: Catalog, found: DefaultPrivileges) -> Element:
    """What ALTER DEFAULT PRIVILEGES has ordered."""
    schema, role = quote_identifier(catalog.schema(found.namespace)), quote_identifier(found.role)
    where = f"ALTER DEFAULT PRIVILEGES FOR ROLE {role}" + (f" IN SCHEMA {schema}" if found.namespace else "")
    initial = [] if found.namespace else catalog.facts.initial["s" if found.kind == "S" else found.kind]
    start: set[Grant] = {
        (found.role, found.role if grant[1] == catalog.facts.user else grant[1], grant[2], grant[3])
        for grant in initial
    }
    end: set[Grant] = {(grant[0], grant[1], grant[2], grant[3]) for grant in found.grants}
    objects = _OBJECTS.get(found.kind, "LARGE OBJECTS")
    statements = tuple(f"{where}\n  {each}" for each in difference(start, end, objects, found.role))
    return Element(
        address=(DEFAULT_PRIVILEGES, found.oid, 0),
        kind="default privileges",
        schema=catalog.schema(found.namespace),
        name=f"{found.role} on {objects}",
        printed=f"{where} ON {objects}",
        rank=2,
        drop="",
        make=statements,
        set_privileges=statements,
    )


_GRANTABLE = {
    "SERVER": ("S", "FOREIGN SERVER"),
    "FOREIGN DATA WRAPPER": ("F", "FOREIGN DATA WRAPPER"),
    "LANGUAGE": ("l", "LANGUAGE"),
}


def other_element(catalog: Catalog, found: Other) -> Element:
    """An object of a rare kind."""
    address, target = (found.catalog, found.oid, 0), f"{found.kind} {found.printed}"
    remark = catalog.comment(address)
    granted: tuple[str, ...] = ()
    if found.kind in _GRANTABLE and found.owner is not None:
        letter, word = _GRANTABLE[found.kind]
        granted = privileges(catalog, letter, f"{word} {found.printed}", found)
    return Element(
        address=address,
        kind=found.kind.lower(),
        schema=found.schema,
        name=found.name,
        printed=found.printed,
        rank=8,
        drop=f"DROP {target};" if found.create else "",
        make=(found.create,) if found.create else (),
        after=(*owner(catalog, target, found.owner), *comments(target, remark), *granted) if found.create else (),
        set_comment=comment(target, remark),
        set_privileges=granted,
        is_known=found.create is not None,
    )
