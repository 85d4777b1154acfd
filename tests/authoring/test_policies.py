"""Policies as CREATE POLICY has them."""

from __future__ import annotations

import pytest

from new_migration.authoring.policies import policy
from new_migration.errors import BadInput


@pytest.mark.parametrize(
    ("text", "clauses", "command", "permissive"),
    [
        ("p", (), "*", True),
        ("p using (owner = current_user)", ("USING (owner = CURRENT_USER)",), "*", True),
        (
            '"P" as restrictive for update to app, public using (a) with check (b and c in (1, 2))',
            ("AS RESTRICTIVE", "FOR UPDATE", "TO app, PUBLIC", "USING (a)", "WITH CHECK (b AND c IN (1, 2))"),
            "w",
            False,
        ),
        ("p FOR INSERT WITH CHECK (\"to\"('for'))", ("FOR INSERT", "WITH CHECK (\"to\"('for'))"), "a", True),
    ],
)  # fmt: skip
def test_a_policy(text: str, clauses: tuple[str, ...], command: str, permissive: bool) -> None:
    found = policy(text, name="--policy")
    assert (found.clauses, found.command_code, found.is_permissive) == (clauses, command, permissive)


def test_the_name_may_be_any() -> None:
    assert str(policy('"a""b" USING (true)', name="--policy")) == '"a""b" USING (true)'


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "empty"),
        ("USING (true)", "a policy begins with its name"),
        ("p ON t USING (true)", "the table has an answer of its own"),
        ("p FOR INSERT USING (true)", "FOR INSERT takes only WITH CHECK"),
        ("p FOR SELECT WITH CHECK (true)", "FOR SELECT takes only USING"),
        ("p FOR TRUNCATE", "syntax error"),
        ("p USING (true); DROP TABLE t", "a semicolon is not allowed here"),
        ("p USING true", "syntax error"),
        ("p q", "syntax error"),
    ],
)
def test_what_is_no_policy(text: str, what: str) -> None:
    with pytest.raises(BadInput) as caught:
        policy(text, name="--policy")
    assert what in caught.value.what
