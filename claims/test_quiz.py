"""The quick check: every choice of its three questions is a claim."""

import pytest

from gilclaims_guide import one_lock, worlds, worlds_of_turns, worlds_of_waiting
from gilclaims_guide.declaring import at_once, in_hand_at_once, overlapping
from pytest_gilclaims import GIL_OFF, TWO_CORES, Experiment, Judge, claim, every, holds, never, refuted

# Four threads over a loop that computes gain nothing. Why?


@claim("quiz.one-core-only", holds_in=worlds_of_turns.one_core_for_all, expect=refuted.when(TWO_CORES))
def test_one_core_only(cores_at_hand: Experiment, judge: Judge) -> None:
    """Because there is only one core: the system has no second core on which processes could run at the same time."""
    judge(
        never(
            every(
                cores_at_hand.fact("usable cores", "system").at_least(2),
                cores_at_hand.measured("milliseconds overlapped", "processes").reaches(5, refuted_at=0),
            )
        )
    )


@claim(
    "quiz.lock-serialises",
    refuted_in=worlds_of_turns.length_is_found_without_the_lock,
    holds_in=worlds_of_turns.threads_work_in_one_go,
    expect=refuted.when(GIL_OFF),
    needs=TWO_CORES,
)
def test_lock_serialises(with_and_without: Experiment, judge: Judge) -> None:
    """Because the GIL lets one thread run at a time: four threads that make the same C call overlap only without it."""
    judge(with_and_without.overlap("keeping").none(beside="releasing", refuted_from=5))


@claim("quiz.threads-always-slower", holds_in=one_lock.no_two_waits_overlap, expect=refuted)
def test_threads_always_slower(ten_waits: Experiment, judge: Judge) -> None:
    """Because threads are always slower than one: not even ten threads that wait are faster than a loop."""
    judge(
        never(overlapping(ten_waits, "threads", 10, within=9)),
        given=at_once(ten_waits, "four processes", 4),
    )


@claim("quiz.forgot-to-start", holds_in=worlds_of_turns.threads_start_by_themselves, expect=refuted)
def test_forgot_to_start(forgetting: Experiment, judge: Judge) -> None:
    """Because nobody called start(): threads that were never started still do their work."""
    judge(
        forgetting.fact("tasks done", "never started").equals(4),
        given=forgetting.fact("tasks done", "started").equals(4),
    )


# Two hundred URLs have to be downloaded. Which tool?


@claim("quiz.urls-need-processes", holds_in=one_lock.requests_come_one_by_one, expect=refuted)
def test_urls_need_processes(two_hundred_urls: Experiment, judge: Judge) -> None:
    """Only processes help: within one process, no two downloads are in progress at the same time."""
    judge(
        never(
            every(
                two_hundred_urls.fact("in flight", "threads").reaches(50, refuted_at=1),
                two_hundred_urls.fact("in flight", "tasks").reaches(50, refuted_at=1),
            )
        )
    )


@claim("quiz.urls-threads-or-asyncio", refuted_in=one_lock.requests_come_one_by_one)
def test_urls_threads_or_asyncio(two_hundred_urls: Experiment, judge: Judge) -> None:
    """Threads or an event loop: with either, two hundred downloads take no longer than ten, one after another."""
    judge(every(in_hand_at_once(two_hundred_urls, "threads"), in_hand_at_once(two_hundred_urls, "tasks")))


@claim("quiz.urls-wait", refuted_in=worlds_of_waiting.answers_come_at_once)
def test_urls_wait(two_hundred_urls: Experiment, judge: Judge) -> None:
    """Downloading from a server that takes half a second to respond uses a core for at most a twentieth of the time."""
    judge(two_hundred_urls.measured("cores used", "loop").at_most(0.05, even_with="cores waited for"))


@claim("quiz.nothing-helps", holds_in=one_lock.requests_come_one_by_one, expect=refuted)
def test_nothing_helps(two_hundred_urls: Experiment, judge: Judge) -> None:
    """Nothing helps: with the GIL, no two downloads of a process are in progress at the same time."""
    judge(never(two_hundred_urls.fact("in flight", "threads").reaches(50, refuted_at=1)))


@claim("quiz.plain-loop-is-best", holds_in=one_lock.requests_come_one_by_one, expect=refuted)
def test_plain_loop_is_best(two_hundred_urls: Experiment, judge: Judge) -> None:
    """A plain loop is best: it has one download in progress, and threads have no more."""
    judge(
        never(in_hand_at_once(two_hundred_urls, "threads")),
        given=two_hundred_urls.fact("in flight", "loop").equals(1),
    )


# Images have to be resized in pure Python, on all cores. Which tool?

in_pure_python = pytest.mark.parametrize("workload", ["image"])


@claim(
    "quiz.images-threads",
    refuted_in=worlds.threads_take_turns,
    holds_in=worlds.threads_run_in_parallel,
    expect=holds.when(GIL_OFF),
    needs=TWO_CORES,
)
@in_pure_python
def test_images_threads(computing: Experiment, judge: Judge) -> None:
    """Threads, one per core: they resize images faster than a plain loop does."""
    judge(
        computing.speedup("threads").at_least(1.25, refuted_to=1.05),
        given=computing.speedup("processes", over="tasks").at_least(1.25),
        refuted_by=computing.overlap("threads").none(beside="processes", refuted_from=5),
    )


@claim("quiz.images-asyncio", holds_in=worlds.computing_is_half_waiting, expect=refuted)
@in_pure_python
def test_images_asyncio(gathering: Experiment, judge: Judge) -> None:
    """An event loop: four gathered tasks that resize images finish sooner than the same tasks one after another."""
    judge(
        gathering.sooner("computing, gathered", than="computing, in turn").at_least(1.25, refuted_to=1.15),
        given=gathering.sooner("half waiting, gathered", than="half waiting, in turn").at_least(1.25),
        # Tasks that each finish before the next one starts save no time.
        refuted_by=gathering.fact("under way at once", "computing, gathered").equals(1),
    )


@claim("quiz.images-processes", refuted_in=worlds.processes_take_turns, needs=TWO_CORES)
@in_pure_python
def test_images_processes(process_looks: Experiment, judge: Judge) -> None:
    """Processes: they resize images at the same time.

    Threads that hash show, without any process, that cores are free.
    """
    judge(never(process_looks.overlap("processes").none(beside="hashing threads", refuted_from=5)))


@claim("quiz.images-impossible", holds_in=worlds.processes_take_turns, expect=refuted, needs=TWO_CORES)
@in_pure_python
def test_images_impossible(process_looks: Experiment, judge: Judge) -> None:
    """It is impossible: not even processes resize images at the same time, although threads that hash do overlap."""
    judge(process_looks.overlap("processes").none(beside="hashing threads", refuted_from=5))
