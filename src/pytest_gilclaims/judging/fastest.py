"""The fastest of several: a time that others can only make longer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pytest_gilclaims.figure import Figure
from pytest_gilclaims.judging.criterion import Criterion, Decision, Rounds, Source, Standing
from pytest_gilclaims.judging.sequential import ALPHA
from pytest_gilclaims.words import said


@dataclass(frozen=True, slots=True, kw_only=True)
class Fastest:
    """The shortest time of an arm, in units of a fact of the same round. Other programs can only lengthen it."""

    arm: str
    unit: str
    experiment: object = field(default=None, repr=False, compare=False)

    def at_most(self, bound: float, *, refuted_without: Criterion) -> Shortness:
        """Demand that the shortest time is at most this long.

        refuted_without: evidence that must be seen as well, and that refutes it by its absence. A slow clock never
        refutes it.
        """
        return Shortness(fastest=self, bound=bound, refuted_without=refuted_without)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortness(Criterion):
    """One run fast enough proves what a hundred slow ones cannot disprove."""

    fastest: Fastest
    bound: float
    refuted_without: Criterion

    @property
    def experiment(self) -> object:
        return self.fastest.experiment

    @property
    def reads(self) -> Sequence[Source]:
        return [(self.fastest.arm, self.fastest.unit), *self.refuted_without.reads]

    @property
    def shown_beside(self) -> str | None:
        return self.refuted_without.shown_beside

    def assess(self, rounds: Rounds, alpha: float = ALPHA) -> Standing:
        arm, unit = self.fastest.arm, self.fastest.unit
        # Where nobody came to begin, no time was taken.
        times = [seen[arm].wall / seen[arm].facts[unit] for seen in rounds if seen[arm].wall]
        shortest = min(times, default=None)
        beside = self.refuted_without.assess(rounds, alpha)
        decision: Decision | None = None
        why = (
            "no worker started"
            if shortest is None
            else f"the fastest of {len(times)} took {said(shortest)} × the {unit}"
        )
        if beside.decision == "refuted":
            decision, why = "refuted", beside.why
        elif shortest is not None and 1.0 <= shortest <= self.bound:
            decision = "holds"
        return Standing(
            decision=decision,
            metric=Figure(name=f"time in units of the {unit}", unit="×", estimate=shortest, bounds=(self.bound,)),
            nearness=1.0 if decision else 0.5,
            needs_control=decision == "refuted" and beside.needs_control,
            why=why,
        )
