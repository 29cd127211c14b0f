"""Races: every arm once a round, in shuffled order, nothing dropped."""

import asyncio
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilclaims_guide.patience import spin
from gilclaims_guide.waiting import watched_wait
from pytest_gilclaims.asking.experiment import Experiment
from pytest_gilclaims.instruments.race import Observation, Race
from pytest_gilclaims.instruments.watching import Lane, seconds_queued
from pytest_gilclaims.judging.fact import LONGEST_QUEUE


def logging_race(log: list[str], *, warm_up: int = 0) -> Race:
    """Make a race whose arms write their names down."""

    def arm(name: str) -> Observation:
        log.append(name)
        return Observation(wall=float(len(log)))

    return Race("toy", {name: lambda name=name: arm(name) for name in "abcd"}, warm_up=warm_up, seed=7)


def test_each_round_runs_every_arm_once_and_in_changing_order() -> None:
    log: list[str] = []
    race = logging_race(log)
    for _ in range(10):
        race.run_round()
    rounds = [log[index : index + 4] for index in range(0, 40, 4)]
    assert all(sorted(names) == list("abcd") for names in rounds)
    assert len({tuple(names) for names in rounds}) > 3


def test_arms_that_nobody_needs_any_more_are_missing_in_later_rounds() -> None:
    race = logging_race([])
    race.run_round()
    race.narrow({"b", "d", "another"})
    race.run_round()
    assert [sorted(one) for one in race.rounds] == [list("abcd"), list("bd")]
    assert list(race.arms) == list("abcd"), "they are arms of the experiment all the same"


def test_warm_up_rounds_are_run_and_not_kept() -> None:
    log: list[str] = []
    race = logging_race(log, warm_up=2)
    for _ in range(4):
        race.run_round()
    assert len(log) == 16
    assert len(race.rounds) == 2
    assert min(seen.wall for seen in race.rounds[0].values()) == 9


def test_rounds_of_coroutines_are_warmed_up_too() -> None:
    log: list[str] = []

    async def arm() -> Observation:
        log.append("round")
        return Observation(wall=1.0)

    async def run_three() -> None:
        for _ in range(3):
            await race.run_round_async()

    race = Race("toy", {"arm": arm}, warm_up=2)
    asyncio.run(run_three())
    assert (len(log), len(race.rounds)) == (3, 1)


def test_a_round_that_fails_is_not_kept() -> None:
    def fail() -> Observation:
        raise OSError("no")

    race = Race("toy", {"arm": fail})
    with pytest.raises(OSError, match="no"):
        race.run_round()
    assert race.rounds == []


@given(st.lists(st.tuples(st.none() | st.floats(0, 10), st.none() | st.integers(0, 9)), min_size=1, max_size=5))
def test_what_one_worker_did_not_count_is_unknown_of_all(told: list[tuple[float | None, int | None]]) -> None:
    lanes = [Lane(begun=0, ended=10, runs=(), cpu=0.0, queued=queued, switches=count) for queued, count in told]
    seen = Observation.of(lanes)
    assert (seen.queued is None) is any(queued is None for queued, _ in told)
    assert (seen.switches is None) is any(count is None for _, count in told)
    assert (seen.cores_awaited is None) is (seen.queued is None)


def test_several_looks_add_up() -> None:
    def lane(begun: int) -> Lane:
        return Lane(begun=begun, ended=begun + 10**9, runs=((begun, begun + 10**9),), cpu=0.5, queued=0.25)

    seen = Observation.of_looks([[lane(0), lane(0)], [lane(0), lane(5 * 10**8)]])
    assert (seen.wall, seen.cpu, seen.queued, seen.overlap) == (2.5, 2.0, 1.0, 1.5)
    assert seen.facts == {"milliseconds overlapped": 1500.0}


@pytest.mark.skipif(
    not hasattr(os, "sched_setaffinity") or seconds_queued() is None, reason="this system does not tell who waits"
)
def test_who_computes_beside_a_program_on_the_same_core_waits_for_it() -> None:
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        other = subprocess.Popen([sys.executable, "-c", "print(flush=True)\nwhile True: pass"], stdout=subprocess.PIPE)
        with other:
            assert other.stdout is not None
            other.stdout.readline()
            seen = Observation.of([watched_wait(spin, 0.5)])
            other.kill()
    finally:
        os.sched_setaffinity(0, allowed)
    assert seen.queued is not None
    assert seen.cpu is not None
    assert seen.cores_awaited is not None
    # Together they fill the time, but for what the clocks of the system leave out.
    assert seen.queued + seen.cpu > 0.3
    assert seen.cores_awaited > LONGEST_QUEUE


def test_arms_that_are_coroutines_need_an_async_claim() -> None:
    async def arm() -> Observation:
        return Observation(wall=1.0)

    race = Race("toy", {"arm": arm})
    with pytest.raises(TypeError, match="write async claims, with await judge"):
        race.run_round()
    asyncio.run(race.run_round_async())
    assert len(race.rounds) == 1


def test_an_experiment_refuses_an_arm_that_it_does_not_have_and_names_those_that_it_has() -> None:
    with pytest.raises(ValueError, match="experiment 'toy' has no arm 'thread': it has 'a', 'b', 'c', 'd'"):
        Experiment(logging_race([])).speedup("thread", over="a")
