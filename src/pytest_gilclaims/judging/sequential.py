"""A sequential sign test: evidence that may be looked at after every round.

For each bound, the rounds on one side of it feed an e-process: a bet against "the median lies on the
other side", whose expected winnings are nil if that is true. By Ville's inequality the winnings ever reach 1/α
with probability at most α, so one may look after every round, stop when one likes, and share rounds
between claims. Only the sign of each round counts: neither normality nor a variance is assumed, and a
spike of any height weighs as much as any other round.

Sources: J. Ville, *Étude critique de la notion de collectif* (1939); A. Ramdas, P. Grünwald, V. Vovk and
G. Shafer, "Game-theoretic statistics and safe anytime-valid inference", Statistical Science 38 (2023);
S. Howard and A. Ramdas, "Sequential estimation of quantiles", Bernoulli 28 (2022).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

ALPHA = 1e-4
"""The chance that a verdict is wrong although its assumptions hold; about 1 % over a run of a hundred claims."""


@cache
def log_evidence(rounds: int, successes: int) -> float:
    """Return the logarithm of the e-value against "a success is at most as likely as a failure".

    The bets are mixed uniformly over all probabilities p between one half and one::

        E = ∫ 2 (2p)^k (2(1-p))^(n-k) dp = 2^(n+1) B(k+1, n-k+1) P(Binomial(n+1, 1/2) <= k)

    Raises ValueError unless 0 <= successes <= rounds.
    """
    if not 0 <= successes <= rounds:
        raise ValueError(f"{successes} successes in {rounds} rounds")
    tail = sum(math.comb(rounds + 1, count) for count in range(successes + 1))
    log_beta = math.lgamma(successes + 1) + math.lgamma(rounds - successes + 1) - math.lgamma(rounds + 2)
    return log_beta + math.log(tail)


def is_decided(rounds: int, successes: int, alpha: float = ALPHA) -> bool:
    """Whether the evidence at the current round reaches 1/α. Earlier rounds' evidence does not count."""
    return log_evidence(rounds, successes) >= -math.log(alpha)


def share_of_evidence(rounds: int, successes: int, alpha: float = ALPHA) -> float:
    """Return how much of the evidence needed is there, from 0 to 1."""
    return min(1.0, max(0.0, log_evidence(rounds, successes) / -math.log(alpha)))


def median_is_below(values: Sequence[float], bound: float, alpha: float = ALPHA) -> bool:
    """Whether the values show that their median lies below the bound."""
    return is_decided(len(values), sum(value < bound for value in values), alpha)


def median_is_above(values: Sequence[float], bound: float, alpha: float = ALPHA) -> bool:
    """Whether the values show that their median lies above the bound."""
    return is_decided(len(values), sum(value > bound for value in values), alpha)


@cache
def successes_needed(rounds: int, alpha: float = ALPHA) -> int | None:
    """Return the smallest number of successes that decides after so many rounds, or ``None`` if none does."""
    return next((k for k in range(rounds // 2, rounds + 1) if is_decided(rounds, k, alpha)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """``[low estimate high]``: the median seen, and the bounds that the evidence excludes on either side.

    A bound lies outside exactly when the test has decided against it. ``None``: not enough rounds yet.
    """

    low: float | None
    estimate: float | None
    high: float | None


def interval_of_median(values: Sequence[float], alpha: float = ALPHA) -> Interval:
    """Invert the sign test: every bound below `low` is decided "above", every bound above `high` "below"."""
    if not values:
        return Interval(low=None, estimate=None, high=None)
    ordered = sorted(values)
    middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    needed = successes_needed(len(ordered), alpha)
    if needed is None:
        return Interval(low=None, estimate=middle, high=None)
    return Interval(low=ordered[-needed], estimate=middle, high=ordered[needed - 1])
