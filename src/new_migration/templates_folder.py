"""Where the built-in templates lie: change kinds, extensions for scratch servers."""

from __future__ import annotations

from pathlib import Path


def templates_folder() -> Path:
    """The built-in templates: beside the package in an installed wheel, at the top of a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent.parent / "templates"
