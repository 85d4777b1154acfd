"""A foreign key of which nobody has said what a DELETE does."""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.lint.foreign_keys import Definition, standing
from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair
from new_migration.postgres.sql import character_offset

_NO_ACTION = "a"


def check(project: Project) -> Iterator[Found]:
    for each in standing(project):
        if each.is_foreign_key and each.node.fk_del_action == _NO_ACTION and not _says_no_action(each):
            offset = character_offset(each.script.text, each.byte_offset)
            yield at(each.script, f"the foreign key of {', '.join(each.columns)} has no ON DELETE", offset)


def _says_no_action(each: Definition) -> bool:
    """Whether NO ACTION is written: the syntax tree has it either way."""
    start = character_offset(each.script.text, each.byte_offset)
    depth = 0
    words = []
    for token in each.script.all_tokens:
        if token.start < start or token.is_comment:
            continue
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth < 0 or (depth == 0 and token.text in {",", ";"}) or token.start >= each.step.end:
            break
        words.append(token.text.upper())
    return "ON DELETE NO ACTION" in " ".join(words)


_ADD = ("ALTER TABLE notes\n  ADD CONSTRAINT fk_notes_user_id\n  FOREIGN KEY (user_id)\n  REFERENCES users{}\n"
        "  NOT VALID;\n\nCREATE INDEX idx_notes_user_id ON notes (user_id);")  # fmt: skip
_DROP = "DROP INDEX idx_notes_user_id;\n\nALTER TABLE notes\n  DROP CONSTRAINT fk_notes_user_id;"

RULE = Rule(
    name="foreign-key-on-delete",
    group="pitfalls",
    triggered="A foreign key has no ON DELETE. `ON DELETE NO ACTION`, which means the same, counts as said. One that "
    "is dropped later is no concern.",
    effect="Whether deleting the parent is refused, deletes the children or sets NULL is left to chance.",
    remedy="Write ON DELETE CASCADE, RESTRICT, SET NULL or NO ACTION.",
    bad=Example(files=pair("010_add_fk", _ADD.format(""), _DROP)),
    good=Example(files=pair("010_add_fk", _ADD.format("\n  ON DELETE CASCADE"), _DROP)),
    check=check,
)
