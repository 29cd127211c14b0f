"""Combinations: several criteria together, and the opposite of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pytest_gilclaims.judging.criterion import Criterion, Decision, Rounds, Source, Standing, joined
from pytest_gilclaims.judging.sequential import ALPHA


@dataclass(frozen=True, slots=True)
class Every(Criterion):
    """All of several criteria on one experiment are met; refuted once one of them is.

    They share α: a conjunction is refuted wrongly if any of its parts is.
    """

    parts: tuple[Criterion, ...]

    def __post_init__(self) -> None:
        if not self.parts or any(part.experiment is not self.parts[0].experiment for part in self.parts):
            raise ValueError("every(…) takes criteria of one experiment, because they share its rounds")

    @property
    def experiment(self) -> object:
        return self.parts[0].experiment

    @property
    def demands_control(self) -> bool:
        return any(part.demands_control for part in self.parts)

    @property
    def is_measured(self) -> bool:
        return any(part.is_measured for part in self.parts)

    @property
    def reads(self) -> Sequence[Source]:
        return [source for part in self.parts for source in part.reads]

    @property
    def shown_beside(self) -> str | None:
        return joined([part.shown_beside for part in self.parts])

    def fewest_rounds(self, alpha: float = ALPHA) -> int:
        return min(part.fewest_rounds(alpha / len(self.parts)) for part in self.parts)

    def assess(self, rounds: Rounds, alpha: float = ALPHA) -> Standing:
        standings = [part.assess(rounds, alpha / len(self.parts)) for part in self.parts]
        curve = tuple(point for standing in standings for point in standing.curve)
        if refuted := [standing for standing in standings if standing.decision == "refuted"]:
            return replace(min(refuted, key=lambda standing: standing.needs_control), curve=curve)
        furthest_off = min(standings, key=lambda standing: (standing.decision is not None, standing.nearness))
        needs_control = any(standing.needs_control for standing in standings)
        return replace(furthest_off, needs_control=needs_control, curve=curve)


def never(criterion: Criterion) -> Opposite:
    """Demand that a criterion is refuted."""
    return Opposite(criterion)


def every(*parts: Criterion) -> Every:
    """Demand that all criteria are met. Raises ValueError unless they belong to the same experiment."""
    return Every(parts)


@dataclass(frozen=True, slots=True)
class Opposite(Criterion):
    """Holds where another criterion is refuted, and the other way round."""

    other: Criterion

    @property
    def experiment(self) -> object:
        return self.other.experiment

    @property
    def demands_control(self) -> bool:
        return self.other.demands_control

    @property
    def is_measured(self) -> bool:
        return self.other.is_measured

    @property
    def reads(self) -> Sequence[Source]:
        return self.other.reads

    @property
    def shown_beside(self) -> str | None:
        return self.other.shown_beside

    def fewest_rounds(self, alpha: float = ALPHA) -> int:
        return self.other.fewest_rounds(alpha)

    def assess(self, rounds: Rounds, alpha: float = ALPHA) -> Standing:
        standing = self.other.assess(rounds, alpha)
        swapped: dict[Decision | None, Decision] = {"holds": "refuted", "refuted": "holds"}
        return replace(standing, decision=swapped.get(standing.decision))
