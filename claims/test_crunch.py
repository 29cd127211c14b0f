"""The multiprocessing example: the sum of the squares below ten million, four times, on a pool of four."""

from gilclaims_guide import worlds, worlds_of_scripts
from gilclaims_guide.declaring import claim_of_the_lock
from pytest_gilclaims import TWO_CORES, Experiment, Judge, claim, every

SUM = 333333283333335000000


@claim("crunch.four-processes-start", refuted_in=worlds_of_scripts.pool_is_made_of_threads)
def test_four_processes_start(crunch_script: Experiment, judge: Judge) -> None:
    """A pool of four starts four processes beside the one that made it."""
    judge(crunch_script.fact("worker processes", "script").equals(4))


@claim("crunch.exact-results", refuted_in=worlds_of_scripts.pool_stops_one_short)
def test_exact_results(crunch_script: Experiment, judge: Judge) -> None:
    """Each of the four results is 333333283333335000000."""
    judge(crunch_script.fact("results", "script").equals([SUM] * 4))


@claim("crunch.prints-as-shown", refuted_in=worlds_of_scripts.pool_stops_one_short)
def test_prints_as_shown(crunch_script: Experiment, judge: Judge) -> None:
    """Run as a script, the example prints one line: the list of the four results."""
    judge(crunch_script.fact("printed", "script").equals([f"[{', '.join([str(SUM)] * 4)}]"]))


@claim("crunch.one-call-each", refuted_in=worlds_of_scripts.pool_has_one_worker)
def test_one_call_each(crunch_script: Experiment, judge: Judge) -> None:
    """The pool hands one of the four calls to each worker."""
    judge(crunch_script.fact("workers that took a call", "script").reaches(4, refuted_at=1))


@claim("crunch.run-simultaneously", refuted_in=worlds_of_scripts.pool_has_one_worker, needs=TWO_CORES)
def test_run_simultaneously(crunch_script: Experiment, judge: Judge) -> None:
    """The calls run at the same instant, on different cores."""
    judge(crunch_script.measured("milliseconds overlapped", "script").reaches(5, refuted_at=0))


@claim("crunch.own-interpreter-each", refuted_in=worlds.processes_are_threads)
def test_own_interpreter_each(marks: Experiment, judge: Judge) -> None:
    """Each of four workers has an interpreter of its own: what one changes in it, no other sees."""
    judge(
        every(
            marks.fact("other processes", "processes").equals(4),
            marks.fact("marks seen here", "processes").equals(0),
        )
    )


@claim("crunch.results-are-copied-back", refuted_in=worlds.processes_are_threads)
def test_results_are_copied_back(parcels: Experiment, judge: Judge) -> None:
    """A worker's result is unpickled by the process that waits for it: a copy."""
    judge(
        every(
            parcels.fact("unpacked here", "processes").at_least(1),
            parcels.fact("equal", "processes").equals(True),
            parcels.fact("identical", "processes").equals(False),
        )
    )


@claim_of_the_lock("crunch.speedup-that-threads-cannot-give")
def test_speedup_that_threads_cannot_give(computing: Experiment, judge: Judge) -> None:
    """Processes give a speedup that threads cannot give."""
    judge(
        computing.speedup("processes", over="threads").at_least(1.25, refuted_to=1.15),
        given=computing.speedup("processes", over="tasks").at_least(1.25),
    )
