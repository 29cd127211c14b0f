"""Processes that are started beside a thread that holds a lock, and what it costs to start one."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from gilclaims_guide.fork_scripts import copied_as_it_is, held_meanwhile, written
from gilclaims_guide.guard import StartMethod, as_asked
from pytest_gilclaims import Lab, Observation, Race


def start_beside_thread(prelude: str, kept: bool, method: str) -> Observation:
    """Start a process beside a thread that holds a lock.

    Facts: ``lock in the child`` (``free`` or ``held``, once the thread has let go of it), ``warnings`` of forking, and
    what the child had cost at its first line: ``spent`` seconds of processor time, ``own`` kilobytes of memory.
    None if the script did not end well.
    """
    outcome = Lab.run_script(written(prelude, kept, method))
    told: dict[str, Any] = json.loads(outcome.stdout) if outcome.status == 0 else {}
    return Observation(wall=outcome.seconds, facts=told)


def starts_beside_threads(lab: Lab) -> Race:
    """Processes that are started by each method beside a thread that holds a lock."""
    start = partial(start_beside_thread, lab[copied_as_it_is](), lab[held_meanwhile]())
    chosen: StartMethod = lab[as_asked]
    return Race(
        "starts beside threads", {method: partial(start, chosen(method)) for method in ("fork", "forkserver", "spawn")}
    )


def compare_starts(chosen: StartMethod) -> Observation:
    """Start two processes by fork and two by spawn, in a program that does nothing else, and compare the cheaper ones.

    Facts: ``times the processor time`` of a forked process that a spawned one has needed at its first line, and
    ``times the memory`` of its own, unless the system does not tell.
    """
    forked, spawned = (
        [start_beside_thread("", False, chosen(method)) for _ in range(2)] for method in ("fork", "spawn")
    )
    facts = {
        "times the processor time": times(forked, spawned, "spent"),
        "times the memory": times(forked, spawned, "own"),
    }
    return Observation(wall=sum(seen.wall for seen in (*forked, *spawned)), facts=facts)


def times(ones: Sequence[Observation], others: Sequence[Observation], figure: str) -> float | None:
    """Return how many times the smallest figure of some is that of others, ``None`` unless all of them are known."""
    here, there = ([seen.facts.get(figure) for seen in side] for side in (ones, others))
    known = [value for value in (*here, *there) if value]
    return min(known[len(here) :]) / min(known[: len(here)]) if len(known) == len(here) + len(there) else None


def costs_of_starts(lab: Lab) -> Race:
    """What a spawned process needs before its first line, beside a forked one."""
    return Race("costs of starts", {"spawn by fork": partial(compare_starts, lab[as_asked])})
