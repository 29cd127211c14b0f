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
from pytest_gilclaims.lab.overlap import Lane, most_at_once, overlapped_time
from pytest_gilclaims.lab.pools import WORKERS, Pools
from pytest_gilclaims.lab.race import Observation, observe_lanes
from pytest_gilclaims.lab.workloads.computing import (
    queued_since,
    seconds_queued,
    switches_since,
    voluntary_switches,
)

TOO_LONG_SECONDS = 3.0
"""After so long, waits that have not begun are given up: one by one, ten thousand would take half an hour.

No criterion may take so long for short: what was given up took no time.
"""

TOO_LONG_TOGETHER_SECONDS = 1.0
"""The same for a few waits at once."""


def watched_wait(wait: Sleep, seconds: float) -> Lane:
    """Wait, and note from when to when the wait was surely going on."""
    queued = seconds_queued()
    cpu = time.thread_time()
    begun = time.perf_counter_ns()
    wait(seconds)
    ended = time.perf_counter_ns()
    return replace(lane_of(begun, ended, time.thread_time() - cpu, seconds), queued=queued_since(queued))


def wait_again_and_again(seconds: float, times: int) -> Lane:
    """Wait so often, and count how often the core was given up for it."""
    switches = voluntary_switches()
    begun = time.perf_counter_ns()
    for _ in range(times):
        time.sleep(seconds)
    ended = time.perf_counter_ns()
    return Lane(
        begun=begun,
        ended=ended,
        runs=(),
        cpu=0.0,
        switches=switches_since(switches),
    )


def lane_of(begun: int, ended: int, cpu: float, seconds: float) -> Lane:
    """Draw a wait as the span in which it was surely going on, wherever in ``[begun, ended]`` it lay."""
    inside = surely_inside(begun, ended, round(seconds * 1e9))
    return Lane(
        begun=begun,
        ended=ended,
        runs=(inside,) if inside[0] < inside[1] else (),
        cpu=cpu,
    )


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
        return lane_of(begun, time.perf_counter_ns(), 0.0, seconds)

    async def wait_all() -> list[Lane]:
        lanes = await asyncio.gather(*(watched() for _ in range(count)))
        return [lane for lane in lanes if lane is not None]

    return observe_tasks(wait_all(), seconds)


def observe_tasks(waits: Coroutine[Any, Any, list[Lane]], seconds: float) -> Observation:
    """Run tasks that wait in an event loop of their own, and note how long its thread had no core."""
    queued = seconds_queued()
    lanes = asyncio.run(waits)
    return replace(observe_waits(lanes, seconds), queued=queued_since(queued))


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


def spin_giving_way(seconds: float) -> None:
    """Compute for so long by the clock, giving way to other threads all the time."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        time.sleep(0)


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

    cpu = time.process_time()
    started = time.perf_counter()
    asyncio.run(wait_all())
    return Observation(
        wall=time.perf_counter() - started,
        cpu=time.process_time() - cpu,
        facts={"waiting at once": tally.most, "longest wait": seconds, "threads": len(threads)},
    )
