"""``migration completion``: the line that makes a shell complete kinds, flags and choices."""

from __future__ import annotations

import click

from new_migration.kind_command import CONTEXT

PROGRAMS = ("new-migration", "migration")
SHELLS = ("bash", "zsh", "fish")


@click.command(name="completion", short_help="Print the completion script of a shell.", context_settings=CONTEXT)
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> int:
    """Print a script that completes kinds, flags and choices of both commands.

    \b
    bash  eval "$(migration completion bash)"    in ~/.bashrc
    zsh   eval "$(migration completion zsh)"     in ~/.zshrc, after compinit
    fish  migration completion fish | source     in ~/.config/fish/config.fish
    """
    from click.shell_completion import get_completion_class

    from new_migration.cli import main_command

    for program in PROGRAMS:
        kind = get_completion_class(shell)
        assert kind is not None
        variable = f"_{program.replace('-', '_').upper()}_COMPLETE"
        click.echo(kind(main_command(program), {}, program, variable).source())
    return 0
