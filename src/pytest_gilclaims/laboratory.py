"""A claim's way into the lab: its experiments, its judge, and what both may spend."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Concatenate, NamedTuple, ParamSpec

from pytest_gilclaims.experiment import Experiment
from pytest_gilclaims.judging.criterion import Criterion
from pytest_gilclaims.judging.verdict import Judgement, Trial, Verdict, judge_rounds, nearness
from pytest_gilclaims.lab.bench import Bench
from pytest_gilclaims.lab.race import Race
from pytest_gilclaims.lab.worlds import World

Arguments = ParamSpec("Arguments")


class Key(NamedTuple):
    """What tells an experiment from others: what made it, for which world, and with which arguments."""

    build: object
    world: str
    arguments: tuple[object, ...]
    keywords: tuple[tuple[str, object], ...]


Experiments = dict[Key, Experiment]


class Laboratory:
    """Makes experiments, each once per world however many claims share it."""

    def __init__(self, bench: Bench, world: World, made: Experiments) -> None:
        self._bench = bench
        self._world = world
        self._made = made

    def experiment(
        self,
        build: Callable[Concatenate[Bench, World, Arguments], Race],
        *arguments: Arguments.args,
        **keywords: Arguments.kwargs,
    ) -> Experiment:
        """Return the experiment that `build` makes of the bench, the world and the arguments."""
        key = Key(build, self._world.name, arguments, tuple(sorted(keywords.items())))
        if key not in self._made:
            self._made[key] = Experiment(build(self._bench, self._world, *arguments, **keywords))
        return self._made[key]


@dataclass(slots=True, kw_only=True)
class Budget:
    """Seconds that may be spent on rounds: by each experiment, and by the run. One round each is always granted."""

    experiment: float
    run: float
    spent: float = 0.0

    def exhausted_by(self, race: Race) -> str | None:
        """Say which budget is spent, or return ``None`` while another round may be run."""
        if race.seconds >= self.experiment:
            return f"the {self.experiment:g} s for this experiment are spent"
        # What one round decides should not depend on what came before.
        if race.rounds and self.spent >= self.run:
            return f"the {self.run:g} s for the whole run are spent"
        return None


@dataclass(slots=True, kw_only=True)
class Proceedings:
    """What happens between a claim and its judge: the judgements given, by what experiment, beside which arms."""

    budget: Budget
    progress: Callable[[int, float], None] = lambda rounds, share: None
    judgements: list[Judgement] = field(default_factory=list)
    experiment: Experiment | None = None
    beside: str | None = None
    seconds: float = 0.0

    def open(self, trial: Trial) -> Race:
        """Take up a trial and return the race whose rounds decide it."""
        experiment = trial.criterion.experiment
        if not isinstance(experiment, Experiment):
            raise TypeError("a criterion must come from an experiment, such as experiment.speedup(…).at_most(…)")
        self.experiment = experiment
        self.beside = trial.shown_beside
        return experiment.race

    def consider(self, trial: Trial, race: Race) -> Judgement | None:
        """Return the judgement, or ``None`` if another round is needed and granted."""
        judgement = judge_rounds(trial, race.rounds)
        self.progress(len(race.rounds), nearness(judgement))
        if judgement.verdict is None:
            spent = self.budget.exhausted_by(race)
            if spent is None:
                return None
            judgement = Judgement(
                verdict=Verdict.INCONCLUSIVE,
                standing=judgement.standing,
                control=judgement.control,
                reason=f"{judgement.reason}; {spent}",
            )
        self.judgements.append(judgement)
        return judgement

    def charge(self, seconds: float) -> None:
        """Book the time of a round."""
        self.seconds += seconds
        self.budget.spent += seconds


@dataclass(frozen=True, slots=True)
class Judge:
    """Decides the claim at hand: ``judge(criterion, given=control)``."""

    proceedings: Proceedings

    def __call__(
        self, criterion: Criterion, *, given: Criterion | None = None, suffices: Criterion | None = None
    ) -> Judgement:
        """Add rounds until the criterion and its control are decided or the budget is spent.

        given: the positive control, without which "no effect" decides nothing; suffices: other
        evidence of the same experiment that the criterion holds.
        """
        trial = Trial(criterion=criterion, given=given, suffices=suffices)
        race = self.proceedings.open(trial)
        while (judgement := self.proceedings.consider(trial, race)) is None:
            started = time.perf_counter()
            try:
                race.run_round()
            finally:
                self.proceedings.charge(time.perf_counter() - started)
        return judgement


@dataclass(frozen=True, slots=True)
class AsyncJudge:
    """Decides an async claim, whose experiment runs in the test's own loop: ``await judge(criterion)``."""

    proceedings: Proceedings

    async def __call__(
        self, criterion: Criterion, *, given: Criterion | None = None, suffices: Criterion | None = None
    ) -> Judgement:
        """Do as `Judge` does."""
        trial = Trial(criterion=criterion, given=given, suffices=suffices)
        race = self.proceedings.open(trial)
        while (judgement := self.proceedings.consider(trial, race)) is None:
            started = time.perf_counter()
            try:
                await race.run_round_async()
            finally:
                self.proceedings.charge(time.perf_counter() - started)
        return judgement
