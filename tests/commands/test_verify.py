"""``migration verify``: each claim with its truth, asked without a change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Ran, Site

Migration = Callable[..., "Ran"]

TRUE = "SELECT 'table t001 exists' AS claim, to_regclass('t001') IS NOT NULL AS holds;"
FALSE = (
    "SELECT 'it is empty', true; SELECT 'it has a row', EXISTS (SELECT FROM t002); SELECT 'nobody knows', NULL::bool;"
)


@pytest.fixture
def applied(site: Site, migration: Migration) -> None:
    site.write("001_a", verify=TRUE)
    site.write("002_b", verify=FALSE)
    site.write("003_c")
    assert migration("apply", "--no-verify").code == 0
    site.write("004_d", verify="SELECT 'table t004 exists', to_regclass('t004') IS NOT NULL")


@pytest.mark.usefixtures("applied")
def test_each_claim_with_its_truth(migration: Migration) -> None:
    assert migration("verify", "1") == (0, "001_a: true: table t001 exists\n", "")
    assert migration("verify", "002_b", "003_c.sql") == (
        1,
        "002_b: true: it is empty\n002_b: NOT true: it has a row\n002_b: NOT true: nobody knows\n"
        "003_c: has no verify script\n",
        "",
    )
    assert migration("verify").out == "003_c: has no verify script\n"
    ran = migration("verify", "--all")
    assert (ran.code, len(ran.out.splitlines())) == (1, 5)
    assert migration("verify", "4") == (1, "004_d: NOT true: table t004 exists\n", "")


@pytest.mark.usefixtures("applied")
def test_as_json(migration: Migration) -> None:
    ran = migration("verify", "1", "2", "--json")
    assert (ran.code, ran.json["holds"]) == (1, False)
    assert [each["name"] for each in ran.json["results"]] == ["001_a", "002_b"]
    assert ran.json["results"][0]["claims"] == [{"claim": "table t001 exists", "holds": True}]
    assert [claim["holds"] for claim in ran.json["results"][1]["claims"]] == [True, False, False]


@pytest.fixture
def short_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("new_migration.deploy.verify.LIMIT", 0.5)


@pytest.mark.usefixtures("applied", "short_limit")
@pytest.mark.parametrize(
    ("script", "code", "message"),
    [
        ("INSERT INTO t001 VALUES (1)", 4, "cannot execute INSERT in a read-only transaction"),
        ("SET TRANSACTION READ WRITE; INSERT INTO t001 VALUES (1)", 4, "must be set before any query"),
        ("SET LOCAL transaction_read_only = off; INSERT INTO t001 VALUES (1)", 4, "must be set before any query"),
        ("COMMIT; INSERT INTO t001 VALUES (1)", 2, "a script that only reads has no transaction of its own"),
        ("SELECT 1", 2, "this query returns (int4) where a verify query returns (claim text, holds boolean)"),
        ("SELECT 'x', true WHERE false", 2, "this script claims nothing"),
        ("SELECT 'x', no_such_column FROM t001", 4, 'verify-001_a.sql:1:13: column "no_such_column" does not exist'),
        ("SELEC 'x', true", 2, 'verify-001_a.sql:1:1: syntax error at or near "SELEC"'),
        ("DO $$ BEGIN PERFORM pg_sleep(60); END $$; SELECT 'x', true", 4, "statement timeout"),
    ],
)
def test_what_is_no_verify_script(script: str, code: int, message: str, site: Site, migration: Migration) -> None:
    site.put("verify-001_a.sql", script)
    ran = migration("verify", "1")
    assert (ran.code, message in ran.err) == (code, True), ran.err
    assert site.ask("SELECT count(*) FROM t001") == [(0,)]


@pytest.mark.usefixtures("applied")
def test_words_that_mean_nothing(migration: Migration) -> None:
    ran = migration("verify", "7")
    assert (ran.code, "there is no migration '7'\nhint: the last one is 004_d" in ran.err) == (2, True)
    assert migration("verify", "001_aa").err.endswith("hint: did you mean 001_a?\n")
    assert migration("verify", "1", "--all").code == 2
    for word in ("²", "9" * 5000, "-1", "", "1.5", "001"):
        assert migration("verify", "--", word).code == (0 if word == "001" else 2)


def test_nothing_is_applied(site: Site, migration: Migration) -> None:
    site.write("001_a", verify=TRUE)
    ran = migration("verify")
    assert (ran.code, "nothing is applied yet" in ran.err) == (3, True)
    assert migration("verify", "1").code == 1
