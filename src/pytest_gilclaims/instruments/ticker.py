"""A thread that ticks beside a call: who ticks has the lock."""

from __future__ import annotations

import sys
import threading
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager

from pytest_gilclaims.instruments.watching import Lane, Watch

TICK_SECONDS = 0.0002

NEVER_SECONDS = 1000.0
"""A switch interval so long that no thread is made to hand the lock over: whoever lets go of it does so by himself."""


class Ticker:
    """A thread that notes the time again and again, whenever it may run.

    queued: seconds for which it was ready and had no core, known when it has ended.
    """

    def __init__(self) -> None:
        self.ticks = array("q")
        self.queued: float | None = None
        self._stopped = False
        self._thread = threading.Thread(target=self._tick, daemon=True)

    def start(self) -> None:
        """Start, and wait for the first tick."""
        self._thread.start()
        while not self.ticks:
            time.sleep(TICK_SECONDS)

    def stop(self) -> None:
        """End, if it has begun."""
        self._stopped = True
        if self._thread.ident is not None:
            self._thread.join()

    def inside(self, lane: Lane) -> int:
        """Count the ticks that were made while a worker was on its way."""
        return sum(lane.begun < tick < lane.ended for tick in self.ticks)

    def _tick(self) -> None:
        with Watch() as watch:
            while not self._stopped:
                self.ticks.append(time.perf_counter_ns())
                time.sleep(TICK_SECONDS)
        self.queued = watch.lane().queued


@contextmanager
def ticking() -> Iterator[Ticker]:
    """Run a ticker beside the body, in which no thread is made to hand the lock over."""
    ticker = Ticker()
    before = sys.getswitchinterval()
    try:
        ticker.start()
        sys.setswitchinterval(NEVER_SECONDS)
        yield ticker
    finally:
        sys.setswitchinterval(before)
        ticker.stop()
