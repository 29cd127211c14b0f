"""Tasks of one event loop that compute, gathered and one after another: whether there is anything to overlap."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from gilclaims_guide import fetching
from gilclaims_guide.looping import tick_beside
from gilclaims_guide.workloads import compute, compute_for, pieces_for
from pytest_gilclaims import Lab, Lane, Observation, Race

TASK_SECONDS = 0.003
"""Processor time of a task."""

PARTS = 3
"""How often a task waits that does so for half of its time: few long waits, as each must wait for a core afterwards."""

STALL_SECONDS = 0.05
"""How long a task computes beside one that ticks."""

TICK_SECONDS = 0.002

Work = Callable[[str, int], Awaitable[None]]
"""What a task does: so many pieces of a workload."""


async def only_computing(workload: str, pieces: int) -> None:
    """Compute: reality."""
    compute(workload, pieces)


async def half_waiting(workload: str, pieces: int) -> None:
    """Compute in parts, and await after each for as long as it took."""
    for _ in range(PARTS):
        done = compute(workload, max(1, pieces // PARTS))
        await asyncio.sleep((done.ended - done.begun) / 1e9)


async def computing_for(seconds: float) -> None:
    """Compute for so long by the clock: reality."""
    compute_for("numbers", seconds)


async def half_waiting_for(seconds: float) -> None:
    """Compute and await by turns for so long."""
    for _ in range(PARTS):
        compute_for("numbers", seconds / PARTS / 2)
        await asyncio.sleep(seconds / PARTS / 2)


async def one_after_another(works: Sequence[Awaitable[None]]) -> None:
    """Await one when the one before it is done."""
    for work in works:
        await work


async def gathered(works: Sequence[Awaitable[None]]) -> None:
    """Await all together."""
    await asyncio.gather(*works)


Way = Callable[[Sequence[Awaitable[None]]], Awaitable[None]]


def in_a_loop(way: Way, work: Work, workload: str, pieces: int) -> Observation:
    """Run four tasks in an event loop and watch its thread.

    Facts: ``under way at once``, the largest number of tasks that had begun and not ended.
    """
    spans: list[Lane] = []

    async def timed() -> None:
        begun = time.perf_counter_ns()
        await work(workload, pieces)
        ended = time.perf_counter_ns()
        spans.append(Lane(begun=begun, ended=ended, runs=((begun, ended),), cpu=0.0))

    async def watched() -> Lane:
        with Lane.watch() as watch:
            await way([timed() for _ in range(Lab.workers)])
        return watch.lane()

    lane = asyncio.run(watched())
    return Observation.of([lane], {"under way at once": Observation.of(spans).most_at_once})


def in_a_plain_loop(workload: str, pieces: int) -> Observation:
    """Compute the four tasks without any event loop."""
    return Observation.of([compute(workload, Lab.workers * pieces)])


def gathering(lab: Lab, workload: str) -> Race:
    """Four computing tasks of an event loop, gathered and in turn; four that wait half of their time; a plain loop."""
    pieces = pieces_for(workload, TASK_SECONDS)
    tasks = {"computing": lab[only_computing], "half waiting": half_waiting}
    ways: dict[str, Way] = {"in turn": one_after_another, "gathered": gathered}
    arms = {
        f"{name}, {how}": partial(in_a_loop, way, work, workload, pieces)
        for name, work in tasks.items()
        for how, way in ways.items()
    }
    arms["plain loop"] = partial(in_a_plain_loop, workload, pieces)
    return Race(f"gathering[{workload}]", arms, warm_up=1)


def stalling(lab: Lab) -> Race:
    """A task that ticks beside one that computes, and beside one that waits."""
    arms = {
        "computing": partial(tick_beside, lab[computing_for], STALL_SECONDS),
        "waiting": partial(tick_beside, fetching.sleep, STALL_SECONDS),
    }
    return Race("stalling", arms)
