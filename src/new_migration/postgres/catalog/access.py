"""Privileges, comments and security labels of all objects."""

from __future__ import annotations

from dataclasses import dataclass

from new_migration.postgres.catalog.entry import NO_RELATION, SYSTEM_RELATIONS, TABLE, Entry, not_of_extension


@dataclass(frozen=True, kw_only=True, slots=True)
class Grantable:
    """A kind of object with an access control list.

    ``initial`` is the list that a NULL means, or that initdb or CREATE EXTENSION left: an equal list is no privilege.
    """

    kind: str
    identity: str
    acl: str
    initial: str
    source: str
    parent: tuple[str, str] = ("''", "''")
    unit: str = NO_RELATION

    def select(self) -> str:
        parent = ", ".join(f"({part})::text" for part in self.parent)
        return (
            f"SELECT '{self.kind}', ({self.identity})::text, {self.acl}, {self.initial}, {parent}, {self.unit} "
            f"{self.source} AND {self.acl} IS NOT NULL"
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
        kind="relation",
        identity="r.ident",
        acl="r.relacl",
        initial="acldefault(CASE r.relkind WHEN 'S' THEN 's' ELSE 'r' END::\"char\", r.relowner)",
        source="FROM rel r WHERE r.kind <> 'index'",
        unit="r.oid",
        parent=TABLE,
    ),
    Grantable(
        kind="column",
        identity="r.ident||'.'||quote_ident(a.attname)",
        acl="a.attacl",
        initial="'{}'::aclitem[]",
        source="FROM rel r JOIN pg_attribute a ON a.attrelid = r.oid WHERE NOT a.attisdropped",
        unit="r.oid",
        parent=("'column'", "r.ident||'.'||quote_ident(a.attname)"),
    ),
)

_GRANTABLE = (
    Grantable(
        kind="schema",
        identity="n.nspname",
        acl="n.nspacl",
        initial="coalesce(ip.initprivs, acldefault('n', n.nspowner))",
        source=f"FROM pg_namespace n {_with_initdb('pg_namespace', 'n.oid')} WHERE n.nspname !~ '^pg_(toast|temp)'",
        parent=("'schema'", "quote_ident(n.nspname)"),
    ),
    Grantable(
        kind="function",
        identity="p.oid::regprocedure",
        acl="p.proacl",
        initial="acldefault('f', p.proowner)",
        source=f"FROM pg_proc p JOIN ns ON ns.oid = p.pronamespace WHERE {not_of_extension('pg_proc', 'p.oid')}",
        parent=("CASE p.prokind WHEN 'a' THEN 'aggregate' ELSE 'function' END", "p.oid::regprocedure"),
    ),
    Grantable(
        kind="type",
        identity="format_type(t.oid, NULL)",
        acl="t.typacl",
        initial="coalesce(ip.initprivs, acldefault('T', t.typowner))",
        source=f"FROM pg_type t {_with_initdb('pg_type', 't.oid')} WHERE true",
        parent=("CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END", "format_type(t.oid, NULL)"),
    ),
    Grantable(
        kind="language",
        identity="quote_ident(l.lanname)",
        acl="l.lanacl",
        initial="coalesce(ip.initprivs, acldefault('l', l.lanowner))",
        source=f"FROM pg_language l {_with_initdb('pg_language', 'l.oid')} WHERE true",
        parent=("'language'", "quote_ident(l.lanname)"),
    ),
    Grantable(
        kind="foreign data wrapper",
        identity="quote_ident(f.fdwname)",
        acl="f.fdwacl",
        initial="coalesce(ip.initprivs, acldefault('F', f.fdwowner))",
        source=f"FROM pg_foreign_data_wrapper f {_with_initdb('pg_foreign_data_wrapper', 'f.oid')} WHERE true",
        parent=("'foreign data wrapper'", "quote_ident(f.fdwname)"),
    ),
    Grantable(
        kind="server",
        identity="quote_ident(s.srvname)",
        acl="s.srvacl",
        initial="acldefault('S', s.srvowner)",
        source="FROM pg_foreign_server s WHERE true",
        parent=("'server'", "quote_ident(s.srvname)"),
    ),
    Grantable(
        kind="system function",
        identity="p.oid::regprocedure",
        acl="p.proacl",
        initial="coalesce(ip.initprivs, acldefault('f', p.proowner))",
        source=f"""FROM pg_proc p {_with_initdb("pg_proc", "p.oid")}
            WHERE {_is_system("p.pronamespace", "pg_proc", "p.oid")}""",
    ),
)

_GRANTEES = """(SELECT string_agg(grantee||'='||granted||'/'||grantor, E'\\n'
        ORDER BY (grantee||'='||granted||'/'||grantor) COLLATE "C") FROM (
        SELECT CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END AS grantee,
            string_agg(x.privilege_type||CASE WHEN x.is_grantable THEN '*' ELSE '' END, ','
                ORDER BY x.privilege_type COLLATE "C") AS granted,
            quote_ident(pg_get_userbyid(x.grantor)) AS grantor
        FROM aclexplode({acl}) x GROUP BY x.grantee, x.grantor) g)"""

_GRANTABLE_SYSTEM_RELATIONS = (
    Grantable(
        kind="system relation",
        identity="c.oid::regclass",
        acl="c.relacl",
        # initdb does not write down what it grants on the information schema: everybody reads it.
        initial="""coalesce(ip.initprivs, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)
            ||CASE c.relnamespace WHEN 'information_schema'::regnamespace
            THEN ARRAY[makeaclitem(0, c.relowner, 'SELECT', false)] ELSE '{}' END)""",
        source=f"""FROM pg_class c {_with_initdb("pg_class", "c.oid")}
            WHERE {_is_system("c.relnamespace", "pg_class", "c.oid")}""",
    ),
    Grantable(
        kind="system column",
        identity="c.oid::regclass||'.'||quote_ident(a.attname)",
        acl="a.attacl",
        initial="coalesce(ip.initprivs, '{}')",
        source=f"""FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            {_with_initdb("pg_class", "c.oid", "a.attnum")}
            WHERE {_is_system("c.relnamespace", "pg_class", "c.oid")}""",
    ),
)

_GRANTABLE_DATABASE = Grantable(
    kind="database",
    identity="'current'",
    acl="d.datacl",
    initial="acldefault('d', d.datdba)",
    source="FROM pg_database d WHERE d.datname = current_database()",
)


def _privileges(grantable: tuple[Grantable, ...], unit: str) -> Entry:
    lists = "\n UNION ALL ".join(each.select() for each in grantable)
    return Entry(
        kind="privileges",
        identity="a.kind||' '||a.ident",
        parent=("a.parent_kind", "a.parent_ident"),
        unit=unit,
        clauses=(f"coalesce({_GRANTEES.format(acl='a.acl')}, 'none')",),
        # The same privileges in another order are no difference. Most are equal, which is quicker to see.
        source=f"""FROM ({lists}) a(kind, ident, acl, initial, parent_kind, parent_ident, unit)
            WHERE a.acl <> a.initial AND NOT (a.acl @> a.initial AND a.acl <@ a.initial)""",
    )


_PRIVILEGES_ON_RELATIONS = _privileges(_GRANTABLE_RELATIONS, "a.unit")
_PRIVILEGES_ON_SYSTEM_RELATIONS = _privileges(_GRANTABLE_SYSTEM_RELATIONS, SYSTEM_RELATIONS)
_PRIVILEGES = _privileges(_GRANTABLE, NO_RELATION)
DATABASE_PRIVILEGES = _privileges((_GRANTABLE_DATABASE,), NO_RELATION)

_DEFAULT_PRIVILEGES = Entry(
    kind="default privileges",
    identity="""quote_ident(pg_get_userbyid(d.defaclrole))||coalesce(' IN SCHEMA '||quote_ident(n.nspname), '')||' ON '
        ||CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'
        WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE d.defaclobjtype::text END""",
    clauses=(f"coalesce({_GRANTEES.format(acl='d.defaclacl')}, 'none')",),
    source="FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace",
)

_COMMENT = Entry(
    kind="comment",
    identity="o.type||' '||o.identity",
    unit="d.unit",
    parent=(
        "CASE WHEN d.objsubid > 0 THEN 'column' ELSE r.kind END",
        """r.ident||coalesce((SELECT '.'||quote_ident(a.attname) FROM pg_attribute a
           WHERE a.attrelid = r.oid AND a.attnum = nullif(d.objsubid, 0)), '')""",
    ),
    clauses=("quote_literal(d.description)",),
    source="""FROM remark d CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) o
        LEFT JOIN rel r ON d.classoid = 'pg_class'::regclass AND r.oid = d.objoid
        WHERE d.classoid <> 'pg_constraint'::regclass AND o.identity IS NOT NULL
        AND NOT EXISTS (SELECT FROM ext WHERE ext.classid = d.classoid AND ext.objid = d.objoid)""",
    is_code=True,
)

# pg_identify_object would do for these too, only slowly.
_CONSTRAINT_COMMENT = Entry(
    kind="comment",
    identity="'constraint '||coalesce(r.ident, ns.q||'.'||quote_ident(t.typname))||'.'||quote_ident(c.conname)",
    parent=("'constraint'", "r.ident||'.'||quote_ident(c.conname)"),
    unit="d.unit",
    clauses=("quote_literal(d.description)",),
    source="""FROM remark d JOIN pg_constraint c ON c.oid = d.objoid LEFT JOIN rel r ON r.oid = c.conrelid
        LEFT JOIN pg_type t ON t.oid = c.contypid LEFT JOIN ns ON ns.oid = t.typnamespace
        WHERE d.classoid = 'pg_constraint'::regclass AND (r.oid IS NOT NULL OR ns.oid IS NOT NULL)""",
    is_code=True,
)

DATABASE_COMMENT = Entry(
    kind="comment",
    identity="'database current'",
    clauses=("quote_literal(shobj_description(d.oid, 'pg_database'))",),
    source="""FROM pg_database d WHERE d.datname = current_database()
        AND shobj_description(d.oid, 'pg_database') IS NOT NULL""",
    is_code=True,
)

_SECURITY_LABEL = Entry(
    kind="security label",
    identity="s.provider||' '||o.type||' '||o.identity",
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
