"""Teams of any size: threads that make ready before they meet, and processes."""

import os
import sys
import threading

import pytest

from pytest_gilclaims.instruments.pools import Pools
from pytest_gilclaims.instruments.team import UnsafeInCompanyError, in_team
from pytest_gilclaims.instruments.ticker import ticking
from pytest_gilclaims.instruments.work import Pace, Work, again_and_again

ONCE_EACH = Pace(bundles=3)


def test_each_thread_makes_its_own_argument_before_any_of_them_begins() -> None:
    made: list[int] = []
    seen: list[int] = []
    work = Work(function=lambda own: seen.append(len(made)), own=lambda: made.append(threading.get_ident()))
    lanes = in_team(work, ONCE_EACH, 3, again_and_again)
    assert len(set(made)) == 3
    assert seen == [3, 3, 3]
    assert len({lane.thread for lane in lanes}) == 3


@pytest.mark.parametrize("count", [1, 2, 5])
def test_any_number_of_processes_can_work_together(count: int) -> None:
    with Pools() as pools:
        results = pools.in_team_of_processes([os.getpid] * count)
    assert len(set(results)) == count
    assert os.getpid() not in results


def test_what_a_single_thread_raises_is_its_own() -> None:
    def fail() -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        in_team(Work(function=fail), Pace(bundles=1), 1, again_and_again)
    with pytest.raises(UnsafeInCompanyError, match="KeyError in 2 of 2 threads but never alone"):
        in_team(Work(function=fail), Pace(bundles=2), 2, again_and_again)


def test_an_argument_that_cannot_be_made_keeps_nobody_waiting() -> None:
    def fail() -> None:
        raise OSError("no file")

    with pytest.raises(UnsafeInCompanyError, match="no file"):
        in_team(Work(function=len, own=fail), Pace(bundles=2), 2, again_and_again)


def test_a_ticker_leaves_the_switch_interval_as_it_was() -> None:
    before = sys.getswitchinterval()
    with ticking() as ticker:
        assert sys.getswitchinterval() > 100
    assert sys.getswitchinterval() == before
    assert len(ticker.ticks) >= 1
