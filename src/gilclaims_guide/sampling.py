"""A thread that ticks, and notes at each tick how far another has come by its own processor time.

However busy the machine: whoever has used half of the processor time of a call is in the midst of it.
"""

import threading
import time
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from gilclaims_guide.ticker import TICK_SECONDS, Permission
from pytest_gilclaims import Lane

MARGIN = 0.05
"""The share of a call's processor time that may lie before it and after it."""

APART = 1_000_000
"""Nanoseconds of processor time that lie between two turns of whoever ticks, at least."""


def can_read_clocks() -> bool:
    """Whether the system tells a thread the processor time of another."""
    return hasattr(time, "pthread_getcpuclockid")


class Sampler:
    """Ticks beside the thread that made it."""

    def __init__(self, permission: Permission) -> None:
        self.moments = array("q")
        """The other's processor time at each tick, in nanoseconds."""
        self.queued: float | None = None
        """Seconds for which it had no core, known when it has ended."""
        self._clock = time.pthread_getcpuclockid(threading.get_ident())
        self._permission = permission
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._tick)

    def start(self) -> None:
        """Start, and wait for the first tick."""
        self._thread.start()
        while not self.moments:
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
                    self.moments.append(time.clock_gettime_ns(self._clock))
                time.sleep(TICK_SECONDS)
        self.queued = watch.lane().queued


@contextmanager
def sampling(permission: Permission) -> Iterator[Sampler]:
    """Run a sampler beside the body."""
    sampler = Sampler(permission)
    try:
        sampler.start()
        yield sampler
    finally:
        sampler.stop()


def surely_during(moments: Sequence[int], begun: int, ended: int) -> list[int]:
    """Keep the moments that fell surely inside a call, all of them in processor time of whoever made it."""
    margin = MARGIN * (ended - begun)
    return [moment for moment in moments if begun + margin < moment < ended - margin]


def turns(moments: Sequence[int]) -> int:
    """Count the moments after which whoever made a call went on with it. Ascending."""
    last, count = -APART, 0
    for moment in moments:
        if moment - last >= APART:
            last, count = moment, count + 1
    return count
