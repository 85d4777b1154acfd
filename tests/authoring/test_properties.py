"""Any valid change of any kind renders, parses, round-trips and is proven on a real server.

``NEW_MIGRATION_EXPLORE=500 pytest tests/authoring/test_properties.py`` tries 500 random changes of each kind; without
it the changes are few and always the same.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from new_migration.authoring.change import Answers, Change, Decision, answers_from_spec, json_schema
from new_migration.authoring.fields import duration
from new_migration.authoring.kinds import Kind, chain, kinds
from new_migration.authoring.render import Templates
from new_migration.command_line import shell_line
from new_migration.creation import Created, Draft, preview
from new_migration.declared_schema import DeclaredSchema
from new_migration.history.directory import MigrationsDirectory
from new_migration.kind_command import kind_command
from new_migration.known_schema import KnownSchema
from new_migration.postgres import sql
from new_migration.postgres.database import connect, execute
from new_migration.postgres.scratch import Server
from new_migration.postgres.scripts import run_script
from new_migration.proof.roundtrip import Outcome, Proof, Scripts, prove

_EXPLORE = int(os.environ.get("NEW_MIGRATION_EXPLORE", "0"))
PROFILE = settings(
    max_examples=_EXPLORE or 12,
    derandomize=not _EXPLORE,
    database=None,
    deadline=None,
    phases=[Phase.generate],  # to make an example smaller takes minutes on a server
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)

FOLDERS = chain()
TEMPLATES = Templates(FOLDERS)
NOTHING_KNOWN = KnownSchema(DeclaredSchema(MigrationsDirectory(Path("no-such-folder"))), None)
KINDS = {kind.name: kind for kind in kinds(FOLDERS)}
TRACKING_TABLE = "CREATE TABLE schema_migrations (migration_name text PRIMARY KEY, executed_at timestamptz NOT NULL)"

Draw = Callable[[st.SearchStrategy[Any]], Any]
Prove = Callable[["Case"], list[Proof]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A change: its kind and answers, and the statements that make what it needs."""

    name: str
    setup: str
    answers: Mapping[str, tuple[str, ...]]
    online: bool
    purpose: str = ""

    @property
    def kind(self) -> Kind:
        return KINDS[self.name]

    def decide(self, answers: Answers) -> Change:
        return Decision(self.kind, TEMPLATES, online=self.online, schema=NOTHING_KNOWN).change(answers)

    def created(self) -> list[Created]:
        draft = Draft(
            change=self.decide(self.answers),
            templates=TEMPLATES,
            schema=NOTHING_KNOWN,
            lock_timeout=duration("2s", name="lock_timeout"),
            command=shell_line(["new-migration", *self.decide(self.answers).to_argv()]),
            purpose=self.purpose,
            date="2026-11-22",
        )
        return preview(draft, MigrationsDirectory(Path("no-such-folder")), {0}, 3)


@pytest.fixture(scope="module")
def proved(server_18: Server) -> Iterator[Prove]:
    """Proves the migrations of a case, each on what the one before it left."""
    template = server_18.create_database()
    with connect(server_18.conninfo(template)) as connection:
        execute(connection, TRACKING_TABLE)

    def prove_all(case: Case) -> list[Proof]:
        with server_18.database(template) as conninfo:
            with connect(conninfo) as connection:
                run_script(connection, case.setup, name="setup")
            return [prove(conninfo, _scripts(each)) for each in case.created()]

    yield prove_all
    server_18.drop_database(template)


def _scripts(each: Created) -> Scripts:
    texts = each.texts
    return Scripts(name=each.migration.stem, forward=texts["forward"], rollback=texts["rollback"],
                   verify=texts["verify"])  # fmt: skip


def assert_round_trip(case: Case) -> None:
    """The command line and the spec file of a change give the same change, and the scripts are SQL."""
    change = case.decide(case.answers)
    argv = change.to_argv()
    command = kind_command(case.kind, [], lambda answers: answers)
    assert case.decide(command.main(list(argv[1:]), standalone_mode=False)) == change
    if all(word.isprintable() for word in argv):
        assert tuple(shlex.split(shell_line(argv))) == argv
    spec = change.to_spec()
    jsonschema.validate(spec, json_schema(case.kind))
    answers, common = answers_from_spec(case.kind, spec, name="spec")
    assert (case.decide(answers), common) == (change, {})
    for each in case.created():
        assert all(sql.split(text, name=role) for role, text in each.texts.items())


def assert_proven(case: Case, prove_all: Prove) -> None:
    assert_round_trip(case)
    for proof in prove_all(case):
        assert (proof.outcome, proof.reasons, proof.soft) == (Outcome.PROVEN, (), ())


# --- names and types

_SYSTEM_COLUMNS = {"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"}
_HOSTILE = [
    "order", "select", "user", "table", "primary", "left", "values", "My Column", "ALLCAPS", 'a"b', '""', "it's", "$$",
    "$1", "a$b", "$migration$", "naïve", "Ωmega", "日本", "a.b", "a;b", "-- x", "/* x", "%s", "{{ x }}", "\\d", " lead",
    "trail ", "x" * 63, "é" * 31 + "x", "o" * 62 + "$", "old_x", "new_x", "_saved", "_batch", "_backfill",
    "from_1", "to_1", "touched", "total", "page", "pages", "pass", "in_pass", "claim", "holds", "nulls",
    "first", "desc", "storage", "include", "key",
]  # fmt: skip


def _is_storable(name: str) -> bool:
    return 0 < len(name.encode()) <= sql.LONGEST_NAME and name not in _SYSTEM_COLUMNS


_VISIBLE = st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp"))
plain = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
names = st.one_of(
    plain, st.sampled_from(_HOSTILE), st.text(_VISIBLE, min_size=1, max_size=40), st.text(_VISIBLE, min_size=20)
).filter(_is_storable)


def quoted(name: str) -> str:
    return sql.quote_identifier(name)


def spelled(draw: Draw, name: str) -> str:
    """A name as somebody may type it: with more quotes than needed, or in capitals that are folded."""
    ways = [quoted(name), '"' + name.replace('"', '""') + '"']
    if quoted(name) == name:
        ways.append(name.upper())
    return str(draw(st.sampled_from(ways)))


# Types with a constant and another expression of each; no two rows need to be equal in them.
TYPES = {
    "integer": ("42", "-7"),
    "bigint": ("2 + 3", "0"),
    "smallint": ("1", "'2'"),
    "text": ("'it''s $$ -- x'", "E'a\\\\b\\n'"),
    "varchar(30)": ("''", "lower('ABC')"),
    "char(3)": ("'ab'", "'x'"),
    "boolean": ("false", "(not false)"),
    "numeric(10, 2)": ("0.00", "1.5e3"),
    "double precision": ("1", "'NaN'"),
    "timestamptz": ("now()", "'2020-01-01 00:00Z'"),
    "TIMESTAMP(3) WITH TIME ZONE": ("current_timestamp", "(now() at time zone 'utc')"),
    "date": ("'2020-02-29'", "current_date"),
    "time without time zone": ("'12:00'", "localtime"),
    "interval day to second(3)": ("'1 day'", "interval '2 hours'"),
    "uuid": ("gen_random_uuid()", "'00000000-0000-0000-0000-000000000000'"),
    "jsonb": ("'{}'", "jsonb_build_object('a', 1)"),
    "bytea": ("'\\x00'", "''"),
    "inet": ("'::1'", "'10.0.0.0/8'"),
    "int[]": ("'{}'", "array[1, 2]"),
    "text[][]": ("'{{a}}'", "array[]::text[]"),
    "int4range": ("'[1,2)'", "'empty'"),
    "pg_catalog.\"char\"": ("'x'", "'y'"),
}  # fmt: skip
_COLLATABLE = {"text", "varchar(30)", "char(3)"}
ACTIONS = ["cascade", "restrict", "set null", "set default", "no action"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """A table with a key of integers, two columns of text and a number, and a table that it may refer to."""

    schema: str
    table: str
    parent: str
    keys: tuple[str, ...]
    texts: tuple[str, str]
    number: str

    def sql_of(self, table: str) -> str:
        return f"{quoted(self.schema)}.{quoted(table)}" if self.schema else quoted(table)

    def setup(self, *, rows: int = 5) -> str:
        keys = ", ".join(f"{quoted(key)} integer NOT NULL" for key in self.keys)
        key = ", ".join(map(quoted, self.keys))
        one, two = map(quoted, self.texts)
        values = ", ".join("i % 2" if i else "i" for i, _ in enumerate(self.keys))
        statements = [
            f"CREATE SCHEMA {quoted(self.schema)}" if self.schema else "",
            f"CREATE TABLE {self.sql_of(self.parent)} ({keys}, PRIMARY KEY ({key}))",
            f"CREATE TABLE {self.sql_of(self.table)} ({keys}, {one} text, {two} text, {quoted(self.number)} integer,"
            f" PRIMARY KEY ({key}))",
            f"INSERT INTO {self.sql_of(self.parent)} SELECT {values} FROM generate_series(1, {rows}) AS i",
            f"INSERT INTO {self.sql_of(self.table)} SELECT {values}, 'row ' || i, nullif('', repeat('x', i % 2)), i"
            f" FROM generate_series(1, {rows}) AS i",
        ]
        return ";\n".join(statement for statement in statements if statement) + ";"


@st.composite
def scenes(draw: Draw) -> Scene:
    count = draw(st.integers(1, 2))
    schema = draw(st.one_of(st.just(""), names)).replace("pg_", "p")
    table, parent = draw(st.lists(names, min_size=2, max_size=2, unique=True))
    columns = draw(st.lists(names, min_size=count + 3, max_size=count + 3, unique=True))
    return Scene(
        schema="" if schema == "public" else schema,
        table=table,
        parent=parent,
        keys=tuple(columns[:count]),
        texts=(columns[count], columns[count + 1]),
        number=columns[count + 2],
    )


def _table(draw: Draw, scene: Scene, name: str) -> str:
    return f"{spelled(draw, scene.schema)}.{spelled(draw, name)}" if scene.schema else spelled(draw, name)


def _yes(draw: Draw) -> str:
    return str(draw(st.sampled_from(["yes", "no"])))


def _some(draw: Draw, **answers: str) -> dict[str, tuple[str, ...]]:
    """Some of these answers."""
    return {name: (text,) for name, text in answers.items() if draw(st.booleans())}


def _case(draw: Draw, kind: str, setup: str, answers: Mapping[str, tuple[str, ...]]) -> Case:
    purpose = draw(st.one_of(st.just(""), st.text(_VISIBLE)))
    return Case(name=kind, setup=setup, answers=answers, online=draw(st.booleans()), purpose=purpose)


# --- column definitions


def _default(draw: Draw, type_: str) -> str:
    return f"DEFAULT {draw(st.sampled_from(TYPES[type_]))}"


def _plain_column(draw: Draw, name: str, *, filled: bool) -> str:
    """A column of some type; ``filled`` says that one which is NOT NULL has a value for the rows that exist."""
    type_ = draw(st.sampled_from(sorted(TYPES)))
    null = draw(st.sampled_from(["", "NULL", "NOT NULL"]))
    with_default = draw(st.booleans()) or (filled and null == "NOT NULL")
    words = [spelled(draw, name), type_]
    attributes = [
        'COLLATE "C"' if type_ in _COLLATABLE and draw(st.booleans()) else "",
        _default(draw, type_) if with_default else "",
        null,
        f"CHECK ({quoted(name)} is not null or true)" if draw(st.booleans()) else "",
        f"CHECK ({quoted(name)} = {quoted(name)})" if draw(st.booleans()) else "",
        # Rows that exist would all have the default.
        "UNIQUE NULLS DISTINCT" if not (with_default and filled) and draw(st.booleans()) else "",
    ]
    return " ".join(word for word in [*words, *draw(st.permutations(attributes))] if word)


def _computed_column(draw: Draw, name: str) -> str:
    kind = draw(
        st.sampled_from(
            [
                "bigint GENERATED ALWAYS AS IDENTITY",
                "integer generated by default as identity (start with 10 increment by 5)",
                "bigserial",
                "int GENERATED ALWAYS AS (1 + 2) STORED",
                "text generated always as ('x' || 'y') virtual",
                "text STORAGE external COMPRESSION pglz NULL",
            ]
        )
    )
    return f"{spelled(draw, name)} {kind}"


def _reference_column(draw: Draw, name: str, scene: Scene) -> str:
    target = _table(draw, scene, scene.parent) + draw(st.sampled_from(["", f" ({quoted(scene.keys[0])})"]))
    match = draw(st.sampled_from(["", " MATCH FULL"]))
    rest = draw(st.sampled_from(["", " ON UPDATE CASCADE", " DEFERRABLE INITIALLY DEFERRED"]))
    action = draw(st.sampled_from(["", *(f" ON DELETE {action}" for action in ACTIONS)]))
    return f"{spelled(draw, name)} integer NULL REFERENCES {target}{match}{action}{rest}"


def _column(draw: Draw, name: str, scene: Scene, *, filled: bool) -> str:
    ways = ["plain", "plain", "computed"] + (["reference"] if len(scene.keys) == 1 else [])
    way = draw(st.sampled_from(ways))
    if way == "plain":
        return _plain_column(draw, name, filled=filled)
    return _computed_column(draw, name) if way == "computed" else _reference_column(draw, name, scene)


def _with_what_is_open(draw: Draw, kind: Kind, answers: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The answers, and those to the questions that they raise: nullability and ON DELETE."""
    parsed = Decision(kind, TEMPLATES, online=True, schema=NOTHING_KNOWN)
    found = dict(answers)

    def ask(field: Any, values: Any) -> tuple[str, ...]:
        if field.name in {"nullable", "on_delete"}:
            found[field.name] = ("yes",) if field.name == "nullable" else (draw(st.sampled_from(ACTIONS)),)
        return found.get(field.name, ())

    parsed.change(answers, ask)
    return found


@st.composite
def add_column(draw: Draw) -> Case:
    scene = draw(scenes())
    taken = {*scene.keys, *scene.texts, scene.number}
    columns = draw(st.lists(names.filter(lambda name: name not in taken), min_size=1, max_size=3, unique=True))
    definitions = tuple(_column(draw, name, scene, filled=True) for name in columns)
    answers = {"table": (_table(draw, scene, scene.table),), "columns": definitions}
    if not any("virtual" in definition for definition in definitions):  # PostgreSQL 18 cannot index these
        answers |= _some(draw, index=_yes(draw))
    return _case(draw, "add-column", scene.setup(), _with_what_is_open(draw, KINDS["add-column"], answers))


@st.composite
def create_table(draw: Draw) -> Case:
    scene = draw(scenes())
    table = draw(names.filter(lambda name: name not in {scene.table, scene.parent, "schema_migrations"}))
    columns = draw(st.lists(names, min_size=2, max_size=5, unique=True))
    # The first two are plain, so that any index can stand on them.
    definitions = [_plain_column(draw, name, filled=False) for name in columns[:2]]
    definitions += [_column(draw, name, scene, filled=False) for name in columns[2:]]
    pair = ", ".join(map(quoted, columns[:2]))
    answers: dict[str, tuple[str, ...]] = {
        "table": (_table(draw, scene, table),),
        "columns": tuple(definitions),
        **_some(
            draw,
            unique=pair,
            comment=draw(st.text(_VISIBLE, min_size=1)),
            column_comment=f"{quoted(columns[0])} IS 'it''s its \\ comment'",
            storage="fillfactor = 70",
            constraint=f"CHECK (({quoted(columns[0])}, {quoted(columns[1])}) is not null or true)",
            index=f"{quoted(columns[0])} DESC NULLS LAST, {quoted(columns[1])}",
            unlogged="no",
        ),
    }
    return _case(draw, "create-table", scene.setup(), _with_what_is_open(draw, KINDS["create-table"], answers))


@st.composite
def create_index(draw: Draw) -> Case:
    scene = draw(scenes())
    text, other = map(quoted, scene.texts)
    number = quoted(scene.number)
    index = f"{quoted(draw(names.filter(lambda n: n not in {scene.table, scene.parent})))} ON "
    elements = [
        number,
        f"{number} DESC NULLS LAST, {text}",
        f"{text} COLLATE \"C\" text_pattern_ops",
        f"lower({text})",
        f"abs({number} + 1) desc",
        f"replace({text}, 'a\nb', 'c')",
        f"{index}{scene.sql_of(scene.table)} ({text}, {number}) INCLUDE ({other}) WHERE {number} > 0",
        f"UNIQUE INDEX {index}{scene.sql_of(scene.table)} USING btree ({number}) WITH (fillfactor = 80)",
    ]  # fmt: skip
    chosen = draw(st.lists(st.sampled_from(elements), min_size=1, max_size=2, unique=True))
    if set(chosen) == set(elements[-2:]):  # they have the same name
        chosen = chosen[:1]
    unique = len(chosen) == 1 and chosen[0].startswith(number) and draw(st.booleans())
    options = _some(draw, where=f"{number} is not null", storage="fillfactor = 70", include=other)
    method = {} if options.get("include") or unique or chosen != [number] else _some(draw, method="hash")
    nulls = _some(draw, nulls_not_distinct="yes") if unique else {}
    answers = {"table": (_table(draw, scene, scene.table),), "indexes": tuple(chosen), **options, **method, **nulls}
    if unique:
        answers["unique"] = ("yes",)
    return _case(draw, "create-index", scene.setup(), answers)


@st.composite
def add_foreign_key(draw: Draw) -> Case:
    scene = draw(scenes())
    keys = ", ".join(spelled(draw, key) for key in scene.keys)
    target = _table(draw, scene, scene.parent) + draw(st.sampled_from(["", f" ({keys})"]))
    answers = {
        "table": (_table(draw, scene, scene.table),),
        "columns": (keys,),
        "references": (target,),
        "on_delete": (draw(st.sampled_from(ACTIONS)),),
        **_some(
            draw,
            on_update=draw(st.sampled_from(ACTIONS)),
            match=draw(st.sampled_from(["simple", "full"])),
            deferrable=draw(st.sampled_from(["no", "initially immediate", "initially deferred"])),
            constraint=spelled(draw, draw(names)),
            index=_yes(draw),
        ),
    }
    return _case(draw, "add-foreign-key", scene.setup(), answers)


@st.composite
def backfill(draw: Draw) -> Case:
    scene = draw(scenes())
    text, other = map(quoted, scene.texts)
    number = quoted(scene.number)
    assignments = draw(
        st.sampled_from(
            [
                f"{other} = 'done $$ ''x'''",
                f"{text} = upper({text}), {number} = {number} + 1",
                f"{text} = {other}, {other} = {text}",
                f"{number} = (select max({number}) + 1 from {scene.sql_of(scene.table)})",
                f"{text} = md5(random()::text)",
                f"{number} = NULL",
            ]
        )
    )
    answers = {
        "table": (_table(draw, scene, scene.table),),
        "set": (assignments,),
        "key": (", ".join(spelled(draw, key) for key in scene.keys),),
        **_some(draw, where=draw(st.sampled_from([f"{other} is null", f"{number} > 2 or {number} = 1", "false"]))),
    }
    case = _case(draw, "backfill", scene.setup(rows=draw(st.integers(0, 7))), answers)
    if case.online:
        answers |= {"batch_size": (str(draw(st.integers(1, 4))),), "pause": ("0",)}
    return case


@st.composite
def own_sql(draw: Draw) -> Case:
    scene = draw(scenes())
    table, view = scene.sql_of(scene.table), quoted(draw(names.filter(lambda n: n not in {scene.table, scene.parent})))
    pairs = [
        (f"CREATE VIEW {view} AS SELECT * FROM {table}", f"DROP VIEW {view}"),
        (f"ALTER TABLE {table} SET (fillfactor = 50)", f"ALTER TABLE {table} RESET (fillfactor);"),
        (f"-- why\nCOMMENT ON TABLE {table} IS 'a;b'; -- behind", f"COMMENT ON TABLE {table} IS NULL"),
        (f"CREATE SCHEMA app; CREATE TABLE app.{view} (a int)", f"DROP TABLE app.{view}; DROP SCHEMA app"),
    ]
    forward, rollback = draw(st.sampled_from(pairs))
    answers: dict[str, tuple[str, ...]] = {
        "description": (draw(st.text(_VISIBLE, min_size=1)),),
        "forward": (forward,),
        "rollback": (rollback,),
    }
    answers |= _some(draw, transaction=_yes(draw))
    if draw(st.booleans()):
        claim = draw(st.text(_VISIBLE, min_size=1))
        stem = "exists (select from schema_migrations)"
        answers |= {"claim": (claim,), "holds": (stem,)}
    return _case(draw, "sql", scene.setup(), answers)


# --- the properties


@PROFILE
@given(case=create_table())
def test_create_table(proved: Prove, case: Case) -> None:
    assert_proven(case, proved)


@PROFILE
@given(case=add_column())
def test_add_column(proved: Prove, case: Case) -> None:
    assert_proven(case, proved)


@PROFILE
@given(case=create_index())
def test_create_index(proved: Prove, case: Case) -> None:
    assert_proven(case, proved)


@PROFILE
@given(case=add_foreign_key())
def test_add_foreign_key(proved: Prove, case: Case) -> None:
    assert_proven(case, proved)


@PROFILE
@given(case=backfill())
def test_backfill(proved: Prove, case: Case) -> None:
    assert_proven(case, proved)


@PROFILE
@given(case=own_sql())
def test_sql(proved: Prove, case: Case) -> None:
    assert_proven(case, proved)


@pytest.mark.parametrize("table", ["t", "_saved", "_backfill", "_batch"])
@pytest.mark.parametrize("online", [True, False])
def test_backfill_where_names_are_those_of_its_own_scripts(proved: Prove, table: str, online: bool) -> None:
    setup = (
        f"CREATE TABLE {table} (old_x int, new_x int, x text, PRIMARY KEY (old_x, new_x));"
        f"INSERT INTO {table} SELECT i, i % 2, 'row ' || i FROM generate_series(1, 9) AS i"
    )
    answers = {"table": (table,), "set": ("x = x || '!'",), "key": ("old_x, new_x",)}
    assert_proven(Case(name="backfill", setup=setup, answers=answers, online=online), proved)
