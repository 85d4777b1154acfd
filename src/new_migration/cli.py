"""argv to command to exit code: the two console scripts. The only place that prints an error."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from new_migration.errors import BadInput, MigrationError, nearest
from new_migration.kind_command import CONTEXT

INTERRUPTED = 130
USAGE = 2


def new_migration() -> None:
    """The console script ``new-migration``: the short way to ``migration new``."""
    sys.exit(run(_verb("new"), "new-migration", sys.argv[1:]))


def migration() -> None:
    """The console script ``migration``."""
    sys.exit(run(_Verbs(name="migration", help=_HELP, context_settings=CONTEXT), "migration", sys.argv[1:]))


_HELP = "Write PostgreSQL migrations together with the rollback that provably undoes them."


class _Verbs(click.Group):
    """The verbs, found by the names of the modules in ``commands``: a new verb is a file, registered nowhere."""

    def list_commands(self, ctx: click.Context) -> list[str]:
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


def run(command: click.Command, program: str, arguments: Sequence[str]) -> int:
    """Run a command; print what goes wrong, once, to standard error; return the exit code."""
    try:
        return command.main(list(arguments), prog_name=program, standalone_mode=False) or 0
    except MigrationError as error:
        _say(program, str(error))
        return error.exit_code
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.UsageError as error:
        _say(program, _lower_first(error.format_message()), hint=f"see {_path(error, program)} --help")
        return USAGE
    except click.ClickException as error:
        _say(program, error.format_message())
        return USAGE
    except (KeyboardInterrupt, click.Abort, EOFError):
        _say(program, "interrupted, nothing was written")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain again when it flushes at exit.
        sys.stdout = None  # type: ignore[assignment]
        return 0


def _say(program: str, what: str, hint: str = "") -> None:
    click.echo(f"{program}: {what}" + (f"\nhint: {hint}" if hint else ""), err=True)


def _path(error: click.UsageError, program: str) -> str:
    return error.ctx.command_path if error.ctx else program


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")
