"""Types in syntax trees, as the catalog prints their names."""

from __future__ import annotations

from typing import Any

from new_migration.postgres import sql

# The names that the catalog prints for types which the grammar knows by a keyword (format_type in format_type.c).
_PRINTED = {
    "bool": "boolean", "int2": "smallint", "int4": "integer", "int8": "bigint", "float4": "real",
    "float8": "double precision", "varchar": "character varying", "bpchar": "character", "varbit": "bit varying",
    "time": "time without time zone", "timetz": "time with time zone", "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
}  # fmt: skip


def printed_type(type_: Any) -> str:
    """A type as the catalog prints it, without modifiers, which arguments do not keep."""
    names = [str(part.string.sval) for part in type_.names]
    if names[0] == "pg_catalog":
        printed = _PRINTED.get(names[-1], names[-1])
    else:
        printed = _PRINTED.get(".".join(names)) or ".".join(sql.quote_identifier(name) for name in names)
    return ("SETOF " if type_.setof else "") + printed + ("[]" if type_.array_bounds else "")
