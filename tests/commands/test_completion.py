"""Shell completion, asked for as the shells do it. CI has all three; elsewhere those that are there are tested."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SHELLS = [shell for shell in ("bash", "zsh", "fish") if shutil.which(shell)]
BIN = Path(sys.executable).parent


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", **more}


def complete(*words: str) -> list[str]:
    """What bash would be given for the last of the words."""
    line = environment(_NEW_MIGRATION_COMPLETE="bash_complete", COMP_WORDS=" ".join(words),
                       COMP_CWORD=str(len(words) - 1))  # fmt: skip
    done = subprocess.run([BIN / "new-migration"], env=line, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return [row.partition(",")[2] for row in done.stdout.splitlines()]


def test_ci_has_all_shells() -> None:
    assert "CI" not in os.environ or SHELLS == ["bash", "zsh", "fish"]


def test_kinds() -> None:
    assert complete("new-migration", "backf") == ["backfill"]


def test_flags() -> None:
    assert {"--on-delete", "--on-update", "--online", "--offline"} <= set(
        complete("new-migration", "add-foreign-key", "--o")
    )


def test_choices() -> None:
    assert complete("new-migration", "add-foreign-key", "--on-delete", "c") == ["cascade"]


def test_a_broken_config_says_nothing_while_a_word_is_completed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "migrations.toml").write_text("[")
    monkeypatch.chdir(tmp_path)
    assert complete("new-migration", "back") == ["backfill"]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_one_that_the_shell_reads(shell: str, tmp_path: Path) -> None:
    script = subprocess.run([BIN / "migration", "completion", shell], capture_output=True, text=True, check=True).stdout
    assert "_NEW_MIGRATION_COMPLETE" in script and "_MIGRATION_COMPLETE" in script
    (tmp_path / "script").write_text(script)
    subprocess.run([shell, "-n", tmp_path / "script"], check=True, env=environment())


def test_bash_completes_with_the_script(tmp_path: Path) -> None:
    """The whole way through bash itself: the script is sourced, its function called, COMPREPLY looked at."""
    program = (
        'eval "$(migration completion bash)"; COMP_WORDS=(new-migration rename-); COMP_CWORD=1; '
        "_new_migration_completion new-migration; printf '%s\\n' \"${COMPREPLY[@]}\""
    )
    done = subprocess.run(["bash", "-c", program], env=environment(), capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["rename-column", "rename-enum-value", "rename-table"]
