"""The lock: one thread at a time for computing, none needed for waiting."""

import pytest

from pytest_gilclaims import GIL_OFF, TWO_CORES, Experiment, Judge, claim, refuted, worlds


@claim(
    "gil.one-thread-runs-bytecode-at-a-time",
    refuted_in=worlds.threads_run_in_parallel,
    holds_in=worlds.threads_take_turns,
    expect=refuted.when(GIL_OFF),
    needs=TWO_CORES,
)
def test_one_thread_runs_bytecode_at_a_time(looks: Experiment, judge: Judge) -> None:
    """At any instant at most one thread of a process executes Python bytecode."""
    judge(looks.overlap("threads").none(beside="processes", refuted_from=5))


@claim(
    "gil.computing-threads-gain-nothing",
    refuted_in=worlds.threads_run_in_parallel,
    holds_in=worlds.threads_take_turns,
    expect=refuted.when(GIL_OFF),
    needs=TWO_CORES,
)
@pytest.mark.parametrize("workload", ["numbers", "small-hash"])
def test_computing_threads_gain_nothing(computing: Experiment, judge: Judge) -> None:
    """Four threads need about as long for computing as a plain loop does."""
    judge(
        computing.speedup("threads").at_most(1.15, refuted_from=1.25),
        given=computing.speedup("processes", over="serial again").at_least(1.25),
        suffices=computing.overlap("threads").none(beside="processes", refuted_from=5),
    )


@claim(
    "gil.running-needs-the-lock",
    refuted_in=worlds.calls_never_keep_the_lock,
    holds_in=worlds.one_lock_for_all_threads,
    expect=refuted.when(GIL_OFF),
)
def test_running_needs_the_lock(lock_calls: Experiment, judge: Judge) -> None:
    """While one thread keeps the lock, even asleep in C, no other thread runs Python code."""
    judge(lock_calls.count("ticks", "keeping").none(beside="releasing", refuted_from=5))


@claim("gil.ten-downloads-progress-together", refuted_in=worlds.one_download_at_a_time)
def test_ten_downloads_progress_together(downloads: Experiment, judge: Judge) -> None:
    """Ten threads that download ten URLs are all under way at the same time."""
    judge(
        downloads.fact("in flight", "threads").reaches(10, refuted_at=1),
        given=downloads.fact("in flight", "ten sockets").reaches(10, refuted_at=9),
    )
