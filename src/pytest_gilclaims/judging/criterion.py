"""Criteria: what must be seen for a claim to hold, and what would refute it.

A criterion reads the rounds that are there and says where it stands. It measures nothing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Literal, NoReturn, Protocol, TypeVar

from pytest_gilclaims.judging.sequential import (
    ALPHA,
    Interval,
    interval_of_median,
    is_decided,
    median_is_above,
    median_is_below,
    share_of_evidence,
)

Decision = Literal["holds", "refuted"]

PARALLEL_OVERLAP = 0.005
"""Seconds of overlapped time that prove workers to have run at the same instant."""

PARALLEL_SHARE = 1.15
"""Seconds of processor time per second of the clock that one core cannot give."""

ABSENT_SHARE = 0.02
"""What is at most this share of what the control showed counts as absent."""


class Seen(Protocol):
    """What a criterion reads of one arm in one round."""

    @property
    def wall(self) -> float: ...
    @property
    def cpu(self) -> float | None: ...
    @property
    def switches(self) -> int | None: ...
    @property
    def overlap(self) -> float | None: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...


Rounds = Sequence[Mapping[str, Seen]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """The figure that a claim is decided by, with its unit, interval and bounds; values: one a round."""

    name: str
    unit: str
    low: float | None = None
    estimate: Any = None
    high: float | None = None
    bounds: tuple[Any, ...] = ()
    values: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a criterion stands after the rounds seen.

    decision: ``None`` while undecided; nearness: how far it is from decided, from 0 to 1; needs_control:
    whether the decision says "no effect" and so means nothing without the positive control; why: one
    clause for a person.
    """

    decision: Decision | None
    metric: Metric
    nearness: float
    needs_control: bool
    why: str


class Criterion(ABC):
    """Something that is seen to be so, seen not to be so, or not yet decided."""

    @property
    @abstractmethod
    def experiment(self) -> object:
        """Whose rounds the criterion reads. It is carried along for the judge, never looked at here."""

    @abstractmethod
    def assess(self, rounds: Rounds, alpha: float = ALPHA) -> Standing:
        """Say where the criterion stands after these rounds."""

    def __bool__(self) -> NoReturn:
        raise TypeError("a criterion is neither true nor false: hand it to judge()")


T = TypeVar("T")


def known(values: Sequence[T | None]) -> list[T]:
    """Leave out the rounds in which nothing could be observed."""
    return [value for value in values if value is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Speedup:
    """How many times faster one arm is than another, round by round."""

    arm: str
    over: str
    experiment: object = field(default=None, repr=False, compare=False)

    @property
    def name(self) -> str:
        return f"speedup of {self.arm} over {self.over}"

    def values(self, rounds: Rounds) -> list[float]:
        """Return one ratio a round."""
        return [seen[self.over].wall / seen[self.arm].wall for seen in rounds]

    def ran_in_parallel(self, rounds: Rounds) -> bool:
        """Whether the faster arm was seen to use more than one core: a clock alone proves no gain.

        Under a load of three per core, threads that take turns finish 1.3 to 1.4 times sooner than a
        plain loop: they queue on more cores and are given a larger share.
        """
        seen = [one[self.arm] for one in rounds]
        overlap = sum(known([one.overlap for one in seen]))
        shares = [one.cpu / one.wall for one in seen if one.cpu is not None]
        return overlap >= PARALLEL_OVERLAP or (bool(shares) and median(shares) > PARALLEL_SHARE)

    def at_most(self, bound: float, *, refuted_from: float) -> Ratio:
        """No more than this: "no gain"."""
        return Ratio(quantity=self, upper=(bound, refuted_from))

    def at_least(self, bound: float, *, refuted_to: float | None = None) -> Ratio:
        """No less than this: "a gain"."""
        return Ratio(quantity=self, lower=(bound, bound if refuted_to is None else refuted_to))

    def between(self, low: float, high: float, *, refuted_below: float, refuted_above: float) -> Ratio:
        """Within a band: "about as fast"."""
        return Ratio(quantity=self, lower=(low, refuted_below), upper=(high, refuted_above))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio(Criterion):
    """Bounds on a speedup, each a pair: where it holds, and from where on it is refuted.

    No plausible truth lies in the dead zone between the two. Each bound's test errs at α; to be refuted,
    two bounds share it. Whatever says that an arm is faster needs a parallel run as proof; whatever
    says that it is not needs the positive control.
    """

    quantity: Speedup
    lower: tuple[float, float] | None = None
    upper: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if self.lower and self.lower[1] > self.lower[0]:
            raise ValueError(f"refuted below {self.lower[1]} yet held from {self.lower[0]}: the bounds are swapped")
        if self.upper and self.upper[1] < self.upper[0]:
            raise ValueError(f"refuted above {self.upper[1]} yet held to {self.upper[0]}: the bounds are swapped")

    @property
    def experiment(self) -> object:
        return self.quantity.experiment

    def assess(self, rounds: Rounds, alpha: float = ALPHA) -> Standing:
        values = self.quantity.values(rounds)
        half = alpha / 2 if self.lower and self.upper else alpha
        high_enough = self.lower is None or median_is_above(values, self.lower[0], alpha)
        low_enough = self.upper is None or median_is_below(values, self.upper[0], alpha)
        too_low = self.lower is not None and median_is_below(values, self.lower[1], half)
        too_high = self.upper is not None and median_is_above(values, self.upper[1], half)
        decision: Decision | None = None
        if high_enough and low_enough:
            decision = "holds"
        elif too_low or too_high:
            decision = "refuted"
        is_gain = too_high or (decision == "holds" and self.upper is None)
        interval = interval_of_median(values, alpha)
        why = f"{self.quantity.arm} took {self._relation(interval)} of {self.quantity.over}"
        if is_gain and not self.quantity.ran_in_parallel(rounds):
            decision = None
            why = "a gain by the clock alone, in which no two workers were seen to run at the same instant"
        return Standing(
            decision=decision,
            metric=self._metric(interval, values),
            nearness=self._nearness(values, alpha),
            needs_control=decision is not None and not is_gain,
            why=why,
        )

    def _nearness(self, values: Sequence[float], alpha: float) -> float:
        bounds = [bound for pair in (self.lower, self.upper) if pair for bound in pair]
        counts = [sum(value > bound for value in values) for bound in bounds]
        return max(share_of_evidence(len(values), max(count, len(values) - count), alpha) for count in counts)

    @staticmethod
    def _relation(interval: Interval) -> str:
        return "an unknown share of the time" if not interval.estimate else f"{1 / interval.estimate:.0%} of the time"

    def _metric(self, interval: Interval, values: Sequence[float]) -> Metric:
        bounds = (*reversed(self.lower or ()), *(self.upper or ()))
        return Metric(
            name=self.quantity.name,
            unit="×",
            low=interval.low,
            estimate=interval.estimate,
            high=interval.high,
            bounds=tuple(dict.fromkeys(bounds)),
            values=tuple(values),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Something countable that an arm shows in each round, which cannot be faked by a slow clock.

    read: takes it from what was seen, ``None`` where a round tells nothing.
    """

    name: str
    unit: str
    arm: str
    read: Callable[[Seen], float | None]
    experiment: object = field(default=None, repr=False, compare=False)

    def say(self, total: float) -> str:
        """Write so much of it for a person."""
        return f"{total:.4g} {self.unit} of {self.name}" if self.unit else f"{total:.4g} {self.name}"

    def none(self, *, beside: str, refuted_from: float) -> Absence:
        """Never seen here, while the control arm beside shows it; refuted once so much was seen in all."""
        return Absence(amount=self, beside=beside, refuted_from=refuted_from)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence(Criterion):
    """One arm never shows what a control arm shows in the same rounds.

    Were the arms alike, either would show more of it equally often: so the rounds in which the control
    showed more are counted by the sign test. Rounds without it on either side tell nothing. That an arm
    shows *less* than its control is not yet *none*: its total must also stay below a small share of the
    control's.
    """

    amount: Amount
    beside: str
    refuted_from: float

    @property
    def experiment(self) -> object:
        return self.amount.experiment

    def assess(self, rounds: Rounds, alpha: float = ALPHA) -> Standing:
        pairs = [(self.amount.read(seen[self.amount.arm]), self.amount.read(seen[self.beside])) for seen in rounds]
        telling = [(here, there) for here, there in pairs if here is not None and there is not None and here != there]
        control_won = sum(there > here for here, there in telling)
        total = sum(known([here for here, _ in pairs]))
        control = sum(known([there for _, there in pairs]))
        decision: Decision | None = None
        if total >= self.refuted_from:
            decision = "refuted"
        elif is_decided(len(telling), control_won, alpha) and total <= ABSENT_SHARE * control:
            decision = "holds"
        return Standing(
            decision=decision,
            metric=Metric(
                name=self.amount.name,
                unit=self.amount.unit,
                estimate=total,
                bounds=(self.refuted_from,),
                values=tuple(known([here for here, _ in pairs])),
            ),
            nearness=max(share_of_evidence(len(telling), control_won, alpha), min(1.0, total / self.refuted_from)),
            needs_control=False,
            why=f"{self.amount.say(total)} in {counted(len(rounds), 'round')}, beside {control:.4g} with {self.beside}",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that was seen as it is: an order, a count, a value. The first round that shows it decides."""

    name: str
    arm: str
    experiment: object = field(default=None, repr=False, compare=False)

    def equals(self, expected: object) -> Equality:
        """Exactly this."""
        return Equality(fact=self, expected=expected)

    def at_least(self, expected: float) -> Equality:
        """This or more."""
        return Equality(fact=self, expected=expected, at_least=True)

    def reaches(self, goal: int, *, refuted_at: int, rounds: int = 3) -> Reached:
        """Seen to reach the goal in some round; refuted if no more than `refuted_at` in so many rounds."""
        return Reached(fact=self, goal=goal, refuted_at=refuted_at, rounds=rounds)

    def values(self, rounds: Rounds) -> list[Any]:
        """Return what was seen, leaving out rounds that showed nothing."""
        return known([seen[self.arm].facts.get(self.name) for seen in rounds])


@dataclass(frozen=True, slots=True, kw_only=True)
class Equality(Criterion):
    """A plain fact is as expected."""

    fact: Fact
    expected: object
    at_least: bool = False

    @property
    def experiment(self) -> object:
        return self.fact.experiment

    def assess(self, rounds: Rounds, alpha: float = ALPHA) -> Standing:
        values = self.fact.values(rounds)
        decision: Decision | None = None
        if values:
            met = values[0] >= self.expected if self.at_least else values[0] == self.expected
            decision = "holds" if met else "refuted"
        seen = said(values[0]) if values else "nothing"
        return Standing(
            decision=decision,
            metric=Metric(
                name=self.fact.name, unit="", estimate=values[0] if values else None, bounds=(self.expected,)
            ),
            nearness=1.0 if values else 0.0,
            needs_control=True,
            why=f"{self.fact.name}: {seen}",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached(Criterion):
    """A count reaches its goal in some round. Once is proof; falling short may be the machine's fault."""

    fact: Fact
    goal: int
    refuted_at: int
    rounds: int

    @property
    def experiment(self) -> object:
        return self.fact.experiment

    def assess(self, rounds: Rounds, alpha: float = ALPHA) -> Standing:
        values = self.fact.values(rounds)
        most = max(values, default=0)
        decision: Decision | None = None
        if most >= self.goal:
            decision = "holds"
        elif len(values) >= self.rounds and most <= self.refuted_at:
            decision = "refuted"
        return Standing(
            decision=decision,
            metric=Metric(name=f"most {self.fact.name}", unit="", estimate=most, bounds=(self.refuted_at, self.goal)),
            nearness=1.0 if decision else min(1.0, len(values) / self.rounds),
            needs_control=decision == "refuted",
            why=f"{most} {self.fact.name} at most in {counted(len(values), 'round')}",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fastest:
    """The shortest time that an arm ever took, in units of a fact of the same round. Others can only lengthen it."""

    arm: str
    unit: str
    experiment: object = field(default=None, repr=False, compare=False)

    def at_most(self, bound: float, *, refuted_by: Criterion) -> Shortness:
        """No longer than this. A slow clock never refutes it: other evidence must."""
        return Shortness(fastest=self, bound=bound, refuted_by=refuted_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortness(Criterion):
    """One run fast enough proves what a hundred slow ones cannot disprove."""

    fastest: Fastest
    bound: float
    refuted_by: Criterion

    @property
    def experiment(self) -> object:
        return self.fastest.experiment

    def assess(self, rounds: Rounds, alpha: float = ALPHA) -> Standing:
        arm, unit = self.fastest.arm, self.fastest.unit
        shortest = min((seen[arm].wall / seen[arm].facts[unit] for seen in rounds), default=None)
        other = self.refuted_by.assess(rounds, alpha)
        decision: Decision | None = None
        if other.decision == "holds":
            decision = "refuted"
        elif shortest is not None and 1.0 <= shortest <= self.bound:
            decision = "holds"
        return Standing(
            decision=decision,
            metric=Metric(name=f"time in units of the {unit}", unit="×", estimate=shortest, bounds=(self.bound,)),
            nearness=1.0 if decision else 0.5,
            needs_control=False,
            why=other.why
            if decision == "refuted"
            else f"the fastest of {len(rounds)} took {said(shortest)} × the {unit}",
        )


def counted(count: int, noun: str) -> str:
    """Write a number of things."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def said(value: object) -> str:
    """Write a value for a person."""
    if isinstance(value, float):
        return f"{value:.3g}"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or "none"
    return str(value)
