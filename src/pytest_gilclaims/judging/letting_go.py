"""Letting go: whether another thread ran during a call, told by its ticks."""

from __future__ import annotations

from dataclasses import dataclass, field

from pytest_gilclaims.figure import Figure
from pytest_gilclaims.judging.criterion import Criterion, Decision, Rounds, Source, Standing, known
from pytest_gilclaims.judging.fact import was_undisturbed
from pytest_gilclaims.judging.sequential import ALPHA
from pytest_gilclaims.words import counted

TICKS, SECONDS = "ticks", "seconds of a call"

A_FEW, NEXT_TO_NONE = 3, 1
"""Ticks in a round that show that the lock was let go of; one may have been under way when the round began."""

SHORTEST_KEPT = 5e-5
"""Seconds below which a call may let go of the lock and have it back before another thread has woken up."""

UNDISTURBED, OF_SHORT = 3, 6
"""Rounds without ticks that show that the lock was kept, if nobody waited for a core, and rounds of calls that are too
short to show it, after which no more are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LettingGo(Criterion):
    """Another thread ticked during calls, although nobody could make them hand the lock over."""

    arm: str
    beside: str
    experiment: object = field(default=None, repr=False, compare=False)

    @property
    def reads(self) -> list[Source]:
        return [(self.arm, TICKS), (self.arm, SECONDS)]

    @property
    def shown_beside(self) -> str:
        return self.beside

    def assess(self, rounds: Rounds, alpha: float = ALPHA) -> Standing:
        arms = [seen[self.arm] for seen in rounds]
        ticks = known([seen.facts.get(TICKS) for seen in arms])
        undisturbed = sum(was_undisturbed(seen) for seen in arms)
        most = max(ticks, default=0)
        seconds = max(known([seen.facts.get(SECONDS) for seen in arms]), default=1.0)
        is_short = seconds < SHORTEST_KEPT
        showing = sum(count >= A_FEW for count in ticks)
        decision: Decision | None = None
        rounds_seen = counted(len(ticks), "round")
        why = f"another thread ran during the call in {showing} of {rounds_seen}, with up to {counted(most, 'tick')}"
        if showing:
            decision = "holds"
        elif undisturbed >= UNDISTURBED and most <= NEXT_TO_NONE and not is_short:
            decision = "refuted"
            why = f"no other thread ran during the call: at most {counted(most, 'tick')} in any of {rounds_seen}"
        elif is_short:
            why = f"too short to tell: a call lasts {1e6 * seconds:.2g} µs, and no other thread wakes up that fast"
        elif undisturbed < len(ticks):
            why = f"{why}; {undisturbed} of the rounds undisturbed by other programs"
        return Standing(
            decision=decision,
            metric=Figure(
                name=f"most {TICKS} during the call", unit="", estimate=most, bounds=(NEXT_TO_NONE, A_FEW), values=ticks
            ),
            nearness=1.0 if decision else min(1.0, undisturbed / UNDISTURBED),
            needs_control=decision == "refuted",
            why=why,
            hopeless=is_short and decision is None and len(ticks) >= OF_SHORT,
        )
