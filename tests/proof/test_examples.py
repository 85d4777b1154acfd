"""Every example of every kind: the files that are expected come out, and they are proven on PostgreSQL 15 and 18."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from new_migration.authoring.kinds import chain, kind_names, kinds
from new_migration.authoring.render import Templates
from new_migration.postgres import sql
from new_migration.postgres.scratch import Server
from new_migration.proof.examples import Example, examples

FOLDERS = chain()
TEMPLATES = Templates(FOLDERS)
EXAMPLES = [example for kind in kinds(FOLDERS) for example in examples(kind, FOLDERS)]


def _id(example: Example) -> str:
    return example.name


@pytest.mark.parametrize("example", EXAMPLES, ids=_id)
def test_the_files_are_as_expected(example: Example, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--accept"):
        example.accept(TEMPLATES)
    assert example.files(TEMPLATES) == example.expected()


@pytest.mark.parametrize("example", EXAMPLES, ids=_id)
def test_the_files_look_like_ours(example: Example) -> None:
    for name, text in example.files(TEMPLATES).items():
        assert sql.split(text, name=name)
        assert text.endswith("\n") and not text.endswith("\n\n"), name
        assert "\n\n\n" not in text, name
        assert not [line for line in text.split("\n") if line != line.rstrip()], name
        assert not any(word in text for word in ("TODO", "XXX", "...", "\r", "\t")), name


@pytest.mark.parametrize("example", EXAMPLES, ids=_id)
def test_the_rollback_is_strict(example: Example) -> None:
    for name, text in example.files(TEMPLATES).items():
        code = " ".join(token.text.upper() for token in sql.tokens(text, name=name) if not token.is_comment)
        words = " ".join(code.split())  # also those of DO blocks
        if name.startswith("rollback-"):
            # A rollback that is not in one transaction may have dropped the index when it was broken off.
            assert " IF EXISTS " not in words.replace("INDEX CONCURRENTLY IF EXISTS", "").replace("IF EXISTS (", "(")
            assert " CASCADE ;" not in words
        elif not name.startswith("verify-"):
            assert "IF NOT EXISTS " not in words.replace("IF NOT EXISTS ( SELECT", "")


@pytest.mark.parametrize("example", EXAMPLES, ids=_id)
def test_it_is_proven(example: Example, server: Server) -> None:
    with server.database() as conninfo:
        problems = example.problems(conninfo, TEMPLATES)
    if server.version < 150000 and any("NULLS NOT DISTINCT" in text for text in example.files(TEMPLATES).values()):
        assert 'syntax error at or near "NULLS"' in problems[0]
    else:
        assert problems == []


def test_every_kind_has_examples_with_hostile_names() -> None:
    names = {example.name for example in EXAMPLES}
    kinds_with_names = set(kind_names(FOLDERS)) - {"sql"}  # its names are the user's own SQL
    assert {f"{kind}/hostile-names" for kind in kinds_with_names} <= names


def test_a_template_that_is_wrong_is_noticed(server: Server) -> None:
    """The mutation that the proof exists for: a rollback that forgets the index."""
    example = next(each for each in EXAMPLES if each.name == "create-index/founding-013")
    forgetful = _Forgetful(FOLDERS)
    with server.database() as conninfo:
        problems = example.problems(conninfo, forgetful)
    assert any("idx_user_notes_created_by" in problem for problem in problems)
    assert example.mismatches(forgetful) == ["rollback-013_add_notes_indexes.sql differs from what is expected"]


class _Forgetful(Templates):
    def parts(self, name: str, values: Mapping[str, object]) -> tuple[str, str]:
        body, last = super().parts(name, values)
        if name == "create-index/offline/rollback.sql.jinja":
            body = body.replace("DROP INDEX idx_user_notes_created_by;", "SELECT 1;")
        return body, last
