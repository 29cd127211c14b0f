"""Criteria: what must be seen for a claim to hold, and what would refute it.

A criterion reads the rounds that are there and says where it stands. It measures nothing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NoReturn, Protocol, TypeVar

from pytest_gilclaims.figure import Figure, Point
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
class Standing:
    """Where a criterion stands after the rounds seen.

    decision: ``None`` while undecided; nearness: how far it is from decided, from 0 to 1; needs_control:
    whether the decision says "no effect" and so means nothing without the positive control; why: one
    clause for a person; hopeless: whether no further round can decide it; curve: the gains over numbers of workers,
    where there are several.
    """

    decision: Decision | None
    metric: Figure
    nearness: float
    needs_control: bool
    why: str
    hopeless: bool = False
    curve: tuple[Point, ...] = ()


class Criterion(ABC):
    """What must be observed for a claim to hold. After each round it is met, refuted or not yet decided."""

    @property
    @abstractmethod
    def experiment(self) -> object:
        """The experiment whose rounds the criterion reads. Only the judge uses it."""

    @property
    def demands_control(self) -> bool:
        """Whether other programs could fake the result: then a claim needs a positive control."""
        return False

    @property
    def is_measured(self) -> bool:
        """Whether it reads clocks or the like, which a tracer in this process distorts, instead of facts."""
        return True

    @property
    def reads(self) -> Sequence[Source]:
        """The facts that it reads."""
        return ()

    @property
    def shown_beside(self) -> str | None:
        """The arm that must show the effect in the same rounds; otherwise its absence would mean nothing."""
        return None

    def fewest_rounds(self, alpha: float = ALPHA) -> int:
        """Return how many rounds decide it at the earliest."""
        return 1

    @abstractmethod
    def assess(self, rounds: Rounds, alpha: float = ALPHA) -> Standing:
        """Say where the criterion stands after these rounds."""

    def __bool__(self) -> NoReturn:
        raise TypeError("a criterion has no truth value: pass it to judge()")


T = TypeVar("T")


def known(values: Sequence[T | None]) -> list[T]:
    """Leave out the rounds in which nothing could be observed."""
    return [value for value in values if value is not None]


def joined(names: Sequence[str | None]) -> str | None:
    """Name each of several things once, as far as they are known."""
    return " and ".join(dict.fromkeys(known(names))) or None
