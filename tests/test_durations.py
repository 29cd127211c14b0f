"""Durations: every second is booked once, on what was done innermost."""

import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pytest_gilclaims.instruments.durations import Durations


@given(st.lists(st.sampled_from("abc"), max_size=6))
def test_whatever_is_nested_in_whatever_the_activities_add_up_to_the_time_elapsed(nested: list[str]) -> None:
    durations = Durations()

    def nest(activities: list[str]) -> None:
        if activities:
            with durations.of(activities[0]):
                nest(activities[1:])

    nest(nested)
    before = durations.elapsed()
    total = durations.total()
    assert set(total) == {*nested, "the rest"}
    assert before <= sum(total.values()) <= durations.elapsed()
    assert all(seconds >= 0 for seconds in total.values())


def test_what_is_done_in_the_course_of_something_else_counts_as_itself_alone() -> None:
    durations = Durations()
    moments = [time.perf_counter()]
    with durations.of("outer"):
        moments.append(time.perf_counter())
        with durations.of("inner"):
            time.sleep(0.05)
        moments.append(time.perf_counter())
    spans = [after - before for before, after in pairwise([*moments, time.perf_counter()])]
    total = durations.total()
    assert total["inner"] >= 0.05
    assert total["inner"] <= spans[1]
    assert total["outer"] <= sum(spans) - 0.05


def test_the_time_of_what_fails_is_booked_too() -> None:
    durations = Durations()
    try:
        with durations.of("failing"):
            time.sleep(0.01)
            raise OSError
    except OSError:
        pass
    assert durations.total()["failing"] >= 0.01
