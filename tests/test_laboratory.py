"""Between a claim and its judge: unknown facts, what slows this process, when it is looked and waited."""

import math

import pytest

from pytest_gilclaims.asking.budget import Budget
from pytest_gilclaims.asking.experiment import Experiment
from pytest_gilclaims.asking.judge import Judge
from pytest_gilclaims.asking.proceedings import Proceedings
from pytest_gilclaims.instruments import calm
from pytest_gilclaims.instruments.race import Observation, Race
from pytest_gilclaims.judging.verdict import Verdict


def proceedings(*, rounds: float = math.inf, slowed_by: tuple[str, ...] = ()) -> Proceedings:
    """Make proceedings whose run is over after so many looks at its clock."""
    looks = iter(range(10**9))
    return Proceedings(
        budget=Budget(experiment=math.inf, run=rounds, elapsed=lambda: float(next(looks))), slowed_by=slowed_by
    )


def experiment_showing(**facts: object) -> Experiment:
    """Make an experiment of one arm that shows facts."""
    return Experiment(Race("toy", {"arm": lambda: Observation(wall=1.0, queued=0.0, facts=facts)}))


@pytest.mark.parametrize(
    "claim",
    [
        lambda toys: toys.fact("valeu", "arm").equals(3),
        lambda toys: toys.measured("valeu", "arm").at_most(3),
        lambda toys: toys.fact("value", "arm").at_most(3, even_with="valeu"),
        lambda toys: toys.fact("valeu", "arm").reaches(3, refuted_at=1),
        lambda toys: toys.count("valeu", "arm").none(beside="arm", refuted_from=5),
        lambda toys: toys.fastest("arm", unit="valeu").at_most(
            2, refuted_without=toys.fact("value", "arm").reaches(3, refuted_at=1)
        ),
    ],
)
def test_a_misspelt_fact_is_an_error_after_the_first_round(claim: object) -> None:
    toys = experiment_showing(value=3)
    with pytest.raises(ValueError, match="experiment 'toy' has no fact 'valeu' in arm 'arm': it has 'value'"):
        Judge(proceedings())(claim(toys))  # type: ignore[operator]
    assert len(toys.race.rounds) == 1


def test_an_arm_that_shows_no_fact_at_all_may_show_some_in_the_next_round() -> None:
    shown = iter([{}, {"value": 3}])
    toys = Experiment(Race("toy", {"arm": lambda: Observation(wall=1.0, facts=next(shown))}))
    assert Judge(proceedings())(toys.fact("value", "arm").equals(3)).verdict is Verdict.HOLDS


def test_a_fact_that_is_known_to_be_unknown_is_no_error() -> None:
    toys = experiment_showing(value=None)
    judgement = Judge(proceedings(rounds=5))(toys.fact("value", "arm").equals(3))
    assert judgement.verdict is Verdict.INCONCLUSIVE


def test_where_something_slows_this_process_what_is_measured_does_not_apply_and_facts_are_decided() -> None:
    toys = experiment_showing(value=3)
    slowed = proceedings(slowed_by=("tracemalloc", "a tracer (coverage)"))
    judgement = Judge(slowed)(toys.measured("value", "arm").at_most(3))
    assert judgement.verdict is Verdict.NOT_APPLICABLE
    assert judgement.reason == (
        "this process alone is slowed by tracemalloc and a tracer (coverage), so nothing can be measured in it"
    )
    assert toys.race.rounds == []
    assert Judge(slowed)(toys.fact("value", "arm").equals(3)).verdict is Verdict.HOLDS


def test_nothing_is_begun_once_the_time_of_the_run_is_over() -> None:
    toys = experiment_showing(value=3)
    judgement = Judge(proceedings(rounds=0))(toys.fact("value", "arm").equals(3))
    assert (judgement.verdict, toys.race.rounds) == (Verdict.INCONCLUSIVE, [])
    assert judgement.reason == "not started: the budget of 0 s for the whole run is spent"


def test_a_claim_decided_by_the_clock_waits_for_calm_before_it_begins_and_when_it_takes_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited: list[int] = []

    def free_cores() -> float:
        waited.append(len(race.rounds))
        return 2.0

    monkeypatch.setattr(calm, "free_cores", free_cores)
    monkeypatch.setattr(calm, "LASTING_SECONDS", 0.0)
    # Between the bounds nothing is decided.
    arms = {name: lambda: Observation(wall=1.0, cpu=1.2) for name in ("one", "other")}
    race = Race("toy", arms)
    toys = Experiment(race)
    cores = toys.cores("one")
    Judge(proceedings(rounds=200))(cores.at_most(1.15, refuted_from=1.25), given=cores.at_least(1.1))
    assert waited == [0, 34, 68, 136]


def test_a_fact_is_never_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calm, "free_cores", lambda: pytest.fail("waited"))
    Judge(proceedings())(experiment_showing(value=3).fact("value", "arm").equals(3))
