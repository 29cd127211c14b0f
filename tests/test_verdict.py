"""Verdicts: control, corroboration and two ways to hold; and the error rate on simulated machines."""

import random

import pytest

from benchmarks.noises import NOISES, Noise, heavy_tailed, quiet, spiky
from pytest_gilclaims.instruments.race import Observation, Round
from pytest_gilclaims.judging.amount import Amount
from pytest_gilclaims.judging.fact import Fact
from pytest_gilclaims.judging.ratio import Speedup
from pytest_gilclaims.judging.verdict import Judgement, Trial, Verdict, judge_rounds

NO_GAIN = Trial(
    criterion=Speedup(arm="threads", over="serial").at_most(1.15, refuted_from=1.25),
    given=Speedup(arm="processes", over="serial again").at_least(1.25),
)
NO_GAIN_OR_NO_OVERLAP = Trial(
    criterion=NO_GAIN.criterion,
    given=NO_GAIN.given,
    suffices=Amount(name="overlapped time", unit="s", arm="threads", read=lambda seen: seen.overlap).none(
        beside="processes", refuted_from=0.005
    ),
)


def machine_round(threads: float, processes: float, *, overlap: float = 0.0, cores: float = 1.0) -> Round:
    """Make a round in which threads and processes were so many times faster than a loop of one second."""
    return {
        "serial": Observation(wall=1.0, cpu=1.0, overlap=0.0),
        "serial again": Observation(wall=1.0, cpu=1.0, overlap=0.0),
        "threads": Observation(wall=1 / threads, cpu=cores / threads, overlap=overlap),
        "processes": Observation(wall=1 / processes, cpu=1.8 / processes, overlap=0.4),
    }


def test_no_gain_holds_where_processes_gain() -> None:
    assert judge_rounds(NO_GAIN, [machine_round(1.0, 1.7)] * 15).verdict is Verdict.HOLDS


def test_no_gain_is_inconclusive_at_once_where_processes_are_shown_to_gain_nothing_either() -> None:
    judgement = judge_rounds(NO_GAIN, [machine_round(1.0, 1.0)] * 15)
    assert judgement.verdict is Verdict.INCONCLUSIVE
    assert "the positive control failed" in judgement.reason


def test_no_gain_waits_for_its_control() -> None:
    undecided = [machine_round(1.0, 1.7), machine_round(1.0, 1.0)] * 15
    judgement = judge_rounds(NO_GAIN, undecided)
    assert judgement.verdict is None
    assert "has not passed yet" in judgement.reason


def test_a_gain_refutes_whatever_the_control_says() -> None:
    assert judge_rounds(NO_GAIN, [machine_round(1.8, 1.1, cores=1.8)] * 15).verdict is Verdict.REFUTED


def test_a_gain_by_the_clock_alone_refutes_nothing() -> None:
    judgement = judge_rounds(NO_GAIN, [machine_round(1.4, 2.3, cores=0.5)] * 60)
    assert judgement.verdict is None
    assert "the clock shows a gain, but overlapped time does not confirm it" in judgement.reason


def test_workers_that_never_overlap_suffice_where_the_clock_says_nothing() -> None:
    busy = [machine_round(1.2, 1.0)] * 16
    assert judge_rounds(NO_GAIN, busy).verdict is not Verdict.HOLDS
    assert judge_rounds(NO_GAIN_OR_NO_OVERLAP, busy).verdict is Verdict.HOLDS


def test_two_ways_to_hold_share_the_error_rate() -> None:
    assert judge_rounds(NO_GAIN_OR_NO_OVERLAP, [machine_round(1.0, 1.7)] * 15).verdict is None
    assert judge_rounds(NO_GAIN_OR_NO_OVERLAP, [machine_round(1.0, 1.7)] * 16).verdict is Verdict.HOLDS


NO_GAIN_OR_REFUTED = Trial(
    criterion=Speedup(arm="threads", over="serial").at_least(1.25, refuted_to=1.15),
    given=NO_GAIN.given,
    refuted_by=NO_GAIN_OR_NO_OVERLAP.suffices,
)


def test_workers_that_never_overlap_refute_a_gain_where_that_is_said_to_refute_it() -> None:
    busy = [machine_round(1.2, 1.0)] * 16
    judgement = judge_rounds(NO_GAIN_OR_REFUTED, busy)
    assert judgement.verdict is Verdict.REFUTED
    assert judgement.metric.name == "overlapped time"


def test_what_refutes_by_holding_lets_nothing_hold_by_being_refuted() -> None:
    overlapping = [machine_round(1.2, 1.0, overlap=0.4)] * 16
    assert judge_rounds(NO_GAIN_OR_REFUTED, overlapping).verdict is None


def test_a_ratio_without_a_positive_control_is_refused() -> None:
    with pytest.raises(ValueError, match=r"add a positive control, judge\(…, given=…\)"):
        Trial(criterion=NO_GAIN.criterion)


def test_a_control_from_other_rounds_is_refused() -> None:
    here = Speedup(arm="threads", over="serial", experiment="here").at_most(1.15, refuted_from=1.25)
    there = Speedup(arm="processes", over="serial", experiment="there").at_least(1.25)
    with pytest.raises(ValueError, match="same experiment as the criterion"):
        Trial(criterion=here, given=there)


def simulate(trial: Trial, noise: Noise, seed: int, *, threads: float, processes: float, most: int = 70) -> Judgement:
    """Judge a simulated machine round by round, as a run would, and stop at the first verdict."""
    chance = random.Random(seed)
    noises = {
        name: noise(random.Random(chance.random())) for name in ("serial", "serial again", "threads", "processes")
    }
    parallel = threads > 1.2
    rounds: list[Round] = []
    while True:
        wall = {name: next(factor) for name, factor in noises.items()}
        rounds.append(
            {
                "serial": Observation(wall=wall["serial"], cpu=1.0, overlap=0.0),
                "serial again": Observation(wall=wall["serial again"], cpu=1.0, overlap=0.0),
                "threads": Observation(
                    wall=wall["threads"] / threads,
                    cpu=1.0,
                    overlap=0.4 / wall["threads"] if parallel else 0.0,
                ),
                "processes": Observation(
                    wall=wall["processes"] / processes, cpu=1.0, overlap=max(0.0, (processes - 1) / 2)
                ),
            }
        )
        judgement = judge_rounds(trial, rounds)
        if judgement.verdict is not None or len(rounds) == most:
            return judgement


@pytest.mark.parametrize("noise", NOISES.values(), ids=NOISES)
@pytest.mark.parametrize("trial", [NO_GAIN, NO_GAIN_OR_NO_OVERLAP], ids=["by the clock", "or by overlap"])
def test_simulated_threads_with_a_lock_are_never_refuted(trial: Trial, noise: Noise) -> None:
    verdicts = [simulate(trial, noise, seed, threads=0.97, processes=1.7).verdict for seed in range(60)]
    assert Verdict.REFUTED not in verdicts
    if noise is quiet:
        assert set(verdicts) == {Verdict.HOLDS}


@pytest.mark.parametrize("noise", NOISES.values(), ids=NOISES)
@pytest.mark.parametrize("trial", [NO_GAIN, NO_GAIN_OR_NO_OVERLAP], ids=["by the clock", "or by overlap"])
def test_simulated_free_threads_are_never_said_to_gain_nothing(trial: Trial, noise: Noise) -> None:
    verdicts = [simulate(trial, noise, seed, threads=1.8, processes=1.6).verdict for seed in range(60)]
    assert Verdict.HOLDS not in verdicts
    if noise is quiet:
        assert set(verdicts) == {Verdict.REFUTED}


@pytest.mark.parametrize("noise", NOISES.values(), ids=NOISES)
def test_a_machine_that_has_no_free_core_never_shows_that_threads_gain_nothing(noise: Noise) -> None:
    verdicts = [simulate(NO_GAIN, noise, seed, threads=1.0, processes=1.0).verdict for seed in range(60)]
    assert set(verdicts) <= {Verdict.INCONCLUSIVE, None}


@pytest.mark.parametrize("noise", [quiet, spiky, heavy_tailed], ids=lambda noise: noise.__name__)
@pytest.mark.parametrize("truth", [1.15, 1.2, 1.25])
def test_on_and_between_the_bounds_almost_nothing_is_decided(noise: Noise, truth: float) -> None:
    decided = [simulate(NO_GAIN, noise, seed, threads=truth, processes=1.7, most=60).verdict for seed in range(60)]
    assert sum(verdict is not None for verdict in decided) <= 1


def test_a_trial_names_the_arms_of_its_criterion_and_of_what_suffices() -> None:
    fact = Fact(name="order", arm="threads").equals(1)
    amount = Amount(name="ticks", unit="", arm="threads", read=lambda seen: seen.overlap)
    absence = amount.none(beside="processes", refuted_from=1)
    assert Trial(criterion=fact).shown_beside is None
    assert Trial(criterion=absence).shown_beside == "processes"
    assert Trial(criterion=fact, suffices=absence).shown_beside == "processes"
