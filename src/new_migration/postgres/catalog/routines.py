"""Types, functions, operators and the rest of what a schema can hold beside relations."""

from __future__ import annotations

from new_migration.postgres.catalog.entry import Entry, collation, function, listed, named, not_of_extension, owner

_TYPE = ("'type'", "ns.q||'.'||quote_ident(t.typname)")
_TYPES = f"FROM pg_type t JOIN ns ON ns.oid = t.typnamespace AND {not_of_extension('pg_type', 't.oid')}"

_ENUM = Entry(
    kind="type",
    identity=_TYPE[1],
    clauses=(
        owner("t.typowner"),
        """'ENUM ('||coalesce((SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
           FROM pg_enum e WHERE e.enumtypid = t.oid), '')||')'""",
    ),
    source=f"{_TYPES} WHERE t.typtype = 'e'",
)

_DOMAIN = Entry(
    kind="domain",
    identity=_TYPE[1],
    clauses=(
        owner("t.typowner"),
        "'AS '||format_type(t.typbasetype, t.typtypmod)",
        f"CASE WHEN t.typcollation <> b.typcollation THEN {collation('t.typcollation')} END",
        "CASE WHEN t.typnotnull THEN 'NOT NULL' END",
        "'DEFAULT '||coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault)",
    ),
    source=f"{_TYPES} JOIN pg_type b ON b.oid = t.typbasetype WHERE t.typtype = 'd'",
)

_DOMAIN_CONSTRAINT = Entry(
    kind="domain constraint",
    identity=f"{_TYPE[1]}||'.'||quote_ident(c.conname)",
    parent=("'domain'", _TYPE[1]),
    clauses=("pg_get_constraintdef(c.oid)",),
    source=f"{_TYPES} JOIN pg_constraint c ON c.contypid = t.oid",
)

_COMPOSITE_TYPE = Entry(
    kind="type",
    identity=_TYPE[1],
    clauses=(
        owner("t.typowner"),
        "'COMPOSITE'",
        f"""(SELECT string_agg(concat_ws(' ', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
           CASE WHEN a.attcollation <> at.typcollation THEN {collation("a.attcollation")} END), E'\\n'
           ORDER BY a.attnum)
           FROM pg_attribute a JOIN pg_type at ON at.oid = a.atttypid
           WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)""",
    ),
    source=f"{_TYPES} JOIN pg_class k ON k.oid = t.typrelid AND k.relkind = 'c' WHERE t.typtype = 'c'",
)

_RANGE = Entry(
    kind="type",
    identity=_TYPE[1],
    clauses=(
        owner("t.typowner"),
        "'RANGE OF '||format_type(g.rngsubtype, NULL)",
        "(SELECT 'SUBTYPE_OPCLASS '||opcname FROM pg_opclass WHERE oid = g.rngsubopc)",
        collation("nullif(g.rngcollation, 0)"),
        f"'CANONICAL '||{function('g.rngcanonical')}",
        f"'SUBTYPE_DIFF '||{function('g.rngsubdiff')}",
        "'MULTIRANGE_TYPE '||format_type(g.rngmultitypid, NULL)",
    ),
    source=f"{_TYPES} JOIN pg_range g ON g.rngtypid = t.oid WHERE t.typtype = 'r'",
)

# CREATE TYPE name; and nothing else: so that functions can be declared with it.
_SHELL_TYPE = Entry(
    kind="type",
    identity=_TYPE[1],
    clauses=(owner("t.typowner"), "'SHELL'"),
    source=f"{_TYPES} WHERE t.typtype = 'p'",
)

_BASE_TYPE = Entry(
    kind="type",
    identity=_TYPE[1],
    clauses=(
        owner("t.typowner"),
        f"'INPUT '||{function('t.typinput')}",
        f"'OUTPUT '||{function('t.typoutput')}",
        f"'RECEIVE '||{function('t.typreceive')}",
        f"'SEND '||{function('t.typsend')}",
        f"'TYPMOD_IN '||{function('t.typmodin')}",
        f"'TYPMOD_OUT '||{function('t.typmodout')}",
        f"'ANALYZE '||{function('t.typanalyze')}",
        f"'SUBSCRIPT '||{function('t.typsubscript')}",
        "'INTERNALLENGTH '||CASE t.typlen WHEN -1 THEN 'VARIABLE' ELSE t.typlen::text END",
        "CASE WHEN t.typbyval THEN 'PASSEDBYVALUE' END",
        f"'ALIGNMENT '||{named('t.typalign', c='char', s='int2', i='int4', d='double')}",
        f"'STORAGE '||{named('t.typstorage', p='plain', e='external', m='main', x='extended')}",
        "'CATEGORY '||quote_literal(t.typcategory::text)",
        "CASE WHEN t.typispreferred THEN 'PREFERRED' END",
        "'ELEMENT '||format_type(nullif(t.typelem, 0), NULL)",
        "'DELIMITER '||quote_literal(t.typdelim::text)",
        "CASE WHEN t.typcollation <> 0 THEN 'COLLATABLE' END",
        "'DEFAULT '||quote_literal(t.typdefault)",
    ),
    source=f"{_TYPES} WHERE t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type el WHERE el.typarray = t.oid)",
)

_FUNCTIONS = f"""FROM pg_proc p JOIN ns ON ns.oid = p.pronamespace AND {not_of_extension("pg_proc", "p.oid")}"""
# The constructors that a range type makes for itself belong to the type.
_NOT_OF_TYPE = """NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
        AND d.deptype = 'i' AND d.refclassid = 'pg_type'::regclass)"""

_TEXT_FUNCTION = Entry(
    kind="function",
    identity="p.oid::regprocedure",
    clauses=(owner("p.proowner"), "pg_get_functiondef(p.oid)"),
    source=f"{_FUNCTIONS} WHERE p.prokind <> 'a' AND p.prosqlbody IS NULL AND {_NOT_OF_TYPE}",
    is_code=True,
)

# BEGIN ATOMIC: the server keeps the parsed body and prints it.
_PARSED_FUNCTION = Entry(
    kind="function",
    identity="p.oid::regprocedure",
    clauses=(owner("p.proowner"), "pg_get_functiondef(p.oid)"),
    source=f"{_FUNCTIONS} WHERE p.prokind <> 'a' AND p.prosqlbody IS NOT NULL",
)

_AGGREGATE = Entry(
    kind="aggregate",
    identity="p.oid::regprocedure",
    clauses=(
        owner("p.proowner"),
        "'ARGUMENTS '||pg_get_function_arguments(p.oid)",
        "'RETURNS '||format_type(p.prorettype, NULL)",
        named("g.aggkind", o="ORDERED SET", h="HYPOTHETICAL"),
        "'DIRECT ARGUMENTS '||nullif(g.aggnumdirectargs, 0)",
        named("p.proparallel", s="PARALLEL SAFE", r="PARALLEL RESTRICTED"),
        f"'SFUNC '||{function('g.aggtransfn')}",
        "'STYPE '||format_type(g.aggtranstype, NULL)",
        "'SSPACE '||nullif(g.aggtransspace, 0)",
        f"'FINALFUNC '||{function('g.aggfinalfn')}",
        "CASE WHEN g.aggfinalextra THEN 'FINALFUNC_EXTRA' END",
        named("g.aggfinalmodify", s="FINALFUNC_MODIFY SHAREABLE", w="FINALFUNC_MODIFY READ_WRITE"),
        f"'COMBINEFUNC '||{function('g.aggcombinefn')}",
        f"'SERIALFUNC '||{function('g.aggserialfn')}",
        f"'DESERIALFUNC '||{function('g.aggdeserialfn')}",
        f"'MSFUNC '||{function('g.aggmtransfn')}",
        f"'MINVFUNC '||{function('g.aggminvtransfn')}",
        "'MSTYPE '||format_type(nullif(g.aggmtranstype, 0), NULL)",
        "'MSSPACE '||nullif(g.aggmtransspace, 0)",
        f"'MFINALFUNC '||{function('g.aggmfinalfn')}",
        "CASE WHEN g.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END",
        named("g.aggmfinalmodify", s="MFINALFUNC_MODIFY SHAREABLE", w="MFINALFUNC_MODIFY READ_WRITE"),
        "'SORTOP '||nullif(g.aggsortop, 0)::regoperator::text",
        "'INITCOND '||quote_literal(g.agginitval)",
        "'MINITCOND '||quote_literal(g.aggminitval)",
    ),
    source=f"{_FUNCTIONS} JOIN pg_aggregate g ON g.aggfnoid = p.oid",
)

_OPERATOR = Entry(
    kind="operator",
    identity="o.oid::regoperator",
    clauses=(
        owner("o.oprowner"),
        "'RETURNS '||format_type(o.oprresult, NULL)",
        f"'FUNCTION '||{function('o.oprcode')}",
        f"'RESTRICT '||{function('o.oprrest')}",
        f"'JOIN '||{function('o.oprjoin')}",
        "'COMMUTATOR '||nullif(o.oprcom, 0)::regoperator::text",
        "'NEGATOR '||nullif(o.oprnegate, 0)::regoperator::text",
        "CASE WHEN o.oprcanmerge THEN 'MERGES' END",
        "CASE WHEN o.oprcanhash THEN 'HASHES' END",
    ),
    source=f"FROM pg_operator o JOIN ns ON ns.oid = o.oprnamespace AND {not_of_extension('pg_operator', 'o.oid')}",
)

_OPERATOR_FAMILY = Entry(
    kind="operator family",
    identity="ns.q||'.'||quote_ident(f.opfname)||' USING '||quote_ident(am.amname)",
    clauses=(
        owner("f.opfowner"),
        listed(
            "pg_amop ao LEFT JOIN pg_opfamily so ON so.oid = ao.amopsortfamily WHERE ao.amopfamily = f.oid",
            """concat_ws(' ', 'OPERATOR', ao.amopstrategy, ao.amopopr::regoperator::text,
               'FOR ORDER BY '||quote_ident(so.opfname))""",
            "E'\\n'",
        ),
        listed(
            "pg_amproc ap WHERE ap.amprocfamily = f.oid",
            """concat_ws(' ', 'FUNCTION', ap.amprocnum, '('||format_type(ap.amproclefttype, NULL)||', '||
               format_type(ap.amprocrighttype, NULL)||')', ap.amproc::regprocedure::text)""",
            "E'\\n'",
        ),
    ),
    source=f"""FROM pg_opfamily f JOIN ns ON ns.oid = f.opfnamespace AND {not_of_extension("pg_opfamily", "f.oid")}
        JOIN pg_am am ON am.oid = f.opfmethod""",
)

_OPERATOR_CLASS = Entry(
    kind="operator class",
    identity="ns.q||'.'||quote_ident(o.opcname)||' USING '||quote_ident(am.amname)",
    clauses=(
        owner("o.opcowner"),
        "'FOR TYPE '||format_type(o.opcintype, NULL)",
        "CASE WHEN o.opcdefault THEN 'DEFAULT' END",
        "'STORAGE '||format_type(nullif(o.opckeytype, 0), NULL)",
        "(SELECT 'FAMILY '||opfname FROM pg_opfamily WHERE oid = o.opcfamily)",
    ),
    source=f"""FROM pg_opclass o JOIN ns ON ns.oid = o.opcnamespace AND {not_of_extension("pg_opclass", "o.oid")}
        JOIN pg_am am ON am.oid = o.opcmethod""",
)

# The version of the library is not the schema's.
_COLLATION = Entry(
    kind="collation",
    identity="ns.q||'.'||quote_ident(c.collname)",
    clauses=(
        owner("c.collowner"),
        f"'PROVIDER '||{named('c.collprovider', c='libc', i='icu', b='builtin')}",
        "'LC_COLLATE '||quote_literal(c.collcollate)",
        "'LC_CTYPE '||quote_literal(c.collctype)",
        # Its name is colllocale since PostgreSQL 17, and there are rules since 16.
        "'LOCALE '||quote_literal(coalesce(to_jsonb(c)->>'colllocale', to_jsonb(c)->>'colliculocale'))",
        "'RULES '||quote_literal(to_jsonb(c)->>'collicurules')",
        "CASE WHEN NOT c.collisdeterministic THEN 'NOT DETERMINISTIC' END",
        "'ENCODING '||nullif(pg_encoding_to_char(c.collencoding), '')",
    ),
    source=f"FROM pg_collation c JOIN ns ON ns.oid = c.collnamespace AND {not_of_extension('pg_collation', 'c.oid')}",
)

_CONVERSION = Entry(
    kind="conversion",
    identity="ns.q||'.'||quote_ident(c.conname)",
    clauses=(
        owner("c.conowner"),
        "pg_encoding_to_char(c.conforencoding)||' TO '||pg_encoding_to_char(c.contoencoding)",
        "'FROM '||c.conproc::text",
        "CASE WHEN c.condefault THEN 'DEFAULT' END",
    ),
    source=f"FROM pg_conversion c JOIN ns ON ns.oid = c.connamespace AND {not_of_extension('pg_conversion', 'c.oid')}",
)

_CAST = Entry(
    kind="cast",
    identity="format_type(c.castsource, NULL)||' AS '||format_type(c.casttarget, NULL)",
    clauses=(
        f"'WITH FUNCTION '||{function('c.castfunc')}",
        named("c.castmethod", i="WITH INOUT", b="WITHOUT FUNCTION"),
        named("c.castcontext", a="AS ASSIGNMENT", i="AS IMPLICIT"),
    ),
    # Those below 16384 are the server's own; a range type makes one to its multirange type.
    source=f"""FROM pg_cast c WHERE c.oid >= 16384 AND {not_of_extension("pg_cast", "c.oid")} AND NOT EXISTS
        (SELECT FROM pg_depend d WHERE d.classid = 'pg_cast'::regclass AND d.objid = c.oid AND d.deptype = 'i')""",
)

_TRANSFORM = Entry(
    kind="transform",
    identity="'FOR '||format_type(t.trftype, NULL)||' LANGUAGE '||quote_ident(l.lanname)",
    clauses=(f"'FROM SQL '||{function('t.trffromsql')}", f"'TO SQL '||{function('t.trftosql')}"),
    source=f"""FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang
        AND {not_of_extension("pg_transform", "t.oid")}""",
)

_LANGUAGE = Entry(
    kind="language",
    identity="quote_ident(l.lanname)",
    clauses=(
        owner("l.lanowner"),
        "CASE WHEN l.lanpltrusted THEN 'TRUSTED' END",
        f"'HANDLER '||{function('l.lanplcallfoid')}",
        f"'INLINE '||{function('l.laninline')}",
        f"'VALIDATOR '||{function('l.lanvalidator')}",
    ),
    source=f"FROM pg_language l WHERE l.lanispl AND {not_of_extension('pg_language', 'l.oid')}",
)

_ACCESS_METHOD = Entry(
    kind="access method",
    identity="quote_ident(a.amname)",
    clauses=(f"'TYPE '||{named('a.amtype', t='TABLE', i='INDEX')}", f"'HANDLER '||{function('a.amhandler')}"),
    source=f"FROM pg_am a WHERE a.oid >= 16384 AND {not_of_extension('pg_am', 'a.oid')}",
)

ROUTINES = (
    _ENUM,
    _DOMAIN,
    _DOMAIN_CONSTRAINT,
    _COMPOSITE_TYPE,
    _RANGE,
    _SHELL_TYPE,
    _BASE_TYPE,
    _TEXT_FUNCTION,
    _PARSED_FUNCTION,
    _AGGREGATE,
    _OPERATOR,
    _OPERATOR_FAMILY,
    _OPERATOR_CLASS,
    _COLLATION,
    _CONVERSION,
    _CAST,
    _TRANSFORM,
    _LANGUAGE,
    _ACCESS_METHOD,
)
