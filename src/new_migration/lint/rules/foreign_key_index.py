"""A foreign key that no index serves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from new_migration.lint.foreign_keys import Definition, standing
from new_migration.lint.project import Found, Project, at
from new_migration.lint.rule import Example, Rule, pair
from new_migration.postgres.sql import character_offset


def check(project: Project) -> Iterator[Found]:
    indexes: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for each in standing(project):
        if not each.is_foreign_key:
            indexes[each.table].append(each.columns)
    for key in standing(project):
        if key.is_foreign_key and not _is_served(key, indexes[key.table]) and not key.script.was_asked("--no-index"):
            offset = character_offset(key.script.text, key.byte_offset)
            said = ", ".join(key.columns)
            yield at(key.script, f"no migration makes an index that begins with {said} of {key.table}", offset)


def _is_served(key: Definition, indexes: list[tuple[str, ...]]) -> bool:
    wanted = set(key.columns)
    return any(set(columns[: len(wanted)]) == wanted for columns in indexes)


_ADD = ("ALTER TABLE notes\n  ADD CONSTRAINT fk_notes_user_id\n  FOREIGN KEY (user_id)\n  REFERENCES users\n"
        "  ON DELETE CASCADE\n  NOT VALID;{}")  # fmt: skip
_DROP = "{}ALTER TABLE notes\n  DROP CONSTRAINT fk_notes_user_id;"

RULE = Rule(
    name="foreign-key-index",
    group="pitfalls",
    triggered="No forward script in the folder makes an index, a key or a unique constraint whose first columns are "
    "those of the foreign key, and its Command line does not say `--no-index`. What is dropped later is no concern; "
    "what a schema had before the first migration is not known.",
    effect="Each DELETE of a parent, and each join, reads the whole table.",
    remedy="Make an index on its columns; on a table in use with CREATE INDEX CONCURRENTLY, in a migration before.",
    bad=Example(files=pair("010_add_fk", _ADD.format(""), _DROP.format(""))),
    good=Example(
        files=pair(
            "010_add_fk",
            _ADD.format("\n\nCREATE INDEX idx_notes_user_id ON notes (user_id);"),
            _DROP.format("DROP INDEX idx_notes_user_id;\n\n"),
        )
    ),
    check=check,
)
