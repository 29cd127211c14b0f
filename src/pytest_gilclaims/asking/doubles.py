"""Doubles: calls of known nature that last as long as the call asked about, and the worlds that put them in its place.

Such a world says: had the call been otherwise, this very chain (this duration, these rounds, these bounds, this
machine) would have said so. Nobody writes it for a call of his own.
"""

from __future__ import annotations

import asyncio
import ctypes
import hashlib
import threading
import time
from functools import cache, partial
from itertools import repeat

from pytest_gilclaims.asking.question import TooShortError
from pytest_gilclaims.instruments.arithmetic import compute, seconds_a_step, steps_for
from pytest_gilclaims.instruments.work import Work
from pytest_gilclaims.instruments.world import World

SHORTEST_STEP = 1e-6
"""Seconds below which arithmetic is no more than the call of a function."""

SHORTEST_SLEEP = 2e-4
"""Seconds below which a sleep is mostly falling asleep and waking up."""

CHUNK = bytes(1 << 18)

LONGER = 1.5
"""So many times as long as was asked for a call must last to show that it keeps others waiting."""


def as_it_is(work: Work) -> Work:
    """The call itself: reality."""
    return work


def as_it_is_awaited(work: Work, longer_than: float) -> Work:
    """The coroutine function itself: reality."""
    return work


def seconds_lasted(work: Work, shortest: float) -> float:
    """Return how long a double is to last. Raises TooShortError for less than it can."""
    seconds = work.seconds()
    if seconds < shortest:
        raise TooShortError(
            f"too short: a call takes {1e6 * seconds:.3g} µs, but its double takes at least {1e6 * shortest:g} µs"
        )
    return seconds


def takes_turns(work: Work) -> Work:
    """Compute as long, one at a time."""
    steps = steps_for(seconds_lasted(work, SHORTEST_STEP))
    one_lock = threading.Lock()

    def turn() -> None:
        with one_lock:
            compute(steps)

    return Work(function=turn)


def runs_in_parallel(work: Work) -> Work:
    """Hash for as long, which lets go of the lock and shares nothing."""
    seconds = seconds_lasted(work, SHORTEST_SLEEP)
    return Work(function=partial(hash_again, max(1, round(seconds / seconds_of_hashing()))))


def hash_again(times: int) -> None:
    """Hash a chunk so often."""
    for _ in repeat(None, times):
        hashlib.sha256(CHUNK).digest()


@cache
def seconds_of_hashing() -> float:
    """Return the seconds that it takes to hash a chunk once."""
    return seconds_a_step(hash_again, 1)


def keeps_the_lock(work: Work) -> Work:
    """Sleep as long, in C that keeps the lock."""
    return resting(ctypes.PyDLL(None), seconds_lasted(work, SHORTEST_SLEEP))


def lets_go_of_the_lock(work: Work) -> Work:
    """Sleep as long, in C that lets go of the lock."""
    return resting(ctypes.CDLL(None), seconds_lasted(work, SHORTEST_SLEEP))


def resting(library: ctypes.CDLL, seconds: float) -> Work:
    """Sleep in C, as a library is called: with the lock or without."""
    return Work(function=partial(library.usleep, max(1, round(1e6 * seconds))))


def waits(work: Work) -> Work:
    """Sleep as long."""
    return Work(function=partial(time.sleep, seconds_lasted(work, SHORTEST_SLEEP)))


def computes(work: Work) -> Work:
    """Compute as long."""
    return Work(function=partial(compute, steps_for(seconds_lasted(work, SHORTEST_STEP))))


def blocks_the_loop(work: Work, longer_than: float) -> Work:
    """Sleep as long, without giving way to other tasks."""
    seconds = seconds_lasted(work, LONGER * longer_than)

    async def block() -> None:
        time.sleep(seconds)

    return Work(function=block)


def gives_way(work: Work, longer_than: float) -> Work:
    """Sleep as long, and give way to other tasks."""
    return Work(function=partial(asyncio.sleep, seconds_lasted(work, 0)))


THE_CALL_TAKES_TURNS = World("the_call_takes_turns", "threads make the call one at a time", {as_it_is: takes_turns})
THE_CALL_RUNS_IN_PARALLEL = World(
    "the_call_runs_in_parallel", "the call shares nothing and releases the GIL", {as_it_is: runs_in_parallel}
)
THE_CALL_KEEPS_THE_LOCK = World("the_call_keeps_the_lock", "the call holds the GIL", {as_it_is: keeps_the_lock})
THE_CALL_LETS_GO_OF_THE_LOCK = World(
    "the_call_lets_go_of_the_lock", "the call releases the GIL", {as_it_is: lets_go_of_the_lock}
)
THE_CALL_WAITS = World("the_call_waits", "the call does nothing but wait", {as_it_is: waits})
THE_CALL_COMPUTES = World("the_call_computes", "the call does nothing but compute", {as_it_is: computes})
THE_CALL_BLOCKS_THE_LOOP = World(
    "the_call_blocks_the_loop", "the call does not yield to other tasks", {as_it_is_awaited: blocks_the_loop}
)
THE_CALL_GIVES_WAY = World(
    "the_call_gives_way", "the call yields to other tasks at once", {as_it_is_awaited: gives_way}
)
