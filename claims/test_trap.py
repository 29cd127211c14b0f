"""The classic trap: a computing loop on a thread pool, and the way out."""

from pytest_gilclaims import GIL_OFF, TWO_CORES, Experiment, Judge, claim, refuted, worlds


@claim(
    "trap.swapping-the-pool-fixes-it",
    refuted_in=worlds.threads_run_in_parallel,
    holds_in=worlds.threads_take_turns,
    expect=refuted.when(GIL_OFF),
    needs=TWO_CORES,
)
def test_swapping_the_pool_fixes_it(computing: Experiment, judge: Judge) -> None:
    """A process pool in place of the thread pool makes the same computing faster."""
    judge(
        computing.speedup("processes", over="threads").at_least(1.25, refuted_to=1.15),
        given=computing.speedup("processes", over="serial again").at_least(1.25),
    )
