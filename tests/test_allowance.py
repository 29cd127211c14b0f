"""How long an answer may take, unless somebody says."""

from hypothesis import given
from hypothesis import strategies as st

from pytest_gilclaims.asking.allowance import AROUND, LONGEST, SECONDS, SHORT_CALL, Allowance, allowance_for

CALLS, TEAMS = st.floats(0, 100), st.integers(1, 8)


@given(st.floats(0, SHORT_CALL))
def test_an_answer_about_a_short_call_takes_six_seconds_on_a_steady_machine(call: float) -> None:
    assert allowance_for(call, 1, None).steady == SECONDS == 6


@given(CALLS, CALLS, TEAMS)
def test_a_longer_call_is_waited_for_longer_but_for_no_more_than_a_minute(one: float, other: float, teams: int) -> None:
    shorter, longer = (allowance_for(call, teams, None) for call in sorted((one, other)))
    assert AROUND < shorter.steady <= longer.steady <= LONGEST
    assert AROUND < shorter.at_most <= longer.at_most <= LONGEST


@given(CALLS, TEAMS)
def test_each_number_of_threads_takes_its_time(call: float, teams: int) -> None:
    assert allowance_for(call, teams, None).steady <= allowance_for(call, teams + 1, None).steady


@given(CALLS, TEAMS)
def test_an_unsteady_machine_has_more_time_never_less(call: float, teams: int) -> None:
    allowed = allowance_for(call, teams, None)
    assert allowed.steady <= allowed.at_most


@given(CALLS, TEAMS, st.floats(0, 1))
def test_a_steady_machine_is_given_no_more_and_an_unsteady_one_only_if_there_is_some_evidence(
    call: float, teams: int, evidence: float
) -> None:
    allowed = allowance_for(call, teams, None)
    assert allowed.seconds(is_steady=True, evidence=evidence) == allowed.steady
    assert allowed.seconds(is_steady=False, evidence=0.0) == allowed.steady
    assert allowed.seconds(is_steady=False, evidence=0.5) == allowed.at_most


@given(CALLS, TEAMS, st.floats(1, 1000))
def test_whoever_gives_a_budget_waits_no_longer_however_unsteady_the_machine(
    call: float, teams: int, budget: float
) -> None:
    assert allowance_for(call, teams, budget) == Allowance(steady=budget, at_most=budget)
