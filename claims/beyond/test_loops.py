"""An event loop for each thread."""

from gilclaims_guide import worlds_of_companions
from gilclaims_guide.conditions import LOOPS_APART
from gilclaims_guide.declaring import claim_of_the_lock
from pytest_gilclaims import TWO_CORES, Experiment, Judge, claim, every


@claim_of_the_lock("beyond.loops-in-threads-take-turns", needs=(TWO_CORES, LOOPS_APART))
def test_loops_in_threads_take_turns(loop_looks: Experiment, judge: Judge) -> None:
    """Four event loops in four threads never switch tasks at the same time; four in processes do."""
    judge(loop_looks.overlap("loops in threads").none(beside="loops in processes", refuted_from=5))


@claim("beyond.each-thread-may-have-a-loop", refuted_in=worlds_of_companions.loops_one_at_a_time)
def test_each_thread_may_have_a_loop(waiting_loops: Experiment, judge: Judge) -> None:
    """A process can have more than one event loop: four threads each run their own loop, all at the same time."""
    judge(
        every(
            waiting_loops.fact("threads", "loops").equals(4),
            waiting_loops.fact("loops at once", "loops").reaches(4, refuted_at=1),
        )
    )
