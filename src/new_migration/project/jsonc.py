"""Add to the lists of a JSON file that may hold comments and trailing commas: what is there stays as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from new_migration.errors import BadInput, Place

_TOKEN = re.compile(
    r'(?P<blank>[\s\ufeff]+|//[^\n]*|/\*.*?\*/)|(?P<text>"(?:[^"\\\n]|\\.)*")|(?P<mark>[\[\]{},:])|(?P<word>[-+.\w]+)',
    re.DOTALL,
)
_DEEPEST = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """A value and where it stands; ``parts`` are those of a list, or of an object by their keys."""

    value: Any
    start: int
    end: int
    # After the last part, and whether a comma stands behind that already.
    last: int = 0
    has_comma: bool = False
    parts: dict[str, Node] = field(default_factory=dict)


@dataclass(slots=True)
class _Reader:
    text: str
    name: str
    tokens: list[re.Match[str]] = field(default_factory=list)
    at: int = 0

    def __post_init__(self) -> None:
        position = 0
        while position < len(self.text):
            found = _TOKEN.match(self.text, position)
            if found is None:
                raise self.wrong(position)
            if found.lastgroup != "blank":
                self.tokens.append(found)
            position = found.end()

    def wrong(self, offset: int) -> BadInput:
        where = Place.at_offset(self.name, self.text, min(offset, len(self.text.rstrip()) - 1))
        hint = "mend the file: it is left as it is"
        return BadInput("this is not JSON, not even with comments", where=where, hint=hint)

    def peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def take(self) -> re.Match[str]:
        if self.at >= len(self.tokens):
            raise self.wrong(len(self.text))
        self.at += 1
        return self.tokens[self.at - 1]

    def value(self, depth: int = 0) -> Node:
        token = self.take()
        if depth > _DEEPEST:
            raise self.wrong(token.start())
        if token[0] in "[{":
            return self.container(token, depth, is_object=token[0] == "{")
        return Node(value=self.scalar(token), start=token.start(), end=token.end())

    def scalar(self, token: re.Match[str]) -> Any:
        try:
            return json.loads(token[0], strict=False)
        except ValueError:
            raise self.wrong(token.start()) from None

    def container(self, first: re.Match[str], depth: int, *, is_object: bool) -> Node:
        parts: dict[str, Node] = {}
        last, has_comma = first.end(), True
        while self.peek() != ("}" if is_object else "]"):
            if not has_comma:
                raise self.wrong(self.take().start())
            name = self.key() if is_object else str(len(parts))
            parts[name] = self.value(depth + 1)
            last, has_comma = parts[name].end, self.peek() == ","
            if has_comma:
                last = self.take().end()
        end = self.take().end()
        value = {k: v.value for k, v in parts.items()} if is_object else [v.value for v in parts.values()]
        return Node(value=value, start=first.start(), end=end, last=last, has_comma=has_comma, parts=parts)

    def key(self) -> str:
        token = self.take()
        name = self.scalar(token)
        colon = self.take()
        if not isinstance(name, str) or colon[0] != ":":
            raise self.wrong(token.start())
        return name


def read(text: str, *, name: str) -> Node:
    """The value of a text. Raises BadInput at the place where it stops being JSON with comments."""
    reader = _Reader(text, name)
    found = reader.value()
    if reader.at < len(reader.tokens):
        raise reader.wrong(reader.tokens[reader.at].start())
    return found


def add(text: str, new: str, *, name: str) -> str:
    """``text`` with those items of the lists in ``new`` whose label or id no item has; ``new`` is plain JSON.

    Both are a list, or an object whose lists are taken together name by name; what else it has not is added too.
    Raises BadInput.
    """
    if not text.strip():
        return new
    ours = json.loads(new)
    if isinstance(ours, list):
        return _add(text, (), ours, name=name)
    for key, value in ours.items():
        text = _add(text, (key,), value, name=name)
    return text


def _add(text: str, path: tuple[str, ...], value: Any, *, name: str) -> str:
    top = read(text, name=name)
    node = top
    if path:
        if not isinstance(top.value, dict):
            raise BadInput("this is not an object", where=name, hint="it is left as it is")
        if path[0] not in top.parts:
            return _insert(text, top, [f"{json.dumps(path[0])}: {_dumped(value)}"], is_nested=False)
        node = top.parts[path[0]]
        if not isinstance(value, list):
            return text
    if not isinstance(node.value, list):
        raise BadInput(f"{path[0] if path else 'this'} is not a list", where=name, hint="it is left as it is")
    there = [_identity(each) for each in node.value if isinstance(each, dict)]
    missing = [_dumped(item) for item in value if _identity(item) not in there]
    return _insert(text, node, missing, is_nested=bool(path)) if missing else text


def _identity(item: dict[str, Any]) -> Any:
    """Tasks have a label, their inputs an id."""
    return item.get("label", item.get("id"))


def _dumped(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _insert(text: str, node: Node, entries: Sequence[str], *, is_nested: bool) -> str:
    """A comma goes right behind the last item, so that a comment behind it stays one; the entries before the end."""
    margin = "    " if is_nested else "  "
    block = ",\n".join("\n".join(margin + line for line in entry.splitlines()) for entry in entries)
    comma = "" if node.has_comma else ","
    head, rest, tail = text[: node.last], text[node.last : node.end - 1], text[node.end - 1 :]
    rest = rest.rstrip()
    return f"{head}{comma}{rest}\n{block}\n{margin[2:]}{tail}"
