"""Worlds in which something needs one lock that all threads share."""

import time
from collections.abc import Callable
from functools import wraps
from queue import SimpleQueue
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

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

Given = ParamSpec("Given")
Got = TypeVar("Got")


class OneLock:
    """A lock that all threads of a world share, as if it were the GIL. Who waits for it sleeps.

    Who finds a lock of `threading` taken yields its core forty times first on a free-threaded build (CPython's
    ``Python/lock.c``): the system counts that as standing in the queue for a core, as beside other programs.
    """

    def __init__(self) -> None:
        self._token: SimpleQueue[None] = SimpleQueue()
        self.release()

    def acquire(self) -> None:
        """Wait until nobody holds it, and hold it."""
        self._token.get()

    def release(self) -> None:
        """Let the next have it."""
        self._token.put(None)

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def __call__(self) -> Self:
        return self

    def around(self, call: Callable[Given, Got]) -> Callable[Given, Got]:
        """Hold the lock during a call."""

        @wraps(call)
        def holding(*arguments: Given.args, **named: Given.kwargs) -> Got:
            with self:
                return call(*arguments, **named)

        return holding


_lock = OneLock()


one_lock_for_all_threads = World(
    "one_lock_for_all_threads",
    "a thread must hold one shared lock to tick, and the C call holds it",
    {
        locks.keeping_the_lock: _lock.around(locks.releasing_the_lock),
        unsafe.keeping_the_lock: _lock.around(unsafe.releasing_the_lock),
        loops.plain_loop: _lock.around(loops.plain_loop),
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
    {
        time.sleep: _lock.around(locks.releasing_the_lock),
        blocking.as_it_is: _lock.around,
        fetching.sleep: fetching.sleep_blocking,
    },
)


requests_come_one_by_one = World(
    "requests_come_one_by_one",
    "a thread can download only while no other thread does, and gather awaits its tasks one after another",
    {downloads.free_admission: OneLock(), fetching.gather: fetching.gather_one_by_one},
)
