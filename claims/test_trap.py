"""The classic trap: a computing loop on a thread pool, and the way out."""

import pytest

from gilclaims_guide import worlds
from gilclaims_guide.conditions import PILLOW
from gilclaims_guide.declaring import claim_of_the_lock
from pytest_gilclaims import TWO_CORES, Experiment, Judge, claim, never, refuted


@claim_of_the_lock("trap.threads-leave-it-as-slow")
def test_threads_leave_it_as_slow(computing: Experiment, judge: Judge) -> None:
    """On a pool of threads a computing loop is as slow as before, or slower."""
    judge(
        computing.speedup("threads").at_most(1.15, refuted_from=1.25),
        given=computing.speedup("processes", over="tasks").at_least(1.25),
        suffices=computing.overlap("threads").none(beside="processes", refuted_from=5),
    )


@claim("trap.not-a-bug", refuted_in=worlds.threads_share_one_slot)
def test_not_a_bug(answers: Experiment, judge: Judge) -> None:
    """The threaded loop is right, only no faster: its results are those of the plain one."""
    expected = [(below - 1) * below * (2 * below - 1) // 6 for below in (1000, 2000, 3000, 4000)]
    judge(
        answers.fact("results", "threads").equals(expected),
        given=answers.fact("results", "serial").equals(expected),
    )


@claim_of_the_lock("trap.took-turns")
def test_took_turns(looks: Experiment, judge: Judge) -> None:
    """The four threads spent the time taking turns: no two of them ever ran at the same instant."""
    judge(looks.overlap("threads").none(beside="processes", refuted_from=5))


@claim("trap.image-library-in-threads", holds_in=worlds.threads_take_turns, expect=refuted, needs=(PILLOW, TWO_CORES))
@pytest.mark.parametrize("workload", ["pillow"])
def test_image_library_in_threads(picture_looks: Experiment, workload: str, judge: Judge) -> None:
    """Threads change nothing for a script that resizes pictures by a library: they never resize at the same instant."""
    judge(never(picture_looks.overlap("threads").some(beside="processes", proved_from=5)))


@claim_of_the_lock("trap.swapping-the-pool-fixes-it")
def test_swapping_the_pool_fixes_it(computing: Experiment, judge: Judge) -> None:
    """A process pool in place of the thread pool makes the same computing faster."""
    judge(
        computing.speedup("processes", over="threads").at_least(1.25, refuted_to=1.15),
        given=computing.speedup("processes", over="tasks").at_least(1.25),
    )
