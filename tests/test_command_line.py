"""A command line as text: a shell gives the same words back, and it is always one line."""

from __future__ import annotations

import shlex
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from new_migration.command_line import shell_line

WORDS = [
    "plain", "", "two words", "it's", 'a"b', "$HOME", "`id`", "a\\b", "!x", "*", "~", "#x", "-x", "--a=b", "a;b", "a|b",
    "a\nb", "tab\tx", "naïve 日本", "\x1b[31m", "\x7f41", "\xa0", "\u2028", "\u202e", "'\n'", "a'b$c",
    "status = 'active'", "\\\n", "{a,b}",
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["a", "b c"], "a 'b c'"),
        (["status = 'active'"], "\"status = 'active'\""),
        (["it's $5"], "'it'\"'\"'s $5'"),
        (["a\nb"], "$'a\\nb'"),
        (["\u2028'"], "$'\\U00002028\\''"),
        ([""], "''"),
    ],
)
def test_shell_line(words: list[str], line: str) -> None:
    assert shell_line(words) == line


@given(st.lists(st.text(), max_size=4))
@settings(derandomize=True, database=None)
def test_it_is_one_line_that_can_be_printed(words: list[str]) -> None:
    line = shell_line(words)
    assert line.isprintable()
    if all(word.isprintable() for word in words):
        assert shlex.split(line) == words


def test_bash_gives_the_words_back() -> None:
    script = f"printf '%s\\0' {shell_line(WORDS)}"
    environment = {"LC_ALL": "C.UTF-8", "HOME": "/nowhere"}
    found = subprocess.run(["bash", "-c", script], capture_output=True, check=True, env=environment)
    assert found.stdout.decode().split("\0")[:-1] == WORDS
