"""Waiting or computing: what each does to the processor."""

import pytest

from pytest_gilclaims import TWO_CORES, Experiment, Judge, claim, worlds


@claim("bound.waiting-leaves-the-cpu-idle", refuted_in=worlds.waits_are_busy)
@pytest.mark.parametrize("kind", ["http", "database", "file", "socket"])
def test_waiting_leaves_the_cpu_idle(blocking_calls: Experiment, judge: Judge) -> None:
    """Whoever waits for the web, a database, a file or a socket leaves the processor idle four fifths of the time."""
    judge(blocking_calls.fact("cpu share", "once").at_most(0.2))


@claim("bound.computing-has-no-waits-to-overlap", refuted_in=worlds.tasks_run_in_processes, needs=TWO_CORES)
def test_computing_has_no_waits_to_overlap(computing: Experiment, judge: Judge) -> None:
    """Computing has no waits to overlap: four tasks of an event loop keep no more than one core busy."""
    judge(
        computing.cores("tasks").at_most(1.15, refuted_from=1.25),
        given=computing.cores("processes").at_least(1.25),
    )
