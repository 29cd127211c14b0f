"""Amounts: something counted in every round, compared with a control arm that shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pytest_gilclaims.figure import Figure
from pytest_gilclaims.judging.combination import Opposite
from pytest_gilclaims.judging.criterion import Criterion, Decision, Rounds, Seen, Source, Standing, known
from pytest_gilclaims.judging.fact import was_disturbed
from pytest_gilclaims.judging.sequential import ALPHA, is_decided, share_of_evidence
from pytest_gilclaims.words import counted

ABSENT_SHARE = 0.002
"""What is at most this share of what the control showed counts as absent.

Threads under the lock showed nothing at all, or up to 0.0001 of it; threads that do let go of the lock, beside busy
programs, have shown as little as 0.015.
"""


PRESENT_SHARE = 0.005
"""What is less than this share of what the control showed is no proof that it was there.

A total grows with the rounds: in enough of them, what is noise in each would pass any amount.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Something countable that an arm shows in each round, which a slow clock cannot fake.

    read: takes it from an observation, ``None`` where a round tells nothing; fact: the name of the fact, if it is one.
    """

    name: str
    unit: str
    arm: str
    read: Callable[[Seen], float | None]
    fact: str | None = None
    experiment: object = field(default=None, repr=False, compare=False)

    def say(self, total: float) -> str:
        """Write a total for a person."""
        return f"{total:.4g} {self.unit} of {self.name}" if self.unit else f"{total:.4g} {self.name}"

    def none(self, *, beside: str, refuted_from: float, only_undisturbed: bool = False) -> Absence:
        """Demand none in this arm, while the control arm shows some; refuted when the total reaches a limit.

        beside: the control arm; refuted_from: the total that refutes it; only_undisturbed: leave out the rounds in
        which workers waited long for a core, for workers that pass on a lock: who waits for its owner shows less.
        """
        return Absence(amount=self, beside=beside, refuted_from=refuted_from, only_undisturbed=only_undisturbed)

    def some(self, *, beside: str, proved_from: float) -> Opposite:
        """Demand a total of at least `proved_from`; refuted if only the control arm shows any.

        beside: the control arm. Rounds in which workers waited long for a core do not refute it.
        """
        return Opposite(self.none(beside=beside, refuted_from=proved_from, only_undisturbed=True))

    def not_once(self, *, beside: str, shown_from: float, rounds: int = 3) -> NotOnce:
        """Demand none at all, in several rounds in which the control arm shows enough.

        beside: the control arm; shown_from: how much it must show in a round; rounds: how many such rounds.
        """
        return NotOnce(amount=self, beside=beside, shown_from=shown_from, rounds=rounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence(Criterion):
    """One arm never shows what a control arm shows in the same rounds.

    Were the arms alike, either would show more of it equally often: so the rounds in which the control
    showed more are counted by the sign test. Rounds without it on either side tell nothing, nor do, if only
    undisturbed ones count, those in which the arm's workers are known to have waited for a core. That an arm
    shows *less* than its control is not yet *none*: its total must also stay below a small share of the
    control's. Nor is a total *some* that lies below another, somewhat larger share.
    """

    amount: Amount
    beside: str
    refuted_from: float
    only_undisturbed: bool = False

    @property
    def experiment(self) -> object:
        return self.amount.experiment

    @property
    def reads(self) -> Sequence[Source]:
        fact = self.amount.fact
        return () if fact is None else ((self.amount.arm, fact), (self.beside, fact))

    @property
    def shown_beside(self) -> str:
        return self.beside

    def assess(self, rounds: Rounds, alpha: float = ALPHA) -> Standing:
        pairs = [(self.amount.read(seen[self.amount.arm]), self.amount.read(seen[self.beside])) for seen in rounds]
        telling = [
            (here, there)
            for seen, (here, there) in zip(rounds, pairs, strict=True)
            if here is not None and there is not None and here != there
            if not (self.only_undisturbed and was_disturbed(seen[self.amount.arm]))
        ]
        control_won = sum(there > here for here, there in telling)
        total = sum(known([here for here, _ in pairs]))
        control = sum(known([there for _, there in pairs]))
        decision: Decision | None = None
        if total >= max(self.refuted_from, PRESENT_SHARE * control):
            decision = "refuted"
        elif is_decided(len(telling), control_won, alpha) and total <= ABSENT_SHARE * control:
            decision = "holds"
        return Standing(
            decision=decision,
            metric=Figure(
                name=self.amount.name,
                unit=self.amount.unit,
                estimate=total,
                bounds=(self.refuted_from,),
                values=tuple(known([here for here, _ in pairs])),
            ),
            nearness=max(share_of_evidence(len(telling), control_won, alpha), min(1.0, total / self.refuted_from)),
            needs_control=False,
            why=f"{self.amount.say(total)} in {counted(len(rounds), 'round')}, "
            f"compared with {control:.4g} for {self.beside}",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOnce(Criterion):
    """What one arm must not show a single time, while a control arm shows it often.

    Once refutes, whenever it is seen. Rounds in which the control shows less than it should tell nothing: whatever
    keeps the one from showing it would keep the other too.
    """

    amount: Amount
    beside: str
    shown_from: float
    rounds: int

    @property
    def experiment(self) -> object:
        return self.amount.experiment

    @property
    def reads(self) -> Sequence[Source]:
        fact = self.amount.fact
        return () if fact is None else ((self.amount.arm, fact), (self.beside, fact))

    @property
    def shown_beside(self) -> str:
        return self.beside

    def assess(self, rounds: Rounds, alpha: float = ALPHA) -> Standing:
        pairs = [(self.amount.read(seen[self.amount.arm]), self.amount.read(seen[self.beside])) for seen in rounds]
        here = known([one for one, _ in pairs])
        telling = sum(one is not None and there is not None and there >= self.shown_from for one, there in pairs)
        control = sum(known([there for _, there in pairs]))
        decision: Decision | None = None
        if any(one > 0 for one in here):
            decision = "refuted"
        elif telling >= self.rounds:
            decision = "holds"
        return Standing(
            decision=decision,
            metric=Figure(
                name=self.amount.name, unit=self.amount.unit, estimate=sum(here), bounds=(0,), values=tuple(here)
            ),
            nearness=1.0 if decision else min(1.0, telling / self.rounds),
            needs_control=False,
            why=f"{self.amount.say(sum(here))} in {counted(len(rounds), 'round')}, "
            f"compared with {control:.4g} for {self.beside}",
        )
