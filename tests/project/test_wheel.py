"""The wheel has all that ``migration init`` needs, works without the checkout, and knows the releases before it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from new_migration import __version__

if TYPE_CHECKING:
    from tests.project.conftest import Make, Project, Repository

ROOT = Path(__file__).parents[2]


def installed(source: Path, folder: Path) -> dict[str, str]:
    """Build the wheel and let pip install it; the variables with which its commands are found."""
    build = ["-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(source)]
    subprocess.run([sys.executable, *build], check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    target = folder / "installed"
    pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target), str(wheel)]
    subprocess.run([sys.executable, *pip], check=True, capture_output=True)
    return {"PATH": f"{target / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(target)}


def templates(questions: Path, files: Path) -> dict[str, tuple[bytes, bool]]:
    """What a version's projects are made from: by its path what is in a file, and whether it can be run."""
    found = {f"project/{path.relative_to(files)}": path for path in files.rglob("*") if path.is_file()}
    return {name: (path.read_bytes(), os.access(path, os.X_OK))
            for name, path in {**found, "copier.yml": questions}.items()}  # fmt: skip


def are_kept(checkout: Path, version: str) -> bool:
    """Whether a release has the templates as they are now."""
    kept = checkout / "templates" / "released" / version
    now = templates(checkout / "copier.yml", checkout / "templates" / "project")
    return templates(kept / "copier.yml", kept / "project") == now


def test_a_wheel_sets_a_project_up(tmp_path: Path, empty: Project) -> None:
    variables = installed(ROOT, tmp_path)
    where = empty.do("python -c 'import new_migration; print(new_migration.__file__)'", **variables)
    assert where.startswith(str(tmp_path / "installed"))
    empty.do("migration init --no-input --write all", **variables)
    assert os.access(empty.path / "scripts" / "apply-migration.sh", os.X_OK)
    assert (empty.path / ".vscode" / "tasks.json").is_file() and (empty.path / "AGENTS.md").is_file()


def test_every_released_version_keeps_its_templates() -> None:
    """`make release-templates` does that. What changes afterwards belongs to the next version: raise __version__."""
    released = re.findall(r"^## \[(\d[^\]]*)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    kept = ROOT / "templates" / "released"
    assert [version for version in released if not (kept / version / "copier.yml").is_file()] == []
    assert __version__ not in released or are_kept(ROOT, __version__)


def test_a_release_reaches_the_projects_of_the_one_before(repository: Repository, make: Make, tmp_path: Path) -> None:
    """Its wheel updates what the version before has made, and keeps what people have added."""
    project = make("github", "scripts")
    workflow = project.path / ".github/workflows/migrations.yml"
    workflow.write_text(workflow.read_text().replace("    steps:\n", "    steps:\n      - run: echo ours\n"))
    project.commit("ours")

    keep = ["make", "--silent", "release-templates"]
    subprocess.run(keep, cwd=repository.path, check=True)
    assert are_kept(repository.path, __version__)
    assert subprocess.run(keep, cwd=repository.path, check=False, capture_output=True).returncode != 0, "only once"
    repository.git("add", "--all")
    repository.replace("src/new_migration/__init__.py", f'"{__version__}"', '"99.0.0"', version="99.0.0.dev0")
    repository.replace("templates/project/.github/workflows/migrations.yml.jinja", "name: Install", "name: Later words",
                       version="99.0.0")  # fmt: skip

    variables = installed(repository.path, tmp_path)
    printed = project.do("migration init --update", **variables)
    assert sorted(printed.splitlines()) == [".copier-answers.yml", ".github/workflows/migrations.yml"]
    text = workflow.read_text()
    assert "- run: echo ours\n" in text and "name: Later words" in text and "<<<<" not in text
    assert os.access(project.path / "scripts" / "apply-migration.sh", os.X_OK)
