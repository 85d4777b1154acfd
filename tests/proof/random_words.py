"""Chance, and the words that random schemas are made of."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import TypeVar

from new_migration.postgres.sql import quote_literal as literal

T = TypeVar("T")

_PLAIN = [
    "users", "orders", "items", "notes", "events", "prices", "tags", "status", "total", "email", "title", "owner_id",
    "created_at", "is_active", "kind", "amount", "label", "parent", "body", "full_name", "code", "weight", "id",
    "first",
]  # fmt: skip
_HOSTILE = [
    "order", "user", "select", "My Column", 'a"b', "naïve", "it's", "$$", "a.b", "%s", "日本", "x" * 63, "é" * 31 + "y",
    "t" * 62 + "$", "table", "new", "old", "_saved", "value", "trail ", "{{ x }}", "\\d", "-- x", "ALLCAPS", "(a)",
    "all",
]  # fmt: skip
COMMENTS = ["What it is for", "it's a 'test' of $$ and \\ and \"quotes\" -- end", "two\nlines", "naïve; ünïcode", "%"]
LABELS = ["sad", "so so", "it's", "naïve", "Happy", "a,b", "x\\y", "OK"]
ROLES = ["PUBLIC", "pg_monitor", "pg_read_all_data"]
ACTIONS = ["CASCADE", "RESTRICT", "SET NULL", "SET DEFAULT", "NO ACTION"]

# Type → its family, and two expressions that make a value of it.
TYPES = {
    "text": ("text", "'abc'", "lower('ABC')"),
    "varchar(40)": ("text", "'x'", "''"),
    "varchar": ("text", "'it''s'", "'a' || 'b'"),
    "char(3)": ("text", "'ab'", "'x'"),
    "integer": ("number", "42", "1 + 2"),
    "bigint": ("number", "7", "'-3'"),
    "smallint": ("number", "1", "0"),
    "numeric(10,2)": ("number", "1.50", "0"),
    "numeric": ("number", "3.14159", "10 / 4.0"),
    "double precision": ("number", "0.5", "'NaN'"),
    "boolean": ("boolean", "true", "(NOT true)"),
    "date": ("time", "'2020-02-29'", "CURRENT_DATE"),
    "timestamptz": ("time", "now()", "'2020-01-01 00:00Z'"),
    "timestamp(3)": ("time", "localtimestamp", "'2020-01-01'"),
    "interval": ("interval", "'1 day'", "interval '2 hours'"),
    "uuid": ("uuid", "gen_random_uuid()", "'00000000-0000-0000-0000-000000000001'"),
    "jsonb": ("jsonb", "'{}'", "jsonb_build_object('a', 1)"),
    "text[]": ("array", "'{}'", "ARRAY['a', 'b']"),
    "integer[]": ("array", "'{1,2}'", "ARRAY[]::integer[]"),
    "bytea": ("bytea", "'\\x00'", "''"),
    "inet": ("inet", "'::1'", "'10.0.0.0/8'"),
    "int4range": ("range", "'[1,2)'", "'empty'"),
    "json": ("opaque", "'{}'", "'[1]'"),
    "point": ("opaque", "'(0,1)'", "point(1, 2)"),
}
# A default each time another: no two rows need to be equal in these.
KEY_TYPES = ["integer", "bigint", "uuid", "text", "varchar(40)", "date"]


class Dice(random.Random):
    """Chance, and names that were not given out before."""

    def __init__(self, seed: object) -> None:
        super().__init__(str(seed))
        self.taken = {"public", "schema_migrations"}

    def chance(self, probability: float) -> bool:
        return self.random() < probability

    def some(self, things: Iterable[T], most: int) -> list[T]:
        """None to ``most`` of them, each once, in any order."""
        found = list(things)
        self.shuffle(found)
        return found[: self.randint(0, min(most, len(found)))]

    def name(self, taken: set[str] | None = None) -> str:
        """A name that is not in ``taken``, by default of no relation, type, function or constraint of the database."""
        taken = self.taken if taken is None else taken
        for _ in range(20):
            name = self.choice(_HOSTILE if self.chance(0.2) else _PLAIN)
            if name not in taken:
                break
        else:
            name = f"{self.choice(_PLAIN)}_{len(taken)}"
        while name in taken:
            name = f"{name[:20]}_{self.randint(0, 10**6)}"
        taken.add(name)
        return name

    def comment(self) -> str:
        return literal(self.choice(COMMENTS))
