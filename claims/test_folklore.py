"""Folklore: what is said of Python and threads, and is not so."""

from pytest_gilclaims import TWO_CORES, Experiment, Judge, claim, never, refuted, worlds


@claim("folklore.python-cannot-do-threads", holds_in=worlds.no_two_waits_overlap, expect=refuted)
def test_python_cannot_do_threads(ten_waits: Experiment, judge: Judge) -> None:
    """Python cannot do threads: whatever is started, one thing happens at a time."""
    judge(
        never(ten_waits.fact("waiting at once", "threads").reaches(10, refuted_at=1)),
        given=ten_waits.fact("waiting at once", "four processes").reaches(4, refuted_at=1),
    )


@claim("folklore.async-for-everything", holds_in=worlds.tasks_run_in_processes, expect=refuted, needs=TWO_CORES)
def test_async_for_everything(computing: Experiment, judge: Judge) -> None:
    """An event loop helps every slow job, computing included: its tasks keep several cores busy."""
    judge(
        computing.cores("tasks").at_least(1.25, refuted_to=1.15),
        given=computing.cores("processes").at_least(1.25),
    )
