"""The proceedings: what happens between a claim and its judge."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from pytest_gilclaims.asking.budget import Budget, Spent
from pytest_gilclaims.asking.experiment import Experiment
from pytest_gilclaims.asking.lab import Lab
from pytest_gilclaims.asking.question import Question, TooShortError
from pytest_gilclaims.facts.machine import usable_cores
from pytest_gilclaims.instruments.calm import Patience
from pytest_gilclaims.instruments.durations import Durations
from pytest_gilclaims.instruments.race import Race
from pytest_gilclaims.instruments.refusal import Unavailable
from pytest_gilclaims.instruments.world import World, name_of
from pytest_gilclaims.judging.sequential import is_worth_a_look
from pytest_gilclaims.judging.verdict import Judgement, Trial, Verdict, judge_rounds, nearness, set_aside

FIRST_WAIT = 34
"""After so many rounds the clock has decided on a quiet machine, with as many again to spare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """Why a question is not asked here, and what would help."""

    reason: str
    advice: str = ""


@dataclass(slots=True, kw_only=True)
class Proceedings:
    """What happens between a claim and its judge: the judgements given, by what experiment, beside which arms.

    slowed_by: what slows this process alone, so that nothing that is measured can be judged; turned_by: the worlds
    that the claim names; unturned: whether it names none and does not say why; receive: opens the lab to a question in
    the world at hand; refusal: what the system refused to the experiment, if it did; spent: the budget that granted no
    further round, if one did not; shortfall: what the experiment needs, if its budget cannot do; advice: what to do
    about a question that was set aside.
    """

    budget: Budget
    patience: Patience = field(default_factory=Patience)
    durations: Durations = field(default_factory=Durations)
    slowed_by: tuple[str, ...] = ()
    turned_by: Sequence[World] = ()
    unturned: bool = False
    receive: Callable[[Question], Lab | SetAside] | None = None
    refusal: str | None = None
    spent: Spent | None = None
    shortfall: str = ""
    advice: str = ""
    progress: Callable[[int, float], None] = lambda rounds, share: None
    judgements: list[Judgement] = field(default_factory=list)
    experiment: Experiment | None = None
    beside: str | None = None
    seconds: float = 0.0
    _since_look: float = 0.0
    _cost_of_look: float = 0.0
    _next_wait: int = 0

    def take_up(self, question: Question) -> Trial | Judgement:
        """Make what a question needs to be tried, or set it aside where it means nothing."""
        if self.receive is None:
            raise TypeError("this judge has no lab, which a question needs: make it with judge_within(seconds, lab)")
        self.unturned = False
        lab = self.receive(question)
        if isinstance(lab, SetAside):
            return self._set_aside(lab)
        try:
            with self.durations.of("making experiments"):
                return question.trial(question.experiment(lab))
        except TooShortError as error:
            return self._set_aside(SetAside(reason=f"not tried: {error}", advice=""))

    def _set_aside(self, why: SetAside) -> Judgement:
        self.advice = why.advice
        judgement = set_aside(why.reason)
        self.judgements.append(judgement)
        return judgement

    def open(self, trial: Trial) -> Race:
        """Take up a trial and return the race whose rounds decide it."""
        if self.unturned:
            raise ValueError(
                "this claim names no world that turns its verdict: add refuted_in=, holds_in= or without_world="
            )
        experiment = trial.criterion.experiment
        if not isinstance(experiment, Experiment):
            raise TypeError("a criterion must come from an experiment, such as experiment.speedup(…).at_most(…)")
        for world in self.turned_by:
            refuse_idle_world(world, experiment)
        self.experiment = experiment
        self.beside = trial.shown_beside
        return experiment.race

    def consider(self, trial: Trial, race: Race) -> Judgement | None:
        """Return the judgement, or ``None`` if another round is needed and granted."""
        self.spent = self.budget.exhausted_by(race)
        is_last = self.refusal is not None or self.spent is not None
        judgement = None
        if is_last or is_worth_a_look(len(race.rounds), since=self._since_look, cost=self._cost_of_look):
            before = race.seconds
            with self._booked("judging", race):
                judgement = self._look(trial, race)
            self._since_look, self._cost_of_look = 0.0, race.seconds - before
        if judgement is not None:
            self.judgements.append(judgement)
        elif trial.criterion.demands_control and len(race.rounds) >= self._next_wait:
            self._next_wait = max(FIRST_WAIT, 2 * len(race.rounds))
            with self._booked("waiting for a calm moment", race):
                self.patience.wait(usable_cores())
        return judgement

    def _look(self, trial: Trial, race: Race) -> Judgement | None:
        refuse_unknown_facts(trial, race)
        judgement = judge_rounds(trial, race.rounds)
        if self.slowed_by and trial.is_measured:
            slow = " and ".join(self.slowed_by)
            reason = f"this process alone is slowed by {slow}, so nothing can be measured in it"
            return replace(judgement, verdict=Verdict.NOT_APPLICABLE, reason=reason)
        self.progress(len(race.rounds), nearness(judgement))
        if self.refusal is not None:
            return replace(judgement, verdict=Verdict.INCONCLUSIVE, reason=self.refusal)
        if judgement.verdict is not None:
            return judgement
        if self.spent is None:
            return None
        spent = self.spent.reason
        self.shortfall = self.budget.shortfall(race, trial.fewest_rounds())
        told = (judgement.reason, spent, self.shortfall)
        reason = "; ".join(filter(None, told)) if race.rounds else f"not started: {spent}"
        return replace(judgement, verdict=Verdict.INCONCLUSIVE, reason=reason)

    @contextmanager
    def round_of(self, race: Race) -> Iterator[None]:
        """Book the time of the round that the body runs, and note if the system refuses what it needs."""
        is_first, before = not race.rounds, race.seconds
        try:
            with self._booked("rounds" if race.is_warm else "warming up", race):
                yield
        except Unavailable as refusal:
            self.refusal = str(refusal)
        self._since_look += race.seconds - before
        if is_first:
            self.budget.note_first_round(race.seconds - before)

    @contextmanager
    def _booked(self, activity: str, race: Race) -> Iterator[None]:
        started = time.perf_counter()
        try:
            with self.durations.of(activity):
                yield
        finally:
            seconds = time.perf_counter() - started
            race.seconds += seconds
            self.seconds += seconds


def refuse_idle_world(world: World, experiment: Experiment) -> None:
    """Refuse a world that changes nothing that the experiment asks for: no verdict could turn in it.

    Raises ValueError.
    """
    if not any(world.changes(real) for real in experiment.asked):
        asked = ", ".join(sorted(map(name_of, experiment.asked))) or "nothing"
        raise ValueError(
            f"world {world.name!r} replaces nothing that experiment {experiment.race.name!r} takes from its lab: "
            f"it takes {asked}"
        )


def refuse_unknown_facts(trial: Trial, race: Race) -> None:
    """Refuse a trial on a fact that its arm does not show.

    An arm that showed no fact at all came to no end, and may come to one in the next round. Raises ValueError.
    """
    for arm, fact in trial.reads if race.rounds else ():
        shown = race.rounds[0][arm].facts
        if shown and fact not in shown:
            raise ValueError(
                f"experiment {race.name!r} has no fact {fact!r} in arm {arm!r}: it has {', '.join(map(repr, shown))}"
            )
