"""A figure, from the criterion that finds it to the page that draws it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LARGEST = 1e100
"""Numbers beyond are not drawn: what is computed with them would be infinite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure with its unit, its interval and the bounds that it is held against.

    values: one a round, where there are; why: what it says of a claim, in one clause.
    """

    name: str
    unit: str
    low: float | None = None
    estimate: Any = None
    high: float | None = None
    bounds: Sequence[Any] = ()
    values: Sequence[float] = ()
    why: str = ""

    @property
    def numeric_bounds(self) -> list[float]:
        """The bounds that can be drawn: a fact is held against a word."""
        return [float(bound) for bound in self.bounds if isinstance(bound, (int, float)) and abs(bound) <= LARGEST]

    @property
    def span(self) -> tuple[float, float]:
        """The least and the greatest of rounds, bounds and interval."""
        ends = [end for end in (self.low, self.high) if end is not None]
        shown = [*map(float, self.values), *self.numeric_bounds, *ends]
        return min(shown), max(shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """How many times faster so many workers were than one, with its interval, and what the machine gave to as many.

    ``None`` stands for what is not known yet.
    """

    workers: int
    low: float | None = None
    estimate: float | None = None
    high: float | None = None
    machine: float | None = None
