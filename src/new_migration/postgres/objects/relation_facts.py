"""What the catalog says about relations and about what hangs on them."""

from __future__ import annotations

from typing import NamedTuple

from new_migration.postgres.objects.section import Grant, Section, grants, oid, statistics_target


class Relation(NamedTuple):
    """A table, view, materialized view, foreign table or sequence; ``kind`` is the letter in pg_class."""

    oid: int
    kind: str
    namespace: int
    name: str
    is_visible: bool
    owner: str
    grants: list[Grant] | None
    persistence: str
    options: list[str] | None
    toast_options: list[str] | None
    method: str | None
    tablespace: str | None
    has_row_security: bool
    forces_row_security: bool
    replica_identity: str
    bound: str | None
    partition_key: str | None
    parents: list[int] | None
    of_type: str | None
    definition: str | None
    is_populated: bool
    server: str | None
    foreign_options: list[str] | None


RELATIONS = Section(
    record=Relation,
    fields={
        "oid": oid("r.oid"),
        "kind": "r.relkind",
        "namespace": oid("r.relnamespace"),
        "name": "r.relname",
        "is_visible": "pg_table_is_visible(r.oid)",
        "owner": "pg_get_userbyid(r.relowner)",
        "grants": grants("r.relacl"),
        "persistence": "r.relpersistence",
        "options": "r.reloptions",
        "toast_options": "(SELECT t.reloptions FROM pg_class t WHERE t.oid = r.reltoastrelid)",
        "method": "(SELECT amname FROM pg_am WHERE oid = r.relam AND amname <> 'heap')",
        "tablespace": "(SELECT spcname FROM pg_tablespace WHERE oid = r.reltablespace)",
        "has_row_security": "r.relrowsecurity",
        "forces_row_security": "r.relforcerowsecurity",
        "replica_identity": "r.relreplident",
        "bound": "CASE WHEN r.relispartition THEN pg_get_expr(r.relpartbound, r.oid) END",
        "partition_key": "CASE r.relkind WHEN 'p' THEN pg_get_partkeydef(r.oid) END",
        "parents": """CASE WHEN r.relkind IN ('r', 'p', 'f') THEN (SELECT
            json_agg(i.inhparent::bigint ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = r.oid) END""",
        "of_type": "nullif(r.reloftype, 0)::regtype::text",
        "definition": "CASE WHEN r.relkind IN ('v', 'm') THEN pg_get_viewdef(r.oid, true) END",
        "is_populated": "r.relispopulated",
        "server": "s.srvname",
        "foreign_options": "f.ftoptions",
    },
    source="""FROM rel r LEFT JOIN pg_foreign_table f ON f.ftrelid = r.oid
        LEFT JOIN pg_foreign_server s ON s.oid = f.ftserver WHERE r.relkind NOT IN ('i', 'I')""",
    order="r.oid",
)


class Column(NamedTuple):
    """A column of a relation; ``default`` is also the expression of one that is generated."""

    relation: int
    number: int
    name: str
    type: str
    collation: str | None
    is_required: bool
    identity: str
    generated: str
    default_oid: int | None
    default: str | None
    storage: str | None
    compression: str
    statistics: int | None
    options: list[str] | None
    foreign_options: list[str] | None
    parents: int
    is_local: bool
    grants: list[Grant] | None


COLUMNS = Section(
    record=Column,
    fields={
        "relation": oid("a.attrelid"),
        "number": "a.attnum",
        "name": "a.attname",
        "type": "format_type(a.atttypid, a.atttypmod)",
        "collation": """CASE WHEN a.attcollation <> 0 AND a.attcollation <> t.typcollation
            THEN a.attcollation::regcollation::text END""",
        "is_required": "a.attnotnull",
        "identity": "a.attidentity",
        "generated": "a.attgenerated",
        "default_oid": oid("d.oid"),
        "default": "pg_get_expr(d.adbin, d.adrelid, true)",
        "storage": "CASE WHEN a.attstorage <> t.typstorage AND r.relkind <> 'v' THEN a.attstorage END",
        "compression": "a.attcompression",
        "statistics": statistics_target("a.attstattarget"),
        "options": "a.attoptions",
        "foreign_options": "a.attfdwoptions",
        "parents": "a.attinhcount",
        "is_local": "a.attislocal",
        "grants": grants("a.attacl"),
    },
    source="""FROM rel r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef
        WHERE r.relkind NOT IN ('i', 'I', 'S')""",
    order="a.attrelid, a.attnum",
)


class Sequence(NamedTuple):
    """The options of a sequence."""

    relation: int
    type: str
    start: int
    increment: int
    least: int
    greatest: int
    cache: int
    cycles: bool


SEQUENCES = Section(
    record=Sequence,
    fields={
        "relation": oid("s.seqrelid"),
        "type": "format_type(s.seqtypid, NULL)",
        "start": "s.seqstart",
        "increment": "s.seqincrement",
        "least": "s.seqmin",
        "greatest": "s.seqmax",
        "cache": "s.seqcache",
        "cycles": "s.seqcycle",
    },
    source="FROM pg_sequence s JOIN rel r ON r.oid = s.seqrelid",
    order="s.seqrelid",
)


class Constraint(NamedTuple):
    """A constraint of a table or domain; ``kind`` is the letter in pg_constraint."""

    oid: int
    relation: int
    domain: int
    kind: str
    name: str
    definition: str
    is_validated: bool
    has_no_inherit: bool
    parents: int
    is_local: bool
    parent: int
    index_oid: int
    columns: list[int] | None


CONSTRAINTS = Section(
    record=Constraint,
    fields={
        "oid": oid("c.oid"),
        "relation": oid("c.conrelid"),
        "domain": oid("c.contypid"),
        "kind": "c.contype",
        "name": "c.conname",
        "definition": "pg_get_constraintdef(c.oid, true)",
        "is_validated": "c.convalidated",
        "has_no_inherit": "c.connoinherit",
        "parents": "c.coninhcount",
        "is_local": "c.conislocal",
        "parent": oid("c.conparentid"),
        "index_oid": oid("CASE WHEN c.contype IN ('p', 'u', 'x') THEN c.conindid ELSE 0 END"),
        "columns": "c.conkey",
    },
    # A foreign key to a partitioned table has a clone for each partition.
    source="""FROM pg_constraint c LEFT JOIN rel r ON r.oid = c.conrelid
        LEFT JOIN pg_type t ON t.oid = c.contypid LEFT JOIN ns ON ns.oid = t.typnamespace
        WHERE c.contype <> 't' AND (r.oid IS NOT NULL OR ns.oid IS NOT NULL)
        AND NOT EXISTS (SELECT FROM pg_constraint p WHERE p.oid = c.conparentid AND p.conrelid = c.conrelid)""",
    order="c.oid",
)


class Index(NamedTuple):
    """An index, also one that belongs to a constraint (``constraint`` is its oid, else 0)."""

    oid: int
    relation: int
    name: str
    is_visible: bool
    constraint: int
    is_unique: bool
    method: str
    definition: str
    predicate: str | None
    options: list[str] | None
    tablespace: str | None
    is_valid: bool
    is_clustered: bool
    is_replica_identity: bool
    parent: int
    statistics: list[tuple[int, int]] | None


INDEXES = Section(
    record=Index,
    fields={
        "oid": oid("i.indexrelid"),
        "relation": oid("i.indrelid"),
        "name": "r.relname",
        "is_visible": "pg_table_is_visible(r.oid)",
        "constraint": oid("coalesce(c.oid, 0)"),
        "is_unique": "i.indisunique",
        "method": "am.amname",
        "definition": "CASE WHEN c.oid IS NULL THEN pg_get_indexdef(i.indexrelid, 0, true) END",
        "predicate": "CASE WHEN c.oid IS NULL THEN pg_get_expr(i.indpred, i.indrelid, true) END",
        "options": "r.reloptions",
        "tablespace": "(SELECT spcname FROM pg_tablespace WHERE oid = r.reltablespace)",
        "is_valid": "i.indisvalid",
        "is_clustered": "i.indisclustered",
        "is_replica_identity": "i.indisreplident",
        "parent": """CASE WHEN r.relispartition
            THEN (SELECT h.inhparent::bigint FROM pg_inherits h WHERE h.inhrelid = r.oid) ELSE 0 END""",
        # Columns that are no expression cannot have one.
        "statistics": f"""CASE WHEN i.indexprs IS NOT NULL THEN (SELECT
            json_agg(json_build_array(a.attnum, a.attstattarget) ORDER BY a.attnum) FROM pg_attribute a
            WHERE a.attrelid = r.oid AND {statistics_target("a.attstattarget")} IS NOT NULL) END""",
    },
    source="""FROM rel r JOIN pg_index i ON i.indexrelid = r.oid JOIN pg_am am ON am.oid = r.relam
        LEFT JOIN pg_constraint c ON c.conindid = r.oid AND c.conrelid = i.indrelid AND c.contype IN ('p', 'u', 'x')""",
    order="i.indexrelid",
)


class Trigger(NamedTuple):
    """A trigger that a user has made; ``parent`` is that of the partitioned table from which it comes, or 0."""

    oid: int
    relation: int
    name: str
    definition: str
    enabled: str
    parent: int


TRIGGERS = Section(
    record=Trigger,
    fields={
        "oid": oid("g.oid"),
        "relation": oid("g.tgrelid"),
        "name": "g.tgname",
        "definition": "pg_get_triggerdef(g.oid, true)",
        "enabled": "g.tgenabled",
        "parent": oid("g.tgparentid"),
    },
    source="FROM pg_trigger g JOIN rel r ON r.oid = g.tgrelid WHERE NOT g.tgisinternal",
    order="g.oid",
)


class Rule(NamedTuple):
    """A rule that is not a view's query."""

    oid: int
    relation: int
    name: str
    definition: str
    enabled: str


RULES = Section(
    record=Rule,
    fields={
        "oid": oid("w.oid"),
        "relation": oid("w.ev_class"),
        "name": "w.rulename",
        "definition": "pg_get_ruledef(w.oid, true)",
        "enabled": "w.ev_enabled",
    },
    source="FROM pg_rewrite w JOIN rel r ON r.oid = w.ev_class WHERE w.rulename <> '_RETURN'",
    order="w.oid",
)


class Policy(NamedTuple):
    """A row security policy; "" among the roles is PUBLIC."""

    oid: int
    relation: int
    name: str
    is_permissive: bool
    command: str
    roles: list[str]
    using: str | None
    check: str | None


POLICIES = Section(
    record=Policy,
    fields={
        "oid": oid("o.oid"),
        "relation": oid("o.polrelid"),
        "name": "o.polname",
        "is_permissive": "o.polpermissive",
        "command": "o.polcmd",
        "roles": """(SELECT json_agg(CASE WHEN role = 0 THEN '' ELSE pg_get_userbyid(role) END ORDER BY place)
            FROM unnest(o.polroles) WITH ORDINALITY roles(role, place))""",
        "using": "pg_get_expr(o.polqual, o.polrelid, true)",
        "check": "pg_get_expr(o.polwithcheck, o.polrelid, true)",
    },
    source="FROM pg_policy o JOIN rel r ON r.oid = o.polrelid",
    order="o.oid",
)


class Statistics(NamedTuple):
    """Extended statistics; ``kinds`` are letters."""

    oid: int
    relation: int
    namespace: int
    name: str
    is_visible: bool
    owner: str
    kinds: list[str]
    columns: str
    target: int | None


STATISTICS_OBJECTS = Section(
    record=Statistics,
    fields={
        "oid": oid("s.oid"),
        "relation": oid("s.stxrelid"),
        "namespace": oid("s.stxnamespace"),
        "name": "s.stxname",
        "is_visible": "pg_statistics_obj_is_visible(s.oid)",
        "owner": "pg_get_userbyid(s.stxowner)",
        "kinds": "s.stxkind",
        "columns": "pg_get_statisticsobjdef_columns(s.oid)",
        "target": statistics_target("s.stxstattarget"),
    },
    source="FROM pg_statistic_ext s JOIN rel r ON r.oid = s.stxrelid",
    order="s.oid",
)
