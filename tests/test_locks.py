"""Lock calls: what was surely inside a call, and that a ticking thread is always stopped."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_gilclaims.facts.interpreter import gil_is_enabled
from pytest_gilclaims.lab import locks
from pytest_gilclaims.lab.worlds import one_lock_for_all_threads

durations = st.integers(1, 10**9)
delays = st.integers(0, 10**9)


@given(durations, delays, delays)
def test_what_is_surely_inside_lies_inside_the_call_however_late_it_began_or_was_noticed(
    duration: int, before: int, after: int
) -> None:
    first, last = locks.surely_inside(0, before + duration + after, duration)
    if first <= last:
        assert before <= first
        assert last <= before + duration


def test_a_call_without_delays_is_surely_inside_as_a_whole() -> None:
    assert locks.surely_inside(100, 150, 50) == (100, 150)


@pytest.mark.parametrize("call", [locks.keeping_the_lock, locks.releasing_the_lock])
def test_the_call_takes_its_time_and_the_ticker_is_gone_afterwards(call: locks.Sleep) -> None:
    before = threading.active_count()
    seen = locks.call_beside_ticker(call, locks.no_permission)
    assert seen.wall >= locks.CALL_SECONDS
    assert threading.active_count() == before


def ticks_of(call: locks.Sleep, permission: locks.Permission) -> int:
    """Make calls until one is telling."""
    while (ticks := locks.call_beside_ticker(call, permission).facts["ticks"]) is None:
        continue
    return int(ticks)


@pytest.mark.skipif(not gil_is_enabled(), reason="without a GIL there is none to keep")
def test_nothing_ticks_while_the_lock_is_kept() -> None:
    assert ticks_of(locks.keeping_the_lock, locks.no_permission) == 0


def test_the_world_of_one_lock_stops_the_ticker_on_every_build() -> None:
    world = one_lock_for_all_threads
    assert ticks_of(world.lock_keeping_call, world.permission_to_run) == 0


def test_the_ticker_is_stopped_when_the_body_fails() -> None:
    before = threading.active_count()
    with pytest.raises(OSError, match="no"), locks.ticking(locks.no_permission):
        raise OSError("no")
    assert threading.active_count() == before
