"""What a verdict says when a budget cannot do, and when a known bottleneck is gone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_gilclaims import Observation, every, never
from pytest_gilclaims.asking.budget import Budget, what_it_needs
from pytest_gilclaims.facts.host import Host
from pytest_gilclaims.facts.interpreter import this_interpreter
from pytest_gilclaims.facts.machine import this_machine
from pytest_gilclaims.instruments.race import Race
from pytest_gilclaims.judging.sequential import fewest_rounds, is_decided
from pytest_gilclaims.judging.verdict import Trial, Verdict, judge_rounds
from pytest_gilclaims.running.hearing import since_this_version
from pytest_gilclaims.testing import MakeClaims, experiment_of

HOST = Host(interpreter=replace(this_interpreter(), version="3.14.2"), machine=this_machine())

BOTTLENECK = '''
@claim("toy.value-is-no-three", holds_in=FALSE, expect=refuted)
def test_value_is_no_three(toys, judge):
    """A bottleneck that is gone."""
    judge(toys.fact("value", "arm").equals(3))
'''


def race_of(seconds: float, rounds: int = 1, *, to_warm_up: float) -> Race:
    """Make a race that took so long, with a round to warm up."""
    race = Race("toy", {"one": lambda: Observation(wall=1.0), "other": lambda: Observation(wall=1.0)}, warm_up=1)
    for _ in range(1 + rounds):
        race.run_round()
    race.seconds, race.seconds_to_warm_up = seconds, to_warm_up
    return race


@given(st.floats(1e-9, 0.5))
def test_no_fewer_rounds_decide_and_so_many_do(alpha: float) -> None:
    fewest = fewest_rounds(alpha)
    assert is_decided(fewest, fewest, alpha)
    assert fewest == 1 or not is_decided(fewest - 1, fewest - 1, alpha)


def test_a_budget_that_cannot_do_says_what_is_needed() -> None:
    budget = Budget(experiment=5.0, run=100.0)
    slow, quick = race_of(6.3, rounds=2, to_warm_up=2.1), race_of(0.3, rounds=2, to_warm_up=0.1)
    assert budget.shortfall(slow, 17) == "needs at least 17 rounds of 2.1 s: --claims-budget=45"
    assert budget.shortfall(slow, 2) == ""
    assert budget.shortfall(quick, 17) == "", "it might have done: other programs or luck kept it"
    assert budget.shortfall(Race("toy", {}), 17) == ""


def test_a_slow_start_is_not_taken_for_slow_rounds() -> None:
    budget = Budget(experiment=5.0, run=100.0)
    assert budget.shortfall(race_of(4.0, to_warm_up=3.9), 9) == ""
    assert budget.shortfall(race_of(4.0, to_warm_up=3.9), 17) == "needs at least 17 rounds of 0.1 s: --claims-budget=10"


def test_what_was_spent_before_is_needed_again() -> None:
    said = what_it_needs(race_of(2.0, to_warm_up=1.0), 17, 10.0, "--budget", before=3.0)
    assert said == "needs at least 17 rounds of 1 s: --budget=25"


def test_facts_need_one_round_and_clocks_need_what_the_evidence_takes() -> None:
    experiment = experiment_of([{"one": Observation(wall=1.0, facts={"n": 1}), "other": Observation(wall=1.0)}])
    clock, fact = experiment.speedup("one", over="other").at_least(2), experiment.fact("n", "one").equals(1)
    assert fact.fewest_rounds() == 1
    assert clock.fewest_rounds() == never(clock).fewest_rounds() == 15
    assert every(clock, clock).fewest_rounds() == 16
    assert Trial(criterion=clock, given=clock).fewest_rounds() == 15
    assert Trial(criterion=clock, given=clock, refuted_by=fact).fewest_rounds() == 1


@given(st.integers(0, 16), st.sampled_from([0.5, 1.0, 3.0]))
def test_nothing_is_decided_by_fewer_rounds(rounds: int, gain: float) -> None:
    one = {"one": Observation(wall=1.0), "other": Observation(wall=gain)}
    criterion = experiment_of([one]).speedup("one", over="other").at_least(2, refuted_to=1.5)
    trial = Trial(criterion=criterion, given=criterion)
    assert rounds >= trial.fewest_rounds() or judge_rounds(trial, [one] * rounds).verdict is None


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("expected", [None, *Verdict])
def test_only_a_bottleneck_that_is_gone_holds_since_this_version(verdict: Verdict, expected: Verdict | None) -> None:
    is_gone = (verdict, expected) == (Verdict.HOLDS, Verdict.REFUTED)
    said = since_this_version(verdict, expected, HOST)
    assert said == ("holds since this version (3.14); expected refuted: " if is_gone else "")


def test_the_screen_says_that_a_known_bottleneck_is_gone(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    make_claims(BOTTLENECK)
    result = pytester.runpytest("--claims", "test_toys.py")
    result.stdout.fnmatch_lines(
        ["!✓ toy.value-is-no-three: HOLDS, a surprise: expected refuted here", "    holds since this version (3.*"]
    )
    assert result.ret == 1
