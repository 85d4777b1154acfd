"""Templates print typed values, never raw text; what they use is declared; what fails says where."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from new_migration.authoring.definitions import column
from new_migration.authoring.expressions import table
from new_migration.authoring.fields import duration
from new_migration.authoring.kinds import chain, load_kind
from new_migration.authoring.render import ROLES, Templates
from new_migration.authoring.scripts import Heading
from new_migration.authoring.values import Identifier, Literal
from new_migration.errors import BadInput

KIND = """\
summary = "Grant"

[[field]]
name = "table"
type = "table"
help = "Which?"

[[field]]
name = "columns"
type = "column"
each = true
help = "Which?"

[[migration]]
name = "let-read"
title = "Grant on {{ table }} ({{ columns | map(attribute='name') | join(', ') }})"
"""
VALUES = {
    "table": table('"Odd"', name="--x"),
    "columns": (column("order int", name="--x"),),
    "name": Identifier(raw='a"b'),
    "comment": Literal(raw="it's"),
}


def folder(root: Path, files: Mapping[str, str]) -> Path:
    """A folder of kinds with ``let-read``, in which ``files`` replace the sound ones."""
    sound = {f"let-read/{role}.sql.jinja": "SELECT {{ table }};" for role in ROLES} | {"let-read/kind.toml": KIND}
    for name, text in (sound | dict(files)).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def check(root: Path, files: Mapping[str, str]) -> None:
    folders = (folder(root, files), *chain())
    Templates(folders).check(load_kind("let-read", folders))


@pytest.fixture
def templates() -> Templates:
    return Templates(chain())


def test_a_sound_kind(tmp_path: Path) -> None:
    check(tmp_path, {})


@pytest.mark.parametrize(
    ("files", "place", "what", "hint"),
    [
        (
            {"let-read/forward.sql.jinja": "SELECT 1;\n{{ tabel }}"},
            "let-read/forward.sql.jinja:2:4",
            "tabel is not declared",
            "did you mean table?",
        ),
        (
            {"let-read/verify.sql.jinja": "{{ stable }} {{ zzzz }} {{ table }}"},
            "let-read/verify.sql.jinja:1:4",
            "stable is not declared",
            "did you mean table?",
        ),
        (
            {"let-read/kind.toml": KIND.replace("{{ table }}", "{{ tabel }}")},
            "",
            "tabel is not declared",
            "did you mean table?",
        ),
        ({"let-read/kind.toml": KIND + 'when = "tabel"'}, "", "tabel is not declared", "did you mean table?"),
        ({"let-read/kind.toml": KIND + 'each = "colums"'}, "", "colums is not declared", "did you mean columns?"),
        (
            {"let-read/forward.sql.jinja": "a\n{% if %}"},
            "let-read/forward.sql.jinja:2",
            "not a template: Expected an expression, got 'end of statement block'",
            "",
        ),
        (
            {"let-read/rollback.sql.jinja": "{{ table.name.raw }}"},
            "let-read/rollback.sql.jinja:1",
            "templates print values; the raw text of an answer is out of their reach",
            "",
        ),
        (
            {"let-read/rollback.sql.jinja": "\n{{ columns | map(attribute='name.raw') | join }}"},
            "let-read/rollback.sql.jinja:2",
            "templates print values; the raw text of an answer is out of their reach",
            "",
        ),
        (
            {"_frame/forward.sql.jinja": "{{ body }} {{ transactoin }}"},
            "_frame/forward.sql.jinja:1:15",
            "transactoin is not declared",
            "did you mean transaction?",
        ),
        (
            {"let-read/forward.sql.jinja": "SELECT 1;\n{% set last %}{{ tabel }}{% endset %}"},
            "let-read/forward.sql.jinja:2:18",
            "tabel is not declared",
            "did you mean table?",
        ),
        (
            {"let-read/rollback.sql.jinja": "{% set lest %}SELECT 1;{% endset %}"},
            "let-read/rollback.sql.jinja:1:8",
            "lest is set and not used",
            "did you mean last?",
        ),
    ],
)
def test_what_is_wrong_in_a_template(tmp_path: Path, files: dict[str, str], place: str, what: str, hint: str) -> None:
    with pytest.raises(BadInput) as caught:
        check(tmp_path, files)
    assert (caught.value.what, caught.value.hint) == (what, hint)
    assert str(caught.value.where).startswith(str(tmp_path / place))
    assert not place or str(caught.value.where) == str(tmp_path / place)


def test_a_template_can_set_what_comes_last(tmp_path: Path) -> None:
    text = "SELECT 'body';\n{% if online %}\n{% set last %}\nSELECT '{{ table }}';\n{% endset %}\n{% endif %}\n"
    templates = Templates((folder(tmp_path, {"let-read/forward.sql.jinja": text}), *chain()))
    templates.check(load_kind("let-read", (tmp_path, *chain())))
    parts = templates.parts("let-read/forward.sql.jinja", {**VALUES, "online": True})
    assert parts == ("SELECT 'body';", "SELECT '\"Odd\"';")
    assert templates.parts("let-read/forward.sql.jinja", {**VALUES, "online": False}) == ("SELECT 'body';", "")


@pytest.mark.parametrize("transaction", [True, False])
@pytest.mark.parametrize(
    ("role", "tracking"),
    [("forward", "INSERT INTO schema_migrations"), ("rollback", "DELETE FROM schema_migrations")],
)
def test_the_frame_puts_it_into_one_transaction_with_the_tracking_row(
    templates: Templates, role: str, tracking: str, transaction: bool
) -> None:
    heading = Heading(digits="010", stem="010_x", title="X", date="2026-11-22")
    values = {"migration": heading, "lock_timeout": duration("2s", name="x"), "transaction": transaction}
    text = templates.file(f"_frame/{role}.sql.jinja", {**values, "body": "SELECT 1;", "last": "SELECT 2;"})
    begin = text.index("\nBEGIN;\n")
    assert (text.index("SELECT 1;") > begin) is transaction
    assert begin < text.index("SELECT 2;") < text.index(tracking) < text.index("\nCOMMIT;")
    assert text.endswith("COMMIT;") and text.count("\nBEGIN;\n") == 1
    without = templates.file(f"_frame/{role}.sql.jinja", {**values, "body": "SELECT 1;", "last": ""})
    assert ("COMMIT;" in without) is transaction


@pytest.mark.parametrize("role", ["forward", "verify"])
def test_what_comes_last_is_never_lost(tmp_path: Path, role: str) -> None:
    """Neither by a frame of the project's own that does not know of it, nor in a verify script, which has no end."""
    text = "{% set last %}{{ table }}{% endset %}"
    files = {f"let-read/{role}.sql.jinja": text, f"_frame/{role}.sql.jinja": "{{ body }}"}
    with pytest.raises(BadInput, match="last is set and not used") as caught:
        check(tmp_path, files)
    assert caught.value.hint == f"{tmp_path}/_frame/{role}.sql.jinja does not print it"


def test_a_missing_template(tmp_path: Path) -> None:
    folder(tmp_path, {})
    (tmp_path / "let-read" / "verify.sql.jinja").unlink()
    with pytest.raises(BadInput, match=r"the template let-read/verify\.sql\.jinja is missing"):
        Templates((tmp_path, *chain())).check(load_kind("let-read", (tmp_path, *chain())))


def test_a_field_that_no_template_uses(tmp_path: Path) -> None:
    unused = '\n[[field]]\nname = "unused"\ntype = "text"\nhelp = "?"\n'
    with pytest.raises(BadInput, match="field unused is used in no template"):
        check(tmp_path, {"let-read/kind.toml": KIND + unused})


def test_a_template_that_is_not_utf8(tmp_path: Path) -> None:
    folder(tmp_path, {})
    (tmp_path / "let-read" / "forward.sql.jinja").write_bytes(b"\xff")
    with pytest.raises(BadInput, match="cannot be read"):
        Templates((tmp_path, *chain())).check(load_kind("let-read", (tmp_path, *chain())))


def test_one_template_of_a_built_in_kind_can_be_replaced(tmp_path: Path) -> None:
    own = folder(tmp_path, {"add-column/rollback.sql.jinja": "SELECT 'mine: {{ migration }}';"})
    templates = Templates((own, *chain()))
    assert templates.file("add-column/rollback.sql.jinja", {"migration": "m"}) == "SELECT 'mine: m';"
    nothing = dict.fromkeys(["on_delete", "populate", "lock_timeout"])
    assert "ADD COLUMN" in templates.file(
        "add-column/forward.sql.jinja", {**VALUES, **nothing, "nullable": True, "index": False, "online": True}
    )
    assert templates.has("add-column/verify.sql.jinja") and not templates.has("add-column/none.sql.jinja")


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("{{ table }}", '"Odd"'),
        ("{{ name }}", '"a""b"'),
        ("{{ name | name_literal }}", "'a\"b'"),
        ("{{ table | literal }}", "'\"Odd\"'"),
        ("{{ comment }}", "'it''s'"),
        ("{{ columns | sql }}", '"order" int'),
        ("{{ columns | length }}", "1"),
        ("{{ columns | map(attribute='name') | sql }}", '"order"'),
        ('{{ "x$$y" | dollar_quote }}', "$migration$x$$y$migration$"),
        ("{{ 1.5 }}", "1.5"),
    ],
)
def test_values_print_as_sql(tmp_path: Path, template: str, printed: str) -> None:
    (tmp_path / "x.sql.jinja").write_text(template, encoding="utf-8")
    assert Templates((tmp_path,)).file("x.sql.jinja", VALUES) == printed


@pytest.mark.parametrize(
    "template",
    [
        "{{ name.raw }}",
        "{{ name['raw'] }}",
        "{{ name | attr('ra' ~ 'w') }}",
        "{{ [name] | map(attribute='ra' ~ 'w') | first }}",
        "{{ '{0.raw}'.format(name) }}",
        "{{ name.__class__ }}",
        "{{ name.__init__.__globals__ }}",
        "{{ none }}",
        "{{ true }}",
        "{{ columns }}",
        "{{ [1] }}",
        "{{ {} }}",
        "{{ columns | map(attribute='name') }}",
        "{{ columns[0].index }}",
        "{{ columns[0].index(table) }}",
        "{{ unknown }}",
        "{{ name.unknown }}",
        "{{ 1 // 0 }}",
        "{{ range(99999999999) }}",
        "{{ columns[0].index() }}",
        "{% set _ = columns.append(1) %}",
    ],
)
def test_what_must_not_be_printed(templates: Templates, template: str) -> None:
    with pytest.raises(BadInput) as caught:
        templates.text(template, VALUES, where="kind.toml: title")
    assert str(caught.value).startswith("kind.toml: title: the template fails: ")


def test_texts_that_are_not_sql_show_what_the_user_typed(templates: Templates) -> None:
    assert templates.text(" {{ comment }} of {{ table }} ", VALUES, where="x") == 'it\'s of "Odd"'


def test_a_template_that_fails_says_file_and_line(tmp_path: Path) -> None:
    own = folder(tmp_path, {"let-read/forward.sql.jinja": "\n\n{{ columns[9].name }}"})
    with pytest.raises(BadInput) as caught:
        Templates((own,)).file("let-read/forward.sql.jinja", VALUES)
    assert str(caught.value.where) == f"{tmp_path / 'let-read' / 'forward.sql.jinja'}:3"
    with pytest.raises(BadInput) as caught:
        Templates((own,)).parts("let-read/forward.sql.jinja", VALUES)
    assert str(caught.value.where) == f"{tmp_path / 'let-read' / 'forward.sql.jinja'}:3"


def test_conditions(templates: Templates) -> None:
    assert templates.is_true("", {}, where="x")
    assert templates.is_true("columns | length == 1", VALUES, where="x")
    assert not templates.is_true("not columns", VALUES, where="x")
    with pytest.raises(BadInput, match="'tabel' is undefined"):
        templates.is_true("tabel == 1", VALUES, where="x")


def test_a_template_that_includes_what_is_not_there(templates: Templates) -> None:
    with pytest.raises(BadInput, match=r"there is no template none\.jinja"):
        templates.text("{% include 'none.jinja' %}", {}, where="x")


def test_a_text_with_quotes_and_an_if_without_else_is_a_template(templates: Templates) -> None:
    source = """{{ "a" if wanted }}{{ 'b"c' if not wanted }}"""
    assert templates.text(source, {"wanted": True}, where="kind.toml") == "a"
    assert templates.text(source, {"wanted": False}, where="kind.toml") == 'b"c'
