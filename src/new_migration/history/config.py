"""The settings of a project: flags, then environment variables, then the config file, then defaults.

``Settings`` is the one definition of every setting; ``SETTINGS`` is derived from it for flags and documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from new_migration.errors import BadInput, MigrationError, Place, nearest
from new_migration.history.config_file import ConfigFile, find_config, git_top, read_config

ENVIRONMENT_PREFIX = "NEW_MIGRATION_"
CONFIG_VARIABLE = "NEW_MIGRATION_CONFIG"

_ONE_LINE = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]*"
_DURATION = "[0-9]+ ?(us|ms|s|min|h|d)?"  # PostgreSQL 18, 20.1.1: units of time


def _about(text: str, *, example: str, kind: type = str, pattern: str = "") -> dict[str, Any]:
    """The metadata of a setting: ``pattern`` is what its text must look like, ``example`` is as in a config file."""
    return {"help": text, "type": kind, "pattern": pattern, "example": example}


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What holds for this run. Paths are absolute; ``config_file`` is None where there is none."""

    project_root: Path
    config_file: Path | None = None

    directory: Path = field(
        default=Path("database/migrations"),
        metadata=_about("Migrations folder", kind=Path, pattern=".+", example='"database/migrations"'),
    )
    width: int = field(
        default=3,
        metadata=_about("Digits of a number in an empty folder", kind=int, pattern="[1-9]|1[0-9]|20", example="3"),
    )
    online: bool = field(
        default=True,
        metadata=_about("Write changes that keep a busy table readable and writable", kind=bool, example="true"),
    )
    verify: bool = field(
        default=True,
        metadata=_about("Write a verify script too", kind=bool, example="true"),
    )
    check: bool = field(
        default=True,
        metadata=_about("Prove a new pair on the scratch server", kind=bool, example="true"),
    )
    author: str = field(
        default="",
        metadata=_about("Author of new files; empty: git's", pattern=_ONE_LINE, example='"Ada Lovelace"'),
    )
    lock_timeout: str = field(
        default="2s",
        metadata=_about("How long a migration waits for a lock", pattern=_DURATION, example='"2s"'),
    )
    templates: Path | None = field(
        default=None,
        metadata=_about("Folder of templates that come first", kind=Path, example='"migration-templates"'),
    )
    postgres: str = field(
        default="",
        metadata=_about("Major version of the scratch server", pattern="([1-9][0-9]*)?", example='"18"'),
    )
    server: str = field(
        default="",
        repr=False,  # the URL may hold a password
        metadata=_about("URL of the scratch server", pattern=_ONE_LINE, example='"postgresql://localhost/postgres"'),
    )
    schema_from: str = field(
        default="migrations",
        repr=False,
        metadata=_about(
            "Where the present schema is read: what the migrations make (migrations), a database (its URL), or none",
            pattern=_ONE_LINE,
            example='"migrations"',
        ),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """One setting as documentation, flags and messages need it. A Path that is not set is None, or "" in a file."""

    name: str
    type: type
    default: Any
    help: str
    pattern: str
    example: str
    secret: bool

    @property
    def environment_name(self) -> str:
        return ENVIRONMENT_PREFIX + self.name.upper()

    @property
    def flag(self) -> str:
        return "--" + self.name.replace("_", "-")


SETTINGS = tuple(
    Setting(name=each.name, default=each.default, secret=not each.repr, **each.metadata)
    for each in fields(Settings)
    if "help" in each.metadata
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}
_BY_VARIABLE = {setting.environment_name: setting for setting in SETTINGS}

_WORDS = {bool: "true or false", int: "a whole number", str: "a text", Path: "a path"}
_BOOLEANS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def load_settings(
    *,
    cwd: Path,
    environment: Mapping[str, str],
    config_file: Path | None = None,
    overrides: Mapping[str, object] | None = None,
) -> Settings:
    """The settings for a run in ``cwd``, an absolute path. In ``overrides`` (the flags) None means not given.

    Raises BadInput for an unknown key or variable and for a value of the wrong type or form.
    """
    config = _config(cwd, environment, config_file)
    root = config.path.parent if config else git_top(cwd) or cwd
    values: dict[str, Any] = {name: root / default for name, default in _default_paths()}
    values |= _from_file(config) if config else {}
    values |= _from_environment(environment, cwd)
    values |= _from_flags(overrides or {}, cwd)
    return Settings(project_root=root, config_file=config.path if config else None, **values)


def _config(cwd: Path, environment: Mapping[str, str], config_file: Path | None) -> ConfigFile | None:
    """The file asked for, else the one found upward of ``cwd``."""
    asked = config_file or environment.get(CONFIG_VARIABLE)
    return read_config(cwd / asked) if asked else find_config(cwd)


def _default_paths() -> Iterator[tuple[str, Path]]:
    return ((setting.name, setting.default) for setting in SETTINGS if setting.default and setting.type is Path)


def _from_file(config: ConfigFile) -> dict[str, Any]:
    values = {}
    for key, value in config.table.items():
        setting = _BY_NAME.get(key)
        if setting is None:
            raise _unknown("key", key, config.place_of(key), _BY_NAME)
        values[key] = _checked(setting, value, config.place_of(key), config.path.parent)
    return values


def _from_environment(environment: Mapping[str, str], cwd: Path) -> dict[str, Any]:
    """An empty variable counts as not set, as is usual."""
    values = {}
    for variable, text in environment.items():
        if not variable.startswith(ENVIRONMENT_PREFIX) or variable == CONFIG_VARIABLE:
            continue
        setting = _BY_VARIABLE.get(variable)
        if setting is None:
            raise _unknown("environment variable", variable, None, (*_BY_VARIABLE, CONFIG_VARIABLE))
        if text:
            values[setting.name] = _checked(setting, _from_text(setting, text), Place(name=variable), cwd)
    return values


def _from_flags(overrides: Mapping[str, object], cwd: Path) -> dict[str, Any]:
    given = {name: value for name, value in overrides.items() if value is not None}
    settings = {name: _BY_NAME[name] for name in given}  # a KeyError here is a mistake in the code, not of a user
    return {
        name: _checked(settings[name], value, Place(name=settings[name].flag), cwd) for name, value in given.items()
    }


def _from_text(setting: Setting, text: str) -> object:
    """The value that a text stands for; the text itself where it stands for none, which the check then refuses."""
    if setting.type is bool:
        return _BOOLEANS.get(text.lower(), text)
    if setting.type is int:
        return int(text) if re.fullmatch("[0-9]{1,9}", text) else text
    return text


def _checked(setting: Setting, value: object, place: Place, base: Path) -> object:
    """The value in the setting's type, a relative path made absolute from ``base``."""
    wanted = str if setting.type is Path else setting.type
    text = str(value) if isinstance(value, Path) else value
    if type(text) is not wanted:  # not isinstance: True is an int too
        raise _misfit(setting, place, f"{setting.name} must be {_WORDS[setting.type]}")
    if setting.pattern and not re.fullmatch(setting.pattern, str(text)):
        raise _misfit(setting, place, f"{setting.name} cannot be {'this' if setting.secret else repr(text)}")
    if setting.type is Path:
        return base / str(text) if text else None
    return text


def _misfit(setting: Setting, place: Place, what: str) -> MigrationError:
    """With an example in the notation of the place: a variable, a flag or a key."""
    notations = {setting.environment_name: f"{place.name}=", setting.flag: f"{place.name} "}
    return BadInput(
        what, where=place, hint=f"for example {notations.get(place.name, f'{setting.name} = ')}{setting.example}"
    )


def _unknown(what: str, name: str, place: Place | None, known: Any) -> MigrationError:
    hint = nearest(name, known) or f"known are {', '.join(known)}"
    return BadInput(f"unknown {what} {name}", where=place, hint=hint)
