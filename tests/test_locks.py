"""Lock calls: what was surely inside a call, and that a ticking thread is always stopped."""

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilclaims_guide import locks, loops, ticker
from gilclaims_guide.one_lock import one_lock_for_all_threads
from pytest_gilclaims.facts.interpreter import gil_is_enabled

durations = st.integers(1, 10**9)
delays = st.integers(0, 10**9)


@given(durations, delays, delays)
def test_what_is_surely_inside_lies_inside_the_call_however_late_it_began_or_was_noticed(
    duration: int, before: int, after: int
) -> None:
    first, last = ticker.surely_inside(0, before + duration + after, duration)
    if first <= last:
        assert before <= first
        assert last <= before + duration


def test_a_call_without_delays_is_surely_inside_as_a_whole() -> None:
    assert ticker.surely_inside(100, 150, 50) == (100, 150)


@pytest.mark.parametrize("call", [locks.keeping_the_lock, locks.releasing_the_lock])
def test_the_call_takes_its_time_and_the_ticker_is_gone_afterwards(call: locks.Sleep) -> None:
    before = threading.active_count()
    seen = locks.call_beside_ticker(call, ticker.no_permission)
    assert seen.wall >= locks.CALL_SECONDS
    assert threading.active_count() == before


def ticks_of(call: locks.Sleep, permission: ticker.Permission) -> int:
    """Make calls until one is telling."""
    while (ticks := locks.call_beside_ticker(call, permission).facts["ticks"]) is None:
        continue
    return int(ticks)


def test_all_ticks_in_one_gap_are_one_turn_however_long_the_loop_had_to_wait_for_a_core() -> None:
    gaps = [(100, 200), (500, 900)]
    assert loops.turns_between_steps([], gaps) == 0
    assert loops.turns_between_steps([110, 150, 190], gaps) == 1
    assert loops.turns_between_steps([110, 150, 510, 600, 700, 800], gaps) == 2


def test_a_tick_between_two_steps_without_a_gap_is_a_turn_of_its_own() -> None:
    assert loops.turns_between_steps([50, 110, 150, 300, 400], [(100, 200)]) == 4


@given(st.lists(st.integers(0, 1000), unique=True), st.lists(st.integers(0, 1000), unique=True))
def test_there_are_never_more_turns_than_ticks_nor_than_gaps_if_all_fell_in_one(
    ticks: list[int], edges: list[int]
) -> None:
    edges.sort()
    gaps = list(zip(edges[::2], edges[1::2], strict=False))
    turns = loops.turns_between_steps(sorted(ticks), gaps)
    inside = [tick for tick in ticks if any(begin <= tick <= end for begin, end in gaps)]
    assert turns <= len(ticks)
    assert turns <= len(gaps) + len(ticks) - len(inside)
    assert (turns == 0) == (not ticks)


def test_a_loop_that_gives_way_has_gaps_and_a_plain_one_runs_its_time() -> None:
    assert loops.loop_giving_way(0.05)
    started = time.perf_counter()
    gaps = loops.plain_loop(0.05)
    assert time.perf_counter() - started >= 0.05
    assert all(end - begin > loops.STEP for begin, end in gaps)


@pytest.mark.skipif(not gil_is_enabled(), reason="without a GIL nobody has to be asked for it")
def test_a_plain_loop_that_is_asked_rarely_lets_go_rarely_though_the_other_ticks_often() -> None:
    seen = loops.loop_beside_ticker(loops.plain_loop, ticker.no_permission, loops.RARELY)
    assert seen.facts["turns of the other thread"] <= 1 + seen.wall / loops.RARELY


@pytest.mark.skipif(not gil_is_enabled(), reason="without a GIL there is none to keep")
def test_nothing_ticks_while_the_lock_is_kept() -> None:
    assert ticks_of(locks.keeping_the_lock, ticker.no_permission) == 0


def test_the_world_of_one_lock_stops_the_ticker_on_every_build() -> None:
    world = one_lock_for_all_threads
    assert ticks_of(world[locks.keeping_the_lock], world[ticker.no_permission]) == 0


def test_the_ticker_is_stopped_when_the_body_fails() -> None:
    before = threading.active_count()
    with pytest.raises(OSError, match="no"), ticker.ticking(ticker.no_permission):
        raise OSError("no")
    assert threading.active_count() == before
