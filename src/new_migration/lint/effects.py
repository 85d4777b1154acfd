"""What the statements of a script do to which object, from their syntax trees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from new_migration.lint.objects import Effect, Object
from new_migration.lint.script import ScriptFile, Step, commands
from new_migration.lint.syntax import choice, inner, names, object_name, relation_name

_RELATIONS = {"OBJECT_TABLE": "table", "OBJECT_INDEX": "index", "OBJECT_VIEW": "view", "OBJECT_MATVIEW": "view",
              "OBJECT_SEQUENCE": "sequence", "OBJECT_FOREIGN_TABLE": "table"}  # fmt: skip
_KINDS = _RELATIONS | {
    "OBJECT_TYPE": "type", "OBJECT_DOMAIN": "type", "OBJECT_FUNCTION": "function", "OBJECT_PROCEDURE": "function",
    "OBJECT_ROUTINE": "function", "OBJECT_AGGREGATE": "function", "OBJECT_COLUMN": "column",
    "OBJECT_TABCONSTRAINT": "constraint", "OBJECT_TRIGGER": "trigger", "OBJECT_POLICY": "policy",
    "OBJECT_RULE": "rule", "OBJECT_SCHEMA": "schema", "OBJECT_EXTENSION": "extension",
    "OBJECT_EVENT_TRIGGER": "event trigger", "OBJECT_COLLATION": "collation", "OBJECT_PUBLICATION": "publication",
    "OBJECT_STATISTIC_EXT": "statistics", "OBJECT_ATTRIBUTE": "attribute", "OBJECT_DOMCONSTRAINT": "constraint",
}  # fmt: skip
_ON_TABLES = {"column", "constraint", "trigger", "policy", "rule"}
_COLUMN_ASPECTS = {
    "AT_ColumnDefault": "default", "AT_CookedColumnDefault": "default", "AT_SetNotNull": "NOT NULL",
    "AT_DropNotNull": "NOT NULL", "AT_AlterColumnType": "type", "AT_SetStatistics": "statistics",
    "AT_SetStorage": "storage", "AT_SetCompression": "compression", "AT_SetOptions": "options",
    "AT_ResetOptions": "options", "AT_AddIdentity": "identity", "AT_SetIdentity": "identity",
    "AT_DropIdentity": "identity", "AT_SetExpression": "expression", "AT_DropExpression": "expression",
}  # fmt: skip
_TABLE_ASPECTS = {
    "ForceRowSecurity": "forced row security", "RowSecurity": "row security", "RelOptions": "options",
    "Logged": "persistence", "UnLogged": "persistence", "ReplicaIdentity": "replica identity",
    "ChangeOwner": "owner", "Inherit": "inheritance", "Partition": "partitions",
    "Cluster": "clustering", "TableSpace": "tablespace", "AccessMethod": "access method", "Rule": "rules",
}  # fmt: skip


@lru_cache(maxsize=4)
def effects(script: ScriptFile) -> list[Effect]:
    """What all statements do, in their order. Several rules ask for it one after the other."""
    return [effect for step in script.steps if not step.is_frame for effect in _effects(step)]


def _effects(step: Step) -> Iterator[Effect]:
    handler = _HANDLERS.get(step.kind)
    return handler(step) if handler else iter(())


def _make(step: Step, kind: str, name: Iterable[str], on: Iterable[str] = (), **more: Any) -> Effect:
    return Effect(verb="make", object=Object(kind=kind, name=tuple(name), on=tuple(on)), step=step, **more)


def _created_table(step: Step) -> Iterator[Effect]:
    yield _make(step, "table", relation_name(step.node.relation))


def _created_as(step: Step) -> Iterator[Effect]:
    kind = "view" if choice(step.node, "objtype") == "OBJECT_MATVIEW" else "table"
    yield _make(step, kind, relation_name(step.node.into.rel))


def _created_view(step: Step) -> Iterator[Effect]:
    yield _make(step, "view", relation_name(step.node.view), tolerant=step.node.replace)


def _created_index(step: Step) -> Iterator[Effect]:
    node, table = step.node, relation_name(step.node.relation)
    columns = tuple(inner(each).name for each in node.index_params)
    # Without a name the server makes one of the table and the columns (ChooseIndexName in indexcmds.c).
    parts = (table[-1], *columns, *(inner(each).name for each in node.index_including_params), "idx")
    name = node.idxname or ("_".join(parts) if all(parts) else "")
    if name:
        made = Object(
            kind="index",
            name=(*table[:-1], name),
            beside=table,
            columns=columns if all(columns) and not node.HasField("where_clause") else (),
        )
        yield Effect(verb="make", object=made, step=step)


def _created_function(step: Step) -> Iterator[Effect]:
    yield _make(step, "function", names(step.node.funcname), tolerant=step.node.replace)


def _created_trigger(step: Step) -> Iterator[Effect]:
    yield _make(step, "trigger", (step.node.trigname,), relation_name(step.node.relation), tolerant=step.node.replace)


def _created_rule(step: Step) -> Iterator[Effect]:
    yield _make(step, "rule", (step.node.rulename,), relation_name(step.node.relation), tolerant=step.node.replace)


def _created_type(step: Step) -> Iterator[Effect]:
    yield _make(step, "type", names(step.node.type_name))


def _created_composite(step: Step) -> Iterator[Effect]:
    yield _make(step, "type", relation_name(step.node.typevar))


def _defined(step: Step) -> Iterator[Effect]:
    """CREATE AGGREGATE, TYPE … (…), COLLATION and others that libpg_query has as one."""
    kind = _KINDS.get(choice(step.node, "kind"))
    if kind:
        yield _make(step, kind, names(step.node.defnames))


def _altered_enum(step: Step) -> Iterator[Effect]:
    kind, name = "type", names(step.node.type_name)
    changed = Object(kind=kind, name=name)
    if step.node.old_val:
        before = Object(kind="label", name=(step.node.old_val,), on=name)
        yield Effect(verb="rename", object=before, step=step, new=replace(before, name=(step.node.new_val,)))
    else:
        yield Effect(verb="alter", object=changed, step=step, aspect=f"label {step.node.new_val}")


def _dropped(step: Step) -> Iterator[Effect]:
    kind = _KINDS.get(choice(step.node, "remove_type"))
    for each in step.node.objects if kind else ():
        name = object_name(each)
        more = {"tolerant": step.node.missing_ok, "cascades": choice(step.node, "behavior") == "DROP_CASCADE"}
        yield Effect(verb="drop", object=_named(str(kind), name), step=step, **more)


def _named(kind: str, name: tuple[str, ...]) -> Object:
    """The object of a name in which that of its table comes first."""
    if kind in _ON_TABLES and len(name) > 1:
        return Object(kind=kind, name=name[-1:], on=name[:-1])
    return Object(kind=kind, name=name)


def _renamed(step: Step) -> Iterator[Effect]:
    node = step.node
    kind = _KINDS.get(choice(node, "rename_type"))
    if kind in _ON_TABLES and node.relation.relname:
        before = Object(kind=str(kind), name=(node.subname,), on=relation_name(node.relation))
        yield Effect(verb="rename", object=before, step=step, new=replace(before, name=(node.newname,)))
    elif kind:
        name = relation_name(node.relation) if node.relation.relname else object_name(node.object)
        before = Object(kind=kind, name=name or (node.subname,))
        after = replace(before, name=(*before.name[:-1], node.newname))
        yield Effect(verb="rename", object=before, step=step, new=after)


def _commented(step: Step) -> Iterator[Effect]:
    kind = _KINDS.get(choice(step.node, "objtype"))
    if kind:
        yield Effect(verb="alter", object=_named(kind, object_name(step.node.object)), step=step, aspect="comment")


def _granted(step: Step) -> Iterator[Effect]:
    kind = _KINDS.get(choice(step.node, "objtype"))
    for each in step.node.objects if kind else ():
        yield Effect(verb="alter", object=_named(str(kind), object_name(each)), step=step, aspect="privileges")


def _moved(step: Step) -> Iterator[Effect]:
    kind = _KINDS.get(choice(step.node, "object_type"))
    if kind:
        node = step.node
        name = relation_name(node.relation) if node.relation.relname else object_name(node.object)
        yield Effect(verb="alter", object=Object(kind=kind, name=name[-1:]), step=step, aspect="schema")


def _owned(step: Step) -> Iterator[Effect]:
    kind = _KINDS.get(choice(step.node, "object_type"))
    if kind:
        yield Effect(verb="alter", object=_named(kind, object_name(step.node.object)), step=step, aspect="owner")


def _altered_sequence(step: Step) -> Iterator[Effect]:
    yield Effect(verb="alter", object=_sequence(step), step=step, aspect="options")


def _sequence(step: Step) -> Object:
    """It goes with the column that OWNED BY names."""
    owners = (each.def_elem.arg for each in step.node.options if each.def_elem.defname == "owned_by")
    *table, column = next(map(object_name, owners), ("",))
    more = {"beside": tuple(table), "columns": (column,)} if table else {}
    return Object(kind="sequence", name=relation_name(step.node.sequence), **more)


def _altered_policy(step: Step) -> Iterator[Effect]:
    changed = Object(kind="policy", name=(step.node.policy_name,), on=relation_name(step.node.table))
    yield Effect(verb="alter", object=changed, step=step, aspect="definition")


def _altered_domain(step: Step) -> Iterator[Effect]:
    changed = Object(kind="type", name=names(step.node.type_name))
    yield Effect(verb="alter", object=changed, step=step, aspect="definition")


def _altered_table(step: Step) -> Iterator[Effect]:
    table = relation_name(step.node.relation)
    kind = _RELATIONS.get(choice(step.node, "objtype"), "table")
    for command in commands(step):
        yield from _altered(step, kind, table, command)


def _altered(step: Step, kind: str, table: tuple[str, ...], command: Any) -> Iterator[Effect]:
    subtype = choice(command.node, "subtype")
    more = {"tolerant": command.node.missing_ok, "cascades": choice(command.node, "behavior") == "DROP_CASCADE"}
    if subtype == "AT_AddColumn":
        yield _make(step, "column", (command.def_.colname,), table)
    elif subtype == "AT_DropColumn":
        dropped = Object(kind="column", name=(command.name,), on=table)
        yield Effect(verb="drop", object=dropped, step=step, **more)
    elif subtype == "AT_AddConstraint" and choice(command.def_, "contype") == "CONSTR_NOTNULL":
        changed = Object(kind="column", name=names(command.def_.keys), on=table)
        yield Effect(verb="alter", object=changed, step=step, aspect="NOT NULL")
    elif subtype == "AT_AddConstraint":
        if command.def_.indexname:
            yield Effect(verb="drop", object=Object(kind="index", name=(command.def_.indexname,)), step=step,
                         tolerant=True)  # fmt: skip
        name = (command.def_.conname or command.def_.indexname,)
        columns = names([*command.def_.keys, *command.def_.fk_attrs])
        yield Effect(verb="make", object=Object(kind="constraint", name=name, on=table, columns=columns), step=step)
    elif subtype == "AT_DropConstraint":
        dropped = Object(kind="constraint", name=(command.name,), on=table)
        yield Effect(verb="drop", object=dropped, step=step, **more)
    elif subtype in {"AT_ValidateConstraint", "AT_AlterConstraint"}:
        changed = Object(kind="constraint", name=(command.name or _name_of(command.def_),), on=table)
        yield Effect(verb="alter", object=changed, step=step, aspect="definition")
    elif "Trig" in subtype:
        aspect = f"trigger {command.name}" if command.name else "triggers"
        yield Effect(verb="alter", object=Object(kind=kind, name=table), step=step, aspect=aspect)
    elif subtype in _COLUMN_ASPECTS:
        changed = Object(kind="column", name=(command.name,), on=table)
        yield Effect(verb="alter", object=changed, step=step, aspect=_COLUMN_ASPECTS[subtype])
    else:
        aspect = next((word for part, word in _TABLE_ASPECTS.items() if part in subtype), "definition")
        yield Effect(verb="alter", object=Object(kind=kind, name=table), step=step, aspect=aspect)


def _name_of(definition: Any) -> str:
    return str(getattr(definition, "conname", ""))


def _simple(kind: str, field: str) -> Callable[[Step], Iterator[Effect]]:
    def effects_of(step: Step) -> Iterator[Effect]:
        yield _make(step, kind, (getattr(step.node, field),))

    return effects_of


def _created_policy(step: Step) -> Iterator[Effect]:
    yield _make(step, "policy", (step.node.policy_name,), relation_name(step.node.table))


def _created_sequence(step: Step) -> Iterator[Effect]:
    yield Effect(verb="make", object=_sequence(step), step=step)


def _created_domain(step: Step) -> Iterator[Effect]:
    yield _make(step, "type", names(step.node.domainname))


def _created_statistics(step: Step) -> Iterator[Effect]:
    if step.node.defnames:
        yield _make(step, "statistics", names(step.node.defnames))


_HANDLERS: dict[str, Callable[[Step], Iterator[Effect]]] = {
    "CreateStmt": _created_table, "CreateForeignTableStmt": lambda step: iter([
        _make(step, "table", relation_name(step.node.base_stmt.relation))]),
    "CreateTableAsStmt": _created_as, "ViewStmt": _created_view, "IndexStmt": _created_index,
    "CreateFunctionStmt": _created_function, "CreateTrigStmt": _created_trigger, "RuleStmt": _created_rule,
    "CreateEnumStmt": _created_type, "CreateRangeStmt": _created_type, "CompositeTypeStmt": _created_composite,
    "CreateDomainStmt": _created_domain, "DefineStmt": _defined, "CreateSeqStmt": _created_sequence,
    "CreateSchemaStmt": _simple("schema", "schemaname"), "CreateExtensionStmt": _simple("extension", "extname"),
    "CreatePublicationStmt": _simple("publication", "pubname"), "CreatePolicyStmt": _created_policy,
    "CreateEventTrigStmt": _simple("event trigger", "trigname"), "CreateStatsStmt": _created_statistics,
    "AlterEnumStmt": _altered_enum, "AlterTableStmt": _altered_table, "AlterSeqStmt": _altered_sequence,
    "AlterPolicyStmt": _altered_policy, "AlterDomainStmt": _altered_domain, "AlterObjectSchemaStmt": _moved,
    "AlterOwnerStmt": _owned, "DropStmt": _dropped, "RenameStmt": _renamed, "CommentStmt": _commented,
    "GrantStmt": _granted,
}  # fmt: skip
