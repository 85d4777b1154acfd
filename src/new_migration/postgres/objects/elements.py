"""The element of each kind of record, and by which name it is looked up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from new_migration.postgres.objects.catalog import Catalog, Default
from new_migration.postgres.objects.columns import column_element, default_element
from new_migration.postgres.objects.element import Element
from new_migration.postgres.objects.hanging import (
    constraint_element,
    index_element,
    policy_element,
    rule_element,
    statistics_element,
    trigger_element,
)
from new_migration.postgres.objects.other_facts import (
    DefaultPrivileges,
    Extension,
    Function,
    Namespace,
    Publication,
    Published,
    PublishedSchema,
    Type,
)
from new_migration.postgres.objects.relation_facts import (
    Column,
    Constraint,
    Index,
    Policy,
    Relation,
    Rule,
    Statistics,
    Trigger,
)
from new_migration.postgres.objects.relations import RELATION_KINDS, relation_element
from new_migration.postgres.objects.rest_facts import Other
from new_migration.postgres.objects.routines import ROUTINE_WORDS, TYPE_KINDS, function_element, type_element
from new_migration.postgres.objects.section import TRIGGER
from new_migration.postgres.objects.surroundings import (
    default_privileges_element,
    extension_element,
    other_element,
    publication_element,
    published_element,
    published_schema_element,
    schema_element,
)
from new_migration.postgres.sql import quote_identifier

_MAKERS: dict[type[Any], Any] = {
    Namespace: schema_element,
    Extension: extension_element,
    Relation: relation_element,
    Column: column_element,
    Default: default_element,
    Constraint: constraint_element,
    Index: index_element,
    Rule: rule_element,
    Policy: policy_element,
    Statistics: statistics_element,
    Function: function_element,
    Type: type_element,
    Publication: publication_element,
    Published: published_element,
    PublishedSchema: published_schema_element,
    DefaultPrivileges: default_privileges_element,
    Other: other_element,
}

_ON_RELATION: dict[type[Any], str] = {
    Index: "index",
    Column: "column",
    Constraint: "constraint",
    Trigger: "trigger",
    Rule: "rule",
    Policy: "policy",
}


def make_element(catalog: Catalog, record: Any) -> Element:
    """The statements of a record."""
    if isinstance(record, Trigger):
        made = trigger_element(catalog, record, catalog.records.get((TRIGGER, record.parent, 0)))
    else:
        made = _MAKERS[type(record)](catalog, record)
    extensions = catalog.depends_on_extension.get(made.address, ())
    depends = (f"ALTER {_target(made)}\n  DEPENDS ON EXTENSION {quote_identifier(each)};" for each in extensions)
    return replace(made, after=(*made.after, *depends)) if extensions else made


def _target(element: Element) -> str:
    printed = element.printed
    return f"{element.kind.upper()} {printed.replace(' on ', ' ON ', 1) if element.kind == 'trigger' else printed}"


def identity(catalog: Catalog, record: Any) -> tuple[str, str, str, str] | None:
    """Kind, schema, table and name by which an object is looked up; None if it is not."""
    if isinstance(record, Namespace | Extension):
        return ("schema" if isinstance(record, Namespace) else "extension", "", "", record.name)
    if isinstance(record, Relation | Function | Type | Statistics):
        return (_kind(record), catalog.schema(record.namespace), "", record.name)
    if isinstance(record, Index | Column | Constraint | Trigger | Rule | Policy) and record.relation:
        relation = catalog.relations[record.relation]
        kind = _ON_RELATION[type(record)]
        return (kind, catalog.schema(relation.namespace), "" if kind == "index" else relation.name, record.name)
    return None


def _kind(record: Relation | Function | Type | Statistics) -> str:
    if isinstance(record, Relation):
        return RELATION_KINDS[record.kind][0]
    if isinstance(record, Function):
        return ROUTINE_WORDS[record.kind].lower()
    return TYPE_KINDS[record.kind] if isinstance(record, Type) else "statistics"
