"""Runs: selecting claims by pattern, sparing budgets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_gilclaims.lab.race import Observation, Race
from pytest_gilclaims.laboratory import Budget
from pytest_gilclaims.run import matches, unmatched

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


def test_a_budget_says_which_limit_is_spent() -> None:
    race = Race("toy", {"arm": lambda: Observation(wall=1.0)})
    budget = Budget(experiment=1.0, run=5.0)
    assert budget.exhausted_by(race) is None
    budget.spent = 5.0
    assert budget.exhausted_by(race) is None, "one round is granted to every experiment"
    race.run_round()
    assert budget.exhausted_by(race) == "the 5 s for the whole run are spent"
    race.seconds = 1.0
    assert budget.exhausted_by(race) == "the 1 s for this experiment are spent"
