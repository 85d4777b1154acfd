"""The migrations folder: listing, numbering, and what a write makes."""

from pathlib import Path

import pytest

from new_migration.errors import BadInput, Refused
from new_migration.history.directory import MigrationsDirectory


def folder_with(path: Path, *names: str) -> MigrationsDirectory:
    path.mkdir(exist_ok=True)
    for name in names:
        (path / name).touch()
    return MigrationsDirectory(path)


def test_migrations_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    directory = folder_with(
        tmp_path,
        "1000_d.sql",
        "999_c.sql",
        "002_b.sql",
        "001_a.sql",
        "rollback-001_a.sql",
        "verify-001_a.sql",
        "README.md",
    )
    assert [each.stem for each in directory.migrations()] == ["001_a", "002_b", "999_c", "1000_d"]


def test_a_folder_that_does_not_exist_is_empty_and_stays_absent(tmp_path: Path) -> None:
    directory = MigrationsDirectory(tmp_path / "absent")
    assert directory.migrations() == []
    assert directory.next_number() == 1
    assert directory.width() == 3
    assert not directory.path.exists()


@pytest.mark.parametrize(
    ("names", "width", "number"),
    [
        ((), 4, 1),
        (("000_create_schema_migrations.sql",), 3, 1),
        (("0007_a.sql",), 4, 8),
        (("998_a.sql", "999_b.sql"), 3, 1000),
        (("999_b.sql", "1000_c.sql"), 4, 1001),
        (("20240131120000_a.sql",), 14, 20240131120001),
        (("001_a.sql", "rollback-007_left_alone.sql"), 3, 8),
        (("000001_a.up.sql", "000001_a.down.sql"), 4, 2),
    ],
)
def test_numbers_follow_the_habit_of_the_folder(
    tmp_path: Path, names: tuple[str, ...], width: int, number: int
) -> None:
    directory = folder_with(tmp_path, *names)
    assert directory.width(default=4) == width
    assert directory.next_number() == number


def test_numbers_taken_elsewhere_are_passed_over(tmp_path: Path) -> None:
    directory = folder_with(tmp_path, "010_a.sql")
    assert directory.next_number({3, 12}) == 13
    assert directory.next_number({3}) == 11


def test_five_thousand_migrations_are_listed(tmp_path: Path) -> None:
    names = [f"{number:04d}_add_column_{number}_to_table.sql" for number in range(5000)]
    directory = folder_with(tmp_path, *names, *(f"rollback-{name}" for name in names))
    assert len(directory.migrations()) == 5000


def test_texts_are_written_as_utf8_with_lf_and_one_final_newline(tmp_path: Path) -> None:
    directory = MigrationsDirectory(tmp_path / "database" / "migrations")
    texts = {"001_a.sql": "SELECT 'naïve';\r\n\r\n", "rollback-001_a.sql": "SELECT 1;\nSELECT 2;"}
    paths = directory.write(texts)
    assert paths == [directory.path / "001_a.sql", directory.path / "rollback-001_a.sql"]
    assert paths[0].read_bytes() == b"SELECT 'na\xc3\xafve';\n"
    assert paths[1].read_bytes() == b"SELECT 1;\nSELECT 2;\n"
    assert sorted(directory.file_names()) == ["001_a.sql", "rollback-001_a.sql"]


def test_files_get_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    (path,) = MigrationsDirectory(tmp_path).write({"001_a.sql": ""})
    assert path.stat().st_mode == (tmp_path / "other").stat().st_mode
    assert path.stat().st_nlink == 1


def test_number_and_write_under_one_lock(tmp_path: Path) -> None:
    directory = MigrationsDirectory(tmp_path)
    for expected in (1, 2):
        with directory.locked():
            number = directory.next_number()
            directory.write({f"{number:03d}_a.sql": ""})
        assert number == expected
    assert sorted(directory.file_names()) == ["001_a.sql", "002_a.sql"]


@pytest.mark.parametrize("kind", ["file", "empty file", "folder", "link", "broken link"])
def test_whatever_has_the_name_is_never_overwritten(tmp_path: Path, kind: str) -> None:
    taken = tmp_path / "rollback-001_a.sql"
    if kind == "folder":
        taken.mkdir()
    elif kind.endswith("link"):
        (tmp_path / "target").write_text("mine")
        taken.symlink_to("target" if kind == "link" else "nowhere")
    else:
        taken.write_text("mine" if kind == "file" else "")
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(Refused) as error:
        MigrationsDirectory(tmp_path).write({"001_a.sql": "new", "rollback-001_a.sql": "new"})
    assert str(error.value) == (
        f"{taken}: this file exists already and is never overwritten\n"
        "hint: choose another --name or --number, or move the file away"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert kind != "file" or taken.read_text() == "mine"


def test_a_failed_write_removes_the_folders_that_it_made_and_no_others(tmp_path: Path) -> None:
    (tmp_path / "database").mkdir()
    directory = MigrationsDirectory(tmp_path / "database" / "sql" / "migrations")
    with pytest.raises(BadInput) as error:
        directory.write({"001_a.sql": "", "sub/002_b.sql": ""})
    assert str(error.value) == "sub/002_b.sql: this is not a plain file name"
    assert list(tmp_path.rglob("*")) == [tmp_path / "database"]


def test_a_text_that_is_not_unicode_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as error:
        MigrationsDirectory(tmp_path).write({"001_a.sql": "ab\ud800"})
    assert str(error.value) == "001_a.sql: character 3 of the text cannot be written as UTF-8"


def test_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "database").write_text("")
    directory = MigrationsDirectory(tmp_path / "database" / "migrations")
    expected = (
        f"{tmp_path / 'database'}: this is a file, not a folder\n"
        "hint: move the file, or choose another folder with --directory"
    )
    for act in (directory.migrations, lambda: directory.write({"001_a.sql": ""})):
        with pytest.raises(BadInput) as error:
            act()
        assert str(error.value) == expected


@pytest.mark.parametrize("target", ["nowhere", "migrations"])
def test_folder_that_is_a_broken_link(tmp_path: Path, target: str) -> None:
    (tmp_path / "migrations").symlink_to(target)
    with pytest.raises(BadInput) as error:
        MigrationsDirectory(tmp_path / "migrations").write({"001_a.sql": ""})
    assert str(error.value) == (
        f"{tmp_path / 'migrations'}: this symbolic link leads nowhere, it points to {target}\n"
        "hint: create that folder, mend the link, or choose another folder with --directory"
    )


def test_a_link_to_a_folder_is_as_good_as_the_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    MigrationsDirectory(tmp_path / "link").write({"001_a.sql": "x"})
    assert (tmp_path / "real" / "001_a.sql").read_text() == "x\n"


def test_a_name_that_is_too_long_for_the_system(tmp_path: Path) -> None:
    name = f"001_{'a' * 300}.sql"
    with pytest.raises(BadInput) as error:
        MigrationsDirectory(tmp_path).write({name: ""})
    assert str(error.value) == (
        f"{tmp_path / name}: the name is too long for the file system\nhint: choose a shorter name"
    )
    with pytest.raises(BadInput, match="the name is too long for the file system"):
        MigrationsDirectory(tmp_path / ("a" * 300) / "b").write({"001_a.sql": ""})
    assert list(tmp_path.iterdir()) == []
