"""A question: something that can be asked of any call. It knows how the answer is got, and in which worlds it turns."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import overload

from pytest_gilclaims.asking.conditions import Condition
from pytest_gilclaims.asking.experiment import Experiment
from pytest_gilclaims.asking.lab import Lab
from pytest_gilclaims.instruments.race import Race
from pytest_gilclaims.instruments.world import World
from pytest_gilclaims.judging import combination
from pytest_gilclaims.judging.combination import Opposite
from pytest_gilclaims.judging.criterion import Criterion
from pytest_gilclaims.judging.verdict import Trial


class TooShortError(Exception):
    """What a world was to put in place of a call cannot last as short a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something that is asked of a call: ``judge(question)``.

    build, arguments: make its experiment, of a lab; trial: puts the experiment before the judge; refuted_in, holds_in:
    the worlds in which a double of the call turns the answer; needs: where it means anything.
    """

    build: Callable[..., Race]
    arguments: tuple[Hashable, ...]
    trial: Callable[[Experiment], Trial]
    refuted_in: World
    holds_in: World
    needs: tuple[Condition, ...] = ()

    def experiment(self, lab: Lab) -> Experiment:
        """Make its experiment, or find it made. Raises TooShortError in a world that has no double for the call."""
        return lab.experiment(self.build, *self.arguments)

    def opposite(self) -> Question:
        """Ask for the opposite: what answered it the one way answers it the other."""
        return replace(self, trial=_Turned(self.trial), refuted_in=self.holds_in, holds_in=self.refuted_in)


@dataclass(frozen=True, slots=True)
class _Turned:
    """A trial of the opposite."""

    trial: Callable[[Experiment], Trial]

    def __call__(self, experiment: Experiment) -> Trial:
        asked = self.trial(experiment)
        return Trial(
            criterion=Opposite(asked.criterion),
            given=asked.given,
            suffices=asked.refuted_by,
            refuted_by=asked.suffices,
        )


@overload
def never(criterion: Criterion) -> Opposite: ...
@overload
def never(criterion: Question) -> Question: ...
def never(criterion: Criterion | Question) -> Opposite | Question:
    """Demand that a criterion or a question is refuted."""
    return criterion.opposite() if isinstance(criterion, Question) else combination.never(criterion)
