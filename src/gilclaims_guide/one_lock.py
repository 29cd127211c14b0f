"""Worlds in which something needs one lock that all threads share."""

import threading
import time
from contextlib import AbstractContextManager

from gilclaims_guide import (
    blocking,
    downloads,
    fetching,
    locks,
    loops,
    ticker,
    unsafe,
)
from pytest_gilclaims import World


class OneLock:
    """A lock that all threads of a world share, as if it were the GIL."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __call__(self) -> AbstractContextManager[object]:
        return self._lock

    def keep(self, seconds: float) -> None:
        """Sleep in C while the lock is held."""
        with self._lock:
            locks.releasing_the_lock(seconds)

    def loop(self, seconds: float) -> list[loops.Gap]:
        """Compute step by step while the lock is held."""
        with self._lock:
            return loops.plain_loop(seconds)

    def around(self, call: locks.Sleep) -> locks.Sleep:
        """Hold the lock during a call."""

        def holding(seconds: float) -> None:
            with self._lock:
                call(seconds)

        return holding

    def change(self, block: unsafe.Buffer) -> None:
        """Change a block while the lock is held."""
        with self._lock:
            unsafe.releasing_the_lock(block)


_lock = OneLock()


one_lock_for_all_threads = World(
    "one_lock_for_all_threads",
    "a thread must hold one shared lock to tick, and the C call holds it",
    {
        locks.keeping_the_lock: _lock.keep,
        unsafe.keeping_the_lock: _lock.change,
        loops.plain_loop: _lock.loop,
        ticker.no_permission: _lock,
        blocking.as_it_is: _lock.around,
    },
)


one_download_at_a_time = World(
    "one_download_at_a_time",
    "a thread can download only while no other thread does",
    {downloads.free_admission: OneLock()},
)


no_two_waits_overlap = World(
    "no_two_waits_overlap",
    "every waiting thread holds a lock that all other threads need in order to wait",
    {time.sleep: _lock.keep, blocking.as_it_is: _lock.around, fetching.sleep: fetching.sleep_blocking},
)


requests_come_one_by_one = World(
    "requests_come_one_by_one",
    "a thread can download only while no other thread does, and gather awaits its tasks one after another",
    {downloads.free_admission: OneLock(), fetching.gather: fetching.gather_one_by_one},
)
