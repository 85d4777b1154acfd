"""Owners, comments and privileges as statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Protocol

from new_migration.postgres.objects.catalog import Catalog
from new_migration.postgres.objects.section import Grant
from new_migration.postgres.sql import quote_identifier, quote_literal

# As PostgreSQL's documentation lists them.
_ORDER = (
    *("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"),
    *("CREATE", "CONNECT", "TEMPORARY", "EXECUTE", "USAGE", "SET"),
)


class Owned(Protocol):
    """A record of what has an owner and privileges."""

    @property
    def owner(self) -> str | None: ...

    @property
    def grants(self) -> list[Grant] | None: ...


def owner(catalog: Catalog, target: str, role: str | None) -> tuple[str, ...]:
    """The statement that gives ``target`` (``TABLE t``) its owner, unless that is who makes it."""
    if role is None or role == catalog.facts.user:
        return ()
    return (f"ALTER {target} OWNER TO {quote_identifier(role)};",)


def comment(target: str, text: str | None) -> str:
    """The statement that sets the comment on ``target`` as it is."""
    return f"COMMENT ON {target} IS {'NULL' if text is None else quote_literal(text)};"


def comments(target: str, text: str | None) -> tuple[str, ...]:
    """As ``comment``; none where there is none."""
    return () if text is None else (comment(target, text),)


def privileges(catalog: Catalog, kind: str, target: str, record: Owned, *, namespace: int = 0) -> tuple[str, ...]:
    """What makes the privileges that a new object in the schema ``namespace`` has into those that it had.

    ``kind`` is acldefault's letter, ``target`` as after ON.
    """
    new = _privileges_of_new(catalog, kind, namespace)
    if record.grants is None and new is None:
        return ()
    role, by_server = record.owner or catalog.facts.user, catalog.facts.initial[kind]
    start = {_owned(catalog, grant, role) for grant in (by_server if new is None else new)}
    if record.grants is None:
        end = {_owned(catalog, grant, role) for grant in by_server}
    else:
        end = {_grant(each) for each in record.grants}
    return tuple(difference(start, end, target, role))


def column_privileges(target: str, column: str, *, role: str, granted: Sequence[Grant] | None) -> tuple[str, ...]:
    """The privileges on a column; a new one has none."""
    end = {_grant(each) for each in granted or ()}
    return tuple(difference(set(), end, target, role, columns=f" ({column})"))


def difference(start: set[Grant], end: set[Grant], target: str, role: str, columns: str = "") -> Iterator[str]:
    """The statements that make the privileges ``start`` into ``end``; ``role`` is the owner."""
    had = {grant[:3]: grant[3] for grant in start}
    has = {grant[:3]: grant[3] for grant in end}
    gone = sorted(({(*key, False) for key in had if key not in has}), key=_place)
    weaker = sorted(({(*key, False) for key in has if had.get(key) and not has[key]}), key=_place)
    more = {(*key, option) for key, option in has.items() if key not in had or (option and not had[key])}
    for (grantor, grantee, _), every in groupby(gone, key=_party):
        yield from _as_role(grantor, role, f"REVOKE {_words(every, columns)} ON {target} FROM {_role(grantee)};")
    for (grantor, grantee, _), every in groupby(weaker, key=_party):
        words = _words(every, columns)
        yield from _as_role(grantor, role, f"REVOKE GRANT OPTION FOR {words} ON {target} FROM {_role(grantee)};")
    for (grantor, grantee, option), every in groupby(_in_turn(more, role), key=_party):
        option_words = " WITH GRANT OPTION" if option else ""
        grant = f"GRANT {_words(every, columns)} ON {target} TO {_role(grantee)}{option_words};"
        yield from _as_role(grantor, role, grant)


def _privileges_of_new(catalog: Catalog, kind: str, namespace: int) -> list[Grant] | None:
    """What ALTER DEFAULT PRIVILEGES has ordered for objects of this kind; None if nothing."""
    letter = {"s": "S", "S": "", "F": "", "l": ""}.get(kind, kind)
    ordered = [each for each in catalog.default_privileges if each.kind == letter and each.role == catalog.facts.user]
    in_all = [each.grants for each in ordered if not each.namespace]
    in_schema = [each.grants for each in ordered if namespace and each.namespace == namespace]
    if not in_all and not in_schema:
        return None
    found = [*(in_all[0] if in_all else catalog.facts.initial[kind]), *(grant for each in in_schema for grant in each)]
    return [_grant(each) for each in found]


def _owned(catalog: Catalog, grant: Grant, role: str) -> Grant:
    """As the server rewrites a privilege when the owner changes."""
    grantor, grantee = (role if each == catalog.facts.user else each for each in grant[:2])
    return (grantor, grantee, grant[2], grant[3])


def _grant(found: Sequence[object]) -> Grant:
    grantor, grantee, privilege, option = found
    return (str(grantor), str(grantee), str(privilege), bool(option))


def _in_turn(grants: Iterable[Grant], role: str) -> list[Grant]:
    """In an order in which each grantor has what it grants."""
    rest, done = sorted(grants, key=_place), list[Grant]()
    while rest:
        able = {(grant[1], grant[2]) for grant in done if grant[3]}
        now = [grant for grant in rest if grant[0] == role or (grant[0], grant[2]) in able] or rest
        done += now
        rest = [grant for grant in rest if grant not in now]
    return done


def _place(grant: Grant) -> tuple[str, str, bool, int]:
    return (grant[0], grant[1], grant[3], _ORDER.index(grant[2]) if grant[2] in _ORDER else len(_ORDER))


def _party(grant: Grant) -> tuple[str, str, bool]:
    return (grant[0], grant[1], grant[3])


def _words(grants: Iterable[Grant], columns: str) -> str:
    return ", ".join(f"{grant[2]}{columns}" for grant in grants)


def _role(name: str) -> str:
    return quote_identifier(name) if name else "PUBLIC"


def _as_role(grantor: str, role: str, statement: str) -> tuple[str, ...]:
    """A grant by somebody else than the owner is made in that one's name."""
    if grantor == role:
        return (statement,)
    return (f"SET LOCAL ROLE {_role(grantor)};", statement, "RESET ROLE;")
