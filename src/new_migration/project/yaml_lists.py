"""Add an item to a list at the top of a YAML file: what is there, comments too, stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from new_migration.errors import BadInput, Place


def load(text: str, *, name: str) -> Any:
    """What a text says. Raises BadInput at the place where it stops being YAML."""
    import yaml

    with _places(text, name):
        return yaml.safe_load(text)


def add(text: str, new: str, *, name: str, key: str, sign: str) -> str:
    """``text`` with the list ``key`` of ``new`` at the end of its own, unless it has ``sign`` in it already.

    Raises BadInput, with what to write by hand, where the list is written in another way.
    """
    import yaml

    if not text.strip():
        return new
    top = _composed(text, name=name)
    item = new.partition(f"{key}:\n")[2].rstrip("\n") + "\n"
    what_to_do = "nothing was written: add these lines yourself, or leave this part out with --write"
    by_hand = f"{what_to_do}\n{key}:\n{item}".rstrip("\n")
    if top is None:
        return f"{text.rstrip()}\n{key}:\n{item}"
    if not isinstance(top, yaml.MappingNode) or top.flow_style:
        raise BadInput("this is not a mapping with a line for each key", where=name, hint=by_hand)
    node = next((value for name_, value in top.value if name_.value == key), None)
    if node is not None and sign in text[node.start_mark.index : node.end_mark.index]:
        return text
    if node is None:
        added = f"{text.rstrip()}\n\n{key}:\n{item}"
    elif _is_block(node):
        added = _inserted(text, item, after=_last_line(node), margin=node.start_mark.column)
    else:
        added = _as_block(text, node, item)
        if not added:
            raise BadInput(f"{key} is not a list with a line for each item", where=name, hint=by_hand)
    _composed(added, name=name)
    return added


def _composed(text: str, *, name: str) -> Any:
    import yaml

    with _places(text, name):
        return yaml.compose(text, yaml.SafeLoader)


@contextmanager
def _places(text: str, name: str) -> Iterator[None]:
    import yaml

    try:
        yield
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = Place(name=name, text=text, line=mark.line + 1, column=mark.column + 1) if mark else name
        what = getattr(error, "problem", None) or "a character that it does not have"
        raise BadInput(f"this is not YAML: {what}", where=where, hint="mend the file: it is left as it is") from None


def _is_block(node: Any) -> bool:
    import yaml

    return isinstance(node, yaml.SequenceNode) and bool(node.value) and not node.flow_style


def _as_block(text: str, node: Any, item: str) -> str:
    """With a value that is none, ``[]``, or one alone as a list with a line for each; "" where it is anything else."""
    import yaml

    start, end = node.start_mark.index, node.end_mark.index
    head, value = text[:start].rstrip(), text[start:end]
    if "\n" in value or isinstance(node, yaml.MappingNode):
        return ""
    if not node.value or node.tag == "tag:yaml.org,2002:null":
        return _inserted(head + text[end:], item, after=head.count("\n"))
    if isinstance(node, yaml.ScalarNode):
        return _inserted(f"{head}\n  - {value}{text[end:]}", item, after=head.count("\n") + 1)
    return ""


def _inserted(text: str, item: str, *, after: int, margin: int = 2) -> str:
    """With an item behind a line: the blank lines and comments below that belong to what follows."""
    lines = text.splitlines(keepends=True)
    if not lines[after].endswith("\n"):
        lines[after] += "\n"
    depth = len(item) - len(item.lstrip())
    block = [f"{' ' * margin}{line[depth:]}\n" if line.strip() else "\n" for line in item.splitlines()]
    return "".join([*lines[: after + 1], *block, *lines[after + 1 :]])


def _last_line(node: Any) -> int:
    """The line of the last character that is not blank: a block ends where the next token begins."""
    import yaml

    if _is_block(node):
        return _last_line(node.value[-1])
    if isinstance(node, yaml.MappingNode) and node.value and not node.flow_style:
        return _last_line(node.value[-1][1])
    said = node.start_mark.buffer
    end = node.end_mark
    if said is None:
        return int(end.line)
    text = said[node.start_mark.index : end.index].rstrip()
    return int(node.start_mark.line + text.count("\n"))
