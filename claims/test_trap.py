"""The classic trap: a computing loop on a thread pool, and the way out."""

from pytest_gilclaims import GIL_OFF, TWO_CORES, Experiment, Judge, claim, refuted, worlds


@claim(
    "trap.threads-leave-it-as-slow",
    refuted_in=worlds.threads_run_in_parallel,
    holds_in=worlds.threads_take_turns,
    expect=refuted.when(GIL_OFF),
    needs=TWO_CORES,
)
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


@claim(
    "trap.took-turns",
    refuted_in=worlds.threads_run_in_parallel,
    holds_in=worlds.threads_take_turns,
    expect=refuted.when(GIL_OFF),
    needs=TWO_CORES,
)
def test_took_turns(looks: Experiment, judge: Judge) -> None:
    """The four threads spent the time taking turns: no two of them ever ran at the same instant."""
    judge(looks.overlap("threads").none(beside="processes", refuted_from=5))


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
        given=computing.speedup("processes", over="tasks").at_least(1.25),
    )
