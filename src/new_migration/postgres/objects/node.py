"""An object of the schema as others see it."""

from __future__ import annotations

from dataclasses import dataclass

from new_migration.postgres.objects.section import Address


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """An object of the schema. ``create`` makes it with its owner, comment and privileges, ``drop`` drops it.

    ``name`` as in the catalog, without quotes; ``table`` is that on which it hangs, ``signature`` a routine's argument
    types, ``printed`` how statements name it. ``parts``: what ``Objects.restore`` makes with it. ``has_heirs``: tables
    inherit from it that are no partitions.
    """

    kind: str
    schema: str
    name: str
    table: str
    signature: str
    printed: str
    create: tuple[str, ...]
    drop: str
    address: Address
    parts: frozenset[Address]
    is_inherited: bool = False
    is_partitioned: bool = False
    has_heirs: bool = False
    has_row_security: bool = False
    type: str = ""
    default: str = ""
    is_required: bool = False
    is_generated: bool = False
    is_identity: bool = False
    set_default: str = ""
    set_required: str = ""
    set_storage: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.printed}"
