"""The sign test: its evidence, its error rate at any stopping time, and its interval."""

import math
import random
from fractions import Fraction
from itertools import count

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pytest_gilclaims.judging.sequential import (
    ALPHA,
    BETS,
    EVERY_ROUND,
    Sample,
    is_decided,
    is_worth_a_look,
    log_evidence,
    share_of_evidence,
    successes_needed,
)

counts = st.integers(0, 200).flatmap(lambda rounds: st.tuples(st.just(rounds), st.integers(0, rounds)))
ratios = st.lists(st.floats(0.1, 10), min_size=1, max_size=60)


def exact_log_evidence(rounds: int, successes: int) -> float:
    """Add up what the bets win in fractions: exact, and slow."""
    bets = [(Fraction(p), Fraction(stake)) for p, stake in BETS.items()]
    won = sum((stake * (2 * p) ** successes * (2 * (1 - p)) ** (rounds - successes) for p, stake in bets), Fraction(0))
    return math.log(won.numerator) - math.log(won.denominator)


def uniform_log_evidence(rounds: int, successes: int) -> float:
    """Spread the stake evenly over all probabilities from one half to one: the tail of a binomial distribution."""
    tail = sum(math.comb(rounds + 1, count) for count in range(successes + 1))
    log_beta = math.lgamma(successes + 1) + math.lgamma(rounds - successes + 1) - math.lgamma(rounds + 2)
    return log_beta + math.log(tail)


@given(st.integers(0, 600).flatmap(lambda rounds: st.tuples(st.just(rounds), st.integers(0, rounds))))
def test_the_evidence_is_what_the_bets_win_exactly(pair: tuple[int, int]) -> None:
    assert log_evidence(*pair) == pytest.approx(exact_log_evidence(*pair), rel=1e-9, abs=1e-9)


def test_the_whole_stake_is_bet() -> None:
    assert sum(BETS.values()) == 1


@pytest.mark.parametrize("failures", [0, 1, 2, 3, 5, 8, 12, 24, 40, 80])
def test_few_bets_decide_no_later_than_the_stake_spread_evenly_or_hardly_later(failures: int) -> None:
    needed = next(rounds for rounds in count(failures) if is_decided(rounds, rounds - failures))
    evenly = next(
        rounds for rounds in count(failures) if uniform_log_evidence(rounds, rounds - failures) >= -math.log(ALPHA)
    )
    assert needed <= evenly * 1.03


@given(st.floats(1e-6, 0.1), st.floats(1e-7, 1e-5))
def test_looks_take_two_percent_of_the_time_at_most_however_long_they_and_the_rounds_take(
    round_seconds: float, look_seconds: float
) -> None:
    measuring = judging = since = cost = 0.0
    for rounds in range(1, 2000):
        measuring += round_seconds
        since += round_seconds
        if is_worth_a_look(rounds, since=since, cost=cost):
            # The more rounds there are, the more there is to look at.
            since, cost = 0.0, look_seconds * rounds
            judging += cost if rounds > EVERY_ROUND else 0.0
    assert judging <= measuring / 50 + cost


@given(st.integers(0, EVERY_ROUND), st.floats(0, 1), st.floats(0, 1))
def test_at_first_a_look_is_taken_after_every_round(rounds: int, since: float, cost: float) -> None:
    assert is_worth_a_look(rounds, since=since, cost=cost)


def test_no_round_is_no_evidence() -> None:
    assert log_evidence(0, 0) == pytest.approx(0.0)


@given(counts)
def test_a_round_more_is_worth_on_average_what_was_there_if_both_sides_are_equally_likely(
    pair: tuple[int, int],
) -> None:
    rounds, successes = pair
    after = (math.exp(log_evidence(rounds + 1, successes)) + math.exp(log_evidence(rounds + 1, successes + 1))) / 2
    assert after == pytest.approx(math.exp(log_evidence(rounds, successes)), rel=1e-6)


@given(counts)
def test_more_successes_are_more_evidence(pair: tuple[int, int]) -> None:
    rounds, successes = pair
    assume(successes < rounds)
    assert log_evidence(rounds, successes) < log_evidence(rounds, successes + 1)


def test_fifteen_unanimous_rounds_decide_and_fourteen_do_not() -> None:
    assert is_decided(15, 15)
    assert not is_decided(14, 14)


@pytest.mark.parametrize("pair", [(3, 4), (3, -1)])
def test_impossible_counts_are_refused(pair: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="successes in 3 rounds"):
        log_evidence(*pair)


@given(counts)
def test_the_share_of_evidence_is_whole_exactly_when_decided(pair: tuple[int, int]) -> None:
    share = share_of_evidence(*pair)
    assert 0 <= share <= 1
    assert (share == 1) == is_decided(*pair)


@given(st.integers(0, 200))
def test_the_successes_needed_are_the_fewest_that_decide(rounds: int) -> None:
    needed = successes_needed(rounds)
    assert (needed is None) == (rounds < 15)
    if needed is not None:
        assert is_decided(rounds, needed)
        assert not is_decided(rounds, needed - 1)


@given(ratios, st.floats(0.1, 10))
def test_a_bound_lies_outside_the_interval_exactly_when_it_is_decided(values: list[float], bound: float) -> None:
    sample = Sample(values)
    interval = sample.interval_of_median()
    assert sample.median_is_above(bound) == (interval.low is not None and bound < interval.low)
    assert sample.median_is_below(bound) == (interval.high is not None and bound > interval.high)


@given(ratios)
def test_the_estimate_lies_in_the_interval(values: list[float]) -> None:
    interval = Sample(values).interval_of_median()
    if interval.low is not None and interval.high is not None and interval.estimate is not None:
        assert interval.low <= interval.estimate <= interval.high


def test_looking_after_every_round_rarely_decides_when_both_sides_are_equally_likely() -> None:
    chance = random.Random(20261122)
    wrong = 0
    for _ in range(2000):
        successes = 0
        for rounds in range(1, 121):
            successes += chance.random() < 0.5
            if is_decided(rounds, successes, alpha=1e-2):
                wrong += 1
                break
    assert wrong / 2000 <= 1e-2


def test_the_stated_error_rate_is_one_in_ten_thousand() -> None:
    assert ALPHA == 1e-4
