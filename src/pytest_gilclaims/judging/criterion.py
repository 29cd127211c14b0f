"""Criteria: what must be seen for a claim to hold, and what would refute it.

A criterion reads the rounds that are there and says where it stands. It measures nothing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NoReturn, Protocol, TypeVar

from pytest_gilclaims.judging.sequential import ALPHA

Decision = Literal["holds", "refuted"]


class Seen(Protocol):
    """What a criterion reads of one arm in one round."""

    @property
    def wall(self) -> float: ...
    @property
    def cpu(self) -> float | None: ...
    @property
    def cores(self) -> float | None: ...
    @property
    def cores_awaited(self) -> float | None: ...
    @property
    def switches(self) -> int | None: ...
    @property
    def overlap(self) -> float | None: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...


Rounds = Sequence[Mapping[str, Seen]]

Source = tuple[str, str]
"""A fact that a criterion reads: the name of an arm, and its own."""


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

    @property
    def demands_control(self) -> bool:
        """Whether other programs could fake what the criterion looks for, so that no claim may do without a control."""
        return False

    @property
    def is_measured(self) -> bool:
        """Whether it reads clocks or the like, which a tracer in this process distorts, rather than facts."""
        return True

    @property
    def reads(self) -> Sequence[Source]:
        """The facts that it reads."""
        return ()

    @property
    def shown_beside(self) -> str | None:
        """The arm that shows in the same rounds what is looked for, so that its absence means something."""
        return None

    @abstractmethod
    def assess(self, rounds: Rounds, alpha: float = ALPHA) -> Standing:
        """Say where the criterion stands after these rounds."""

    def __bool__(self) -> NoReturn:
        raise TypeError("a criterion is neither true nor false: hand it to judge()")


T = TypeVar("T")


def known(values: Sequence[T | None]) -> list[T]:
    """Leave out the rounds in which nothing could be observed."""
    return [value for value in values if value is not None]


def joined(names: Sequence[str | None]) -> str | None:
    """Name each of several things once, as far as they are known."""
    return " and ".join(dict.fromkeys(known(names))) or None


@dataclass(frozen=True, slots=True)
class Every(Criterion):
    """All of several criteria on one experiment are met; refuted once one of them is.

    They share α: a conjunction is refuted wrongly if any of its parts is.
    """

    parts: tuple[Criterion, ...]

    def __post_init__(self) -> None:
        if not self.parts or any(part.experiment is not self.parts[0].experiment for part in self.parts):
            raise ValueError("every(…) takes criteria on the same experiment: their rounds are shared")

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

    def assess(self, rounds: Rounds, alpha: float = ALPHA) -> Standing:
        standings = [part.assess(rounds, alpha / len(self.parts)) for part in self.parts]
        if refuted := [standing for standing in standings if standing.decision == "refuted"]:
            return min(refuted, key=lambda standing: standing.needs_control)
        furthest_off = min(standings, key=lambda standing: (standing.decision is not None, standing.nearness))
        return replace(furthest_off, needs_control=any(standing.needs_control for standing in standings))


def never(criterion: Criterion) -> Opposite:
    """Demand that this is refuted."""
    return Opposite(criterion)


def every(*parts: Criterion) -> Every:
    """Demand all of these criteria."""
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

    def assess(self, rounds: Rounds, alpha: float = ALPHA) -> Standing:
        standing = self.other.assess(rounds, alpha)
        swapped: dict[Decision | None, Decision] = {"holds": "refuted", "refuted": "holds"}
        return replace(standing, decision=swapped.get(standing.decision))


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
