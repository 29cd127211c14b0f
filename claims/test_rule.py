"""The decision rule: which tool for which kind of work."""

import pytest

from gilclaims_guide import one_lock, worlds, worlds_of_waiting
from gilclaims_guide.conditions import DISK
from gilclaims_guide.declaring import at_once, claim_of_the_lock, cores_are_free, in_hand_at_once, overlapping
from pytest_gilclaims import GIL_OFF, GIL_ON, TWO_CORES, Experiment, Judge, claim, every, never, refuted


@claim(
    "rule.computing-wants-processes",
    refuted_in=worlds.processes_take_turns,
    holds_in=worlds.threads_take_turns,
    expect=refuted.when(GIL_OFF),
    needs=TWO_CORES,
)
def test_computing_wants_processes(computing: Experiment, judge: Judge) -> None:
    """For computing, processes are faster than a plain loop, than threads and than an event loop.

    Threads that hash show, without any process, that cores are free.
    """
    judge(
        every(
            computing.speedup("processes", over="serial").at_least(1.25, refuted_to=1.15),
            computing.speedup("processes", over="threads").at_least(1.25, refuted_to=1.15),
            computing.speedup("processes", over="tasks").at_least(1.25, refuted_to=1.15),
        ),
        given=cores_are_free(computing),
    )


@claim("rule.waiting-wants-threads-or-asyncio", refuted_in=one_lock.requests_come_one_by_one)
def test_waiting_wants_threads_or_asyncio(two_hundred_urls: Experiment, judge: Judge) -> None:
    """Threads and an event loop get two hundred responses in at most the time of ten, waiting for all at the same time.

    A plain loop has one response in progress, and a pool of four processes has four: they need the time of two hundred
    and of fifty.
    """
    judge(
        every(
            in_hand_at_once(two_hundred_urls, "threads"),
            in_hand_at_once(two_hundred_urls, "tasks"),
            two_hundred_urls.fact("in flight", "loop").at_most(1),
            two_hundred_urls.fact("in flight", "four processes").at_most(4),
        ),
    )


@claim("rule.asyncio-overlaps", refuted_in=worlds.waits_block_the_loop)
@pytest.mark.parametrize("kind", ["http", "socket"])
def test_asyncio_overlaps(awaiting_calls: Experiment, judge: Judge) -> None:
    """Eight tasks of an event loop wait for the web or a socket in at most the time of two and a half waits."""
    judge(
        overlapping(awaiting_calls, "eight tasks", 8, within=2.5),
        given=at_once(awaiting_calls, "eight tasks", 4, of="processes at once"),
    )


@claim("rule.asyncio-overlaps", holds_in=worlds_of_waiting.libraries_give_way, expect=refuted)
@pytest.mark.parametrize("kind", ["database"])
def test_asyncio_overlaps_queries(libraries_in_tasks: Experiment, judge: Judge) -> None:
    """Four tasks of an event loop query a database at the same time with a library made for threads."""
    judge(
        overlapping(libraries_in_tasks, "tasks", 4, within=2.5),
        given=at_once(libraries_in_tasks, "tasks", 4, of="processes at once"),
    )


@claim("rule.asyncio-overlaps", holds_in=worlds_of_waiting.libraries_give_way, expect=refuted, needs=DISK)
@pytest.mark.parametrize("kind", ["file"])
def test_asyncio_overlaps_files(libraries_in_tasks: Experiment, judge: Judge) -> None:
    """Four tasks of an event loop read a file from disk at the same time."""
    judge(
        overlapping(libraries_in_tasks, "tasks", 4, within=2.5),
        given=at_once(libraries_in_tasks, "tasks", 4, of="processes at once"),
    )


@claim("rule.asyncio-overlaps-by-threads", refuted_in=worlds_of_waiting.threads_block_the_loop)
@pytest.mark.parametrize("kind", ["database"])
def test_asyncio_overlaps_by_threads(libraries_in_tasks: Experiment, judge: Judge) -> None:
    """Four tasks of an event loop query a database at the same time if each one hands its query to a thread."""
    judge(
        overlapping(libraries_in_tasks, "tasks with threads", 4, within=2.5),
        given=at_once(libraries_in_tasks, "tasks with threads", 4, of="processes at once"),
    )


@claim("rule.asyncio-for-thousands", refuted_in=worlds.tasks_carry_a_thread_each)
def test_asyncio_for_thousands(waiting_costs: Experiment, judge: Judge) -> None:
    """For thousands of waits, use an event loop: each of five thousand tasks costs at most half as much as a thread."""
    judge(
        every(
            waiting_costs.fact("tasks", "both").equals(5000),
            waiting_costs.measured("start of a task", "both").at_most(0.5),
            waiting_costs.measured("memory of a task", "both").at_most(0.5),
        )
    )


IN_PURE_PYTHON = [
    pytest.param("numbers", id="math"),
    pytest.param("parse", id="parse"),
    pytest.param("image", id="image"),
]
COMPRESSING = pytest.param("zlib", id="compress")


@claim("rule.processes-speed-up", refuted_in=worlds.processes_take_turns, needs=TWO_CORES)
@pytest.mark.parametrize("workload", [*IN_PURE_PYTHON, COMPRESSING])
def test_processes_speed_up(computing: Experiment, judge: Judge) -> None:
    """Processes do mathematics, parsing, image processing and compression faster than one thread does.

    Threads that hash show, without any process, that cores are free.
    """
    judge(
        computing.speedup("processes", over="tasks").at_least(1.15, refuted_to=1.05),
        given=cores_are_free(computing),
    )


@claim_of_the_lock("rule.threads-cannot-speed-up")
@pytest.mark.parametrize("workload", IN_PURE_PYTHON)
def test_threads_cannot_speed_up(computing: Experiment, judge: Judge) -> None:
    """Threads do mathematics, parsing and image processing no faster than a plain loop."""
    judge(
        computing.speedup("threads").at_most(1.15, refuted_from=1.25),
        given=computing.speedup("processes", over="tasks").at_least(1.25),
        suffices=computing.overlap("threads").none(beside="processes", refuted_from=5),
    )


@claim("rule.threads-cannot-speed-up", holds_in=worlds.threads_take_turns, expect=refuted, needs=TWO_CORES)
@pytest.mark.parametrize("workload", [COMPRESSING])
def test_threads_cannot_speed_up_compression(computing: Experiment, judge: Judge) -> None:
    """Threads compress no faster than a plain loop."""
    judge(
        computing.speedup("threads").at_most(1.05, refuted_from=1.1),
        given=computing.speedup("processes", over="tasks").at_least(1.25),
        suffices=computing.overlap("threads").none(beside="processes", refuted_from=5, only_undisturbed=True),
    )


@claim("rule.not-worth-it-without-cpu-work", refuted_in=worlds.waiting_keeps_a_lock)
def test_not_worth_it_without_cpu_work(started_waits: Experiment, judge: Judge) -> None:
    """If there is nothing to compute, processes only add cost: pure waits finish no sooner with them than with threads.

    Including the time to start them, processes need at least 80 % of the time that threads need for four waits of a
    fifth of a second, and at least one and a half times as long for four waits of a millisecond.
    """
    judge(
        every(
            started_waits.measured("long", "script").at_least(0.8),
            started_waits.measured("short", "script").at_least(1.5),
        )
    )


@claim("rule.predicts-the-best-tool", holds_in=worlds.every_tool_is_a_loop, expect=refuted)
def test_predicts_the_best_tool(predictions: Experiment, judge: Judge) -> None:
    """Whether work waits or computes decides which tool to use: threads for waiting, processes for computing.

    For none of twelve pieces of work does the tool chosen in this way take three times as long as another tool or a
    plain loop.
    """
    judge(
        every(predictions.fact("work", "rule").equals(12), predictions.measured("clearly wrong", "rule").equals([])),
    )


@claim("rule.processes-sidestep-the-lock", refuted_in=worlds.processes_are_threads, needs=(GIL_ON, TWO_CORES))
def test_processes_sidestep_the_lock(one_lock_of_four: Experiment, judge: Judge) -> None:
    """Separate processes have separate GILs: while one holds its own and stops its other threads, others compute."""
    judge(
        every(
            never(
                one_lock_of_four.count("milliseconds computed", "keeping").none(beside="threads beside", refuted_from=5)
            ),
            one_lock_of_four.count("ticks", "keeping").none(beside="releasing", refuted_from=5),
        )
    )


@claim("rule.processes-share-no-memory", holds_in=worlds.what_is_shared_is_copied, expect=refuted)
def test_processes_share_no_memory(memories: Experiment, judge: Judge) -> None:
    """Processes share no memory, not even with shared_memory and mmap: no process sees what another one changes."""
    judge(
        every(
            memories.fact("changes seen here", "objects").equals(0),
            memories.fact("changes seen here", "shared memory").equals(0),
            memories.fact("changes seen here", "mapped file").equals(0),
        ),
        given=memories.fact("changes seen here", "objects in threads").equals(4),
    )


@claim("rule.processes-share-no-objects", refuted_in=worlds.processes_are_threads)
def test_processes_share_no_objects(memories: Experiment, judge: Judge) -> None:
    """Processes share no ordinary objects: a process does not see what others change in a list that it gave them."""
    judge(
        memories.fact("changes seen here", "objects").equals(0),
        given=memories.fact("changes seen here", "objects in threads").equals(4),
    )


@claim("rule.data-is-pickled-across", refuted_in=worlds.processes_are_threads)
def test_data_is_pickled_across(parcels: Experiment, judge: Judge) -> None:
    """Objects sent to a process are pickled and copied; objects that cannot be pickled are refused."""
    judge(
        every(
            parcels.fact("packed here", "processes").at_least(1),
            parcels.fact("equal", "processes").equals(True),
            parcels.fact("identical", "processes").equals(False),
            parcels.fact("a lambda", "processes").equals("refused"),
        ),
        given=parcels.fact("identical", "threads").equals(True),
    )


@claim("rule.threads-overlap", refuted_in=one_lock.no_two_waits_overlap)
@pytest.mark.parametrize("kind", ["http", "database", "socket"])
def test_threads_overlap(blocking_calls: Experiment, judge: Judge) -> None:
    """Eight threads wait for the web, a socket or a database in another process in at most the time of 2.5 waits."""
    judge(
        overlapping(blocking_calls, "eight threads", 8, within=2.5),
        given=at_once(blocking_calls, "eight threads", 4, of="processes at once"),
    )


@claim("rule.threads-overlap", refuted_in=worlds_of_waiting.one_reader_at_a_time, needs=DISK)
@pytest.mark.parametrize("kind", ["file"])
def test_threads_overlap_on_a_disk(kind: str, cold_reads: Experiment, judge: Judge) -> None:
    """When eight threads read a file from disk, at least four reads are in progress at the same time."""
    judge(cold_reads.measured("reading at once", "eight threads").reaches(4, refuted_at=1))
