"""The experiments: which arms each one has, in a given world."""

import multiprocessing
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from pytest_gilclaims.facts.builds import find_plain, find_twin, this_build
from pytest_gilclaims.lab import (
    awaiting,
    blocking,
    builds,
    calling,
    crunching,
    fetching,
    guard,
    locks,
    looping,
    mixing,
    sharing,
    subinterpreters,
    unsafe,
    waiters,
    waiting,
)
from pytest_gilclaims.lab import downloads as downloading
from pytest_gilclaims.lab import twins as siblings
from pytest_gilclaims.lab.bench import Bench
from pytest_gilclaims.lab.crunching import sum_of_squares
from pytest_gilclaims.lab.overlap import Lane
from pytest_gilclaims.lab.pools import WORKERS, Task
from pytest_gilclaims.lab.race import Observation, Race, observe_lanes
from pytest_gilclaims.lab.strategies import Strategy, processes, serial, threads
from pytest_gilclaims.lab.workloads.computing import compute, compute_for, pieces_for
from pytest_gilclaims.lab.worlds import World

TASK_SECONDS = 0.005
"""Processor time of one computing task, as long as a thread may keep the GIL.

Short rounds decide sooner than long ones: the noise of a shared machine hardly averages out within a round.
"""

SEVERAL_TURNS_SECONDS = 0.015
"""Processor time of a task during which a thread must give way to others."""

WAIT_SECONDS = 0.05
"""How long a wait lasts: long beside the time in which a busy machine wakes a thread."""

LOCK_SECONDS = 0.02
"""How long a wait lasts that keeps the lock: rounds of four in a row are many."""

SHORT_SECONDS = 0.01
"""How long a wait lasts that stands beside computing in every round."""

LOOK_SECONDS = 0.03
"""How long a look at computing workers lasts."""


def computing_arm(bench: Bench, task: Task[Lane], strategy: Strategy) -> Observation:
    """Let a strategy do a task four times, and time it."""
    return observe_lanes(strategy(bench.pools, [task] * WORKERS))


def computing_arm_of_one(task: Task[Lane]) -> Observation:
    """Do a task once, in this thread."""
    return observe_lanes([task()])


def computing(bench: Bench, world: World, workload: str = "numbers") -> Race:
    """Four tasks that only compute: in a plain loop, by threads, by processes, by an event loop.

    The event loop does them one after another like the plain one, so that a criterion and its positive control
    have a baseline each.
    """
    arm = partial(computing_arm, bench, partial(compute, workload, pieces_for(workload, TASK_SECONDS)))
    return Race(
        f"computing[{workload}]",
        {
            "serial": partial(arm, serial),
            "threads": partial(arm, world.threads),
            "processes": partial(arm, world.processes),
            "tasks": partial(arm, world.tasks),
        },
        warm_up=1,
    )


def turns(bench: Bench, world: World) -> Race:
    """Four tasks so long that threads must take turns at them: by threads, by an event loop."""
    workload = world.workload("numbers")
    task = partial(compute, workload, pieces_for("numbers", SEVERAL_TURNS_SECONDS))
    waits = partial(waiting.wait_again_and_again, locks.TICK_SECONDS, 25)
    return Race(
        "turns",
        {
            "threads": partial(computing_arm, bench, task, world.threads),
            "tasks": partial(computing_arm, bench, task, world.tasks),
            "waiting threads": partial(computing_arm, bench, waits, threads),
        },
        warm_up=1,
    )


def alone(bench: Bench, world: World, workload: str) -> Race:
    """One task that computes, beside one that does nothing else for sure."""
    seconds = TASK_SECONDS
    chosen = world.workload(workload)
    return Race(
        f"alone[{workload}]",
        {
            "work": partial(computing_arm_of_one, partial(compute, chosen, pieces_for(chosen, seconds))),
            "loop": partial(computing_arm_of_one, partial(compute, "numbers", pieces_for("numbers", seconds))),
        },
        warm_up=1,
    )


def mixes(bench: Bench, world: World) -> Race:
    """Work that mostly waits, mostly computes, or does both alike; with faster I/O and with a faster processor."""
    pace = pieces_for("numbers", 1.0)
    waiting_mix = world.mix(mixing.MOSTLY_WAITING)
    computing_mix = world.mix(mixing.MOSTLY_COMPUTING)
    work = {
        "waiting": waiting_mix,
        "waiting, faster I/O": waiting_mix.with_faster_io(),
        "waiting, faster CPU": waiting_mix.with_faster_cpu(),
        "computing": computing_mix,
        "computing, faster I/O": computing_mix.with_faster_io(),
        "computing, faster CPU": computing_mix.with_faster_cpu(),
        "half and half": world.mix(mixing.HALF_AND_HALF),
        "a wait": mixing.ONLY_WAITING,
        "half a wait": mixing.ONLY_WAITING.with_faster_io(),
        "a computation": mixing.ONLY_COMPUTING,
        "half a computation": mixing.ONLY_COMPUTING.with_faster_cpu(),
    }
    return Race("mixes", {name: partial(mixing.work_through, mix, pace) for name, mix in work.items()}, warm_up=1)


def tournament(bench: Bench, world: World) -> Race:
    """The three tools on ten waits and on four computing tasks."""
    arm = partial(computing_arm, bench, partial(compute, "numbers", pieces_for("numbers", TASK_SECONDS)))
    return Race(
        "tournament",
        {
            "waiting threads": partial(waiting.wait_in_threads, world.wait, 10, SHORT_SECONDS),
            "waiting tasks": partial(waiting.wait_in_tasks, world.sleep, 10, SHORT_SECONDS),
            "threads": partial(arm, world.threads),
            "tasks": partial(arm, world.tasks),
            "processes": partial(arm, world.processes),
        },
        warm_up=1,
    )


def process_computing(bench: Bench, world: World, workload: str) -> Race:
    """Four computing tasks by an event loop and by processes, beside processes that no world changes."""
    arm = partial(computing_arm, bench, partial(compute, workload, pieces_for(workload, TASK_SECONDS)))
    return Race(
        f"process computing[{workload}]",
        {
            "tasks": partial(arm, world.tasks),
            "processes": partial(arm, world.processes),
            "reference": partial(arm, processes),
        },
        warm_up=1,
    )


def small_calls(bench: Bench, world: World) -> Race:
    """Calls that compute next to nothing, in a loop and by processes; and calls that do not, as proof of both."""
    small, hard = world.called(calling.small), calling.hard
    return Race(
        "small calls",
        {
            "loop": partial(calling.call_in_loop, small),
            "pool": partial(calling.call_in_processes, bench.pools, small),
            "loop of hard calls": partial(calling.call_in_loop, hard),
            "pool for hard calls": partial(calling.call_in_processes, bench.pools, hard),
        },
        warm_up=1,
    )


def answers(bench: Bench, world: World) -> Race:
    """Four sums of squares, computed in a plain loop and by threads, for their results alone."""

    def arm(strategy: Strategy) -> Observation:
        sums = strategy(bench.pools, [partial(sum_of_squares, below) for below in (1000, 2000, 3000, 4000)])
        return observe_lanes([lane for _, lane in sums], {"results": [total for total, _ in sums]})

    return Race("answers", {"serial": partial(arm, serial), "threads": partial(arm, world.threads)})


def looks(bench: Bench, world: World, workload: str = "numbers") -> Race:
    """Short looks at four computing threads and at four computing processes.

    A look ends by the clock however little was computed, so that even a busy machine affords many.
    """
    arm = partial(computing_arm, bench, partial(compute_for, workload, LOOK_SECONDS))
    arms = {"threads": partial(arm, world.threads), "processes": partial(arm, world.processes)}
    return Race(f"looks[{workload}]", arms, warm_up=1)


def process_looks(bench: Bench, world: World, workload: str) -> Race:
    """Short looks at four computing processes, beside four that no world changes, as proof of the machine."""
    arm = partial(computing_arm, bench, partial(compute_for, workload, LOOK_SECONDS))
    arms = {"processes": partial(arm, world.processes), "reference": partial(arm, processes)}
    return Race(f"process looks[{workload}]", arms, warm_up=1)


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
    method = world.start_method(method)
    if method not in multiprocessing.get_all_start_methods():
        raise ValueError(f"this platform cannot start processes by {method!r}")
    script = guard.Script(method=method, api=api, guarded=True, prelude=world.prelude)
    return Race(
        f"scripts[{method}-{api}]",
        {
            name: partial(guard.run_script, replace(script, guarded=world.guarding(guarded)))
            for name, guarded in (("guarded", True), ("unguarded", False))
        },
    )


def start_methods(bench: Bench, world: World) -> Race:
    """How multiprocessing starts processes on other platforms."""
    return Race("start methods", {"defaults": partial(guard.ask_for_default, world.platform)})


def waits(bench: Bench, world: World, count: int) -> Race:
    """So many waits at once: by threads, by tasks of an event loop; four by processes as proof of the machine."""
    return Race(
        f"waits[{count}]",
        {
            "threads": partial(waiting.wait_in_threads, world.wait, count, WAIT_SECONDS),
            "tasks": partial(waiting.wait_in_tasks, world.sleep, count, WAIT_SECONDS),
            "four processes": partial(waiting.wait_in_processes, bench.pools, WAIT_SECONDS),
        },
    )


def lock_waits(bench: Bench, world: World) -> Race:
    """Four waits in C that keep the lock, in threads and in processes, beside four that release it."""
    keeping_here = [partial(waiting.watched_wait, world.lock_keeping_call, LOCK_SECONDS)] * WORKERS
    keeping_there = [partial(waiting.watched_wait, locks.keeping_my_lock, LOCK_SECONDS)] * WORKERS
    releasing = [partial(waiting.watched_wait, locks.releasing_the_lock, LOCK_SECONDS)] * WORKERS

    def arm(strategy: Strategy, tasks: Sequence[Task[Lane]]) -> Observation:
        return waiting.observe_waits(strategy(bench.pools, tasks), LOCK_SECONDS)

    return Race(
        "lock waits",
        {
            "threads": partial(arm, threads, keeping_here),
            "processes": partial(arm, world.processes, keeping_there),
            "releasing threads": partial(arm, threads, releasing),
        },
    )


def marks(bench: Bench, world: World) -> Race:
    """Four workers that change something of their interpreter: threads, and processes."""
    arm = partial(sharing.observe_marks, bench.pools)
    return Race("marks", {"threads": partial(arm, world.threads), "processes": partial(arm, world.processes)})


def parcels(bench: Bench, world: World) -> Race:
    """An object sent to four workers and back: to processes, and to threads."""
    arm = partial(sharing.observe_parcel, bench.pools)
    return Race("parcels", {"processes": partial(arm, world.processes), "threads": partial(arm, threads)})


def round_trips(bench: Bench, world: World) -> Race:
    """Something small and something large, pickled and unpickled."""
    return Race("round trips", {"pickle": partial(sharing.observe_round_trips, world.weight)})


def many_tasks(bench: Bench, world: World) -> Race:
    """A thousand tasks of one event loop."""
    return Race("many tasks", {"gather": partial(waiting.count_threads_of_tasks, world.gather, 1000)})


def two_hundred_urls(bench: Bench, world: World) -> Race:
    """Two hundred real requests: by threads, and by tasks of one event loop."""
    server = bench.server
    return Race(
        "two hundred urls",
        {
            "threads": partial(downloading.fetch_in_threads, server, world.admission_to_download),
            "tasks": partial(downloading.fetch_in_tasks, server, world.gather),
        },
    )


def blocking_calls(bench: Bench, world: World, kind: str) -> Race:
    """A call that blocks: once, and in eight threads."""
    server, call = bench.server, world.blocking_call
    return Race(
        f"blocking calls[{kind}]",
        {
            "once": partial(blocking.block_once, server, call, kind),
            "eight threads": partial(blocking.block_in_threads, server, call, kind),
            "four processes": partial(waiting.wait_in_processes, bench.pools, WAIT_SECONDS),
        },
        # The first request of a process is dear: a fifth of a core for a twentieth of a second.
        warm_up=1,
    )


def awaiting_calls(bench: Bench, world: World, kind: str) -> Race:
    """Eight tasks of one event loop that wait for the world outside."""
    return Race(
        f"awaiting calls[{kind}]",
        {
            "eight tasks": partial(awaiting.await_in_tasks, bench.server, world.client_of_tasks, kind),
            "four processes": partial(waiting.wait_in_processes, bench.pools, WAIT_SECONDS),
        },
        warm_up=1,
    )


def waiting_costs(bench: Bench, world: World) -> Race:
    """What thousands of waiting tasks cost, beside hundreds of waiting threads."""
    return Race("waiting costs", {"both": partial(waiters.compare_costs, world.waiters)})


def plain_loops(bench: Bench, world: World) -> Race:
    """A plain loop beside a thread that asks for the lock rarely, and beside one that asks often."""
    beside = locks.loop_beside_ticker
    return Race(
        "plain loops",
        {
            "asked rarely": partial(beside, world.plain_loop, world.permission_to_run, locks.RARELY),
            "asked often": partial(beside, locks.plain_loop, locks.no_permission, locks.OFTEN),
        },
    )


def unsafe_changes(bench: Bench, world: World) -> Race:
    """A C function that knows nothing of threads, called by four of them with and without the lock."""
    return Race(
        "unsafe changes",
        {
            "keeping": partial(unsafe.change_in_threads, world.lock_keeping_change),
            "releasing": partial(unsafe.change_in_threads, unsafe.releasing_the_lock),
        },
        warm_up=1,
    )


def interpreter_looks(bench: Bench, world: World) -> Race:
    """Looks at four interpreters of one process that compute, and at four processes."""
    return Race(
        "interpreter looks",
        {
            "interpreters": partial(world.interpreters, bench.pools),
            "processes": partial(subinterpreters.look_at_processes, bench.pools),
        },
    )


def twins(bench: Bench, world: World) -> Race:
    """Plain Python in one thread, by the build with the lock and by the one without; and twice as much of it."""
    this, twin = this_build(), find_twin(bench.surroundings.twin)
    assert twin is not None
    pair = (twin, this) if this.free_threaded else (this, twin)
    locked, unlocked = (bench.keep(siblings.running_side(build)) for build in world.pair(*pair))
    return Race(
        "twins",
        {
            "GIL build": partial(locked.work, siblings.PIECES),
            "free-threaded build": partial(unlocked.work, siblings.PIECES),
            "GIL build, twice the work": partial(locked.work, 2 * siblings.PIECES),
        },
        warm_up=1,
    )


def sandbox(bench: Bench, world: World) -> Race:
    """What goes in a browser's sandbox."""
    assert bench.surroundings.pyodide is not None
    return Race("sandbox", {"browser": partial(world.browser, bench.surroundings.pyodide)})


def official_builds(bench: Bench, world: World) -> Race:
    """What the free-threaded build of this version says of itself, and the one with the plain name."""
    this = this_build()
    free_threaded = this if this.free_threaded else find_twin(bench.surroundings.twin)
    return Race(
        "builds",
        {
            "free-threaded": partial(builds.read_build, free_threaded),
            "plain name": partial(builds.read_build, find_plain()),
        },
    )


def extension_modules(bench: Bench, world: World) -> Race:
    """The extension modules of some packages, imported where there is no lock."""
    return Race("extension modules", {"imported": partial(world.importing, bench.surroundings.extensions)})


def ticking_calls(bench: Bench, world: World, kind: str) -> Race:
    """A call that blocks, and one that surely releases the lock, each beside a ticking thread."""
    ticking = world.permission_to_run
    return Race(
        f"ticking calls[{kind}]",
        {
            "blocking": partial(blocking.block_beside_ticker, bench.server, world.blocking_call, kind, ticking),
            "releasing": partial(locks.call_beside_ticker, locks.releasing_the_lock, ticking),
        },
    )


def loop_calls(bench: Bench, world: World) -> Race:
    """A task that ticks while another blocks, and while another awaits."""
    blocking_arm = partial(looping.tick_beside, world.call_in_task)
    return Race("loop calls", {"blocking": blocking_arm, "awaiting": partial(looping.tick_beside, fetching.sleep)})


def loop_switches(bench: Bench, world: World) -> Race:
    """Two tasks of one event loop, and where it switches between them."""
    return Race("loop switches", {"gather": partial(looping.log_switches, world.gather)})


def juggling(bench: Bench, world: World) -> Race:
    """Ten thousand tasks of one event loop that wait 0.2 s each."""
    return Race("juggling", {"tasks": partial(waiting.juggle, world.sleep, 10_000, 0.2)})


def many_fetches(bench: Bench, world: World) -> Race:
    """Thousands of fetches from a real server, by tasks of one event loop."""
    server = bench.server
    return Race("many fetches", {"tasks": partial(downloading.download_in_tasks, server, world.gather)})


def fetch_script(bench: Bench, world: World) -> Race:
    """The asyncio example as a script."""
    return Race("fetch script", {"script": partial(fetching.run_example, world.written_sleep)})


def crunch_script(bench: Bench, world: World) -> Race:
    """The multiprocessing example as a script, with its literal figures."""
    return Race("crunch script", {"script": partial(crunching.run_example, world.crunch)})


def version_banner(bench: Bench, world: World) -> Race:
    """What the interpreter says of itself."""
    return Race("version", {"banner": partial(builds.read_banner, world.banner)})


def lock_options(bench: Bench, world: World) -> Race:
    """This interpreter, started anew and asked to do without the lock, and asked to have it."""
    ask = partial(builds.ask_for_lock, world.lock_option)
    return Race("lock options", {"asked off": partial(ask, "0"), "asked on": partial(ask, "1")})
