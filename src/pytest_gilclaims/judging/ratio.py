"""Ratios: how much faster one arm is than another, how many cores it uses; judged by the sign test."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field

from pytest_gilclaims.figure import Figure
from pytest_gilclaims.judging.criterion import Criterion, Decision, Rounds, Standing, known
from pytest_gilclaims.judging.parallel import is_parallel
from pytest_gilclaims.judging.sequential import ALPHA, Interval, Sample, fewest_rounds, share_of_evidence

CLEAR_SHARE, NOISE_SHARE = 0.005, 0.0003
"""Overlapped time as shares of an arm's time: from which on it is clearly there, and up to which it is noise.

However many rounds there are, noise adds up to neither. Threads under the lock showed 0.0001 at most.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity(ABC):
    """A figure of one arm, one value a round."""

    arm: str
    experiment: object = field(default=None, repr=False, compare=False)

    @property
    @abstractmethod
    def name(self) -> str:
        """What it is called in reports."""

    @property
    @abstractmethod
    def unit(self) -> str:
        """What it is counted in."""

    @abstractmethod
    def values(self, rounds: Rounds) -> list[float]:
        """Return one value a round."""

    def is_contradicted(self, rounds: Rounds, *, as_gain: bool) -> bool:
        """Whether what was seen beside the figure speaks against it, as a gain or as none."""
        return False

    @abstractmethod
    def said(self, interval: Interval) -> str:
        """Say the estimate in a clause."""

    def at_most(self, bound: float, *, refuted_from: float) -> Ratio:
        """Demand at most this much: "no gain".

        refuted_from: the bound above which it is refuted.
        """
        return Ratio(quantity=self, upper=(bound, refuted_from))

    def at_least(self, bound: float, *, refuted_to: float | None = None) -> Ratio:
        """Demand at least this much: "a gain".

        refuted_to: the bound below which it is refuted, the same if ``None``.
        """
        return Ratio(quantity=self, lower=(bound, bound if refuted_to is None else refuted_to))

    def between(self, low: float, high: float, *, refuted_below: float, refuted_above: float) -> Ratio:
        """Demand a value within a band: "about as fast"; refuted below or above a wider one."""
        return Ratio(quantity=self, lower=(low, refuted_below), upper=(high, refuted_above))


@dataclass(frozen=True, slots=True, kw_only=True)
class Speedup(Quantity):
    """How many times faster one arm is than another, round by round."""

    over: str

    @property
    def name(self) -> str:
        return f"speedup of {self.arm} over {self.over}"

    @property
    def unit(self) -> str:
        return "×"

    def values(self, rounds: Rounds) -> list[float]:
        return [seen[self.over].wall / seen[self.arm].wall for seen in rounds]

    def is_contradicted(self, rounds: Rounds, *, as_gain: bool) -> bool:
        """Whether overlapped time speaks against the clock, which alone proves neither a gain nor that there is none.

        Under a load of three per core, threads that take turns finish 1.3 to 1.4 times sooner than a
        plain loop: they queue on more cores and are given a larger share. Free threads that were let go one
        after another took twice as long as a plain loop, and ran at the same instant all the same.
        """
        # In doubt it does: a gain takes clear overlap here and no more than noise there, its absence the opposite.
        here, there = (CLEAR_SHARE, NOISE_SHARE) if as_gain else (NOISE_SHARE, CLEAR_SHARE)
        is_at_once = is_parallel(self.arm, rounds, share=here) and not is_parallel(self.over, rounds, share=there)
        return is_at_once is not as_gain

    def said(self, interval: Interval) -> str:
        share = "an unknown share" if not interval.estimate else f"{1 / interval.estimate:.0%}"
        return f"{self.arm} took {share} of the time of {self.over}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Haste(Quantity):
    """How many times sooner one arm is done than another, by the clock.

    For arms that do different amounts of work: what spares work needs no second core to be sooner.
    """

    than: str

    @property
    def name(self) -> str:
        return f"time of {self.than} divided by that of {self.arm}"

    @property
    def unit(self) -> str:
        return "×"

    def values(self, rounds: Rounds) -> list[float]:
        return [seen[self.than].wall / seen[self.arm].wall for seen in rounds]

    def said(self, interval: Interval) -> str:
        return f"{self.than} took {0.0 if interval.estimate is None else interval.estimate:.2f} × as long as {self.arm}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost(Quantity):
    """How many times the processor time of another an arm needs. Others that use the cores do not add to it."""

    over: str

    @property
    def name(self) -> str:
        return f"processor time of {self.arm} divided by that of {self.over}"

    @property
    def unit(self) -> str:
        return "×"

    def values(self, rounds: Rounds) -> list[float]:
        pairs = [(seen[self.arm].cpu, seen[self.over].cpu) for seen in rounds]
        return [here / there for here, there in pairs if here is not None and there]

    def said(self, interval: Interval) -> str:
        cost = 0.0 if interval.estimate is None else interval.estimate
        return f"{self.arm} needed {cost:.2f} × the processor time of {self.over}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches(Quantity):
    """How often the workers of an arm gave up their core to wait, in a round."""

    @property
    def name(self) -> str:
        return f"voluntary switches of {self.arm} per round"

    @property
    def unit(self) -> str:
        return ""

    def values(self, rounds: Rounds) -> list[float]:
        return [float(count) for count in known([seen[self.arm].switches for seen in rounds])]

    def said(self, interval: Interval) -> str:
        return (
            f"{self.arm} gave up a core {0.0 if interval.estimate is None else interval.estimate:.0f} times per round"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cores(Quantity):
    """How many cores an arm kept busy: processor time of its workers by wall time.

    A busy machine can lower it. Nothing can raise it above one but work on several cores at the same instant.
    """

    @property
    def name(self) -> str:
        return f"cores used by {self.arm}"

    @property
    def unit(self) -> str:
        return ""

    def values(self, rounds: Rounds) -> list[float]:
        return known([seen[self.arm].cores for seen in rounds])

    def said(self, interval: Interval) -> str:
        return f"{self.arm} used {0.0 if interval.estimate is None else interval.estimate:.2f} cores"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoresWanted(Quantity):
    """How many cores an arm kept busy or waited for, ready to run.

    A busy machine can only raise it: whoever computes and waits by turns waits for a core after each wait.
    """

    @property
    def name(self) -> str:
        return f"cores used or waited for by {self.arm}"

    @property
    def unit(self) -> str:
        return ""

    def values(self, rounds: Rounds) -> list[float]:
        pairs = [(seen[self.arm].cores, seen[self.arm].cores_awaited) for seen in rounds]
        return [used + awaited for used, awaited in pairs if used is not None and awaited is not None]

    def said(self, interval: Interval) -> str:
        wanted = 0.0 if interval.estimate is None else interval.estimate
        return f"{self.arm} used a core or waited for one {wanted:.0%} of the time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio(Criterion):
    """Bounds on a quantity, each a pair: where it holds, and from where on it is refuted.

    No plausible truth lies in the dead zone between the two. Each bound's test errs at α; to be refuted,
    two bounds share it. Whatever says that an arm gains needs proof beside the figure; whatever says that
    it does not needs the positive control, and no proof of the contrary.
    """

    quantity: Quantity
    lower: tuple[float, float] | None = None
    upper: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if self.lower and self.lower[1] > self.lower[0]:
            raise ValueError(f"refuted below {self.lower[1]} but holds from {self.lower[0]}: swap the bounds")
        if self.upper and self.upper[1] < self.upper[0]:
            raise ValueError(f"refuted above {self.upper[1]} but holds up to {self.upper[0]}: swap the bounds")

    @property
    def experiment(self) -> object:
        return self.quantity.experiment

    @property
    def demands_control(self) -> bool:
        return True

    def fewest_rounds(self, alpha: float = ALPHA) -> int:
        return fewest_rounds(alpha)

    def assess(self, rounds: Rounds, alpha: float = ALPHA) -> Standing:
        sample = Sample(self.quantity.values(rounds))
        half = alpha / 2 if self.lower and self.upper else alpha
        high_enough = self.lower is None or sample.median_is_above(self.lower[0], alpha)
        low_enough = self.upper is None or sample.median_is_below(self.upper[0], alpha)
        too_low = self.lower is not None and sample.median_is_below(self.lower[1], half)
        too_high = self.upper is not None and sample.median_is_above(self.upper[1], half)
        decision: Decision | None = None
        if high_enough and low_enough:
            decision = "holds"
        elif too_low or too_high:
            decision = "refuted"
        is_gain = too_high or (decision == "holds" and self.upper is None)
        interval = sample.interval_of_median(alpha)
        why = self.quantity.said(interval)
        if (is_gain or decision == "holds") and self.quantity.is_contradicted(rounds, as_gain=is_gain):
            decision = None
            why = f"the clock shows {'a' if is_gain else 'no'} gain, but overlapped time does not confirm it"
        return Standing(
            decision=decision,
            metric=self._metric(interval, sample.values),
            nearness=self._nearness(sample, alpha),
            needs_control=decision is not None and not is_gain,
            why=why,
        )

    def _nearness(self, sample: Sample, alpha: float) -> float:
        bounds = [bound for pair in (self.lower, self.upper) if pair for bound in pair]
        rounds = len(sample.values)
        counts = [sample.above(bound) for bound in bounds]
        return max(share_of_evidence(rounds, max(count, rounds - count), alpha) for count in counts)

    def _metric(self, interval: Interval, values: Sequence[float]) -> Figure:
        bounds = (*reversed(self.lower or ()), *(self.upper or ()))
        return Figure(
            name=self.quantity.name,
            unit=self.quantity.unit,
            low=interval.low,
            estimate=interval.estimate,
            high=interval.high,
            bounds=tuple(dict.fromkeys(bounds)),
            values=tuple(values),
        )
