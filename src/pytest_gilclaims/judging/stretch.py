"""Stretches: for how long a call keeps the other tasks of an event loop waiting."""

from __future__ import annotations

from dataclasses import dataclass, field

from pytest_gilclaims.figure import Figure
from pytest_gilclaims.judging.criterion import Criterion, Decision, Rounds, Source, Standing, known
from pytest_gilclaims.judging.sequential import ALPHA
from pytest_gilclaims.words import counted

STRETCH, FOR_SURE = "longest stretch", "longest stretch for sure"
"""Facts: seconds without a tick of another task, and what is left of it without what was waited for a core."""

SEEN, NOT_SEEN = 3, 7
"""Rounds with a longer stretch that show that there is one, and rounds without that show that there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocking(Criterion):
    """A call keeps the other tasks waiting for longer than so many seconds at a stretch.

    beside: the arm of a call that only sleeps. A round in which that was as long tells nothing. Other programs can
    only make a stretch longer, so that a short one is short, and for a long one what was waited for a core is left out.
    """

    arm: str
    beside: str
    longer_than: float
    experiment: object = field(default=None, repr=False, compare=False)

    @property
    def reads(self) -> list[Source]:
        return [(self.arm, STRETCH), (self.beside, STRETCH)]

    @property
    def shown_beside(self) -> str:
        return self.beside

    def assess(self, rounds: Rounds, alpha: float = ALPHA) -> Standing:
        stretches = known([seen[self.arm].facts.get(STRETCH) for seen in rounds])
        short = sum(stretch <= self.longer_than for stretch in stretches)
        long = sum(
            seen[self.arm].facts[FOR_SURE] > self.longer_than >= seen[self.beside].facts[STRETCH] for seen in rounds
        )
        decision: Decision | None = None
        if long >= SEEN and 2 * long >= len(rounds):
            decision = "holds"
        elif short >= NOT_SEEN and short == len(rounds):
            decision = "refuted"
        longest = max(stretches, default=0.0)
        return Standing(
            decision=decision,
            metric=Figure(
                name="longest stretch without another task",
                unit="ms",
                estimate=1000 * longest,
                bounds=(1000 * self.longer_than,),
                values=tuple(1000 * stretch for stretch in stretches),
            ),
            nearness=min(1.0, max(long / SEEN, short / NOT_SEEN if short == len(rounds) else 0.0)),
            needs_control=False,
            why=f"other tasks waited up to {1000 * longest:.1f} ms at a stretch, "
            f"certainly longer than {1000 * self.longer_than:g} ms in {long} of {counted(len(rounds), 'round')}",
        )
