"""How long an answer may take, unless somebody says."""

from hypothesis import given
from hypothesis import strategies as st

from pytest_gilclaims.asking.allowance import AROUND, LONGEST, SECONDS, SHORT_CALL, allowance_for

CALLS, TEAMS = st.floats(0, 100), st.integers(1, 8)


@given(st.floats(0, SHORT_CALL))
def test_an_answer_about_a_short_call_takes_six_seconds(call: float) -> None:
    assert allowance_for(call, 1) == SECONDS == 6


@given(CALLS, CALLS, TEAMS)
def test_a_longer_call_is_waited_for_longer_but_for_no_more_than_a_minute(one: float, other: float, teams: int) -> None:
    shorter, longer = sorted((one, other))
    assert AROUND < allowance_for(shorter, teams) <= allowance_for(longer, teams) <= LONGEST


@given(CALLS, TEAMS)
def test_each_number_of_threads_takes_its_time(call: float, teams: int) -> None:
    assert allowance_for(call, teams) <= allowance_for(call, teams + 1)


def test_who_asks_about_one_thread_has_time_for_that() -> None:
    assert allowance_for(0.0, 0) == SECONDS
