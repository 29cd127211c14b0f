"""The ways in which reality could have been different (negative controls).

A claim that holds in reality must be refuted in the world it names, and the other way round.
"""

from gilclaims_guide import (
    awaiting,
    blocking,
    calling,
    downloads,
    fetch_example,
    fetching,
    gathering,
    locks,
    looping,
    loops,
    memories,
    pickling,
    strategies,
    unsafe,
    waiters,
)
from gilclaims_guide import workloads as computing
from pytest_gilclaims import World

threads_run_in_parallel = World(
    "threads_run_in_parallel",
    "computing threads are backed by processes",
    {strategies.threads: strategies.processes},
)

threads_take_turns = World(
    "threads_take_turns",
    "each computing thread holds one shared lock for the whole of its task",
    {strategies.threads: strategies.threads_one_at_a_time},
)

processes_are_threads = World(
    "processes_are_threads",
    "processes are backed by threads",
    {strategies.processes: strategies.threads},
)

processes_take_turns = World(
    "processes_take_turns",
    "processes are backed by threads that each hold one shared lock for the whole of their task",
    {strategies.processes: strategies.threads_one_at_a_time},
)

one_process_at_a_time = World(
    "one_process_at_a_time",
    "each process starts only after the previous one has finished",
    {strategies.processes: strategies.processes_one_at_a_time},
)

threads_share_one_slot = World(
    "threads_share_one_slot",
    "all threads put their results into the same slot",
    {strategies.threads: strategies.threads_with_one_slot},
)

tasks_run_in_processes = World(
    "tasks_run_in_processes",
    "the tasks of an event loop run in processes",
    {strategies.tasks: strategies.processes},
)

tasks_run_in_threads = World(
    "tasks_run_in_threads",
    "the tasks of an event loop run in threads",
    {strategies.tasks: strategies.threads},
)


computing_is_half_waiting = World(
    "computing_is_half_waiting",
    "all computing work waits for half of its time",
    {
        computing.as_named: computing.half_waiting,
        gathering.only_computing: gathering.half_waiting,
        gathering.computing_for: gathering.half_waiting_for,
    },
)

waiting_keeps_a_lock = World(
    "waiting_keeps_a_lock",
    "only one thread of a process waits at a time",
    {calling.as_usual: calling.one_at_a_time},
)

every_tool_is_a_loop = World(
    "every_tool_is_a_loop",
    "threads, tasks and processes do one thing after another, as a plain loop does",
    {
        strategies.threads: strategies.serial,
        strategies.tasks: strategies.serial,
        strategies.processes: strategies.serial,
    },
)

loops_give_way = World(
    "loops_give_way",
    "a plain loop releases the GIL at every iteration",
    {loops.plain_loop: loops.loop_giving_way},
)

tasks_carry_a_thread_each = World(
    "tasks_carry_a_thread_each",
    "each waiting task needs its own thread",
    {waiters.as_tasks: waiters.as_threads},
)


calls_never_keep_the_lock = World(
    "calls_never_keep_the_lock",
    "the C call that should hold the GIL releases it",
    {locks.keeping_the_lock: locks.releasing_the_lock, unsafe.keeping_the_lock: unsafe.releasing_the_lock},
)


waits_block_the_loop = World(
    "waits_block_the_loop",
    "an awaited sleep blocks its thread",
    {
        fetching.sleep: fetching.sleep_blocking,
        fetch_example.written_sleep: fetch_example.written_blocking_sleep,
        awaiting.made_for_loops: awaiting.not_made_for_loops,
    },
)


waits_are_busy = World(
    "waits_are_busy",
    "all waits compute for the same time instead",
    {blocking.as_it_is: blocking.busy, downloads.free_admission: downloads.busy_admission},
)

blocking_calls_run_in_threads = World(
    "blocking_calls_run_in_threads",
    "a task makes its blocking calls in another thread",
    {looping.in_the_loop: looping.in_a_thread},
)

gather_awaits_one_by_one = World(
    "gather_awaits_one_by_one",
    "gather awaits its tasks one after another",
    {fetching.gather: fetching.gather_one_by_one},
)


parts_cross_one_by_one = World(
    "parts_cross_one_by_one",
    "objects are sent to another process part by part",
    {pickling.through_a_process: pickling.part_by_part},
)

things_cross_as_they_are = World(
    "things_cross_as_they_are",
    "objects are not copied for another worker, which is a thread",
    {pickling.through_a_process: pickling.through_a_thread},
)

what_is_shared_is_copied = World(
    "what_is_shared_is_copied",
    "opening shared memory or a mapped file gives a copy",
    {memories.opened_block: memories.copied_block, memories.opened_map: memories.copied_map},
)

gather_yields_as_completed = World(
    "gather_yields_as_completed",
    "gather returns results in the order in which they arrive",
    {fetching.gather: fetching.gather_as_completed},
)

gather_uses_threads = World(
    "gather_uses_threads",
    "gather runs each task in its own thread",
    {fetching.gather: fetching.gather_in_threads},
)
