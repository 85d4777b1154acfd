"""A mapping that shares most of its content with the one that it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")

# With more than these a copy of everything costs less than to carry them along.
_MOST_CHANGES = 2000


class Overlay(Mapping[K, V]):
    """``base`` with ``changes``: a value, or None for a key that is not there. Never changes, nor may ``base``."""

    __slots__ = ("_base", "_changes")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, base: dict[K, V], changes: dict[K, V | None] | None = None) -> None:
        self._base = base
        self._changes = changes or {}

    def __getitem__(self, key: K) -> V:
        if key not in self._changes:
            return self._base[key]
        value = self._changes[key]
        if value is None:
            raise KeyError(key)
        return value

    def __iter__(self) -> Iterator[K]:
        yield from (key for key in self._base if key not in self._changes)
        yield from (key for key, value in self._changes.items() if value is not None)

    def __len__(self) -> int:
        gone = sum(key in self._base for key in self._changes)
        return len(self._base) - gone + sum(value is not None for value in self._changes.values())

    def __eq__(self, other: object) -> bool:
        return not self.differing(other) if isinstance(other, Overlay) else NotImplemented

    def replaced(self, gone: Iterable[K], new: Mapping[K, V]) -> Overlay[K, V]:
        """As this one, without ``gone`` and then with ``new``."""
        changes = {**self._changes, **dict.fromkeys(gone), **new}
        changes = {key: value for key, value in changes.items() if self._base.get(key) != value}
        if len(changes) <= _MOST_CHANGES:
            return Overlay(self._base, changes)
        return Overlay(dict(Overlay(self._base, changes)))

    def differing(self, other: Overlay[K, V]) -> set[K]:
        """The keys with different values, or in one of the two only."""
        if self._base is other._base:
            keys: Iterable[K] = self._changes.keys() | other._changes.keys()
        else:
            keys = self.keys() | other.keys()
        return {key for key in keys if self.get(key) != other.get(key)}
