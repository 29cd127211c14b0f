"""The GIL: one thread at a time computes, and waiting needs no GIL."""

import pytest

from gilclaims_guide import one_lock, worlds, worlds_of_builds, worlds_of_turns, worlds_of_waiting
from gilclaims_guide.conditions import (
    DISK,
    FREE_THREADED_AT_HAND,
    NUMPY,
    SINCE_3_12,
    UNSAFE_FUNCTION,
)
from gilclaims_guide.declaring import at_once, claim_of_the_lock, overlapping
from pytest_gilclaims import GIL_OFF, GIL_ON, TWO_CORES, Experiment, Judge, claim, every, never, refuted


@claim_of_the_lock("gil.one-thread-runs-bytecode-at-a-time")
def test_one_thread_runs_bytecode_at_a_time(looks: Experiment, judge: Judge) -> None:
    """At any instant, at most one thread of a process executes Python bytecode."""
    judge(looks.overlap("threads").none(beside="processes", refuted_from=5))


@claim_of_the_lock("gil.computing-threads-gain-nothing")
@pytest.mark.parametrize("workload", ["numbers", "image", "parse", "small-hash"])
def test_computing_threads_gain_nothing(computing: Experiment, judge: Judge) -> None:
    """Four threads take about as long to compute as a plain loop: hardly less, and less than twice as long."""
    no_worse = computing.sooner("threads", than="serial").at_least(0.6, refuted_to=0.4)
    judge(
        every(computing.speedup("threads").at_most(1.15, refuted_from=1.25), no_worse),
        given=computing.speedup("processes", over="tasks").at_least(1.25),
        # Threads that never overlap cannot be faster, whatever the clock says. They can be slower.
        suffices=every(computing.overlap("threads").none(beside="processes", refuted_from=5), no_worse),
    )


@claim(
    "gil.computing-threads-gain-nothing",
    holds_in=worlds_of_turns.threads_work_in_one_go,
    expect=refuted,
    needs=TWO_CORES,
)
@pytest.mark.parametrize("workload", ["large-hash"])
def test_hashing_threads_gain_nothing(computing: Experiment, judge: Judge) -> None:
    """Four threads take about as long as a plain loop to hash a megabyte again and again."""
    judge(
        every(
            computing.speedup("threads").at_most(1.05, refuted_from=1.1),
            # Beside other programs, threads that would use several cores may get only one, and gain nothing.
            # Four threads never want more than four cores, so this refutes nothing.
            computing.cores_wanted("threads").at_most(1.5, refuted_from=4.5),
        ),
        given=computing.speedup("processes", over="tasks").at_least(1.15, refuted_to=1.1),
    )


@claim(
    "gil.running-needs-the-lock",
    refuted_in=worlds.calls_never_keep_the_lock,
    holds_in=one_lock.one_lock_for_all_threads,
    expect=refuted.when(GIL_OFF),
)
def test_running_needs_the_lock(lock_calls: Experiment, judge: Judge) -> None:
    """While one thread holds the GIL, even asleep in C code, no other thread runs Python code."""
    judge(lock_calls.count("ticks", "keeping").none(beside="releasing", refuted_from=5))


@claim("gil.ten-downloads-progress-together", refuted_in=one_lock.one_download_at_a_time)
def test_ten_downloads_progress_together(downloads: Experiment, judge: Judge) -> None:
    """Ten threads that download ten URLs have all ten downloads in progress at the same time."""
    judge(
        downloads.fact("in flight", "threads").reaches(10, refuted_at=9),
        given=downloads.fact("in flight", "ten sockets").reaches(10, refuted_at=9),
    )


@claim_of_the_lock("gil.computing-threads-use-no-free-core")
def test_computing_threads_use_no_free_core(computing: Experiment, judge: Judge) -> None:
    """Four threads that compute keep no more than one core busy, even though another core is free."""
    judge(
        computing.cores("threads").at_most(1.15, refuted_from=1.25),
        given=computing.cores("processes").at_least(1.25),
        suffices=computing.overlap("threads").none(beside="processes", refuted_from=5),
    )


@claim("gil.waiting-threads-gain-a-lot", refuted_in=one_lock.no_two_waits_overlap)
def test_waiting_threads_gain_a_lot(ten_waits: Experiment, judge: Judge) -> None:
    """Ten threads complete ten waits in at most a fifth of the time that a loop needs: the time of two waits."""
    judge(
        overlapping(ten_waits, "threads", 10, within=2),
        given=at_once(ten_waits, "four processes", 4),
    )


@claim(
    "gil.c-extensions-release-it",
    refuted_in=worlds_of_builds.libraries_keep_the_lock,
    needs=(GIL_ON, TWO_CORES),
)
@pytest.mark.parametrize("workload", ["sha256", "zlib", "bz2", "lzma"])
def test_c_extensions_release_it(library_looks: Experiment, workload: str, judge: Judge) -> None:
    """Well-written C code releases the GIL: threads that hash or compress run at the same time.

    Threads that parse JSON, in C code that holds the GIL, never overlap.
    """
    judge(
        every(
            library_looks.overlap(workload).some(beside="processes", proved_from=5),
            library_looks.overlap("keeping").none(beside="processes", refuted_from=20),
        )
    )


@claim("gil.c-extensions-release-it", refuted_in=worlds_of_builds.libraries_keep_the_lock, needs=GIL_ON)
@pytest.mark.parametrize("workload", [pytest.param("query", id="sqlite")])
def test_sqlite_releases_it(query_calls: Experiment, workload: str, judge: Judge) -> None:
    """SQLite releases the GIL while it computes a query, and another thread keeps running.

    The other thread stops while C code holds the GIL.
    """
    judge(
        every(
            query_calls.count("ticks", workload).some(beside="releasing", proved_from=5),
            query_calls.count("ticks", "keeping").none(beside="releasing", refuted_from=5),
        )
    )


@claim(
    "gil.numpy-releases-it",
    refuted_in=worlds_of_builds.libraries_keep_the_lock,
    needs=(NUMPY, GIL_ON, TWO_CORES),
)
@pytest.mark.parametrize("workload", ["array-math", "matmul"])
def test_numpy_releases_it(numpy_looks: Experiment, workload: str, judge: Judge) -> None:
    """NumPy releases the GIL in array math, so threads run at the same time.

    Threads that multiply arrays of Python objects, where NumPy holds the GIL, never overlap.
    """
    judge(
        every(
            numpy_looks.overlap(workload).some(beside="processes", proved_from=5),
            numpy_looks.overlap("keeping").none(beside="processes", refuted_from=20),
        )
    )


@claim("gil.threads-share-one-interpreter", refuted_in=worlds.threads_run_in_parallel)
def test_threads_share_one_interpreter(marks: Experiment, judge: Judge) -> None:
    """Threads share one interpreter and its loaded modules; processes do not."""
    judge(
        every(
            marks.fact("marks seen here", "threads").equals(4),
            marks.fact("marks seen here", "processes").equals(0),
        )
    )


@claim(
    "gil.three-threads-one-lock",
    refuted_in=worlds.calls_never_keep_the_lock,
    holds_in=one_lock.one_lock_for_all_threads,
    expect=refuted.when(GIL_OFF),
)
def test_three_threads_one_lock(lock_waits: Experiment, judge: Judge) -> None:
    """The threads of a process share one GIL: while one thread holds it, even asleep, the others wait for it."""
    judge(lock_waits.count("waits beside others", "threads").none(beside="releasing threads", refuted_from=5))


@claim("gil.each-process-its-own-lock", refuted_in=worlds.processes_are_threads, needs=GIL_ON)
def test_each_process_its_own_lock(all_locks: Experiment, judge: Judge) -> None:
    """Each process has its own GIL: four are held at the same time, each stopping another thread of its process."""
    judge(
        every(
            all_locks.count("ticks", "keeping").none(beside="releasing", refuted_from=5),
            all_locks.fact("locks kept at once", "keeping").reaches(4, refuted_at=1),
        )
    )


@claim("gil.released-on-network-read", refuted_in=worlds_of_waiting.waits_keep_the_lock, needs=GIL_ON)
@pytest.mark.parametrize("kind", ["socket"])
def test_released_on_network_read(company: Experiment, judge: Judge) -> None:
    """A thread that blocks on a network read releases the GIL, and another thread computes meanwhile.

    No other thread computes while a C call holds the GIL for as long.
    """
    judge(
        every(
            company.measured("pieces", "waiting").reaches(100, refuted_at=0),
            never(company.measured("pieces", "keeping").reaches(5, refuted_at=0)),
        ),
        given=company.measured("pieces", "releasing").reaches(100, refuted_at=0),
    )


@claim("gil.released-on-disk-fetch", refuted_in=worlds_of_waiting.waits_keep_the_lock, needs=(GIL_ON, DISK))
def test_released_on_disk_fetch(disk_company: Experiment, judge: Judge) -> None:
    """A thread that reads a file from disk releases the GIL, and another thread runs Python code meanwhile.

    If the call that reads the file holds the GIL, no other thread runs.
    """
    judge(
        every(
            disk_company.measured("steps", "fetching").reaches(5, refuted_at=0),
            never(disk_company.measured("steps", "keeping").reaches(5, refuted_at=0)),
        ),
        given=disk_company.measured("steps", "releasing").reaches(5, refuted_at=0),
    )


@claim("gil.handed-over-while-waiting", refuted_in=worlds_of_waiting.waits_keep_the_lock, needs=GIL_ON)
@pytest.mark.parametrize("kind", ["http"])
def test_handed_over_while_waiting(company: Experiment, judge: Judge) -> None:
    """While one thread waits for a response from the web, another thread holds the GIL and computes.

    No other thread computes while a C call holds the GIL for as long.
    """
    judge(
        every(
            company.measured("pieces", "waiting").reaches(100, refuted_at=0),
            never(company.measured("pieces", "keeping").reaches(5, refuted_at=0)),
        ),
        given=company.measured("pieces", "releasing").reaches(100, refuted_at=0),
    )


@claim("gil.waiting-in-parallel-not-computing", refuted_in=worlds.waits_are_busy)
def test_waiting_in_parallel_not_computing(downloads: Experiment, judge: Judge) -> None:
    """Ten downloads overlap because they wait, not because they compute: together they use at most half a core."""
    judge(downloads.measured("cores used", "threads").at_most(0.5, even_with="cores waited for"))


@claim(
    "gil.is-the-cause",
    refuted_in=worlds_of_builds.lock_option_is_ignored,
    needs=(FREE_THREADED_AT_HAND, TWO_CORES),
)
def test_is_the_cause(cause: Experiment, judge: Judge) -> None:
    """The GIL is the cause: the same interpreter runs threads at the same time without it, and never with it."""
    overlapped = "milliseconds overlapped"
    judge(
        cause.measured(overlapped, "lock on").at_most(5),
        given=cause.measured(overlapped, "lock off").reaches(5, refuted_at=0),
    )


@claim(
    "gil.one-per-process",
    refuted_in=worlds_of_builds.interpreters_are_processes,
    holds_in=worlds_of_builds.interpreters_share_one_lock,
    expect=refuted.when(SINCE_3_12),
    needs=(GIL_ON, TWO_CORES),
)
def test_one_per_process(interpreter_looks: Experiment, judge: Judge) -> None:
    """A process has exactly one GIL: not even several interpreters in one process compute at the same time."""
    overlapped = "milliseconds overlapped"
    judge(
        never(interpreter_looks.measured(overlapped, "interpreters").reaches(5, refuted_at=0)),
        given=interpreter_looks.measured(overlapped, "processes").reaches(5, refuted_at=0),
    )


@claim(
    "gil.fast-single-thread",
    holds_in=worlds_of_builds.steps_take_locks_without_the_lock,
    expect=refuted,
    needs=FREE_THREADED_AT_HAND,
)
@pytest.mark.parametrize("work", ["calls", "attributes", "containers", "strings"])
def test_fast_single_thread(lock_states: Experiment, judge: Judge) -> None:
    """The GIL keeps a single thread fast: without it, the same interpreter needs at least a third more processor time.

    What the free-threaded build costs, with or without the GIL, is another question.
    """
    judge(
        lock_states.cost("lock off", over="lock on").at_least(1.33, refuted_to=1.15),
        given=lock_states.cost("lock off, twice the work", over="lock off").at_least(1.5, refuted_to=1.2),
    )


@claim(
    "gil.extensions-need-not-be-thread-safe",
    refuted_in=worlds.calls_never_keep_the_lock,
    holds_in=one_lock.one_lock_for_all_threads,
    expect=refuted.when(GIL_OFF),
    needs=(UNSAFE_FUNCTION, TWO_CORES),
)
def test_extensions_need_not_be_thread_safe(unsafe_changes: Experiment, judge: Judge) -> None:
    """C code that holds the GIL need not be thread-safe: four threads that change one memory block lose no update."""
    judge(unsafe_changes.count("lost updates", "keeping").none(beside="releasing", refuted_from=1))


@claim(
    "gil.plain-loop-never-yields-by-itself",
    refuted_in=worlds.loops_give_way,
    holds_in=one_lock.one_lock_for_all_threads,
    expect=refuted.when(GIL_OFF),
)
def test_plain_loop_never_yields_by_itself(plain_loops: Experiment, judge: Judge) -> None:
    """A plain loop holds the GIL until asked to release it: asked every 0.1 s, it does so a few times in 0.25 s."""
    judge(
        never(plain_loops.measured("turns of the other thread", "asked rarely").reaches(15, refuted_at=8)),
        given=plain_loops.measured("turns of the other thread", "asked often").reaches(20, refuted_at=8),
    )


@claim(
    "gil.computing-threads-can-be-slower",
    refuted_in=worlds_of_turns.threads_work_in_one_go,
    holds_in=worlds_of_turns.threads_pass_a_baton,
    expect=refuted.when(GIL_OFF),
    needs=TWO_CORES,
)
def test_computing_threads_can_be_slower(hurrying: Experiment, judge: Judge) -> None:
    """Taking turns has a cost: threads that take as many turns as they can need more processor time for the same work.

    They need at least a fifth more than threads that take turns as usual, and at least a fifth more than a plain loop.
    """
    judge(
        every(
            hurrying.cost("hurried threads", over="threads").at_least(1.2, refuted_to=1.05),
            hurrying.cost("hurried threads", over="loop").at_least(1.2, refuted_to=1.05),
        ),
        # Only rounds with many turns, and a clock that is precise enough, show that turns cost next to nothing.
        given=every(
            hurrying.switches_in_a_round("hurried threads").at_least(1000, refuted_to=100),
            hurrying.cost("loop", over="half a loop").at_least(1.5, refuted_to=1.2),
        ),
        # Threads that take no turns pay nothing for them.
        refuted_by=never(
            every(
                hurrying.fact("turns taken again", "threads").reaches(2, refuted_at=0),
                hurrying.overlap("threads").none(beside="processes", refuted_from=5),
            )
        ),
    )
