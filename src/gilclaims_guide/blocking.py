"""Calls that block on the world outside: the web, a database, a socket.

Each lasts at least as long as it is asked to.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial

from gilclaims_guide.locks import Sleep
from gilclaims_guide.outside import KINDS, computing_in_database
from gilclaims_guide.patience import spin
from gilclaims_guide.peer import Outside, outside_of
from gilclaims_guide.waiting import beside, observe_waits, watched_wait
from pytest_gilclaims import Lab, Lane, Observation, Race

SECONDS = 0.1
"""How long a call blocks: long beside the processor time that a request costs."""

CROWD = 8

Blocking = Callable[[Sleep], Sleep]
"""What becomes of a blocking call."""


Database = Callable[[Outside], AbstractContextManager[Sleep]]
"""Where a database is that is asked."""


def as_it_is(call: Sleep) -> Sleep:
    """The call itself: reality."""
    return call


def busy(call: Sleep) -> Sleep:
    """Compute for as long instead."""
    return spin


def block_once(outside: Outside, blocking: Blocking, kind: str) -> Observation:
    """Block once, in this thread. Facts: ``cores used`` and ``cores waited for``."""
    with KINDS[kind](outside) as call:
        lane = watched_wait(blocking(call), SECONDS)
    seen = Observation.of([lane])
    return replace(seen, facts=seen.use_of_cores)


def query_once(outside: Outside, database: Database) -> Observation:
    """Wait for one query, in this thread. Facts: ``cores used`` and ``cores waited for``."""
    with database(outside) as call, Lane.watch() as watch:
        call(SECONDS)
    seen = Observation.of([watch.lane()])
    return replace(seen, facts=seen.use_of_cores)


def block_in_threads(outside: Outside, blocking: Blocking, kind: str) -> Observation:
    """Block in eight threads at once."""
    with KINDS[kind](outside) as call:
        lanes = Lab.in_crowd([partial(watched_wait, blocking(call), SECONDS)] * CROWD)
    return observe_waits(lanes, SECONDS)


def block_in_process(outside: Outside, kind: str) -> Lane:
    """Block once, in a process of a pool."""
    with KINDS[kind](outside) as call:
        return watched_wait(call, SECONDS)


def block_in_processes(lab: Lab, kind: str) -> Observation:
    """Block in four processes at once, whatever the world."""
    return observe_waits(lab.in_processes([partial(block_in_process, outside_of(lab), kind)] * Lab.workers), SECONDS)


def blocking_calls(lab: Lab, kind: str) -> Race:
    """A call that blocks: once, and in eight threads."""
    outside, call = outside_of(lab), lab[as_it_is]
    return Race(
        f"blocking calls[{kind}]",
        {
            "once": partial(block_once, outside, call, kind),
            "eight threads": partial(
                beside, partial(block_in_processes, lab, kind), partial(block_in_threads, outside, call, kind)
            ),
        },
        # The first request of a process is dear: a fifth of a core for a twentieth of a second.
        warm_up=1,
    )


def embedded_queries(lab: Lab) -> Race:
    """A query of a database that is part of this process."""
    return Race(
        "embedded queries",
        {"once": partial(query_once, outside_of(lab), lab[computing_in_database])},
        warm_up=1,
    )
