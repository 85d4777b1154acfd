"""Privileges as the user grants and revokes them: ``SELECT, INSERT ON users TO reporting``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from new_migration.authoring.constraints import names_of, table_of
from new_migration.authoring.expressions import routine, start_of
from new_migration.authoring.spelling import closed_tokens, split_at_commas, step
from new_migration.authoring.values import Identifier, Routine, Table, join
from new_migration.errors import BadInput
from new_migration.postgres import sql
from new_migration.postgres.sql import Token

_KINDS = {
    "OBJECT_TABLE": "TABLE", "OBJECT_SEQUENCE": "SEQUENCE", "OBJECT_FUNCTION": "FUNCTION",
    "OBJECT_PROCEDURE": "PROCEDURE", "OBJECT_ROUTINE": "ROUTINE", "OBJECT_SCHEMA": "SCHEMA", "OBJECT_TYPE": "TYPE",
    "OBJECT_DOMAIN": "DOMAIN",
}  # fmt: skip
_ROUTINES = {"FUNCTION", "PROCEDURE", "ROUTINE"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Privilege:
    """One privilege on objects, or on ``columns`` of tables. ``word`` is SELECT …, or ALL."""

    word: str
    columns: tuple[Identifier, ...] = ()

    def __str__(self) -> str:
        return f"{self.word} ({join(self.columns)})" if self.columns else self.word


@dataclass(frozen=True, kw_only=True, slots=True)
class Grantee:
    """A role, or PUBLIC."""

    role: Identifier | None

    def __str__(self) -> str:
        return str(self.role) if self.role else "PUBLIC"


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """Which privileges, on which objects (of the ``kind`` TABLE, FUNCTION …), and whose."""

    privileges: tuple[Privilege, ...]
    kind: str
    objects: tuple[Table | Routine | Identifier, ...]
    grantees: tuple[Grantee, ...]

    def __str__(self) -> str:
        return f"{join(self.privileges)} ON {self.kind} {join(self.objects)}"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the objects without their schemas and arguments."""
        return tuple(_bare_name(each) for each in self.objects)

    @property
    def groups(self) -> tuple[tuple[Privilege, ...], ...]:
        """The privileges on whole objects, and each one on columns for itself."""
        whole = tuple(each for each in self.privileges if not each.columns)
        return (*((whole,) if whole else ()), *((each,) for each in self.privileges if each.columns))


def grant(text: str, *, name: str) -> Grant:
    """What stands behind GRANT: ``SELECT, INSERT ON users TO reporting``."""
    return _read("GRANT", "TO", text, name)


def revocation(text: str, *, name: str) -> Grant:
    """What stands behind REVOKE: ``SELECT ON users FROM reporting``, each privilege by its name."""
    found = _read("REVOKE", "FROM", text, name)
    if any(privilege.word == "ALL" for privilege in found.privileges):
        what = "the privileges are wanted by their names: the rollback grants exactly these again"
        raise BadInput(what, where=start_of(name, text), hint="psql shows with \\dp which there are")
    return found


def _read(verb: str, preposition: str, text: str, name: str) -> Grant:
    tokens = closed_tokens(text, name=name)
    statement = sql.parse_within(f"{verb} ", text, "", name=name).stmts[0].stmt
    problem, hint = _problem(statement, tokens)
    if problem:
        raise BadInput(problem, where=start_of(name, text), hint=hint)
    node = statement.grant_stmt
    kind = _KINDS[_enum(node, "objtype")]
    routines = tuple(_routines(tokens, preposition, text, name)) if kind in _ROUTINES else ()
    found = Grant(
        privileges=tuple(_privileges(node)),
        kind=kind,
        objects=routines or tuple(_object(each) for each in node.objects),
        grantees=tuple(_grantee(each.role_spec) for each in node.grantees),
    )
    for items in (found.privileges, found.objects, found.grantees):
        if len(set(items)) < len(items):
            raise BadInput("something is named twice", where=start_of(name, text))
    return found


def _problem(statement: Any, tokens: Sequence[Token]) -> tuple[str, str]:
    """What is wrong with it, and what to do about it."""
    if not statement.HasField("grant_stmt"):
        return "roles belong to the whole server, not to a schema", "write privileges ON an object"
    node = statement.grant_stmt
    if node.grant_option or node.HasField("grantor"):
        return "the options of GRANT and REVOKE have answers of their own", "give --with-grant-option"
    if tokens[-1].text.upper() == "CASCADE":
        return "CASCADE would take away what others have granted, and nothing brings that back", "leave it out"
    return _problem_of_names(node)


def _problem_of_names(node: Any) -> tuple[str, str]:
    if _enum(node, "targtype") != "ACL_TARGET_OBJECT":
        return "ALL … IN SCHEMA means other objects each time", "name the objects: SELECT ON users, orders …"
    if _enum(node, "objtype") not in _KINDS:
        return "only privileges on objects of the schema can be written here", f"known are {', '.join(_KINDS.values())}"
    if any(_enum(each.role_spec, "roletype") not in {"ROLESPEC_CSTRING", "ROLESPEC_PUBLIC"} for each in node.grantees):
        return "CURRENT_USER is somebody else on another server", "name the role"
    return "", ""


def _privileges(node: Any) -> Iterator[Privilege]:
    if not node.privileges:
        yield Privilege(word="ALL")
    for each in node.privileges:
        found = each.access_priv
        yield Privilege(word=found.priv_name.upper() or "ALL", columns=names_of(found.cols))


def _grantee(node: Any) -> Grantee:
    return Grantee(role=Identifier(raw=node.rolename) if node.rolename else None)


def _object(node: Any) -> Table | Identifier:
    """A relation, a schema, or a type: what is no routine."""
    if node.HasField("range_var"):
        return table_of(node.range_var)
    if node.HasField("string"):
        return Identifier(raw=node.string.sval)
    path = names_of(node.list.items)
    return Table(schema=path[-2] if len(path) > 1 else None, name=path[-1])


def _routines(tokens: Sequence[Token], preposition: str, text: str, name: str) -> Iterator[Routine]:
    """Those between FUNCTION and TO, cut out of the text."""
    depths = [sum(step(token) for token in tokens[:place]) for place in range(len(tokens))]
    words = [token.text.upper() if not depth else "" for token, depth in zip(tokens, depths, strict=True)]
    start, end = words.index("ON") + 2, len(words) - 1 - words[::-1].index(preposition)
    for run in split_at_commas(tokens[start:end]):
        piece = run[1:] if run[0].text == "," else run
        found = routine(text[piece[0].start : piece[-1].end], name=name)
        if not found.arguments:
            hint = "a function may have several forms: total(integer), or total() without arguments"
            raise BadInput("the types of its arguments are missing", where=start_of(name, text), hint=hint)
        yield found


def _bare_name(item: Table | Routine | Identifier) -> str:
    table = item.name if isinstance(item, Routine) else item
    return str(table.name if isinstance(table, Table) else table)


def _enum(node: Any, name: str) -> str:
    values = node.DESCRIPTOR.fields_by_name[name].enum_type.values_by_number
    return str(values[getattr(node, name)].name)
