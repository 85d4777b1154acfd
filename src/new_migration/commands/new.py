"""``new-migration``: write a migration and its rollback. The kinds are subcommands, made from their ``kind.toml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from new_migration.authoring.kinds import Kind, chain, kind_names, load_kind
from new_migration.commands._request import SETTINGS, Request
from new_migration.commands._writing import PROGRAM, Writing
from new_migration.errors import BadInput, MigrationError
from new_migration.kind_command import CONTEXT, kind_command


def _options() -> Iterator[click.Option]:
    yield click.Option(["--purpose"], help="Why the change is made: a line of the header")
    yield click.Option(["--from", "spec"], metavar="FILE", help="Answers from a TOML or JSON file; - is standard input")
    yield click.Option(["--online/--offline"], default=None, help="Keep a busy table readable and writable [online]")
    yield click.Option(["--verify/--no-verify"], default=None, help="Write a verify script too [yes]")
    yield click.Option(["--check/--no-check"], default=None, help="Prove the pair on a throw-away PostgreSQL [yes]")
    yield click.Option(["--dry-run"], is_flag=True, help="Print the SQL and write nothing")
    yield click.Option(["--json"], is_flag=True, help="Print one JSON object instead of paths")
    yield click.Option(["--edit"], is_flag=True, help="Open the new files in $EDITOR")
    yield click.Option(["--no-input"], is_flag=True, help="Ask nothing: what is missing is an error")
    yield click.Option(["--name"], help="Name of the migration in snake_case")
    yield click.Option(["--number"], type=click.IntRange(0), metavar="N", help="Number, instead of the next free one")
    yield click.Option(["--author"], help="Author [git's user.name]")
    yield click.Option(["--date"], metavar="YYYY-MM-DD", help="Date of the header [today]")
    yield click.Option(["--directory"], metavar="FOLDER", help="Migrations folder [database/migrations]")
    yield click.Option(["--config"], metavar="FILE", help="Config file, instead of the one found upward")
    yield click.Option(["--templates"], metavar="FOLDER", help="Folder of change kinds that come first")
    yield click.Option(["--schema-from"], metavar="URL", help="Database with the present schema [what migrations make]")


class _Kinds(click.Group):
    """The kinds as subcommands. Only the one that is called is loaded."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(kind_names(_folders(ctx)))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        kind = load_kind(cmd_name, _folders(ctx))
        schema = click.Option(["--schema"], is_flag=True, help="Print the JSON schema of a spec file")

        def callback(answers: dict[str, tuple[str, ...]], **given: Any) -> int:
            return _run(kind, _request(ctx.params, given), answers)

        return kind_command(kind, [*_options(), schema], callback)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        ctx.meta["words"] = args[1:]
        return args[0], self.get_command(ctx, args[0]), args[1:]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        folders = _folders(ctx)
        with formatter.section("Kinds"):
            formatter.write_dl([(name, load_kind(name, folders).summary) for name in kind_names(folders)])


def _folders(ctx: click.Context) -> tuple[Path, ...]:
    """Where kinds are looked up. Flags behind the kind count too, though they are parsed only once it is known."""
    words = ctx.meta.get("words", ())
    flags = {name: _peek(words, f"--{name}") or ctx.params.get(name) for name in ("templates", "config")}
    try:
        settings = Request(templates=flags["templates"], config=flags["config"]).settings()
        return chain(extra=settings.templates, project=settings.project_root)
    except MigrationError:
        if not ctx.resilient_parsing:  # while a word is completed nothing may be said
            raise
        return chain()


def _peek(words: Sequence[str], flag: str) -> str | None:
    """The value of a flag among words that are not parsed yet."""
    for word, following in zip(words, [*words[1:], None], strict=False):
        if word == flag or word.startswith(f"{flag}="):
            return word.partition("=")[2] if "=" in word else following
    return None


def _request(before: Mapping[str, Any], given: Mapping[str, Any]) -> Request:
    """The flags before the kind and those behind it; the later ones win."""
    names = [field.name for field in fields(Request)]
    earlier = {name: before[name] for name in names if _is_given(before.get(name))}
    later = {name: given[name] for name in names if _is_given(given.get(name))}
    negated = {name: False for name in SETTINGS if given.get(name) is False}
    return Request(**{**{n: False for n in SETTINGS if before.get(n) is False}, **earlier, **negated, **later})


def _is_given(value: object) -> bool:
    return value is not None and value is not False


def _without_kind(**given: Any) -> int:
    """No kind was named: take it from the spec file, or ask."""
    ctx = click.get_current_context()
    if ctx.invoked_subcommand is not None:
        return 0
    request, folders = _request({}, given), _folders(ctx)
    name = _kind_in_spec(request.spec) if request.spec else None
    if name is None and not request.is_interactive:
        known = ", ".join(kind_names(folders))
        raise BadInput("missing: the kind of change", hint=f"kinds: {known}; see {PROGRAM} --help")
    if name is None:
        from new_migration.authoring.prompts import ask_kind

        name = ask_kind([load_kind(each, folders) for each in kind_names(folders)])
    return _run(load_kind(name, folders), request, {})


command = _Kinds(
    name="new",
    short_help="Write a migration and its rollback.",
    help="Write a PostgreSQL migration and the rollback that undoes it. Without a kind you are asked.",
    params=list(_options()),
    callback=_without_kind,
    invoke_without_command=True,
    context_settings=CONTEXT,
    subcommand_metavar="[KIND] ...",
)


def _kind_in_spec(path: str) -> str | None:
    from new_migration.spec_file import read_spec

    kind = read_spec(path).get("kind")
    if not isinstance(kind, str):
        raise BadInput("kind is missing", where=path, hint='write kind = "add-column", or name it on the command line')
    return kind


def _run(kind: Kind, request: Request, answers: Mapping[str, tuple[str, ...]]) -> int:
    if request.schema:
        import json

        from new_migration.authoring.change import json_schema

        click.echo(json.dumps(json_schema(kind), indent=2, ensure_ascii=False))
        return 0
    return Writing(kind, request).run(answers)
