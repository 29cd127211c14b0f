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
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count

ALPHA = 1e-4
"""The chance that a verdict is wrong although its assumptions hold; about 1 % over a run of a hundred claims."""


BETS = {1.0: 1 / 4, 0.93: 1 / 4, 0.8: 1 / 4, 0.67: 1 / 8, 0.56: 1 / 8}
"""The probabilities of a success that are bet on, and how much of the stake goes to each.

Fifteen unanimous rounds decide. A uniform mixture over all probabilities would need seventeen, and hardly ever fewer
than these bets where rounds dissent.
"""


@cache
def log_evidence(rounds: int, successes: int) -> float:
    """Return the logarithm of the e-value against "a success is at most as likely as a failure".

    Each bet on a probability p multiplies its stake by 2p at a success, and by 2(1-p) at a failure::

        E = Σ stake (2p)^successes (2(1-p))^failures

    Raises ValueError unless 0 <= successes <= rounds.
    """
    if not 0 <= successes <= rounds:
        raise ValueError(f"{successes} successes in {rounds} rounds")
    failures = rounds - successes
    winnings = [
        math.log(stake) + successes * math.log(2 * p) + (failures * math.log(2 * (1 - p)) if failures else 0.0)
        for p, stake in BETS.items()
        if p < 1 or not failures
    ]
    most = max(winnings)
    return most + math.log(math.fsum(math.exp(won - most) for won in winnings))


def is_decided(rounds: int, successes: int, alpha: float = ALPHA) -> bool:
    """Whether the evidence at the current round reaches 1/α. Earlier rounds' evidence does not count."""
    return log_evidence(rounds, successes) >= -math.log(alpha)


def share_of_evidence(rounds: int, successes: int, alpha: float = ALPHA) -> float:
    """Return how much of the evidence needed is there, from 0 to 1."""
    return min(1.0, max(0.0, log_evidence(rounds, successes) / -math.log(alpha)))


@cache
def successes_needed(rounds: int, alpha: float = ALPHA) -> int | None:
    """Return the smallest number of successes that decides after so many rounds, or ``None`` if none does."""
    # The evidence grows with the successes, so that halves can be left out.
    candidates = range(rounds // 2, rounds + 1)
    index = bisect_left(candidates, True, key=lambda successes: is_decided(rounds, successes, alpha))
    return candidates[index] if index < len(candidates) else None


@cache
def fewest_rounds(alpha: float = ALPHA) -> int:
    """Return how many rounds decide at the earliest: those that all fall on one side."""
    return next(rounds for rounds in count(1) if is_decided(rounds, rounds, alpha))


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """``[low estimate high]``: the median seen, and the bounds that the evidence excludes on either side.

    A bound lies outside exactly when the test has decided against it. ``None``: not enough rounds yet.
    """

    low: float | None
    estimate: float | None
    high: float | None


class Sample:
    """The values of all rounds so far, put in order once for whatever is asked about their median."""

    def __init__(self, values: Sequence[float]) -> None:
        self.values = values
        self._ordered = sorted(values)

    def below(self, bound: float) -> int:
        """Count the values below a bound."""
        return bisect_left(self._ordered, bound)

    def above(self, bound: float) -> int:
        """Count the values above a bound."""
        return len(self._ordered) - bisect_right(self._ordered, bound)

    def median_is_below(self, bound: float, alpha: float = ALPHA) -> bool:
        """Whether the values show that their median lies below the bound."""
        return is_decided(len(self._ordered), self.below(bound), alpha)

    def median_is_above(self, bound: float, alpha: float = ALPHA) -> bool:
        """Whether the values show that their median lies above the bound."""
        return is_decided(len(self._ordered), self.above(bound), alpha)

    def interval_of_median(self, alpha: float = ALPHA) -> Interval:
        """Invert the sign test: every bound below `low` is decided "above", every bound above `high` "below"."""
        ordered = self._ordered
        if not ordered:
            return Interval(low=None, estimate=None, high=None)
        middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
        needed = successes_needed(len(ordered), alpha)
        if needed is None:
            return Interval(low=None, estimate=middle, high=None)
        return Interval(low=ordered[-needed], estimate=middle, high=ordered[needed - 1])


EVERY_ROUND = 64
"""Up to so many rounds the evidence is looked at after each: that costs nothing, and most verdicts fall by then."""

THRIFT = 50
"""Later, rounds must have taken so many times as long as the last look before the next one is taken."""


def is_worth_a_look(rounds: int, *, since: float, cost: float) -> bool:
    """Whether to look at the evidence after so many rounds, so that all looks take 2 % of the time at most.

    since: seconds that rounds have taken since the last look; cost: seconds that it took. Any schedule is valid: the
    test may be looked at whenever one likes (Ville).
    """
    return rounds <= EVERY_ROUND or since >= THRIFT * cost
