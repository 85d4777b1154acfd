"""Privileges, comments and security labels of all objects."""

from __future__ import annotations

from dataclasses import dataclass

from new_migration.postgres.catalog.entry import TABLE, Entry, not_of_extension


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

    def select(self) -> str:
        parent = ", ".join(f"({part})::text" for part in self.parent)
        return (
            f"SELECT '{self.kind}', ({self.identity})::text, {self.acl}, {self.initial}, {parent} "
            f"{self.source} AND {self.acl} IS NOT NULL"
        )


def _since_initdb(catalog: str, oid: str, default: str, column: str = "0") -> str:
    return f"""coalesce((SELECT initprivs FROM pg_init_privs ip WHERE ip.classoid = '{catalog}'::regclass
        AND ip.objoid = {oid} AND ip.objsubid = {column}), {default})"""


def _is_system(namespace: str, catalog: str, oid: str) -> str:
    """Part of the server or of an extension: only what has been granted or revoked since counts."""
    return f"""({namespace} IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
        OR NOT {not_of_extension(catalog, oid)})"""


_GRANTABLE = (
    Grantable(
        kind="schema",
        identity="n.nspname",
        acl="n.nspacl",
        initial=_since_initdb("pg_namespace", "n.oid", "acldefault('n', n.nspowner)"),
        source="FROM pg_namespace n WHERE n.nspname !~ '^pg_(toast|temp)'",
        parent=("'schema'", "quote_ident(n.nspname)"),
    ),
    Grantable(
        kind="relation",
        identity="r.ident",
        acl="r.relacl",
        initial="acldefault(CASE r.relkind WHEN 'S' THEN 's' ELSE 'r' END::\"char\", r.relowner)",
        source="FROM rel r WHERE r.kind <> 'index'",
        parent=TABLE,
    ),
    Grantable(
        kind="column",
        identity="r.ident||'.'||quote_ident(a.attname)",
        acl="a.attacl",
        initial="'{}'::aclitem[]",
        source="FROM rel r JOIN pg_attribute a ON a.attrelid = r.oid WHERE NOT a.attisdropped",
        parent=("'column'", "r.ident||'.'||quote_ident(a.attname)"),
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
        initial=_since_initdb("pg_type", "t.oid", "acldefault('T', t.typowner)"),
        source="FROM pg_type t WHERE true",
        parent=("CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END", "format_type(t.oid, NULL)"),
    ),
    Grantable(
        kind="language",
        identity="quote_ident(l.lanname)",
        acl="l.lanacl",
        initial=_since_initdb("pg_language", "l.oid", "acldefault('l', l.lanowner)"),
        source="FROM pg_language l WHERE true",
        parent=("'language'", "quote_ident(l.lanname)"),
    ),
    Grantable(
        kind="foreign data wrapper",
        identity="quote_ident(f.fdwname)",
        acl="f.fdwacl",
        initial=_since_initdb("pg_foreign_data_wrapper", "f.oid", "acldefault('F', f.fdwowner)"),
        source="FROM pg_foreign_data_wrapper f WHERE true",
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
        kind="database",
        identity="'current'",
        acl="d.datacl",
        initial="acldefault('d', d.datdba)",
        source="FROM pg_database d WHERE d.datname = current_database()",
    ),
    Grantable(
        kind="system function",
        identity="p.oid::regprocedure",
        acl="p.proacl",
        initial=_since_initdb("pg_proc", "p.oid", "acldefault('f', p.proowner)"),
        source=f"FROM pg_proc p WHERE {_is_system('p.pronamespace', 'pg_proc', 'p.oid')}",
    ),
    Grantable(
        kind="system relation",
        identity="c.oid::regclass",
        acl="c.relacl",
        # initdb does not write down what it grants on the information schema: everybody reads it.
        initial=_since_initdb(
            "pg_class",
            "c.oid",
            """acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)
            ||CASE c.relnamespace WHEN 'information_schema'::regnamespace
            THEN ARRAY[makeaclitem(0, c.relowner, 'SELECT', false)] ELSE '{}' END""",
        ),
        source=f"FROM pg_class c WHERE {_is_system('c.relnamespace', 'pg_class', 'c.oid')}",
    ),
    Grantable(
        kind="system column",
        identity="c.oid::regclass||'.'||quote_ident(a.attname)",
        acl="a.attacl",
        initial=_since_initdb("pg_class", "c.oid", "'{}'::aclitem[]", "a.attnum"),
        source=f"""FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE {_is_system("c.relnamespace", "pg_class", "c.oid")}""",
    ),
)

_GRANTEES = """(SELECT string_agg(grantee||'='||granted||'/'||grantor, E'\\n'
        ORDER BY (grantee||'='||granted||'/'||grantor) COLLATE "C") FROM (
        SELECT CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END AS grantee,
            string_agg(x.privilege_type||CASE WHEN x.is_grantable THEN '*' ELSE '' END, ','
                ORDER BY x.privilege_type COLLATE "C") AS granted,
            quote_ident(pg_get_userbyid(x.grantor)) AS grantor
        FROM aclexplode({acl}) x GROUP BY x.grantee, x.grantor) g)"""

_ALL_LISTS = "\n UNION ALL ".join(grantable.select() for grantable in _GRANTABLE)

_PRIVILEGES = Entry(
    kind="privileges",
    identity="a.kind||' '||a.ident",
    parent=("a.parent_kind", "a.parent_ident"),
    clauses=(f"coalesce({_GRANTEES.format(acl='a.acl')}, 'none')",),
    # The same privileges in another order are no difference.
    source=f"""FROM ({_ALL_LISTS}) a(kind, ident, acl, initial, parent_kind, parent_ident)
        WHERE NOT (a.acl @> a.initial AND a.acl <@ a.initial)""",
)

_DEFAULT_PRIVILEGES = Entry(
    kind="default privileges",
    identity="""quote_ident(pg_get_userbyid(d.defaclrole))||coalesce(' IN SCHEMA '||quote_ident(n.nspname), '')||' ON '
        ||CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'
        WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE d.defaclobjtype::text END""",
    clauses=(f"coalesce({_GRANTEES.format(acl='d.defaclacl')}, 'none')",),
    source="FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace",
)

# Objects below 16384 come from initdb, with their comments; of those only schemas and extensions are looked at.
_COMMENT = Entry(
    kind="comment",
    identity="o.type||' '||o.identity",
    parent=(
        "CASE WHEN d.objsubid > 0 THEN 'column' ELSE r.kind END",
        """r.ident||coalesce((SELECT '.'||quote_ident(a.attname) FROM pg_attribute a
           WHERE a.attrelid = r.oid AND a.attnum = nullif(d.objsubid, 0)), '')""",
    ),
    clauses=("quote_literal(d.description)",),
    source="""FROM pg_description d CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) o
        LEFT JOIN rel r ON d.classoid = 'pg_class'::regclass AND r.oid = d.objoid
        WHERE (d.objoid >= 16384 OR d.classoid IN ('pg_namespace'::regclass, 'pg_extension'::regclass))
        AND d.classoid <> 'pg_constraint'::regclass AND o.identity IS NOT NULL
        AND NOT EXISTS (SELECT FROM ext WHERE ext.classid = d.classoid AND ext.objid = d.objoid)""",
    is_code=True,
)

# pg_identify_object would do for these too, only slowly.
_CONSTRAINT_COMMENT = Entry(
    kind="comment",
    identity="'constraint '||coalesce(r.ident, ns.q||'.'||quote_ident(t.typname))||'.'||quote_ident(c.conname)",
    parent=("'constraint'", "r.ident||'.'||quote_ident(c.conname)"),
    clauses=("quote_literal(d.description)",),
    source="""FROM pg_description d JOIN pg_constraint c ON c.oid = d.objoid LEFT JOIN rel r ON r.oid = c.conrelid
        LEFT JOIN pg_type t ON t.oid = c.contypid LEFT JOIN ns ON ns.oid = t.typnamespace
        WHERE d.classoid = 'pg_constraint'::regclass AND (r.oid IS NOT NULL OR ns.oid IS NOT NULL)""",
    is_code=True,
)

_DATABASE_COMMENT = Entry(
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

ACCESS = (_PRIVILEGES, _DEFAULT_PRIVILEGES, _COMMENT, _CONSTRAINT_COMMENT, _DATABASE_COMMENT, _SECURITY_LABEL)
