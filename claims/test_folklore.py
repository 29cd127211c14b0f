"""Folklore: what people say about Python and threads."""

from gilclaims_guide import one_lock, worlds, worlds_of_builds
from gilclaims_guide.conditions import FREE_THREADED_AT_HAND
from gilclaims_guide.declaring import at_once, claim_of_the_lock
from pytest_gilclaims import Experiment, Judge, claim, every, never, refuted


@claim("folklore.python-cannot-do-threads", holds_in=one_lock.no_two_waits_overlap, expect=refuted)
def test_python_cannot_do_threads(ten_waits: Experiment, judge: Judge) -> None:
    """Python cannot do threads: whatever is started, only one thing happens at a time."""
    judge(
        never(at_once(ten_waits, "threads", 10)),
        given=at_once(ten_waits, "four processes", 4),
    )


@claim(
    "folklore.gil-makes-python-slow",
    holds_in=worlds_of_builds.steps_take_the_lock,
    expect=refuted,
    needs=FREE_THREADED_AT_HAND,
)
def test_gil_makes_python_slow(mixed_lock_states: Experiment, judge: Judge) -> None:
    """The GIL makes even one thread slow: with it, the same interpreter needs at least a third more processor time.

    The work is a mix of calls, attributes, containers and strings.
    """
    judge(
        mixed_lock_states.cost("lock on", over="lock off").at_least(1.33, refuted_to=1.15),
        given=mixed_lock_states.cost("lock off, twice the work", over="lock off").at_least(1.5, refuted_to=1.2),
    )


@claim("folklore.async-for-everything", holds_in=worlds.computing_is_half_waiting, expect=refuted)
def test_async_for_everything(stalling: Experiment, judge: Judge) -> None:
    """An event loop is for everything: while one task computes for a twentieth of a second, another makes progress."""
    judge(
        never(stalling.fact("ticks", "computing").equals(0)),
        given=stalling.fact("ticks", "waiting").reaches(5, refuted_at=0),
    )


@claim_of_the_lock("folklore.three-tools-three-jobs")
def test_three_tools_three_jobs(tournament: Experiment, judge: Judge) -> None:
    """Threads, an event loop and processes each have a job that neither of the others does as well.

    Four threads make four blocking calls at the same time; tasks make one at a time. An event loop has a thousand
    awaitable waits in progress at the same time; four threads or processes have four. Only processes compute at the
    same time.
    """
    judge(
        every(
            at_once(tournament, "blocking threads", 4),
            tournament.fact("waiting at once", "blocking tasks").equals(1),
            at_once(tournament, "awaiting tasks", 1000),
            tournament.overlap("computing threads").none(beside="computing processes", refuted_from=5),
            tournament.overlap("computing tasks").none(beside="computing processes", refuted_from=5),
        )
    )
