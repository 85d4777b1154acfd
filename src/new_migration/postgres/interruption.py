"""Clean up whatever ends us: signals that unwind the stack, and a clean-up that they do not cut short."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_TERMINATIONS = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def unwound_on_termination() -> Iterator[None]:
    """In the block, SIGTERM and SIGHUP raise SystemExit (128 + signal number) instead of ending us on the spot.

    A program's own handlers stay; so does everything outside the main thread, where Python sets no handlers.
    """
    with _terminations(_unwind):
        yield


@contextmanager
def interrupted_on_termination() -> Iterator[None]:
    """As ``unwound_on_termination``, but they raise KeyboardInterrupt: psycopg cancels what runs for no other."""
    with _terminations(signal.default_int_handler):
        yield


@contextmanager
def _terminations(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    replaced = []
    if threading.current_thread() is threading.main_thread():
        replaced = [number for number in _TERMINATIONS if signal.getsignal(number) is signal.SIG_DFL]
    for number in replaced:
        signal.signal(number, handler)
    try:
        yield
    finally:
        for number in replaced:
            signal.signal(number, signal.SIG_DFL)


def _unwind(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C and the signals that end us wait until the block is done."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, *_TERMINATIONS})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
