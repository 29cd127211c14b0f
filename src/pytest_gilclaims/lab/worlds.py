"""Worlds: reality, and the ways in which it could have been otherwise (negative controls).

A world changes how the lab's strategies and workloads behave, never a claim, a bound or the judge.
A claim that holds in reality must be refuted in the world it names, and the other way round.
"""

import threading
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass

from pytest_gilclaims.lab import (
    awaiting,
    blocking,
    builds,
    calling,
    crunching,
    downloads,
    extensions,
    fetching,
    guard,
    locks,
    looping,
    mixing,
    sandbox,
    sharing,
    strategies,
    subinterpreters,
    twins,
    unsafe,
)
from pytest_gilclaims.lab.workloads import computing


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything through which an experiment reaches reality.

    name: as ``--claims-world`` takes it; summary: what is different in it, in one clause.
    """

    name: str
    summary: str
    threads: strategies.Strategy = strategies.threads
    processes: strategies.Strategy = strategies.processes
    tasks: strategies.Strategy = strategies.tasks
    interpreters: subinterpreters.Interpreters = subinterpreters.with_locks_of_their_own
    workload: computing.Choice = computing.as_named
    mix: mixing.Mixing = mixing.as_mixed
    called: calling.Calling = calling.as_called
    lock_keeping_call: locks.Sleep = locks.keeping_the_lock
    lock_keeping_change: unsafe.Change = unsafe.keeping_the_lock
    plain_loop: locks.Loop = locks.plain_loop
    permission_to_run: locks.Permission = locks.no_permission
    admission_to_download: locks.Permission = locks.no_permission
    wait: locks.Sleep = time.sleep
    blocking_call: blocking.Blocking = blocking.as_it_is
    call_in_task: looping.Call = looping.in_the_loop
    client_of_tasks: awaiting.Client = awaiting.made_for_loops
    waiters: str = "tasks"
    sleep: fetching.Sleep = fetching.sleep
    written_sleep: str = fetching.WRITTEN_SLEEP
    gather: fetching.Gather = fetching.gather
    weight: sharing.Weight = sharing.full
    crunch: crunching.Crunch = crunching.AS_WRITTEN
    guarding: guard.Guarding = guard.as_written
    prelude: str = ""
    start_method: guard.StartMethod = guard.as_asked
    platform: guard.Platform = guard.as_named
    banner: builds.Banner = builds.banner
    lock_option: builds.LockOption = builds.lock_option
    pair: twins.Twins = twins.as_they_are
    browser: sandbox.Sandbox = sandbox.in_a_browser
    importing: extensions.Importing = extensions.import_each


class OneLock:
    """A lock that all threads of a world share, as if it were the GIL."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __call__(self) -> AbstractContextManager[object]:
        return self._lock

    def keep(self, seconds: float) -> None:
        """Sleep in C while the lock is held."""
        with self._lock:
            locks.releasing_the_lock(seconds)

    def loop(self, seconds: float) -> list[locks.Gap]:
        """Compute step by step while the lock is held."""
        with self._lock:
            return locks.plain_loop(seconds)

    def around(self, call: locks.Sleep) -> locks.Sleep:
        """Hold the lock during a call."""

        def holding(seconds: float) -> None:
            with self._lock:
                call(seconds)

        return holding

    def change(self, block: unsafe.Buffer) -> None:
        """Change a block while the lock is held."""
        with self._lock:
            unsafe.releasing_the_lock(block)


_lock = OneLock()

reality = World(name="reality", summary="nothing is changed")

threads_run_in_parallel = World(
    name="threads_run_in_parallel",
    summary="computing threads are backed by processes",
    threads=strategies.processes,
)

threads_take_turns = World(
    name="threads_take_turns",
    summary="computing threads share one lock for the whole of their task",
    threads=strategies.threads_one_at_a_time,
)

threads_are_never_started = World(
    name="threads_are_never_started",
    summary="whoever asked for threads does the work alone",
    threads=strategies.serial,
)

processes_are_threads = World(
    name="processes_are_threads",
    summary="processes are backed by threads",
    processes=strategies.threads,
)

processes_take_turns = World(
    name="processes_take_turns",
    summary="processes are backed by threads that share one lock for the whole of their task",
    processes=strategies.threads_one_at_a_time,
)

one_process_at_a_time = World(
    name="one_process_at_a_time",
    summary="a process begins only when the one before it is done",
    processes=strategies.processes_one_at_a_time,
)

threads_share_one_slot = World(
    name="threads_share_one_slot",
    summary="threads put their results where the others put theirs",
    threads=strategies.threads_with_one_slot,
)

tasks_run_in_processes = World(
    name="tasks_run_in_processes",
    summary="the tasks of an event loop run in processes",
    tasks=strategies.processes,
)

tasks_run_in_threads = World(
    name="tasks_run_in_threads",
    summary="the tasks of an event loop run in threads",
    tasks=strategies.threads,
)

interpreters_share_one_lock = World(
    name="interpreters_share_one_lock",
    summary="all interpreters of a process have the lock of the first",
    interpreters=subinterpreters.with_one_lock,
)

interpreters_are_processes = World(
    name="interpreters_are_processes",
    summary="each interpreter has a process of its own",
    interpreters=subinterpreters.look_at_processes,
)

computing_is_half_waiting = World(
    name="computing_is_half_waiting",
    summary="whatever computes waits for half of its time",
    workload=computing.half_waiting,
)

pieces_need_one_lock = World(
    name="pieces_need_one_lock",
    summary="whatever computes needs a lock for each small piece, which all threads share",
    workload=computing.under_a_lock,
)

mixes_are_swapped = World(
    name="mixes_are_swapped",
    summary="what should mostly wait mostly computes, and the other way round",
    mix=mixing.the_other_way_round,
)

work_is_of_one_kind = World(
    name="work_is_of_one_kind",
    summary="nothing is part waiting and part computing",
    mix=mixing.of_one_kind,
)

calls_are_hard = World(
    name="calls_are_hard",
    summary="each small call takes a millisecond of computing",
    called=calling.always_hard,
)

loops_give_way = World(
    name="loops_give_way",
    summary="a plain loop lets go of the lock at every turn",
    plain_loop=locks.loop_giving_way,
)

tasks_carry_a_thread_each = World(
    name="tasks_carry_a_thread_each",
    summary="each task that waits needs a thread for it",
    waiters="tasks with threads",
)

twins_are_swapped = World(
    name="twins_are_swapped",
    summary="the build with the lock and the one without take each other's part",
    pair=twins.swapped,
)

sandbox_is_this_interpreter = World(
    name="sandbox_is_this_interpreter",
    summary="the sandbox forbids nothing",
    browser=sandbox.in_this_interpreter,
)

extensions_are_not_ready = World(
    name="extensions_are_not_ready",
    summary="every package has an extension module that does not declare itself safe",
    importing=extensions.import_unready_first,
)

calls_never_keep_the_lock = World(
    name="calls_never_keep_the_lock",
    summary="the C call that should keep the lock releases it",
    lock_keeping_call=locks.releasing_the_lock,
    lock_keeping_change=unsafe.releasing_the_lock,
)

one_lock_for_all_threads = World(
    name="one_lock_for_all_threads",
    summary="a thread must hold one shared lock to tick, and the C call keeps it",
    lock_keeping_call=_lock.keep,
    lock_keeping_change=_lock.change,
    plain_loop=_lock.loop,
    permission_to_run=_lock,
    blocking_call=_lock.around,
)

one_download_at_a_time = World(
    name="one_download_at_a_time",
    summary="a thread may download only while no other does",
    admission_to_download=OneLock(),
)

waits_block_the_loop = World(
    name="waits_block_the_loop",
    summary="the awaited sleep blocks its thread",
    sleep=fetching.sleep_blocking,
    written_sleep=fetching.WRITTEN_BLOCKING_SLEEP,
    client_of_tasks=awaiting.not_made_for_loops,
)

no_two_waits_overlap = World(
    name="no_two_waits_overlap",
    summary="whoever waits keeps a lock that all others need for waiting",
    wait=_lock.keep,
    blocking_call=_lock.around,
    sleep=fetching.sleep_blocking,
)

waits_are_busy = World(
    name="waits_are_busy",
    summary="whoever should wait computes for as long",
    blocking_call=blocking.busy,
    admission_to_download=downloads.busy_admission,
)

blocking_calls_run_in_threads = World(
    name="blocking_calls_run_in_threads",
    summary="a task that blocks does so in another thread",
    call_in_task=looping.in_a_thread,
)

gather_awaits_one_by_one = World(
    name="gather_awaits_one_by_one",
    summary="gather awaits its parts one after another",
    gather=fetching.gather_one_by_one,
)

requests_come_one_by_one = World(
    name="requests_come_one_by_one",
    summary="a thread may download only while no other does, and gather awaits its parts one after another",
    admission_to_download=OneLock(),
    gather=fetching.gather_one_by_one,
)

parcels_are_large = World(
    name="parcels_are_large",
    summary="what is small weighs as much as what is large",
    weight=sharing.always_large,
)

parcels_are_small = World(
    name="parcels_are_small",
    summary="what is large weighs no more than what is small",
    weight=sharing.always_small,
)

gather_yields_as_completed = World(
    name="gather_yields_as_completed",
    summary="gather returns results in the order in which they came",
    gather=fetching.gather_as_completed,
)

gather_uses_threads = World(
    name="gather_uses_threads",
    summary="gather runs each part in a thread of its own",
    gather=fetching.gather_in_threads,
)

every_script_is_guarded = World(
    name="every_script_is_guarded",
    summary="scripts get the __main__ guard even where none was written",
    guarding=guard.always_guarded,
)

no_script_is_guarded = World(
    name="no_script_is_guarded",
    summary="scripts lose their __main__ guard",
    guarding=guard.never_guarded,
)

children_may_start_children = World(
    name="children_may_start_children",
    summary="nothing keeps a process that is being started from starting others",
    prelude=guard.NOTHING_FORBIDDEN,
)

children_are_forked = World(
    name="children_are_forked",
    summary="processes are started by fork whatever was asked for",
    start_method=guard.always_fork,
)

children_are_spawned = World(
    name="children_are_spawned",
    summary="processes are started by spawn whatever was asked for",
    start_method=guard.always_spawn,
)

all_platforms_are_alike = World(
    name="all_platforms_are_alike",
    summary="multiprocessing starts processes everywhere as it does here",
    platform=guard.this_platform,
)

pool_has_one_worker = World(
    name="pool_has_one_worker",
    summary="the pool of four has one worker",
    crunch=crunching.Crunch(workers=1),
)

pool_is_made_of_threads = World(
    name="pool_is_made_of_threads",
    summary="the pool of four consists of threads",
    crunch=crunching.Crunch(pool="threads"),
)

pool_stops_one_short = World(
    name="pool_stops_one_short",
    summary="the pool adds up one square too few",
    crunch=crunching.Crunch(below=9_999_999),
)

build_is_official = World(
    name="build_is_official",
    summary="the interpreter does not call itself experimental",
    banner=builds.official_banner,
)

build_is_experimental = World(
    name="build_is_experimental",
    summary="the interpreter calls itself an experimental free-threading build",
    banner=builds.experimental_banner,
)

lock_option_is_ignored = World(
    name="lock_option_is_ignored",
    summary="the interpreter takes no notice of -X gil",
    lock_option=builds.no_lock_option,
)

WORLDS: dict[str, World] = {world.name: world for world in list(globals().values()) if isinstance(world, World)}
"""All worlds by name."""
