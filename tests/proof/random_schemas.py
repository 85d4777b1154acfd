"""Random schemas as SQL that runs: tables with all that can hang on them, views, functions, triggers, types."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.proof.random_statements import condition, index, trigger
from tests.proof.random_words import ACTIONS, KEY_TYPES, LABELS, ROLES, TYPES, Dice

from new_migration.postgres.sql import quote_identifier as quoted
from new_migration.postgres.sql import quote_literal as literal


@dataclass(kw_only=True, slots=True)
class Column:
    name: str
    type: str
    family: str
    words: str = ""
    required: bool = False
    is_computed: bool = False

    def __str__(self) -> str:
        return quoted(self.name)


@dataclass(kw_only=True, slots=True)
class Table:
    schema: str
    name: str
    columns: list[Column] = field(default_factory=list)
    key: tuple[Column, ...] = ()

    def __str__(self) -> str:
        return f"{quoted(self.schema)}.{quoted(self.name)}" if self.schema else quoted(self.name)

    def of(self, *families: str) -> list[Column]:
        return [each for each in self.columns if each.family in families]

    @property
    def comparable(self) -> list[Column]:
        """Those that an index can stand on."""
        return [each for each in self.columns if each.family != "opaque" and "VIRTUAL" not in each.words]


class Schema:
    """One random schema; ``sql`` makes it. ``major`` is the version of PostgreSQL that runs it."""

    def __init__(self, dice: Dice, major: int) -> None:
        self.dice, self.major = dice, major
        self.statements: list[str] = []
        self.tables: list[Table] = []
        self.views: list[tuple[str, list[str]]] = []
        self.second = ""
        self.functions: dict[str, str] = {}
        self.types: dict[str, tuple[str, ...]] = {}
        self._make()

    @property
    def sql(self) -> str:
        return "".join(f"{statement};\n" for statement in self.statements)

    def add(self, statement: str) -> None:
        self.statements.append(statement)

    def place(self, name: str) -> str:
        """A name in one of the schemas."""
        return f"{quoted(self.second)}.{quoted(name)}" if self.second and self.dice.chance(0.4) else quoted(name)

    def _make(self) -> None:
        dice = self.dice
        if dice.chance(0.5):
            self.second = dice.choice(["app", "odd schema", 'sch"ema', "Schema"])
            self.add(f"CREATE SCHEMA {quoted(self.second)}")
            if dice.chance(0.3):
                self.add(f"GRANT USAGE ON SCHEMA {quoted(self.second)} TO {dice.choice(ROLES)}")
            if dice.chance(0.3):
                self.add(f"COMMENT ON SCHEMA {quoted(self.second)} IS {dice.comment()}")
        self._types()
        self._functions()
        for _ in range(dice.randint(1, 4)):
            self._table()
        for table in self.tables:
            self._hang_on(table)
        for _ in range(dice.randint(0, 3)):
            self._view()
        if dice.chance(0.4):
            self._function_on(dice.choice(self.tables))

    def _types(self) -> None:
        dice = self.dice
        if dice.chance(0.7):
            name, labels = self.place(dice.name()), dice.sample(LABELS, dice.randint(1, 4))
            self.add(f"CREATE TYPE {name} AS ENUM ({', '.join(map(literal, labels))})")
            self.types[name] = ("enum", literal(labels[0]), literal(labels[-1]))
            self._decorate("TYPE", name, "USAGE")
        if dice.chance(0.5):
            name = self.place(dice.name())
            self.add(f"CREATE DOMAIN {name} AS text CONSTRAINT {quoted(dice.name())} CHECK (length(VALUE) < 90)")
            self.types[name] = ("text", "'abc'", "'d'")
            self._decorate("DOMAIN", name, "USAGE")

    def _decorate(self, kind: str, name: str, *privileges: str) -> None:
        """Perhaps a comment and privileges."""
        dice = self.dice
        if dice.chance(0.25):
            self.add(f"COMMENT ON {kind} {name} IS {dice.comment()}")
        if privileges and dice.chance(0.3):
            way = dice.choice(["GRANT", "GRANT", "REVOKE"])
            role = dice.choice(ROLES)
            option = " WITH GRANT OPTION" if way == "GRANT" and role != "PUBLIC" and dice.chance(0.2) else ""
            place = "" if kind in {"TABLE", "VIEW", "MATERIALIZED VIEW"} else f"{kind} "
            direction = "TO" if way == "GRANT" else "FROM"
            self.add(f"{way} {', '.join(privileges)} ON {place}{name} {direction} {role}{option}")

    def _functions(self) -> None:
        dice = self.dice
        trigger = self.place(dice.name())
        self.add(
            f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS\n"
            "  $body$ BEGIN IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $body$"
        )
        self.functions["trigger"] = trigger
        if dice.chance(0.5):
            name = self.place(dice.name())
            body = dice.choice(["RETURN a + 1", "AS 'SELECT $1 + 1'", "AS $$ SELECT a /* it's */ + 1 $$"])
            self.add(f"CREATE FUNCTION {name}(a integer) RETURNS integer LANGUAGE sql IMMUTABLE {body}")
            self.functions["immutable"] = name
            self._decorate("FUNCTION", f"{name}(integer)", "EXECUTE")

    def _function_on(self, table: Table) -> None:
        """One that depends on a table, or takes a row of it."""
        dice, name = self.dice, self.place(self.dice.name())
        column = dice.choice(table.columns)
        forms = [
            f"CREATE FUNCTION {name}() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT count({column})"
            f" FROM {table}; END",
            f"CREATE FUNCTION {name}(r {table}) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
            f"CREATE FUNCTION {name}() RETURNS SETOF {table} LANGUAGE sql AS {literal(f'SELECT * FROM {table}')}",
            f"CREATE PROCEDURE {name}(INOUT a integer DEFAULT 3) LANGUAGE plpgsql AS $$ BEGIN a := 1; END $$",
        ]
        self.add(dice.choice(forms))

    # Tables

    def _type(self) -> tuple[str, tuple[str, ...]]:
        own = sorted(self.types)
        name = self.dice.choice(own if own and self.dice.chance(0.25) else sorted(TYPES))
        return name, self.types.get(name) or TYPES[name]

    def _table(self) -> None:
        dice = self.dice
        schema = self.second if self.second and dice.chance(0.4) else ""
        table = Table(schema=schema, name=dice.name())
        names: set[str] = set()
        elements: list[str] = []
        key = self._key(table, names)
        for _ in range(dice.randint(1, 5)):
            self._column(table, names)
        references = [self._reference(table, names) for _ in range(dice.choice([0, 0, 1, 1, 2]))]
        elements += [f"{each} {each.words}" for each in table.columns]
        elements += [key] if key else []
        elements += [each for each in references if each.startswith("CONSTRAINT")]
        elements += self._constraints(table)
        rest = dice.choice(["", "", "", " WITH (fillfactor=70)", " WITH (autovacuum_enabled=false)"])
        # None that is not UNLOGGED may refer to it.
        persistence = "UNLOGGED " if not table.key and not references and dice.chance(0.2) else ""
        self.add(f"CREATE {persistence}TABLE {table} (\n  " + ",\n  ".join(elements) + f"\n){rest}")
        for each in references:
            if each and not each.startswith("CONSTRAINT"):
                self.add(each)
        self.tables.append(table)

    def _key(self, table: Table, names: set[str]) -> str:
        """The columns of the primary key, and it where it is not with them."""
        dice = self.dice
        way = dice.choice(["identity", "serial", "uuid", "plain", "two", "none"])
        name = Column(name=dice.name(names), type="bigint", family="number", required=True)
        if way == "none":
            return ""
        if way == "identity":
            options = dice.choice(["", " (START WITH 10 INCREMENT BY 5)"])
            when = dice.choice(["ALWAYS", "BY DEFAULT"])
            name.words, name.is_computed = f"bigint GENERATED {when} AS IDENTITY{options}", when == "ALWAYS"
        elif way == "serial":
            name.type, name.words = "integer", "serial"
        elif way == "uuid":
            name.type, name.family, name.words = "uuid", "uuid", "uuid DEFAULT gen_random_uuid()"
        else:
            name.type = dice.choice(KEY_TYPES)
            name.family, name.words = TYPES[name.type][0], f"{name.type}"
        table.columns.append(name)
        table.key = (name,)
        if way == "two":
            other = Column(name=dice.name(names), type=dice.choice(KEY_TYPES), family="", required=True)
            other.family, other.words = TYPES[other.type][0], other.type
            table.columns.append(other)
            table.key = tuple(dice.sample([name, other], 2))
        constraint = f"CONSTRAINT {quoted(dice.name())} " if dice.chance(0.6) else ""
        return f"{constraint}PRIMARY KEY ({', '.join(map(str, table.key))})"

    def _column(self, table: Table, names: set[str]) -> None:
        dice = self.dice
        type_, (family, *values) = self._type()
        column = Column(name=dice.name(names), type=type_, family=family)
        numbers = [each for each in table.of("number") if each.type == "integer" and not each.is_computed]
        words = [type_]
        if type_ in {"text", "varchar(40)", "varchar"} and dice.chance(0.15):
            words.append('COLLATE "C"')
        if numbers and type_ in {"integer", "bigint", "text"} and dice.chance(0.25):
            source, column.is_computed = str(dice.choice(numbers)), True
            inner = (
                f"{self.functions['immutable']}({source})"
                if "immutable" in self.functions and dice.chance(0.4)
                else f"{source} * 2"
            )
            stored = "VIRTUAL" if self.major >= 18 and "(" not in inner and dice.chance(0.3) else "STORED"
            words.append(f"GENERATED ALWAYS AS ({f'({inner})::text' if type_ == 'text' else inner}) {stored}")
        else:
            if dice.chance(0.4):
                words.append(f"DEFAULT {dice.choice(values)}")
            if dice.chance(0.35):
                column.required = True
                named = f"CONSTRAINT {quoted(dice.name())} " if self.major >= 18 and dice.chance(0.2) else ""
                words.append(f"{named}NOT NULL")
        column.words = " ".join(words)
        table.columns.append(column)

    def _reference(self, table: Table, names: set[str]) -> str:
        """A foreign key to a table that is there, with the columns for it; "" where there is none."""
        dice = self.dice
        targets = [each for each in (*self.tables, table) if each.key]
        if not targets:
            return ""
        target = dice.choice(targets)
        own = [Column(name=dice.name(names), type=each.type, family=each.family) for each in target.key]
        for column in own:
            column.required = dice.chance(0.2) and target is not table
            column.words = f"{column.type}{' NOT NULL' if column.required else ''}"
        table.columns += own
        actions = ["CASCADE", "RESTRICT", "NO ACTION"] if any(each.required for each in own) else ACTIONS
        rest = dice.choice(["", "", " MATCH FULL"])
        rest += f" ON DELETE {dice.choice(actions)}" if dice.chance(0.6) else ""
        rest += f" ON UPDATE {dice.choice(actions)}" if dice.chance(0.3) else ""
        rest += dice.choice(["", "", "", " DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED"])
        columns, key = ", ".join(map(str, own)), ", ".join(map(str, target.key))
        text = f"CONSTRAINT {quoted(dice.name())} FOREIGN KEY ({columns}) REFERENCES {target} ({key}){rest}"
        return text if dice.chance(0.6) else f"ALTER TABLE {table} ADD {text}{dice.choice(['', ' NOT VALID'])}"

    def _constraints(self, table: Table) -> list[str]:
        dice = self.dice
        found = []
        if dice.chance(0.5):
            columns = dice.some(table.comparable, 2)
            if columns:
                nulls = dice.choice(["", "", " NULLS NOT DISTINCT"])
                rest = dice.choice(["", "", " DEFERRABLE INITIALLY DEFERRED", " WITH (fillfactor=80)"])
                others = [each for each in table.columns if each not in columns and "VIRTUAL" not in each.words]
                include = f" INCLUDE ({dice.choice(others)})" if others and dice.chance(0.2) else ""
                found.append(f"{self._maybe_named()}UNIQUE{nulls} ({', '.join(map(str, columns))}){include}{rest}")
        for _ in range(dice.choice([0, 1, 1, 2])):
            found.append(f"{self._maybe_named()}CHECK ({self.condition(table)}){dice.choice(['', '', ' NO INHERIT'])}")
        ranges = table.of("range")
        if ranges and dice.chance(0.6):
            found.append(f"{self._maybe_named()}EXCLUDE USING gist ({ranges[0]} WITH &&)")
        elif table.comparable and dice.chance(0.1):
            column = dice.choice(table.comparable)
            found.append(f"{self._maybe_named()}EXCLUDE USING btree ({column} WITH =) WHERE ({column} IS NOT NULL)")
        return found

    def _maybe_named(self) -> str:
        return f"CONSTRAINT {quoted(self.dice.name())} " if self.dice.chance(0.6) else ""

    def condition(self, table: Table) -> str:
        """What holds for most rows."""
        return condition(self.dice, [(str(each), each.family) for each in table.columns])

    # What hangs on tables

    def _hang_on(self, table: Table) -> None:
        dice = self.dice
        for _ in range(dice.choice([0, 1, 1, 2, 3])):
            self._index(table)
        if dice.chance(0.4):
            self._trigger(table)
        if dice.chance(0.25):
            self._policies(table)
        if dice.chance(0.2) and len(self._plain(table)) > 1:
            columns = ", ".join(map(str, dice.sample(self._plain(table), 2)))
            kinds = dice.choice(["", " (ndistinct)", " (dependencies, mcv)"])
            name = self.place(dice.name())
            self.add(f"CREATE STATISTICS {name}{kinds} ON {columns} FROM {table}")
            self._decorate("STATISTICS", name)
        self._settings(table)
        self._decorate("TABLE", str(table), *(dice.some(["SELECT", "INSERT", "UPDATE", "DELETE"], 3) or ["SELECT"]))
        for column in dice.some(table.columns, 1):
            self.add(f"COMMENT ON COLUMN {table}.{column} IS {dice.comment()}")
        if dice.chance(0.2):
            columns = ", ".join(map(str, dice.some(table.columns, 2) or table.columns[:1]))
            self.add(f"GRANT {dice.choice(['SELECT', 'UPDATE'])} ({columns}) ON {table} TO {dice.choice(ROLES)}")
        if dice.chance(0.15):
            self.add(f"ALTER TABLE {table} ADD {self._maybe_named()}CHECK ({self.condition(table)}) NOT VALID")

    def _plain(self, table: Table) -> list[Column]:
        return [each for each in table.comparable if "GENERATED" not in each.words]

    def _index(self, table: Table) -> None:
        dice = self.dice
        if not table.comparable:
            return
        self.add(index(dice, str(table), [(str(each), each.family) for each in table.comparable], name=dice.name()))
        # Its name is in the schema of its table.
        if dice.chance(0.2):
            column = dice.choice(table.comparable)
            name = dice.name()
            self.add(f"CREATE INDEX {quoted(name)} ON {table} ({column})")
            place = f"{quoted(table.schema)}.{quoted(name)}" if table.schema else quoted(name)
            self.add(f"COMMENT ON INDEX {place} IS {dice.comment()}")
            if dice.chance(0.3):
                self.add(f"ALTER TABLE {table} CLUSTER ON {quoted(name)}")

    def _trigger(self, table: Table) -> None:
        dice, name = self.dice, quoted(self.dice.name())
        self.add(trigger(dice, str(table), [str(each) for each in self._plain(table)], name, self.functions["trigger"]))
        if dice.chance(0.3):
            self.add(f"ALTER TABLE {table} {dice.choice(['DISABLE', 'ENABLE ALWAYS'])} TRIGGER {name}")
        if dice.chance(0.3):
            self.add(f"COMMENT ON TRIGGER {name} ON {table} IS {dice.comment()}")

    def _policies(self, table: Table) -> None:
        dice = self.dice
        if dice.chance(0.7):
            self.add(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            if dice.chance(0.3):
                self.add(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        for _ in range(dice.randint(1, 2)):
            name = quoted(dice.name())
            form = dice.choice(["FOR SELECT TO pg_monitor USING", "USING", "AS RESTRICTIVE FOR UPDATE USING"])
            self.add(f"CREATE POLICY {name} ON {table} {form} ({self.condition(table)})")
            if dice.chance(0.3):
                self.add(f"COMMENT ON POLICY {name} ON {table} IS {dice.comment()}")

    def _settings(self, table: Table) -> None:
        dice = self.dice
        for column in dice.some(self._plain(table), 1):
            forms = ["SET STATISTICS 200", "SET (n_distinct = 5)", "SET (n_distinct = -0.5, n_distinct_inherited = 3)"]
            if column.type in {"text", "jsonb", "bytea", "varchar"}:
                forms += ["SET STORAGE EXTERNAL", "SET STORAGE MAIN", "SET COMPRESSION pglz"]
            self.add(f"ALTER TABLE {table} ALTER COLUMN {column} {dice.choice(forms)}")
        if table.key and dice.chance(0.1):
            self.add(f"ALTER TABLE {table} REPLICA IDENTITY FULL")

    # Views

    def _view(self) -> None:
        dice, name = self.dice, self.place(self.dice.name())
        if self.views and dice.chance(0.3):
            below, columns = dice.choice(self.views)
            columns = columns[: dice.randint(1, len(columns))]
            query = f"SELECT {', '.join(columns)} FROM {below}"
        else:
            table = dice.choice(self.tables)
            chosen = [each for each in table.columns if dice.chance(0.6)] or table.columns[:1]
            columns = [str(each) for each in chosen]
            query = f"SELECT {', '.join(columns)} FROM {table}"
            query += f" WHERE {self.condition(table)}" if dice.chance(0.5) else ""
            if table.key and dice.chance(0.15):  # depends on the primary key
                columns = [str(each) for each in table.columns]
                query = f"SELECT {', '.join(columns)} FROM {table} GROUP BY {', '.join(map(str, table.key))}"
        if dice.chance(0.3):
            self.add(f"CREATE MATERIALIZED VIEW {name} AS {query}")
            if dice.chance(0.4):
                self.add(f"CREATE INDEX {quoted(dice.name())} ON {name} (({columns[0]} IS NULL))")
            self._decorate("MATERIALIZED VIEW", name, "SELECT")
        else:
            options = dice.choice(["", "", " WITH (security_invoker=true)", " WITH (security_barrier=true)"])
            self.add(f"CREATE VIEW {name}{options} AS {query}")
            self._decorate("VIEW", name, "SELECT")
            if dice.chance(0.2):
                self.add(f"COMMENT ON COLUMN {name}.{columns[0]} IS {dice.comment()}")
        self.views.append((name, columns))
