"""Advice about a verdict that is none: a bound at what is likely so is told from a machine that is busy."""

import pytest

from pytest_gilclaims.asking.budget import Budget
from pytest_gilclaims.asking.proceedings import Proceedings
from pytest_gilclaims.facts.machine import this_machine
from pytest_gilclaims.figure import Figure
from pytest_gilclaims.judging.criterion import Standing
from pytest_gilclaims.judging.verdict import Judgement, Verdict
from pytest_gilclaims.running.advice import advice_for, bound_within


@pytest.mark.parametrize(
    ("low", "high", "bounds", "found"),
    [
        (0.98, 1.03, (1.0,), 1.0),
        (1.2, 1.3, (1.1, 1.25), 1.25),
        (0.8, 1.3, (1.0,), None),
        (1.02, 1.05, (1.0,), None),
        (-0.01, 0.01, (0.0,), None),
        (0.98, 1.03, ("off",), None),
        (None, None, (1.0,), None),
    ],
)
def test_a_bound_that_lies_within_a_narrow_interval_is_found(
    low: float | None, high: float | None, bounds: tuple[object, ...], found: float | None
) -> None:
    assert bound_within(Figure(name="speedup", unit="×", low=low, high=high, bounds=bounds)) == found


@pytest.mark.parametrize(
    ("high", "advice"),
    [
        (1.03, "the figure lies at the bound of 1, so more rounds may not help: choose a bound clear of it"),
        (2.5, "run it again on a quieter machine, or with more time (--claims-budget 60)"),
    ],
)
def test_who_asks_for_what_is_likely_so_is_told_to_choose_another_bound(high: float, advice: str) -> None:
    metric = Figure(name="speedup", unit="×", low=0.98, high=high, bounds=(1.0,))
    standing = Standing(decision=None, metric=metric, nearness=0.1, needs_control=False, why="not decided")
    judgement = Judgement(verdict=Verdict.INCONCLUSIVE, standing=standing, control=None, reason="not decided")
    assert advice_for(judgement, Proceedings(budget=Budget(experiment=1.0, run=1.0)), this_machine()) == advice
