"""``migration explain``: the page of a rule, the help of a change kind, or what an exit code means."""

from __future__ import annotations

import click

from new_migration.errors import BadInput, nearest
from new_migration.kind_command import CONTEXT

EXIT_CODES = {
    0: "Done: everything is as it was asked to be.",
    1: "The answer is no: not proven, findings, something pending with --check, a claim that is not true.",
    2: "Bad input: the command line, a file or the configuration cannot be used, or answers are missing.",
    3: "Refused for safety: data would be lost, a number is taken, the order is wrong, or another run is at work.",
    4: "The server said no: its message is shown, with the file, line and column.",
    130: "Interrupted with Ctrl-C: no file is half written, and the transaction that ran was taken back.",
}


@click.command(name="explain", short_help="Explain a lint rule, a change kind or an exit code.",
               context_settings=CONTEXT)  # fmt: skip
@click.argument("what", metavar="RULE|KIND|EXIT-CODE")
@click.option("--config", metavar="FILE", help="Config file, instead of the one found upward")
@click.option("--templates", metavar="FOLDER", help="Folder of change kinds that come first")
def command(what: str, config: str | None, templates: str | None) -> int:
    """Print the page of a lint rule, the help of a change kind, or the meaning of an exit code."""
    kinds = _kinds(config, templates)
    text = _exit_code(what) or _rule(what) or (_kind(what) if what in kinds else "")
    if not text:
        raise BadInput(f"there is no rule, kind or exit code {what!r}", hint=_nearest(what, kinds))
    click.echo(text)
    return 0


def _exit_code(what: str) -> str:
    if not what.isascii() or not what.isdigit():
        return ""
    if int(what) not in EXIT_CODES:
        known = ", ".join(map(str, EXIT_CODES))
        raise BadInput(f"no command ends with exit code {what}", hint=f"the exit codes are {known}")
    return f"exit code {int(what)}\n\n{EXIT_CODES[int(what)]}"


def _rule(what: str) -> str:
    from new_migration.lint.pages import page
    from new_migration.lint.rule import rules
    from new_migration.lint.squawk import explained

    rule = next((each for each in rules() if each.name == what), None)
    return page(rule).rstrip("\n") if rule else explained(what)


def _kinds(config: str | None, templates: str | None) -> list[str]:
    from new_migration.authoring.kinds import chain, kind_names
    from new_migration.commands._request import Request

    settings = Request(config=config, templates=templates).settings()
    return list(kind_names(chain(extra=settings.templates, project=settings.project_root)))


def _kind(what: str) -> str:
    """The help that ``new-migration KIND --help`` prints."""
    from new_migration.commands.new import command as new

    assert isinstance(new, click.Group)
    with new.make_context("new-migration", [what, "--help"], resilient_parsing=True) as context:
        kind = new.get_command(context, what)
        assert kind is not None
        with click.Context(kind, info_name=what, parent=context) as inner:
            return kind.get_help(inner)


def _nearest(what: str, kinds: list[str]) -> str:
    from new_migration.lint.rule import rules
    from new_migration.lint.squawk import NAMES

    return (
        nearest(what, [*(each.name for each in rules()), *kinds, *sorted(NAMES)])
        or "migration kinds lists the kinds, docs/rules the rules"
    )
