"""Where changes of a schema show: the catalogs that its query reads, and what to read again if one has changed.

No index finds the new rows of a catalog, but a scan that only compares ``xmin`` takes 50 ns a row. Rows that are
gone show in the count of the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from new_migration.postgres.catalog.access import DATABASE_COMMENT, DATABASE_PRIVILEGES
from new_migration.postgres.catalog.query import HANGING_ON_CHOSEN, relation_of
from new_migration.postgres.catalog.surroundings import DATABASE, DATABASE_SETTING, SUBSCRIPTION, USER_MAPPING

# Oids below come from initdb.
FIRST_OID = 16384


class Effect(StrEnum):
    """What a change of a row makes necessary to read again."""

    # What hangs on the row's relation.
    RELATION = "relation"
    # What hangs on no relation: nothing else prints such an object.
    REST = "rest"
    # As REST if its ``name`` is as before: that one others print. Everything if not.
    NAME = "name"
    WHOLE = "whole"


@dataclass(frozen=True, kw_only=True, slots=True)
class Watched:
    """A catalog, or the part of it with ``where``, and the ``effect`` of a change. All but the effect is SQL.

    ``unit``: the relation, or index, that a row belongs to; 0 for none. ``chosen``: how to find the rows of the units
    with the oids ``$1``, an array, if not by that. ``name``: what other objects print of a row.
    """

    catalog: str
    effect: Effect
    unit: str = "0"
    where: str = "true"
    chosen: str = ""
    name: str = ""
    since: int = 0

    @property
    def key(self) -> str:
        """Tells apart what is watched."""
        return f"{self.catalog} WHERE {self.where}"


def _relation(catalog: str, unit: str, where: str = "true", chosen: str = "") -> Watched:
    return Watched(catalog=catalog, effect=Effect.RELATION, unit=unit, where=where, chosen=chosen)


def _whole(catalog: str, where: str = "true") -> Watched:
    return Watched(catalog=catalog, effect=Effect.WHOLE, where=where)


def _rest(catalog: str, since: int = 0) -> Watched:
    return Watched(catalog=catalog, effect=Effect.REST, since=since)


def _name(catalog: str, name: str, where: str = f"oid >= {FIRST_OID}") -> Watched:
    return Watched(catalog=catalog, effect=Effect.NAME, where=where, name=name)


# Neither arrays nor the row types of tables: each table has both, and they change with it.
_IS_TYPE = """NOT (typtype = 'c' AND typacl IS NULL)
    AND typsubscript IS DISTINCT FROM 'array_subscript_handler'::regproc::oid"""

# Small ones first: what is gone there tells where to look in the big ones, which nobody then has to list.
WATCHED = (
    _relation("pg_foreign_table", "ftrelid"),
    _relation("pg_partitioned_table", "partrelid"),
    _relation("pg_inherits", "inhrelid"),
    _relation("pg_policy", "polrelid"),
    _relation("pg_statistic_ext", "stxrelid"),
    _relation("pg_rewrite", "ev_class"),
    _relation("pg_sequence", "seqrelid"),
    _relation("pg_trigger", "tgrelid", "NOT tgisinternal OR tgenabled <> 'O'"),
    _relation("pg_index", "indrelid"),
    _relation("pg_attrdef", "adrelid"),
    _relation("pg_constraint", "conrelid"),
    # The name of a foreign key shows on the other table too, where its enforcement is off.
    _relation("pg_constraint", "confrelid", "contype = 'f'"),
    _relation("pg_class", "oid"),
    _relation("pg_attribute", "attrelid"),
    _relation(
        "pg_description",
        relation_of("classoid", "objoid"),
        f"objoid >= {FIRST_OID} OR classoid IN ('pg_namespace'::regclass, 'pg_extension'::regclass)",
        f"objoid = ANY (ARRAY({HANGING_ON_CHOSEN})) AND {relation_of('classoid', 'objoid')} = ANY ($1)",
    ),
    _name(
        "pg_proc",
        """proname, pronamespace, prokind, proretset, prorettype, provariadic, proargtypes, proallargtypes, proargmodes,
        proargnames""",
    ),
    _name(
        "pg_type",
        "typname, typnamespace, typtype, typbasetype, typtypmod, typcollation, typstorage, typelem, typarray",
        f"oid >= {FIRST_OID} AND {_IS_TYPE}",
    ),
    _name("pg_enum", "enumtypid, enumlabel"),
    _name("pg_namespace", "nspname", "true"),
    _rest("pg_aggregate"),
    _rest("pg_default_acl"),
    _rest("pg_event_trigger"),
    _rest("pg_publication"),
    _rest("pg_publication_rel"),
    _rest("pg_publication_namespace", since=15),
    _whole("pg_proc", f"oid < {FIRST_OID}"),
    _whole("pg_type", f"oid < {FIRST_OID}"),
    # Members of extensions, and what depends on one; the catalog's other rows come with rows of other catalogs.
    _whole("pg_depend", "refclassid = 'pg_extension'::regclass"),
    *(
        _whole(catalog)
        for catalog in (
            "pg_am",
            "pg_amop",
            "pg_amproc",
            "pg_cast",
            "pg_collation",
            "pg_conversion",
            "pg_extension",
            "pg_foreign_data_wrapper",
            "pg_foreign_server",
            "pg_init_privs",
            "pg_language",
            "pg_opclass",
            "pg_operator",
            "pg_opfamily",
            "pg_range",
            "pg_seclabel",
            "pg_transform",
            "pg_ts_config",
            "pg_ts_config_map",
            "pg_ts_dict",
            "pg_ts_parser",
            "pg_ts_template",
        )
    ),
)


def watched(major: int) -> tuple[Watched, ...]:
    """What there is to watch on a server of version ``major``."""
    return tuple(each for each in WATCHED if major >= each.since)


@cache
def changes_query(major: int) -> str:
    """For each of ``watched``: its number, how many rows, and ``unit xmin`` of those since the transaction $1, an xid.

    Row -1 holds the oldest transaction that still runs, row -2 a digest of what belongs to the cluster.
    """
    young = "age(xmin) <= (SELECT age($1))"
    branches = [
        f"""SELECT {number}, count(*), string_agg(({each.unit})::text||' '||xmin, ',') FILTER (WHERE {young})
        FROM {each.catalog} WHERE {each.where}"""
        for number, each in enumerate(watched(major))
    ]
    return "\nUNION ALL\n".join(
        ["SELECT -1, 0, pg_snapshot_xmin(pg_current_snapshot())::text", _cluster(major), *branches]
    )


def _cluster(major: int) -> str:
    """What other databases share or only some may read: by its content."""
    entries = (DATABASE, DATABASE_SETTING, SUBSCRIPTION, USER_MAPPING, DATABASE_COMMENT, DATABASE_PRIVILEGES)
    selects = " UNION ALL ".join(entry.select(major) for entry in entries)
    return f"""SELECT -2, 0, md5(concat_ws(E'\\n', current_database(), current_user,
        (SELECT string_agg(oid||' '||rolname, ',' ORDER BY oid) FROM pg_roles),
        (SELECT string_agg(oid||' '||spcname, ',' ORDER BY oid) FROM pg_tablespace),
        (SELECT string_agg(e::text, E'\\n' ORDER BY e::text COLLATE "C") FROM ({selects}) e)))"""


def rows_query(each: Watched, since: int, units: str = "") -> str:
    """How many rows each of ``units``, an array, or each unit has, without those since the transaction ``since``.

    One string: ``unit count,…``.
    """
    chosen = (each.chosen or f"{each.unit} = ANY ($1)").replace("$1", f"'{units}'::oid[]") if units else "true"
    return f"""SELECT string_agg(unit||' '||n, ',') FROM (SELECT {each.unit} AS unit, count(*) AS n FROM {each.catalog}
        WHERE ({each.where}) AND ({chosen}) AND age(xmin) > (SELECT age('{since}'::xid)) GROUP BY 1) every"""


def names_query(each: Watched) -> str:
    """Each row's oid and a digest of its name."""
    return f"SELECT oid, md5(ROW({each.name})::text) FROM {each.catalog} WHERE {each.where}"


# Of each relation: oid, kind, name, table (of an index), TOAST table, columns (number, three numbers that are its type,
# name), whether it is an extension's.
_RELATION = f"""SELECT c.oid, c.relkind::text, c.relnamespace||' '||c.relname, coalesce(i.indrelid, 0), c.reltoastrelid,
    CASE WHEN c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') THEN (SELECT
        array_agg(concat_ws(' ', attnum, atttypid, atttypmod, attcollation, attname) ORDER BY attnum)
        FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) END,
    EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid WHERE c.oid >= {FIRST_OID}"""

RELATIONS_QUERY = _RELATION

_TOAST_OF_CHOSEN = "SELECT reltoastrelid FROM pg_class WHERE oid = ANY ($1) AND reltoastrelid <> 0"

# Those with the oids $1, their indexes and TOAST tables.
CHOSEN_RELATIONS_QUERY = f"""{_RELATION} AND c.oid = ANY (ARRAY(
    SELECT unnest($1)
    UNION ALL SELECT indexrelid FROM pg_index WHERE indrelid = ANY ($1)
    UNION ALL {_TOAST_OF_CHOSEN}
    UNION ALL SELECT indexrelid FROM pg_index WHERE indrelid = ANY (ARRAY({_TOAST_OF_CHOSEN}))))"""


def dependents_query(oids: str, *, renamed: bool) -> str:
    """The relations on which hangs what depends on the relations with these oids, and 0 if something hangs on none.

    Foreign keys print names only: without ``renamed`` they do not count.
    """
    names = "true" if renamed else "false"
    return f"""WITH RECURSIVE reached(classid, objid) AS (
        SELECT 'pg_class'::regclass::oid, unnest('{{{oids}}}'::oid[])
        UNION SELECT d.classid, d.objid FROM reached JOIN pg_depend d
        ON d.refclassid = reached.classid AND d.refobjid = reached.objid)
    SELECT DISTINCT CASE classid WHEN 'pg_attrdef'::regclass
        THEN (SELECT adrelid FROM pg_attrdef WHERE oid = objid) ELSE {relation_of("classid", "objid")} END FROM reached
    WHERE ({names} OR NOT EXISTS (SELECT FROM pg_constraint k
        WHERE classid = 'pg_constraint'::regclass AND k.oid = objid AND k.contype = 'f'))
    AND ({names} OR NOT EXISTS (SELECT FROM pg_trigger g
        WHERE classid = 'pg_trigger'::regclass AND g.oid = objid AND g.tgisinternal))
    AND NOT EXISTS (SELECT FROM pg_type t WHERE classid = 'pg_type'::regclass AND t.oid = objid
        AND NOT ({_IS_TYPE}))"""
