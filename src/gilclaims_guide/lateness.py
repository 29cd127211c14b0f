"""How late the fetches go on after their waits: alone, beside a thread that computes, beside a process that does."""

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from functools import partial

from gilclaims_guide.fetching import SCALE, WAITS
from gilclaims_guide.rival import Rival, running_rival
from pytest_gilclaims import Lab, Lane, Observation, Race

SWITCH_SECONDS = 0.02
"""For so long a thread that computes may keep the lock from others who want it. A fetch that has to wait for it is late
by that much, whatever the machine; and another is not due so soon."""

LATE_SECONDS = 0.01

STARVED_SECONDS = 0.04
"""For so long the thread that computes may be without a core. A fetch is in time beside one that wants no lock because
it has no core, and that takes it 30 ms for each fetch at least: from where the loop lets go until the wait is over."""

Queued = Callable[[], float | None]
"""For how long the company has had no core, once it is over; ``None`` if nobody knows."""

Company = Callable[[], AbstractContextManager[Queued]]
"""What else a program with an event loop does meanwhile."""


def never_queued() -> float | None:
    """Return that nobody had to wait."""
    return 0.0


def no_company() -> AbstractContextManager[Queued]:
    """Nothing: reality."""
    return nullcontext(never_queued)


@contextmanager
def computing_thread() -> Iterator[Queued]:
    """A thread of the same process computes."""
    is_over = False
    begun = threading.Event()
    lanes: list[Lane] = []

    def compute() -> None:
        with Lane.watch() as watch:
            begun.set()
            while not is_over:
                pass
        lanes.append(watch.lane())

    thread = threading.Thread(target=compute)
    thread.start()
    begun.wait()
    try:
        yield lambda: lanes[0].queued if lanes else None
    finally:
        is_over = True
        thread.join()


@contextmanager
def long_turns() -> Iterator[None]:
    """Let who has the lock keep it for longer during the body."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)


def fetch_in(company: Company) -> Observation:
    """Run the three fetches, and see how late each goes on.

    Facts: how many went on ``in time``, ``None`` where the company itself wanted for a core, and the ``worst`` delay.
    """
    delays: list[float] = []

    async def fetch(seconds: float) -> None:
        due = time.perf_counter() + seconds
        await asyncio.sleep(seconds)
        delays.append(time.perf_counter() - due)

    async def fetch_all() -> None:
        await asyncio.gather(*(fetch(seconds * SCALE) for seconds in WAITS.values()))

    with long_turns(), company() as tell, Lane.watch() as watch:
        asyncio.run(fetch_all())
    queued = tell()
    in_time = sum(delay < LATE_SECONDS for delay in delays)
    is_known = queued is not None and queued <= STARVED_SECONDS
    facts = {"in time": in_time if is_known else None, "worst": max(delays)}
    return replace(Observation.of([watch.lane()]), facts=facts)


@contextmanager
def computing_process(rival: Rival) -> Iterator[Queued]:
    """Another process computes."""
    with rival.computing():
        yield never_queued


def lateness(lab: Lab) -> Race:
    """The three fetches alone, beside a computing thread, and beside a computing process."""
    rival: Rival = lab.share(running_rival)
    return Race(
        "lateness",
        {
            "alone": partial(fetch_in, lab[no_company]),
            "beside a thread": partial(fetch_in, computing_thread),
            "beside a process": partial(fetch_in, partial(computing_process, rival)),
        },
    )
