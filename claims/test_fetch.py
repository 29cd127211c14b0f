"""The asyncio example: three waits of 2, 1 and 3 seconds, run together."""

from gilclaims_guide import worlds, worlds_of_waiting
from gilclaims_guide.declaring import overlapping
from pytest_gilclaims import GIL_ON, TWO_CORES, AsyncJudge, Experiment, Judge, claim, every, never


@claim("fetch.all-start-at-once", refuted_in=worlds.gather_awaits_one_by_one)
async def test_all_start_at_once(fetches: Experiment, judge: AsyncJudge) -> None:
    """All three fetches start before any of them finishes."""
    await judge(fetches.fact("started before any was done", "gather").equals(3))


@claim("fetch.shortest-finishes-first", refuted_in=worlds.gather_awaits_one_by_one)
async def test_shortest_finishes_first(fetches: Experiment, judge: AsyncJudge) -> None:
    """The fetches finish in the order of their waits: B after 1 s, A after 2 s, C after 3 s."""
    await judge(fetches.fact("finished", "gather").equals(["B", "A", "C"]))


@claim("fetch.results-keep-call-order", refuted_in=worlds.gather_yields_as_completed)
async def test_results_keep_call_order(fetches: Experiment, judge: AsyncJudge) -> None:
    """gather() returns the results in the order of the calls, whichever finishes first."""
    await judge(fetches.fact("results", "gather").equals(["A", "B", "C"]))


@claim("fetch.takes-the-longest-not-the-sum", refuted_in=worlds.waits_block_the_loop)
async def test_takes_the_longest_not_the_sum(fetches: Experiment, judge: AsyncJudge) -> None:
    """Together, the three waits take about as long as the longest of them, not as long as their sum."""
    await judge(overlapping(fetches, "gather", 2, within=1.1))


@claim("fetch.one-thread", refuted_in=worlds.gather_uses_threads)
async def test_one_thread(fetches: Experiment, judge: AsyncJudge) -> None:
    """A single thread runs all three fetches."""
    await judge(fetches.fact("threads", "gather").equals(1))


@claim("fetch.yields-at-the-sleep", refuted_in=worlds.waits_block_the_loop)
async def test_yields_at_the_sleep(fetches: Experiment, judge: AsyncJudge) -> None:
    """Awaiting the sleep gives up control: the other two fetches start while the first one waits."""
    await judge(fetches.fact("started during A's wait", "gather").equals(["B", "C"]))


@claim("fetch.prints-as-shown", refuted_in=worlds.waits_block_the_loop)
def test_prints_as_shown(fetch_script: Experiment, judge: Judge) -> None:
    """Run as a script, the example reports A, B and C starting, then B, A and C done, and finally A, B, C."""
    starts = ["A starting", "B starting", "C starting"]
    ends = ["B done", "A done", "C done", "all done: ['A', 'B', 'C']"]
    judge(fetch_script.fact("printed", "script").equals([*starts, *ends]))


@claim("fetch.same-with-real-answers", refuted_in=worlds.gather_awaits_one_by_one)
async def test_same_with_real_answers(fetched_answers: Experiment, judge: AsyncJudge) -> None:
    """Three server responses arrive in order of their waits, as sleeps do, and take about as long as the longest."""
    await judge(
        every(
            fetched_answers.fact("finished", "gather").equals(["B", "A", "C"]),
            overlapping(fetched_answers, "gather", 2, within=1.25),
        )
    )


@claim("fetch.no-fight-for-the-lock", refuted_in=worlds_of_waiting.loops_keep_a_thread_busy, needs=(GIL_ON, TWO_CORES))
def test_no_fight_for_the_lock(lateness: Experiment, judge: Judge) -> None:
    """Alone in their process, the three fetches never wait for the GIL: each continues as soon as its wait is over.

    Beside a thread of the same process that computes, they wait for the GIL every time.
    """
    judge(
        every(
            lateness.measured("in time", "alone").reaches(3, refuted_at=1),
            never(lateness.measured("in time", "beside a thread").reaches(3, refuted_at=1)),
        ),
        given=lateness.measured("in time", "beside a process").reaches(3, refuted_at=1),
    )


@claim("fetch.thousands-are-possible", refuted_in=worlds.gather_awaits_one_by_one)
async def test_thousands_are_possible(many_fetches: Experiment, judge: AsyncJudge) -> None:
    """A server has two thousand fetches of one event loop in progress at the same time."""
    await judge(many_fetches.fact("in flight", "tasks").reaches(2000, refuted_at=1))
