"""The multiprocessing example: four times the sum of squares below ten million on a pool of four."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from gilclaims_guide import strategies
from gilclaims_guide.squares import sum_of_squares
from gilclaims_guide.strategies import Strategy, serial
from pytest_gilclaims import Lab, Lane, Observation, Outcome, Race

EXAMPLE = """\
IMPORT


def heavy(n):
    return sum(i * i for i in range(n))


if __name__ == "__main__":
    with Pool(WORKERS) as workers:
        sums = workers.map(heavy, [BELOW] * 4)
    print(sums)
"""
"""The example itself: its function is one of ``__main__``, and its standard output is its own."""

IMPORTS = {
    "processes": "from multiprocessing import Pool",
    "threads": "from multiprocessing.pool import ThreadPool as Pool",
}

WATCHED = """\
import sys

from gilclaims_guide.squares import crunch_and_tell

if __name__ == "__main__":
    crunch_and_tell(*sys.argv[1:])
"""
"""The example with marks, of which the script tells."""

LITTLE_BLOCKED, MUCH_BLOCKED = 0.1, 0.3
"""The shares of its time up to which a call surely computes, and from which on it surely waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crunch:
    """The example's figures: whose square is the last below which number, and who does the work.

    pool: one of `squares.POOLS`; pause: how long each call waits now and then.
    """

    below: int = 10_000_000
    workers: int = 4
    pool: str = "processes"
    pause: float = 0.0


def as_written() -> Crunch:
    """The document's own figures: reality."""
    return Crunch()


def with_one_worker() -> Crunch:
    """A pool of one."""
    return Crunch(workers=1)


def with_two_workers() -> Crunch:
    """A pool of two."""
    return Crunch(workers=2)


def made_of_threads() -> Crunch:
    """A pool of threads."""
    return Crunch(pool="threads")


def one_short() -> Crunch:
    """One square too few."""
    return Crunch(below=9_999_999)


def with_pauses() -> Crunch:
    """Calls that wait for more than half of their time."""
    return Crunch(pause=0.01)


def run_example(crunch: Crunch) -> Observation:
    """Run the example. Fact: ``standard output``, all of it, unless the script did not come to its end."""
    text = EXAMPLE.replace("IMPORT", IMPORTS[crunch.pool]).replace("WORKERS", str(crunch.workers))
    outcome = Lab.run_script(text.replace("BELOW", f"{crunch.below:_}"), apart=False)
    return Observation(wall=outcome.seconds, facts={"standard output": outcome.stdout if outcome.status == 0 else None})


def run_watched(crunch: Crunch) -> Outcome:
    """Run the example with marks, as a script of its own, with this interpreter's default start method."""
    arguments = [str(crunch.below), str(crunch.workers), crunch.pool, str(crunch.pause)]
    return Lab.run_script(WATCHED, arguments, output=10_000_000, apart=False)


def watch_example(crunch: Crunch, cores: int) -> Observation:
    """Run the example with marks where so many cores are usable. No facts if it did not come to its end."""
    outcome = run_watched(crunch)
    if outcome.status != 0:
        return Observation(wall=outcome.seconds)
    return observe_sums(json.loads(outcome.stdout), cores)


def lanes_told(told: Mapping[str, Any]) -> list[Lane]:
    """Read the ways of the calls from what a script told."""
    return [Lane(**{**lane, "runs": tuple(map(tuple, lane["runs"]))}) for lane in told["lanes"]]


def observe_sums(told: Mapping[str, Any], cores: int) -> Observation:
    """Turn what the script told into an observation.

    Facts: ``worker processes``, ``results``, ``workers that took a call``, ``marks seen by a worker``, ``marks seen by
    their parent``, ``milliseconds overlapped``, ``milliseconds with all cores at work`` (four at most),
    ``milliseconds with four at work``, ``share of the cores used``, ``share of the time blocked``.
    """
    lanes = lanes_told(told)
    seen = Observation.of(lanes)
    workers, takers = len(told["children"]), len({(lane.pid, lane.thread) for lane in lanes})
    at_most = min(4, cores)
    facts = {
        "workers that took a call": takers,
        "marks seen by a worker": told["marks seen by a worker"],
        "milliseconds overlapped": 1000 * (seen.overlap or 0.0),
        "milliseconds with all cores at work": 1000 * seen.at_once_for(at_most),
        "milliseconds with four at work": 1000 * seen.at_once_for(4),
        "share of the cores used": (seen.cores or 0.0) / at_most,
    }
    # On a busy machine one worker may have done all the work before the others had started.
    if takers == 1 and workers > 1:
        facts = dict.fromkeys(facts)
    always = {
        "worker processes": workers,
        "results": told["results"],
        "marks seen by their parent": told["marks seen by their parent"],
        "share of the time blocked": blocked(lanes),
    }
    return replace(seen, facts={**facts, **always})


def blocked(lanes: list[Lane]) -> float | None:
    """Return the share of its time for which the call that waited most had no core and wanted none.

    Who computes may lose its core, and then queues for one: that time does not count. Only who waits gives its core up.
    ``None`` if that is not known, or if the share is neither little nor much.
    """
    shares = []
    for lane in lanes:
        if lane.queued is None or lane.switches is None:
            return None
        own = (lane.ended - lane.begun) / 1e9 - lane.queued
        share = max(0.0, 1 - lane.cpu / own) if own > 0 else 0.0
        if share > LITTLE_BLOCKED and not (share >= MUCH_BLOCKED and lane.switches):
            return None
        shares.append(share)
    return max(shares, default=None)


def answers(lab: Lab) -> Race:
    """Four sums of squares, computed in a plain loop and by threads, for their results alone."""

    def arm(strategy: Strategy) -> Observation:
        sums = strategy(lab, [partial(sum_of_squares, below) for below in (1000, 2000, 3000, 4000)])
        return Observation.of([lane for _, lane in sums], {"results": [total for total, _ in sums]})

    return Race("answers", {"serial": partial(arm, serial), "threads": partial(arm, lab[strategies.threads])})


def crunch_example(lab: Lab) -> Race:
    """The multiprocessing example as it is written, for what it prints."""
    return Race("crunch example", {"script": partial(run_example, lab[as_written]())})


def crunch_script(lab: Lab) -> Race:
    """The multiprocessing example as a script, with its literal figures, and marks."""
    cores = lab.host.machine.cores_usable
    return Race("crunch script", {"script": partial(watch_example, lab[as_written](), cores)})
