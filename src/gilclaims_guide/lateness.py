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

Company = Callable[[], AbstractContextManager[object]]
"""What else a program with an event loop does meanwhile."""


def no_company() -> AbstractContextManager[object]:
    """Nothing: reality."""
    return nullcontext()


@contextmanager
def computing_thread() -> Iterator[None]:
    """A thread of the same process computes."""
    is_over = False
    begun = threading.Event()

    def compute() -> None:
        begun.set()
        while not is_over:
            pass

    thread = threading.Thread(target=compute)
    thread.start()
    begun.wait()
    try:
        yield
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

    Facts: how many went on ``in time``, and the ``worst`` delay.
    """
    delays: list[float] = []

    async def fetch(seconds: float) -> None:
        due = time.perf_counter() + seconds
        await asyncio.sleep(seconds)
        delays.append(time.perf_counter() - due)

    async def fetch_all() -> None:
        await asyncio.gather(*(fetch(seconds * SCALE) for seconds in WAITS.values()))

    with long_turns(), company(), Lane.watch() as watch:
        asyncio.run(fetch_all())
    facts = {"in time": sum(delay < LATE_SECONDS for delay in delays), "worst": max(delays)}
    return replace(Observation.of([watch.lane()]), facts=facts)


def lateness(lab: Lab) -> Race:
    """The three fetches alone, beside a computing thread, and beside a computing process."""
    rival: Rival = lab.share(running_rival)
    return Race(
        "lateness",
        {
            "alone": partial(fetch_in, lab[no_company]),
            "beside a thread": partial(fetch_in, computing_thread),
            "beside a process": partial(fetch_in, rival.computing),
        },
    )
