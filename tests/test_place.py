"""Where workers begin: on a core each by turns, free to be moved from there."""

import os
from collections.abc import Callable

import pytest

from pytest_gilclaims.instruments.place import Place
from pytest_gilclaims.instruments.pools import Pools

Masks = list[set[int]]

needs_affinity = pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system knows no affinity")


@pytest.fixture
def masks_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[set[int]], Masks]:
    """Let a machine have these usable cores, and return what its threads are bound to from now on."""

    def pretend(usable: set[int]) -> Masks:
        asked: Masks = []
        monkeypatch.setattr(os, "sched_getaffinity", lambda thread: usable, raising=False)
        monkeypatch.setattr(os, "sched_setaffinity", lambda thread, cores: asked.append(cores), raising=False)
        return asked

    return pretend


def test_workers_begin_on_the_cores_by_turns_and_are_free_then(masks_with: Callable[[set[int]], Masks]) -> None:
    asked = masks_with({2, 5})
    for number in range(4):
        with Place(number, 4).taken():
            asked.append(set())
    assert asked[0::3] == [{2}, {5}, {2}, {5}]
    assert asked[2::3] == [{2, 5}] * 4


@pytest.mark.parametrize("usable", [{3}, {0, 1, 2, 3, 4}])
def test_with_one_core_or_more_cores_than_workers_the_system_chooses(
    usable: set[int], masks_with: Callable[[set[int]], Masks]
) -> None:
    asked = masks_with(usable)
    with Place(1, 4).taken():
        pass
    assert asked == []


def test_a_system_that_refuses_leaves_workers_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(thread: int, cores: set[int]) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "sched_getaffinity", lambda thread: {0, 1}, raising=False)
    monkeypatch.setattr(os, "sched_setaffinity", refuse, raising=False)
    with Place(0, 2).taken():
        pass


@needs_affinity
def test_workers_may_use_all_cores_while_they_work() -> None:
    usable = os.sched_getaffinity(0)
    with Pools() as pools:
        assert pools.in_processes([usable_cores] * 4) == [usable] * 4
        assert pools.in_threads([usable_cores] * 4) == [usable] * 4


def usable_cores() -> set[int]:
    """Say which cores this thread may use."""
    return os.sched_getaffinity(0)
