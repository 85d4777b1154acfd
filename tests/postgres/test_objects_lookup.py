"""Objects are found by their names, say what they are, and have statements that read as if written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from new_migration.errors import BadInput
from new_migration.postgres.database import connect, execute
from new_migration.postgres.objects import Node, Objects, read_objects
from new_migration.postgres.scratch import Server
from new_migration.postgres.scripts import run_script
from new_migration.postgres.snapshot import difference, snapshot

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def pantry(server: Server) -> Iterator[Objects]:
    with server.database() as conninfo, connect(conninfo) as connection:
        run_script(connection, (HERE / "pantry.sql").read_text(), name="pantry.sql")
        yield read_objects(connection)


def there(node: Node | None) -> Node:
    assert node is not None
    return node


@pytest.mark.since(15)
def test_objects_are_found_by_their_names(pantry: Objects) -> None:
    odd = "odd schema"
    assert str(there(pantry.table(odd, "order"))) == 'table "odd schema"."order"'
    assert str(there(pantry.table("", "hen"))) == "table hen"
    assert str(there(pantry.table("public", "hen"))) == "table hen"
    assert str(there(pantry.column(odd, "order", 'a"b'))) == 'column "odd schema"."order"."a""b"'
    assert str(there(pantry.column("", "hens", "Egg"))) == 'column hens."Egg"'
    assert str(there(pantry.constraint("", "egg", "laid_by"))) == "constraint laid_by on egg"
    assert str(there(pantry.index(odd, "My Index"))) == 'index "odd schema"."My Index"'
    assert str(there(pantry.trigger(odd, "order", "BEFORE"))) == 'trigger "BEFORE" on "odd schema"."order"'
    assert str(there(pantry.policy(odd, "order", "everyone"))) == 'policy everyone on "odd schema"."order"'
    assert str(there(pantry.rule("", "hens", "hens_rule"))) == "rule hens_rule on hens"
    assert str(there(pantry.view("", "hens"))) == "view hens"
    assert str(there(pantry.view("", "hens_3"))) == "materialized view hens_3"
    assert str(there(pantry.sequence(odd, "free"))) == 'sequence "odd schema".free'
    assert str(there(pantry.statistics(odd, "Stats 1"))) == 'statistics "odd schema"."Stats 1"'
    assert (
        str(there(pantry.function("", "first_of", "anyelement,anyelement")))
        == "function first_of(anyelement, anyelement)"
    )
    assert str(there(pantry.function("", "with_out", "integer, text"))) == "procedure with_out(integer, text)"
    assert str(there(pantry.function("", "count_hens", ""))) == "function count_hens()"
    assert str(there(pantry.type(odd, "Email Text"))) == 'domain "odd schema"."Email Text"'
    assert str(there(pantry.schema(odd))) == 'schema "odd schema"'
    assert str(there(pantry.extension("citext"))) == "extension citext"


@pytest.mark.since(15)
def test_what_is_not_there_is_none(pantry: Objects) -> None:
    found = [
        pantry.table("", "order"),
        pantry.table("nowhere", "hen"),
        pantry.table("", "hens"),
        pantry.view("", "hen"),
        pantry.column("", "hen", "x"),
        pantry.index("odd schema", "PK of order"),
        pantry.function("", "first_of", "integer"),
        pantry.schema("x"),
        pantry.extension("hstore"),
        pantry.enum("odd schema", "Email Text"),
        pantry.type("", "citext"),
        pantry.schema("pg_catalog"),
    ]
    assert found == [None] * len(found)


@pytest.mark.since(15)
def test_names_are_listed(pantry: Objects) -> None:
    assert "hen" in pantry.tables
    assert '"odd schema"."order"' in pantry.tables
    assert pantry.views == ("hens", "hens_2", "hens_3")
    assert "hashed" not in pantry.indexes
    assert '"odd schema".hashed' in pantry.indexes
    assert "count_hens()" in pantry.functions
    assert pantry.enums == ('"odd schema"."Mood"',)
    assert pantry.schemas == ('"odd schema"', "money", "public")
    assert pantry.extensions == ("citext", "plpgsql")
    assert '"odd schema".free' in pantry.sequences
    assert pantry.columns("", "hen") == ("id", "egg_id", "mother")
    assert {"hen_pkey", "hen_mother_fkey", "hatched_from"} <= set(pantry.constraints("", "hen"))
    assert pantry.triggers("odd schema", "order") == ("BEFORE", "after_it", "deferred")
    assert pantry.policies("odd schema", "order") == ("My Policy", "everyone")
    assert pantry.rules("", "hens") == ("hens_rule",)
    assert pantry.columns("", "no table") == ()


@pytest.mark.since(15)
def test_a_column_says_what_it_is(pantry: Objects) -> None:
    key = there(pantry.column("odd schema", "order", "select"))
    assert (key.type, key.is_identity, key.is_required, key.default) == ("integer", True, True, "")
    upper = there(pantry.column("odd schema", "order", "upper"))
    assert (upper.type, upper.is_generated, upper.is_required, upper.default) == ("text", True, False, "")
    kind = there(pantry.column("", "log", "kind"))
    assert (kind.default, kind.set_default) == (
        "'a'::text",
        "ALTER TABLE ONLY log\n  ALTER COLUMN kind SET DEFAULT 'a'::text;",
    )
    mother = there(pantry.column("", "hen", "mother"))
    assert mother.set_default == "ALTER TABLE hen\n  ALTER COLUMN mother DROP DEFAULT;"
    assert mother.set_required == "ALTER TABLE hen\n  ALTER COLUMN mother DROP NOT NULL;"
    assert there(pantry.enum("odd schema", "Mood")).labels == ("", "it's", "naïve", "b\\c")


@pytest.mark.since(15)
def test_what_is_lost_and_what_blocks(pantry: Objects) -> None:
    order = there(pantry.column("odd schema", "order", "My Column"))
    assert [str(each) for each in pantry.lost(order)] == [
        'constraint "uq a" on "odd schema"."order"',
        'index "odd schema"."My Index"',
        'statistics "odd schema"."Stats 1"',
    ]
    hen = there(pantry.table("", "hen"))
    assert [str(each) for each in pantry.lost(hen)] == [
        "constraint hen_pkey on hen",
        "constraint hen_mother_fkey on hen",
        "constraint hatched_from on hen",
    ]
    blocking = [str(each) for each in pantry.blocking(hen)]
    assert blocking.index("view hens_2") < blocking.index("view hens")
    assert {"constraint laid_by on egg", "function count_hens()", "constraint log_hen on log"} <= set(blocking)


@pytest.mark.since(15)
def test_inherited_objects_say_so(pantry: Objects) -> None:
    assert there(pantry.column("", "dog", "legs")).is_inherited
    assert there(pantry.column("", "pet", "name")).is_inherited
    assert there(pantry.index("", "other name")).is_inherited
    assert not there(pantry.column("", "dog", "barks")).is_inherited


HEN = """CREATE TABLE egg (
  id integer NOT NULL,
  hen_id integer
);
ALTER TABLE egg
  ADD CONSTRAINT egg_pkey PRIMARY KEY (id);
ALTER TABLE egg
  ADD CONSTRAINT laid_by FOREIGN KEY (hen_id)
    REFERENCES hen(id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
COMMENT ON CONSTRAINT laid_by ON egg IS 'which hen';"""


@pytest.mark.since(15)
def test_statements_are_laid_out(pantry: Objects) -> None:
    egg = there(pantry.table("", "egg"))
    assert "\n".join(pantry.restore(egg)) == HEN
    assert "\n".join(egg.create) == HEN[: HEN.index("\nALTER")]
    assert egg.drop == "DROP TABLE egg;"
    key = there(pantry.column("", "egg", "hen_id"))
    assert key.create == ("ALTER TABLE egg\n  ADD COLUMN hen_id integer;",)
    assert key.drop == "ALTER TABLE egg\n  DROP COLUMN hen_id;"
    assert pantry.set_comment(egg) == "COMMENT ON TABLE egg IS NULL;"
    assert pantry.set_privileges(there(pantry.view("", "hens"))) == ("GRANT SELECT ON hens TO carol;",)


def test_names_follow_the_search_path_of_the_database(server: Server) -> None:
    with server.database() as conninfo:
        with connect(conninfo) as connection:
            execute(connection, "CREATE SCHEMA app; CREATE TABLE app.t (a int); CREATE TABLE public.u (a int)")
            execute(connection, f"ALTER DATABASE {connection.info.dbname} SET search_path = app, public")
            execute(connection, "SET search_path = ''")
            objects = read_objects(connection)
            assert execute(connection, "SHOW search_path") == [('""',)]
        assert objects.tables == ("t", "u")
        assert there(objects.table("", "t")).create == ("CREATE TABLE t (\n  a integer\n);",)
        # Found through the path, but a new table would go elsewhere.
        assert there(objects.table("", "u")).create == ("CREATE TABLE public.u (\n  a integer\n);",)


def test_what_cannot_be_restored_is_refused(server: Server) -> None:
    with server.database() as conninfo, connect(conninfo) as connection:
        execute(
            connection,
            """CREATE SCHEMA app; CREATE OPERATOR CLASS app.oc FOR TYPE int USING btree AS
            OPERATOR 1 <, FUNCTION 1 btint4cmp(int, int)""",
        )
        objects = read_objects(connection)
        blocking = objects.blocking(there(objects.schema("app")))
        with pytest.raises(BadInput, match="cannot tell how to restore operator"):
            objects.restore(next(each for each in blocking if each.kind == "operator family"))


def test_a_column_is_restored_in_two_parts_round_its_values(server: Server) -> None:
    with server.database() as conninfo, connect(conninfo) as connection:
        execute(connection, "CREATE TABLE t (a int PRIMARY KEY, b text NOT NULL, UNIQUE (b, a))")
        execute(connection, "INSERT INTO t VALUES (1, 'x'), (2, 'y'); CREATE TABLE kept AS TABLE t")
        objects, before = read_objects(connection), snapshot(connection)
        first, second = objects.refill(there(objects.column("", "t", "b")))
        assert first == ("ALTER TABLE t\n  ADD COLUMN b text;",)
        assert second == (
            "ALTER TABLE t\n  ALTER COLUMN b SET NOT NULL;",
            "ALTER TABLE t\n  ADD CONSTRAINT t_b_a_key UNIQUE (b, a);",
        )
        execute(connection, "ALTER TABLE t DROP COLUMN b")
        for statement in (*first, "UPDATE t SET b = kept.b FROM kept WHERE kept.a = t.a", *second):
            execute(connection, statement)
        assert difference(before, snapshot(connection)) == ()
        assert execute(connection, "SELECT a, b FROM t ORDER BY a") == [(1, "x"), (2, "y")]


@pytest.mark.since(15)
def test_only_a_column_is_refilled(pantry: Objects) -> None:
    with pytest.raises(TypeError):
        pantry.refill(there(pantry.table("", "hen")))


def test_a_user_without_rights_reads_the_same(server: Server) -> None:
    with server.database() as conninfo, connect(conninfo) as connection:
        execute(connection, "CREATE TABLE t (a int)")
        before = read_objects(connection).restore(there(read_objects(connection).table("", "t")))
        execute(connection, "SET ROLE pg_monitor")
        objects = read_objects(connection)
        assert objects.restore(there(objects.table("", "t"))) == (*before, "ALTER TABLE t OWNER TO postgres;")
