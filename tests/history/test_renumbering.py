"""Migrations get other numbers: which, what their scripts say then, and back again."""

from __future__ import annotations

from pathlib import Path

import pytest

from new_migration.errors import BadInput, Refused
from new_migration.history.directory import MigrationsDirectory
from new_migration.history.latest import check_latest, keep_latest
from new_migration.history.migration import Migration, parse_file_name
from new_migration.history.renaming import rename, take_back
from new_migration.history.renumbering import Move, moves, renumbered


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
        ([], [1, 1], {}),
    ],
)
def test_which_move(own: list[str], taken: list[int], expected: dict[str, str]) -> None:
    found = moves(map(migration, own), taken)
    assert {each.old.stem: each.new.stem for each in found} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-- Migration 010: Add x", "-- Migration 012: Add x"),
        ("-- Rollback 010: Add x", "-- Rollback 012: Add x"),
        ("VALUES ('010_a', now())", "VALUES ('012_a', now())"),
        ("'010_a_and_more', '1010_a', '010_ab'", "'010_a_and_more', '1010_a', '010_ab'"),
        ("DROP TABLE app._undo_010_users; -- 010", "DROP TABLE app._undo_012_users; -- 010"),
        ("_dropped_010_flag, _new_010_idx, _progress_010_t", "_dropped_012_flag, _new_012_idx, _progress_012_t"),
        ("'010_b' AND '011_b'", "'010_b' AND '013_b'"),
        ("_undo_011_t", "_undo_013_t"),
        ("-- Migration 011: of another", "-- Migration 011: of another"),
    ],
)
def test_what_a_script_says_then(text: str, expected: str) -> None:
    own = move("010_a", "012_a")
    assert renumbered(text, own, [own, move("011_b", "013_b")]) == expected


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
    assert dict(take_back(directory))["003_fix.sql"] == "002_fix.sql"
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
    with pytest.raises(Refused, match="exists already"):
        rename(directory, [move("001_fix", "002_fix")])
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
    assert (tmp_path / "LATEST").read_text() == "002_more\n"
    check_latest(tmp_path)
    rename(directory, [move("002_more", "005_more")])
    assert (tmp_path / "LATEST").read_text() == "005_more\n"
    take_back(directory)
    assert (tmp_path / "LATEST").read_text() == "002_more\n"


def test_a_conflict_in_latest_is_told(tmp_path: Path) -> None:
    (tmp_path / "LATEST").write_text("<<<<<<< HEAD\n002_a\n=======\n002_b\n>>>>>>> main\n")
    with pytest.raises(BadInput, match="two branches have both added migrations") as caught:
        check_latest(tmp_path)
    assert caught.value.hint == "run: migration renumber"
