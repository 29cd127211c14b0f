"""The multiprocessing example: a pool of four computes the sum of the squares below ten million, four times."""

from gilclaims_guide import worlds, worlds_of_scripts
from gilclaims_guide.conditions import FOUR_CORES
from pytest_gilclaims import GIL_OFF, TWO_CORES, Experiment, Judge, claim, every, refuted

SUM = 333333283333335000000


@claim("crunch.four-processes-start", refuted_in=worlds_of_scripts.pool_is_made_of_threads)
def test_four_processes_start(crunch_script: Experiment, judge: Judge) -> None:
    """A pool of four starts four processes in addition to the one that creates it."""
    judge(crunch_script.fact("worker processes", "script").equals(4))


@claim("crunch.exact-results", refuted_in=worlds_of_scripts.pool_stops_one_short)
def test_exact_results(crunch_script: Experiment, judge: Judge) -> None:
    """Each of the four results is 333333283333335000000."""
    judge(crunch_script.fact("results", "script").equals([SUM] * 4))


@claim("crunch.prints-as-shown", refuted_in=worlds_of_scripts.pool_stops_one_short)
def test_prints_as_shown(crunch_example: Experiment, judge: Judge) -> None:
    """Run as a script, the example prints one line and nothing else: the list of the four results."""
    judge(crunch_example.fact("standard output", "script").equals(f"[{', '.join([str(SUM)] * 4)}]\n"))


@claim("crunch.computes-all-the-time", refuted_in=worlds_of_scripts.calls_wait_now_and_then)
def test_computes_all_the_time(crunch_script: Experiment, judge: Judge) -> None:
    """The example's calls only compute: apart from waits for a core, none waits for more than a tenth of its time."""
    judge(crunch_script.measured("share of the time blocked", "script").at_most(0.1))


@claim("crunch.one-call-each", refuted_in=worlds_of_scripts.pool_has_one_worker)
def test_one_call_each(crunch_script: Experiment, judge: Judge) -> None:
    """In at least one run, calls as long as the example's go to four workers, one each."""
    judge(crunch_script.fact("workers that took a call", "script").reaches(4, refuted_at=2))


@claim("crunch.one-call-each-however-short", holds_in=worlds_of_scripts.calls_wait_for_one_another, expect=refuted)
def test_one_call_each_however_short(short_calls: Experiment, judge: Judge) -> None:
    """However short the calls are, each of the four workers takes one, in each of fifty maps."""
    judge(short_calls.fact("fewest workers that took part", "pool").at_least(4))


@claim("crunch.run-simultaneously", refuted_in=worlds_of_scripts.pool_has_one_worker, needs=TWO_CORES)
def test_run_simultaneously(crunch_script: Experiment, judge: Judge) -> None:
    """For at least a tenth of a second, as many calls run at the same time as there are usable cores, up to four."""
    judge(crunch_script.measured("milliseconds with all cores at work", "script").reaches(100, refuted_at=1))


@claim("crunch.four-at-once", refuted_in=worlds_of_scripts.pool_has_two_workers, needs=FOUR_CORES)
def test_four_at_once(crunch_script: Experiment, judge: Judge) -> None:
    """Where four cores are usable, all four calls run at the same time for at least a tenth of a second."""
    judge(crunch_script.measured("milliseconds with four at work", "script").reaches(100, refuted_at=1))


@claim("crunch.own-interpreter-each", refuted_in=worlds_of_scripts.pool_is_made_of_threads)
def test_own_interpreter_each(crunch_script: Experiment, judge: Judge) -> None:
    """Each worker of the pool has its own interpreter.

    Neither another worker nor the process that created the pool sees what a worker changes in its interpreter.
    """
    judge(
        every(
            crunch_script.fact("marks seen by a worker", "script").equals(1),
            crunch_script.fact("marks seen by their parent", "script").equals(0),
        )
    )


@claim("crunch.results-are-copied-back", refuted_in=worlds.processes_are_threads)
def test_results_are_copied_back(parcels: Experiment, judge: Judge) -> None:
    """The process that waits for a worker's result unpickles it, so it gets a copy."""
    judge(
        every(
            parcels.fact("unpacked here", "processes").at_least(1),
            parcels.fact("equal", "processes").equals(True),
            parcels.fact("identical", "processes").equals(False),
        )
    )


@claim(
    "crunch.speedup-that-threads-cannot-give",
    refuted_in=worlds_of_scripts.pools_of_threads_are_processes,
    holds_in=worlds_of_scripts.pools_of_threads_take_turns,
    expect=refuted.when(GIL_OFF),
    needs=TWO_CORES,
)
def test_speedup_that_threads_cannot_give(crunch_pools: Experiment, judge: Judge) -> None:
    """A pool of processes gives a speedup that a pool of threads cannot give.

    With processes, the example finishes sooner, measured from the start of the pool to its end. With threads, no two
    calls run at the same time.
    """
    judge(
        every(
            crunch_pools.measured("milliseconds of threads at once", "both").at_most(5),
            crunch_pools.measured("times as fast with processes", "both").reaches(1.1, refuted_at=1.0),
        )
    )
