"""Three waits of 2, 1 and 3 seconds under asyncio: literally once, then in scaled copies."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pytest_gilclaims import Lab, Lane, Observation, Race

WAITS = {"A": 2.0, "B": 1.0, "C": 3.0}
"""The document's own figures, in seconds."""


SCALE = 1 / 20
"""The length of a scaled copy, relative to the literal run."""

Sleep = Callable[[float], Awaitable[None]]
Gather = Callable[[Sequence[Coroutine[Any, Any, str]]], Awaitable[list[str]]]


async def sleep(seconds: float) -> None:
    """Wait and let others run: reality."""
    await asyncio.sleep(seconds)


async def sleep_blocking(seconds: float) -> None:
    """Wait without letting anyone else in the loop run."""
    time.sleep(seconds)


async def gather(coroutines: Sequence[Coroutine[Any, Any, str]]) -> list[str]:
    """Run all at once and return their results in the order of the calls: reality."""
    return list(await asyncio.gather(*coroutines))


async def gather_one_by_one(coroutines: Sequence[Coroutine[Any, Any, str]]) -> list[str]:
    """Await one after another."""
    return [await coroutine for coroutine in coroutines]


async def gather_as_completed(coroutines: Sequence[Coroutine[Any, Any, str]]) -> list[str]:
    """Run all at once and return their results in the order in which they finished."""
    return [await finished for finished in asyncio.as_completed(coroutines)]


async def gather_in_threads(coroutines: Sequence[Coroutine[Any, Any, str]]) -> list[str]:
    """Run each coroutine in a thread and a loop of its own."""
    return list(await asyncio.gather(*(asyncio.to_thread(asyncio.run, coroutine) for coroutine in coroutines)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log that the fetches keep."""

    word: str
    name: str
    moment: int
    thread: int


async def fetch(name: str, seconds: float, log: list[Entry], sleep: Sleep) -> str:
    """Say that it starts, wait, say that it is done."""
    log.append(Entry(word="starting", name=name, moment=time.perf_counter_ns(), thread=threading.get_native_id()))
    await sleep(seconds)
    log.append(Entry(word="done", name=name, moment=time.perf_counter_ns(), thread=threading.get_native_id()))
    return name


async def fetch_all(gather: Gather, sleep: Sleep, *, scale: float) -> Observation:
    """Run the three fetches together and write down what their log shows."""
    log: list[Entry] = []
    with Lane.watch() as watch:
        results = await gather([fetch(name, seconds * scale, log, sleep) for name, seconds in WAITS.items()])
    seen = Observation.of([lane_of(name, log) for name in WAITS])
    a_done = log.index(done_of("A", log))
    return replace(
        Observation.of([watch.lane()]),
        overlap=seen.overlap,
        lanes=seen.lanes,
        facts={
            "started before any was done": [entry.word for entry in log].index("done"),
            "finished": [entry.name for entry in log if entry.word == "done"],
            "results": results,
            "threads": len({entry.thread for entry in log}),
            "started during A's wait": [entry.name for entry in log[1:a_done] if entry.word == "starting"],
            "waiting at once": seen.most_at_once,
            "longest wait": max(WAITS.values()) * scale,
        },
    )


def done_of(name: str, log: Sequence[Entry]) -> Entry:
    """Find the entry with which a fetch ended."""
    return next(entry for entry in log if (entry.name, entry.word) == (name, "done"))


def lane_of(name: str, log: Sequence[Entry]) -> Lane:
    """Draw a fetch as the span of its wait."""
    begin = next(entry for entry in log if (entry.name, entry.word) == (name, "starting"))
    end = done_of(name, log)
    return Lane(
        begun=begin.moment,
        ended=end.moment,
        runs=((begin.moment, end.moment),),
        cpu=0.0,
        thread=begin.thread,
    )


class Fetches:
    """The arm of the fetches: the first round is the literal one, the rest are scaled copies."""

    def __init__(self, gather: Gather, sleep: Sleep) -> None:
        self._gather = gather
        self._sleep = sleep
        self._scale = 1.0

    async def __call__(self) -> Observation:
        scale, self._scale = self._scale, SCALE
        return await fetch_all(self._gather, self._sleep, scale=scale)


def fetches(lab: Lab) -> Race:
    """Three waits of 2, 1 and 3 seconds in one event loop; the first round is literal, the rest are scaled."""
    return Race("fetches", {"gather": Fetches(lab[gather], lab[sleep])})
