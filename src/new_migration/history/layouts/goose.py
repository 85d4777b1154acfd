"""goose: one file a migration, with ``-- +goose Up`` and ``-- +goose Down``, in the order of the numbers.

internal/sqlparser/parser.go and provider_collect.go of pressly/goose (520411a): annotations are lines of their own,
without white space before them, in upper or lower case; ``NO TRANSACTION`` counts for both directions; Down may be
absent. goose sends what stands between StatementBegin and StatementEnd as one statement, with or without a semicolon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from new_migration.history.layouts.folder import Folder
from new_migration.history.layouts.pairs import Layout, Pair
from new_migration.history.layouts.scripts import part, script, script_if_any
from new_migration.history.layouts.sql_text import is_empty

_NAME = re.compile(r"([0-9]+)_.*(\.sql|(?<!_test)\.go)", re.DOTALL)
_ANNOTATION = re.compile(r"^[ \t]*--[^\n]*\+goose[^\n]*", re.MULTILINE)
_WORDS = ("Up", "Down", "StatementBegin", "StatementEnd", "NO TRANSACTION", "ENVSUB ON", "ENVSUB OFF")
_SPELLINGS = {word.lower(): word for word in _WORDS}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Annotation:
    """One of ``_WORDS``, with the offsets of its line."""

    word: str
    start: int
    stop: int


def recognise(folder: Folder) -> str:
    """A file with an annotation."""
    return next((name for name in folder.plain() if _is_annotated(folder.text(name))), "")


def _is_annotated(text: str) -> bool:
    return "+goose" in text and _ANNOTATION.search(text) is not None


def read(folder: Folder) -> list[Pair]:
    """The pairs, in the order of their numbers."""
    versions = folder.unique(_versions(folder))
    return [_pair(folder, versions[version]) for version in sorted(versions)]


def _versions(folder: Folder) -> Iterator[tuple[int, str]]:
    for name in folder.files:
        match = _NAME.fullmatch(name)
        if match is None:
            continue
        if match[2] == ".go":
            hint = "to check the others without it, copy them into a folder of their own"
            raise folder.error("this migration is written in Go and cannot be checked", name, hint=hint)
        if int(match[1]) == 0:
            raise folder.error("goose wants a version greater than 0", name)
        yield int(match[1]), name


def _pair(folder: Folder, name: str) -> Pair:
    annotations = list(_annotations(folder, name))
    _refuse_disorder(folder, name, annotations)
    text = _with_semicolons(folder.text(name), annotations)
    starts = {each.word: each.start for each in annotations}
    middle = starts.get("Down", len(text))
    wrapped = "NO TRANSACTION" not in starts
    return Pair(
        name=name.removesuffix(".sql"),
        forward=script(folder, name, part(text, starts["Up"], middle), wrapped=wrapped),
        rollback=script_if_any(folder, name, part(text, middle, len(text)), wrapped=wrapped),
    )


def _annotations(folder: Folder, name: str) -> Iterator[_Annotation]:
    for match in _ANNOTATION.finditer(folder.text(name)):
        line = match[0].rstrip()
        word = _SPELLINGS.get(line.replace("--", "").replace("+goose", "", 1).strip().lower())
        if word is None:
            raise folder.error(f"goose knows only {', '.join(_WORDS)}", name, offset=match.start())
        if line[0] != "-":
            raise folder.error("goose wants no white space before an annotation", name, offset=match.start())
        if word == "ENVSUB ON":
            hint = "write the value into the file"
            what = "a file whose text depends on environment variables cannot be checked"
            raise folder.error(what, name, offset=match.start(), hint=hint)
        yield _Annotation(word=word, start=match.start(), stop=match.start() + len(line))


def _refuse_disorder(folder: Folder, name: str, annotations: list[_Annotation]) -> None:
    """Raise BadInput at the first annotation that may not stand where it stands, as goose's own parser does."""
    state, is_open = "", False
    for each in annotations:
        reason = _disorder(each.word, state, is_open)
        if reason:
            raise folder.error(reason, name, offset=each.start)
        if each.word in {"Up", "Down"}:
            state = each.word
        elif each.word.startswith("Statement"):
            is_open = each.word == "StatementBegin"
    if not state:
        raise folder.error("there is no line -- +goose Up", name, offset=0)
    if is_open:
        last = max(each.start for each in annotations if each.word == "StatementBegin")
        raise folder.error("there is no line -- +goose StatementEnd after this one", name, offset=last)
    _refuse_early_statement(folder, name, next(each.start for each in annotations if each.word == "Up"))


def _disorder(word: str, state: str, is_open: bool) -> str:
    """Why ``word`` may not stand after what was seen: nothing, Up or Down, with a statement begun or not."""
    if word == "StatementEnd":
        return "" if is_open else "there is no line -- +goose StatementBegin before this one"
    if word not in {"Up", "Down", "StatementBegin"}:
        return ""
    if is_open:
        return "there must be a line -- +goose StatementEnd before this one"
    if word != "Up" and not state:
        return "there is no line -- +goose Up before this one"
    if word == state:
        return f"this is the second -- +goose {word}"
    return "-- +goose Up must stand before -- +goose Down" if word == "Up" and state else ""


def _refuse_early_statement(folder: Folder, name: str, up: int) -> None:
    before = folder.text(name)[:up]
    if not is_empty(before):
        start = next(match.start() for match in re.finditer(r"^(?!\s*--|\s*$)", before, re.MULTILINE))
        raise folder.error("goose runs nothing that stands before -- +goose Up", name, offset=start)


def _with_semicolons(text: str, annotations: list[_Annotation]) -> str:
    """End each statement that only its StatementEnd ends; all lines stay where they are."""
    ends = [each for each in annotations if each.word == "StatementEnd"]
    for end in reversed(ends):
        if not text[: end.start].rstrip().endswith(";"):
            text = f"{text[: end.start]};{' ' * (end.stop - end.start - 1)}{text[end.stop :]}"
    return text


GOOSE = Layout(
    name="goose",
    looked_for="N_x.sql with -- +goose Up",
    recognise=recognise,
    read=read,
    tracking_table="""CREATE TABLE goose_db_version (
  id integer PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY,
  version_id bigint NOT NULL,
  is_applied boolean NOT NULL,
  tstamp timestamp NOT NULL DEFAULT now()
)""",
    reads_plain=True,
)
