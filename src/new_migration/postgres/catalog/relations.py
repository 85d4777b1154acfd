"""Tables, views, sequences, and what hangs on them: columns, constraints, indexes, triggers, rules, policies."""

from __future__ import annotations

from new_migration.postgres.catalog.entry import (
    TABLE,
    Entry,
    collation,
    enabled,
    inherited,
    listed,
    not_of_extension,
    options,
    owner,
    statistics_target,
)

_TABLESPACE = "'TABLESPACE '||(SELECT quote_ident(spcname) FROM pg_tablespace WHERE oid = r.reltablespace)"
_UNLOGGED = "CASE r.relpersistence WHEN 'u' THEN 'UNLOGGED' WHEN 't' THEN 'TEMPORARY' END"
_STORAGE = "'USING '||(SELECT quote_ident(amname) FROM pg_am WHERE oid = r.relam AND amname <> 'heap')"
_COLUMNS = "FROM rel r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped"

_TABLE = Entry(
    kind="table",
    identity="r.ident",
    unit="r.oid",
    clauses=(
        "CASE r.relkind WHEN 'p' THEN 'PARTITION BY '||pg_get_partkeydef(r.oid) END",
        _UNLOGGED,
        owner("r.relowner"),
        "'OF '||nullif(r.reloftype, 0)::regtype::text",
        """CASE WHEN NOT r.relispartition THEN 'INHERITS ('||(SELECT string_agg(i.inhparent::regclass::text, ', '
           ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = r.oid)||')' END""",
        """CASE WHEN r.relispartition THEN 'PARTITION OF '||(SELECT i.inhparent::regclass::text FROM pg_inherits i
           WHERE i.inhrelid = r.oid)||' '||pg_get_expr(r.relpartbound, r.oid) END""",
        """(SELECT 'DETACH PENDING' FROM pg_inherits i
           WHERE i.inhrelid = r.oid AND r.relispartition AND i.inhdetachpending)""",
        _STORAGE,
        options("WITH", "r.reloptions"),
        options("TOAST WITH", "(SELECT t.reloptions FROM pg_class t WHERE t.oid = r.reltoastrelid)"),
        _TABLESPACE,
        "CASE WHEN r.relrowsecurity THEN 'ROW LEVEL SECURITY' END",
        "CASE WHEN r.relforcerowsecurity THEN 'FORCE ROW LEVEL SECURITY' END",
        """'REPLICA IDENTITY '||CASE r.relreplident WHEN 'n' THEN 'NOTHING' WHEN 'f' THEN 'FULL'
           WHEN 'i' THEN 'USING INDEX' END""",
    ),
    source="FROM rel r WHERE r.kind = 'table'",
)

_VIEW = Entry(
    kind="view",
    identity="r.ident",
    unit="r.oid",
    clauses=(owner("r.relowner"), options("WITH", "r.reloptions"), "pg_get_viewdef(r.oid)"),
    source="FROM rel r WHERE r.kind = 'view'",
)

_MATERIALIZED_VIEW = Entry(
    kind="materialized view",
    identity="r.ident",
    unit="r.oid",
    clauses=(
        owner("r.relowner"),
        _STORAGE,
        options("WITH", "r.reloptions"),
        _TABLESPACE,
        "CASE WHEN NOT r.relispopulated THEN 'WITH NO DATA' END",
        "pg_get_viewdef(r.oid)",
    ),
    source="FROM rel r WHERE r.kind = 'materialized view'",
)

_FOREIGN_TABLE = Entry(
    kind="foreign table",
    identity="r.ident",
    unit="r.oid",
    clauses=(
        owner("r.relowner"),
        "'SERVER '||quote_ident(s.srvname)",
        options("OPTIONS", "ft.ftoptions"),
        """'INHERITS ('||(SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno)
           FROM pg_inherits i WHERE i.inhrelid = r.oid)||')'""",
        "'PARTITION '||pg_get_expr(r.relpartbound, r.oid)",
    ),
    source="""FROM rel r JOIN pg_foreign_table ft ON ft.ftrelid = r.oid
        JOIN pg_foreign_server s ON s.oid = ft.ftserver WHERE r.kind = 'foreign table'""",
)

_COLUMN = Entry(
    kind="column",
    identity="r.ident||'.'||quote_ident(a.attname)",
    unit="r.oid",
    parent=TABLE,
    clauses=(
        "format_type(a.atttypid, a.atttypmod)",
        f"CASE WHEN a.attcollation <> 0 AND a.attcollation <> t.typcollation THEN {collation('a.attcollation')} END",
        "CASE WHEN a.attnotnull THEN 'NOT NULL' END",
        """'GENERATED '||CASE a.attidentity WHEN 'a' THEN 'ALWAYS' WHEN 'd' THEN 'BY DEFAULT' END||' AS IDENTITY'""",
        "CASE WHEN a.attgenerated = '' THEN 'DEFAULT '||pg_get_expr(d.adbin, d.adrelid) END",
        """CASE WHEN a.attgenerated <> '' THEN 'GENERATED ALWAYS AS ('||pg_get_expr(d.adbin, d.adrelid)||') '
           ||CASE a.attgenerated WHEN 's' THEN 'STORED' ELSE 'VIRTUAL' END END""",
        """CASE WHEN a.attstorage <> t.typstorage AND r.kind <> 'view' THEN 'STORAGE '||CASE a.attstorage
           WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END""",
        "'COMPRESSION '||CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END",
        statistics_target("a.attstattarget"),
        options("SET", "a.attoptions"),
        options("OPTIONS", "a.attfdwoptions"),
        inherited("a.attinhcount", "a.attislocal"),
    ),
    source=f"""{_COLUMNS} JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef
        WHERE r.kind IN ('table', 'view', 'materialized view', 'foreign table')""",
)

# Apart from the columns, so that it can be judged apart: PostgreSQL can only append a column.
_COLUMN_ORDER = Entry(
    kind="column order",
    identity="r.ident",
    unit="min(r.oid)",
    parent=("min(r.kind)", "r.ident"),
    clauses=("string_agg(quote_ident(a.attname), E'\\n' ORDER BY a.attnum)",),
    source=f"{_COLUMNS} WHERE r.kind IN ('table', 'view', 'materialized view', 'foreign table') GROUP BY r.ident",
)

_CONSTRAINT = Entry(
    kind="constraint",
    identity="r.ident||'.'||quote_ident(c.conname)",
    unit="r.oid",
    parent=TABLE,
    clauses=(
        "pg_get_constraintdef(c.oid)",
        "'USING INDEX '||CASE WHEN c.contype IN ('p', 'u', 'x') THEN c.conindid::regclass::text END",
        inherited("c.coninhcount", "c.conislocal"),
    ),
    # A foreign key to a partitioned table has a clone for each partition, with a name of the server's choice.
    source="""FROM pg_constraint c JOIN rel r ON r.oid = c.conrelid WHERE c.contype NOT IN ('t', 'n')
        AND NOT EXISTS (SELECT FROM pg_constraint p WHERE p.oid = c.conparentid AND p.conrelid = c.conrelid)""",
)

# By column, and the name as a clause: PostgreSQL 18 names them itself where nobody does.
_NOT_NULL = Entry(
    kind="not-null constraint",
    identity="r.ident||'.'||quote_ident(a.attname)",
    unit="r.oid",
    parent=("'column'", "r.ident||'.'||quote_ident(a.attname)"),
    clauses=(
        "'CONSTRAINT '||quote_ident(c.conname)",
        "CASE WHEN NOT c.convalidated THEN 'NOT VALID' END",
        "CASE WHEN c.connoinherit THEN 'NO INHERIT' END",
        inherited("c.coninhcount", "c.conislocal"),
    ),
    source="""FROM pg_constraint c JOIN rel r ON r.oid = c.conrelid
        JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = c.conkey[1] WHERE c.contype = 'n'""",
)

_INDEX = Entry(
    kind="index",
    identity="r.ident",
    unit="i.indrelid",
    parent=(
        "CASE WHEN c.oid IS NULL THEN t.kind ELSE 'constraint' END",
        "t.ident||coalesce('.'||quote_ident(c.conname), '')",
    ),
    clauses=(
        "pg_get_indexdef(i.indexrelid)",
        "CASE WHEN NOT i.indisvalid THEN 'INVALID' END",
        "CASE WHEN NOT i.indisready THEN 'NOT READY' END",
        "CASE WHEN i.indisclustered THEN 'CLUSTER' END",
        "CASE WHEN i.indisreplident THEN 'REPLICA IDENTITY' END",
        _TABLESPACE,
        "'ATTACHED TO '||(SELECT h.inhparent::regclass::text FROM pg_inherits h WHERE h.inhrelid = r.oid)",
        # Columns that are no expression cannot have one.
        f"""CASE WHEN i.indexprs IS NOT NULL THEN (
           SELECT string_agg('COLUMN '||a.attnum||' '||{statistics_target("a.attstattarget")}, ', ' ORDER BY a.attnum)
           FROM pg_attribute a WHERE a.attrelid = r.oid AND a.attnum > 0) END""",
    ),
    source="""FROM rel r JOIN pg_index i ON i.indexrelid = r.oid LEFT JOIN rel t ON t.oid = i.indrelid
        LEFT JOIN pg_constraint c ON c.conindid = r.oid AND c.conrelid = i.indrelid AND c.contype IN ('p', 'u', 'x')""",
)

_SEQUENCE = Entry(
    kind="sequence",
    identity="r.ident",
    unit="r.oid",
    parent=("CASE WHEN o.ident <> '' THEN 'column' END", "o.ident"),
    clauses=(
        _UNLOGGED,
        owner("r.relowner"),
        "'AS '||format_type(s.seqtypid, NULL)",
        "'START '||s.seqstart",
        "'INCREMENT '||s.seqincrement",
        "'MINVALUE '||s.seqmin",
        "'MAXVALUE '||s.seqmax",
        "'CACHE '||s.seqcache",
        "CASE WHEN s.seqcycle THEN 'CYCLE' END",
        "CASE o.deptype WHEN 'i' THEN 'IDENTITY OF ' ELSE 'OWNED BY ' END||o.ident",
    ),
    source="""FROM rel r JOIN pg_sequence s ON s.seqrelid = r.oid LEFT JOIN LATERAL (
        SELECT d.deptype, d.refobjid::regclass::text||'.'||quote_ident(a.attname) AS ident
        FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.objsubid = 0
        AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')) o ON true""",
)

_STATISTICS = Entry(
    kind="statistics",
    identity="ns.q||'.'||quote_ident(s.stxname)",
    unit="s.stxrelid",
    parent=("t.kind", "t.ident"),
    # Not pg_get_statisticsobjdef: it has the columns in their places in the table, which nobody cares about.
    clauses=(
        owner("s.stxowner"),
        """'STATISTICS '||(SELECT string_agg(CASE kind WHEN 'd' THEN 'ndistinct' WHEN 'f' THEN 'dependencies'
            WHEN 'm' THEN 'mcv' WHEN 'e' THEN 'expressions' END, ', ' ORDER BY kind) FROM unnest(s.stxkind) AS kind)""",
        """'ON '||(SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) FROM pg_attribute a
            WHERE a.attrelid = s.stxrelid AND a.attnum = ANY (s.stxkeys))""",
        "'ON EXPRESSIONS '||pg_get_expr(s.stxexprs, s.stxrelid)",
        "'FROM '||t.ident",
        statistics_target("s.stxstattarget"),
    ),
    source="""FROM statistic s JOIN ns ON ns.oid = s.stxnamespace LEFT JOIN rel t ON t.oid = s.stxrelid
        WHERE NOT EXISTS (SELECT FROM ext WHERE ext.classid = 'pg_statistic_ext'::regclass AND ext.objid = s.oid)""",
)

_TRIGGER = Entry(
    kind="trigger",
    identity="r.ident||'.'||quote_ident(g.tgname)",
    unit="r.oid",
    parent=TABLE,
    clauses=("pg_get_triggerdef(g.oid)", enabled("g.tgenabled"), "CASE WHEN g.tgparentid <> 0 THEN 'INHERITED' END"),
    source="FROM pg_trigger g JOIN rel r ON r.oid = g.tgrelid WHERE NOT g.tgisinternal",
)

_CONSTRAINT_OF_TRIGGER = "kn.q||'.'||quote_ident(k.relname)||'.'||quote_ident(c.conname)"

# ALTER TABLE … DISABLE TRIGGER ALL switches a foreign key off on either side; pg_dump does not see it.
_CONSTRAINT_TRIGGERS = Entry(
    kind="constraint enforcement",
    identity=f"{_CONSTRAINT_OF_TRIGGER}||' ON '||r.ident||' BY '||f.proname",
    unit="min(r.oid)",
    parent=("'constraint'", f"min({_CONSTRAINT_OF_TRIGGER})"),
    clauses=(f"string_agg({enabled('g.tgenabled')}, ', ' ORDER BY g.tgtype)",),
    # Not from rel: the constraint may be another table's, which is not chosen.
    source=f"""FROM pg_trigger g JOIN rel r ON r.oid = g.tgrelid JOIN pg_constraint c ON c.oid = g.tgconstraint
        JOIN pg_class k ON k.oid = c.conrelid AND {not_of_extension("pg_class", "k.oid")}
        JOIN ns kn ON kn.oid = k.relnamespace JOIN pg_proc f ON f.oid = g.tgfoid
        WHERE g.tgisinternal AND g.tgenabled <> 'O' GROUP BY 2""",
)

_RULE = Entry(
    kind="rule",
    identity="r.ident||'.'||quote_ident(w.rulename)",
    unit="r.oid",
    parent=TABLE,
    clauses=("pg_get_ruledef(w.oid)", enabled("w.ev_enabled")),
    source="FROM pg_rewrite w JOIN rel r ON r.oid = w.ev_class WHERE w.rulename <> '_RETURN'",
)

_ROLE = "CASE WHEN role = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(role)) END"

_POLICY = Entry(
    kind="policy",
    identity="r.ident||'.'||quote_ident(o.polname)",
    unit="r.oid",
    parent=TABLE,
    clauses=(
        "CASE WHEN o.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END",
        """'FOR '||CASE o.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
           WHEN 'd' THEN 'DELETE' ELSE 'ALL' END""",
        f"'TO '||{listed('unnest(o.polroles) role', _ROLE)}",
        "'USING ('||pg_get_expr(o.polqual, o.polrelid)||')'",
        "'WITH CHECK ('||pg_get_expr(o.polwithcheck, o.polrelid)||')'",
    ),
    source="FROM pg_policy o JOIN rel r ON r.oid = o.polrelid",
)

RELATIONS = (
    _TABLE,
    _VIEW,
    _MATERIALIZED_VIEW,
    _FOREIGN_TABLE,
    _COLUMN,
    _COLUMN_ORDER,
    _CONSTRAINT,
    _NOT_NULL,
    _INDEX,
    _SEQUENCE,
    _STATISTICS,
    _TRIGGER,
    _CONSTRAINT_TRIGGERS,
    _RULE,
    _POLICY,
)
