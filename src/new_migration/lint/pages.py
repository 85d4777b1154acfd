"""The page of a rule: what it says of itself, with both examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from new_migration.lint.judge import judge
from new_migration.lint.rule import GROUPS, Example, Rule, rules
from new_migration.lint.squawk import OFF, RULES_PAGE


def page(rule: Rule) -> str:
    """A rule as Markdown."""
    mended = ["`migration lint --fix` mends it, unless the migration is settled.", ""] if rule.is_mended else []
    lines = [
        *(f"# {rule.name}", "", rule.triggered, ""),
        *(f"**Effect.** {rule.effect}", ""),
        *(f"**What to do.** {rule.remedy}", "", *mended),
        *("## Bad", "", *_shown(rule.bad, rule), "```text", *_findings(rule), "```", ""),
        *("## Good", "", *_shown(rule.good, rule)),
        *([] if rule.name in _NOT_ALLOWED else [f"To allow it: `-- lint: allow {rule.name} because …`.", ""]),
    ]
    return "\n".join(lines)


def index() -> str:
    """All rules with a line each, and what of squawk is not passed on."""
    lines = [
        "# Rules of migration lint",
        "",
        "Written from the rules themselves; `pytest --accept` writes it anew.",
        "",
    ]
    for group, title in GROUPS.items():
        lines += [f"## {title}", "", "| rule | what to do |", "|---|---|"]
        lines += [f"| [{each.name}]({each.name}.md) | {each.remedy} |" for each in rules() if each.group == group]
        lines.append("")
    lines += [
        "## Statements", "",
        f"Statements are judged by [squawk]({RULES_PAGE}rules), whose names are kept. These of its rules are off:", "",
        "| rule of squawk | why it is off |", "|---|---|",
        *(f"| [{name}]({RULES_PAGE}{name}) | {reason} |" for name, reason in OFF.items()), "",
    ]  # fmt: skip
    return "\n".join(lines)


def _shown(example: Example, rule: Rule) -> Iterator[str]:
    files = _files(example, rule)
    if example.base is not None:
        yield from ("On the base branch:", "", *_contents(example.base, files), "Here:", "")
    yield from _contents(example.files, files)


def _contents(texts: Mapping[str, str], files: Sequence[str]) -> Iterator[str]:
    """The texts of files, or the names of all where no text says it."""
    if not files:
        yield from ("```text", *sorted(texts), "```", "")
    for name in files:
        yield from (f"`{name}`", "", "```sql", texts[name].rstrip("\n"), "```", "")


def _files(example: Example, rule: Rule) -> list[str]:
    """The files whose text says it: those in which the bad example's findings are, and of a pair both."""
    found = [each for each in judge(rule.bad.project()) if each.rule == rule.name]
    named = dict.fromkeys(each.file for each in found)
    if rule.name in _BY_NAME or not any(name in example.files for name in named):
        return []
    if rule.name == "rollback-incomplete":
        return sorted(name for name in example.files if not name.startswith("verify-"))
    return [name for name in named if name in example.files]


# There is no file that could say so, or what it would say is the finding.
_NOT_ALLOWED = {"migration-deleted", "latest-conflict", "allow-unused", "allow-without-reason"}

# What these find is in the names of the files.
_BY_NAME = {"file-name", "number-padding", "name-snake-case", "number-duplicate", "number-gap", "number-below-base",
            "rollback-missing", "script-orphaned", "verify-missing", "migration-moved",
            "migration-deleted"}  # fmt: skip


def _findings(rule: Rule) -> Iterator[str]:
    for each in judge(rule.bad.project()):
        if each.rule == rule.name:
            yield f"{each.file}:{each.line}:{each.column}: {each.rule}: {each.message}"
