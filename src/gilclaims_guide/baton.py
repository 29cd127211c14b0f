"""A baton that threads pass on: who has it may run, as who has the lock may."""

import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")

_hand = threading.local()


class Baton:
    """Goes from one thread to the one that has waited for longest, whenever its turn is over.

    A turn is as long as the interpreter's switch interval.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._queue: deque[threading.Lock] = deque()
        self._is_taken = False
        self._due = 0.0

    def carried_through(self, task: Callable[[], Result]) -> Result:
        """Do a task, waiting for the baton at its beginning and whenever a turn is over."""
        self._take()
        _hand.baton = self
        try:
            return task()
        finally:
            del _hand.baton
            self._give()

    def pass_on_when_due(self) -> None:
        """Give the others their turns if one's own is over."""
        if time.perf_counter() > self._due:
            self._give()
            self._take()

    def _take(self) -> None:
        with self._guard:
            mine = threading.Lock()
            if self._is_taken:
                mine.acquire()
                self._queue.append(mine)
            self._is_taken = True
        mine.acquire()
        self._due = time.perf_counter() + sys.getswitchinterval()

    def _give(self) -> None:
        with self._guard:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._is_taken = False


def pass_on_when_due() -> None:
    """Do so with the baton that this thread has, if it has one."""
    baton: Baton | None = getattr(_hand, "baton", None)
    if baton is not None:
        baton.pass_on_when_due()
