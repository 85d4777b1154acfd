"""kind.toml: what is wrong in it is said with file, line and nearest spelling; folders are looked up file by file."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from new_migration.authoring.kinds import FIELD_TYPES, Kind, chain, kind_names, load_kind
from new_migration.authoring.render import Templates
from new_migration.errors import BadInput
from new_migration.templates_folder import templates_folder

ROOT = Path(__file__).resolve().parents[2]

GOOD = """\
summary = "Grant"

[[field]]
name = "table"
type = "table"
help = "Which?"

[[migration]]
name = "grant"
title = "Grant"
"""


def kind_of(folder: Path, text: str | bytes) -> Kind:
    (folder / "grant").mkdir()
    data = text if isinstance(text, bytes) else text.encode()
    (folder / "grant" / "kind.toml").write_bytes(data)
    return load_kind("grant", (folder,))


def field(lines: str, name: str = "x", type_: str = "text") -> str:
    return GOOD + f'\n[[field]]\nname = "{name}"\ntype = "{type_}"\nhelp = "?"\n{lines}\n'


def test_a_kind_is_read(tmp_path: Path) -> None:
    kind = kind_of(
        tmp_path, field('default = 3\npositional = true\neach = true\n[[note]]\nwhen = "x"\ntext = "y"', "n_of")
    )
    assert (kind.name, kind.summary, kind.field("n_of").flag, kind.field("n_of").metavar) == (
        "grant",
        "Grant",
        "--n-of",
        "N_OF",
    )
    assert [one.name for one in kind.positionals] == ["n_of"]
    assert kind.field("n_of").takes_many and not kind.field("table").takes_many
    assert [note.text for note in kind.notes] == ["y"]
    with pytest.raises(KeyError):
        kind.field("other")


@pytest.mark.parametrize(
    ("text", "place", "what", "hint"),
    [
        ('sumary = "x"', ":1:1", "unknown key sumary", "did you mean summary?"),
        (GOOD.replace("type =", "typ ="), ":5:1", "unknown key typ of [[field]]", "did you mean type?"),
        (GOOD.replace("title =", "tittle ="), ":10:1", "unknown key tittle of [[migration]]", "did you mean title?"),
        (GOOD.replace("help =", "zzz ="), ":6:1", "unknown key zzz of [[field]]", "known are "),
        (GOOD.replace('"Grant"', "1", 1), ":1:1", "summary must be a text", ""),
        (GOOD.replace('"Which?"', "true"), ":6:1", "help must be a text", ""),
        (field("each = 1"), ":16:1", "each must be true or false", ""),
        (field("default = 1.5"), ":16:1", "default must be a text or true or false or a whole number", ""),
        (field('choices = "a"', type_="choice"), ":16:1", "choices must be a table of texts", ""),
        (field("choices.a = 1", type_="choice"), ":16:1", "choices must be a table of texts", ""),
        (GOOD.replace('summary = "Grant"', ""), "", "summary is missing", ""),
        (GOOD[: GOOD.index("[[migration]]")], "", "[[migration]] is missing", ""),
        (GOOD.replace('help = "Which?"', ""), ":3:3", "[[field]] lacks 'help'", ""),
        (GOOD.replace('name = "grant"\n', ""), ":8:3", "[[migration]] lacks 'name'", ""),
        (GOOD.replace("[[field]]", "[field]"), ":3:2", "field is an array of tables", "write [[field]]"),
        ('field = [1]\nsummary = "x"', ":1:1", "field is an array of tables", "write [[field]]"),
        (
            GOOD.replace('"table"\nhelp', '"tabel"\nhelp'),
            ":4:1",
            "field table: unknown type tabel; did you mean table?",
            "",
        ),
        (field("", "online"), ":13:1", "field online: the name is taken by a flag that every kind has", ""),
        (field("", "no_verify"), ":13:1", "field no_verify: the name is taken by a flag that every kind has", ""),
        (field("", "item"), ":13:1", "field item: the name is a word of the templates", ""),
        (field("", "not"), ":13:1", "field not: the name is a word of the templates", ""),
        (field("", "table"), ":13:1", "field table: the name is taken", ""),
        (field("", "no_table"), ":13:1", "field no_table: the name is taken", ""),
        (field("", "On-Delete"), ":13:1", "field On-Delete: a name is lower case letters, digits and underscores", ""),
        (field("", "naïve"), ":13:1", "field naïve: a name is lower case letters, digits and underscores", ""),
        (field("", type_="choice"), ":13:1", "field x: choices go with type choice", ""),
        (field('choices.a = "b"'), ":13:1", "field x: choices go with type choice", ""),
        (field("", type_="clause"), ":13:1", 'field x: type clause goes with within = "… {} …"', ""),
        (field('within = "{} {}"', type_="clause"), ":13:1", 'field x: type clause goes with within = "… {} …"', ""),
        (field("each = true", type_="boolean"), ":13:1", "field x: this type takes one value", ""),
        (field("multiselect = true"), ":13:1", "field x: this type takes one value", ""),
        ("summary = ", ":1:11", "this is not TOML: Invalid value", ""),
        ('summary = "a"\nsummary = "b"', ":2:14", "this is not TOML: Cannot overwrite a value", ""),
    ],
)
def test_what_is_wrong_in_a_kind(tmp_path: Path, text: str, place: str, what: str, hint: str) -> None:
    with pytest.raises(BadInput) as caught:
        kind_of(tmp_path, text)
    assert caught.value.what == what
    assert str(caught.value.where) == str(tmp_path / "grant" / "kind.toml") + place
    assert caught.value.hint.startswith(hint) if hint else not caught.value.hint


def test_only_the_last_positional_takes_many(tmp_path: Path) -> None:
    many = "positional = true\neach = true"
    with pytest.raises(BadInput, match="field x: only the last positional field may take many values"):
        kind_of(tmp_path, field(many) + f'\n[[field]]\nname = "y"\ntype = "text"\nhelp = "?"\n{many}\n')


def test_a_kind_that_is_not_utf8(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        kind_of(tmp_path, b'summary = "\xff"')


@pytest.mark.parametrize(
    "name", ["add-colum", "", ".", "..", "_frame", "add-column/../add-column", "/etc", "a\0b", "\ud800"]
)
def test_there_is_no_such_kind(name: str) -> None:
    with pytest.raises(BadInput) as caught:
        load_kind(name, chain())
    assert caught.value.what == f"there is no change kind {name!r}"
    assert ("add-column" in caught.value.hint) or name == ".." or caught.value.hint.startswith("kinds:")


def test_all_field_types_are_used_or_at_least_known() -> None:
    used = {field.type for name in kind_names(chain()) for field in load_kind(name, chain()).fields}
    assert used <= set(FIELD_TYPES)


def test_the_chain_of_folders(tmp_path: Path) -> None:
    builtin = templates_folder() / "kinds"
    assert chain() == (builtin,)
    assert chain(project=tmp_path) == (builtin,)
    own, extra = tmp_path / "migration-templates", tmp_path / "extra"
    own.mkdir()
    extra.mkdir()
    assert chain(extra=extra, project=tmp_path) == (extra, own, builtin)
    with pytest.raises(BadInput, match="there is no such folder"):
        chain(extra=tmp_path / "none")


def test_a_kind_of_ones_own_stands_beside_the_built_in_ones(tmp_path: Path) -> None:
    kind_of(tmp_path, GOOD)
    (tmp_path / "grant").rename(tmp_path / "let-read")
    (tmp_path / "add-column").mkdir()  # only replaces templates: the kind.toml is the built-in one
    folders = (tmp_path, *chain())
    assert kind_names(folders) == tuple(sorted([*kind_names(chain()), "let-read"]))
    assert load_kind("let-read", folders).summary == "Grant"
    assert load_kind("add-column", folders).summary == "Add columns to a table"


def test_the_first_kind_toml_wins(tmp_path: Path) -> None:
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "kind.toml").write_text(GOOD, encoding="utf-8")
    assert load_kind("sql", (tmp_path, *chain())).summary == "Grant"


def test_all_built_in_kinds_are_sound() -> None:
    templates = Templates(chain())
    for name in kind_names(chain()):
        templates.check(load_kind(name, chain()))


def test_templates_are_found_in_a_checkout_and_in_an_installed_wheel(tmp_path: Path) -> None:
    assert templates_folder() == ROOT / "templates"
    build = (
        "import sys; from hatchling.builders.wheel import WheelBuilder;"
        "print(next(WheelBuilder(sys.argv[1]).build(directory=sys.argv[2], versions=['standard'])))"
    )
    subprocess.run([sys.executable, "-c", build, ROOT, tmp_path], check=True, capture_output=True, cwd=tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    assert len(list(installed.rglob("add-column/kind.toml"))) == 1
    show = (
        "from new_migration.authoring.kinds import chain, kind_names;"
        "from new_migration.templates_folder import templates_folder;"
        "print(templates_folder()); print(*kind_names(chain()))"
    )
    environment = os.environ | {"PYTHONPATH": str(installed)}
    shown = subprocess.run([sys.executable, "-c", show], check=True, capture_output=True, text=True, cwd=tmp_path,
                           env=environment)  # fmt: skip
    folder, names = shown.stdout.splitlines()
    assert Path(folder) == installed / "new_migration" / "templates"
    assert names.split() == list(kind_names(chain()))
