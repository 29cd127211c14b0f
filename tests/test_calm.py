"""Calm moments: waited for, and not for ever."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_gilclaims.facts.machine import usable_cores
from pytest_gilclaims.instruments import calm
from pytest_gilclaims.instruments.calm import Patience, free_cores

LOOP = "print(flush=True)\nwhile True: pass"


@contextmanager
def busy_loops(count: int) -> Iterator[None]:
    """Keep so many cores busy for the length of the body."""
    with ExitStack() as stack:
        for _ in range(count):
            loop = stack.enter_context(subprocess.Popen([sys.executable, "-c", LOOP], stdout=subprocess.PIPE))
            stack.callback(loop.kill)
            assert loop.stdout is not None
            loop.stdout.readline()
        yield


def test_no_core_is_free_where_each_has_a_loop() -> None:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with busy_loops(cores):
        assert free_cores(0.5) < 0.5 * cores


class Times(NamedTuple):
    """What a core did, as psutil tells it."""

    user: float
    system: float
    idle: float


@given(st.floats(0, 9), st.floats(0, 9), st.floats(0.001, 9), st.floats(0, 1e6))
def test_a_core_is_idle_for_the_share_of_the_time_in_which_it_did_nothing_however_short_that_was(
    user: float, system: float, idle: float, since: float
) -> None:
    before = Times(since, since, since)
    share = calm.idle_share(before, Times(since + user, since + system, since + idle))
    assert share == pytest.approx(idle / (user + system + idle), abs=1e-3)


def test_a_core_whose_time_was_not_counted_slept() -> None:
    assert calm.idle_share(Times(1, 2, 3), Times(1, 2, 3)) == 1.0


def test_as_many_cores_as_there_are_can_be_free_at_most() -> None:
    assert 0 <= free_cores(0.1) <= (os.cpu_count() or 1)


def test_patience_ends_and_halves_while_no_calm_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calm, "free_cores", lambda: 0.0)
    patience = Patience(0.2)
    for longest in (0.2, 0.1, 0.05):
        started = time.perf_counter()
        assert not patience.wait(usable_cores())
        assert time.perf_counter() - started >= longest


def test_patience_is_there_again_once_calm_has_come(monkeypatch: pytest.MonkeyPatch) -> None:
    free = 0.0
    monkeypatch.setattr(calm, "free_cores", lambda: free)
    patience = Patience(0.05)
    assert not patience.wait(2)
    assert not patience.wait(2)
    free = 2.0
    assert patience.wait(2)
    free = 0.0
    assert patience.wait(2), "it was calm a moment ago"
    monkeypatch.setattr(calm, "LASTING_SECONDS", 0.0)
    started = time.perf_counter()
    assert not patience.wait(2)
    assert time.perf_counter() - started >= 0.05


@pytest.mark.parametrize(("usable", "free", "is_calm"), [(1, 0.95, True), (2, 0.95, False), (64, 1.9, True)])
def test_two_free_cores_are_enough_and_all_that_are_needed(
    monkeypatch: pytest.MonkeyPatch, usable: int, free: float, is_calm: bool
) -> None:
    monkeypatch.setattr(calm, "free_cores", lambda: free)
    assert Patience(0.0).wait(usable) is is_calm
