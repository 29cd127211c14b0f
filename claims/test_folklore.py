"""Folklore: what is said of Python and threads, and is not so."""

from gilclaims_guide import one_lock, worlds, worlds_of_builds
from gilclaims_guide.conditions import LIKE_TWIN, TWIN
from gilclaims_guide.declaring import at_once, claim_of_the_lock
from pytest_gilclaims import TWO_CORES, Experiment, Judge, claim, every, never, refuted


@claim("folklore.python-cannot-do-threads", holds_in=one_lock.no_two_waits_overlap, expect=refuted)
def test_python_cannot_do_threads(ten_waits: Experiment, judge: Judge) -> None:
    """Python cannot do threads: whatever is started, one thing happens at a time."""
    judge(
        never(at_once(ten_waits, "threads", 10)),
        given=at_once(ten_waits, "four processes", 4),
    )


@claim(
    "folklore.gil-makes-python-slow",
    holds_in=worlds_of_builds.twins_are_swapped,
    expect=refuted,
    needs=(TWIN, LIKE_TWIN),
)
def test_gil_makes_python_slow(twins: Experiment, judge: Judge) -> None:
    """The lock makes Python slow even where only one thread runs: the build without it needs less processor time."""
    judge(
        twins.cost("GIL build", over="free-threaded build").at_least(1.05, refuted_to=1.0),
        given=twins.cost("GIL build, twice the work", over="GIL build").at_least(1.5, refuted_to=1.2),
    )


@claim("folklore.async-for-everything", holds_in=worlds.tasks_run_in_processes, expect=refuted, needs=TWO_CORES)
def test_async_for_everything(computing: Experiment, judge: Judge) -> None:
    """An event loop helps every slow job, computing included: its tasks keep several cores busy."""
    judge(
        computing.cores("tasks").at_least(1.25, refuted_to=1.15),
        given=computing.cores("processes").at_least(1.25),
        refuted_by=computing.overlap("tasks").none(beside="processes", refuted_from=5),
    )


@claim_of_the_lock("folklore.three-tools-three-jobs")
def test_three_tools_three_jobs(tournament: Experiment, judge: Judge) -> None:
    """Each tool has a job at which no other does as well: threads, an event loop and processes.

    Four threads make four calls that block at once, of which tasks make one at a time; a thousand waits that can be
    awaited are in hand at once in an event loop, where four threads or processes have four; and at computing only
    processes run at the same instant.
    """
    judge(
        every(
            at_once(tournament, "blocking threads", 4),
            tournament.fact("waiting at once", "blocking tasks").equals(1),
            at_once(tournament, "awaiting tasks", 1000),
            tournament.overlap("computing threads").none(beside="computing processes", refuted_from=5),
            tournament.overlap("computing tasks").none(beside="computing processes", refuted_from=5),
        )
    )
