"""Thousands of tasks of one event loop, counted rather than drawn."""

import asyncio
import socket
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

from gilclaims_guide import fetching
from gilclaims_guide.fetching import Gather
from gilclaims_guide.fetching import Sleep as AsyncSleep
from gilclaims_guide.patience import giving_up
from pytest_gilclaims import Lab, Lane, Observation, Race


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


LookUp = Callable[[str], Awaitable[object]]
"""Finds the address of a host."""


async def look_up(host: str) -> object:
    """Ask the event loop, as whoever opens a connection does: reality."""
    return await asyncio.get_running_loop().getaddrinfo(host, 80)


async def look_up_in_the_loop(host: str) -> object:
    """Ask the system in the loop's own thread."""
    return socket.getaddrinfo(host, 80)


def count_threads_of_look_up(look_up: LookUp) -> Observation:
    """Look a name up in an event loop. Facts: how many ``threads started`` for it."""

    async def count() -> int:
        before = {*threading.enumerate()}
        with suppress(OSError):
            await look_up("localhost")
        return len({*threading.enumerate()} - before)

    started = time.perf_counter()
    count_started = asyncio.run(count())
    return Observation(wall=time.perf_counter() - started, facts={"threads started": count_started})


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

    with Lane.watch() as watch:
        asyncio.run(wait_all())
    facts = {"waiting at once": tally.most, "longest wait": seconds, "threads": len(threads)}
    return Observation.of([watch.lane()], facts)


def many_tasks(lab: Lab) -> Race:
    """A thousand tasks of one event loop, and one that looks a name up."""
    return Race(
        "many tasks",
        {
            "gather": partial(count_threads_of_tasks, lab[fetching.gather], 1000),
            "a name": partial(count_threads_of_look_up, lab[look_up]),
        },
    )


def juggling(lab: Lab) -> Race:
    """Ten thousand tasks of one event loop that wait 0.2 s each."""
    return Race("juggling", {"tasks": partial(juggle, lab[fetching.sleep], 10_000, 0.2)})
