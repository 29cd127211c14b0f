"""Ctrl-C and SIGTERM, held back while something is started that must not be half-started."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, ModuleType

INTERRUPTS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold back interrupts for a short critical section; deliver them at its end.

    A KeyboardInterrupt between the birth of a process and the assignment that remembers it would leave
    that process behind. Outside the main thread, where no interrupt arrives, this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    arrived: list[int] = []

    def remember(number: int, frame: FrameType | None) -> None:
        arrived.append(number)

    # A handler that was not set from Python reads as None, and could not be put back.
    before = {held: handler for held in INTERRUPTS if (handler := signal.getsignal(held)) is not None}
    for held in before:
        signal.signal(held, remember)
    try:
        yield
    finally:
        for held, handler in before.items():
            signal.signal(held, handler)
        for number in dict.fromkeys(arrived):
            signal.raise_signal(number)


@contextmanager
def terminating_as_interrupt() -> Iterator[None]:
    """Treat SIGTERM like Ctrl-C, so that a run that is told to stop still tidies up."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        handler = signal.getsignal(signal.SIGINT)
        # In a background job of a shell without job control Ctrl-C is ignored, yet SIGTERM must not be.
        if not callable(handler):
            raise KeyboardInterrupt
        handler(signal.SIGINT, frame)

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def bare_main_module() -> Iterator[None]:
    """Let children started meanwhile begin without importing this program's main script.

    A child of the spawn method imports the parent's ``__main__`` first: here that is pytest, half a
    second for each of four workers, and nothing that they need.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
