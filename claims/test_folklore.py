"""Folklore: what is said of Python and threads, and is not so."""

from pytest_gilclaims import (
    GIL_OFF,
    LIKE_TWIN,
    TWIN,
    TWO_CORES,
    Experiment,
    Judge,
    claim,
    every,
    never,
    refuted,
    worlds,
)


@claim("folklore.python-cannot-do-threads", holds_in=worlds.no_two_waits_overlap, expect=refuted)
def test_python_cannot_do_threads(ten_waits: Experiment, judge: Judge) -> None:
    """Python cannot do threads: whatever is started, one thing happens at a time."""
    judge(
        never(ten_waits.fact("waiting at once", "threads").reaches(10, refuted_at=1)),
        given=ten_waits.fact("waiting at once", "four processes").reaches(4, refuted_at=1),
    )


@claim("folklore.gil-makes-python-slow", holds_in=worlds.twins_are_swapped, expect=refuted, needs=(TWIN, LIKE_TWIN))
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


@claim(
    "folklore.three-tools-three-jobs",
    refuted_in=worlds.threads_run_in_parallel,
    holds_in=worlds.threads_take_turns,
    expect=refuted.when(GIL_OFF),
    needs=TWO_CORES,
)
def test_three_tools_three_jobs(tournament: Experiment, judge: Judge) -> None:
    """Each tool has its job: threads and tasks overlap waits, and for computing processes beat both."""
    judge(
        every(
            tournament.fact("waiting at once", "waiting threads").reaches(10, refuted_at=1),
            tournament.fact("waiting at once", "waiting tasks").reaches(10, refuted_at=1),
            tournament.speedup("processes", over="threads").at_least(1.25, refuted_to=1.15),
        ),
        given=tournament.speedup("processes", over="tasks").at_least(1.25, refuted_to=1.15),
    )
