"""The multiprocessing example, literally: four times the sum of squares below ten million on a pool of four."""

import json
import multiprocessing
import time
from array import array
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from multiprocessing.pool import Pool, ThreadPool
from typing import Any

from gilclaims_guide import strategies
from gilclaims_guide.strategies import Strategy, serial
from pytest_gilclaims import Lab, Lane, Observation, Race

CALLS = 4

STRETCH = 500
"""So many numbers are added up between two marks: some 20 µs."""

SCRIPT = """\
import sys

from gilclaims_guide.crunching import crunch_and_tell

if __name__ == "__main__":
    crunch_and_tell(*sys.argv[1:])
"""

POOLS: dict[str, Callable[[int], Pool]] = {"processes": multiprocessing.Pool, "threads": ThreadPool}


@dataclass(frozen=True, slots=True, kw_only=True)
class Crunch:
    """The example's figures: whose square is the last below which number, and who does the work.

    pool: ``processes`` or ``threads``.
    """

    below: int = 10_000_000
    workers: int = 4
    pool: str = "processes"


def as_written() -> Crunch:
    """The document's own figures: reality."""
    return Crunch()


def with_one_worker() -> Crunch:
    """A pool of one."""
    return Crunch(workers=1)


def made_of_threads() -> Crunch:
    """A pool of threads."""
    return Crunch(pool="threads")


def one_short() -> Crunch:
    """One square too few."""
    return Crunch(below=9_999_999)


def sum_of_squares(below: int) -> tuple[int, Lane]:
    """Add up the squares of all numbers below, leaving a mark after each stretch."""
    marks = array("q")
    total = 0
    with Lane.watch() as watch:
        for start in range(0, below, STRETCH):
            total += sum(number * number for number in range(start, min(start + STRETCH, below)))
            marks.append(time.perf_counter_ns())
    return total, watch.lane(marks=marks)


def crunch_and_tell(below: str, workers: str, pool: str) -> None:
    """Run the example, print its results as it does, and in a last line what was seen, as JSON."""
    with POOLS[pool](int(workers)) as crunchers:
        children = [child.pid for child in multiprocessing.active_children()]
        answers = crunchers.map(sum_of_squares, [int(below)] * CALLS)
    totals = [total for total, _ in answers]
    print(totals)
    print(json.dumps({"children": children, "results": totals, "lanes": [asdict(lane) for _, lane in answers]}))


def run_example(crunch: Crunch) -> Observation:
    """Run the example as a script of its own, with this interpreter's default start method.

    Facts: ``printed``, ``worker processes``, ``results``, ``workers that took a call``, ``milliseconds overlapped`` and
    ``cores used``; none of them if the script did not come to its end.
    """
    arguments = [str(crunch.below), str(crunch.workers), crunch.pool]
    outcome = Lab.run_script(SCRIPT, arguments, output=10_000_000, apart=False)
    if outcome.status != 0:
        return Observation(wall=outcome.seconds)
    *printed, told = outcome.stdout.splitlines()
    seen = observe_answers(json.loads(told))
    return replace(seen, facts={**seen.facts, "printed": printed})


def observe_answers(told: Mapping[str, Any]) -> Observation:
    """Turn what the script printed into an observation."""
    lanes = [Lane(**{**lane, "runs": tuple(map(tuple, lane["runs"]))}) for lane in told["lanes"]]
    seen = Observation.of(lanes)
    workers, takers = len(told["children"]), len({(lane.pid, lane.thread) for lane in lanes})
    # On a busy machine one worker may have done all the work before the others had started.
    is_telling = takers > 1 or workers < 2
    facts = {
        "worker processes": workers,
        "results": told["results"],
        "workers that took a call": takers if is_telling else None,
        "milliseconds overlapped": 1000 * (seen.overlap or 0.0) if is_telling else None,
        "cores used": seen.cores,
    }
    return replace(seen, facts=facts)


def answers(lab: Lab) -> Race:
    """Four sums of squares, computed in a plain loop and by threads, for their results alone."""

    def arm(strategy: Strategy) -> Observation:
        sums = strategy(lab, [partial(sum_of_squares, below) for below in (1000, 2000, 3000, 4000)])
        return Observation.of([lane for _, lane in sums], {"results": [total for total, _ in sums]})

    return Race("answers", {"serial": partial(arm, serial), "threads": partial(arm, lab[strategies.threads])})


def crunch_script(lab: Lab) -> Race:
    """The multiprocessing example as a script, with its literal figures."""
    return Race("crunch script", {"script": partial(run_example, lab[as_written]())})
