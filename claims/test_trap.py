"""The classic trap: a computing loop on a thread pool, and the way out."""

from gilclaims_guide import worlds
from gilclaims_guide.declaring import claim_of_the_lock
from pytest_gilclaims import Experiment, Judge, claim


@claim_of_the_lock("trap.threads-leave-it-as-slow")
def test_threads_leave_it_as_slow(computing: Experiment, judge: Judge) -> None:
    """On a pool of threads a computing loop is as slow as before, or slower."""
    judge(
        computing.speedup("threads").at_most(1.15, refuted_from=1.25),
        given=computing.speedup("processes", over="tasks").at_least(1.25),
        suffices=computing.overlap("threads").none(beside="processes", refuted_from=5),
    )


@claim("trap.not-a-bug", refuted_in=worlds.threads_share_one_slot)
def test_not_a_bug(trap: Experiment, judge: Judge) -> None:
    """The threaded loop is right, only no faster: four threads that share its list lose no result and get none wrong.

    They return their results, append them to one list, store them in one dict, and count them under a lock.
    """
    judge(
        trap.count("lost or wrong", "threads").not_once(beside="careless threads", shown_from=100),
        given=trap.fact("lost or wrong", "loop").equals(0),
    )


@claim_of_the_lock("trap.took-turns")
def test_took_turns(looks: Experiment, judge: Judge) -> None:
    """The four threads spent the time taking turns: no two of them ever ran at the same instant."""
    judge(looks.overlap("threads").none(beside="processes", refuted_from=5))


@claim_of_the_lock("trap.swapping-the-pool-fixes-it")
def test_swapping_the_pool_fixes_it(computing: Experiment, judge: Judge) -> None:
    """A process pool in place of the thread pool makes the same computing faster."""
    judge(
        computing.speedup("processes", over="threads").at_least(1.25, refuted_to=1.15),
        given=computing.speedup("processes", over="tasks").at_least(1.25),
    )
