"""Functions and types as statements."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from new_migration.postgres.objects.access import comment, comments, owner, privileges
from new_migration.postgres.objects.catalog import Catalog
from new_migration.postgres.objects.element import Element
from new_migration.postgres.objects.other_facts import Function, Type
from new_migration.postgres.objects.section import CONSTRAINT, FUNCTION, RELATION, TYPE, Address
from new_migration.postgres.sql import quote_identifier, quote_literal

ROUTINE_WORDS = {"f": "FUNCTION", "w": "FUNCTION", "p": "PROCEDURE", "a": "AGGREGATE"}
TYPE_KINDS = {"e": "enum", "d": "domain", "c": "composite type", "r": "range type"}


def function_element(catalog: Catalog, function: Function) -> Element:
    """A function, procedure or aggregate."""
    word = ROUTINE_WORDS[function.kind]
    address = (FUNCTION, function.oid, 0)
    name = catalog.name(function.namespace, function.name, is_visible=function.is_visible)
    printed = f"{name}({function.arguments})"
    remark = catalog.comment(address)
    granted = privileges(
        catalog,
        "f",
        f"{'FUNCTION' if word == 'AGGREGATE' else word} {printed if function.arguments != '*' else name + '()'}",
        function,
        namespace=function.namespace,
    )
    return Element(
        address=address,
        kind=word.lower(),
        schema=catalog.schema(function.namespace),
        name=function.name,
        signature=function.arguments,
        printed=printed,
        rank=7,
        drop=f"DROP {word} {printed};",
        make=(_create_function(catalog, function),),
        after=(
            *owner(catalog, f"{word} {printed}", function.owner),
            *comments(f"{word} {printed}", remark),
            *granted,
        ),
        set_comment=comment(f"{word} {printed}", remark),
        set_privileges=granted,
    )


def _create_function(catalog: Catalog, function: Function) -> str:
    name = catalog.new_name(function.namespace, function.name)
    if function.definition is None:
        clauses = ",\n  ".join(function.clauses or ())
        return f"CREATE AGGREGATE {name}({function.arguments}) (\n  {clauses}\n);"
    schema, bare = quote_identifier(catalog.schema(function.namespace)), quote_identifier(function.name)
    word = ROUTINE_WORDS[function.kind]
    rest = function.definition.removeprefix(f"CREATE OR REPLACE {word} {schema}.{bare}(")
    if rest == function.definition:  # quoted otherwise, by the words of another version
        return f"{rest.rstrip()};"
    return f"CREATE {word} {name}({rest.rstrip()};"


def type_element(catalog: Catalog, found: Type) -> Element:
    """An enum, domain, composite or range type; the ``make`` of a domain is left to ``create_domain``."""
    word = "DOMAIN" if found.kind == "d" else "TYPE"
    address = (TYPE, found.oid, 0)
    name = catalog.name(found.namespace, found.name, is_visible=found.is_visible)
    # A composite type's comment is the type's; its columns are the relation's.
    remark = catalog.comment(address)
    granted = privileges(catalog, "T", f"TYPE {name}", found, namespace=found.namespace)
    return Element(
        address=address,
        kind=TYPE_KINDS[found.kind],
        schema=catalog.schema(found.namespace),
        name=found.name,
        printed=name,
        rank=3,
        drop=f"DROP {word} {name};",
        make=() if found.kind == "d" else (_create_type(catalog, found),),
        after=(
            *owner(catalog, f"{word} {name}", found.owner),
            *comments(f"{word} {name}", remark),
            *_attribute_comments(catalog, found, name),
            *granted,
        ),
        set_comment=comment(f"{word} {name}", remark),
        set_privileges=granted,
    )


def _create_type(catalog: Catalog, found: Type) -> str:
    name = catalog.new_name(found.namespace, found.name)
    if found.kind == "e":
        return (
            f"CREATE TYPE {name} AS ENUM (" + _indented([quote_literal(label) for label in found.labels or ()]) + ");"
        )
    if found.kind == "r":
        return f"CREATE TYPE {name} AS RANGE (" + _indented(found.clauses or []) + ");"
    attributes = [
        f"{quote_identifier(attribute)} {kind}" + (f" COLLATE {collation}" if collation else "")
        for _, attribute, kind, collation in found.attributes or ()
    ]
    return f"CREATE TYPE {name} AS (" + _indented(attributes) + ");"


def _indented(items: list[str]) -> str:
    return "\n  " + ",\n  ".join(items) + "\n" if items else ""


def _attribute_comments(catalog: Catalog, found: Type, name: str) -> Iterator[str]:
    for number, attribute, *_ in found.attributes or ():
        remark = catalog.comment((RELATION, found.relation, number))
        yield from comments(f"COLUMN {name}.{quote_identifier(attribute)}", remark)


def create_domain(catalog: Catalog, found: Type, chosen: Collection[Address]) -> str:
    """CREATE DOMAIN with the constraints that are ``chosen``."""
    clauses = [f"CREATE DOMAIN {catalog.new_name(found.namespace, found.name)} AS {found.base}"]
    if found.collation:
        clauses.append(f"COLLATE {found.collation}")
    if found.default is not None:
        clauses.append(f"DEFAULT {found.default}")
    constraints = [
        each
        for each in catalog.constraints_of_domain.get(found.oid, ())
        if (CONSTRAINT, each.oid, 0) in chosen and each.is_validated
    ]
    if not any(each.kind == "n" for each in constraints) and catalog.facts.version < 17 and found.is_required:
        clauses.append("NOT NULL")
    clauses += [f"CONSTRAINT {quote_identifier(each.name)} {each.definition}" for each in constraints]
    return "\n  ".join(clauses) + ";"
