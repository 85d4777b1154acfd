"""Which combinations of values pass the CHECKs of a table: the server is asked, without touching the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from new_migration.errors import ServerRefused
from new_migration.postgres.database import Connection
from new_migration.postgres.sql import quote_identifier, quote_literal, tokens
from new_migration.proof.reading import read
from new_migration.proof.tables import Check, Type

Values = tuple[str | None, ...]

# So many combinations are looked at where columns depend on one another, and so many one by one after an error.
_MOST_COMBINATIONS = 40_000
_MOST_ALONE = 80


@dataclass(frozen=True, kw_only=True, slots=True)
class Variable:
    """Columns whose values come together, and the choices there are; "" is no NULL."""

    columns: tuple[str, ...]
    choices: tuple[Values, ...]


# Variables that share columns or checks, and those checks.
Group = tuple[list[Variable], list[Check]]


def combine(connection: Connection, groups: Sequence[Group], types: Mapping[str, Type], *, most: int) -> list[Variable]:
    """For each group the choices that pass its checks, as one variable; those first whose parts have the same number.

    ``types``: what to cast the texts of a column to. Where the server cannot evaluate a check for some values,
    they do not pass. Takes two round trips at most, as long as no check raises an error.
    """
    parts = [(variable, _own(checks, variable)) for variables, checks in groups for variable in variables]
    alone = iter(_pass(connection, [_Search((part,), own, types, len(part.choices)) for part, own in parts]))
    narrowed = [([next(alone) for _ in variables], checks) for variables, checks in groups]
    return _pass(connection, [_joint_search(variables, checks, types, most) for variables, checks in narrowed])


def _own(checks: Sequence[Check], variable: Variable) -> list[Check]:
    return [check for check in checks if set(check.columns) <= set(variable.columns)]


def _joint_search(
    variables: Sequence[Variable], checks: Sequence[Check], types: Mapping[str, Type], most: int
) -> _Search:
    """The search for combinations of what passes alone; of so many columns fewer choices each."""
    if len(variables) == 1:
        return _Search(tuple(variables), [], types, most)
    room = max(2, int(_MOST_COMBINATIONS ** (1 / len(variables))))
    cut = tuple(Variable(columns=each.columns, choices=_cut(each.choices, room)) for each in variables)
    joint = [check for check in checks if not any(check in _own(checks, variable) for variable in variables)]
    return _Search(cut, joint, types, most)


def allowed(connection: Connection, domain: Type, base: Type, values: Sequence[str]) -> list[str]:
    """Those of the texts that pass a domain's own CHECKs."""
    column = "new_migration_value"
    checks = [Check(columns=(column,), expression=_with_column(text, column)) for text in domain.checks]
    variable = Variable(columns=(column,), choices=tuple((value,) for value in values))
    (found,) = combine(connection, [([variable], checks)], {column: base}, most=len(values))
    return [choice[0] for choice in found.choices if choice[0] is not None]


def _with_column(constraint: str, column: str) -> str:
    """The expression of ``CHECK (…)`` with the column in place of VALUE."""
    parts, position = [], 0
    for token in tokens(constraint, name="CHECK"):
        if token.kind == "VALUE_P" and token.text == "VALUE":
            parts.append(constraint[position : token.start] + column)
            position = token.end
    text = "".join(parts) + constraint[position:]
    return text.removeprefix("CHECK ").removesuffix(" NOT VALID")


def _cut(choices: tuple[Values, ...], room: int) -> tuple[Values, ...]:
    """The first choices, and the one with most NULLs."""
    emptiest = max(choices, key=lambda choice: choice.count(None), default=None)
    kept = choices[:room]
    return kept if emptiest is None or emptiest in kept else (*kept[:-1], emptiest)


def _pass(connection: Connection, searches: Sequence[_Search]) -> list[Variable]:
    """What each search finds, from one query; if that raises an error, from one for each search."""
    asked = [number for number, search in enumerate(searches) if not search.is_answered]
    answers: dict[int, list[Values]] = {number: [] for number in asked}
    sql = " UNION ALL ".join(f"(SELECT {number}, found.* FROM ({searches[number].query}) found)" for number in asked)
    try:
        for number, row in read(connection, sql) if asked else []:
            answers[number].append(tuple(row))
    except ServerRefused:
        answers = {number: searches[number].run_alone(connection) for number in asked}
    return [
        Variable(columns=search.columns, choices=tuple(dict.fromkeys(answers.get(number, search.known))))
        for number, search in enumerate(searches)
    ]


@dataclass(frozen=True, slots=True)
class _Search:
    """For combinations of choices that pass the checks, ``most`` of them at most."""

    variables: tuple[Variable, ...]
    checks: Sequence[Check]
    types: Mapping[str, Type]
    most: int

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(column for variable in self.variables for column in variable.columns))

    @property
    def is_answered(self) -> bool:
        """Whether there is nothing to ask: all choices pass, or there are none."""
        return (len(self.variables) == 1 and not self.checks) or not all(each.choices for each in self.variables)

    @property
    def known(self) -> tuple[Values, ...]:
        """What passes where there is nothing to ask."""
        return self.variables[0].choices[: self.most] if len(self.variables) == 1 else ()

    def run_alone(self, connection: Connection) -> list[Values]:
        """The combinations that pass; where one makes a check raise an error, as a cast does, each is asked alone."""
        try:
            return [tuple(row) for (row,) in read(connection, self.query)]
        except ServerRefused:
            return list(islice(self._one_by_one(connection), self.most))

    def _one_by_one(self, connection: Connection) -> Iterator[Values]:
        for choices in islice(_combinations(self.variables), _MOST_ALONE):
            parts = zip(self.variables, choices, strict=True)
            single = tuple(Variable(columns=variable.columns, choices=(choice,)) for variable, choice in parts)
            try:
                yield from (tuple(row) for (row,) in read(connection, replace(self, variables=single).query))
            except ServerRefused:
                continue

    @property
    def query(self) -> str:
        names = [f"new_migration_{number}" for number in range(len(self.variables))]
        places = list(zip(self.variables, names, strict=True))
        sources = ", ".join(self._source(variable, name) for variable, name in places)
        owners: dict[str, list[str]] = {column: [] for column in self.columns}
        for variable, name in places:
            for column in variable.columns:
                owners[column].append(f"{name}.{quote_identifier(column)}")
        cells = "".join(f"{one} AS {quote_identifier(column)}, " for column, (one, *_) in owners.items())
        same = [f"{one} = {other}" for one, *others in owners.values() for other in others]
        numbers = [f"{name}.new_migration_number" for name in names]
        shown = ", ".join(f"new_migration_row.{quote_identifier(column)}::text" for column in owners)
        return (
            f"SELECT ARRAY[{shown}] FROM (SELECT {cells}"
            f"greatest({', '.join(numbers)}) - least({', '.join(numbers)}) AS new_migration_spread, "
            f"{' + '.join(numbers)} AS new_migration_total FROM {sources} WHERE {_all(same)}) new_migration_row "
            f"WHERE {_all([f'({check.expression}) IS NOT FALSE' for check in self.checks])} "
            f"ORDER BY new_migration_spread, new_migration_total LIMIT {self.most}"
        )

    def _source(self, variable: Variable, name: str) -> str:
        """The choices as a relation with the columns of the table, and their number."""
        texts = [f"new_migration_{index}" for index in range(len(variable.columns))]
        rows = ", ".join(
            "(" + ", ".join([str(number), *map(_text_constant, choice)]) + ")"
            for number, choice in enumerate(variable.choices)
        )
        typed = "".join(
            f", {text}::{self.types[column].declared} AS {quote_identifier(column)}"
            for text, column in zip(texts, variable.columns, strict=True)
        )
        values = f"(VALUES {rows}) v(new_migration_number, {', '.join(texts)})"
        return f"(SELECT new_migration_number{typed} FROM {values}) {name}"


def _combinations(variables: Sequence[Variable]) -> Iterator[tuple[Values, ...]]:
    """First those of choices with the same number, then all."""
    for index in range(max(len(variable.choices) for variable in variables)):
        yield tuple(variable.choices[index % len(variable.choices)] for variable in variables)
    yield from product(*(variable.choices for variable in variables))


def _all(conditions: Sequence[str]) -> str:
    return " AND ".join(conditions) or "true"


def _text_constant(value: str | None) -> str:
    return "NULL::text" if value is None else f"{quote_literal(value)}::text"
