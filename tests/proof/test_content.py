"""Rows made, remembered and compared, on real servers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from new_migration.errors import ServerRefused
from new_migration.postgres.database import Connection, connect, execute, in_transaction, query
from new_migration.postgres.scratch import Server
from new_migration.postgres.snapshot import difference, rows, snapshot
from new_migration.proof import row_difference
from new_migration.proof.content import Contents
from new_migration.proof.filling import Unfilled
from new_migration.proof.survey import TRACKING_TABLES

KITCHEN = Path(__file__).parent.parent / "postgres" / "kitchen.sql"

TYPE_NAMES = """int2 int4 int8 numeric numeric(5,2) numeric(2,2) numeric(3,0) numeric(3,-2) float4 float8 money bool
text varchar varchar(3) varchar(1) char char(1) char(5) name "char" bytea date time timetz timestamp timestamp(0)
timestamptz interval uuid json jsonb jsonpath inet cidr macaddr macaddr8 bit bit(3) varbit varbit(5) tsvector tsquery
point line lseg box path polygon circle pg_lsn oid regclass regproc regprocedure regoper regoperator regtype regrole
regnamespace regconfig regdictionary regcollation xid xid8 cid tid txid_snapshot pg_snapshot int2vector oidvector
aclitem refcursor int4range int8range numrange tsrange tstzrange daterange int4multirange nummultirange tsmultirange
datemultirange int4[] text[] varchar(2)[] numeric(4,1)[] jsonb[] box[] int4range[] uuid[] mood mood[] posint posint[]
pair pair[] deep code floatrange required citext ltree hstore cube"""
TYPES = TYPE_NAMES.split()
OWN_TYPES = r"""CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s "fine" \ {so}');
CREATE DOMAIN posint AS int CHECK (VALUE > 0);
CREATE TYPE pair AS (x int, y text);
CREATE DOMAIN code AS varchar(10) CHECK (VALUE ~ '^[A-Z]{2}-\d{3}$');
CREATE TYPE floatrange AS RANGE (subtype = float8);
CREATE DOMAIN required AS text NOT NULL;
CREATE TYPE deep AS (p pair, m mood[], d posint);
CREATE EXTENSION citext; CREATE EXTENSION ltree; CREATE EXTENSION hstore; CREATE EXTENSION cube"""


@pytest.fixture
def connection(database: str) -> Iterator[Connection]:
    with connect(database) as opened:
        yield opened


def filled(connection: Connection, sql: str, count: int = 3) -> list[Unfilled]:
    execute(connection, sql)
    found = Contents().fill(connection, rows=count)
    assert not in_transaction(connection)
    return found


def for_version(connection: Connection, sql: str) -> str:
    """Without what came with PostgreSQL 15: the rest is tested on 14 too."""
    if connection.info.server_version >= 150000:
        return sql
    lines = (line for line in sql.split("\n") if not line.startswith("CREATE PUBLICATION"))
    return "\n".join(lines).replace(" NULLS NOT DISTINCT", "").replace("numeric(3,-2)", "numeric(3,0)")


def texts(connection: Connection, table: str) -> list[str]:
    return [row[0] for row in query(connection, f"SELECT t::text FROM {table} t ORDER BY t::text")]


def count(connection: Connection, table: str) -> int:
    ((found,),) = query(connection, f"SELECT count(*) FROM ONLY {table}")
    assert isinstance(found, int)
    return found


def test_every_type_has_values(connection: Connection) -> None:
    tables = [f"CREATE TABLE t{number} (a {name} NOT NULL, b {name})" for number, name in enumerate(TYPES)]
    assert filled(connection, for_version(connection, ";".join([OWN_TYPES, *tables]))) == []
    for number, name in enumerate(TYPES):
        assert query(connection, f"SELECT count(a), count(b) BETWEEN 2 AND 3 FROM t{number}") == [(3, True)], name


def test_xml_has_values_where_the_server_knows_it(connection: Connection) -> None:
    ((is_known,),) = query(connection, "SELECT setting LIKE '%with-libxml%' FROM pg_config WHERE name = 'CONFIGURE'")
    found = filled(connection, "CREATE TABLE t (a xml NOT NULL); CREATE TABLE u (a xml)")
    assert [(each.table, "libxml" in each.reason) for each in found] == ([] if is_known else [("t", True)])
    assert count(connection, "u") == 3


def test_every_type_can_be_a_unique_key(connection: Connection) -> None:
    types = [for_version(connection, name) for name in TYPES if name not in {"bool", "bit"}]
    comparable = query(
        connection,
        "SELECT format_type(t.oid, NULL) FROM pg_type t JOIN pg_opclass c ON c.opcintype = t.oid AND c.opcdefault "
        "JOIN pg_am m ON m.oid = c.opcmethod WHERE m.amname = 'btree'",
    )
    execute(connection, OWN_TYPES)
    names = {row[0] for row in comparable}
    shown = {row[0]: row[1] for row in query(connection, " UNION ALL ".join(_formatted(name) for name in types))}
    keys = [name for name in types if shown[name] in names]
    assert len(keys) > 30
    tables = [f"CREATE TABLE t{number} (a {name} PRIMARY KEY)" for number, name in enumerate(keys)]
    assert filled(connection, ";".join(tables)) == []


def _formatted(name: str) -> str:
    quoted = name.replace("'", "''")
    return f"SELECT '{quoted}', format_type('{quoted}'::regtype, NULL)"


def test_a_type_without_values_is_named(connection: Connection) -> None:
    execute(connection, "CREATE EXTENSION isn")
    (unfilled,) = filled(connection, "CREATE TABLE books (isbn isbn NOT NULL); CREATE TABLE lists (isbn isbn)")
    assert unfilled.table == "books"
    assert 'cannot cast ISSN to ISBN for number: "20010101"' in unfilled.reason
    assert str(unfilled).startswith("table books: no rows: ")
    assert count(connection, "lists") == 3


@pytest.mark.parametrize("table", sorted(TRACKING_TABLES))
def test_tracking_tables_get_no_rows(connection: Connection, table: str) -> None:
    assert filled(connection, f"CREATE TABLE {table} (version text PRIMARY KEY)") == []
    assert count(connection, table) == 0


def test_the_reason_does_not_show_the_row(connection: Connection) -> None:
    trigger = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.a := NULL; RETURN NEW; END $$"
    table = "CREATE TABLE t (a int NOT NULL); CREATE TRIGGER f BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()"
    (unfilled,) = filled(connection, f"{trigger}; {table}")
    assert unfilled.reason.endswith('"t" violates not-null constraint (SQLSTATE 23502)')


def test_one_row_has_nulls_and_one_has_defaults(connection: Connection) -> None:
    table = "CREATE TABLE t (id serial, a int, b text DEFAULT 'new', c timestamptz NOT NULL DEFAULT now())"
    assert filled(connection, table) == []
    assert texts(connection, "t") == [
        '(1,1,20010101,"2001-01-01 12:00:00+00")',
        '(2,,,"2001-01-02 12:00:00+00")',
        '(3,3,new,"2001-01-03 12:00:00+00")',
    ]


def test_columns_that_the_server_supplies_are_left_to_it(connection: Connection) -> None:
    assert (
        filled(
            connection,
            "CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY, n int, twice int GENERATED ALWAYS AS (n * 2) STORED);"
            "CREATE TABLE b (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY); CREATE TABLE c ();"
            "CREATE TABLE d (id bigserial PRIMARY KEY)",
        )
        == []
    )
    assert texts(connection, "a") == ["(1,1,2)", "(2,,)", "(3,3,6)"]
    assert texts(connection, "b") == texts(connection, "d") == ["(1)", "(2)", "(3)"]
    execute(connection, "INSERT INTO b DEFAULT VALUES")
    assert texts(connection, "b")[-1] == "(4)"
    assert count(connection, "c") == 3


CHECKS = [
    "status text NOT NULL CHECK (status IN ('draft', 'sent'))",
    "status varchar(9) NOT NULL CHECK (status IN ('draft', 'sent')) DEFAULT 'sent'",
    "price numeric(8,2) NOT NULL CHECK (price > 1000)",
    "code char(3) NOT NULL CHECK (char_length(code) = 3)",
    "starts date NOT NULL, ends date NOT NULL CHECK (starts < ends)",
    "starts timestamptz NOT NULL, ends timestamptz NOT NULL, CHECK (ends > starts + interval '1 year')",
    "email text NOT NULL UNIQUE CHECK (email ~* '^[^@\\s]+@[^@\\s]+\\.[a-z]+$')",
    "email text NOT NULL CHECK (position('@' IN email) > 1)",
    "rating int NOT NULL CHECK (rating BETWEEN 1 AND 5)",
    "share numeric(3,2) NOT NULL CHECK (share >= 0 AND share <= 1)",
    "ratio float8 NOT NULL CHECK (ratio > 0.2 AND ratio < 0.3)",
    "status text NOT NULL CHECK (status IN ('new', 'done')), at date, CHECK ((status = 'done') = (at IS NOT NULL))",
    "tags text[] NOT NULL CHECK (cardinality(tags) BETWEEN 4 AND 6)",
    "tags text[] NOT NULL CHECK (tags <@ ARRAY['a', 'b'])",
    "data jsonb NOT NULL CHECK (jsonb_typeof(data) = 'array')",
    "data jsonb NOT NULL CHECK (data ? 'items' AND jsonb_typeof(data->'items') = 'array')",
    "slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$')",
    "country char(2) NOT NULL CHECK (country = upper(country))",
    "zone text NOT NULL CHECK (zone LIKE 'Europe/%')",
    "hash bytea NOT NULL CHECK (octet_length(hash) = 32)",
    "token text NOT NULL UNIQUE CHECK (length(token) = 64)",
    "n bigint NOT NULL CHECK (n % 10 = 7)",
    "total int NOT NULL, tax int NOT NULL, CHECK (total = tax + 5)",
    "a int, b int, c int, CHECK (num_nonnulls(a, b, c) = 1)",
    "day date NOT NULL CHECK (extract(isodow FROM day) = 1)",
    "day date NOT NULL CHECK (day > '2035-06-01')",
    "digits text NOT NULL CHECK (digits::int > 5)",
    "n int NOT NULL CHECK (100 / n > 20)",
    "during daterange NOT NULL CHECK (NOT isempty(during))",
    '"a""b" text NOT NULL CHECK ("a""b" <> \'\'), "per%cent" int NOT NULL CHECK ("per%cent" > 0)',
]


@pytest.mark.parametrize("columns", CHECKS)
def test_values_pass_checks(connection: Connection, columns: str) -> None:
    assert filled(connection, f"CREATE TABLE t ({columns})") == []


def test_a_check_on_what_the_server_supplies_is_tried(connection: Connection) -> None:
    table = "CREATE TABLE t (a int NOT NULL, b int GENERATED ALWAYS AS (a * 2) STORED CHECK (b > 0))"
    assert filled(connection, table) == []


def test_a_check_may_call_a_function_that_needs_the_search_path(connection: Connection) -> None:
    function = "CREATE FUNCTION is_odd(n int) RETURNS boolean LANGUAGE sql AS 'SELECT odd(n)'"
    execute(connection, f"CREATE FUNCTION odd(n int) RETURNS boolean LANGUAGE sql AS 'SELECT n % 2 = 1'; {function}")
    assert filled(connection, "CREATE TABLE t (n int NOT NULL CHECK (is_odd(n)))") == []


KEYS = [
    "a boolean NOT NULL, b boolean NOT NULL, UNIQUE (a, b)",
    "a int UNIQUE NULLS NOT DISTINCT, b int",
    "a int UNIQUE DEFERRABLE INITIALLY DEFERRED",
    "a smallint PRIMARY KEY",
    "a char(1) PRIMARY KEY",
    "room int NOT NULL, during tsrange NOT NULL, EXCLUDE USING gist (during WITH &&)",
    "at date PRIMARY KEY CHECK (at > '2020-01-01')",
    "a int PRIMARY KEY CHECK (a BETWEEN 1 AND 3)",
    "status text CHECK (status IN ('a', 'b')), kind text CHECK (kind IN ('x', 'y')), PRIMARY KEY (status, kind)",
]


@pytest.mark.parametrize("columns", KEYS)
def test_rows_differ_in_keys(connection: Connection, columns: str) -> None:
    assert filled(connection, for_version(connection, f"CREATE TABLE t ({columns})")) == []


def test_unique_indexes_over_expressions_and_parts(connection: Connection) -> None:
    execute(connection, "CREATE TABLE t (id serial PRIMARY KEY, email text NOT NULL, main boolean NOT NULL)")
    assert (
        filled(connection, "CREATE UNIQUE INDEX ON t (lower(email)); CREATE UNIQUE INDEX ON t (main) WHERE main") == []
    )
    assert query(connection, "SELECT count(*) FROM t WHERE main") == [(1,)]


def test_rows_that_are_there_are_kept_and_respected(connection: Connection) -> None:
    seed = "INSERT INTO t VALUES (1, '20010102'), (900002, '20010101')"
    assert filled(connection, f"CREATE TABLE t (id int PRIMARY KEY, name text UNIQUE NOT NULL); {seed}") == []
    assert texts(connection, "t") == ["(1,20010102)", "(900002,20010101)", "(900003,20010103)"]


def test_a_table_for_one_row_gets_one(connection: Connection) -> None:
    (one,) = filled(connection, "CREATE TABLE settings (id boolean PRIMARY KEY DEFAULT true CHECK (id), name text)")
    assert one == Unfilled(table="settings", reason="a unique key leaves no other value", rows=1)
    assert str(one) == "table settings: 1 row only: a unique key leaves no other value"


REFERENCES = {
    "in order": """CREATE TABLE z (id serial PRIMARY KEY); CREATE TABLE a (z int NOT NULL REFERENCES z PRIMARY KEY)""",
    "to itself": "CREATE TABLE a (id serial PRIMARY KEY, boss int REFERENCES a, name text NOT NULL)",
    "to itself, not null": "CREATE TABLE a (id int PRIMARY KEY, boss int NOT NULL REFERENCES a)",
    "to itself, not null, serial": "CREATE TABLE a (id serial PRIMARY KEY, boss int NOT NULL REFERENCES a)",
    "in a circle": """CREATE TABLE a (id int PRIMARY KEY, b int); CREATE TABLE b (id int PRIMARY KEY,
        a int NOT NULL REFERENCES a); ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b""",
    "in a circle, deferrable": """CREATE TABLE a (id int PRIMARY KEY, b int NOT NULL);
        CREATE TABLE b (id int PRIMARY KEY, a int NOT NULL REFERENCES a DEFERRABLE INITIALLY DEFERRED);
        ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b""",
    "in a circle of three, not null": """
        CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b int NOT NULL);
        CREATE TABLE b (id serial PRIMARY KEY, c uuid NOT NULL);
        CREATE TABLE c (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), a int NOT NULL REFERENCES a,
          n int CHECK (n > 5));
        ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b; ALTER TABLE b ADD FOREIGN KEY (c) REFERENCES c;
        CREATE TABLE d (a int NOT NULL REFERENCES a)""",
    "the same columns, null and not": """CREATE TABLE e (id serial PRIMARY KEY, e int REFERENCES e);
        CREATE TABLE f (e int NOT NULL REFERENCES e); CREATE TABLE g (e int REFERENCES e)""",
    "of several columns": """CREATE TABLE tenants (id uuid PRIMARY KEY DEFAULT gen_random_uuid());
        CREATE TABLE users (tenant uuid REFERENCES tenants, id int, PRIMARY KEY (tenant, id));
        CREATE TABLE projects (tenant uuid REFERENCES tenants, id int, owner int NOT NULL, PRIMARY KEY (tenant, id),
          FOREIGN KEY (tenant, owner) REFERENCES users);
        CREATE TABLE members (tenant uuid, usr int, project int, PRIMARY KEY (tenant, usr, project),
          FOREIGN KEY (tenant, usr) REFERENCES users, FOREIGN KEY (tenant, project) REFERENCES projects)""",
    "with a check": """CREATE TABLE a (id serial PRIMARY KEY); CREATE TABLE b (id serial PRIMARY KEY);
        CREATE TABLE c (a int REFERENCES a, b int REFERENCES b, CHECK (num_nonnulls(a, b) = 1))""",
    "to a partitioned table": """CREATE TABLE p (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        CREATE TABLE a (id int NOT NULL, at date NOT NULL, FOREIGN KEY (id, at) REFERENCES p)""",
}


@pytest.mark.parametrize("tables", REFERENCES.values(), ids=REFERENCES.keys())
def test_foreign_keys(connection: Connection, tables: str) -> None:
    assert filled(connection, tables) == []


def test_rows_refer_to_rows_that_came_after_them(connection: Connection) -> None:
    assert filled(connection, "CREATE TABLE a (id serial PRIMARY KEY, boss int REFERENCES a)") == []
    assert texts(connection, "a") == ["(1,)", "(2,)", "(3,1)"]


def test_partitions_get_rows_that_belong_there(connection: Connection) -> None:
    assert (
        filled(
            connection,
            """CREATE TABLE h (id int, v text) PARTITION BY HASH (id);
            CREATE TABLE h3 PARTITION OF h FOR VALUES WITH (MODULUS 8, REMAINDER 3);
            CREATE TABLE l (region text NOT NULL, n int) PARTITION BY LIST (region);
            CREATE TABLE l_eu PARTITION OF l FOR VALUES IN ('de', 'fr');
            CREATE TABLE l_us PARTITION OF l FOR VALUES IN ('us') PARTITION BY RANGE (n);
            CREATE TABLE l_us_1 PARTITION OF l_us FOR VALUES FROM (10) TO (20);
            CREATE TABLE l_rest PARTITION OF l DEFAULT;
            CREATE TABLE e (a date NOT NULL) PARTITION BY RANGE (extract(year FROM a));
            CREATE TABLE e_1 PARTITION OF e FOR VALUES FROM (2030) TO (2032)""",
        )
        == []
    )
    assert query(connection, "SELECT count(*) FROM l") == [(9,)]


def test_a_check_over_columns_one_of_which_has_no_values(connection: Connection) -> None:
    execute(connection, "CREATE TYPE label AS ENUM ()")
    table = "CREATE TABLE t (a int NOT NULL, b label NOT NULL, CHECK (a > 0 OR b IS NULL))"
    assert filled(connection, table) == [Unfilled(table="t", reason="found no values for ((a > 0) OR (b IS NULL))")]


TRIGGERS = """CREATE FUNCTION raising() RETURNS trigger LANGUAGE plpgsql AS
  $$BEGIN RAISE EXCEPTION 'this table is closed' USING DETAIL = 'by decree'; END$$;
CREATE FUNCTION swallowing() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$;
CREATE FUNCTION limiting() RETURNS trigger LANGUAGE plpgsql AS
  $$BEGIN IF NEW.n = 2 THEN RAISE EXCEPTION 'no 2'; END IF; RETURN NEW; END$$;"""

UNFILLABLE = {
    "CREATE TABLE t (a int); CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION raising()": (
        "this table is closed (SQLSTATE P0001): by decree"
    ),
    "CREATE TABLE t (a int); CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION swallowing()": (
        "its rows do not stay: a trigger or a rule is in the way"
    ),
    "CREATE TABLE t (a int); CREATE RULE x AS ON INSERT TO t DO INSTEAD NOTHING": (
        "its rows do not stay: a trigger or a rule is in the way"
    ),
    "CREATE TABLE t (a int NOT NULL CHECK (a > 5 AND a < 5))": "found no values for ((a > 5) AND (a < 5))",
    "CREATE TYPE label AS ENUM (); CREATE TABLE t (a label NOT NULL)": "found no values for a",
}


@pytest.mark.parametrize(("table", "reason"), UNFILLABLE.items())
def test_a_table_that_cannot_be_filled_is_named(connection: Connection, table: str, reason: str) -> None:
    assert filled(connection, TRIGGERS + table) == [Unfilled(table="t", reason=reason)]


def test_what_needs_an_empty_table_cannot_be_filled(connection: Connection) -> None:
    found = filled(
        connection,
        f"""{TRIGGERS} CREATE SCHEMA app; CREATE TABLE app."Closed" (id int PRIMARY KEY);
        CREATE TRIGGER x BEFORE INSERT ON app."Closed" FOR EACH ROW EXECUTE FUNCTION raising();
        CREATE TABLE child (id int REFERENCES app."Closed" NOT NULL);
        CREATE TABLE other (id int REFERENCES app."Closed")""",
    )
    assert [(each.table, each.reason[:20]) for each in found] == [
        ('app."Closed"', "this table is closed"),
        ("child", 'needs rows of app."C'),
    ]
    assert count(connection, "other") == 3


def test_of_rows_some_of_which_are_refused_the_others_stay(connection: Connection) -> None:
    table = "CREATE TABLE t (n int PRIMARY KEY CHECK (n BETWEEN 1 AND 3)); CREATE TRIGGER x BEFORE INSERT ON t "
    (found,) = filled(connection, f"{TRIGGERS}{table} FOR EACH ROW EXECUTE FUNCTION limiting()")
    assert found.reason == "no 2 (SQLSTATE P0001)"
    assert (found.rows, texts(connection, "t")) == (2, ["(1)", "(3)"])


def test_tables_that_are_not_ours_are_left_alone(connection: Connection) -> None:
    execute(
        connection,
        """CREATE TABLE schema_migrations (migration_name text); CREATE TEMPORARY TABLE passing (a int);
        CREATE UNLOGGED TABLE quick (a int); CREATE VIEW v AS SELECT 1; CREATE SCHEMA ext;
        CREATE TABLE member (a int); CREATE EXTENSION hstore; ALTER EXTENSION hstore ADD TABLE member""",
    )
    assert Contents().fill(connection) == []
    counts = [count(connection, name) for name in ("schema_migrations", "pg_temp.passing", "member", "quick")]
    assert counts == [0, 0, 0, 3]


def test_the_kitchen_sink_is_filled_and_its_schema_stays(connection: Connection) -> None:
    execute(connection, for_version(connection, f"{KITCHEN.read_text()}; RESET search_path"))
    before = snapshot(connection)
    assert Contents().fill(connection, rows=5) == []
    assert difference(before, snapshot(connection)) == ()


def test_the_same_schema_gets_the_same_rows(server: Server) -> None:
    found = []
    for _ in range(2):
        with server.database() as conninfo, connect(conninfo) as connection:
            execute(connection, ";".join(REFERENCES["of several columns"].split(";")))
            execute(
                connection,
                f"CREATE TABLE t ({CHECKS[6]}, {CHECKS[12]}, {CHECKS[14]}, id uuid DEFAULT gen_random_uuid())",
            )
            assert Contents().fill(connection) == []
            found.append(rows(connection))
    assert found[0] == found[1]


def test_only_what_is_short_is_filled_again(connection: Connection) -> None:
    contents = Contents()
    execute(connection, f"{TRIGGERS} CREATE TABLE a (id serial PRIMARY KEY); CREATE TABLE b (n int NOT NULL)")
    execute(connection, "CREATE TRIGGER x BEFORE INSERT ON b FOR EACH ROW EXECUTE FUNCTION raising()")
    first = contents.fill(connection)
    assert [each.table for each in first] == ["b"]
    ((position,),) = query(connection, "SELECT pg_current_wal_insert_lsn()::text")
    assert contents.fill(connection) == first
    assert query(connection, "SELECT pg_current_wal_insert_lsn()::text") == [(position,)]
    execute(connection, "DELETE FROM a WHERE id = 2; ALTER TABLE b ADD COLUMN c int; DROP TRIGGER x ON b")
    assert contents.fill(connection) == []
    assert (count(connection, "a"), count(connection, "b")) == (3, 3)


def test_many_rows(connection: Connection) -> None:
    columns = "id int PRIMARY KEY, b smallint UNIQUE, c text UNIQUE, d bytea, e bit(3), f time, g inet UNIQUE"
    tables = f"CREATE TABLE a ({columns}); CREATE TABLE b (a int NOT NULL REFERENCES a UNIQUE)"
    assert filled(connection, tables, count=100) == []


def test_an_open_transaction_is_refused(connection: Connection) -> None:
    with connection.transaction():
        for method in (Contents().fill, Contents().remember, Contents().losses):
            with pytest.raises(ValueError, match="outside a transaction"):
                method(connection)


def test_a_server_that_refuses_leaves_no_transaction(connection: Connection) -> None:
    execute(connection, "CREATE TABLE t (a int); CREATE ROLE nobody_much; SET ROLE nobody_much")
    try:
        with pytest.raises(ServerRefused, match="permission denied"):
            Contents().remember(connection)
    finally:
        assert not in_transaction(connection)
        execute(connection, "RESET ROLE; DROP ROLE nobody_much")


USERS = """CREATE TABLE users (id int PRIMARY KEY, name text, role text, "Odd" int);
INSERT INTO users SELECT n, 'user ' || n, 'admin', n FROM generate_series(1, 1000) n"""
LOG = """CREATE TABLE log (at date, what text);
INSERT INTO log VALUES ('2020-01-01', 'a'), ('2020-01-01', 'a'), (NULL, 'b')"""

LOSSES: dict[str, tuple[str, str, list[str]]] = {
    "nothing": (USERS, "SELECT 1", []),
    "one value": (
        USERS,
        "UPDATE users SET role = '' WHERE id = 5",
        ["rows of users: 1 of 1,000 differs in column role"],
    ),
    "values of two columns": (
        USERS,
        'UPDATE users SET role = NULL, "Odd" = id % 2 WHERE id <= 3',
        ["rows of users: 3 of 1,000 differ in column role", 'rows of users: 2 of 1,000 differ in column "Odd"'],
    ),
    "rows gone": (USERS, "DELETE FROM users WHERE id > 998", ["rows of users: 2 of 1,000 are gone"]),
    "all rows gone": (USERS, "TRUNCATE users", ["rows of users: 1,000 of 1,000 are gone"]),
    "rows new": (
        USERS,
        "INSERT INTO users SELECT generate_series(2001, 2005)",
        ["rows of users: 5 rows too many"],
    ),
    "a key changed": (
        USERS,
        "UPDATE users SET id = 0 WHERE id = 1",
        ["rows of users: 1 of 1,000 is gone", "rows of users: 1 row too many"],
    ),
    "the table gone": (USERS, "DROP TABLE users", ["table users: its 1,000 rows are gone"]),
    "an empty table gone": ("CREATE TABLE t (a int)", "DROP TABLE t", []),
    "another schema": (
        "CREATE SCHEMA app; CREATE TABLE app.t (a int); INSERT INTO app.t VALUES (1)",
        "DROP TABLE app.t",
        ["table app.t: its 1 row is gone"],
    ),
    "the table new": ("SELECT 1", USERS, []),
    "a column and its values restored": (
        USERS,
        "ALTER TABLE users RENAME role TO r; ALTER TABLE users ADD role text; UPDATE users SET role = r; "
        "ALTER TABLE users DROP r",
        [],
    ),
    "a column without its values": (
        USERS,
        "ALTER TABLE users DROP role; ALTER TABLE users ADD role text",
        ["rows of users: 1,000 of 1,000 differ in column role"],
    ),
    "a column gone": (USERS, "ALTER TABLE users DROP role", []),
    "a column new": (USERS, "ALTER TABLE users ADD extra int DEFAULT 5", []),
    "the key's column gone": (USERS, "ALTER TABLE users DROP id; UPDATE users SET name = name", []),
    "another table of that name": (
        USERS,
        'CREATE TABLE u ("Odd" int, role text, name text, id int); '
        'INSERT INTO u SELECT "Odd", role, name, id FROM users '
        "ORDER BY id DESC; DROP TABLE users; ALTER TABLE u RENAME TO users",
        [],
    ),
    "rewritten": (USERS, "UPDATE users SET role = role; CLUSTER users USING users_pkey", []),
    "rounded": (
        "CREATE TABLE t (a numeric); INSERT INTO t VALUES (1.25), (2)",
        "ALTER TABLE t ALTER a TYPE numeric(5,1); ALTER TABLE t ALTER a TYPE numeric",
        ["rows of t: 2 of 2 differ in column a"],
    ),
    "no key: one value": (
        LOG,
        "UPDATE log SET what = 'c' WHERE at IS NULL",
        ["rows of log: 1 of 3 differs in column what"],
    ),
    "no key: one of two equal rows gone": (
        LOG,
        "DELETE FROM log WHERE ctid = '(0,1)'",
        ["rows of log: 1 of 3 is gone"],
    ),
    "no key: swapped": (
        LOG,
        "UPDATE log SET what = CASE what WHEN 'a' THEN 'b' ELSE 'a' END WHERE ctid <> '(0,1)'",
        ["rows of log: 2 of 3 differ in which values are together in a row"],
    ),
    "no key: other rows": (
        LOG,
        "DELETE FROM log WHERE at IS NULL; INSERT INTO log VALUES (NULL, 'x'), (NULL, 'y')",
        ["rows of log: 1 of 3 is gone", "rows of log: 2 rows too many"],
    ),
    "the tracking table's ids and times": (
        "CREATE TABLE schema_migrations (id serial PRIMARY KEY, migration_name text UNIQUE, executed_at timestamptz);"
        "INSERT INTO schema_migrations (migration_name) VALUES ('a'), ('b')",
        "DELETE FROM schema_migrations; INSERT INTO schema_migrations (migration_name) VALUES ('b'), ('a')",
        [],
    ),
    "the tracking table's names": (
        "CREATE TABLE schema_migrations (migration_name text, executed_at timestamptz);"
        "INSERT INTO schema_migrations (migration_name) VALUES ('a'), ('b')",
        "UPDATE schema_migrations SET migration_name = 'c' WHERE migration_name = 'b'",
        [
            "rows of schema_migrations: 1 of 2 is gone",
            "rows of schema_migrations: 1 row too many",
        ],
    ),
    "the tracking table of others": (
        "CREATE TABLE schema_migrations (version bigint, dirty boolean); "
        "INSERT INTO schema_migrations VALUES (1, false)",
        "UPDATE schema_migrations SET dirty = true",
        ["rows of schema_migrations: 1 of 1 differs in column dirty"],
    ),
    "hostile names": (
        'CREATE SCHEMA "a.b"; CREATE TABLE "a.b"."it\'s ""%s""" ("50%" int PRIMARY KEY, "\\" text); '
        'INSERT INTO "a.b"."it\'s ""%s""" VALUES (1, NULL)',
        'UPDATE "a.b"."it\'s ""%s""" SET "\\" = \'\'',
        ['rows of "a.b"."it\'s ""%s""": 1 of 1 differs in column "\\"'],
    ),
    "no columns": ("CREATE TABLE t (); INSERT INTO t DEFAULT VALUES", "DELETE FROM t", ["rows of t: 1 of 1 is gone"]),
    "a label renamed": (
        "CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TABLE t (m mood); INSERT INTO t VALUES ('a')",
        "ALTER TYPE mood RENAME VALUE 'a' TO 'c'",
        ["rows of t: 1 of 1 differs in column m"],
    ),
}


@pytest.mark.parametrize(("setup", "change", "expected"), LOSSES.values(), ids=LOSSES.keys())
def test_losses(connection: Connection, setup: str, change: str, expected: list[str]) -> None:
    execute(connection, setup)
    contents = Contents()
    contents.remember(connection)
    execute(connection, change)
    assert list(map(str, contents.losses(connection))) == expected
    assert list(map(str, contents.losses(connection))) == expected


LONG = {
    "nothing": ("UPDATE users SET role = role", []),
    "a value": ("UPDATE users SET role = '' WHERE id = 5", ["rows of users: some of 1,000 differ in column role"]),
    "values swapped": (
        "UPDATE users SET name = 'user ' || 3 - id WHERE id IN (1, 2)",
        ["rows of users: some of 1,000 differ in column name"],
    ),
    "rows gone": ("DELETE FROM users WHERE id > 998", ["rows of users: 2 of 1,000 are gone"]),
    "most rows gone": ("DELETE FROM users WHERE id > 9", ["rows of users: 991 of 1,000 are gone"]),
    "rows new": ("INSERT INTO users VALUES (0)", ["rows of users: 1 row too many"]),
    "a column gone": ("ALTER TABLE users DROP role", []),
    "the key gone": ("ALTER TABLE users DROP id; UPDATE users SET role = NULL", []),
}


@pytest.mark.parametrize(("change", "expected"), LONG.values(), ids=LONG.keys())
def test_losses_of_long_tables(
    connection: Connection, monkeypatch: pytest.MonkeyPatch, change: str, expected: list[str]
) -> None:
    monkeypatch.setattr(row_difference, "LONGEST", 100)
    test_losses(connection, USERS, change, expected)


def test_losses_of_long_tables_without_a_key(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_difference, "LONGEST", 100)
    swap = "UPDATE users SET name = 'user ' || 3 - id WHERE id IN (1, 2)"
    said = ["rows of users: some of 1,000 differ in which values are together in a row"]
    test_losses(connection, f"{USERS}; ALTER TABLE users DROP CONSTRAINT users_pkey", swap, said)


def test_a_table_larger_than_what_is_read_row_by_row(connection: Connection) -> None:
    users = USERS.replace("1000", "20000")
    change = "UPDATE users SET role = '' WHERE id = 20000"
    test_losses(connection, users, change, ["rows of users: some of 20,000 differ in column role"])


def test_what_is_remembered_follows_renamed_columns_and_types(connection: Connection) -> None:
    contents = Contents()
    execute(connection, USERS)
    contents.remember(connection)
    execute(connection, "ALTER TABLE users RENAME role TO rank")
    contents.remember(connection)
    execute(connection, "UPDATE users SET rank = '' WHERE id = 1")
    assert list(map(str, contents.losses(connection))) == ["rows of users: 1 of 1,000 differs in column rank"]


def test_what_another_session_does_is_seen(connection: Connection, database: str) -> None:
    contents = Contents()
    execute(connection, USERS)
    with connect(database, autocommit=False) as other:
        execute(other, "UPDATE users SET role = '' WHERE id = 1")
        execute(connection, "CREATE TABLE later (a int)")  # a transaction that begins later and ends earlier
        contents.remember(connection)
        assert contents.losses(connection) == []
        other.commit()
    assert list(map(str, contents.losses(connection))) == ["rows of users: 1 of 1,000 differs in column role"]


def test_what_a_rollback_undoes_is_no_loss(connection: Connection) -> None:
    contents = Contents()
    execute(connection, f"{USERS}; CREATE TABLE t (a int, b uuid, c text[])")
    contents.fill(connection)
    contents.remember(connection)
    execute(connection, "BEGIN; DELETE FROM users; ROLLBACK; BEGIN; SAVEPOINT s; DELETE FROM t; ROLLBACK TO s; COMMIT")
    assert contents.losses(connection) == []


def test_what_many_tables_cost(connection: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(200):
        execute(
            connection,
            f"""CREATE TABLE t{number} (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, a text NOT NULL UNIQUE,
            b int CHECK (b > 0), c text NOT NULL DEFAULT 'new' CHECK (c IN ('new', 'old')), d timestamptz DEFAULT now(),
            e numeric(10,2), f boolean, g text, h jsonb, parent bigint NOT NULL REFERENCES t{number // 2})""",
        )
    contents = Contents()
    actions: dict[str, Callable[[], object]] = {
        "fill": lambda: contents.fill(connection),
        "fill again": lambda: contents.fill(connection),
        "remember": lambda: contents.remember(connection),
        "change one": lambda: execute(connection, "UPDATE t7 SET g = 'x'"),
        "losses": lambda: contents.losses(connection),
        "change another": lambda: execute(connection, "CREATE TABLE u (a int)"),
        "fill one": lambda: contents.fill(connection),
        "remember one": lambda: contents.remember(connection),
    }
    for name, action in actions.items():
        start = time.perf_counter()
        result = action()
        with capsys.disabled():
            print(f"200 tables: {name}: {1000 * (time.perf_counter() - start):.1f} ms {result or ''}")
    assert query(connection, "SELECT count(*) FROM t199") == [(3,)]
