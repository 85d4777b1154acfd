"""Values for columns, by type, in the text form that the type reads: the same ones for the same schema.

``Pools.values`` gives different values, plain ones first. Numbers and texts are small, so that a migration may
narrow a type; those for keys are unlike what people write into migrations, so that a later INSERT does not clash.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise, product

from new_migration.proof.constants import Constants
from new_migration.proof.tables import Type

Filter = Callable[[Type, Sequence[str]], Sequence[str]]

_KEY_OFFSET = 900_000
_SMALL_KEY_OFFSET = 29_000
_FIRST_DAY = date(2001, 1, 1)
_LETTERS = string.ascii_lowercase + string.ascii_uppercase + string.digits


class Pools:
    """Values for all types of a database. ``allowed`` says which of some values a domain's own CHECKs let through."""

    def __init__(self, types: Mapping[int, Type], allowed: Filter) -> None:
        self._types = types
        self._allowed = allowed

    def values(
        self, type_: int, modifier: int, count: int, *, constants: Constants | None = None, is_key: bool = False
    ) -> list[str]:
        """About ``count`` different values, and those that ``constants`` suggest; none for a type without values."""
        type_info = self._types[type_]
        match type_info.kind:
            case "d":
                found = self._domain_values(type_info, count, constants, is_key)
            case "e":
                found = list(type_info.labels)
            case "c":
                found = self._composite_values(type_info, count)
            case "r":
                found = self._range_values(type_info.of, count, constants)
            case "m":
                found = ["{" + value + "}" for value in self.values(type_info.of, -1, count, constants=constants)]
            case _ if type_info.category == "A" and type_info.name not in _VECTORS:
                found = self._array_values(type_info, modifier, count, constants)
            case _:
                found = scalar_values(type_info, modifier, count, constants=constants, is_key=is_key)
        return found

    def is_not_null(self, type_: int) -> bool:
        """Whether a domain refuses NULL."""
        type_info = self._types[type_]
        return type_info.kind == "d" and (type_info.not_null or self.is_not_null(type_info.of))

    def base(self, type_: int) -> Type:
        """The type under all domains."""
        type_info = self._types[type_]
        return self.base(type_info.of) if type_info.kind == "d" else type_info

    def _domain_values(self, type_info: Type, count: int, constants: Constants | None, is_key: bool) -> list[str]:
        if not type_info.checks:
            return self.values(type_info.of, type_info.modifier, count, constants=constants, is_key=is_key)
        hints = (constants or Constants()) + Constants.of(*type_info.checks)
        values = self.values(type_info.of, type_info.modifier, count, constants=hints, is_key=is_key)
        return list(self._allowed(type_info, values))

    def _composite_values(self, type_info: Type, count: int) -> list[str]:
        columns = [self.values(attribute, modifier, count) for attribute, modifier in type_info.attributes]
        rows = (
            [values[index % len(values)] if values else "" for values in columns]
            for index in range(max((len(values) for values in columns), default=1))
        )
        return ["(" + ",".join(_in_quotes(value) if value else "" for value in row) + ")" for row in rows]

    def _range_values(self, bound: int, count: int, constants: Constants | None) -> list[str]:
        """Ranges that do not overlap, then some that do."""
        values = self.values(bound, -1, count, constants=constants)
        plain = self.values(bound, -1, count)
        quoted = [_in_quotes(value) for value in dict.fromkeys([*plain, *values])]
        single = [f"[{value},{value}]" for value in quoted]
        if constants is None:
            return single
        pairs = [f"[{one},{other})" for one, other in pairwise(quoted)]
        return [*single, *pairs, *(f"[{value},)" for value in quoted[:3]), "empty", "(,)"]

    def _array_values(self, type_info: Type, modifier: int, count: int, constants: Constants | None) -> list[str]:
        elements = [_in_quotes(value) for value in self.values(type_info.of, modifier, count, constants=constants)]
        single = ["{" + element + "}" for element in elements]
        if constants is None:
            return single or ["{}"]
        numbers = [int(number) for number in constants.numbers if 0 <= number <= 100]
        lengths = sorted({length + delta for length in (2, *numbers) for delta in (-1, 0, 1) if length + delta >= 0})
        several = (_cycled(elements, length) for length in lengths if elements)
        return [*single, *("{" + type_info.delimiter.join(each) + "}" for each in several), "{}"]


def scalar_values(
    type_info: Type, modifier: int, count: int, *, constants: Constants | None = None, is_key: bool = False
) -> list[str]:
    """The values of a type that is made of no other; of an unknown one, by its category."""
    name = type_info.name
    if name in _INTEGERS:
        return _integer_values(name, count, constants, is_key)
    if name in _PATTERNS:
        return [_PATTERNS[name].format(i=index, j=index % 250, h=f"{index:04x}") for index in range(1, count + 1)]
    if name in _NAMED:
        return list(_NAMED[name])
    if name in _MADE:
        return _MADE[name](name, modifier, count, constants)
    if type_info.category in {"S", "U"} or name == "char":
        return text_values(name, modifier, count, constants)
    return _BY_CATEGORY.get(type_info.category, [])


def _integer_values(name: str, count: int, constants: Constants | None, is_key: bool) -> list[str]:
    lowest, highest = _INTEGERS[name]
    offset = (_SMALL_KEY_OFFSET if name == "int2" else _KEY_OFFSET) if is_key else 0
    plain = [str(offset + index) for index in range(1, count + 1)]
    wanted = (str(int(each)) for each in _numbers(constants) if each == int(each) and lowest <= each <= highest)
    return _distinct(plain, wanted)


def text_values(name: str, modifier: int, count: int, constants: Constants | None) -> list[str]:
    """Texts that fit the length: days without hyphens, since a migration may turn texts into numbers, dates or JSON."""
    longest = {"char": 1, "name": 63}.get(
        name, modifier - 4 if name in {"varchar", "bpchar"} and modifier > 0 else 1000
    )
    words = [f"{_FIRST_DAY + timedelta(days=index):%Y%m%d}" for index in range(count)]
    if len(words[-1]) > longest:
        size = min(longest, 3)
        words = ["".join(letters) for letters, _ in zip(product(_LETTERS, repeat=size), words, strict=False)]
    wanted = [text for text in constants.texts() if len(text) <= longest] if constants else []
    told = [text for text in wanted if text in constants.strings] if constants else []
    return _distinct(told, words, wanted)


def _numbers(constants: Constants | None) -> list[float]:
    return constants.nearby_numbers() if constants else []


def _decimal_values(name: str, modifier: int, count: int, constants: Constants | None) -> list[str]:
    """Numbers with the digits that there is room for: precision and scale as numeric(p,s) keeps them in typmod."""
    precision, scale = 15, 2
    if name == "numeric" and modifier >= 4:
        precision = (modifier - 4) >> 16 & 0xFFFF
        scale = ((modifier - 4 & 0x7FF) ^ 1024) - 1024
    limit = 10.0 ** (precision - scale)
    step = 10.0 ** -max(scale, 0) if precision - scale < 1 else 10.0 ** max(-scale, 0)
    half = step / 2 if scale > 0 and precision - scale >= 1 else 0.0
    plain = [index * step + half for index in range(1, count + 1)]
    digits = max(scale, 0)
    return _distinct(
        (f"{value:.{digits}f}" for value in plain if value < limit),
        (f"{value:.{digits}f}" for value in _numbers(constants) if abs(value) < limit),
    )


def _time_values(name: str, _: int, count: int, constants: Constants | None) -> list[str]:
    form = _TIMES[name]
    days = [_FIRST_DAY + timedelta(days=index) for index in range(count)]
    plain = [form.format(day=day, i=index + 1, h=index % 24, m=index // 24 % 60) for index, day in enumerate(days)]
    if constants is None:
        return plain
    far = [date(year, 1, 1) for year in (1990, 2011, 2021, 2999)] if "{day}" in form else []
    others = [*constants.nearby_days(), *far]
    return _distinct(plain, (form.format(day=day) for day in others if "{day}" in form))


def _bit_values(name: str, modifier: int, count: int, _: Constants | None) -> list[str]:
    width = modifier if modifier > 0 else {"bit": 1, "varbit": 8}[name]
    return [f"{index:0{width}b}" for index in range(1, min(count, 2**width - 1) + 1)] + ["0" * width]


def _byte_values(_: str, __: int, count: int, constants: Constants | None) -> list[str]:
    plain = [f"\\x{index:02x}" for index in range(1, min(count, 255) + 1)]
    lengths = constants.lengths if constants else []
    return _distinct(plain, (f"\\x{byte * length}" for length in lengths for byte in ("5a", "5b", "5c")))


def _json_values(_: str, __: int, count: int, constants: Constants | None) -> list[str]:
    plain = [f'{{"key": {index}}}' for index in range(1, count + 1)]
    return _distinct(plain, constants.documents()) if constants else plain


def _cycled(elements: Sequence[str], length: int) -> list[str]:
    return [elements[index % len(elements)] for index in range(length)]


def _in_quotes(text: str) -> str:
    """A part of an array, a row or a range: those three read quotes and backslashes in the same way."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _distinct(*lists: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for values in lists for value in values))


_INTEGERS = {"int2": (-(2**15), 2**15 - 1), "int4": (-(2**31), 2**31 - 1), "int8": (-(2**63), 2**63 - 1)}
_VECTORS = {"int2vector", "oidvector"}

_TIMES = {
    "date": "{day}",
    "timestamp": "{day} 12:00:00",
    "timestamptz": "{day} 12:00:00+00",
    "time": "{h:02d}:{m:02d}:00",
    "timetz": "{h:02d}:{m:02d}:00+00",
    "interval": "{i} hours",
}

# i: 1, 2, …; j: the same below 250; h: the same in four hexadecimal digits.
_PATTERNS = {
    "uuid": "00000000-0000-4000-8000-{i:012d}",
    "inet": "10.0.{i}.{j}",
    "cidr": "10.{j}.0.0/16",
    "macaddr": "08:00:2b:01:{h[0]}{h[1]}:{h[2]}{h[3]}",
    "macaddr8": "08:00:2b:01:02:03:{h[0]}{h[1]}:{h[2]}{h[3]}",
    "xml": "<a>{i}</a>",
    "tsvector": "'word{i}'",
    "tsquery": "'word{i}'",
    "point": "({i},{i})",
    "line": "{{1,-1,{i}}}",
    "lseg": "[(0,0),({i},{i})]",
    "box": "({i}.5,1),({i},0)",
    "path": "[(0,0),({i},1)]",
    "polygon": "((0,0),({i},0),({i},1))",
    "circle": "<({i},{i}),0.25>",
    "pg_lsn": "0/{i:X}",
    "oid": "{i}",
    "xid": "{i}",
    "xid8": "{i}",
    "cid": "{i}",
    "tid": "(0,{i})",
    "txid_snapshot": "{i}:{i}:",
    "pg_snapshot": "{i}:{i}:",
    "jsonpath": '$."key{i}"',
    "int2vector": "{i} {j}",
    "oidvector": "{i} {j}",
    "hstore": "key=>{i}",
    "ltree": "top.part{i}",
    "lquery": "top.part{i}",
    "ltxtquery": "part{i}",
    "cube": "({i},{i})",
    "seg": "{i}",
    "geometry": "POINT({i} {i})",
    "geography": "POINT({j} 1)",
}

_NAMED = {
    "bool": ("true", "false"),
    "regclass": ("pg_catalog.pg_class", "pg_catalog.pg_type", "pg_catalog.pg_proc"),
    "regproc": ("pg_catalog.now", "pg_catalog.pi", "pg_catalog.version"),
    "regprocedure": ("pg_catalog.now()", "pg_catalog.pi()", "pg_catalog.version()"),
    "regoper": ("pg_catalog.|/", "pg_catalog.||/", "pg_catalog.@-@"),
    "regoperator": ("pg_catalog.+(integer,integer)", "pg_catalog.-(integer,integer)", "pg_catalog.*(integer,integer)"),
    "regtype": ("integer", "text", "boolean"),
    "regrole": ("pg_monitor", "pg_read_all_data", "pg_write_all_data"),
    "regnamespace": ("pg_catalog", "information_schema", "pg_toast"),
    "regconfig": ("pg_catalog.simple", "pg_catalog.english", "pg_catalog.german"),
    "regdictionary": ("pg_catalog.simple", "pg_catalog.english_stem", "pg_catalog.german_stem"),
    "regcollation": ('pg_catalog."C"', 'pg_catalog."POSIX"', 'pg_catalog."default"'),
    "aclitem": ("=r/pg_monitor", "=w/pg_monitor", "=a/pg_monitor"),
}

_Make = Callable[[str, int, int, Constants | None], list[str]]
_MADE: dict[str, _Make] = {
    **dict.fromkeys(("float4", "float8", "numeric", "money"), _decimal_values),
    **dict.fromkeys(_TIMES, _time_values),
    **dict.fromkeys(("bit", "varbit"), _bit_values),
    **dict.fromkeys(("json", "jsonb"), _json_values),
    "bytea": _byte_values,
}

_BY_CATEGORY = {"N": ["1", "2", "3"], "D": ["2001-01-01", "2001-01-02", "2001-01-03"], "B": ["true", "false"]}
