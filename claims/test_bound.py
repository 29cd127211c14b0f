"""Waiting and computing: how much of a core each of them uses."""

import pytest

from gilclaims_guide import worlds, worlds_of_waiting
from gilclaims_guide.conditions import DISK, SHARED_CORE
from pytest_gilclaims import TWO_CORES, Experiment, Judge, claim, every, never, refuted


@claim("bound.waiting-leaves-the-cpu-idle", refuted_in=worlds.waits_are_busy)
@pytest.mark.parametrize("kind", ["http", "database", "socket"])
def test_waiting_leaves_the_cpu_idle(blocking_calls: Experiment, judge: Judge) -> None:
    """Waiting for the web, a socket or a database in another process leaves the core idle at least 80 % of the time."""
    judge(blocking_calls.measured("cores used", "once").at_most(0.2, even_with="cores waited for"))


@claim("bound.waiting-leaves-the-cpu-idle", refuted_in=worlds_of_waiting.reads_are_busy, needs=DISK)
@pytest.mark.parametrize("kind", ["file"])
def test_a_disk_leaves_the_cpu_idle(kind: str, cold_reads: Experiment, judge: Judge) -> None:
    """A thread that reads a file from disk, page by page, leaves the core idle at least a fifth of the time."""
    judge(
        every(
            cold_reads.measured("idle", "once").reaches(0.2, refuted_at=0.1),
            # If a thread that computes seems idle as well, a program that the system does not count takes cores away:
            # that says nothing about the disk, and refutes nothing.
            cold_reads.measured("busy", "computing").reaches(0.95, refuted_at=-1),
        )
    )


@claim("bound.waiting-leaves-the-cpu-idle", holds_in=worlds_of_waiting.databases_are_elsewhere, expect=refuted)
@pytest.mark.parametrize("kind", ["embedded-database"])
def test_an_embedded_database_leaves_the_cpu_idle(kind: str, embedded_queries: Experiment, judge: Judge) -> None:
    """Waiting for a database in the same process leaves the core idle at least 80 % of the time."""
    judge(embedded_queries.measured("cores used", "once").at_most(0.2, even_with="cores waited for"))


@claim("bound.computing-pins-a-cpu", refuted_in=worlds.computing_is_half_waiting)
@pytest.mark.parametrize("workload", ["numbers", "image", "parse", "small-hash"])
def test_computing_pins_a_cpu(alone: Experiment, judge: Judge) -> None:
    """A thread that computes keeps a core busy at least 90 % of the time."""
    judge(
        alone.cores("work").at_least(0.9, refuted_to=0.7),
        given=alone.cores("loop").at_least(0.9, refuted_to=0.7),
        # Other programs take a core away, which shows as time in the queue for one; they make no thread wait by itself.
        suffices=every(
            alone.cores_wanted("work").at_least(0.9, refuted_to=0.7),
            alone.switches_in_a_round("work").at_most(1, refuted_from=10),
        ),
    )


@claim("bound.computing-has-no-waits-to-overlap", refuted_in=worlds.computing_is_half_waiting)
def test_computing_has_no_waits_to_overlap(gathering: Experiment, judge: Judge) -> None:
    """Computing has no waits to overlap: of four tasks gathered in an event loop, each finishes before the next starts.

    For at least 90 % of the time, their thread uses a core or is ready to run but has no core.
    """
    judge(
        every(
            gathering.fact("under way at once", "computing, gathered").equals(1),
            gathering.cores_wanted("computing, gathered").at_least(0.9, refuted_to=0.7),
        ),
        given=every(
            gathering.fact("under way at once", "half waiting, gathered").equals(4),
            gathering.cores_wanted("plain loop").at_least(0.9, refuted_to=0.7),
        ),
    )


@claim("bound.faster-io-helps-only-waiting", refuted_in=worlds_of_waiting.answers_are_polled)
def test_faster_io_helps_only_waiting(faster_servers: Experiment, judge: Judge) -> None:
    """A server twice as fast shortens work that mostly waits by a third or more, and computing work hardly at all."""
    judge(
        every(
            faster_servers.measured("saved", "waiting").reaches(0.35, refuted_at=0.15),
            faster_servers.measured("left", "computing").reaches(0.85, refuted_at=0.65),
        )
    )


@claim(
    "bound.faster-cpu-helps-only-computing",
    refuted_in=worlds_of_waiting.computing_is_done_elsewhere,
    needs=(SHARED_CORE, TWO_CORES),
)
def test_faster_cpu_helps_only_computing(half_a_core: Experiment, judge: Judge) -> None:
    """A whole core instead of half a core shortens computing by a third or more, and a wait hardly at all."""
    judge(
        every(
            half_a_core.measured("saved", "computing").reaches(0.35, refuted_at=0.2),
            half_a_core.measured("left", "waiting").reaches(0.75, refuted_at=0.5),
        )
    )


@claim("bound.one-of-two-reasons", holds_in=worlds_of_waiting.nobody_wants_the_same_lock, expect=refuted)
def test_one_of_two_reasons(contention: Experiment, judge: Judge) -> None:
    """All slow work either computes or waits for I/O: nothing stands still because another thread holds a lock."""
    judge(
        never(contention.measured("blocked", "four threads").reaches(0.3, refuted_at=0.1)),
        given=contention.measured("not blocked", "alone").reaches(0.9, refuted_at=0.7),
    )
