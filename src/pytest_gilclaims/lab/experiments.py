"""The experiments: which arms each one has, in a given world."""

import multiprocessing
from functools import partial

from pytest_gilclaims.lab import downloads as downloading
from pytest_gilclaims.lab import fetching, guard, locks
from pytest_gilclaims.lab.bench import Bench
from pytest_gilclaims.lab.overlap import Lane
from pytest_gilclaims.lab.pools import WORKERS, Task
from pytest_gilclaims.lab.race import Observation, Race, observe_lanes
from pytest_gilclaims.lab.strategies import Strategy, serial
from pytest_gilclaims.lab.workloads.computing import compute, compute_for, pieces_for
from pytest_gilclaims.lab.worlds import World

TASK_SECONDS = 0.005
"""Processor time of one computing task, as long as a thread may keep the GIL.

Short rounds decide sooner than long ones: the noise of a shared machine hardly averages out within a round.
"""

LOOK_SECONDS = 0.03
"""How long a look at computing workers lasts."""


def computing_arm(bench: Bench, task: Task[Lane], strategy: Strategy) -> Observation:
    """Let a strategy do a task four times, and time it."""
    return observe_lanes(strategy(bench.pools, [task] * WORKERS))


def computing(bench: Bench, world: World, workload: str = "numbers") -> Race:
    """Four tasks that only compute: in a plain loop, by threads, by processes.

    The loop runs twice a round, so that a criterion and its positive control have a baseline each.
    """
    arm = partial(computing_arm, bench, partial(compute, workload, pieces_for(workload, TASK_SECONDS)))
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


def looks(bench: Bench, world: World, workload: str = "numbers") -> Race:
    """Short looks at four computing threads and at four computing processes.

    A look ends by the clock however little was computed, so that even a busy machine affords many.
    """
    arm = partial(computing_arm, bench, partial(compute_for, workload, LOOK_SECONDS))
    arms = {"threads": partial(arm, world.threads), "processes": partial(arm, world.processes)}
    return Race(f"looks[{workload}]", arms, warm_up=1)


def lock_calls(bench: Bench, world: World) -> Race:
    """A C call that keeps the lock and one that releases it, each beside a ticking thread."""
    call = partial(locks.call_beside_ticker, permission=world.permission_to_run)
    return Race(
        "lock calls",
        {
            "keeping": partial(call, world.lock_keeping_call),
            "releasing": partial(call, locks.releasing_the_lock),
        },
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
