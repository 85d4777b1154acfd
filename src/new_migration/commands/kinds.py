"""``migration kinds``: the change kinds there are, and whether their examples come out as meant and are proven."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from new_migration.authoring.kinds import Kind, chain, kind_names, load_kind
from new_migration.commands._request import Request
from new_migration.kind_command import CONTEXT


@click.command(name="kinds", short_help="List the change kinds; --check proves their examples.",
               context_settings=CONTEXT)  # fmt: skip
@click.argument("names", nargs=-1, metavar="[KIND]...")
@click.option("--check", is_flag=True, help="Render every example, compare the files, prove them on a scratch server")
@click.option("--accept", is_flag=True, help="Write the files that come out of the examples beside them")
@click.option("--config", metavar="FILE", help="Config file, instead of the one found upward")
@click.option("--templates", metavar="FOLDER", help="Folder of change kinds that come first")
def command(names: tuple[str, ...], check: bool, accept: bool, config: str | None, templates: str | None) -> int:
    """List the change kinds, the project's own included, or with --check prove their examples."""
    settings = Request(config=config, templates=templates).settings()
    folders = chain(extra=settings.templates, project=settings.project_root)
    kinds = [load_kind(name, folders) for name in names or kind_names(folders)]
    try:
        if accept:
            _accept(kinds, folders)
        if check:
            return _check(kinds, folders, server=settings.server, major=int(settings.postgres or 0))
    finally:
        if accept or check:
            _close_server()
    if accept:
        return 0
    width = max(len(kind.name) for kind in kinds)
    for kind in kinds:
        click.echo(f"{kind.name:{width}}  {kind.summary}")
    return 0


def _accept(kinds: Sequence[Kind], folders: Sequence[Path]) -> None:
    """Write what comes out of each example; the paths go to standard output."""
    from new_migration.authoring.render import Templates
    from new_migration.proof.examples import examples
    from new_migration.report import shown

    templates = Templates(folders)
    for kind in kinds:
        templates.check(kind)
        for example in examples(kind, folders):
            for path in example.accept(templates):
                click.echo(shown(path))


def _check(kinds: Sequence[Kind], folders: Sequence[Path], *, server: str, major: int) -> int:
    """One line an example; exit code 1 if one is not as it should be."""
    from new_migration.authoring.render import Templates
    from new_migration.postgres.scratch import scratch_server
    from new_migration.proof.examples import examples

    templates = Templates(folders)
    for kind in kinds:
        templates.check(kind)
    good = True
    with scratch_server(server, major) as scratch:
        for example in (each for kind in kinds for each in examples(kind, folders)):
            with scratch.database() as conninfo:
                problems = [*example.mismatches(templates), *example.problems(conninfo, templates)]
            click.echo(f"{example.name}: {'as expected' if not problems else 'NOT as expected'}")
            for problem in problems:
                click.echo(f"  {problem}", err=True)
            good = good and not problems
    return 0 if good else 1


def _close_server() -> None:
    from new_migration.proof.examples import close_server

    close_server()
