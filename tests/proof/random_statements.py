"""Conditions, indexes and triggers on columns of which only the family is known."""

from __future__ import annotations

from collections.abc import Sequence

from tests.proof.random_words import Dice

from new_migration.postgres.sql import quote_identifier as quoted


def condition(dice: Dice, columns: Sequence[tuple[str, str]]) -> str:
    """A condition on one of these columns, given as SQL with their families."""
    name, family = dice.choice(list(columns))
    forms = [f"{name} IS NOT NULL OR true", f"{name} IS NULL OR {name} IS NOT NULL"]
    if family == "text":
        forms += [f"length({name}) < 80", f"{name} <> 'never it''s'", f"lower({name}) <> 'never'"]
    elif family == "number":
        forms += [f"{name} > -1000000", f"{name} <> 12345 AND {name} <> 54321"]
    elif family == "boolean":
        forms += [f"{name} OR NOT {name}"]
    elif family == "time":
        forms += [f"{name} > '0001-01-01'"]
    elif family == "array":
        forms += [f"cardinality({name}) < 50"]
    elif family == "jsonb":
        forms += [f"jsonb_typeof({name}) <> 'never'"]
    return dice.choice(forms)


def index(dice: Dice, table: str, columns: Sequence[tuple[str, str]], *, name: str) -> str:
    """A CREATE INDEX statement; ``columns`` as SQL with their families, none that no index can stand on."""
    column, family = dice.choice(list(columns))
    others = [each for each, _ in columns if each != column]
    method, element = "", column
    if family == "text" and dice.chance(0.4):
        element = dice.choice([f"lower({column})", f'{column} COLLATE "C"', f"({column} || '') text_pattern_ops"])
    elif family in {"array", "jsonb"} and dice.chance(0.6):
        method = "USING gin "
    elif family in {"range", "inet"} and dice.chance(0.6):
        method = "USING gist " if family == "range" else "USING hash "
    elif family == "number" and dice.chance(0.3):
        element = dice.choice([f"({column} + 1)", f"abs({column})"])
    elements = [element]
    if not method:
        elements[0] += dice.choice(["", "", " DESC", " DESC NULLS LAST", " NULLS FIRST"])
        elements += dice.some(others, 1)
    unique = "UNIQUE " if not method and dice.chance(0.25) else ""
    rest = f" INCLUDE ({dice.choice(others)})" if others and not method and dice.chance(0.2) else ""
    rest += " NULLS NOT DISTINCT" if unique and dice.chance(0.3) else ""
    rest += " WITH (fillfactor=75)" if not method and dice.chance(0.15) else ""
    rest += f" WHERE {condition(dice, columns)}" if dice.chance(0.25) else ""
    return f"CREATE {unique}INDEX {quoted(name)} ON {table} {method}({', '.join(elements)}){rest}"


def trigger(dice: Dice, table: str, columns: Sequence[str], name: str, function: str) -> str:
    """A CREATE TRIGGER statement of a trigger that changes nothing."""
    when = dice.choice(["BEFORE INSERT OR UPDATE", "AFTER UPDATE", "AFTER DELETE", "BEFORE DELETE", "AFTER INSERT"])
    if when == "AFTER UPDATE" and columns and dice.chance(0.5):
        when = f"AFTER UPDATE OF {dice.choice(list(columns))}"
    constraint = "CONSTRAINT " if when == "AFTER DELETE" and dice.chance(0.3) else ""
    rest = " DEFERRABLE INITIALLY DEFERRED" if constraint else ""
    rest += " FOR EACH ROW"
    if when == "AFTER UPDATE" and columns and dice.chance(0.5):
        column = dice.choice(list(columns))
        rest += f" WHEN (OLD.{column} IS DISTINCT FROM NEW.{column})"
    argument = dice.choice(["", "", "'it''s'"])
    return f"CREATE {constraint}TRIGGER {name} {when} ON {table}{rest} EXECUTE FUNCTION {function}({argument})"
