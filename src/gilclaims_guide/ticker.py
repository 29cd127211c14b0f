"""A thread that ticks beside a call: who ticks has the lock, and a core."""

import threading
import time
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from pytest_gilclaims import Lane

TICK_SECONDS = 0.0005


Permission = Callable[[], AbstractContextManager[object]]
"""What a thread must hold to run its next bytecode, beyond what the interpreter asks for itself."""


def no_permission() -> AbstractContextManager[object]:
    """Nothing: reality."""
    return nullcontext()


class Ticker:
    """A thread that notes the time every half millisecond, whenever it may run."""

    def __init__(self, permission: Permission) -> None:
        self.ticks = array("q")
        self.queued: float | None = None
        """Seconds for which it had no core, known when it has ended."""
        self._permission = permission
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._tick)

    def start(self) -> None:
        """Start, and wait for the first tick."""
        self._thread.start()
        while not self.ticks:
            time.sleep(TICK_SECONDS)

    def stop(self) -> None:
        """End, if it has begun."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _tick(self) -> None:
        with Lane.watch() as watch:
            while not self._stop.is_set():
                with self._permission():
                    self.ticks.append(time.perf_counter_ns())
                time.sleep(TICK_SECONDS)
        self.queued = watch.lane().queued


@contextmanager
def ticking(permission: Permission) -> Iterator[Ticker]:
    """Run a ticker beside the body."""
    ticker = Ticker(permission)
    try:
        ticker.start()
        yield ticker
    finally:
        ticker.stop()


def surely_inside(started: int, ended: int, duration: int) -> tuple[int, int]:
    """Return the part of a span in which a call of at least this duration was surely going on.

    The caller noted `started` some time before the call began and `ended` some time after it returned;
    wherever in between the call lay, it covered ``[ended - duration, started + duration]``. Empty (its
    start not before its end) when the caller was held up for as long as the call took.
    """
    return ended - duration, started + duration


def ticks_inside(ticks: Iterable[int], started: int, ended: int, duration: int) -> int | None:
    """Count the ticks that fell surely inside a call; ``None`` if it was held up so long that nothing is sure."""
    first, last = surely_inside(started, ended, duration)
    return sum(first <= tick <= last for tick in ticks) if last - first >= duration // 2 else None
