"""What a script does to which object, from its syntax trees: makes, drops, renames or alters it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from new_migration.errors import BadInput
from new_migration.lint.script import ScriptFile, Step, commands
from new_migration.lint.syntax import choice, inner, names, object_name, relation_name
from new_migration.postgres.sql import Token, quote_identifier, tokens

# Tables, views, indexes and sequences have their names in common (PostgreSQL 18, CREATE TABLE).
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
# In DO blocks: what comes between CREATE and the noun, or the noun and the name, is left out.
_NOUNS = {("CREATE", "TABLE"): "table", ("CREATE", "INDEX"): "index", ("CREATE", "FUNCTION"): "function",
          ("CREATE", "TRIGGER"): "trigger", ("ADD_P", "CONSTRAINT"): "constraint"}  # fmt: skip
_BETWEEN = {"UNLOGGED", "TEMP", "TEMPORARY", "UNIQUE", "CONCURRENTLY", "IF_P", "NOT", "EXISTS", "OR", "REPLACE"}
_SHARED = {"table", "index", "view", "sequence"}

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
    "ChangeOwner": "owner", "Trig": "triggers", "Inherit": "inheritance", "Partition": "partitions",
    "Cluster": "clustering", "TableSpace": "tablespace", "AccessMethod": "access method", "Rule": "rules",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Object:
    """Something with a name. ``on``: the table of a column, a constraint, a trigger, a policy or a rule.

    ``beside``: the table of an index, whose name does not need it. ``columns``: those that an index or a constraint is
    on; empty where they may be any.
    """

    kind: str
    name: tuple[str, ...]
    on: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    def __str__(self) -> str:
        name = ".".join(map(quote_identifier, self.name))
        return f"{self.kind} {name} of {'.'.join(map(quote_identifier, self.on))}" if self.on else f"{self.kind} {name}"

    def is_same(self, other: Object) -> bool:
        """Whether both mean one object, as far as names tell: where one says no schema, any will do."""
        kinds = self.kind == other.kind or {self.kind, other.kind} <= _SHARED
        return kinds and _agree(self.name, other.name) and _agree(self.on, other.on)

    def is_on(self, other: Object) -> bool:
        """Whether it goes with the other: a column with its table, all of a schema with that."""
        table = self.on or self.beside
        if other.kind in _SHARED and table:
            return _agree(table, other.name)
        if other.kind == "column" and self.kind in {"index", "constraint"} and table:
            return _agree(table, other.on) and (not self.columns or other.name[0] in self.columns)
        return other.kind == "schema" and other.name[-1] in (self.on or self.name)[:-1]


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """What a statement does: ``make``, ``drop``, ``rename`` (to ``new``) or ``alter`` an ``aspect`` of an object.

    ``tolerant``: it does so where it can, IF EXISTS or OR REPLACE.
    """

    verb: str
    object: Object
    step: Step
    new: Object | None = None
    aspect: str = ""
    tolerant: bool = False
    cascades: bool = False


@lru_cache(maxsize=4)
def effects(script: ScriptFile) -> list[Effect]:
    """What all statements do, in their order. Several rules ask for it one after the other."""
    return [effect for step in script.steps if not step.is_frame for effect in _effects(step)]


class Nearby:
    """Effects, found by the names that they are about: comparing each with each takes seconds for a long script."""

    def __init__(self, effects_: Iterable[Effect] = ()) -> None:
        self._all: dict[int, Effect] = {}
        self._by_name: dict[str, dict[int, None]] = defaultdict(dict)
        for each in effects_:
            self.add(each)

    def __iter__(self) -> Iterator[Effect]:
        return iter(self._all.values())

    def of(self, wanted: Object) -> list[Effect]:
        """Those that may be about an object, what it is on, or what is on it, in their order."""
        if wanted.kind == "schema":
            return list(self)
        found = {key for name in (*_keys(wanted), _ANY) for key in self._by_name.get(name, ())}
        return [self._all[key] for key in sorted(found)]

    def add(self, effect: Effect) -> None:
        key = next(reversed(self._all), -1) + 1
        self._all[key] = effect
        for each in (effect.object, effect.new):
            for name in _keys(each) if each else ():
                self._by_name[name][key] = None

    def advance(self, effect: Effect, script: ScriptFile) -> None:
        """Let a statement of a script come after what is in it, as ``net`` does."""
        near = self.of(effect.object)
        self.replace(near, _after(near, effect, script))

    def replace(self, old: Sequence[Effect], new: Sequence[Effect]) -> None:
        """Take out effects that are in it, and add others."""
        gone = {id(each) for each in old} - {id(each) for each in new}
        known = {id(each) for each in old}
        for key in [key for name in {k for e in old for k in _keys(e.object)} for key in self._by_name[name]]:
            if id(self._all.get(key)) in gone:
                self._remove(key)
        for each in new:
            if id(each) not in known:
                self.add(each)

    def _remove(self, key: int) -> None:
        effect = self._all.pop(key)
        for each in (effect.object, effect.new):
            for name in _keys(each) if each else ():
                self._by_name[name].pop(key, None)


_ANY = "*"


def _keys(wanted: Object) -> set[str]:
    """The names under which it is found: a column by its table's, for many tables have one called ``id``."""
    if wanted.kind == "schema":
        return {_ANY}
    if wanted.on and wanted.kind != "constraint":
        return {wanted.on[-1]}
    return {wanted.name[-1], *wanted.on[-1:], *wanted.beside[-1:]}


def net(script: ScriptFile) -> list[Effect]:
    """What is left of it in the end: what is made and dropped again, or made and then named otherwise, counts once."""
    left = Nearby()
    for effect in effects(script):
        left.advance(effect, script)
    return list(left)


def made_objects(script: ScriptFile) -> Iterator[tuple[int | None, Object]]:
    """All that it makes at some time with the offset; None for what its DO blocks make."""
    for effect in effects(script):
        if effect.verb == "make":
            yield effect.step.offset, effect.object
        elif effect.verb == "rename" and effect.new and _is_of_its_own(script, effect):
            yield effect.step.offset, effect.new
    yield from ((None, each) for each in _made_in_blocks(script))


def _is_of_its_own(script: ScriptFile, rename: Effect) -> bool:
    """Whether what is renamed was made by the same script."""
    return any(each.verb == "make" and each.object.is_same(rename.object) for each in effects(script))


def _after(left: list[Effect], effect: Effect, script: ScriptFile) -> list[Effect]:
    def concerns(earlier: Effect) -> bool:
        return (earlier.new or earlier.object).is_same(effect.object)

    if effect.verb == "drop":
        made = [each for each in left if each.verb == "make" and concerns(each)]
        renamed = [each for each in left if each.verb == "rename" and concerns(each)]
        rest = [each for each in left if not concerns(each) and not each.object.is_on(effect.object)]
        if made or any(effect.object.is_same(each) for each in _made_in_blocks(script)):
            return rest
        return [*rest, replace(effect, object=renamed[0].object) if renamed else effect]
    if effect.verb == "make":
        dropped = [each for each in left if each.verb == "drop" and concerns(each)]
        if dropped and not all(each.tolerant for each in dropped):
            rest = [each for each in left if each not in dropped]
            return [*rest, replace(effect, verb="alter", aspect="definition")]
        return [*(each for each in left if each not in dropped), effect]
    if effect.verb == "rename" and effect.new:
        made = [each for each in left if each.verb == "make" and concerns(each)]
        if made:
            others = [each for each in left if each not in made]
            return [*others, *(replace(each, object=_renamed_to(effect.new, each.object)) for each in made)]
    return [*left, effect]


def _renamed_to(new: Object, made: Object) -> Object:
    return replace(new, beside=made.beside, columns=made.columns)


def _effects(step: Step) -> Iterator[Effect]:
    handler = _HANDLERS.get(step.kind)
    return handler(step) if handler else iter(())


def _agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names agree in the parts that both say."""
    count = min(len(one), len(other))
    return not count or one[-count:] == other[-count:]


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
    if step.node.idxname:
        schema = (step.node.relation.schemaname,) if step.node.relation.schemaname else ()
        columns = tuple(inner(each).name for each in step.node.index_params)
        made = Object(
            kind="index",
            name=(*schema, step.node.idxname),
            beside=relation_name(step.node.relation),
            columns=columns if all(columns) and not step.node.HasField("where_clause") else (),
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
    changed = Object(kind="sequence", name=relation_name(step.node.sequence))
    yield Effect(verb="alter", object=changed, step=step, aspect="options")


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
    yield _make(step, "sequence", relation_name(step.node.sequence))


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


def _made_in_blocks(script: ScriptFile) -> Iterator[Object]:
    """What its DO blocks make: the names after CREATE TABLE, ADD CONSTRAINT and their like in the bodies."""
    for step in script.of("DoStmt"):
        if "CREATE" in step.body.upper() or "CONSTRAINT" in step.body.upper():
            yield from _made_in(step.body)


@lru_cache(maxsize=1024)
def _made_in(body: str) -> tuple[Object, ...]:
    try:
        found = [token for token in tokens(body, name="") if not token.is_comment and token.kind not in _BETWEEN]
    except BadInput:
        return ()
    made = []
    for before, noun, *rest in zip(*(found[index:] for index in range(6)), strict=False):
        kind = _NOUNS.get((before.kind, noun.kind))
        if kind:
            made.append(Object(kind=kind, name=tuple(_name_at(rest))))
    return tuple(made)


def _name_at(found: list[Token]) -> Iterator[str]:
    """The parts of the name that tokens begin with."""
    for index, token in enumerate(found):
        if index % 2 == 0 and token.is_name:
            yield _plain(token.text)
        elif index % 2 == 0 or token.text != ".":
            return


def _plain(text: str) -> str:
    return text[1:-1].replace('""', '"') if text.startswith('"') else text.lower()


__all__ = ["Effect", "Object", "effects", "made_objects", "net"]
