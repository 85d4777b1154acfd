"""Migrations get other numbers: which, what their scripts say then, and back again."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from new_migration.authoring.kinds import chain, kinds
from new_migration.authoring.render import Templates
from new_migration.creation import Created
from new_migration.errors import BadInput, Refused
from new_migration.history.directory import MigrationsDirectory
from new_migration.history.latest import check_latest, keep_latest
from new_migration.history.migration import Migration, parse_file_name
from new_migration.history.renaming import rename, take_back
from new_migration.history.renumbering import Move, mentions, moves, renumbered
from new_migration.proof.examples import Example, examples


def migration(stem: str) -> Migration:
    parsed = parse_file_name(f"{stem}.sql")
    assert parsed
    return parsed[1]


def move(old: str, new: str) -> Move:
    return Move(old=migration(old), new=migration(new))


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.mark.parametrize(
    ("own", "taken", "expected"),
    [
        (["003_a"], [1, 2], {}),
        (["003_a"], [1, 2, 3], {"003_a": "004_a"}),
        (["002_a"], [1, 3], {"002_a": "004_a"}),
        (["003_a", "004_b"], [3], {"003_a": "004_a", "004_b": "005_b"}),
        (["003_a", "010_b"], [3], {"003_a": "004_a"}),
        (["003_b", "003_a"], [], {"003_b": "004_b"}),
        (["999_a"], [999], {"999_a": "1000_a"}),
        (["000_tracking", "300_a"], [1, 300], {"300_a": "301_a"}),
        (["000_tracking"], [0, 1], {"000_tracking": "002_tracking"}),
        (["000_a", "000_b"], [], {"000_b": "001_b"}),
        ([], [1, 1], {}),
    ],
)
def test_which_move(own: list[str], taken: list[int], expected: dict[str, str]) -> None:
    found = moves(map(migration, own), taken)
    assert {each.old.stem: each.new.stem for each in found} == expected


@pytest.mark.parametrize(
    ("own", "elsewhere", "expected"),
    [
        (["005_a"], [], {"005_a": "004_a"}),
        (["005_a", "007_b"], [], {"005_a": "004_a", "007_b": "005_b"}),
        (["006_a"], [4], {"006_a": "005_a"}),
        (["005_a"], [4, 5], {}),
        (["004_a"], [], {}),
        (["000_tracking"], [], {}),
        (["20260101_a"], [], {}),
    ],
)
def test_which_close_a_gap(own: list[str], elsewhere: list[int], expected: dict[str, str]) -> None:
    found = moves(map(migration, own), [1, 2, 3], elsewhere)
    assert {each.old.stem: each.new.stem for each in found} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-- Migration 010: Add x", "-- Migration 012: Add x"),
        ("-- Rollback 010: Add x", "-- Rollback 012: Add x"),
        ("-- Rollback 010\nBEGIN;", "-- Rollback 012\nBEGIN;"),
        ("-- Data lost: what migration 010 deleted; 010", "-- Data lost: what migration 012 deleted; 010"),
        ("migration 0100, migration 011, immigration 010", "migration 0100, migration 011, immigration 010"),
        ("VALUES ('010_a', now())", "VALUES ('012_a', now())"),
        ("'010_a_and_more', '1010_a', '010_ab'", "'010_a_and_more', '1010_a', '010_ab'"),
        ("DROP TABLE app._undo_010_users; -- 010", "DROP TABLE app._undo_012_users; -- 010"),
        ("_dropped_010_flag, _new_010_idx, _progress_010_t", "_dropped_012_flag, _new_012_idx, _progress_012_t"),
        ("_any_010_t, zz__sync_010_t, pk__undo_010_t", "_any_012_t, zz__sync_012_t, pk__undo_012_t"),
        ("idx_010_a, users_010_t, _new_1010_t, _new_010", "idx_010_a, users_010_t, _new_1010_t, _new_010"),
        ("'010_b' AND '011_b'", "'010_b' AND '013_b'"),
        ("_undo_011_t", "_undo_013_t"),
        ("-- Migration 011: of another", "-- Migration 011: of another"),
    ],
)
def test_what_a_script_says_then(text: str, expected: str) -> None:
    own = move("010_a", "012_a")
    assert renumbered(text, own, [own, move("011_b", "013_b")]) == expected


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("-- Migration 010: x\nDELETE FROM schema_migrations\nWHERE migration_name = '010_a';", []),
        ("INSERT INTO schema_migrations (migration_name)\nVALUES ('010_a');", []),
        ("INSERT INTO schema_migrations VALUES ('010_a');\n\nINSERT INTO a\nVALUES (1, '010_a');", [4]),
        ("SELECT 1; -- as 010_a says\nSELECT '010_a'", [2]),
        ('CREATE TABLE "010_a" (x text);', [1]),
        ("-- Migration 010: x\nINSERT INTO a VALUES ('010_a', '010_a');", [2]),
        ("CREATE TABLE _undo_010_a (x text); SELECT '010_ab'", []),
        ("COMMENT ON TABLE t IS 'Set aside by migration 010_a';", []),
        ("SELECT pg_advisory_lock(hashtextextended('010_a', 0));", []),
    ],
)
def test_where_a_name_is_neither_tracking_row_nor_guard(text: str, lines: list[int]) -> None:
    assert mentions(text, [move("010_a", "012_a")]) == lines


def test_the_own_number_counts_where_two_had_the_same() -> None:
    first, second = move("010_a", "011_a"), move("010_b", "012_b")
    text = "-- Migration 010: x\n'010_a' '010_b' _undo_010_t"
    assert renumbered(text, first, [first, second]) == "-- Migration 011: x\n'011_a' '012_b' _undo_011_t"
    assert renumbered(text, second, [first, second]) == "-- Migration 012: x\n'011_a' '012_b' _undo_012_t"


def folder(path: Path, *stems: str) -> MigrationsDirectory:
    for stem in stems:
        digits = stem[:3]
        (path / f"{stem}.sql").write_text(f"-- Migration {digits}: x\nINSERT '{stem}';\n")
        (path / f"rollback-{stem}.sql").write_text(f"-- Rollback {digits}: x\nDELETE '{stem}';\n")
    return MigrationsDirectory(path)


def texts(path: Path) -> dict[str, str]:
    return {each.name: each.read_text() for each in path.iterdir()}


def test_all_scripts_are_renamed_and_back_again(tmp_path: Path) -> None:
    directory = folder(tmp_path, "001_fix", "002_fix")
    before = texts(tmp_path)
    found = [move("001_fix", "002_fix"), move("002_fix", "003_fix")]
    assert rename(directory, found, dry_run=True) == rename(directory, found)
    assert texts(tmp_path) == texts_of(tmp_path.parent / "wanted", "002_fix", "003_fix")
    assert take_back(directory, dry_run=True) == take_back(directory)
    assert texts(tmp_path) == before
    with pytest.raises(Refused, match="nothing is known of a renumbering"):
        take_back(directory)


def texts_of(path: Path, *stems: str) -> dict[str, str]:
    path.mkdir()
    folder(path, *stems)
    return texts(path)


def test_a_name_that_is_taken_leaves_all_as_it_was(tmp_path: Path) -> None:
    directory = folder(tmp_path, "001_fix")
    (tmp_path / "rollback-002_fix.sql").write_text("mine")
    before = texts(tmp_path)
    for dry_run in (True, False):
        with pytest.raises(Refused, match="exists already") as caught:
            rename(directory, [move("001_fix", "002_fix")], dry_run=dry_run)
        assert caught.value.hint == "move it elsewhere, or delete it"
    assert texts(tmp_path) == before


@pytest.mark.parametrize("last", [1, 2])
def test_an_interrupt_leaves_all_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: int) -> None:
    directory = folder(tmp_path, "001_fix", "002_fix")
    before = texts(tmp_path)
    removed: list[Path] = []

    def unlink(path: Path, *, missing_ok: bool = False) -> None:
        assert path.exists() or missing_ok
        removed.append(path)
        os.unlink(path)  # noqa: PTH108 - Path.unlink is what is replaced
        if len(removed) == last:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Path, "unlink", unlink)
        rename(directory, [move("001_fix", "002_fix"), move("002_fix", "003_fix")])
    assert texts(tmp_path) == before


def test_what_was_changed_since_is_not_taken_back(tmp_path: Path) -> None:
    directory = folder(tmp_path, "001_fix")
    rename(directory, [move("001_fix", "002_fix")])
    (tmp_path / "002_fix.sql").write_text("mine")
    before = texts(tmp_path)
    with pytest.raises(Refused, match="changed since it was renumbered"):
        take_back(directory)
    assert texts(tmp_path) == before


def test_a_script_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    directory = folder(tmp_path, "001_fix")
    (tmp_path / "001_fix.sql").write_bytes(b"\xff")
    with pytest.raises(BadInput, match="not UTF-8"):
        rename(directory, [move("001_fix", "002_fix")])
    assert (tmp_path / "rollback-001_fix.sql").exists()


def test_latest_is_kept_where_it_is_there(tmp_path: Path) -> None:
    directory = folder(tmp_path, "001_fix", "002_more")
    keep_latest(directory)
    assert not (tmp_path / "LATEST").exists()
    (tmp_path / "LATEST").write_text("")
    keep_latest(directory)
    assert latest(tmp_path) == "002_more"
    check_latest(tmp_path)
    rename(directory, [move("002_more", "005_more")])
    assert latest(tmp_path) == "005_more"
    take_back(directory)
    assert latest(tmp_path) == "002_more"


def latest(folder: Path) -> str:
    name, said = (folder / "LATEST").read_text().splitlines()
    assert said.endswith("two branches have added some: run migration renumber.")
    return name


def test_a_conflict_in_latest_is_told(tmp_path: Path) -> None:
    (tmp_path / "LATEST").write_text("<<<<<<< HEAD\n002_a\n=======\n002_b\n>>>>>>> main\n")
    with pytest.raises(BadInput, match="two branches have both added migrations") as caught:
        check_latest(tmp_path)
    assert caught.value.hint == "run: migration renumber"


# What templates make: every example of every kind

FOLDERS = chain()
TEMPLATES = Templates(FOLDERS)
EXAMPLES = [example for kind in kinds(FOLDERS) for example in examples(kind, FOLDERS)]
LATER = 500

# A name of 63 bytes has the hash of the whole name at its end; a longer number leaves room for less of it.
CUT = re.compile(r"(?<=_)[0-9]+_[^\n]*?_[0-9a-f]{8}\b")


class WrittenLater(Example):
    """An example whose migrations have other numbers from the first."""

    @property
    def spec(self) -> dict[str, Any]:
        before = super().spec
        return before | {"number": before["number"] + LATER}


class Renumbered(Example):
    """An example whose migrations were given other numbers afterwards."""

    def created(self, templates: Templates, conninfo: str = "") -> list[Created]:
        before = super().created(templates, conninfo)
        found = [Move(old=each.migration, new=later(each.migration)) for each in before]
        return [moved(each, own, found) for each, own in zip(before, found, strict=True)]


def later(migration: Migration) -> Migration:
    return Migration.numbered(migration.number + LATER, migration.name)


def moved(created: Created, own: Move, found: Sequence[Move]) -> Created:
    texts = {role: renumbered(text, own, found) for role, text in created.texts.items()}
    paths = {role: path.with_name(own.new.file(role)) for role, path in created.paths.items()}
    return replace(created, migration=own.new, texts=texts, paths=paths)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_a_renumbered_migration_is_as_if_written_later(example: Example) -> None:
    after, anew = (made(kind=example.kind, folder=example.folder) for made in (Renumbered, WrittenLater))
    assert uncut(after) == uncut(anew)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_what_a_kind_writes_is_known(example: Example) -> None:
    created = example.created(TEMPLATES)
    found = [Move(old=each.migration, new=later(each.migration)) for each in created]
    assert not [line for each in created for text in each.texts.values() for line in mentions(text, found)]


def uncut(example: Example) -> dict[str, str]:
    return {name: CUT.sub("cut", text) for name, text in example.files(TEMPLATES).items()}


@pytest.mark.parametrize(
    "example",
    [each for each in EXAMPLES if any(map(CUT.search, each.expected().values()))],
    ids=lambda example: example.name,
)
def test_a_name_that_was_cut_still_works(example: Example, database: str) -> None:
    assert Renumbered(kind=example.kind, folder=example.folder).problems(database, TEMPLATES) == []
