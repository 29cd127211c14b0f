"""Scaling on invented rounds: both verdicts, and reasons that tell causes apart."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_gilclaims import Observation, scales
from pytest_gilclaims.asking.question import Question
from pytest_gilclaims.asking.thread_questions import ALONE, LONGEST_ARITHMETIC, LOOP, processes, steps_beside, together
from pytest_gilclaims.instruments.arithmetic import steps_for
from pytest_gilclaims.instruments.race import Round
from pytest_gilclaims.instruments.work import pace_for
from pytest_gilclaims.judging.occupation import USED
from pytest_gilclaims.judging.scaling import TOO_SHORT, Scaling
from pytest_gilclaims.judging.verdict import Judgement, Verdict, judge_rounds
from pytest_gilclaims.testing import experiment_of

ROUNDS = 20


def a_round(
    gain: float,
    *,
    machine: float = 1.8,
    cores: float = 1.0,
    alone: float = 1.0,
    queued: float = 0.0,
    in_process: float | None = None,
) -> Round:
    """Invent a round: what four threads gained, what the machine gave, and the cores that were used."""
    wall = 0.04 / gain
    return {
        ALONE: Observation(
            wall=0.04, cpu=0.04 * alone, queued=0.04 * queued, overlap=0.0, facts={USED: in_process or alone}
        ),
        together(4): Observation(wall=wall, cpu=wall * cores, queued=0.0, overlap=0.0),
        LOOP: Observation(wall=0.03, cpu=0.03, queued=0.03 * queued, overlap=0.0),
        processes(4): Observation(wall=0.03 / machine, cpu=0.03, queued=0.0, overlap=0.0),
    }


def question(*, own: bool = False) -> Question:
    """Ask of a call that nobody makes."""
    return scales(len, own=list if own else None)


def judged(one: Round, rounds: int = ROUNDS, *, own: bool = False, opposite: bool = False) -> Judgement:
    """Judge so many rounds that are alike."""
    asked = question(own=own).opposite() if opposite else question(own=own)
    return judge_rounds(asked.trial(experiment_of([one])), [one] * rounds)


@pytest.mark.parametrize(
    ("one", "verdict", "reason"),
    [
        (a_round(1.8, cores=1.9), Verdict.HOLDS, "they ran at the same instant"),
        (a_round(4.0, cores=0.0, alone=0.0), Verdict.HOLDS, "the calls wait"),
        (a_round(4.0, cores=0.0, alone=0.0, machine=1.0), Verdict.HOLDS, "the calls wait"),
        (a_round(0.98), Verdict.REFUTED, "they took turns"),
        (a_round(1.0, cores=0.0, alone=0.0), Verdict.REFUTED, "they took turns: the calls wait, one at a time"),
        (a_round(1.0, cores=1.9), Verdict.REFUTED, "they share something: try own="),
        (a_round(0.8, cores=1.9), Verdict.REFUTED, "slower than one thread: they ran at the same instant"),
        (a_round(0.8), Verdict.REFUTED, "slower than one thread: they took turns"),
        (a_round(1.0, in_process=1.97, alone=0.98), Verdict.INCONCLUSIVE, "the call starts threads of its own"),
        (a_round(1.0, machine=1.0), Verdict.INCONCLUSIVE, "the positive control failed"),
        (a_round(1.8, machine=1.1, cores=1.9), None, "the positive control has not passed yet"),
        # Two hyper-threads of one core give no more than that, to whomever.
        (a_round(1.2, machine=1.2, cores=1.9), Verdict.HOLDS, "they ran at the same instant"),
        (a_round(0.98, machine=1.2), Verdict.REFUTED, "they took turns"),
        (a_round(1.3, cores=1.9), None, "not decided"),
        (a_round(1.6, cores=0.9), None, "but only by the clock"),
        (a_round(0.9, queued=0.5), None, "other programs delayed the single thread in 20 of 20 rounds"),
    ],
)
def test_a_call_scales_or_does_not_and_why(one: Round, verdict: Verdict | None, reason: str) -> None:
    judgement = judged(one)
    assert judgement.verdict == verdict, judgement.reason
    assert reason in judgement.reason


def test_a_call_that_is_lighter_than_its_loop_tells_nothing() -> None:
    one = a_round(1.8, cores=1.9)
    alone = replace(one[ALONE], facts={USED: 1.0, TOO_SHORT: True})
    judgement = judged({**one, ALONE: alone}, rounds=1)
    assert judgement.verdict is Verdict.INCONCLUSIVE
    assert "too short to tell, because the loop around the call takes as long as the call" in judgement.reason
    assert pace_for(1e-9, 0.01).is_light
    assert not pace_for(1e-5, 0.01).is_light


def test_who_has_an_argument_of_his_own_is_not_told_to_try_one() -> None:
    assert "although each has its own argument" in judged(a_round(1.0, cores=1.9), own=True).reason


def test_the_lock_is_never_named_as_the_cause() -> None:
    assert not any("lock" in judged(a_round(gain, cores=cores)).reason for gain in (0.8, 1.0) for cores in (1.0, 1.9))


def test_the_opposite_is_answered_the_other_way() -> None:
    assert judged(a_round(0.98), opposite=True).verdict is Verdict.HOLDS
    assert judged(a_round(1.8, cores=1.9), opposite=True).verdict is Verdict.REFUTED
    asked = question()
    assert asked.opposite().refuted_in is asked.holds_in


def test_few_rounds_decide_nothing() -> None:
    assert judged(a_round(1.8, cores=1.9), rounds=5).verdict is None
    assert judged(a_round(0.9), rounds=5).verdict is None


@pytest.mark.parametrize("workers", [1, 0, (), (1,), (0, 4)])
def test_fewer_than_two_threads_are_no_team(workers: int | tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="expected a number of threads, at least two"):
        scales(len, workers=workers)


def test_one_thread_may_make_a_part_of_the_calls() -> None:
    whole = Scaling(alone=ALONE, together=together(4), loop=LOOP, processes=processes(4), workers=4, cores=2)
    a_quarter = replace(whole, share_alone=0.25)
    assert whole.speedup(a_round(1.5)) == pytest.approx(1.5)
    # Its part takes as long as the others take for all: whole, it would take four times as long.
    assert a_quarter.speedup(a_round(1.0)) == pytest.approx(4.0)
    assert a_quarter.machine_gain(a_round(1.0)) == whole.machine_gain(a_round(1.0))


@given(
    seconds=st.floats(0.0, 100.0),
    teams=st.sampled_from([(4,), (2, 4, 8), (3,), ()]),
    at_least=st.sampled_from([0.02, 0.03]),
)
def test_arithmetic_beside_long_calls_is_longer_and_can_be_shared(
    seconds: float, teams: tuple[int, ...], at_least: float
) -> None:
    steps = steps_beside(seconds, teams, at_least=at_least)
    assert all(steps % count == 0 for count in teams)
    assert steps_for(at_least) - 8 < steps <= steps_for(LONGEST_ARITHMETIC)
