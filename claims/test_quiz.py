"""The quick check: every choice of its three questions is a claim."""

import pytest

from gilclaims_guide import one_lock, worlds, worlds_of_scripts
from gilclaims_guide.declaring import at_once, claim_of_the_lock, overlapping
from pytest_gilclaims import GIL_OFF, TWO_CORES, Experiment, Judge, claim, every, holds, never, refuted

# Four threads over a computing loop gain nothing. Why?


@claim("quiz.one-core-only", holds_in=worlds_of_scripts.pool_has_one_worker, expect=refuted, needs=TWO_CORES)
def test_one_core_only(crunch_script: Experiment, judge: Judge) -> None:
    """Because the machine has only one core: not even processes run at the same instant."""
    judge(never(crunch_script.measured("milliseconds overlapped", "script").reaches(5, refuted_at=0)))


@claim_of_the_lock("quiz.lock-serialises")
def test_lock_serialises(looks: Experiment, judge: Judge) -> None:
    """Because the lock lets one thread at a time execute bytecode, so that the four take turns."""
    judge(looks.overlap("threads").none(beside="processes", refuted_from=5))


@claim("quiz.threads-always-slower", holds_in=one_lock.no_two_waits_overlap, expect=refuted)
def test_threads_always_slower(ten_waits: Experiment, judge: Judge) -> None:
    """Because threads are always slower than one: not even ten that wait are faster than a loop."""
    judge(
        never(overlapping(ten_waits, "threads", 10, within=9)),
        given=at_once(ten_waits, "four processes", 4),
    )


@claim("quiz.forgot-to-start", holds_in=worlds.threads_are_never_started, expect=refuted)
def test_forgot_to_start(marks: Experiment, judge: Judge) -> None:
    """Because nobody called start(): no more than one thread did all the work."""
    judge(marks.fact("threads", "threads").at_most(1))


# Two hundred URLs are to be downloaded. Which tool?


@claim("quiz.urls-need-processes", holds_in=one_lock.requests_come_one_by_one, expect=refuted)
def test_urls_need_processes(two_hundred_urls: Experiment, judge: Judge) -> None:
    """Only processes help: within one process no two downloads are under way together."""
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
    """Threads or an event loop: both fetch the two hundred in a fifth of the time of a loop, or less."""
    judge(
        every(
            two_hundred_urls.fastest("threads", unit="delay").at_most(
                40, refuted_without=two_hundred_urls.fact("in flight", "threads").reaches(50, refuted_at=1)
            ),
            two_hundred_urls.fastest("tasks", unit="delay").at_most(
                40, refuted_without=two_hundred_urls.fact("in flight", "tasks").reaches(50, refuted_at=1)
            ),
        )
    )


@claim("quiz.nothing-helps", holds_in=one_lock.requests_come_one_by_one, expect=refuted)
def test_nothing_helps(two_hundred_urls: Experiment, judge: Judge) -> None:
    """Nothing helps: the lock lets no two downloads of a process be under way together."""
    judge(never(two_hundred_urls.fact("in flight", "threads").reaches(50, refuted_at=1)))


@claim("quiz.plain-loop-is-best", holds_in=one_lock.requests_come_one_by_one, expect=refuted)
def test_plain_loop_is_best(two_hundred_urls: Experiment, judge: Judge) -> None:
    """A plain loop is best: threads are not even five times faster."""
    judge(
        never(
            two_hundred_urls.fastest("threads", unit="delay").at_most(
                40, refuted_without=two_hundred_urls.fact("in flight", "threads").reaches(50, refuted_at=1)
            )
        )
    )


# Pictures are to be resized in pure Python, on all cores. Which tool?

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
    """Threads, one a core: they keep several cores busy."""
    judge(
        computing.cores("threads").at_least(1.25, refuted_to=1.15),
        given=computing.cores("processes").at_least(1.25),
        refuted_by=computing.overlap("threads").none(beside="processes", refuted_from=5),
    )


@claim("quiz.images-asyncio", holds_in=worlds.tasks_run_in_processes, expect=refuted, needs=TWO_CORES)
@in_pure_python
def test_images_asyncio(computing: Experiment, judge: Judge) -> None:
    """An event loop: its tasks keep several cores busy."""
    judge(
        computing.cores("tasks").at_least(1.25, refuted_to=1.15),
        given=computing.cores("processes").at_least(1.25),
        refuted_by=computing.overlap("tasks").none(beside="processes", refuted_from=5),
    )


@claim("quiz.images-processes", refuted_in=worlds.processes_take_turns, needs=TWO_CORES)
@in_pure_python
def test_images_processes(process_looks: Experiment, judge: Judge) -> None:
    """Processes: they resize at the same instant. Threads that hash show without any process that cores are free."""
    judge(never(process_looks.overlap("processes").none(beside="hashing threads", refuted_from=5)))


@claim("quiz.images-impossible", holds_in=worlds.processes_take_turns, expect=refuted, needs=TWO_CORES)
@in_pure_python
def test_images_impossible(process_looks: Experiment, judge: Judge) -> None:
    """It is impossible: not even processes resize at the same instant, where threads that hash do so."""
    judge(process_looks.overlap("processes").none(beside="hashing threads", refuted_from=5))
