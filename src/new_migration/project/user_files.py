"""Shell completion and man pages, in the places of one's home where shells and man look for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import click

from new_migration.errors import BadInput
from new_migration.project.man import man_pages
from new_migration.project.template import File

# In each of the files: what has it is ours, and a later version replaces it.
MARK = "Written by migration init --completion"


def user_files(
    programs: Mapping[str, click.Command], shells: Iterable[str], environment: Mapping[str, str]
) -> dict[str, File]:
    """All files by their absolute paths. Raises BadInput where there is no home."""
    files: dict[Path, str] = {}
    for shell in shells:
        for program, command in programs.items():
            files[_place(shell, program, environment)] = _script(shell, program, command)
    for program, command in programs.items():
        folder = _data(environment) / "man" / "man1"
        pages = man_pages(program, command, mark=MARK)
        # migration new is new-migration, whose pages are enough.
        files |= {folder / name: text for name, text in pages.items() if not name.startswith("migration-new-")}
    return {str(path): File(text=text, is_executable=False) for path, text in files.items()}


def zsh_folder(environment: Mapping[str, str]) -> Path:
    """Where the functions for zsh lie: it looks there once it is told so."""
    return _data(environment) / "zsh" / "site-functions"


def _place(shell: str, program: str, environment: Mapping[str, str]) -> Path:
    """bash-completion(7) and fish-completions(1) look here by themselves."""
    own = environment.get("BASH_COMPLETION_USER_DIR")
    places: dict[str, Callable[[], Path]] = {
        "bash": lambda: (Path(own) if own else _data(environment) / "bash-completion") / "completions" / program,
        "zsh": lambda: zsh_folder(environment) / f"_{program}",
        "fish": lambda: _xdg(environment, "XDG_CONFIG_HOME", ".config") / "fish" / "completions" / f"{program}.fish",
    }
    return places[shell]()


def _script(shell: str, program: str, command: click.Command) -> str:
    """As ``migration completion`` prints it; a first line #compdef stays the first, because zsh reads it."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    source = kind(command, {}, program, f"_{program.replace('-', '_').upper()}_COMPLETE").source().strip() + "\n"
    first, _, rest = source.partition("\n")
    return f"{first}\n# {MARK}\n{rest}" if first.startswith("#compdef") else f"# {MARK}\n{source}"


def _data(environment: Mapping[str, str]) -> Path:
    return _xdg(environment, "XDG_DATA_HOME", ".local/share")


def _xdg(environment: Mapping[str, str], variable: str, default: str) -> Path:
    """A folder of the XDG Base Directory Specification: what is not absolute does not count."""
    named = environment.get(variable, "")
    if named.startswith("/"):
        return Path(named)
    home = environment.get("HOME", "")
    if not home.startswith("/"):
        raise BadInput("there is no home to install into", where="HOME")
    return Path(home) / default
