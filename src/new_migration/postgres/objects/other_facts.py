"""What the catalog says about schemas, types, functions and all that hangs on no relation."""

from __future__ import annotations

from typing import NamedTuple

from new_migration.postgres.objects.section import Grant, Section, grants, not_of_extension, oid


class Namespace(NamedTuple):
    """A schema; that of an extension or of the server too, for its name."""

    oid: int
    name: str
    owner: str
    grants: list[Grant] | None
    is_ours: bool


NAMESPACES = Section(
    record=Namespace,
    fields={
        "oid": oid("n.oid"),
        "name": "n.nspname",
        "owner": "pg_get_userbyid(n.nspowner)",
        "grants": grants("n.nspacl"),
        "is_ours": f"""n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
            AND {not_of_extension("pg_namespace", "n.oid")}""",
    },
    source="FROM pg_namespace n WHERE n.nspname !~ '^pg_(toast|temp)'",
    order="n.oid",
)


class Extension(NamedTuple):
    """An extension; its members are no objects of their own."""

    oid: int
    name: str
    version: str
    namespace: int


EXTENSIONS = Section(
    record=Extension,
    fields={
        "oid": oid("x.oid"),
        "name": "x.extname",
        "version": "x.extversion",
        "namespace": oid("x.extnamespace"),
    },
    source="FROM pg_extension x",
    order="x.oid",
)


class Function(NamedTuple):
    """A function, procedure or aggregate; ``arguments`` are those that name it."""

    oid: int
    kind: str
    namespace: int
    name: str
    is_visible: bool
    owner: str
    grants: list[Grant] | None
    arguments: str
    definition: str | None
    clauses: list[str] | None


def _routine(column: str) -> str:
    return f"nullif({column}::oid, 0)::regproc::text"


_AGGREGATE = (
    f"'SFUNC = '||{_routine('g.aggtransfn')}",
    "'STYPE = '||format_type(g.aggtranstype, NULL)",
    "'SSPACE = '||nullif(g.aggtransspace, 0)",
    f"'FINALFUNC = '||{_routine('g.aggfinalfn')}",
    "CASE WHEN g.aggfinalextra THEN 'FINALFUNC_EXTRA' END",
    """CASE WHEN g.aggfinalfn <> 0 THEN 'FINALFUNC_MODIFY = '||
        CASE g.aggfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END""",
    f"'COMBINEFUNC = '||{_routine('g.aggcombinefn')}",
    f"'SERIALFUNC = '||{_routine('g.aggserialfn')}",
    f"'DESERIALFUNC = '||{_routine('g.aggdeserialfn')}",
    "'INITCOND = '||quote_literal(g.agginitval)",
    f"'MSFUNC = '||{_routine('g.aggmtransfn')}",
    f"'MINVFUNC = '||{_routine('g.aggminvtransfn')}",
    "'MSTYPE = '||format_type(nullif(g.aggmtranstype, 0), NULL)",
    "'MSSPACE = '||nullif(g.aggmtransspace, 0)",
    f"'MFINALFUNC = '||{_routine('g.aggmfinalfn')}",
    "CASE WHEN g.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END",
    """CASE WHEN g.aggmfinalfn <> 0 THEN 'MFINALFUNC_MODIFY = '||
        CASE g.aggmfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END""",
    "'MINITCOND = '||quote_literal(g.aggminitval)",
    """(SELECT 'SORTOP = OPERATOR('||quote_ident(sn.nspname)||'.'||so.oprname||')' FROM pg_operator so
        JOIN pg_namespace sn ON sn.oid = so.oprnamespace WHERE so.oid = g.aggsortop)""",
    "CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END",
    "CASE g.aggkind WHEN 'h' THEN 'HYPOTHETICAL' END",
)

FUNCTIONS = Section(
    record=Function,
    fields={
        "oid": oid("p.oid"),
        "kind": "p.prokind",
        "namespace": oid("p.pronamespace"),
        "name": "p.proname",
        "is_visible": "pg_function_is_visible(p.oid)",
        "owner": "pg_get_userbyid(p.proowner)",
        "grants": grants("p.proacl"),
        "arguments": """CASE p.prokind
            WHEN 'a' THEN coalesce(nullif(pg_get_function_identity_arguments(p.oid), ''), '*')
            ELSE (SELECT coalesce(string_agg(format_type(type, NULL), ', ' ORDER BY place), '')
            FROM unnest(p.proargtypes) WITH ORDINALITY types(type, place)) END""",
        "definition": "CASE p.prokind WHEN 'a' THEN NULL ELSE pg_get_functiondef(p.oid) END",
        "clauses": f"""CASE p.prokind WHEN 'a' THEN array_remove(ARRAY[{", ".join(_AGGREGATE)}], NULL) END""",
    },
    # The constructors that a range type makes for itself belong to the type.
    source=f"""FROM pg_proc p JOIN ns ON ns.oid = p.pronamespace LEFT JOIN pg_aggregate g ON g.aggfnoid = p.oid
        WHERE {not_of_extension("pg_proc", "p.oid")} AND NOT EXISTS (SELECT FROM pg_depend d
        WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i'
        AND d.refclassid = 'pg_type'::regclass)""",
    order="p.oid",
)


class Type(NamedTuple):
    """An enum, domain, composite or range type. ``relation`` is a composite type's.

    ``attributes`` are name, type and collation of each, ``clauses`` those of a range type.
    """

    oid: int
    kind: str
    namespace: int
    name: str
    is_visible: bool
    owner: str
    grants: list[Grant] | None
    relation: int
    labels: list[str] | None
    base: str | None
    collation: str | None
    default: str | None
    is_required: bool
    attributes: list[tuple[int, str, str, str | None]] | None
    clauses: list[str] | None


_RANGE = (
    "'SUBTYPE = '||format_type(g.rngsubtype, NULL)",
    """(SELECT 'SUBTYPE_OPCLASS = '||quote_ident(cn.nspname)||'.'||quote_ident(oc.opcname)
        FROM pg_opclass oc JOIN pg_namespace cn ON cn.oid = oc.opcnamespace
        WHERE oc.oid = g.rngsubopc AND NOT oc.opcdefault)""",
    """'COLLATION = '||(SELECT nullif(g.rngcollation, st.typcollation)::regcollation::text FROM pg_type st
        WHERE st.oid = g.rngsubtype AND g.rngcollation <> 0)""",
    f"'CANONICAL = '||{_routine('g.rngcanonical')}",
    f"'SUBTYPE_DIFF = '||{_routine('g.rngsubdiff')}",
    "'MULTIRANGE_TYPE_NAME = '||format_type(g.rngmultitypid, NULL)",
)

TYPES = Section(
    record=Type,
    fields={
        "oid": oid("t.oid"),
        "kind": "t.typtype",
        "namespace": oid("t.typnamespace"),
        "name": "t.typname",
        "is_visible": "pg_type_is_visible(t.oid)",
        "owner": "pg_get_userbyid(t.typowner)",
        "grants": grants("t.typacl"),
        "relation": oid("t.typrelid"),
        "labels": """CASE t.typtype WHEN 'e' THEN (SELECT coalesce(json_agg(e.enumlabel ORDER BY e.enumsortorder), '[]')
            FROM pg_enum e WHERE e.enumtypid = t.oid) END""",
        "base": "CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod) END",
        "collation": """CASE t.typtype WHEN 'd' THEN (SELECT t.typcollation::regcollation::text FROM pg_type b
            WHERE b.oid = t.typbasetype AND b.typcollation <> t.typcollation) END""",
        "default": "CASE t.typtype WHEN 'd' THEN coalesce(pg_get_expr(t.typdefaultbin, 0, true), t.typdefault) END",
        "is_required": "t.typnotnull",
        "attributes": """CASE t.typtype WHEN 'c' THEN (SELECT json_agg(json_build_array(a.attnum, a.attname,
            format_type(a.atttypid, a.atttypmod), CASE WHEN a.attcollation <> y.typcollation
            THEN a.attcollation::regcollation::text END) ORDER BY a.attnum)
            FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
            WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) END""",
        "clauses": f"CASE t.typtype WHEN 'r' THEN array_remove(ARRAY[{', '.join(_RANGE)}], NULL) END",
    },
    source=f"""FROM pg_type t JOIN ns ON ns.oid = t.typnamespace LEFT JOIN pg_range g ON g.rngtypid = t.oid
        WHERE {not_of_extension("pg_type", "t.oid")} AND (t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c'
        AND EXISTS (SELECT FROM pg_class k WHERE k.oid = t.typrelid AND k.relkind = 'c'))""",
    order="t.oid",
)


class Publication(NamedTuple):
    """A publication without its members."""

    oid: int
    name: str
    owner: str
    has_all_tables: bool
    operations: list[str]
    is_via_root: bool
    generated: str | None


PUBLICATIONS = Section(
    record=Publication,
    fields={
        "oid": oid("p.oid"),
        "name": "p.pubname",
        "owner": "pg_get_userbyid(p.pubowner)",
        "has_all_tables": "p.puballtables",
        "operations": """array_remove(ARRAY[CASE WHEN p.pubinsert THEN 'insert' END,
            CASE WHEN p.pubupdate THEN 'update' END, CASE WHEN p.pubdelete THEN 'delete' END,
            CASE WHEN p.pubtruncate THEN 'truncate' END], NULL)""",
        "is_via_root": "p.pubviaroot",
        "generated": "nullif(to_jsonb(p)->>'pubgencols', 'n')",
    },
    source="FROM pg_publication p",
    order="p.oid",
)


class Published(NamedTuple):
    """A table that a publication publishes."""

    oid: int
    publication: int
    relation: int
    columns: list[int] | None
    condition: str | None


def _published(columns: str, condition: str) -> Section[Published]:
    return Section(
        record=Published,
        fields={
            "oid": oid("m.oid"),
            "publication": oid("m.prpubid"),
            "relation": oid("m.prrelid"),
            "columns": columns,
            "condition": condition,
        },
        source="FROM pg_publication_rel m JOIN rel r ON r.oid = m.prrelid",
        order="m.oid",
    )


PUBLISHED = _published("m.prattrs::int[]", "pg_get_expr(m.prqual, m.prrelid, true)")
PUBLISHED_14 = _published("NULL::int[]", "NULL")


class PublishedSchema(NamedTuple):
    """A schema whose tables a publication publishes."""

    oid: int
    publication: int
    namespace: int


PUBLISHED_SCHEMAS = Section(
    record=PublishedSchema,
    fields={"oid": oid("m.oid"), "publication": oid("m.pnpubid"), "namespace": oid("m.pnnspid")},
    source="FROM pg_publication_namespace m",
    order="m.oid",
    since=15,
)


class DefaultPrivileges(NamedTuple):
    """What a role has ordered for the objects that it will make, in one schema or (0) in all."""

    oid: int
    role: str
    namespace: int
    kind: str
    grants: list[Grant]


DEFAULT_PRIVILEGES = Section(
    record=DefaultPrivileges,
    fields={
        "oid": oid("d.oid"),
        "role": "pg_get_userbyid(d.defaclrole)",
        "namespace": oid("d.defaclnamespace"),
        "kind": "d.defaclobjtype",
        "grants": grants("d.defaclacl"),
    },
    source="FROM pg_default_acl d",
    order="d.oid",
)
