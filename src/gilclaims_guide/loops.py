"""A plain loop, and how often it lets go of the lock."""

import sys
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from gilclaims_guide.ticker import Permission, no_permission, ticking
from pytest_gilclaims import Lab, Lane, Observation, Race

LOOP_SECONDS = 0.25


STEP = 20_000
"""Nanoseconds: a plain loop that takes longer from one step to the next did not run all the while."""


Gap = tuple[int, int]
"""A stretch in which a loop made no progress: its last step before and its first one after, in nanoseconds."""


Loop = Callable[[float], list[Gap]]
"""Computes for so many seconds by the clock and returns the gaps in it."""


def plain_loop(seconds: float) -> list[Gap]:
    """Compute step by step: reality."""
    return _stepping(seconds, lambda: None)


def loop_giving_way(seconds: float) -> list[Gap]:
    """Compute step by step, giving way to other threads at each."""
    return _stepping(seconds, lambda: time.sleep(0))


def _stepping(seconds: float, between: Callable[[], None]) -> list[Gap]:
    gaps: list[Gap] = []
    before = time.perf_counter_ns()
    end = before + round(seconds * 1e9)
    while before < end:
        between()
        now = time.perf_counter_ns()
        if now - before > STEP:
            gaps.append((before, now))
        before = now
    return gaps


def turns_between_steps(ticks: Iterable[int], gaps: Sequence[Gap]) -> int:
    """Count how often somebody else ticked between two steps of a loop.

    All ticks in one gap are one turn: the loop handed the lock over once. How often the other ticks until the loop
    has it back, and a core to go on, is a matter of how busy the machine is.
    """
    begins = [begin for begin, _ in gaps]
    turns = set[int]()
    for tick in ticks:
        index = bisect_right(begins, tick) - 1
        is_in_gap = index >= 0 and tick <= gaps[index][1]
        turns.add(begins[index] if is_in_gap else tick)
    return len(turns)


RARELY, OFTEN = 0.1, 0.005
"""How long a thread that wants the lock waits before it asks for it, in seconds; the second is CPython's default."""


@contextmanager
def switching_every(seconds: float) -> Iterator[None]:
    """Have threads ask for the lock after so long, for the length of the body."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(seconds)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def loop_beside_ticker(loop: Loop, permission: Permission, interval: float) -> Observation:
    """Run a loop beside a ticking thread that asks for the lock after so long.

    Facts: ``turns of the other thread`` between two steps of the loop.
    """
    with ticking(permission) as ticker, switching_every(interval), Lane.watch() as watch:
        gaps = loop(LOOP_SECONDS)
    lane = watch.lane()
    meanwhile = [tick for tick in ticker.ticks if lane.begun < tick < lane.ended]
    seen = Observation.of([lane], {"turns of the other thread": turns_between_steps(meanwhile, gaps)})
    return seen.queued_beside(ticker.queued)


def plain_loops(lab: Lab) -> Race:
    """A plain loop beside a thread that asks for the lock rarely, and beside one that asks often."""
    beside = loop_beside_ticker
    return Race(
        "plain loops",
        {
            "asked rarely": partial(beside, lab[plain_loop], lab[no_permission], RARELY),
            "asked often": partial(beside, plain_loop, no_permission, OFTEN),
        },
    )
