"""Worlds in which threads beside a thread that computes behave differently."""

import time
from collections.abc import Callable

from gilclaims_guide import companions, compiling, freezing, interrupting, strategies, ticker
from gilclaims_guide.one_lock import OneLock
from pytest_gilclaims import Lane, World

SLICE_SECONDS, GAP_SECONDS = 0.005, 0.0002
"""How long a thread holds a lock, and how long the lock is free then."""


_lock = OneLock()


def computing_in_slices(is_over: Callable[[], bool]) -> Lane:
    """Compute, and hold the lock but for a moment after every five milliseconds."""

    until = 0.0

    def is_over_now() -> bool:
        nonlocal until
        if time.perf_counter() > until:
            _lock.release()
            time.sleep(GAP_SECONDS)
            _lock.acquire()
            until = time.perf_counter() + SLICE_SECONDS
        return is_over()

    with _lock:
        return companions.computing(is_over_now)


computing_lets_go = World(
    "computing_lets_go",
    "a computing thread runs C code that releases the GIL",
    {companions.computing: companions.hashing},
)

hashing_keeps_the_lock = World(
    "hashing_keeps_the_lock",
    "a hashing thread runs bytecode",
    {companions.hashing: companions.computing},
)

computing_needs_one_lock = World(
    "computing_needs_one_lock",
    "a computing thread holds a lock for 5 ms at a time, and all other threads need that lock to run",
    {
        companions.computing: computing_in_slices,
        ticker.no_permission: _lock,
        freezing.as_it_is: _lock.around,
    },
)

calls_let_go = World(
    "calls_let_go",
    "every long call releases the GIL",
    {freezing.as_it_is: freezing.letting_go},
)

loops_are_single_calls = World(
    "loops_are_single_calls",
    "every loop runs inside one call of C code",
    {freezing.as_it_is: freezing.in_one_call, compiling.step_by_step: compiling.in_one_call},
)

calls_are_loops = World(
    "calls_are_loops",
    "every long call is a loop of bytecode",
    {interrupting.as_named: interrupting.in_bytecode},
)

calls_look_for_nothing = World(
    "calls_look_for_nothing",
    "every long call checks for signals only at its end",
    {interrupting.as_named: interrupting.in_one_call},
)

loops_one_at_a_time = World(
    "loops_one_at_a_time",
    "an event loop starts only after the event loop of another thread has ended",
    {strategies.threads: strategies.threads_one_at_a_time},
)
