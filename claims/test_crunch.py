"""The multiprocessing example: the sum of the squares below ten million, four times, on a pool of four."""

from pytest_gilclaims import TWO_CORES, Experiment, Judge, claim, worlds

SUM = 333333283333335000000


@claim("crunch.four-processes-start", refuted_in=worlds.pool_is_made_of_threads)
def test_four_processes_start(crunch_script: Experiment, judge: Judge) -> None:
    """A pool of four starts four processes beside the one that made it."""
    judge(crunch_script.fact("worker processes", "script").equals(4))


@claim("crunch.exact-results", refuted_in=worlds.pool_stops_one_short)
def test_exact_results(crunch_script: Experiment, judge: Judge) -> None:
    """Each of the four results is 333333283333335000000."""
    judge(crunch_script.fact("results", "script").equals([SUM] * 4))


@claim("crunch.one-call-each", refuted_in=worlds.pool_has_one_worker)
def test_one_call_each(crunch_script: Experiment, judge: Judge) -> None:
    """The pool hands one of the four calls to each worker."""
    judge(crunch_script.fact("workers that took a call", "script").reaches(4, refuted_at=1))


@claim("crunch.run-simultaneously", refuted_in=worlds.pool_has_one_worker, needs=TWO_CORES)
def test_run_simultaneously(crunch_script: Experiment, judge: Judge) -> None:
    """The calls run at the same instant, on different cores."""
    judge(crunch_script.fact("milliseconds overlapped", "script").reaches(5, refuted_at=0))
