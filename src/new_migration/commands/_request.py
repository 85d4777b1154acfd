"""The flags that every kind has, as they were given."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from new_migration.history.config import Settings

# Those that are settings too.
SETTINGS = ("directory", "online", "verify", "check", "templates", "schema_from")


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """The flags that every kind has, as they were given: None, or False, where they were not."""

    directory: str | None = None
    online: bool | None = None
    verify: bool | None = None
    check: bool | None = None
    templates: str | None = None
    schema_from: str | None = None
    config: str | None = None
    name: str | None = None
    number: int | None = None
    purpose: str | None = None
    author: str | None = None
    date: str | None = None
    spec: str | None = None
    dry_run: bool = False
    json: bool = False
    edit: bool = False
    no_input: bool = False
    schema: bool = False

    @property
    def is_interactive(self) -> bool:
        """Whether somebody can be asked."""
        streams = (sys.stdin, sys.stderr)  # None where they were closed
        return not self.no_input and all(stream is not None and stream.isatty() for stream in streams)

    def settings(self) -> Settings:
        """What holds for this run. Raises BadInput for a broken config file."""
        from new_migration.history.config import load_settings

        return load_settings(
            cwd=Path.cwd(),
            environment=os.environ,
            config_file=Path(self.config) if self.config else None,
            overrides={name: getattr(self, name) for name in SETTINGS},
        )
