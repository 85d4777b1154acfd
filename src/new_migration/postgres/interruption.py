"""Clean up whatever ends us: signals that unwind the stack, and a clean-up that they do not cut short."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_TERMINATIONS = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def unwound_on_termination() -> Iterator[None]:
    """In the block, SIGTERM and SIGHUP raise SystemExit (128 + signal number) instead of ending us on the spot.

    A program's own handlers stay; so does everything outside the main thread, where Python sets no handlers.
    """
    replaced = []
    if threading.current_thread() is threading.main_thread():
        replaced = [number for number in _TERMINATIONS if signal.getsignal(number) is signal.SIG_DFL]
    for number in replaced:
        signal.signal(number, _unwind)
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
