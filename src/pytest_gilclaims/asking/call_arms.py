"""What else may make a call that is known as text: processes, and the tasks of an event loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from pytest_gilclaims.asking.lab import Lab
from pytest_gilclaims.instruments.crews import idle
from pytest_gilclaims.instruments.race import Observation
from pytest_gilclaims.instruments.statement import Statement, state
from pytest_gilclaims.instruments.watching import Watch
from pytest_gilclaims.instruments.work import Pace, Work

SENDINGS = 5


def process_arm(lab: Lab, statement: Statement, pace: Pace, workers: int) -> Observation:
    """Have each of several processes make a part of the calls."""
    return Observation.of(lab.in_team_of_processes([partial(state, statement, pace.shared_among(workers))] * workers))


def loop_arm(work: Work, pace: Pace, workers: int) -> Observation:
    """Have each of several tasks of one event loop make a part of the calls."""
    share = pace.shared_among(workers)

    async def take_part(call: Callable[[], Any]) -> None:
        for _ in range(share.calls):
            await call()

    async def all_of_them() -> Watch:
        calls = [work.bound() for _ in range(workers)]
        with Watch() as watch:
            await asyncio.gather(*map(take_part, calls))
        return watch

    return Observation.of([asyncio.run(all_of_them()).lane()])


def seconds_of_sending(lab: Lab, workers: int) -> float:
    """Return what it takes to hand a task over to a process and get it back, at best."""
    best = float("inf")
    for _ in range(SENDINGS):
        started = time.perf_counter()
        lab.in_team_of_processes([idle] * workers)
        best = min(best, time.perf_counter() - started)
    return best
