"""The experiments: which arms each one has, in a given world."""

import multiprocessing
import time
from functools import partial

from pytest_gilclaims.lab import downloads as downloading
from pytest_gilclaims.lab import fetching, guard, locks
from pytest_gilclaims.lab.bench import Bench
from pytest_gilclaims.lab.pools import WORKERS
from pytest_gilclaims.lab.race import Observation, Race, observe_lanes
from pytest_gilclaims.lab.strategies import Strategy, serial
from pytest_gilclaims.lab.worlds import World
from pytest_gilclaims.lab.workloads.computing import compute, pieces_for

TASK_SECONDS = 0.016
"""Processor time of one computing task: several turns of 5 ms, and well above a pool's hand-over."""


def computing(bench: Bench, world: World, workload: str = "numbers") -> Race:
    """Four tasks that only compute: in a plain loop, by threads, by processes.

    The loop runs twice a round, so that a criterion and its positive control have a baseline each.
    """
    task = partial(compute, workload, pieces_for(workload, TASK_SECONDS))

    def arm(strategy: Strategy) -> Observation:
        started = time.perf_counter()
        lanes = strategy(bench.pools, [task] * WORKERS)
        return observe_lanes(time.perf_counter() - started, lanes)

    return Race(
        f"computing[{workload}]",
        {
            "serial": partial(arm, serial),
            "serial again": partial(arm, serial),
            "threads": partial(arm, world.threads),
            "processes": partial(arm, world.processes),
        },
        warm_up=1,
    )


def lock_calls(bench: Bench, world: World) -> Race:
    """A C call that keeps the lock and one that releases it, each beside a ticking thread."""
    call = partial(locks.call_beside_ticker, permission=world.permission_to_run)
    return Race(
        "lock calls",
        {"keeping": partial(call, world.lock_keeping_call), "releasing": partial(call, locks.releasing_the_lock)},
        warm_up=1,
    )


def downloads(bench: Bench, world: World) -> Race:
    """Ten downloads: by ten threads, one by one, and through ten sockets as proof of the server."""
    server = bench.server
    return Race(
        "downloads",
        {
            "threads": partial(downloading.download_in_threads, server, world.admission_to_download),
            "one by one": partial(downloading.download_one_by_one, server),
            "ten sockets": partial(downloading.download_through_ten_sockets, server),
        },
    )


def fetches(bench: Bench, world: World) -> Race:
    """Three waits of 2, 1 and 3 seconds in one event loop; the first round is literal, the rest are scaled."""
    return Race("fetches", {"gather": fetching.Fetches(world.gather, world.sleep)})


def pool_scripts(bench: Bench, world: World, method: str, api: str) -> Race:
    """The same script with and without its ``__main__`` guard.

    Raises ValueError for a start method that this platform does not have.
    """
    if method not in multiprocessing.get_all_start_methods():
        raise ValueError(f"this platform cannot start processes by {method!r}")
    return Race(
        f"scripts[{method}-{api}]",
        {
            name: partial(guard.run_script, method, api, guarded=world.guarding(guarded))
            for name, guarded in (("guarded", True), ("unguarded", False))
        },
    )
