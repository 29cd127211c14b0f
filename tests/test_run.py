"""Runs: selecting claims by pattern, sparing budgets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_gilclaims.asking.budget import GAPS, Budget, Spent
from pytest_gilclaims.instruments.race import Observation, Race
from pytest_gilclaims.running.patterns import matches, unmatched

IDS = ["gil.gains[numbers]", "gil.gains[small-hash]", "guard.no-result[spawn-Pool]"]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("gil.gains[numbers]", [IDS[0]]),
        ("gil.gains", IDS[:2]),
        ("gil.*", IDS[:2]),
        ("*[spawn-?ool]", [IDS[2]]),
        ("gil.gains[nubmers]", []),
        ("gil", []),
        ("*", IDS),
    ],
)
def test_patterns_name_claims(pattern: str, found: list[str]) -> None:
    assert [claim_id for claim_id in IDS if matches(claim_id, pattern)] == found


@given(st.text(alphabet="ab.-[]()+|^$\\", max_size=12))
def test_every_id_matches_itself_whatever_it_is_made_of(claim_id: str) -> None:
    assert matches(claim_id, claim_id)
    assert matches(claim_id, "*")


@given(st.text(alphabet="ab[]!", min_size=1, max_size=8), st.text(alphabet="ab[]!", min_size=1, max_size=8))
def test_without_wildcards_only_the_same_id_matches_or_its_cases(claim_id: str, pattern: str) -> None:
    assert matches(claim_id, pattern) == (pattern in (claim_id, claim_id.partition("[")[0]))


def test_patterns_that_name_nothing_are_told() -> None:
    assert unmatched(["gil.*", "nothing"], IDS) == ["nothing"]


def race_that_took(seconds: float, rounds: int = 1) -> Race:
    """Make a race that has run for so long."""
    race = Race("toy", {"arm": lambda: Observation(wall=1.0)})
    for _ in range(rounds):
        race.run_round()
    race.seconds = seconds
    return race


def test_a_budget_says_which_limit_is_spent() -> None:
    budget = Budget(experiment=1.0, run=100.0, elapsed=lambda: 10.0)
    assert budget.exhausted_by(race_that_took(0.9)) is None
    assert budget.exhausted_by(race_that_took(1.0)) == Spent(reason="the budget of 1 s for this experiment is spent")


def test_once_the_time_of_the_run_is_over_no_experiment_is_begun() -> None:
    over = Budget(experiment=1.0, run=5.0, elapsed=lambda: 5.0)
    assert over.exhausted_by(race_that_took(0.0, rounds=0)) == Spent(
        reason="the budget of 5 s for the whole run is spent", is_of_run=True
    )


def test_time_is_left_to_hear_those_for_which_there_is_none() -> None:
    clock = [0.0]
    budget = Budget(experiment=90.0, run=100.0, elapsed=lambda: clock[0], waiting=46)
    for _ in range(GAPS):
        budget.next_claim()
        assert budget.exhausted_by(race_that_took(0.0, rounds=0)) is None
        budget.end_claim()
        clock[0] += 2.5
    # It took two and a half seconds from each claim to the next, and will take as long for the other forty.
    budget.next_claim()
    assert budget.exhausted_by(race_that_took(0.0, rounds=0)) == Spent(
        reason="the budget of 100 s for the whole run is spent", is_of_run=True
    )


def test_no_experiment_takes_more_than_its_share_of_what_the_claims_still_waiting_leave() -> None:
    budget = Budget(experiment=90.0, run=100.0, elapsed=lambda: 20.0, waiting=21)
    budget.next_claim()
    budget.note_first_round(1.0)
    # Twenty more claims at a second each, and half as much again, leave fifty of the eighty.
    assert budget.exhausted_by(race_that_took(6.2)) is None
    spent = Spent(reason="its share of the remaining budget for the whole run (100 s) is spent", is_of_run=True)
    assert budget.exhausted_by(race_that_took(6.3)) == spent
    assert budget.exhausted_by(race_that_took(50.0, rounds=0)) is None, "one round is granted while there is time"


def test_half_of_what_is_left_is_shared_however_long_the_first_claims_took() -> None:
    budget = Budget(experiment=90.0, run=100.0, elapsed=lambda: 20.0, waiting=21)
    budget.next_claim()
    budget.note_first_round(10.0)
    assert budget.exhausted_by(race_that_took(4.9)) is None
    assert budget.exhausted_by(race_that_took(5.0)) is not None


def test_the_more_had_to_end_undecided_the_smaller_the_share_of_each() -> None:
    budget = Budget(experiment=90.0, run=100.0, elapsed=lambda: 20.0, waiting=80)
    hungry = [race_that_took(50.0) for _ in range(20)]
    for number, race in enumerate(hungry):
        race.name = f"hungry {number}"
        budget.next_claim()
        assert budget.exhausted_by(race) is not None
    # All of the first twenty wanted more, so that all of the sixty others may: eighty seconds for sixty.
    assert budget.exhausted_by(race_that_took(1.3)) is None
    assert budget.exhausted_by(race_that_took(1.4)) is not None


def test_the_last_claim_may_take_all_that_is_left() -> None:
    budget = Budget(experiment=90.0, run=100.0, elapsed=lambda: 20.0, waiting=1)
    budget.next_claim()
    assert budget.exhausted_by(race_that_took(79.0)) is None
    assert budget.exhausted_by(race_that_took(80.0)) is not None
