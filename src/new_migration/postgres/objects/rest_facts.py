"""What the catalog says about the rarer kinds of objects: each is a statement put together in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from new_migration.postgres.objects.section import Grant, Section, grants, not_of_extension


class Other(NamedTuple):
    """An object of a rare kind. ``create`` is NULL where there is no statement for it here.

    ``schema`` and ``name`` as in the catalog, ``printed`` as in statements after the words of its ``kind``.
    """

    catalog: int
    oid: int
    kind: str
    schema: str
    name: str
    printed: str
    create: str | None
    owner: str | None
    grants: list[Grant] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Rare:
    """How to list all objects of a rare kind, each field as in Other. Everything but ``kind`` is SQL."""

    kind: str
    catalog: str
    name: str
    printed: str
    create: str
    source: str
    owner: str = "NULL::oid"
    acl: str = "NULL::aclitem[]"
    schema: str = "''"

    def select(self) -> str:
        return f"""SELECT '{self.catalog}'::regclass::oid::bigint, o.oid::bigint, '{self.kind}'::text,
            {self.schema}::text, {self.name}::text, {self.printed}, {self.create},
            pg_get_userbyid(nullif({self.owner}, 0))::text,
            {grants(self.acl)} FROM {self.source} AND {not_of_extension(self.catalog, "o.oid")}"""


def _qualified(prefix: str, visible: str) -> str:
    return (
        f"CASE WHEN {visible}(o.oid) AND ns.oid = current_schema()::regnamespace THEN '' ELSE ns.q||'.' END"
        f"||quote_ident(o.{prefix}name)"
    )


def _options(column: str) -> str:
    """``key 'value', …`` of an array of options of foreign data."""
    return f"""(SELECT string_agg(quote_ident(split_part(x, '=', 1))||' '||quote_literal(substr(x, strpos(x, '=') + 1)),
        ', ') FROM unnest({column}) x)"""


_OPERATOR = Rare(
    kind="OPERATOR",
    catalog="pg_operator",
    schema="ns.name",
    name="o.oprname",
    printed="""ns.q||'.'||o.oprname||' ('||coalesce(format_type(nullif(o.oprleft, 0), NULL), 'NONE')||', '
        ||coalesce(format_type(nullif(o.oprright, 0), NULL), 'NONE')||')'""",
    create="""'CREATE OPERATOR '||ns.q||'.'||o.oprname||E' (\\n  '||concat_ws(E',\\n  ',
        'FUNCTION = '||nullif(o.oprcode::oid, 0)::regproc::text,
        'LEFTARG = '||format_type(nullif(o.oprleft, 0), NULL),
        'RIGHTARG = '||format_type(nullif(o.oprright, 0), NULL),
        (SELECT 'COMMUTATOR = OPERATOR('||quote_ident(cn.nspname)||'.'||c.oprname||')' FROM pg_operator c
         JOIN pg_namespace cn ON cn.oid = c.oprnamespace WHERE c.oid = o.oprcom),
        (SELECT 'NEGATOR = OPERATOR('||quote_ident(cn.nspname)||'.'||c.oprname||')' FROM pg_operator c
         JOIN pg_namespace cn ON cn.oid = c.oprnamespace WHERE c.oid = o.oprnegate),
        'RESTRICT = '||nullif(o.oprrest::oid, 0)::regproc::text, 'JOIN = '||nullif(o.oprjoin::oid, 0)::regproc::text,
        CASE WHEN o.oprcanmerge THEN 'MERGES' END, CASE WHEN o.oprcanhash THEN 'HASHES' END)||E'\\n);'""",
    source="pg_operator o JOIN ns ON ns.oid = o.oprnamespace WHERE o.oprcode <> 0",
    owner="o.oprowner",
)

_COLLATION = Rare(
    kind="COLLATION",
    catalog="pg_collation",
    schema="ns.name",
    name="o.collname",
    printed=_qualified("coll", "pg_collation_is_visible"),
    # One for any encoding can only be copied.
    create=f"""'CREATE COLLATION '||{_qualified("coll", "pg_collation_is_visible")}||coalesce(
        (SELECT E'\\n  FROM pg_catalog.'||quote_ident(c.collname)||';' FROM pg_collation c WHERE c.oid < 16384
         AND o.collprovider = 'c' AND c.collprovider = 'c' AND o.collencoding = -1 AND c.collencoding = -1
         AND c.collcollate = o.collcollate AND c.collctype = o.collctype LIMIT 1),
        E' (\\n  '||concat_ws(E',\\n  ',
        'PROVIDER = '||CASE o.collprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' END,
        CASE WHEN o.collprovider = 'c' THEN 'LC_COLLATE = '||quote_literal(o.collcollate) END,
        CASE WHEN o.collprovider = 'c' THEN 'LC_CTYPE = '||quote_literal(o.collctype) END,
        CASE WHEN o.collprovider <> 'c' THEN 'LOCALE = '||quote_literal(
            coalesce(to_jsonb(o)->>'colllocale', to_jsonb(o)->>'colliculocale', o.collcollate)) END,
        'RULES = '||quote_literal(to_jsonb(o)->>'collicurules'),
        CASE WHEN NOT o.collisdeterministic THEN 'DETERMINISTIC = false' END)||E'\\n);')""",
    source="pg_collation o JOIN ns ON ns.oid = o.collnamespace WHERE true",
    owner="o.collowner",
)

_CAST = Rare(
    kind="CAST",
    catalog="pg_cast",
    name="format_type(o.castsource, NULL)||' AS '||format_type(o.casttarget, NULL)",
    printed="'('||format_type(o.castsource, NULL)||' AS '||format_type(o.casttarget, NULL)||')'",
    create="""'CREATE CAST ('||format_type(o.castsource, NULL)||' AS '||format_type(o.casttarget, NULL)||E')\\n  '
        ||CASE o.castmethod WHEN 'i' THEN 'WITH INOUT' WHEN 'b' THEN 'WITHOUT FUNCTION'
          ELSE 'WITH FUNCTION '||nullif(o.castfunc, 0)::regprocedure::text END
        ||CASE o.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END||';'""",
    source="""pg_cast o WHERE o.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend d
        WHERE d.classid = 'pg_cast'::regclass AND d.objid = o.oid AND d.deptype = 'i')""",
)

_TEXT_SEARCH_CONFIGURATION = Rare(
    kind="TEXT SEARCH CONFIGURATION",
    catalog="pg_ts_config",
    schema="ns.name",
    name="o.cfgname",
    printed=_qualified("cfg", "pg_ts_config_is_visible"),
    create=f"""concat_ws(E'\\n', 'CREATE TEXT SEARCH CONFIGURATION '||{_qualified("cfg", "pg_ts_config_is_visible")}
        ||E' (\\n  PARSER = '||(SELECT quote_ident(pn.nspname)||'.'||quote_ident(prsname) FROM pg_ts_parser p
          JOIN pg_namespace pn ON pn.oid = p.prsnamespace WHERE p.oid = o.cfgparser)||E'\\n);',
        (SELECT string_agg(mapping, E'\\n' ORDER BY token) FROM (SELECT m.maptokentype,
          'ALTER TEXT SEARCH CONFIGURATION '||{_qualified("cfg", "pg_ts_config_is_visible")}||E'\\n  ADD MAPPING FOR '
          ||quote_ident(t.alias)||' WITH '||string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno)||';'
          FROM pg_ts_config_map m JOIN ts_token_type(o.cfgparser) t ON t.tokid = m.maptokentype
          WHERE m.mapcfg = o.oid GROUP BY m.maptokentype, t.alias) mappings(token, mapping)))""",
    source="pg_ts_config o JOIN ns ON ns.oid = o.cfgnamespace WHERE true",
    owner="o.cfgowner",
)

_TEXT_SEARCH_DICTIONARY = Rare(
    kind="TEXT SEARCH DICTIONARY",
    catalog="pg_ts_dict",
    schema="ns.name",
    name="o.dictname",
    printed=_qualified("dict", "pg_ts_dict_is_visible"),
    create=f"""'CREATE TEXT SEARCH DICTIONARY '||{_qualified("dict", "pg_ts_dict_is_visible")}||E' (\\n  '
        ||concat_ws(E',\\n  ', (SELECT 'TEMPLATE = '||quote_ident(tn.nspname)||'.'||quote_ident(tmplname)
          FROM pg_ts_template t JOIN pg_namespace tn ON tn.oid = t.tmplnamespace WHERE t.oid = o.dicttemplate),
          o.dictinitoption)||E'\\n);'""",
    source="pg_ts_dict o JOIN ns ON ns.oid = o.dictnamespace WHERE true",
    owner="o.dictowner",
)

_FOREIGN_DATA_WRAPPER = Rare(
    kind="FOREIGN DATA WRAPPER",
    catalog="pg_foreign_data_wrapper",
    name="o.fdwname",
    printed="quote_ident(o.fdwname)",
    create=f"""concat_ws(E'\\n  ', 'CREATE FOREIGN DATA WRAPPER '||quote_ident(o.fdwname),
        'HANDLER '||nullif(o.fdwhandler, 0)::regproc::text, 'VALIDATOR '||nullif(o.fdwvalidator, 0)::regproc::text,
        'OPTIONS ('||{_options("o.fdwoptions")}||')')||';'""",
    source="pg_foreign_data_wrapper o WHERE true",
    owner="o.fdwowner",
    acl="o.fdwacl",
)

_SERVER = Rare(
    kind="SERVER",
    catalog="pg_foreign_server",
    name="o.srvname",
    printed="quote_ident(o.srvname)",
    create=f"""concat_ws(E'\\n  ', 'CREATE SERVER '||quote_ident(o.srvname), 'TYPE '||quote_literal(o.srvtype),
        'VERSION '||quote_literal(o.srvversion),
        (SELECT 'FOREIGN DATA WRAPPER '||quote_ident(fdwname) FROM pg_foreign_data_wrapper WHERE oid = o.srvfdw),
        'OPTIONS ('||{_options("o.srvoptions")}||')')||';'""",
    source="pg_foreign_server o WHERE true",
    owner="o.srvowner",
    acl="o.srvacl",
)

# By the view: only a superuser may read the catalog's passwords.
_USER_MAPPING = Rare(
    kind="USER MAPPING",
    catalog="pg_user_mapping",
    name="o.usename",
    printed="""'FOR '||CASE o.umuser WHEN 0 THEN 'PUBLIC' ELSE quote_ident(o.usename) END
        ||' SERVER '||quote_ident(o.srvname)""",
    create=f"""concat_ws(E'\\n  ', 'CREATE USER MAPPING FOR '||CASE o.umuser WHEN 0 THEN 'PUBLIC'
        ELSE quote_ident(o.usename) END, 'SERVER '||quote_ident(o.srvname),
        'OPTIONS ('||{_options("o.umoptions")}||')')||';'""",
    source="(SELECT m.*, m.umid AS oid FROM pg_user_mappings m) o WHERE true",
)

_EVENT_TRIGGER = Rare(
    kind="EVENT TRIGGER",
    catalog="pg_event_trigger",
    name="o.evtname",
    printed="quote_ident(o.evtname)",
    create="""concat_ws(E'\\n', concat_ws(E'\\n  ', 'CREATE EVENT TRIGGER '||quote_ident(o.evtname), 'ON '||o.evtevent,
        'WHEN TAG IN ('||(SELECT string_agg(quote_literal(tag), ', ') FROM unnest(o.evttags) tag)||')',
        'EXECUTE FUNCTION '||o.evtfoid::regproc::text||'();'),
        'ALTER EVENT TRIGGER '||quote_ident(o.evtname)||CASE o.evtenabled WHEN 'D' THEN ' DISABLE;'
        WHEN 'R' THEN ' ENABLE REPLICA;' WHEN 'A' THEN ' ENABLE ALWAYS;' END)""",
    source="pg_event_trigger o WHERE true",
    owner="o.evtowner",
)

_CONVERSION = Rare(
    kind="CONVERSION",
    catalog="pg_conversion",
    schema="ns.name",
    name="o.conname",
    printed=_qualified("con", "pg_conversion_is_visible"),
    create=f"""'CREATE '||CASE WHEN o.condefault THEN 'DEFAULT ' ELSE '' END||'CONVERSION '
        ||{_qualified("con", "pg_conversion_is_visible")}||E'\\n  FOR '
        ||quote_literal(pg_encoding_to_char(o.conforencoding))||' TO '
        ||quote_literal(pg_encoding_to_char(o.contoencoding))||E'\\n  FROM '||o.conproc::text||';'""",
    source="pg_conversion o JOIN ns ON ns.oid = o.connamespace WHERE true",
    owner="o.conowner",
)

_LANGUAGE = Rare(
    kind="LANGUAGE",
    catalog="pg_language",
    name="o.lanname",
    printed="quote_ident(o.lanname)",
    create="""concat_ws(E'\\n  ', 'CREATE '||CASE WHEN o.lanpltrusted THEN 'TRUSTED ' ELSE '' END||'LANGUAGE '
        ||quote_ident(o.lanname), 'HANDLER '||nullif(o.lanplcallfoid, 0)::regproc::text,
        'INLINE '||nullif(o.laninline, 0)::regproc::text,
        'VALIDATOR '||nullif(o.lanvalidator, 0)::regproc::text)||';'""",
    source="pg_language o WHERE o.lanispl",
    owner="o.lanowner",
    acl="o.lanacl",
)

_ACCESS_METHOD = Rare(
    kind="ACCESS METHOD",
    catalog="pg_am",
    name="o.amname",
    printed="quote_ident(o.amname)",
    create="""'CREATE ACCESS METHOD '||quote_ident(o.amname)||E'\\n  TYPE '||CASE o.amtype WHEN 't' THEN 'TABLE'
        ELSE 'INDEX' END||E'\\n  HANDLER '||o.amhandler::text||';'""",
    source="pg_am o WHERE o.oid >= 16384",
)

RARE = (
    _OPERATOR,
    _COLLATION,
    _CAST,
    _TEXT_SEARCH_CONFIGURATION,
    _TEXT_SEARCH_DICTIONARY,
    _FOREIGN_DATA_WRAPPER,
    _SERVER,
    _USER_MAPPING,
    _EVENT_TRIGGER,
    _CONVERSION,
    _LANGUAGE,
    _ACCESS_METHOD,
)

# What there is no statement for here, so that nobody drops it unseen.
_UNKNOWN = """SELECT d.classid::bigint, d.objid::bigint, upper(o.type), coalesce(o.schema, ''),
    coalesce(o.name, o.identity), o.identity, NULL, NULL, NULL::json
    FROM (SELECT DISTINCT classid, objid FROM pg_depend WHERE objid >= 16384 AND deptype <> 'e' AND (
      classid IN ('pg_opclass'::regclass, 'pg_opfamily'::regclass, 'pg_transform'::regclass, 'pg_ts_parser'::regclass,
        'pg_ts_template'::regclass)
      OR classid = 'pg_type'::regclass AND EXISTS (SELECT FROM pg_type t WHERE t.oid = objid AND (t.typtype = 'p'
        OR t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid))))) d,
    LATERAL pg_identify_object(d.classid, d.objid, 0) o
    WHERE NOT EXISTS (SELECT FROM ext WHERE ext.classid = d.classid AND ext.objid = d.objid)"""

OTHERS = Section(
    record=Other,
    fields={field: f'e."{field}"' for field in Other._fields},
    source="FROM ("
    + "\nUNION ALL\n".join([*(rare.select() for rare in RARE), _UNKNOWN])
    + ") e({})".format(", ".join(f'"{field}"' for field in Other._fields)),
    order="e.catalog, e.oid",
)
