"""What it costs to wait: threads and tasks by the thousand, counted in a process of their own.

In a process that has run for a while a waiting task costs nothing that could be measured: its memory is there already.
"""

import asyncio
import json
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import psutil

from pytest_gilclaims import Lab, Observation, Race

THREADS = 200
TASKS = 5000

SCRIPT = """\
import sys

from gilclaims_guide.waiters import tell_cost

tell_cost(sys.argv[1])
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What waiters cost. count: how many there were; bytes: resident memory; seconds: processor time to start them."""

    count: int
    bytes: int
    seconds: float


def threads(count: int) -> Cost:
    """Start threads that wait, as many as the system lets us."""
    # By a pipe, not an event, whose own locks cost a waiter 79 yields without the lock of the interpreter.
    waiting, release = os.pipe()
    before, cpu = _memory(), time.process_time()
    crowd: list[threading.Thread] = []
    try:
        with suppress(RuntimeError):
            for _ in range(count):
                thread = threading.Thread(target=os.read, args=(waiting, 1))
                thread.start()
                crowd.append(thread)
        return Cost(count=len(crowd), bytes=_memory() - before, seconds=time.process_time() - cpu)
    finally:
        os.write(release, b"." * len(crowd))
        for thread in crowd:
            thread.join()
        os.close(waiting)
        os.close(release)


def tasks(count: int) -> Cost:
    """Start tasks of one event loop that wait."""

    async def start_all() -> Cost:
        release = asyncio.Event()
        before, cpu = _memory(), time.process_time()
        waiting = [asyncio.create_task(release.wait()) for _ in range(count)]
        await asyncio.sleep(0)
        cost = Cost(count=count, bytes=_memory() - before, seconds=time.process_time() - cpu)
        release.set()
        await asyncio.gather(*waiting)
        return cost

    return asyncio.run(start_all())


WAITERS: dict[str, tuple[Callable[[int], Cost], int]] = {
    "threads": (threads, THREADS),
    "tasks": (tasks, TASKS),
    "tasks with threads": (threads, THREADS),
}


def as_tasks() -> str:
    """What tasks wait as, tasks: reality."""
    return "tasks"


def as_threads() -> str:
    """Tasks, each with a thread that waits for it."""
    return "tasks with threads"


def _memory() -> int:
    return int(psutil.Process().memory_info().rss)


def tell_cost(kind: str) -> None:
    """Print, as JSON, what waiters of a kind cost."""
    start, count = WAITERS[kind]
    print(json.dumps(asdict(start(count))))


def cost_of(kind: str) -> Cost | None:
    """Measure the cost in a new process; ``None`` if that failed."""
    outcome = Lab.run_script(SCRIPT, [kind])
    return Cost(**json.loads(outcome.stdout)) if outcome.status == 0 else None


def compare_costs(kind: str) -> Observation:
    """Hold the cost of a task against that of a thread.

    kind: how tasks wait. Facts: ``memory of a task`` and ``start of a task``, as shares of a thread's, and how many
    ``tasks`` and ``threads`` there were.
    """
    started = time.perf_counter()
    here, there = cost_of(kind), cost_of("threads")
    facts: dict[str, Any] = {}
    if here is not None and there is not None and there.count:
        facts = {
            "memory of a task": (here.bytes / here.count) / (there.bytes / there.count),
            "start of a task": (here.seconds / here.count) / (there.seconds / there.count),
            "tasks": here.count,
            "threads": there.count,
        }
    return Observation(wall=time.perf_counter() - started, facts=facts)


def waiting_costs(lab: Lab) -> Race:
    """What thousands of waiting tasks cost, beside hundreds of waiting threads."""
    return Race("waiting costs", {"both": partial(compare_costs, lab[as_tasks]())})
