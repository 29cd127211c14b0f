"""Arithmetic of our own: what a machine gives to whoever computes, in one process and in several."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from itertools import repeat

from pytest_gilclaims.instruments.watching import Lane, Watch

LOOKS = 5


def compute(steps: int) -> None:
    """Compute, in bytecode and with numbers of one's own alone."""
    number = 1
    for _ in repeat(None, steps):
        number = (number * 1_103_515_245 + 12_345) & 0x7FFF_FFFF


def computing(steps: int) -> Lane:
    """Compute while being watched."""
    with Watch() as watch:
        compute(steps)
    return watch.lane()


@cache
def steps_a_second() -> float:
    """Return how many steps a second of processor time is good for."""
    return 1 / seconds_a_step(compute)


def seconds_a_step(work: Callable[[int], object], steps: int = 20_000) -> float:
    """Return the seconds of processor time that a step takes, by the quickest of several looks."""
    best = float("inf")
    for _ in range(LOOKS):
        cpu = time.thread_time()
        work(steps)
        best = min(best, time.thread_time() - cpu)
    return max(best, 1e-6) / steps


def steps_for(seconds: float) -> int:
    """Return how many steps take so long."""
    return max(1, round(seconds * steps_a_second()))
