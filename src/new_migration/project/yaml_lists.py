"""Add an item to a list at the top of a YAML file: what is there, comments too, stays as it is."""

from __future__ import annotations

from typing import Any

from new_migration.errors import BadInput, Place


def add(text: str, new: str, *, name: str, key: str, sign: str) -> str:
    """``text`` with the list ``key`` of ``new`` at the end of its own, unless it has ``sign`` in it already.

    Raises BadInput, with what to write by hand, where the list is not written as a block.
    """
    import yaml

    if not text.strip():
        return new
    top = _composed(text, name=name)
    item = new.partition(f"{key}:\n")[2].rstrip("\n") + "\n"
    by_hand = f"write this into it by hand:\n{key}:\n{item}".rstrip("\n")
    if top is None:
        return f"{text.rstrip()}\n{key}:\n{item}"
    if not isinstance(top, yaml.MappingNode):
        raise BadInput("this is not a mapping", where=name, hint=by_hand)
    node = next((value for name_, value in top.value if name_.value == key), None)
    if node is not None and sign in text[node.start_mark.index : node.end_mark.index]:
        return text
    if node is None:
        added = f"{text.rstrip()}\n\n{key}:\n{item}"
    elif isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style:
        added = _appended(text, node, item)
    else:
        raise BadInput(f"{key} is not a list with a line for each item", where=name, hint=by_hand)
    _composed(added, name=name)
    return added


def _composed(text: str, *, name: str) -> Any:
    import yaml

    try:
        return yaml.compose(text, yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = Place(name=name, text=text, line=mark.line + 1, column=mark.column + 1) if mark else name
        what = getattr(error, "problem", None) or "this is not YAML"
        raise BadInput(f"this is not YAML: {what}", where=where, hint="mend the file: it is left as it is") from None


def _appended(text: str, node: Any, item: str) -> str:
    """Behind the last line that belongs to the list: blank lines and comments after it belong to what follows."""
    lines = text.splitlines(keepends=True)
    end = max(_last_line(node), node.start_mark.line)
    newline = "\r\n" if lines[end].endswith("\r\n") else "\n"
    if not lines[end].endswith("\n"):
        lines[end] += newline
    margin = " " * node.start_mark.column
    depth = len(item) - len(item.lstrip())
    block = [f"{margin}{line[depth:]}{newline}" if line.strip() else newline for line in item.splitlines()]
    return "".join([*lines[: end + 1], *block, *lines[end + 1 :]])


def _last_line(node: Any) -> int:
    """The line of the last character that is not blank: a block ends where the next token begins."""
    import yaml

    if isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style:
        return _last_line(node.value[-1])
    if isinstance(node, yaml.MappingNode) and node.value and not node.flow_style:
        return _last_line(node.value[-1][1])
    said = node.start_mark.buffer
    end = node.end_mark
    if said is None:
        return int(end.line)
    text = said[node.start_mark.index : end.index].rstrip()
    return int(node.start_mark.line + text.count("\n"))
