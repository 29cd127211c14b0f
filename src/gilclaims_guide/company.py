"""Calls that wait, beside a thread of the same process that computes: it needs the lock that they may have kept."""

import sys
import threading
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from gilclaims_guide.disk import FROM_DISK, ColdFile, Reading, cold_file, fetch, reading, reading_with_the_lock
from gilclaims_guide.locks import Sleep, keeping_the_lock, releasing_the_lock
from gilclaims_guide.outside import KINDS
from gilclaims_guide.peer import Outside, outside_of
from gilclaims_guide.ticker import no_permission, ticking, ticks_inside
from gilclaims_guide.workloads import numbers
from pytest_gilclaims import Lab, Lane, Observation, Race

SECONDS = 0.15
"""How long a call waits: long beside the turns of the other thread, 5 ms each, for which who has waited waits again."""

NEVER_ASKED_SECONDS = 5.0
"""A switch interval so long that nobody is made to let go of the lock."""

Waiting = Callable[[Sleep], Sleep]
"""What becomes of a call that waits."""


def lets_go(call: Sleep) -> Sleep:
    """The call itself: reality."""
    return call


def keeps_the_lock(call: Sleep) -> Sleep:
    """Wait in C for as long without letting go of the lock."""
    return keeping_the_lock


class Companion:
    """A thread that computes and leaves a mark after each piece.

    lane: what became of it, known when it has ended.
    """

    def __init__(self) -> None:
        self.marks = array("q")
        self.lane: Lane | None = None
        self._stopped = False
        self._thread = threading.Thread(target=self._compute)

    def __enter__(self) -> "Companion":
        self._thread.start()
        while not self.marks:
            time.sleep(0.001)
        return self

    def __exit__(self, *error: object) -> None:
        self._stopped = True
        self._thread.join()

    def _compute(self) -> None:
        with Lane.watch() as watch:
            while not self._stopped:
                numbers()
                self.marks.append(time.perf_counter_ns())
        self.lane = watch.lane()


def call_beside_computing(call: Sleep) -> Observation:
    """Make a call that waits beside a thread that computes.

    Facts: ``pieces`` of computing that were done while the call was surely going on, ``None`` when the caller was held
    up so long that nothing is sure.
    """
    with Companion() as companion, Lane.watch() as watch:
        started = time.perf_counter_ns()
        call(SECONDS)
        ended = time.perf_counter_ns()
    pieces = ticks_inside(companion.marks, started, ended, round(SECONDS * 1e9))
    lanes = [watch.lane(), *([companion.lane] if companion.lane else [])]
    return replace(Observation.of(lanes), wall=(ended - started) / 1e9, facts={"pieces": pieces})


def wait_beside_computing(outside: Outside, waiting: Waiting, kind: str) -> Observation:
    """Wait for the world outside beside a thread that computes."""
    with KINDS[kind](outside) as call:
        return call_beside_computing(waiting(call))


def company(lab: Lab, kind: str) -> Race:
    """A thread that computes, beside one that waits, and beside twins that surely keep or release the lock."""
    return Race(
        f"company[{kind}]",
        {
            "waiting": partial(wait_beside_computing, outside_of(lab), lab[lets_go], kind),
            "keeping": partial(call_beside_computing, keeping_the_lock),
            "releasing": partial(call_beside_computing, releasing_the_lock),
        },
    )


@contextmanager
def nobody_asking() -> Iterator[None]:
    """Let nobody be asked for the lock during the body: who has it keeps it until letting go."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(NEVER_ASKED_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)


def beside_steps(act: Callable[[], Sequence[tuple[int, int]]]) -> Observation:
    """Act beside a thread that runs a step of Python every half millisecond, and is never given the lock by force.

    act: returns from when to when something was done, in its order; nothing if it cannot tell. Facts: ``steps`` between
    the first beginning and the last end.
    """
    with ticking(no_permission) as ticker, nobody_asking(), Lane.watch() as watch:
        spans = act()
    lane = watch.lane()
    seen = Observation.of([lane]).queued_beside(ticker.queued)
    steps = sum(spans[0][0] <= tick <= spans[-1][1] for tick in ticker.ticks) if spans else None
    return replace(seen, facts={"steps": steps})


def fetch_beside_steps(file: ColdFile, read: Reading) -> Observation:
    """Fetch a cold file from its disk beside those steps."""

    def act() -> Sequence[tuple[int, int]]:
        file.forget()
        fetched = fetch(file, read, file.offsets(), SECONDS)
        return fetched.lane.runs if fetched.share >= FROM_DISK else ()

    return beside_steps(act)


def release_beside_steps() -> Observation:
    """Make a call that surely releases the lock beside those steps."""

    def act() -> Sequence[tuple[int, int]]:
        begun = time.perf_counter_ns()
        releasing_the_lock(SECONDS / 5)
        return [(begun, time.perf_counter_ns())]

    return beside_steps(act)


def disk_company(lab: Lab) -> Race:
    """A thread that fetches a cold file, once by a call that keeps the lock, beside one that runs Python."""
    file = lab.share(cold_file)
    return Race(
        "disk company",
        {
            "fetching": partial(fetch_beside_steps, file, lab[reading]),
            "keeping": partial(fetch_beside_steps, file, reading_with_the_lock),
            "releasing": partial(release_beside_steps),
        },
    )
