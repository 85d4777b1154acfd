"""The wheel has all that ``migration init`` needs, and works without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_wheel_sets_a_project_up(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    project = tmp_path / "project"
    project.mkdir()
    script = "import new_migration; print(new_migration.__file__); from new_migration.cli import migration; migration()"
    done = subprocess.run([sys.executable, "-c", script, "init", "--no-input", "--write", "all"], cwd=project,
                          env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")}, capture_output=True, text=True,
                          check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "installed") in done.stdout
    assert os.access(project / "scripts" / "apply-migration.sh", os.X_OK)
    assert (project / ".vscode" / "tasks.json").is_file() and (project / "AGENTS.md").is_file()
