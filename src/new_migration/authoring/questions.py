"""How questions look on the terminal: the only importer of questionary.

Everything is drawn on standard error, because standard output carries the result. An answered question shrinks to one
line. Ctrl-C and Ctrl-D raise KeyboardInterrupt.
"""

from __future__ import annotations

import re
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import questionary
from prompt_toolkit import print_formatted_text
from prompt_toolkit.application import Application, create_app_session, get_app
from prompt_toolkit.application.current import get_app_session
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition, is_done
from prompt_toolkit.formatted_text import FormattedText, StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.layout import ConditionalContainer, Dimension, FormattedTextControl, HSplit, Layout, Window
from prompt_toolkit.lexers import SimpleLexer
from prompt_toolkit.output import create_output
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.utils import get_cwidth
from questionary.prompts.common import InquirerControl

from new_migration.errors import BadInput
from new_migration.postgres import sql

# The terminal's own palette and attributes, so that dark and light backgrounds both work.
STYLE = questionary.Style(
    [
        ("qmark", "fg:ansicyan"),
        ("done", "fg:ansigreen"),
        ("question", "bold"),
        ("answer", "nobold fg:ansicyan"),
        ("instruction", "dim"),
        ("placeholder", "dim"),
        ("pointer", "fg:ansicyan"),
        ("highlighted", "fg:ansicyan"),
        ("selected", "fg:ansigreen"),
        ("error", "fg:ansired"),
        ("help", "dim"),
    ]
)
_LOOK: dict[str, Any] = {"style": STYLE, "qmark": "?", "erase_when_done": True}
_MARGIN = 3  # before a row: blank, pointer, blank
_MENU = 6  # lines for the names that an answer can be completed to

Problem = Callable[[str], BadInput | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A value to choose, what stands for it in the list (itself, if nothing does), and what stands beside that."""

    value: str
    text: str = ""
    label: str = ""

    @property
    def head(self) -> str:
        return self.label or self.value


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A question for a text: what stands in the field at first, in grey while it is empty, and below it.

    ``names`` gives what the last word may be completed to, once that is known.
    """

    message: str
    default: str = ""
    placeholder: str = ""
    hint: str = ""
    multiline: bool = False
    names: Callable[[], Sequence[str]] | None = None


def _nothing_wrong(_: object) -> None:
    """For questions of which every answer will do."""


def say(text: str) -> None:
    """A paragraph that helps, without weight."""
    with _terminal() as width:
        lines = textwrap.wrap(" ".join(text.split()), width - 1)
        _print(("class:help", "\n".join(lines) + "\n"))


def say_answer(message: str, answer: str) -> None:
    """The one line that is left of a question."""
    with _terminal() as width:
        first, *more = answer.splitlines() or [""]
        shown = f"{first} … ({len(more) + 1} lines)" if more else first
        fits = get_cwidth(message) + get_cwidth(shown) + 4 < width
        gap = "  " if fits or not shown else "\n  "
        _print(("class:done", "✓"), ("class:question", f" {_wrapped(message, width)}{gap}"), ("class:answer", shown))


def ask_text(text: Text, *, problem: Problem) -> str:
    """One text. ``problem`` says what is wrong with it: under the field, which stays until nothing is."""
    with _terminal() as width:
        field = _TextField(problem, text.hint, multiline=text.multiline)
        question = questionary.text(
            _wrapped(text.message, width),
            default=text.default,
            instruction="\n›",
            multiline=text.multiline,
            lexer=SimpleLexer(),
            placeholder=FormattedText([("class:placeholder", text.placeholder)]),
            key_bindings=field.keys,
            completer=_Names(text.names) if text.names else None,
            reserve_space_for_menu=_MENU if text.names else 0,
            **_LOOK,
        )
        return str(_ask(question, field.below)).strip()


def ask_choice(message: str, rows: Sequence[Row], *, default: str | None = None, problem: Problem = _nothing_wrong,
               search: bool = False) -> str:  # fmt: skip
    """One of the values of ``rows``; with ``search`` what is typed narrows the list."""
    controls: list[InquirerControl] = []

    def build(width: int, pointed_at: str | None) -> questionary.Question:
        question = questionary.select(
            _wrapped(message, width),
            choices=_choices(rows, width - 4),
            default=pointed_at,
            instruction=f"({len(rows)} in all: arrow keys, or type to filter)" if search else " ",
            pointer="›",
            use_jk_keys=False,
            use_search_filter=search,
            **_LOOK,
        )
        found = question.application.layout.find_all_controls()
        controls[:] = [control for control in found if isinstance(control, InquirerControl)]
        controls[0].selected_options.clear()  # questionary marks the default, also when the pointer has left it
        return question

    def wrong(value: str) -> BadInput | None:
        typed = controls[0].search_filter
        if typed and not controls[0].found_in_search:  # questionary shows the whole list then
            return BadInput(f"nothing in the list contains {typed!r}")
        return problem(value)

    return str(_until_right(build, wrong, default))


def ask_several(message: str, rows: Sequence[Row], *, chosen: Sequence[str] = (),
                problem: Callable[[Sequence[str]], BadInput | None] = _nothing_wrong) -> tuple[str, ...]:  # fmt: skip
    """Any of the values of ``rows``."""

    def build(width: int, marked: Sequence[str]) -> questionary.Question:
        return questionary.checkbox(
            _wrapped(message, width),
            choices=_choices(rows, width - 6, marked),
            instruction="(Space chooses, Enter goes on)",
            pointer="›",
            use_jk_keys=False,
            **_LOOK,
        )

    return tuple(_until_right(build, problem, chosen))


def ask_yes_no(message: str, *, default: bool | None, problem: Callable[[bool], BadInput | None]) -> bool:
    """Yes or no; Enter alone is an answer only where there is a default."""
    keys = {True: "(Y/n) ", False: "(y/N) ", None: "(y/n) "}[default]

    def build(width: int, _: object) -> questionary.Question:
        enter: Any = default
        return questionary.confirm(_wrapped(message, width), default=enter, instruction=keys, **_LOOK)

    def wrong(answer: bool | None) -> BadInput | None:
        return BadInput("press y for yes or n for no") if answer is None else problem(answer)

    return bool(_until_right(build, wrong, default))


class _Names(Completer):
    """Completes the word before the cursor, after a comma too, to the names that hold it.

    First it itself, so that Tab does not make another name of it; then those that begin so.
    """

    def __init__(self, names: Callable[[], Sequence[str]]) -> None:
        self._names = names

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:  # noqa: ARG002
        word = document.text_before_cursor.rpartition(",")[2].lstrip()
        sought = word.lower()
        found = [name for name in self._names() if sought in name.lower()]
        if found == [word]:
            return
        for name in sorted(found, key=lambda name: (name.lower() != sought, not name.lower().startswith(sought))):
            yield Completion(name, start_position=-len(word))


class _TextField:
    """What a text field adds to questionary's: Enter checks, and the line below says what is wrong."""

    def __init__(self, problem: Problem, hint: str, *, multiline: bool) -> None:
        self.problem, self.hint = problem, hint
        self.tried = False
        self.keys = KeyBindings()
        self.keys.add("escape", "enter", eager=True)(self._enter)
        if not multiline:
            self.keys.add("enter", eager=True)(self._enter)
            self.keys.add("<bracketed-paste>")(_paste_on_one_line)

    def below(self) -> StyleAndTextTuples:
        error = self.problem(get_app().current_buffer.text.strip()) if self.tried else None
        return _error_tokens(error) or ([("class:help", f"  {self.hint}")] if self.hint else [])

    def _enter(self, event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        error = self.problem(buffer.text.strip())
        if error is None:
            event.app.exit(result=buffer.text)
            return
        self.tried = True
        place = error.where
        if place and place.line > 1 and place.text == buffer.text:
            buffer.cursor_position = buffer.document.translate_row_col_to_index(place.line - 1, place.column - 1)


def _paste_on_one_line(event: KeyPressEvent) -> None:
    event.current_buffer.insert_text(re.sub(r"\s*[\r\n]\s*", " ", event.data.strip("\r\n")))


@contextmanager
def _terminal() -> Iterator[int]:
    """A session that draws on standard error; yields its width in columns."""
    output = create_output(stdout=sys.stderr)
    if isinstance(output, Vt100_Output):
        # The cursor's place is not needed: nothing is drawn below a question, and some terminals never answer.
        output.enable_cpr = False
    with create_app_session(output=output):
        yield max(20, output.get_size().columns)


def _ask(question: questionary.Question, below: Callable[[], StyleAndTextTuples]) -> Any:
    application = question.application
    application.key_bindings = merge_key_bindings(
        [found for found in (application.key_bindings, _common_keys()) if found]
    )
    application.layout = _with_line_below(application, below)
    application.after_render += lambda _: _preload_parser()
    return question.unsafe_ask()


def _common_keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("c-d", filter=Condition(lambda: not get_app().current_buffer.text))
    def leave(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt, style="class:aborting")

    @keys.add("c-z")
    def suspend(event: KeyPressEvent) -> None:
        event.app.suspend_to_background()

    return keys


def _with_line_below(application: Application[Any], below: Callable[[], StyleAndTextTuples]) -> Layout:
    window = Window(FormattedTextControl(below), wrap_lines=True, dont_extend_height=True, height=Dimension(max=5))
    shown = ConditionalContainer(window, filter=Condition(lambda: bool(below())) & ~is_done)
    focused = application.layout.current_window
    return Layout(HSplit([application.layout.container, shown]), focused_element=focused)


def _until_right(build: Callable[[int, Any], questionary.Question], problem: Callable[[Any], BadInput | None],
                 answer: Any) -> Any:  # fmt: skip
    """Ask again, with what is wrong below and the last answer marked, until nothing is wrong."""
    error: BadInput | None = None
    while True:
        with _terminal() as width:
            answer = _ask(build(width, answer), partial(_error_tokens, error))
        error = problem(answer)
        if error is None:
            return answer


def _choices(rows: Sequence[Row], width: int, chosen: Sequence[str] = ()) -> list[questionary.Choice]:
    """The rows in two aligned columns; a text takes as many lines as it needs."""
    left = min(max(get_cwidth(row.head) for row in rows), width // 2)
    return [questionary.Choice(_line(row, left, width), value=row.value, checked=row.value in chosen) for row in rows]


def _line(row: Row, left: int, width: int) -> str:
    head = row.head if get_cwidth(row.head) <= left else row.head[: left - 1] + "…"
    lines = textwrap.wrap(row.text, max(10, width - left - 2)) or [""]
    indent = " " * (_MARGIN + left + 2)
    return (head + " " * (left - get_cwidth(head) + 2) + f"\n{indent}".join(lines)).rstrip()


def _error_tokens(error: BadInput | None) -> StyleAndTextTuples:
    """What is wrong and what to do about it: in one line where there is room."""
    if error is None:
        return []
    width = get_app().output.get_size().columns
    what, hint = (textwrap.shorten(text, 300, placeholder=" …") for text in (error.what, error.hint))
    gap = "  " if get_cwidth(what + hint) + 5 < width else "\n  "
    return [("class:error", f"  {_wrapped(what, width)}"), ("class:help", gap + _wrapped(hint, width) if hint else "")]


def _wrapped(message: str, width: int) -> str:
    return "\n  ".join(textwrap.wrap(message, width - 4))


def _print(*tokens: tuple[str, str]) -> None:
    print_formatted_text(FormattedText(tokens), style=STYLE, output=get_app_session().output)


@cache
def _preload_parser() -> None:
    """Load PostgreSQL's grammar, which takes 0.1 s, while the first answer is typed."""
    threading.Thread(target=lambda: sql.tokens("", name=""), daemon=True).start()
