"""Sums of squares by a pool: what runs in scripts and in their workers, which import little else."""

import json
import multiprocessing
import os
import sys
import threading
import time
from array import array
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from multiprocessing.pool import Pool, ThreadPool
from multiprocessing.synchronize import Barrier
from types import TracebackType
from typing import Self, TypeVar

from pytest_gilclaims import Lane

CALLS = 4

STRETCH = 500
"""So many numbers are added up between two marks: some 20 µs."""

STRETCHES_TO_A_PAUSE = 200

MAPS = 50
"""So many times the pool is asked for four calls: first while its workers start, then when they are there."""

SHORT = 100
"""So many squares are added up in a call: some microseconds."""

_everyone: list[Barrier] = []
"""Where calls meet in this worker, if they do."""

MARK = "gilclaims_crunch_"
"""Calls leave marks under this name where the whole interpreter can see them: in ``sys.modules``."""

Given = TypeVar("Given")
Got = TypeVar("Got")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What one call brought back: the sum, how it went, and how many marks of calls were seen where it was made."""

    total: int
    lane: Lane
    marks_seen: int = 0


def sum_of_squares(below: int, pause: float = 0.0) -> tuple[int, Lane]:
    """Add up the squares of all numbers below, leaving a mark after each stretch.

    pause: seconds of waiting now and then.
    """
    marks = array("q")
    total = 0
    until_pause = STRETCHES_TO_A_PAUSE
    with Lane.watch() as watch:
        for start in range(0, below, STRETCH):
            total += sum(number * number for number in range(start, min(start + STRETCH, below)))
            marks.append(time.perf_counter_ns())
            until_pause -= 1
            if pause and not until_pause:
                time.sleep(pause)
                until_pause = STRETCHES_TO_A_PAUSE
    return total, watch.lane(marks=marks)


def marks_seen() -> int:
    """Count the marks that are seen in this interpreter."""
    return sum(name.startswith(MARK) for name in list(sys.modules))


def crunch(figures: tuple[int, float]) -> Sum:
    """Make one call of the example, and look at the end of it whose marks are seen here."""
    sys.modules[f"{MARK}{os.getpid()}_{threading.get_native_id()}"] = sys
    total, lane = sum_of_squares(*figures)
    return Sum(total=total, lane=lane, marks_seen=marks_seen())


class OneLockPool:
    """A pool of threads, each of which keeps one lock for the whole of its call."""

    def __init__(self, workers: int) -> None:
        self._pool = ThreadPool(workers)
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.terminate()

    def map(self, function: Callable[[Given], Got], items: Sequence[Given]) -> list[Got]:
        """Apply the function to each item while no other thread does."""

        def holding(item: Given) -> Got:
            with self._lock:
                return function(item)

        return self._pool.map(holding, items)


POOLS: dict[str, Callable[[int], Pool | OneLockPool]] = {
    "processes": multiprocessing.Pool,
    "threads": ThreadPool,
    "threads with one lock": OneLockPool,
}


def crunch_and_tell(below: str, workers: str, pool: str, pause: str) -> None:
    """Do as the example does, and print what was seen, as JSON. The block lasts from the pool's start to its end."""
    begun = time.perf_counter()
    with POOLS[pool](int(workers)) as crunchers:
        children = [child.pid for child in multiprocessing.active_children()]
        sums = crunchers.map(crunch, [(int(below), float(pause))] * CALLS)
    block = time.perf_counter() - begun
    told = {
        "children": children,
        "results": [one.total for one in sums],
        "lanes": [asdict(one.lane) for one in sums],
        "marks seen by a worker": max(one.marks_seen for one in sums),
        "marks seen by their parent": marks_seen(),
        "block": block,
    }
    print(json.dumps(told))


def meet_at(barrier: Barrier) -> None:
    """Let this worker's calls meet those of the others."""
    _everyone[:] = [barrier]


def sum_alone(below: int) -> int:
    """Add up a few squares, and say in which process."""
    sum(number * number for number in range(below))
    return os.getpid()


def sum_together(below: int) -> int:
    """Do so, and wait for the others."""
    pid = sum_alone(below)
    _everyone[0].wait()
    return pid


def call_and_tell(*, is_together: bool) -> None:
    """Ask a pool for four short calls, again and again; print how many workers took part each time, as JSON."""
    call = sum_together if is_together else sum_alone
    with multiprocessing.Pool(CALLS, meet_at, (multiprocessing.Barrier(CALLS),)) as pool:
        print(json.dumps([len(set(pool.map(call, [SHORT] * CALLS))) for _ in range(MAPS)]))
