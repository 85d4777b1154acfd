"""The rows that a table is to get: for each column a value that passes what is known of its constraints.

Columns that a CHECK or a foreign key ties together are chosen together (``Variable``); rows that would break a
unique key are not chosen. What cannot be known beforehand, as what a trigger does, the server says at the INSERT.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice, product

from new_migration.postgres.database import Connection
from new_migration.proof.constants import Constants
from new_migration.proof.row_search import Group, Values, Variable, combine
from new_migration.proof.row_values import Pools
from new_migration.proof.tables import Check, Column, Key, Reference, Table


class Default(Enum):
    """What stands for the DEFAULT of a column."""

    DEFAULT = "DEFAULT"


Value = str | None | Default
NewRow = Mapping[str, Value]
Keys = Callable[[Reference], Sequence[Values]]

_MOST_TRIES = 5_000
# Values more than rows: some of them may not pass, or be there.
_SPARE = 24


class Recipe(Enum):
    """Which rows: one of them with NULLs and one with defaults, all with values, with defaults, or with little."""

    MIXED = "mixed"
    VALUES = "values"
    DEFAULTS = "defaults"
    LITTLE = "little"


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """``count`` rows are wanted; ``keys`` tells what a foreign key can refer to, those ``postponed`` are NULL.

    ``promised``: what columns get in any case, because rows of other tables will refer to it.
    """

    count: int
    keys: Keys
    postponed: frozenset[Reference]
    promised: tuple[Variable, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidates:
    """What the rows of one table are chosen from. ``unsolved``: CHECKs, or columns, for which no value was found."""

    table: Table
    variables: tuple[Variable, ...]
    has_default: frozenset[str]
    unsolved: tuple[str, ...]

    def rows(self, count: int, recipe: Recipe, taken: Mapping[Key, set[tuple[Value, ...]]], start: int) -> list[NewRow]:
        """Up to ``count`` rows that differ in all keys, from one another and from what is ``taken``."""
        used = {key: set(taken.get(key, ())) for key in self.table.keys}
        found: list[NewRow] = []
        for number in range(count):
            row = next(self._attempts(number + start, _wish(recipe, number), used), None)
            if row is None:
                break
            for key, parts in used.items():
                parts.add(_part(row, key))
            found.append(row)
        return found

    def _attempts(self, number: int, wish: str, used: Mapping[Key, set[tuple[Value, ...]]]) -> Iterator[NewRow]:
        """Rows that break no strict key; first those that break no other, and that are as wished."""
        for strict_only in (False, True):
            wanted = [key for key in used if key.is_strict or not strict_only]
            involved = {column for key in wanted for column in key.columns}
            options = [self._options(variable, number, wish, involved) for variable in self.variables]
            for choice in islice(product(*options), _MOST_TRIES):
                row = {column: value for part in choice for column, value in part.items()}
                if not any(_is_taken(row, key, used[key]) for key in wanted):
                    yield row

    def _options(self, variable: Variable, number: int, wish: str, involved: set[str]) -> list[dict[str, Value]]:
        """What the variable can be in that row, the best first; only one where no key asks for more."""
        full = sorted(variable.choices, key=lambda choice: choice.count(None))
        fullest = [choice for choice in full if choice.count(None) == full[0].count(None)]
        turned = [fullest[(number + step) % len(fullest)] for step in range(len(fullest))]
        options: list[dict[str, Value]] = [dict(zip(variable.columns, choice, strict=True)) for choice in turned]
        if "null" in wish and None in full[-1]:
            options.insert(0, dict(zip(variable.columns, full[-1], strict=True)))
        if "default" in wish and len(variable.columns) == 1 and variable.columns[0] in self.has_default:
            options.insert(0, {variable.columns[0]: Default.DEFAULT})
        return options if involved & set(variable.columns) else options[:1]


def _wish(recipe: Recipe, number: int) -> str:
    if recipe is Recipe.MIXED:
        return ("", "null", "default")[number % 3]
    return {Recipe.VALUES: "", Recipe.DEFAULTS: "default", Recipe.LITTLE: "null default"}[recipe]


def _part(row: NewRow, key: Key) -> tuple[Value, ...]:
    return tuple(row.get(column, Default.DEFAULT) for column in key.columns)


def _is_taken(row: NewRow, key: Key, used: set[tuple[Value, ...]]) -> bool:
    """Whether the row would break the key; of columns that a sequence supplies nothing is known, nor need be."""
    if not all(column in row for column in key.columns):
        return False
    part = _part(row, key)
    return part in used and not (key.nulls_differ and None in part)


def find_candidates(connection: Connection, table: Table, pools: Pools, terms: Terms) -> Candidates:
    """What the rows of a table can be chosen from. Raises ServerRefused."""
    promised = {column for variable in terms.promised for column in variable.columns}
    columns = [
        column for column in table.columns if column.name in promised or not (column.is_given or column.is_counted)
    ]
    names = {column.name for column in columns}
    checks = [check for check in table.checks if set(check.columns) <= names]
    types = {column.name: pools.base(column.type) for column in columns}
    variables, unsolved = [], []
    groups = _groups(_variables(table, columns, pools, terms), checks)
    for (_, its_checks), variable in zip(
        groups, combine(connection, groups, types, most=4 * terms.count + 100), strict=True
    ):
        if variable.choices:
            variables.append(variable)
        elif not all(table.column(name).default for name in variable.columns):
            unsolved.append(" AND ".join(check.expression for check in its_checks) or ", ".join(variable.columns))
    tied = {column for check in checks if len(check.columns) > 1 for column in check.columns} | promised
    plain = (column.name for column in columns if _is_plain(column.default))
    return Candidates(
        table=table, variables=tuple(variables), has_default=frozenset(plain) - tied, unsolved=tuple(unsolved)
    )


def _is_nullable(column: Column, pools: Pools) -> bool:
    return not column.not_null and not pools.is_not_null(column.type)


def _is_plain(default: str) -> bool:
    """Whether a default gives the same each time: a call, or the time of day, need not."""
    return bool(default) and "(" not in default and not default.upper().startswith(("CURRENT_", "LOCAL", "SESSION_"))


def _variables(table: Table, columns: Sequence[Column], pools: Pools, terms: Terms) -> list[Variable]:
    """A variable for each foreign key with what it can refer to, and one for each other column."""
    given = {column.name: column for column in columns}
    variables = list(terms.promised)
    done = {column for variable in variables for column in variable.columns}
    for reference in table.references:
        if not set(reference.columns) <= given.keys():
            continue
        can_be_null = [name for name in reference.columns if _is_nullable(given[name], pools)]
        choices = [] if reference in terms.postponed else list(terms.keys(reference))
        if can_be_null and not choices:  # one NULL is enough: MATCH SIMPLE
            variables += [Variable(columns=(name,), choices=((None,),)) for name in can_be_null if name not in done]
            done.update(can_be_null)
            continue
        if len(can_be_null) == len(reference.columns):
            choices.append((None,) * len(can_be_null))
        variables.append(Variable(columns=reference.columns, choices=tuple(choices)))
        done.update(reference.columns)
    free = (column for column in columns if column.name not in done)
    return [*variables, *(_free(table, column, pools, terms.count) for column in free)]


def _free(table: Table, column: Column, pools: Pools, count: int) -> Variable:
    texts = [check.expression for check in table.checks if column.name in check.columns]
    constants = Constants.of(*texts, column.default) if texts else None
    is_key = any(column.name in key.columns for key in table.keys)
    size = count + _SPARE if texts or is_key else count
    values = pools.values(column.type, column.modifier, size, constants=constants, is_key=is_key)
    choices: list[Values] = [(value,) for value in values]
    if _is_nullable(column, pools):
        choices.append((None,))
    return Variable(columns=(column.name,), choices=tuple(choices))


def _groups(variables: Sequence[Variable], checks: Sequence[Check]) -> list[Group]:
    """Variables that share a column or a check, each group with its checks."""
    groups: list[Group] = []
    bonds = [*(([variable], []) for variable in variables), *(([], [check]) for check in checks)]
    for its_variables, its_checks in bonds:
        names = _names(its_variables, its_checks)
        touched = [group for group in groups if names & _names(*group)]
        groups = [group for group in groups if group not in touched]
        merged = [*touched, (its_variables, its_checks)]
        groups.append(
            ([each for group in merged for each in group[0]], [each for group in merged for each in group[1]])
        )
    return [group for group in groups if group[0]]


def _names(variables: Sequence[Variable], checks: Sequence[Check]) -> set[str]:
    of_variables = {column for variable in variables for column in variable.columns}
    return of_variables | {column for check in checks for column in check.columns}
