"""``migration init --completion``: shell completion and man pages, for whoever calls it."""

from __future__ import annotations

import os
import shlex
from dataclasses import replace
from pathlib import Path

from new_migration.commands._init_run import Request, Run


class Completion(Run):
    """Shell completion and man pages, for whoever calls it."""

    next = "open a new shell"

    def __init__(self, request: Request) -> None:
        super().__init__(request, Path("/"))

    def run(self) -> int:
        """Write the files for the shells that are here; those of an earlier version are ours to replace."""
        import shutil
        from contextlib import chdir

        from new_migration.cli import main_command
        from new_migration.commands.completion import PROGRAMS, SHELLS
        from new_migration.project.placing import Fate, placements
        from new_migration.project.user_files import MARK, user_files, zsh_folder

        shells = [shell for shell in SHELLS if shutil.which(shell)]
        with chdir("/"):  # the kinds of a project are not everybody's
            files = user_files({program: main_command(program) for program in PROGRAMS}, shells, os.environ)
        found = placements(self.project, files)
        ours = [replace(each, fate=Fate.MERGED) if MARK in each.before and each.fate is Fate.DIFFERS else each
                for each in found]  # fmt: skip
        code = self.write(ours)
        if "zsh" in shells and not code:
            folder = shlex.quote(str(zsh_folder(os.environ)))
            self._say([f"zsh finds them with this line in ~/.zshrc, before compinit: fpath+=({folder})"])
        return code
