"""Write PostgreSQL migrations together with the rollback that provably undoes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["apply", "rollback", "status", "verify"]

if TYPE_CHECKING:
    from new_migration.api import apply, rollback, status, verify


def __getattr__(name: str) -> Any:
    """The API, imported when it is used: most commands need nothing of it."""
    if name in __all__:
        from new_migration import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
