"""The experiments of a run: each is made once, for all worlds that would have given it the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_gilclaims.asking.experiment import Experiment
from pytest_gilclaims.instruments.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An experiment that was made. It serves every world that would have given it the same.

    got: what it asked its lab for, and what it got.
    """

    experiment: Experiment
    got: Mapping[Any, Any]

    def is_that_of(self, world: World) -> bool:
        """Whether the experiment would be the same in a world."""
        return all(world[real] is stand_in for real, stand_in in self.got.items())


class Experiments:
    """The experiments of a run, each made once however many claims share it."""

    def __init__(self) -> None:
        self._made: defaultdict[object, list[Made]] = defaultdict(list)

    def __iter__(self) -> Iterator[Experiment]:
        return (made.experiment for several in self._made.values() for made in several)

    def of(self, what: object, world: World) -> Experiment | None:
        """Find what was made already."""
        return next((made.experiment for made in self._made[what] if made.is_that_of(world)), None)

    def keep(self, what: object, made: Made) -> None:
        """Remember what was made."""
        self._made[what].append(made)
