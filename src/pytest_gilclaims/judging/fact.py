"""Facts: what was seen as it is, and times so short that nothing else could explain them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pytest_gilclaims.figure import Figure
from pytest_gilclaims.judging.criterion import Criterion, Decision, Rounds, Seen, Source, Standing, known
from pytest_gilclaims.judging.sequential import ALPHA
from pytest_gilclaims.words import counted, said

LONGEST_QUEUE = 0.25
"""The share of the time for which workers may have waited for a core, if what they did not show is to count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something observed directly: an order, a count, a value. The first round that shows it decides.

    is_measured: whether it comes from a clock or the like.
    """

    name: str
    arm: str
    is_measured: bool = False
    experiment: object = field(default=None, repr=False, compare=False)

    def equals(self, expected: object) -> Comparison:
        """Demand exactly this value."""
        return Comparison(fact=self, expected=expected)

    def differs_from(self, other: object) -> Comparison:
        """Demand any other value."""
        return Comparison(fact=self, expected=other, relation=operator.ne)

    def at_least(self, expected: float) -> Comparison:
        """Demand this value or more."""
        return Comparison(fact=self, expected=expected, relation=operator.ge)

    def at_most(self, expected: float, *, even_with: str | None = None) -> Comparison:
        """Demand this value or less.

        even_with: a second fact, by which the first might have been larger. A round in which that could matter is
        left out.
        """
        return Comparison(fact=self, expected=expected, relation=operator.le, even_with=even_with)

    def reaches(self, goal: float, *, refuted_at: float, rounds: int = 3) -> Reached:
        """Demand that some round reaches the goal; refuted if none of `rounds` rounds exceeds `refuted_at`."""
        return Reached(fact=self, goal=goal, refuted_at=refuted_at, rounds=rounds)

    def values(self, rounds: Rounds) -> list[Any]:
        """Return one value for each round that showed it."""
        return known([seen[self.arm].facts.get(self.name) for seen in rounds])


RELATIONS: dict[Callable[[Any, Any], bool], str] = {
    operator.ne: "anything but ",
    operator.ge: "at least ",
    operator.le: "at most ",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Criterion):
    """A plain fact stands in a relation to what is expected: by default it is equal.

    even_with: the name of a fact that says how much more this one might have been. A round decides only if the relation
    is the same with and without it.
    """

    fact: Fact
    expected: object
    relation: Callable[[Any, Any], bool] = operator.eq
    even_with: str | None = None

    @property
    def experiment(self) -> object:
        return self.fact.experiment

    @property
    def is_measured(self) -> bool:
        return self.fact.is_measured

    @property
    def reads(self) -> Sequence[Source]:
        return [(self.fact.arm, name) for name in (self.fact.name, self.even_with) if name is not None]

    def assess(self, rounds: Rounds, alpha: float = ALPHA) -> Standing:
        values = self.fact.values([seen for seen in rounds if self._is_told_by(seen[self.fact.arm])])
        decision: Decision | None = None
        if values:
            decision = "holds" if self.relation(values[0], self.expected) else "refuted"
        undecided = "no decisive round" + (f" because of {self.even_with}" if self.even_with else "")
        seen = said(values[0]) if values else undecided
        return Standing(
            decision=decision,
            metric=Figure(
                name=self.fact.name, unit="", estimate=values[0] if values else None, bounds=(self.expected,)
            ),
            nearness=1.0 if values else 0.0,
            needs_control=True,
            why=f"{seen}, expected {RELATIONS.get(self.relation, '')}{said(self.expected)}",
        )

    def _is_told_by(self, seen: Seen) -> bool:
        value = seen.facts.get(self.fact.name)
        more = seen.facts.get(self.even_with) if self.even_with else None
        if value is None or more is None:
            return value is not None
        return self.relation(value, self.expected) == self.relation(value + more, self.expected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached(Criterion):
    """A count reaches its goal in some round. Once is proof; falling short may be the machine's fault.

    So it takes several rounds to refute, and of these it must be known that workers did not wait long for a core.
    """

    fact: Fact
    goal: float
    refuted_at: float
    rounds: int

    @property
    def experiment(self) -> object:
        return self.fact.experiment

    @property
    def is_measured(self) -> bool:
        return self.fact.is_measured

    @property
    def reads(self) -> Sequence[Source]:
        return [(self.fact.arm, self.fact.name)]

    def assess(self, rounds: Rounds, alpha: float = ALPHA) -> Standing:
        values = self.fact.values(rounds)
        undisturbed = len(self.fact.values([seen for seen in rounds if was_undisturbed(seen[self.fact.arm])]))
        most = max(values, default=0)
        decision: Decision | None = None
        if most >= self.goal:
            decision = "holds"
        elif undisturbed >= self.rounds and most <= self.refuted_at:
            decision = "refuted"
        return Standing(
            decision=decision,
            metric=Figure(name=f"most {self.fact.name}", unit="", estimate=most, bounds=(self.refuted_at, self.goal)),
            nearness=1.0 if decision else min(1.0, undisturbed / self.rounds),
            needs_control=decision == "refuted",
            why=f"up to {said(most)} {self.fact.name} in {counted(len(values), 'round')}"
            + (
                f", {undisturbed} of them known to be undisturbed by other programs"
                if undisturbed < len(values)
                else ""
            ),
        )


def was_disturbed(seen: Seen) -> bool:
    """Whether workers are known to have waited long for a core."""
    return seen.cores_awaited is not None and seen.cores_awaited > LONGEST_QUEUE


def was_undisturbed(seen: Seen) -> bool:
    """Whether workers are known not to have waited long for a core."""
    return seen.cores_awaited is not None and seen.cores_awaited <= LONGEST_QUEUE
