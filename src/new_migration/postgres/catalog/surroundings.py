"""What is around relations and routines: schemas, extensions, text search, foreign servers, publications, settings."""

from __future__ import annotations

from new_migration.postgres.catalog.entry import (
    Entry,
    Since,
    enabled,
    function,
    listed,
    named,
    not_of_extension,
    options,
    owner,
)

_THIS_DATABASE = "(SELECT oid FROM pg_database WHERE datname = current_database())"

_SCHEMA = Entry(
    kind="schema",
    identity="ns.q",
    clauses=(owner("ns.nspowner"),),
    source=f"FROM ns WHERE {not_of_extension('pg_namespace', 'ns.oid')}",
)

_EXTENSION = Entry(
    kind="extension",
    identity="quote_ident(x.extname)",
    clauses=(
        "'VERSION '||quote_literal(x.extversion)",
        "'SCHEMA '||quote_ident(n.nspname)",
        """'CONFIGURATION '||(SELECT string_agg(concat_ws(' ', t.o::regclass::text, nullif(x.extcondition[t.i], '')),
           ', ' ORDER BY t.i) FROM unnest(x.extconfig) WITH ORDINALITY t(o, i))""",
    ),
    source="FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace",
)

# ALTER … DEPENDS ON EXTENSION: dropping the extension then drops the object.
_EXTENSION_DEPENDENCY = Entry(
    kind="extension dependency",
    identity="o.type||' '||o.identity||' ON '||quote_ident(x.extname)",
    clauses=("'DEPENDS ON EXTENSION'",),
    source="""FROM pg_depend d JOIN pg_extension x ON x.oid = d.refobjid,
        LATERAL pg_identify_object(d.classid, d.objid, d.objsubid) o
        WHERE d.deptype = 'x' AND d.refclassid = 'pg_extension'::regclass""",
)

_TEXT_SEARCH_CONFIGURATION = Entry(
    kind="text search configuration",
    identity="ns.q||'.'||quote_ident(c.cfgname)",
    clauses=(
        owner("c.cfgowner"),
        "(SELECT 'PARSER '||prsname FROM pg_ts_parser WHERE oid = c.cfgparser)",
        """(SELECT string_agg(mapping, E'\\n' ORDER BY token) FROM (
           SELECT m.maptokentype, concat_ws(' ', 'MAPPING FOR', coalesce(t.alias, m.maptokentype::text), 'WITH',
             string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno))
           FROM pg_ts_config_map m LEFT JOIN ts_token_type(c.cfgparser) t ON t.tokid = m.maptokentype
           WHERE m.mapcfg = c.oid GROUP BY m.maptokentype, t.alias) mappings(token, mapping))""",
    ),
    source=f"FROM pg_ts_config c JOIN ns ON ns.oid = c.cfgnamespace AND {not_of_extension('pg_ts_config', 'c.oid')}",
)

_TEXT_SEARCH_DICTIONARY = Entry(
    kind="text search dictionary",
    identity="ns.q||'.'||quote_ident(d.dictname)",
    clauses=(
        owner("d.dictowner"),
        "(SELECT 'TEMPLATE '||tmplname FROM pg_ts_template WHERE oid = d.dicttemplate)",
        "d.dictinitoption",
    ),
    source=f"FROM pg_ts_dict d JOIN ns ON ns.oid = d.dictnamespace AND {not_of_extension('pg_ts_dict', 'd.oid')}",
)

_TEXT_SEARCH_PARSER = Entry(
    kind="text search parser",
    identity="ns.q||'.'||quote_ident(p.prsname)",
    clauses=(
        f"'START '||{function('p.prsstart')}",
        f"'GETTOKEN '||{function('p.prstoken')}",
        f"'END '||{function('p.prsend')}",
        f"'HEADLINE '||{function('p.prsheadline')}",
        f"'LEXTYPES '||{function('p.prslextype')}",
    ),
    source=f"FROM pg_ts_parser p JOIN ns ON ns.oid = p.prsnamespace AND {not_of_extension('pg_ts_parser', 'p.oid')}",
)

_TEXT_SEARCH_TEMPLATE = Entry(
    kind="text search template",
    identity="ns.q||'.'||quote_ident(p.tmplname)",
    clauses=(f"'INIT '||{function('p.tmplinit')}", f"'LEXIZE '||{function('p.tmpllexize')}"),
    source=f"""FROM pg_ts_template p JOIN ns ON ns.oid = p.tmplnamespace
        AND {not_of_extension("pg_ts_template", "p.oid")}""",
)

_FOREIGN_DATA_WRAPPER = Entry(
    kind="foreign data wrapper",
    identity="quote_ident(f.fdwname)",
    clauses=(
        owner("f.fdwowner"),
        f"'HANDLER '||{function('f.fdwhandler')}",
        f"'VALIDATOR '||{function('f.fdwvalidator')}",
        options("OPTIONS", "f.fdwoptions"),
    ),
    source=f"FROM pg_foreign_data_wrapper f WHERE {not_of_extension('pg_foreign_data_wrapper', 'f.oid')}",
)

_SERVER = Entry(
    kind="server",
    identity="quote_ident(s.srvname)",
    clauses=(
        owner("s.srvowner"),
        "(SELECT 'FOREIGN DATA WRAPPER '||quote_ident(fdwname) FROM pg_foreign_data_wrapper WHERE oid = s.srvfdw)",
        "'TYPE '||quote_literal(s.srvtype)",
        "'VERSION '||quote_literal(s.srvversion)",
        options("OPTIONS", "s.srvoptions"),
    ),
    source=f"FROM pg_foreign_server s WHERE {not_of_extension('pg_foreign_server', 's.oid')}",
)

USER_MAPPING = Entry(
    kind="user mapping",
    identity="'FOR '||quote_ident(m.usename)||' SERVER '||quote_ident(m.srvname)",
    clauses=(options("OPTIONS", "m.umoptions"),),
    source="FROM pg_user_mappings m",
)

_PUBLICATION = Entry(
    kind="publication",
    identity="quote_ident(p.pubname)",
    clauses=(
        owner("p.pubowner"),
        "CASE WHEN p.puballtables THEN 'FOR ALL TABLES' END",
        """'PUBLISH '||concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
           CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END)""",
        "CASE WHEN p.pubviaroot THEN 'VIA ROOT' END",
        Since(major=18, sql=named("p.pubgencols", s="GENERATED COLUMNS stored")),
    ),
    source="FROM pg_publication p",
)

_PUBLICATION_TABLE = Entry(
    kind="publication table",
    identity="x.prrelid::regclass::text||' IN '||quote_ident(p.pubname)",
    parent=("'publication'", "quote_ident(p.pubname)"),
    clauses=(
        "'TABLE'",
        Since(
            major=15,
            sql="""'('||(SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) FROM pg_attribute a
                WHERE a.attrelid = x.prrelid AND a.attnum = ANY (x.prattrs))||')'""",
        ),
        Since(major=15, sql="'WHERE '||pg_get_expr(x.prqual, x.prrelid)"),
    ),
    source="FROM pg_publication_rel x JOIN pg_publication p ON p.oid = x.prpubid",
)

_PUBLICATION_SCHEMA = Entry(
    kind="publication schema",
    since=15,
    identity="quote_ident(n.nspname)||' IN '||quote_ident(p.pubname)",
    parent=("'publication'", "quote_ident(p.pubname)"),
    clauses=("'TABLES IN SCHEMA'",),
    source="""FROM pg_publication_namespace x JOIN pg_publication p ON p.oid = x.pnpubid
        JOIN pg_namespace n ON n.oid = x.pnnspid""",
)

# Column by column, because only a superuser may read the connection string.
SUBSCRIPTION = Entry(
    kind="subscription",
    identity="quote_ident(s.subname)",
    clauses=(
        owner("s.subowner"),
        "CASE WHEN NOT s.subenabled THEN 'DISABLED' END",
        "'PUBLICATION '||array_to_string(s.subpublications, ', ')",
        "'SLOT '||quote_ident(s.subslotname)",
        "'SYNCHRONOUS_COMMIT '||nullif(s.subsynccommit, 'off')",
        "CASE WHEN s.subbinary THEN 'BINARY' END",
        # A boolean up to PostgreSQL 15.
        f"'STREAMING '||{named('left(s.substream::text, 1)', t='on', p='parallel')}",
        Since(major=15, sql="CASE WHEN s.subtwophasestate <> 'd' THEN 'TWO PHASE' END"),
        Since(major=15, sql="CASE WHEN s.subdisableonerr THEN 'DISABLE ON ERROR' END"),
        Since(major=16, sql="'ORIGIN '||nullif(s.suborigin, 'any')"),
        Since(major=16, sql="CASE WHEN NOT s.subpasswordrequired THEN 'NO PASSWORD REQUIRED' END"),
        Since(major=16, sql="CASE WHEN s.subrunasowner THEN 'RUN AS OWNER' END"),
        Since(major=17, sql="CASE WHEN s.subfailover THEN 'FAILOVER' END"),
    ),
    source=f"FROM pg_subscription s WHERE s.subdbid = {_THIS_DATABASE}",
)

_EVENT_TRIGGER = Entry(
    kind="event trigger",
    identity="quote_ident(e.evtname)",
    clauses=(
        owner("e.evtowner"),
        "'ON '||e.evtevent",
        f"'WHEN TAG IN ('||{listed('unnest(e.evttags) tag', 'quote_literal(tag)')}||')'",
        "'EXECUTE '||e.evtfoid::regprocedure::text",
        enabled("e.evtenabled"),
    ),
    source=f"FROM pg_event_trigger e WHERE {not_of_extension('pg_event_trigger', 'e.oid')}",
)

# Without its name: a scratch database has another one.
DATABASE = Entry(
    kind="database",
    identity="'current'",
    clauses=(owner("d.datdba"), "'CONNECTION LIMIT '||nullif(d.datconnlimit, -1)"),
    source="FROM pg_database d WHERE d.datname = current_database()",
)

DATABASE_SETTING = Entry(
    kind="database setting",
    identity="coalesce('ROLE '||quote_ident(pg_get_userbyid(nullif(s.setrole, 0))), 'ALL ROLES')",
    clauses=("(SELECT string_agg(o, E'\\n' ORDER BY o COLLATE \"C\") FROM unnest(s.setconfig) o)",),
    source=f"FROM pg_db_role_setting s WHERE s.setdatabase = {_THIS_DATABASE}",
)

SURROUNDINGS = (
    _SCHEMA,
    _EXTENSION,
    _EXTENSION_DEPENDENCY,
    _TEXT_SEARCH_CONFIGURATION,
    _TEXT_SEARCH_DICTIONARY,
    _TEXT_SEARCH_PARSER,
    _TEXT_SEARCH_TEMPLATE,
    _FOREIGN_DATA_WRAPPER,
    _SERVER,
    USER_MAPPING,
    _PUBLICATION,
    _PUBLICATION_TABLE,
    _PUBLICATION_SCHEMA,
    SUBSCRIPTION,
    _EVENT_TRIGGER,
    DATABASE,
    DATABASE_SETTING,
)
