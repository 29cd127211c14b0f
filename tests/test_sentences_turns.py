"""Claims about threads that compute and the turns they take: what would hold, and what would refute, each of them."""

import threading
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given as every_example
from hypothesis import strategies as st

from claims import test_bound, test_folklore, test_future, test_gil, test_quiz, test_tools, test_trap
from gilclaims_guide import gathering, one_core, starting
from gilclaims_guide.baton import Baton, pass_on_when_due
from gilclaims_guide.turns import turns_taken
from pytest_gilclaims import Criterion, Experiment, Judge, Lane, Observation
from pytest_gilclaims.judging.verdict import Trial, judge_rounds
from pytest_gilclaims.testing import experiment_of

Claim = Callable[[Experiment, Judge], None]
Arms = dict[str, Observation]

MANY = 60


def seen(wall: float = 0.04, **figures: Any) -> Observation:
    """Invent what was seen of an arm."""
    return Observation(wall=wall, **figures)


def verdict_on(claim: Claim, arms: Arms, rounds: int = MANY) -> str:
    """Judge a claim by rounds that are all alike, one after another: ``undecided`` if they do not suffice.

    The judge's own patience would wait for a calm machine, and nothing is measured here.
    """
    verdicts: list[str] = []

    def judge(
        criterion: Criterion,
        *,
        given: Criterion | None = None,
        suffices: Criterion | None = None,
        refuted_by: Criterion | None = None,
    ) -> None:
        trial = Trial(criterion=criterion, given=given, suffices=suffices, refuted_by=refuted_by)
        looks = (judge_rounds(trial, [arms] * count).verdict for count in range(1, rounds + 1))
        verdicts.append(next((verdict for verdict in looks if verdict is not None), "undecided"))

    claim(experiment_of([arms]), judge)  # type: ignore[arg-type]
    return verdicts[0]


def lane_of(runs: Sequence[tuple[int, int]]) -> Lane:
    return Lane(begun=0, ended=1, runs=tuple(runs), cpu=0.0)


# Whose turn it was.


@every_example(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9)), min_size=1))
def test_turns_are_counted_as_they_were_taken(taken: list[tuple[int, int]]) -> None:
    """Any way of passing a turn on is read back from the runs, with stretches that follow each other as one turn."""
    ends = list(accumulate(length for _, length in taken))
    runs: dict[int, list[tuple[int, int]]] = {number: [] for number in range(4)}
    for (number, length), end in zip(taken, ends, strict=True):
        runs[number].append((end - length, end))
    order = [number for number, _ in taken]
    expected = [number for index, number in enumerate(order) if not index or order[index - 1] != number]
    assert turns_taken([lane_of(runs[number]) for number in range(4)]) == expected


def turn_taking(*, each: int, overlap: float, again: int | None = None, queued: float = 0.0) -> Arms:
    return {
        "threads": seen(
            0.1,
            overlap=overlap,
            queued=queued,
            facts={"turns of each": each, "turns taken again": 4 * (each - 1) if again is None else again},
        ),
        "processes": seen(0.03, overlap=0.02),
        "waiting threads": seen(0.02, facts={"waiting at once": 10}, queued=0.0),
    }


BY_TURNS: list[Claim] = [test_trap.test_took_turns, test_tools.test_threads_take_turns]


@pytest.mark.parametrize("claim", BY_TURNS)
def test_threads_that_come_back_again_and_again_take_turns(claim: Claim) -> None:
    assert verdict_on(claim, turn_taking(each=5, overlap=0.0)) == "holds"


@pytest.mark.parametrize("claim", BY_TURNS)
def test_threads_that_do_their_task_in_one_go_take_none(claim: Claim) -> None:
    """They never overlap either, which used to be all that was looked at."""
    assert verdict_on(claim, turn_taking(each=1, overlap=0.0)) == "refuted"


@pytest.mark.parametrize("claim", BY_TURNS)
def test_threads_that_are_kept_from_a_core_do_not_refute_turns(claim: Claim) -> None:
    assert verdict_on(claim, turn_taking(each=1, overlap=0.0, queued=0.1)) == "undecided"


@pytest.mark.parametrize("claim", [*BY_TURNS, test_future.test_plan_around_the_gil])
def test_threads_that_run_at_the_same_instant_take_none(claim: Claim) -> None:
    assert verdict_on(claim, turn_taking(each=5, overlap=0.01)) == "refuted"


def test_one_plans_around_the_lock_where_threads_wait_and_do_not_compute_at_once() -> None:
    claim, arms = test_future.test_plan_around_the_gil, turn_taking(each=5, overlap=0.0)
    assert verdict_on(claim, arms) == "holds"
    one_by_one = seen(0.2, facts={"waiting at once": 1}, queued=0.0)
    assert verdict_on(claim, {**arms, "waiting threads": one_by_one}) == "refuted"


# What turns cost.


def hurrying(cost: float, *, switches: int = 3000, again: int = 4, overlap: float = 0.0, loop: float = 1.0) -> Arms:
    return {
        "loop": seen(cpu=0.032 * loop, queued=0.0),
        "half a loop": seen(cpu=0.016, queued=0.0),
        "threads": seen(cpu=0.032, overlap=overlap, facts={"turns taken again": again}, queued=0.0),
        "hurried threads": seen(cpu=0.032 * cost, switches=switches),
        "processes": seen(overlap=0.01),
    }


@pytest.mark.parametrize(
    ("arms", "verdict"),
    [
        (hurrying(1.7), "holds"),
        # Many turns that cost nothing.
        (hurrying(1.0), "refuted"),
        # Few turns, as the machine was busy, cost nothing and say nothing.
        (hurrying(1.0, switches=40), "undecided"),
        # A clock that cannot tell twice the work.
        (hurrying(1.0, loop=0.5), "undecided"),
        # In one go, and at the same instant: no turns, whatever the figures say.
        (hurrying(1.0, switches=10, again=0), "refuted"),
        (hurrying(1.0, switches=10, overlap=0.01), "refuted"),
        # Dearer than threads that do not hurry, and no dearer than a loop.
        (hurrying(1.7, loop=1.8), "refuted"),
    ],
)
def test_turns_cost_processor_time(arms: Arms, verdict: str) -> None:
    assert verdict_on(test_gil.test_computing_threads_can_be_slower, arms) == verdict


# About as long as a plain loop.


def computing(threads: float, *, overlap: float = 0.0, cores: float = 1.0, processes: float = 0.02) -> Arms:
    return {
        "serial": seen(0.04, cpu=0.04, overlap=0.0, queued=0.0),
        "threads": seen(threads, cpu=threads * cores, overlap=overlap, queued=0.0),
        "processes": seen(processes, cpu=0.04, overlap=0.01),
        "tasks": seen(0.04, cpu=0.04, overlap=0.0),
    }


@pytest.mark.parametrize(
    ("arms", "verdict"),
    [
        (computing(0.04), "holds"),
        (computing(0.044), "holds"),
        # Three times as long, with no overlap at all, used to hold.
        (computing(0.12), "refuted"),
        (computing(0.02, overlap=0.02, cores=1.8), "refuted"),
        (computing(0.08), "undecided"),
        # Nobody gains here, so that nobody knows.
        (computing(0.12, processes=0.04), "undecided"),
    ],
)
def test_computing_threads_need_about_as_long_as_a_loop(arms: Arms, verdict: str) -> None:
    assert verdict_on(test_gil.test_computing_threads_gain_nothing, arms) == verdict


@pytest.mark.parametrize(
    ("arms", "verdict"),
    [
        (computing(0.02, cores=1.9), "refuted"),
        (computing(0.04), "holds"),
        # Threads that gain nothing as others have the cores: they waited for three.
        ({**computing(0.04), "threads": seen(0.04, cpu=0.03, overlap=0.0, queued=0.12)}, "undecided"),
    ],
)
def test_threads_that_hash_gain(arms: Arms, verdict: str) -> None:
    assert verdict_on(test_gil.test_hashing_threads_gain_nothing, arms) == verdict


@pytest.mark.parametrize(
    ("arms", "verdict"),
    [
        (computing(0.04), "refuted"),
        (computing(0.022, overlap=0.01, cores=1.8), "holds"),
        # 1.8 cores used, and slower: that used to hold.
        (computing(0.05, overlap=0.01, cores=1.8), "refuted"),
    ],
)
def test_threads_help_pictures_only_if_they_are_faster(arms: Arms, verdict: str) -> None:
    assert verdict_on(test_quiz.test_images_threads, arms) == verdict


# Nothing to overlap.


def gathered(*, at_once: int, wall: float, cpu: float = 0.012, waits_overlap: bool = True) -> Arms:
    return {
        "computing, in turn": seen(0.012, cpu=cpu, queued=0.0, facts={"under way at once": 1}),
        "computing, gathered": seen(wall, cpu=cpu, queued=0.0, facts={"under way at once": at_once}),
        "half waiting, in turn": seen(0.024, cpu=0.012, queued=0.0, facts={"under way at once": 1}),
        "half waiting, gathered": seen(
            0.014 if waits_overlap else 0.024,
            cpu=0.012,
            queued=0.0,
            facts={"under way at once": 4 if waits_overlap else 1},
        ),
        "plain loop": seen(0.012, cpu=0.012, queued=0.0),
    }


@pytest.mark.parametrize(
    ("arms", "verdict"),
    [
        (gathered(at_once=1, wall=0.012), "holds"),
        # Tasks that only sleep used to hold.
        (gathered(at_once=4, wall=0.012, cpu=0.0001), "refuted"),
        # One after another, yet waiting.
        (gathered(at_once=1, wall=0.024), "refuted"),
        (gathered(at_once=1, wall=0.012, waits_overlap=False), "inconclusive"),
    ],
)
def test_computing_has_nothing_to_overlap(arms: Arms, verdict: str) -> None:
    assert verdict_on(test_bound.test_computing_has_no_waits_to_overlap, arms) == verdict


@pytest.mark.parametrize(
    ("arms", "verdict"),
    [
        (gathered(at_once=1, wall=0.012), "refuted"),
        (gathered(at_once=4, wall=0.005), "holds"),
        (gathered(at_once=4, wall=0.012), "refuted"),
        (gathered(at_once=4, wall=0.012, waits_overlap=False), "undecided"),
    ],
)
def test_an_event_loop_helps_pictures_only_if_it_is_faster(arms: Arms, verdict: str) -> None:
    assert verdict_on(test_quiz.test_images_asyncio, arms) == verdict


@pytest.mark.parametrize(("ticks", "verdict"), [(0, "refuted"), (3, "holds"), (None, "undecided")])
def test_an_event_loop_is_not_for_what_stalls_it(ticks: int | None, verdict: str) -> None:
    arms = {"computing": seen(facts={"ticks": ticks}), "waiting": seen(facts={"ticks": 20})}
    assert verdict_on(test_folklore.test_async_for_everything, arms) == verdict


def test_a_task_that_computes_is_done_before_the_next_begins() -> None:
    """Whatever the machine is at: an event loop has no way to stop it."""
    alone = gathering.in_a_loop(gathering.gathered, gathering.only_computing, "numbers", 4)
    together = gathering.in_a_loop(gathering.gathered, gathering.half_waiting, "numbers", 4)
    assert (alone.facts["under way at once"], together.facts["under way at once"]) == (1, 4)


# The lock is the cause.


def overlapping(keeping: float, releasing: float) -> Arms:
    return {"keeping": seen(overlap=keeping), "releasing": seen(overlap=releasing)}


@pytest.mark.parametrize(
    ("arms", "verdict"),
    [
        (overlapping(0.0, 0.04), "holds"),
        (overlapping(0.04, 0.04), "refuted"),
        # Threads that take turns anyhow: the lock need not be the reason.
        (overlapping(0.0, 0.0), "undecided"),
    ],
)
def test_the_lock_serialises_what_runs_at_once_without_it(arms: Arms, verdict: str) -> None:
    assert verdict_on(test_quiz.test_lock_serialises, arms) == verdict


@pytest.mark.parametrize(
    ("on", "off", "verdict"), [(0.0, 90.0, "holds"), (80.0, 90.0, "refuted"), (0.0, 0.0, "inconclusive")]
)
def test_the_lock_is_the_cause_where_threads_run_at_once_without_it(on: float, off: float, verdict: str) -> None:
    arms = {
        name: seen(queued=0.0, facts={"milliseconds overlapped": overlapped, "turns of each": 3})
        for name, overlapped in {"lock on": on, "lock off": off}.items()
    }
    assert verdict_on(test_gil.test_is_the_cause, arms) == verdict


# Other explanations.


@pytest.mark.parametrize(
    ("usable", "overlapped", "verdict"), [(2, 20.0, "refuted"), (1, 0.0, "holds"), (2, 0.0, "holds")]
)
def test_one_core_is_no_reason_where_processes_have_two(usable: int, overlapped: float, verdict: str) -> None:
    """Two cores of which the system says that they are there, and of which undisturbed processes get one, are one."""
    arms = {
        "system": seen(facts={"usable cores": one_core.as_counted(usable)}),
        "processes": seen(queued=0.0, facts={"milliseconds overlapped": overlapped}),
    }
    assert verdict_on(test_quiz.test_one_core_only, arms) == verdict


@pytest.mark.parametrize(("make", "verdict"), [(starting.made, "refuted"), (starting.made_and_started, "holds")])
def test_work_of_threads_that_nobody_started_is_missed(make: starting.Making, verdict: str) -> None:
    arms = {
        "started": starting.make_threads(make, started=True),
        "never started": starting.make_threads(make, started=False),
    }
    assert verdict_on(test_quiz.test_forgot_to_start, arms) == verdict
    assert arms["never started"].facts["told so"] == (4 if verdict == "refuted" else 0)


# The worlds.


def test_a_baton_is_passed_on_and_never_shared() -> None:
    """Threads that pass it at every step take turns, and no two are ever within it."""
    baton, inside, most = Baton(), [0], [0]
    done: list[int] = []

    def task() -> None:
        for step in range(20):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            inside[0] -= 1
            baton._due = 0.0
            pass_on_when_due()
            done.append(step)

    threads = [threading.Thread(target=baton.carried_through, args=(task,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most[0], len(done)) == (1, 80)


def test_without_a_baton_there_is_nothing_to_pass_on() -> None:
    pass_on_when_due()
