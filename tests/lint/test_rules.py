"""Every rule: its bad example has its finding and no other, its good one none, and its page is as it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from new_migration.lint.judge import judge
from new_migration.lint.pages import index, page
from new_migration.lint.rule import GROUPS, Rule, rules
from new_migration.lint.squawk import LOCKS, OFF

DOCS = Path(__file__).parent.parent.parent / "docs" / "rules"
RULES = rules()


def _id(rule: Rule) -> str:
    return rule.name


@pytest.mark.parametrize("rule", RULES, ids=_id)
def test_the_bad_example_has_its_finding_and_no_other(rule: Rule) -> None:
    assert {each.rule for each in judge(rule.bad.project())} == {rule.name, *rule.bad.also}


@pytest.mark.parametrize("rule", RULES, ids=_id)
def test_the_good_example_has_none(rule: Rule) -> None:
    assert judge(rule.good.project()) == []


@pytest.mark.parametrize("rule", RULES, ids=_id)
def test_a_finding_says_what_and_what_to_do(rule: Rule) -> None:
    for each in judge(rule.bad.project()):
        assert each.message
        assert not each.message.endswith(".")
        assert each.hint
        assert each.line >= 1
        assert each.column >= 1


@pytest.mark.parametrize("rule", RULES, ids=_id)
def test_its_words_are_sentences(rule: Rule) -> None:
    assert rule.group in GROUPS
    for words in (rule.triggered, rule.effect, rule.remedy):
        assert words[0].isupper() or words[0] == "`", words
        assert words.endswith("."), words


def test_a_rule_is_called_like_its_module() -> None:
    folder = Path(__file__).parent.parent.parent / "src" / "new_migration" / "lint" / "rules"
    modules = {path.stem.replace("_", "-") for path in folder.glob("[a-z]*.py")}
    assert {rule.name for rule in RULES} == modules


def test_names_are_not_those_of_squawk() -> None:
    assert not {rule.name for rule in RULES} & (LOCKS | OFF.keys()) - {"syntax-error"}


def test_the_pages_are_as_the_rules_say(request: pytest.FixtureRequest) -> None:
    pages = {f"{rule.name}.md": page(rule) for rule in RULES} | {"README.md": index()}
    if request.config.getoption("--accept"):
        DOCS.mkdir(parents=True, exist_ok=True)
        for path in DOCS.glob("*.md"):
            path.unlink()
        for name, text in pages.items():
            (DOCS / name).write_text(text, encoding="utf-8")
    assert {path.name: path.read_text(encoding="utf-8") for path in DOCS.glob("*.md")} == pages
