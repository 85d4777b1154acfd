"""Privileges, comments and security labels of all objects."""

from __future__ import annotations

from dataclasses import dataclass

from new_migration.postgres.catalog.entry import NO_RELATION, SYSTEM_RELATIONS, TABLE, Entry, not_of_extension


@dataclass(frozen=True, kw_only=True, slots=True)
class Grantable:
    """A kind of object with an access control list.

    ``initial`` is the list that a NULL means, or that initdb or CREATE EXTENSION left: an equal list is no privilege.
    ``kind`` is SQL too.
    """

    kind: str
    identity: str
    owner: str
    acl: str
    initial: str
    source: str
    parent: tuple[str, str] = ("''", "''")
    unit: str = NO_RELATION

    def select(self) -> str:
        parent = ", ".join(f"({part})::text" for part in self.parent)
        return (
            f"SELECT {self.kind}, ({self.identity})::text, {self.owner}, {self.acl}, {self.initial}, {parent}, "
            f"{self.unit} {self.source} AND {self.acl} IS NOT NULL"
        )


def _with_initdb(catalog: str, oid: str, column: str = "0") -> str:
    """A join: ``ip.initprivs`` is the list that initdb or CREATE EXTENSION left, if there is one."""
    return f"""LEFT JOIN pg_init_privs ip ON ip.classoid = '{catalog}'::regclass AND ip.objoid = {oid}
        AND ip.objsubid = {column}"""


def _is_system(namespace: str, catalog: str, oid: str) -> str:
    """Part of the server or of an extension: only what has been granted or revoked since counts."""
    return f"""({namespace} IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
        OR NOT {not_of_extension(catalog, oid)})"""


_GRANTABLE_RELATIONS = (
    Grantable(
        kind="r.kind",
        identity="r.ident",
        owner="r.relowner",
        acl="r.relacl",
        initial="acldefault(CASE r.relkind WHEN 'S' THEN 's' ELSE 'r' END::\"char\", r.relowner)",
        source="FROM rel r WHERE r.kind <> 'index'",
        unit="r.oid",
        parent=TABLE,
    ),
    Grantable(
        kind="'column'",
        identity="r.ident||'.'||quote_ident(a.attname)",
        owner="r.relowner",
        acl="a.attacl",
        initial="'{}'::aclitem[]",
        source="FROM rel r JOIN pg_attribute a ON a.attrelid = r.oid WHERE NOT a.attisdropped",
        unit="r.oid",
        parent=("'column'", "r.ident||'.'||quote_ident(a.attname)"),
    ),
)

_GRANTABLE = (
    Grantable(
        kind="'schema'",
        identity="n.nspname",
        owner="n.nspowner",
        acl="coalesce(n.nspacl, acldefault('n', n.nspowner))",
        # Everybody uses public, and initdb writes that down only of the one that it makes itself.
        initial="""CASE n.nspname WHEN 'public'
            THEN acldefault('n', n.nspowner)||makeaclitem(0, n.nspowner, 'USAGE', false)
            ELSE coalesce(ip.initprivs, acldefault('n', n.nspowner)) END""",
        source=f"FROM pg_namespace n {_with_initdb('pg_namespace', 'n.oid')} WHERE n.nspname !~ '^pg_(toast|temp)'",
        parent=("'schema'", "quote_ident(n.nspname)"),
    ),
    Grantable(
        kind="CASE p.prokind WHEN 'a' THEN 'aggregate' WHEN 'p' THEN 'procedure' ELSE 'function' END",
        identity="p.oid::regprocedure",
        owner="p.proowner",
        acl="p.proacl",
        initial="acldefault('f', p.proowner)",
        source=f"FROM pg_proc p JOIN ns ON ns.oid = p.pronamespace WHERE {not_of_extension('pg_proc', 'p.oid')}",
        parent=("CASE p.prokind WHEN 'a' THEN 'aggregate' ELSE 'function' END", "p.oid::regprocedure"),
    ),
    Grantable(
        kind="CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END",
        identity="format_type(t.oid, NULL)",
        owner="t.typowner",
        acl="t.typacl",
        initial="coalesce(ip.initprivs, acldefault('T', t.typowner))",
        source=f"FROM pg_type t {_with_initdb('pg_type', 't.oid')} WHERE true",
        parent=("CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END", "format_type(t.oid, NULL)"),
    ),
    Grantable(
        kind="'language'",
        identity="quote_ident(l.lanname)",
        owner="l.lanowner",
        acl="l.lanacl",
        initial="coalesce(ip.initprivs, acldefault('l', l.lanowner))",
        source=f"FROM pg_language l {_with_initdb('pg_language', 'l.oid')} WHERE true",
        parent=("'language'", "quote_ident(l.lanname)"),
    ),
    Grantable(
        kind="'foreign data wrapper'",
        identity="quote_ident(f.fdwname)",
        owner="f.fdwowner",
        acl="f.fdwacl",
        initial="coalesce(ip.initprivs, acldefault('F', f.fdwowner))",
        source=f"FROM pg_foreign_data_wrapper f {_with_initdb('pg_foreign_data_wrapper', 'f.oid')} WHERE true",
        parent=("'foreign data wrapper'", "quote_ident(f.fdwname)"),
    ),
    Grantable(
        kind="'server'",
        identity="quote_ident(s.srvname)",
        owner="s.srvowner",
        acl="s.srvacl",
        initial="acldefault('S', s.srvowner)",
        source="FROM pg_foreign_server s WHERE true",
        parent=("'server'", "quote_ident(s.srvname)"),
    ),
    Grantable(
        kind="'function'",
        identity="p.oid::regprocedure",
        owner="p.proowner",
        acl="p.proacl",
        initial="coalesce(ip.initprivs, acldefault('f', p.proowner))",
        source=f"""FROM pg_proc p {_with_initdb("pg_proc", "p.oid")}
            WHERE {_is_system("p.pronamespace", "pg_proc", "p.oid")}""",
    ),
)


def _grants(owner: str, acl: str, initial: str) -> str:
    """What tells a list from the initial one, a line each; by whom is said where it is not the owner."""
    # aclexplode refuses '{}', which has no dimension.
    granted, initially = (f"SELECT * FROM aclexplode(nullif({each}, '{{}}'))" for each in (acl, initial))
    return _GRANTS.format(owner=owner, granted=granted, initially=initially)


_GRANTS = """(SELECT string_agg(line, E'\\n' ORDER BY line COLLATE "C") FROM (
        SELECT concat(verb, string_agg(privilege_type, ', ' ORDER BY privilege_type COLLATE "C"), preposition,
            CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
            CASE WHEN is_grantable THEN ' WITH GRANT OPTION' END,
            CASE WHEN grantor <> {owner} THEN ' GRANTED BY '||quote_ident(pg_get_userbyid(grantor)) END)
        FROM (
            SELECT 'GRANT ', ' TO ', x.* FROM ({granted} EXCEPT {initially}) x
            UNION ALL
            SELECT 'REVOKE ', ' FROM ', x.* FROM ({initially} EXCEPT {granted}) x
        ) each(verb, preposition, grantor, grantee, privilege_type, is_grantable)
        GROUP BY verb, preposition, grantor, grantee, is_grantable) lines(line))"""

_GRANTABLE_SYSTEM_RELATIONS = (
    Grantable(
        kind="CASE c.relkind WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence' ELSE 'table' END",
        identity="c.oid::regclass",
        owner="c.relowner",
        acl="c.relacl",
        # initdb does not write down what it grants on the information schema: everybody reads it.
        initial="""coalesce(ip.initprivs, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)
            ||CASE c.relnamespace WHEN 'information_schema'::regnamespace
            THEN ARRAY[makeaclitem(0, c.relowner, 'SELECT', false)] ELSE '{}' END)""",
        source=f"""FROM pg_class c {_with_initdb("pg_class", "c.oid")}
            WHERE {_is_system("c.relnamespace", "pg_class", "c.oid")}""",
    ),
    Grantable(
        kind="'column'",
        identity="c.oid::regclass||'.'||quote_ident(a.attname)",
        owner="c.relowner",
        acl="a.attacl",
        initial="coalesce(ip.initprivs, '{}')",
        source=f"""FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            {_with_initdb("pg_class", "c.oid", "a.attnum")}
            WHERE {_is_system("c.relnamespace", "pg_class", "c.oid")}""",
    ),
)

_GRANTABLE_DATABASE = Grantable(
    kind="'database'",
    identity="'current'",
    owner="d.datdba",
    acl="d.datacl",
    initial="acldefault('d', d.datdba)",
    source="FROM pg_database d WHERE d.datname = current_database()",
)


def _privileges(grantable: tuple[Grantable, ...], unit: str) -> Entry:
    lists = "\n UNION ALL ".join(each.select() for each in grantable)
    return Entry(
        kind="privileges",
        identity="'on '||a.kind||' '||a.ident",
        parent=("a.parent_kind", "a.parent_ident"),
        unit=unit,
        clauses=(_grants("a.owner", "a.acl", "a.initial"),),
        # The same privileges in another order are no difference. Most are equal, which is quicker to see.
        source=f"""FROM ({lists}) a(kind, ident, owner, acl, initial, parent_kind, parent_ident, unit)
            WHERE a.acl <> a.initial AND NOT (a.acl @> a.initial AND a.acl <@ a.initial)""",
    )


_PRIVILEGES_ON_RELATIONS = _privileges(_GRANTABLE_RELATIONS, "a.unit")
_PRIVILEGES_ON_SYSTEM_RELATIONS = _privileges(_GRANTABLE_SYSTEM_RELATIONS, SYSTEM_RELATIONS)
_PRIVILEGES = _privileges(_GRANTABLE, NO_RELATION)
DATABASE_PRIVILEGES = _privileges((_GRANTABLE_DATABASE,), NO_RELATION)

# Those of a schema only add to those of all schemas, which stand in place of the server's.
_INITIAL_DEFAULT = """CASE WHEN d.defaclnamespace = 0
        THEN acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END, d.defaclrole)
        ELSE '{}'::aclitem[] END"""

_DEFAULT_PRIVILEGES = Entry(
    kind="default privileges",
    identity="""quote_ident(pg_get_userbyid(d.defaclrole))||coalesce(' IN SCHEMA '||quote_ident(n.nspname), '')||' ON '
        ||CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'
        WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE d.defaclobjtype::text END""",
    clauses=(_grants("d.defaclrole", "d.defaclacl", _INITIAL_DEFAULT),),
    source="FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace",
)

# What the server calls a kind of object, as it is called here.
_COMMENTED = """CASE WHEN o.type LIKE '% column' THEN 'column' WHEN o.type = 'statistics object' THEN 'statistics'
        WHEN o.type = 'foreign-data wrapper' THEN 'foreign data wrapper'
        WHEN o.type = 'type' AND EXISTS (SELECT FROM pg_type t WHERE t.oid = d.objoid AND t.typtype = 'd') THEN 'domain'
        ELSE o.type END"""

_COMMENT = Entry(
    kind="comment",
    identity=f"'on '||{_COMMENTED}||' '||o.identity",
    unit="d.unit",
    parent=(
        f"CASE o.type WHEN 'procedure' THEN 'function' ELSE {_COMMENTED} END",
        """CASE WHEN o.type IN ('trigger', 'rule', 'policy') THEN (
           SELECT string_agg(quote_ident(n.part), '.' ORDER BY n.place)
           FROM pg_identify_object_as_address(d.classoid, d.objoid, d.objsubid) a,
           unnest(a.object_names) WITH ORDINALITY n(part, place)) ELSE o.identity END""",
    ),
    clauses=("quote_literal(d.description)",),
    source="""FROM remark d CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) o
        WHERE d.classoid <> 'pg_constraint'::regclass AND o.identity IS NOT NULL
        AND NOT EXISTS (SELECT FROM ext WHERE ext.classid = d.classoid AND ext.objid = d.objoid)""",
    is_code=True,
)

_COMMENTED_CONSTRAINT = "coalesce(r.ident, ns.q||'.'||quote_ident(t.typname))||'.'||quote_ident(c.conname)"

# pg_identify_object would do for these too, only slowly.
_CONSTRAINT_COMMENT = Entry(
    kind="comment",
    identity=f"'on constraint '||{_COMMENTED_CONSTRAINT}",
    parent=("CASE WHEN r.oid IS NULL THEN 'domain constraint' ELSE 'constraint' END", _COMMENTED_CONSTRAINT),
    unit="d.unit",
    clauses=("quote_literal(d.description)",),
    source="""FROM remark d JOIN pg_constraint c ON c.oid = d.objoid LEFT JOIN rel r ON r.oid = c.conrelid
        LEFT JOIN pg_type t ON t.oid = c.contypid LEFT JOIN ns ON ns.oid = t.typnamespace
        WHERE d.classoid = 'pg_constraint'::regclass AND (r.oid IS NOT NULL OR ns.oid IS NOT NULL)""",
    is_code=True,
)

DATABASE_COMMENT = Entry(
    kind="comment",
    identity="'on database current'",
    clauses=("quote_literal(shobj_description(d.oid, 'pg_database'))",),
    source="""FROM pg_database d WHERE d.datname = current_database()
        AND shobj_description(d.oid, 'pg_database') IS NOT NULL""",
    is_code=True,
)

_SECURITY_LABEL = Entry(
    kind="security label",
    identity="s.provider||' on '||o.type||' '||o.identity",
    clauses=("quote_literal(s.label)",),
    source="FROM pg_seclabel s, LATERAL pg_identify_object(s.classoid, s.objoid, s.objsubid) o",
    is_code=True,
)

ACCESS = (
    _PRIVILEGES_ON_RELATIONS,
    _PRIVILEGES_ON_SYSTEM_RELATIONS,
    _PRIVILEGES,
    DATABASE_PRIVILEGES,
    _DEFAULT_PRIVILEGES,
    _COMMENT,
    _CONSTRAINT_COMMENT,
    DATABASE_COMMENT,
    _SECURITY_LABEL,
)
