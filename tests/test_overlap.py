"""Overlapped time: from marks to runs, from runs to the time in which two workers progressed at once."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_gilclaims.instruments.overlap import (
    LONGEST_PAUSE,
    Run,
    most_at_once,
    overlapped_time,
    runs_of,
    time_at_once,
)

marks = st.lists(st.integers(0, 10**8), max_size=60).map(sorted)
workers = st.lists(marks.map(runs_of), max_size=4)


@given(marks)
def test_runs_are_disjoint_ordered_and_made_of_marks(seen: list[int]) -> None:
    runs = runs_of(seen)
    assert all(start < end and {start, end} <= set(seen) for start, end in runs)
    assert all(end + LONGEST_PAUSE < start for (_, end), (start, _) in pairwise(runs))


def test_marks_that_lie_close_join_and_a_lone_mark_is_no_run() -> None:
    assert runs_of([0, 100, 200, 900, 2000, 2100], longest_pause=300) == ((0, 200), (2000, 2100))


@given(workers)
def test_overlap_does_not_depend_on_the_order_of_workers(runs: list[tuple[Run, ...]]) -> None:
    assert overlapped_time(runs) == overlapped_time(runs[::-1])


@given(workers, marks.map(runs_of))
def test_another_worker_never_takes_overlap_away(runs: list[tuple[Run, ...]], more: tuple[Run, ...]) -> None:
    assert overlapped_time([*runs, more]) >= overlapped_time(runs)


@given(marks.map(runs_of))
def test_a_worker_alone_overlaps_nothing_and_its_double_overlaps_all_of_it(runs: tuple[Run, ...]) -> None:
    assert overlapped_time([runs]) == 0
    assert overlapped_time([runs, runs]) == pytest.approx(sum(end - start for start, end in runs) / 1e9)


@given(workers)
def test_more_at_once_are_so_for_no_longer_and_as_many_as_ever_were_for_some_time(runs: list[tuple[Run, ...]]) -> None:
    times = [time_at_once(runs, count) for count in range(1, len(runs) + 2)]
    assert times == sorted(times, reverse=True)
    assert times[-1] == 0
    most = most_at_once(runs)
    assert all((time > 0) is (count <= most) for count, time in enumerate(times, 1))


@given(workers)
def test_all_at_once_is_what_all_have_in_common(runs: list[tuple[Run, ...]]) -> None:
    common = runs[0] if runs else ()
    for others in runs[1:]:
        pairs = [(max(a, c), min(b, d)) for a, b in common for c, d in others]
        common = tuple(sorted((start, end) for start, end in pairs if start < end))
    assert time_at_once(runs, max(1, len(runs))) == pytest.approx(sum(end - start for start, end in common) / 1e9)


@pytest.mark.parametrize(
    ("runs", "seconds", "most"),
    [
        ([[(0, 10)], [(10, 20)]], 0.0, 1),
        ([[(0, 10)], [(5, 20)]], 5e-9, 2),
        ([[(0, 10)], [(2, 6)], [(4, 8)]], 6e-9, 3),
        ([[(0, 5), (10, 15)], [(3, 12)]], 4e-9, 2),
        ([], 0.0, 0),
    ],
)
def test_overlap_by_hand(runs: Sequence[Sequence[Run]], seconds: float, most: int) -> None:
    assert overlapped_time(runs) == pytest.approx(seconds)
    assert most_at_once(runs) == most


def test_threads_that_take_turns_of_five_milliseconds_never_overlap() -> None:
    turns = [range(start, start + 5_000_000, 20_000) for start in range(0, 80_000_000, 5_000_000)]
    lanes = [runs_of([mark for turn in turns[worker::4] for mark in turn]) for worker in range(4)]
    assert overlapped_time(lanes) == 0
