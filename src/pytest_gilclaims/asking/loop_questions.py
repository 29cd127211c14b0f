"""Does it keep an event loop waiting?"""

from __future__ import annotations

import asyncio
import time
from array import array
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from pytest_gilclaims.asking.doubles import THE_CALL_BLOCKS_THE_LOOP, THE_CALL_GIVES_WAY, as_it_is_awaited
from pytest_gilclaims.asking.experiment import Experiment
from pytest_gilclaims.asking.lab import Lab
from pytest_gilclaims.asking.question import Question
from pytest_gilclaims.instruments.race import Observation, Race
from pytest_gilclaims.instruments.watching import Lane, Watch
from pytest_gilclaims.instruments.work import Work
from pytest_gilclaims.judging.stretch import FOR_SURE, STRETCH, Blocking
from pytest_gilclaims.judging.verdict import Trial

TICK_SECONDS = 0.001


def blocks_the_loop(
    function: Callable[..., Coroutine[Any, Any, Any]],
    *,
    own: Callable[[], Any] | None = None,
    shared: Callable[[], Any] | None = None,
    longer_than: float,
) -> Question:
    """Ask whether a coroutine keeps other tasks of its loop waiting for more than `longer_than` seconds at a stretch.

    own: makes the argument of a call; shared: makes one argument for all calls, once. Raises TypeError unless it is a
    coroutine function.
    """
    work = Work(function=function, own=own, shared=shared)
    if not work.is_awaited:
        raise TypeError(
            f"{work.name} is not a coroutine function: pass one, because other calls never yield to the loop"
        )
    if not longer_than > 0:
        raise ValueError(f"longer_than={longer_than!r}: expected a positive number of seconds")
    return Question(
        build=keeping_the_loop,
        arguments=(work, longer_than),
        trial=partial(_trial, longer_than),
        refuted_in=THE_CALL_GIVES_WAY,
        holds_in=THE_CALL_BLOCKS_THE_LOOP,
    )


def keeping_the_loop(lab: Lab, work: Work, longer_than: float) -> Race:
    """A coroutine beside a task that ticks, and one that only sleeps, for as long."""
    name = f"blocks the loop[{work.name}]"
    work = lab[as_it_is_awaited](work, longer_than).taken_up()
    rest = Work(function=partial(asyncio.sleep, work.seconds()))
    return Race(
        name,
        {"call": partial(beside_a_task, work), "sleep": partial(beside_a_task, rest)},
    )


def beside_a_task(work: Work) -> Observation:
    """Await a call beside a task that ticks. Facts: the longest stretch without a tick, with and without the queue."""
    ticks = array("q")

    async def tick() -> None:
        while True:
            ticks.append(time.perf_counter_ns())
            await asyncio.sleep(TICK_SECONDS)

    async def both() -> Lane:
        call = work.bound()
        ticking = asyncio.create_task(tick())
        await asyncio.sleep(TICK_SECONDS)
        try:
            with Watch() as watch:
                await call()
        finally:
            ticking.cancel()
        return watch.lane()

    lane = asyncio.run(both())
    stretch = longest_stretch(ticks, lane.begun, lane.ended)
    # Where nobody counts what was waited for a core, any stretch may have been that.
    surely = 0.0 if lane.queued is None else stretch - lane.queued
    return Observation.of([lane], {STRETCH: stretch, FOR_SURE: surely})


def longest_stretch(ticks: Sequence[int], begun: int, ended: int) -> float:
    """Return the seconds of the longest stretch between two times without a tick."""
    moments = [begun, *(tick for tick in ticks if begun < tick < ended), ended]
    return max(later - earlier for earlier, later in pairwise(moments)) / 1e9


def _trial(longer_than: float, experiment: Experiment) -> Trial:
    return Trial(
        criterion=Blocking(arm="call", beside="sleep", longer_than=longer_than, experiment=experiment),
    )
