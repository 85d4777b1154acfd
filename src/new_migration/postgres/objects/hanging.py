"""What hangs on tables, as statements: constraints, indexes, triggers, rules, policies, statistics."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.postgres.objects.access import comment, comments, owner
from new_migration.postgres.objects.catalog import Catalog
from new_migration.postgres.objects.columns import WORDS, is_inline
from new_migration.postgres.objects.element import Element
from new_migration.postgres.objects.layout import on_lines, options
from new_migration.postgres.objects.relation_facts import Constraint, Index, Policy, Rule, Statistics, Trigger
from new_migration.postgres.objects.section import (
    CONSTRAINT,
    POLICY,
    RELATION,
    RULE,
    STATISTICS,
    TRIGGER,
    TYPE,
    Address,
)
from new_migration.postgres.sql import quote_identifier

_RANKS = {"p": 30, "u": 31, "x": 32, "n": 33, "c": 34, "f": 60}


def constraint_element(catalog: Catalog, constraint: Constraint) -> Element:
    """A constraint of a table, or of a domain."""
    address = (CONSTRAINT, constraint.oid, 0)
    name = quote_identifier(constraint.name)
    if constraint.relation:
        relation = catalog.relations[constraint.relation]
        table, schema = relation.name, catalog.schema(relation.namespace)
        on = catalog.relation(constraint.relation)
        alter, on_what = f"ALTER {'FOREIGN ' if relation.kind == 'f' else ''}TABLE {on}", on
        kind = "constraint"
    else:
        domain = catalog.types[constraint.domain]
        table, schema = domain.name, catalog.schema(domain.namespace)
        on = catalog.name(domain.namespace, domain.name, is_visible=domain.is_visible)
        alter, on_what = f"ALTER DOMAIN {on}", f"DOMAIN {on}"
        kind = "domain constraint"
    remark = catalog.comment(address)
    add = on_lines(f"ADD CONSTRAINT {name} {constraint.definition}", "REFERENCES")
    return Element(
        address=address,
        kind=kind,
        schema=schema,
        table=table,
        name=constraint.name,
        printed=f"{name} on {on}",
        rank=_RANKS.get(constraint.kind, 40),
        host=_host(catalog, constraint),
        drop=f"{alter}\n  DROP CONSTRAINT {name};",
        make=() if _is_made_by_parent(catalog, constraint) else (f"{alter}\n  {add};".replace("\n  REF", "\n    REF"),),
        after=(
            *_index_state(catalog, constraint),
            *comments(f"CONSTRAINT {name} ON {on_what}", remark),
        ),
        set_comment=comment(f"CONSTRAINT {name} ON {on_what}", remark),
    )


def _host(catalog: Catalog, constraint: Constraint) -> Address | None:
    if constraint.domain:
        return (TYPE, constraint.domain, 0) if constraint.is_validated else None
    if constraint.kind == "n" and constraint.columns and is_inline(catalog, constraint):
        return (RELATION, constraint.relation, constraint.columns[0])
    return None


def _is_made_by_parent(catalog: Catalog, constraint: Constraint) -> bool:
    """Whether it comes from the table that its own inherits from; a partition is made whole, then attached."""
    is_inherited = constraint.parents > 0 and not constraint.is_local and not constraint.parent
    return is_inherited and not catalog.relations[constraint.relation].bound


def _index_state(catalog: Catalog, constraint: Constraint) -> Iterator[str]:
    """The marks and comments of the index that a constraint has made for itself."""
    index = catalog.indexes.get(constraint.index_oid)
    if index is not None:
        yield from _state(catalog, index, with_options=True)
        name = catalog.name(catalog.relations[index.relation].namespace, index.name, is_visible=index.is_visible)
        yield from comments(f"INDEX {name}", catalog.comment((RELATION, index.oid, 0)))
    for number in constraint.columns or () if constraint.kind == "p" else ():
        not_null = catalog.not_null.get((constraint.relation, number))
        if not_null is not None and not_null.has_no_inherit:
            name = quote_identifier(not_null.name)
            yield f"ALTER TABLE {catalog.relation(constraint.relation)}\n  ALTER CONSTRAINT {name} NO INHERIT;"


def index_element(catalog: Catalog, index: Index) -> Element:
    """An index that belongs to no constraint."""
    relation = catalog.relations[index.relation]
    address = (RELATION, index.oid, 0)
    name = catalog.name(relation.namespace, index.name, is_visible=index.is_visible)
    remark = catalog.comment(address)
    return Element(
        address=address,
        kind="index",
        schema=catalog.schema(relation.namespace),
        table=relation.name,
        name=index.name,
        printed=name,
        rank=50,
        drop=f"DROP INDEX {name};",
        make=(_create_index(catalog, index),),
        after=(*_state(catalog, index, with_options=False), *comments(f"INDEX {name}", remark)),
        set_comment=comment(f"INDEX {name}", remark),
    )


def _create_index(catalog: Catalog, index: Index) -> str:
    """As the server prints it; of a partitioned table not ONLY, so that it takes in the indexes of the partitions."""
    printed = index.definition
    # Names may hold any words; what stands before the columns is known.
    start = printed.index(f" USING {quote_identifier(index.method)} (")
    end = f" WHERE {index.predicate}" if index.predicate else ""
    method = "" if index.method == "btree" else f"USING {quote_identifier(index.method)} "
    start += len(f" USING {quote_identifier(index.method)} ")
    columns = printed[start : len(printed) - len(end)] if printed.endswith(end) else printed[start:]
    unique = "UNIQUE " if index.is_unique else ""
    head = f"CREATE {unique}INDEX {quote_identifier(index.name)}\n  ON {catalog.relation(index.relation)} {method}"
    where = f"\n  WHERE {index.predicate}" if end and printed.endswith(end) else ""
    return f"{head}{columns}{where};"


def _state(catalog: Catalog, index: Index, *, with_options: bool) -> Iterator[str]:
    relation = catalog.relations[index.relation]
    name = catalog.name(relation.namespace, index.name, is_visible=index.is_visible)
    if with_options and index.options:
        yield f"ALTER INDEX {name}\n  SET ({options(index.options)});"
    if index.tablespace:
        yield f"ALTER INDEX {name}\n  SET TABLESPACE {quote_identifier(index.tablespace)};"
    for number, target in index.statistics or ():
        yield f"ALTER INDEX {name}\n  ALTER COLUMN {number} SET STATISTICS {target};"
    word, table = WORDS[relation.kind], catalog.relation(index.relation)
    if index.is_clustered:
        yield f"ALTER {word} {table}\n  CLUSTER ON {quote_identifier(index.name)};"
    if index.is_replica_identity:
        yield f"ALTER TABLE {table}\n  REPLICA IDENTITY USING INDEX {quote_identifier(index.name)};"


_ENABLED = {"D": "DISABLE", "O": "ENABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}


def trigger_element(catalog: Catalog, trigger: Trigger, parent: Trigger | None) -> Element:
    """A trigger; that of a partition comes with its ``parent``'s."""
    relation, on = catalog.relations[trigger.relation], catalog.relation(trigger.relation)
    address, name = (TRIGGER, trigger.oid, 0), quote_identifier(trigger.name)
    remark = catalog.comment(address)
    usual = parent.enabled if parent else "O"
    state: tuple[str, ...] = ()
    if trigger.enabled != usual:
        only = "ONLY " if parent or catalog.children.get(trigger.relation) else ""
        state = (f"ALTER TABLE {only}{on}\n  {_ENABLED[trigger.enabled]} TRIGGER {name};",)
    after = (*state, *comments(f"TRIGGER {name} ON {on}", remark))
    return Element(
        address=address,
        kind="trigger",
        schema=catalog.schema(relation.namespace),
        table=relation.name,
        name=trigger.name,
        printed=f"{name} on {on}",
        rank=75,
        drop=f"DROP TRIGGER {name} ON {on};",
        make=() if parent else (_create_trigger(trigger.definition),),
        after=() if parent else after,
        late=after if parent else (),
        set_comment=comment(f"TRIGGER {name} ON {on}", remark),
    )


def _create_trigger(definition: str) -> str:
    laid_out = on_lines(definition, "BEFORE", "AFTER", "INSTEAD", "FROM", "REFERENCING", "FOR", "WHEN", "EXECUTE")
    return f"{laid_out};"


def rule_element(catalog: Catalog, rule: Rule) -> Element:
    """A rule that is not a view's query."""
    relation, on = catalog.relations[rule.relation], catalog.relation(rule.relation)
    address, name = (RULE, rule.oid, 0), quote_identifier(rule.name)
    remark = catalog.comment(address)
    state = () if rule.enabled == "O" else (f"ALTER TABLE {on}\n  {_ENABLED[rule.enabled]} RULE {name};",)
    return Element(
        address=address,
        kind="rule",
        schema=catalog.schema(relation.namespace),
        table=relation.name,
        name=rule.name,
        printed=f"{name} on {on}",
        rank=76,
        drop=f"DROP RULE {name} ON {on};",
        make=(rule.definition,),
        after=(*state, *comments(f"RULE {name} ON {on}", remark)),
        set_comment=comment(f"RULE {name} ON {on}", remark),
    )


_COMMANDS = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}


def policy_element(catalog: Catalog, policy: Policy) -> Element:
    """A row security policy."""
    relation, on = catalog.relations[policy.relation], catalog.relation(policy.relation)
    address, name = (POLICY, policy.oid, 0), quote_identifier(policy.name)
    remark = catalog.comment(address)
    return Element(
        address=address,
        kind="policy",
        schema=catalog.schema(relation.namespace),
        table=relation.name,
        name=policy.name,
        printed=f"{name} on {on}",
        rank=77,
        drop=f"DROP POLICY {name} ON {on};",
        make=("\n  ".join([f"CREATE POLICY {name} ON {on}", *_policy_clauses(policy)]) + ";",),
        after=comments(f"POLICY {name} ON {on}", remark),
        set_comment=comment(f"POLICY {name} ON {on}", remark),
    )


def _policy_clauses(policy: Policy) -> Iterator[str]:
    if not policy.is_permissive:
        yield "AS RESTRICTIVE"
    if policy.command in _COMMANDS:
        yield f"FOR {_COMMANDS[policy.command]}"
    if policy.roles != [""]:
        yield "TO " + ", ".join(quote_identifier(role) if role else "PUBLIC" for role in policy.roles)
    if policy.using is not None:
        yield f"USING ({policy.using})"
    if policy.check is not None:
        yield f"WITH CHECK ({policy.check})"


_STATISTICS_KINDS = {"d": "ndistinct", "f": "dependencies", "m": "mcv"}


def statistics_element(catalog: Catalog, statistics: Statistics) -> Element:
    """Extended statistics."""
    address = (STATISTICS, statistics.oid, 0)
    name = catalog.name(statistics.namespace, statistics.name, is_visible=statistics.is_visible)
    remark = catalog.comment(address)
    kinds = [_STATISTICS_KINDS[kind] for kind in statistics.kinds if kind in _STATISTICS_KINDS]
    # One expression alone has no kinds; all of them are what there is without saying so.
    words = f" ({', '.join(kinds)})" if 0 < len(kinds) < len(_STATISTICS_KINDS) else ""
    target = [] if statistics.target is None else [f"ALTER STATISTICS {name}\n  SET STATISTICS {statistics.target};"]
    new = catalog.new_name(statistics.namespace, statistics.name)
    return Element(
        address=address,
        kind="statistics",
        schema=catalog.schema(statistics.namespace),
        table=catalog.relations[statistics.relation].name,
        name=statistics.name,
        printed=name,
        rank=70,
        drop=f"DROP STATISTICS {name};",
        make=(
            f"CREATE STATISTICS {new}{words}\n  ON {statistics.columns}\n"
            f"  FROM {catalog.relation(statistics.relation)};",
        ),
        after=(
            *owner(catalog, f"STATISTICS {name}", statistics.owner),
            *target,
            *comments(f"STATISTICS {name}", remark),
        ),
        set_comment=comment(f"STATISTICS {name}", remark),
    )
