"""A thread that computes beside."""

import hashlib
import threading
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise

from gilclaims_guide.workloads import numbers
from pytest_gilclaims import Lane

BLOCK = bytes(2**16)

Computing = Callable[[Callable[[], bool]], Lane]
"""Computes until it is told that it is over. Its runs are the steps in which it was seen to progress, one each."""


def computing(is_over: Callable[[], bool]) -> Lane:
    """Compute in bytecode: reality."""
    return _stepping(numbers, is_over)


def hashing(is_over: Callable[[], bool]) -> Lane:
    """Compute in C that lets go of the lock."""
    return _stepping(lambda: hashlib.sha256(BLOCK), is_over)


def _stepping(step: Callable[[], object], is_over: Callable[[], bool]) -> Lane:
    marks = array("q")
    with Lane.watch() as watch:
        while not is_over():
            step()
            marks.append(time.perf_counter_ns())
    return watch.lane(list(pairwise(marks)))


class Companion:
    """Somebody who computes until it is over."""

    def __init__(self, compute: Computing) -> None:
        self._compute = compute
        self._begun = threading.Event()
        self._over = False
        self.lane: Lane | None = None
        """What was seen of it, when it has ended."""

    def compute(self) -> None:
        """Compute until it is over, in the thread that this is called in."""
        self.lane = self._compute(self._is_over)

    def wait(self) -> None:
        """Wait until it computes."""
        self._begun.wait()

    def end(self) -> None:
        """Let it end."""
        self._over = True

    def _is_over(self) -> bool:
        # Told at its second step: the first has been done.
        self._begun.set()
        return self._over


@contextmanager
def thread_beside(compute: Computing) -> Iterator[Companion]:
    """Have a thread compute for the length of the body."""
    companion = Companion(compute)
    thread = threading.Thread(target=companion.compute)
    thread.start()
    try:
        companion.wait()
        yield companion
    finally:
        companion.end()
        thread.join()
