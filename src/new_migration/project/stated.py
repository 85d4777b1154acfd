"""What the settings of a project say already: no answer contradicts that, so that both agree whatever is asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from new_migration.errors import BadInput, MigrationError
from new_migration.history.config import Settings, load_settings
from new_migration.history.config_file import OWN_FILE, ConfigFile, read_config

_NAMES = ("directory", "width", "online", "postgres")


@dataclass(frozen=True, kw_only=True, slots=True)
class Stated:
    """The config file of a project, if any: ``answers`` are what it says, ``holds`` is that and what it leaves out."""

    config: ConfigFile | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    holds: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_elsewhere(self) -> bool:
        """Whether the settings are in a file that is not ours to add to; another would take its place."""
        return self.config is not None and self.config.path.name != OWN_FILE

    def refuse(self, answers: Mapping[str, Any]) -> None:
        """Raise BadInput for an answer that the file contradicts, or that would have to be in it."""
        for name, said in (self.holds if self.is_elsewhere else self.answers).items():
            if answers.get(name, said) != said:
                here, asked = (json.dumps(value, ensure_ascii=False) for value in (said, answers[name]))
                hint = f"to change it, write {name} = {asked} there"
                raise BadInput(f"{name} is {here}, not {asked}", where=self._config.place_of(name), hint=hint)

    def placed(self, error: MigrationError) -> MigrationError:
        """The error about the flag of an answer, as one about the place where the file gives that answer."""
        name = error.where.name.removeprefix("--") if error.where else ""
        return BadInput(error.what, where=self._config.place_of(name)) if name in self.answers else error

    @property
    def _config(self) -> ConfigFile:
        assert self.config is not None
        return self.config


def stated(project: Path, settings: Settings) -> Stated:
    """What the file of these settings says; flags and environment do not count. Raises BadInput."""
    if settings.config_file is None:
        return Stated()
    config = read_config(settings.config_file)
    found = load_settings(cwd=project, environment={}, config_file=config.path)
    holds = {name: getattr(found, name) for name in _NAMES} | {"directory": relative(found.directory, project)}
    return Stated(config=config, answers={name: holds[name] for name in _NAMES if name in config.table}, holds=holds)


def relative(folder: Path, project: Path) -> str:
    """A folder as the template is told of it: by its path below the project, if that is where it is."""
    return folder.relative_to(project).as_posix() if folder.is_relative_to(project) else folder.as_posix()
