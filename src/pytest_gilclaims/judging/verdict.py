"""The verdict: what the evidence carries, and no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pytest_gilclaims.figure import Figure
from pytest_gilclaims.judging.criterion import Criterion, Rounds, Source, Standing, joined
from pytest_gilclaims.judging.sequential import ALPHA


class Verdict(StrEnum):
    """The outcome of a claim on one interpreter."""

    HOLDS = "holds"
    REFUTED = "refuted"
    INCONCLUSIVE = "inconclusive"
    NOT_APPLICABLE = "not applicable"

    @property
    def is_decided(self) -> bool:
        """Whether the claim was decided one way or the other."""
        return self in (Verdict.HOLDS, Verdict.REFUTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """All that a claim gives to the judge.

    criterion: what must be seen; given: the positive control, without which "no effect" means nothing;
    suffices: other evidence that the criterion holds, which a busy machine cannot hide; refuted_by: other
    evidence that it does not. The ways to a verdict share α.
    """

    criterion: Criterion
    given: Criterion | None = None
    suffices: Criterion | None = None
    refuted_by: Criterion | None = None

    def __post_init__(self) -> None:
        if self.criterion.demands_control and self.given is None:
            raise ValueError("other programs could fake this result: add a positive control, judge(…, given=…)")
        if any(part.experiment is not self.criterion.experiment for part in self.parts):
            raise ValueError("the positive control must come from the same experiment as the criterion")

    @property
    def parts(self) -> Sequence[Criterion]:
        """All criteria, whatever they are for."""
        return [part for part in (self.criterion, self.given, self.suffices, self.refuted_by) if part is not None]

    @property
    def is_measured(self) -> bool:
        """Whether any of it reads clocks or the like."""
        return any(part.is_measured for part in self.parts)

    @property
    def reads(self) -> Sequence[Source]:
        """The facts that are read."""
        return [source for part in self.parts for source in part.reads]

    @property
    def shown_beside(self) -> str | None:
        """The arms beside which the effect, or its absence, is shown."""
        return joined([way.shown_beside for way in self._ways])

    def fewest_rounds(self, alpha: float = ALPHA) -> int:
        """Return how many rounds decide it at the earliest."""
        return min(way.fewest_rounds(alpha / len(self._ways)) for way in self._ways)

    @property
    def _ways(self) -> Sequence[Criterion]:
        return [way for way in (self.criterion, self.suffices, self.refuted_by) if way is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Where a trial stands. `verdict` is ``None`` while more rounds could still decide it."""

    verdict: Verdict | None
    standing: Standing
    control: Standing | None
    reason: str

    @property
    def metric(self) -> Figure:
        """The figure that decided, or that came nearest."""
        return self.standing.metric


def set_aside(reason: str) -> Judgement:
    """Judge what is not asked here: it does not apply."""
    nothing = Standing(decision=None, metric=Figure(name="", unit=""), nearness=0.0, needs_control=False, why=reason)
    return Judgement(verdict=Verdict.NOT_APPLICABLE, standing=nothing, control=None, reason=reason)


def judge_rounds(trial: Trial, rounds: Rounds, alpha: float = ALPHA) -> Judgement:
    """Decide a trial by the rounds that are there, read at the current round.

    The positive control must be passed at the same round as the criterion it guards; a control that is
    shown not to be met ends the trial, unless other evidence may still suffice.
    """
    ways = {Verdict.HOLDS: trial.suffices, Verdict.REFUTED: trial.refuted_by}
    others = {verdict: other for verdict, other in ways.items() if other is not None}
    own_alpha = alpha / (1 + len(others))
    standing = trial.criterion.assess(rounds, own_alpha)
    control = trial.given.assess(rounds, alpha) if trial.given is not None else None
    for verdict, other in others.items():
        seen = other.assess(rounds, own_alpha)
        if seen.decision == "holds":
            return Judgement(verdict=verdict, standing=seen, control=control, reason=seen.why)
    is_guarded = not standing.needs_control or control is None or control.decision == "holds"
    if standing.decision is not None and is_guarded:
        return Judgement(verdict=Verdict(standing.decision), standing=standing, control=control, reason=standing.why)
    if standing.hopeless:
        return Judgement(verdict=Verdict.INCONCLUSIVE, standing=standing, control=control, reason=standing.why)
    if control is not None and control.decision == "refuted" and not others:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            standing=standing,
            control=control,
            reason=f"the positive control failed ({control.why})",
        )
    return Judgement(verdict=None, standing=standing, control=control, reason=why_undecided(standing, control))


def why_undecided(standing: Standing, control: Standing | None) -> str:
    """Say what is missing for a verdict."""
    if standing.decision is None:
        return f"not decided: {standing.why}"
    assert control is not None
    return f"the positive control has not passed yet ({control.why})"


def nearness(judgement: Judgement) -> float:
    """Return how far a trial is from decided, from 0 to 1: no further than its control."""
    control = judgement.control
    if control is None or not judgement.standing.needs_control:
        return judgement.standing.nearness
    return min(judgement.standing.nearness, control.nearness)
