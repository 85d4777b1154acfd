"""argv to command to exit code: the two console scripts. The only place that prints an error."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import click

from new_migration.errors import BadInput, MigrationError, nearest
from new_migration.kind_command import CONTEXT

INTERRUPTED = 130
USAGE = 2


def new_migration() -> None:
    """The console script ``new-migration``: the short way to ``migration new``."""
    _main("new-migration")


def migration() -> None:
    """The console script ``migration``."""
    _main("migration")


def _main(program: str) -> None:
    # Imports make many objects and no garbage: collecting while they run takes a fifth of a short command's time.
    gc.set_threshold(100_000, 50, 50)
    code = run(program, sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        if stream:  # it may have been closed before we began
            with suppress(OSError):  # whoever read our output has gone
                stream.flush()
    # Taking the interpreter apart, object by object, takes another fifth; nothing is left that would need it.
    os._exit(code)


def main_command(program: str) -> click.Command:
    """The command behind a console script."""
    if program == "new-migration":
        return _verb("new")
    return _Verbs(name="migration", help=_HELP, context_settings=CONTEXT)


_HELP = "Write PostgreSQL migrations together with the rollback that provably undoes them."


class _Verbs(click.Group):
    """The verbs, found by the names of the modules in ``commands``: a new verb is a file, registered nowhere."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        folder = Path(__file__).parent / "commands"
        return sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _verb(cmd_name) if cmd_name in self.list_commands(ctx) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        verbs = self.list_commands(ctx)
        if args and args[0] not in verbs and not args[0].startswith("-"):
            hint = nearest(args[0], verbs) or f"commands: {', '.join(verbs)}"
            raise BadInput(f"there is no command {args[0]!r}", hint=hint)
        return super().resolve_command(ctx, args)


def _verb(name: str) -> click.Command:
    command: click.Command = import_module(f"new_migration.commands.{name}").command
    return command


def run(program: str, arguments: Sequence[str]) -> int:  # noqa: PLR0911 - one return for each way to end
    """Run a command; print what goes wrong, once, to standard error; return the exit code.

    With ``--json`` the error is on standard output too, as an object.
    """
    try:
        return main_command(program).main(list(arguments), prog_name=program, standalone_mode=False) or 0
    except MigrationError as error:
        return _fail(program, arguments, str(error), error.exit_code)
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return USAGE
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else program
        what = error.format_message()
        return _fail(program, arguments, f"{what[:1].lower()}{what[1:].rstrip('.')}\nhint: see {path} --help", USAGE)
    except (KeyboardInterrupt, click.Abort, EOFError) as error:
        # What was interrupted may say how to go on; click raises its own instead.
        said = str(error.__cause__) if isinstance(error.__cause__, KeyboardInterrupt) else ""
        return _fail(program, arguments, said or "interrupted", INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain again when it flushes at exit.
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115
        return 0
    except (
        OSError,
        UnicodeError,
    ) as error:  # the working directory is gone, the disk is full, standard output is closed
        return _fail(program, (), f"the system refuses: {error}", USAGE)


def _fail(program: str, arguments: Sequence[str], what: str, code: int) -> int:
    click.echo(f"{program}: {what}", err=True)
    if "--json" in arguments:
        from new_migration.report import failure_text

        click.echo(failure_text(what, code))
    return code
