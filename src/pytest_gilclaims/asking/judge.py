"""The judge: adds rounds until a claim is decided or its budget is spent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import overload

from pytest_gilclaims.asking.proceedings import Proceedings
from pytest_gilclaims.asking.question import Question
from pytest_gilclaims.judging.criterion import Criterion
from pytest_gilclaims.judging.verdict import Judgement, Trial


@dataclass(frozen=True, slots=True)
class Judge:
    """Decides a claim: ``judge(criterion, given=control)``, or ``judge(question)``, which brings its control."""

    proceedings: Proceedings

    @overload
    def __call__(self, criterion: Question) -> Judgement: ...
    @overload
    def __call__(
        self,
        criterion: Criterion,
        *,
        given: Criterion | None = None,
        suffices: Criterion | None = None,
        refuted_by: Criterion | None = None,
    ) -> Judgement: ...
    def __call__(
        self,
        criterion: Criterion | Question,
        *,
        given: Criterion | None = None,
        suffices: Criterion | None = None,
        refuted_by: Criterion | None = None,
    ) -> Judgement:
        """Add rounds until the criterion and its control are decided or the budget is spent.

        given: the positive control, without which "no effect" decides nothing; suffices: other
        evidence from the same experiment that the claim holds; refuted_by: other evidence that it does not.
        """
        if isinstance(criterion, Question):
            trial = self.proceedings.take_up(criterion)
            if isinstance(trial, Judgement):
                return trial
        else:
            trial = Trial(criterion=criterion, given=given, suffices=suffices, refuted_by=refuted_by)
        race = self.proceedings.open(trial)
        while (judgement := self.proceedings.consider(trial, race)) is None:
            with self.proceedings.round_of(race):
                race.run_round()
        return judgement


@dataclass(frozen=True, slots=True)
class AsyncJudge:
    """Decides an async claim, whose experiment runs in the test's own loop: ``await judge(criterion)``."""

    proceedings: Proceedings

    async def __call__(
        self,
        criterion: Criterion,
        *,
        given: Criterion | None = None,
        suffices: Criterion | None = None,
        refuted_by: Criterion | None = None,
    ) -> Judgement:
        """Do as `Judge` does, with a criterion."""
        if isinstance(criterion, Question):
            raise TypeError("a question needs a plain claim: write def instead of async def, and leave out await")
        trial = Trial(criterion=criterion, given=given, suffices=suffices, refuted_by=refuted_by)
        race = self.proceedings.open(trial)
        while (judgement := self.proceedings.consider(trial, race)) is None:
            with self.proceedings.round_of(race):
                await race.run_round_async()
        return judgement
