"""The classic trap: a loop that computes on a thread pool, and the way out."""

import pytest

from gilclaims_guide import worlds, worlds_of_scripts, worlds_of_turns
from gilclaims_guide.conditions import PILLOW
from gilclaims_guide.declaring import claim_of_the_lock
from pytest_gilclaims import GIL_OFF, TWO_CORES, Experiment, Judge, claim, every, never, refuted


@claim_of_the_lock("trap.threads-leave-it-as-slow")
def test_threads_leave_it_as_slow(computing: Experiment, judge: Judge) -> None:
    """On a pool of threads, a loop that computes is as slow as before, or slower."""
    judge(
        computing.speedup("threads").at_most(1.15, refuted_from=1.25),
        given=computing.speedup("processes", over="tasks").at_least(1.25),
        suffices=computing.overlap("threads").none(beside="processes", refuted_from=5),
    )


@claim("trap.not-a-bug", refuted_in=worlds.threads_share_one_slot)
def test_not_a_bug(trap: Experiment, judge: Judge) -> None:
    """The threaded loop is correct, only no faster: four threads that share its list lose no result and get none wrong.

    They return their results, append them to one list, store them in one dict, and count them under a lock.
    """
    judge(
        trap.count("lost or wrong", "threads").not_once(beside="careless threads", shown_from=100),
        given=trap.fact("lost or wrong", "loop").equals(0),
    )


@claim(
    "trap.took-turns",
    refuted_in=worlds_of_turns.threads_work_in_one_go,
    holds_in=worlds_of_turns.threads_pass_a_baton,
    expect=refuted.when(GIL_OFF),
    needs=TWO_CORES,
)
def test_took_turns(turn_taking: Experiment, judge: Judge) -> None:
    """The four threads take turns: each runs again and again, after others, and no two run at the same time.

    Each of them has at least three turns.
    """
    judge(
        every(
            turn_taking.fact("turns of each", "threads").reaches(3, refuted_at=1),
            turn_taking.overlap("threads").none(beside="processes", refuted_from=5),
        )
    )


@claim(
    "trap.swapping-the-pool-fixes-it",
    refuted_in=worlds_of_scripts.pools_of_threads_are_processes,
    holds_in=worlds_of_scripts.pools_of_threads_take_turns,
    expect=refuted.when(GIL_OFF),
    needs=TWO_CORES,
)
def test_swapping_the_pool_fixes_it(crunch_pools: Experiment, judge: Judge) -> None:
    """With a process pool instead of a thread pool, the same loop spreads across the cores and finishes sooner.

    The threads take turns. The processes use more than one core, counting the time to start and stop them.
    """
    judge(
        every(
            crunch_pools.measured("milliseconds of threads at once", "both").at_most(5),
            crunch_pools.measured("cores used by processes", "both").reaches(1.25, refuted_at=1.05),
            crunch_pools.measured("times as fast with processes", "both").reaches(1.1, refuted_at=1.0),
        )
    )


@claim("trap.image-library-in-threads", holds_in=worlds.threads_take_turns, expect=refuted, needs=(PILLOW, TWO_CORES))
@pytest.mark.parametrize("workload", ["pillow"])
def test_image_library_in_threads(picture_looks: Experiment, workload: str, judge: Judge) -> None:
    """Threads do not help a script that resizes images with a library: they never resize at the same time."""
    judge(never(picture_looks.overlap("threads").some(beside="processes", proved_from=5)))
