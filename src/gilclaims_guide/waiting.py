"""Waits that could go on together: in threads, in tasks of one event loop, in processes."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from functools import partial
from math import ceil
from typing import Any

from gilclaims_guide import fetching, locks
from gilclaims_guide.fetching import Sleep as AsyncSleep
from gilclaims_guide.locks import Sleep
from gilclaims_guide.patience import TOO_LONG_TOGETHER_SECONDS, giving_up
from gilclaims_guide.strategies import Task, threads
from gilclaims_guide.ticker import surely_inside
from pytest_gilclaims import Lab, Lane, Observation, Race

WAIT_SECONDS = 0.05
"""How long a wait lasts: long beside the time in which a busy machine wakes a thread."""

MARGIN = 0.01
"""Clocks of calls and ours may differ by a little."""

LOCK_SECONDS = 0.02
"""How long a wait lasts that keeps the lock: rounds of four in a row are many."""


def watched_wait(wait: Sleep, seconds: float) -> Lane:
    """Wait, and note from when to when the wait was surely going on."""
    with Lane.watch() as watch:
        wait(seconds)
    lane = watch.lane()
    return replace(lane, runs=surely_waited(lane.begun, lane.ended, seconds))


def surely_waited(begun: int, ended: int, seconds: float) -> tuple[tuple[int, int], ...]:
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
    Waits that were held up, by whom they wait for, say, may not be seen beside one another; but all together take no
    shorter than as many in a row, unless some went on at once.
    """
    seen = Observation.of(lanes)
    by_time = ceil(len(lanes) * seconds / seen.wall - MARGIN) if seen.wall else 0
    facts = {
        "waiting at once": max(seen.most_at_once, by_time) if seen.most_at_once else None,
        "waits beside others": beside_others(lanes) if seen.most_at_once else None,
        "longest wait": seconds,
    }
    return replace(seen, facts=facts)


def known_beside(others: Observation, seen: Observation) -> Observation:
    """Take what was seen for known only as far as others, in processes, were seen to wait at once for the same.

    A database or a server that is not let at a core takes in one request after the other, whoever asks. Fact:
    ``processes at once``.
    """
    at_once, elsewhere = seen.facts["waiting at once"], others.facts["waiting at once"]
    is_known = at_once is not None and (at_once > 1 or (elsewhere or 0) >= Lab.workers)
    facts = {"waiting at once": at_once if is_known else None, "processes at once": elsewhere}
    return replace(seen, facts={**seen.facts, **facts})


def beside(others: Callable[[], Observation], arm: Callable[[], Observation]) -> Observation:
    """Have others wait first, to show that whom all of them wait for can have several in hand."""
    return known_beside(others(), arm())


def beside_others(lanes: list[Lane]) -> int:
    """Count the waits during which another was surely going on."""
    return sum(any(one.overlaps(other) for other in lanes if other is not one) for one in lanes)


def wait_in_threads(wait: Sleep, count: int, seconds: float) -> Observation:
    """Let so many threads wait."""
    too_late = giving_up(TOO_LONG_TOGETHER_SECONDS)

    def wait_in_time() -> Lane | None:
        return None if too_late() else watched_wait(wait, seconds)

    lanes = Lab.in_crowd([wait_in_time] * count)
    return observe_waits([lane for lane in lanes if lane is not None], seconds)


def wait_in_processes(lab: Lab, seconds: float) -> Observation:
    """Let four processes wait."""
    return observe_waits(lab.in_processes([partial(watched_wait, time.sleep, seconds)] * Lab.workers), seconds)


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
    with Lane.watch() as watch:
        lanes = asyncio.run(waits)
    return replace(observe_waits(lanes, seconds), queued=watch.lane().queued)


def waits(lab: Lab, count: int) -> Race:
    """So many waits at once: by threads, by tasks of an event loop; four by processes as proof of the machine."""
    return Race(
        f"waits[{count}]",
        {
            "threads": partial(wait_in_threads, lab[time.sleep], count, WAIT_SECONDS),
            "tasks": partial(wait_in_tasks, lab[fetching.sleep], count, WAIT_SECONDS),
            "four processes": partial(wait_in_processes, lab, WAIT_SECONDS),
        },
    )


def lock_waits(lab: Lab) -> Race:
    """Four waits in C that keep the lock, in threads, beside four that release it."""
    keeping = [partial(watched_wait, lab[locks.keeping_the_lock], LOCK_SECONDS)] * Lab.workers
    releasing = [partial(watched_wait, locks.releasing_the_lock, LOCK_SECONDS)] * Lab.workers

    def arm(tasks: Sequence[Task[Lane]]) -> Observation:
        return observe_waits(threads(lab, tasks), LOCK_SECONDS)

    return Race(
        "lock waits",
        {
            "threads": partial(arm, keeping),
            "releasing threads": partial(arm, releasing),
        },
    )
