"""``migration init --completion``: what is installed works in each shell and in man, and nobody's file is lost."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from new_migration import cli
from new_migration.authoring.kinds import chain, kind_names
from new_migration.project.user_files import MARK

BIN = Path(sysconfig.get_path("scripts"))
SHELLS = [shell for shell in ("bash", "zsh", "fish") if shutil.which(shell)]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home in a path with a space and letters that are not ASCII."""
    (tmp_path / "my höme").mkdir()
    return tmp_path / "my höme"


@pytest.fixture
def run(home: Path) -> Run:
    def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("XDG_", "BASH_", "MAN"))}
        variables = kept | {"HOME": str(home), "PATH": f"{BIN}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"} | more
        return subprocess.run(words, env=variables, cwd=home, capture_output=True, text=True, check=False, timeout=60)

    return run


def install(run: Run, *words: str, **more: str) -> list[str]:
    done = run("migration", "init", "--completion", "--no-input", *words, **more)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def man_folder(home: Path) -> Path:
    return home / ".local/share/man/man1"


def test_what_is_installed(home: Path, run: Run) -> None:
    paths = install(run)
    assert sorted(map(str, (path for path in home.rglob("*") if path.is_file()))) == sorted(
        str(home / path) if not path.startswith("/") else path for path in paths
    )
    assert all(MARK in (home / path).read_text() for path in paths)
    assert install(run) == [], "all is there already"
    assert not (home / "migrations.toml").exists()


def test_bash_completes(home: Path, run: Run) -> None:
    install(run)
    for program, word, found in (("migration", "roll", "rollback"), ("new-migration", "add-col", "add-column")):
        script = (
            f'source "$HOME/.local/share/bash-completion/completions/{program}"; COMP_WORDS=({program} {word}); '
            f'COMP_CWORD=1; _{program.replace("-", "_")}_completion {program}; echo "${{COMPREPLY[@]}}"'
        )
        done = run("bash", "-c", script)
        assert (done.stdout.split(), done.stderr) == ([found], "")


@pytest.mark.parametrize("shell", [shell for shell in SHELLS if shell != "bash"])
def test_the_other_shells_find_it(home: Path, run: Run, shell: str) -> None:
    install(run)
    if shell == "fish":
        done = run("fish", "-c", "complete -C 'new-migration add-col'")
        assert "add-column" in done.stdout
        return
    said = run("migration", "init", "--completion", "--no-input").stderr
    (line,) = re.findall(r"before compinit: (.*)", said)
    done = run("zsh", "-f", "-c", f"{line}; autoload -Uz compinit; compinit -D -u; echo $_comps[migration]; "
                                  "autoload -Uz +X _new-migration && echo loaded")  # fmt: skip
    assert done.stdout.split() == ["_migration", "loaded"], done.stderr


def test_man_shows_every_page(home: Path, run: Run) -> None:
    install(run)
    pages = sorted(man_folder(home).iterdir())
    verbs = {path.stem for path in (Path(cli.__file__).parent / "commands").glob("[a-z]*.py")}
    assert {f"migration-{verb}.1" for verb in verbs} <= {page.name for page in pages}
    assert {"migration.1", "new-migration.1", "new-migration-add-column.1"} <= {page.name for page in pages}
    for page in pages:
        done = run("groff", "-man", "-ww", "-k", "-Tutf8", "-rLL=78n", str(page))
        assert done.stderr == "", page
        assert max(len(re.sub(r"\x1b\[\d*m|.\x08", "", line)) for line in done.stdout.splitlines()) <= 80


def test_a_page_says_what_the_help_says(home: Path, run: Run) -> None:
    install(run)
    done = run("man", "migration-check", MANPATH=str(man_folder(home).parent), MANWIDTH="200", MANPAGER="cat")
    shown = re.sub(".\x08", "", done.stdout)
    helped = run("migration", "check", "--help", COLUMNS="200").stdout
    flags = re.findall(r"^  (?:-\w, )?(--[a-z-]+)", helped, re.MULTILINE)
    assert flags and all(flag in shown for flag in flags)
    assert "not proven, findings, pending" in shown and "SEE ALSO" in shown


def test_files_of_an_earlier_version_are_replaced_and_those_of_others_kept(home: Path, run: Run) -> None:
    install(run)
    ours, theirs = man_folder(home) / "migration.1", home / ".config/fish/completions/migration.fish"
    before = ours.read_text()
    ours.write_text(f'.\\" {MARK}\nolder\n')
    if "fish" in SHELLS:
        theirs.write_text("# my own\n")
    done = run("migration", "init", "--completion", "--no-input")
    assert done.returncode == 0 and ours.read_text() == before
    assert "fish" not in SHELLS or (theirs.read_text() == "# my own\n" and "kept as it is" in done.stderr)


def test_folders_that_are_named_count(home: Path, run: Run) -> None:
    paths = install(run, XDG_DATA_HOME=str(home / "data"), BASH_COMPLETION_USER_DIR=str(home / "bash"))
    assert (home / "bash/completions/migration").is_file() and (home / "data/man/man1/migration.1").is_file()
    assert not (home / ".local").exists() and paths


def test_what_is_in_the_way_is_said(home: Path, run: Run) -> None:
    (home / ".local").write_text("")
    done = run("migration", "init", "--completion", "--no-input")
    assert done.returncode == 2 and "this is a file, not a folder" in done.stderr
    assert [path.name for path in home.rglob("*")] == [".local"]
    done = run("migration", "init", "--completion", "--no-input", HOME="")
    assert done.returncode == 2 and "there is no home to install into" in done.stderr
    done = run("migration", "init", "--completion", "--update")
    assert done.returncode == 2 and "leave out one of the two" in done.stderr


def commands(context: click.Context) -> Iterator[list[str]]:
    """The words behind a program that call it and each of its commands."""
    yield context.command_path.split()[1:]
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            assert command is not None
            yield from commands(click.Context(command, info_name=name, parent=context, resilient_parsing=True))


@pytest.mark.parametrize("program", ["migration", "new-migration"])
def test_the_help_fits_80_columns(
    program: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    top = click.Context(cli.main_command(program), info_name=program, resilient_parsing=True)
    words = list(commands(top))
    assert len(words) > len(kind_names(chain())) > 0
    for each in words:
        assert cli.run(program, [*each, "--help"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines and [line for line in lines if len(line) > 80] == [], each
