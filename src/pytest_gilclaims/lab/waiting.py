"""Waits that could go on together: in threads, in tasks of one event loop, in processes."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

from pytest_gilclaims.lab.crowd import run_in_crowd
from pytest_gilclaims.lab.fetching import Gather
from pytest_gilclaims.lab.fetching import Sleep as AsyncSleep
from pytest_gilclaims.lab.locks import Sleep, surely_inside
from pytest_gilclaims.lab.overlap import Lane, Run, most_at_once, overlapped_time
from pytest_gilclaims.lab.pools import WORKERS, Pools
from pytest_gilclaims.lab.race import Observation, observe_lanes
from pytest_gilclaims.lab.watching import Watch

TOO_LONG_SECONDS = 3.0
"""After so long, waits that have not begun are given up: one by one, ten thousand would take half an hour.

No criterion may take so long for short: what was given up took no time.
"""

TOO_LONG_TOGETHER_SECONDS = 1.0
"""The same for a few waits at once."""


def watched_wait(wait: Sleep, seconds: float) -> Lane:
    """Wait, and note from when to when the wait was surely going on."""
    with Watch() as watch:
        wait(seconds)
    lane = watch.lane()
    return replace(lane, runs=surely_waited(lane.begun, lane.ended, seconds))


def wait_again_and_again(seconds: float, times: int) -> Lane:
    """Wait so often, and count how often the core was given up for it."""
    with Watch() as watch:
        for _ in range(times):
            time.sleep(seconds)
    return watch.lane()


def surely_waited(begun: int, ended: int, seconds: float) -> tuple[Run, ...]:
    """Return the span in which a wait was surely going on, wherever in ``[begun, ended]`` it lay."""
    inside = surely_inside(begun, ended, round(seconds * 1e9))
    return (inside,) if inside[0] < inside[1] else ()


def lane_of_task(begun: int, seconds: float) -> Lane:
    """Draw a wait of a task that has just ended. Its thread does others meanwhile: what it costs is nobody's alone."""
    ended = time.perf_counter_ns()
    return Lane(begun=begun, ended=ended, runs=surely_waited(begun, ended, seconds), cpu=0.0)


def observe_waits(lanes: list[Lane], seconds: float) -> Observation:
    """Count how many waits were surely going on at once, and how many of them beside another.

    One wait is always going on: where none surely was, or all were given up before they began, nobody knows.
    """
    at_once = most_at_once(lane.runs for lane in lanes)
    facts = {
        "waiting at once": at_once or None,
        "waits beside others": beside_others(lanes) if at_once else None,
        "longest wait": seconds,
    }
    return observe_lanes(lanes, facts)


def beside_others(lanes: list[Lane]) -> int:
    """Count the waits during which another was surely going on."""
    return sum(any(overlapped_time([one.runs, other.runs]) for other in lanes if other is not one) for one in lanes)


def wait_in_threads(wait: Sleep, count: int, seconds: float) -> Observation:
    """Let so many threads wait."""
    too_late = giving_up(TOO_LONG_TOGETHER_SECONDS)

    def wait_in_time() -> Lane | None:
        return None if too_late() else watched_wait(wait, seconds)

    lanes = run_in_crowd([wait_in_time] * count)
    return observe_waits([lane for lane in lanes if lane is not None], seconds)


def wait_in_processes(pools: Pools, seconds: float) -> Observation:
    """Let four processes wait."""
    return observe_waits(pools.run_in_processes([partial(watched_wait, time.sleep, seconds)] * WORKERS), seconds)


def wait_in_tasks(sleep: AsyncSleep, count: int, seconds: float) -> Observation:
    """Let so many tasks of one event loop wait."""

    too_late = giving_up(TOO_LONG_TOGETHER_SECONDS)

    async def watched() -> Lane | None:
        if too_late():
            return None
        begun = time.perf_counter_ns()
        await sleep(seconds)
        return lane_of_task(begun, seconds)

    async def wait_all() -> list[Lane]:
        lanes = await asyncio.gather(*(watched() for _ in range(count)))
        return [lane for lane in lanes if lane is not None]

    return observe_tasks(wait_all(), seconds)


def observe_tasks(waits: Coroutine[Any, Any, list[Lane]], seconds: float) -> Observation:
    """Run tasks that wait in an event loop of their own, and note how long its thread had no core."""
    with Watch() as watch:
        lanes = asyncio.run(waits)
    return replace(observe_waits(lanes, seconds), queued=watch.lane().queued)


def count_threads_of_tasks(gather: Gather, count: int) -> Observation:
    """Let so many tasks note the thread that they run in."""

    async def note() -> str:
        await asyncio.sleep(0)
        return str(threading.get_native_id())

    async def note_all() -> list[str]:
        return await gather([note() for _ in range(count)])

    started = time.perf_counter()
    noted = asyncio.run(note_all())
    return Observation(wall=time.perf_counter() - started, facts={"tasks": len(noted), "threads": len(set(noted))})


def spin(seconds: float) -> None:
    """Compute for so long by the clock."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


class Tally:
    """Counts what is under way in one event loop, and how much of it was at once at most."""

    def __init__(self) -> None:
        self.most = 0
        self._now = 0

    def __enter__(self) -> None:
        self._now += 1
        self.most = max(self.most, self._now)

    def __exit__(self, *error: object) -> None:
        self._now -= 1


def giving_up(seconds: float = TOO_LONG_SECONDS) -> Callable[[], bool]:
    """Return a function that says whether it is too late to begin anything."""
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() > end


def juggle(sleep: AsyncSleep, count: int, seconds: float) -> Observation:
    """Let thousands of tasks wait in one event loop, counting them rather than drawing each."""
    tally = Tally()
    threads: set[int] = set()
    too_late = giving_up()

    async def wait() -> None:
        if too_late():
            return
        with tally:
            await sleep(seconds)
        threads.add(threading.get_native_id())

    async def wait_all() -> None:
        await asyncio.gather(*(wait() for _ in range(count)))

    with Watch() as watch:
        asyncio.run(wait_all())
    facts = {"waiting at once": tally.most, "longest wait": seconds, "threads": len(threads)}
    return observe_lanes([watch.lane()], facts)
