"""Letting go: whether another thread ran during a call, told by its ticks."""

from __future__ import annotations

from dataclasses import dataclass, field

from pytest_gilclaims.figure import Figure
from pytest_gilclaims.judging.criterion import Criterion, Decision, Rounds, Source, Standing, known
from pytest_gilclaims.judging.fact import was_undisturbed
from pytest_gilclaims.judging.sequential import ALPHA, Sample, share_of_evidence
from pytest_gilclaims.words import counted

TICKS, SECONDS = "ticks", "seconds of a call"

A_FEW, NEXT_TO_NONE = 3, 1
"""Ticks in a round that show that the lock was let go of; one may have been under way when the round began."""

SHORTEST_KEPT = 5e-5
"""Seconds below which a call may let go of the lock and have it back before another thread has woken up. Made again and
again, it gives that thread many chances, and whether these are enough is seen of the same call with a release added."""

UNDISTURBED, OF_SHORT = 3, 40
"""Rounds without ticks that show that the lock was kept, if nobody waited for a core, and rounds of short calls after
which no more are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LettingGo(Criterion):
    """Another thread ticked during calls, although nobody could make them hand the lock over.

    beside: the arm that surely lets go of it: a sleep, or in its place the same call with a moment's release after it
    if the call is short.
    """

    arm: str
    beside: str
    experiment: object = field(default=None, repr=False, compare=False)

    @property
    def reads(self) -> list[Source]:
        return [(self.arm, TICKS), (self.arm, SECONDS), (self.beside, TICKS)]

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
        beside = known([seen[self.beside].facts.get(TICKS) for seen in rounds])
        others, most_beside = Sample(beside), max(beside, default=0)
        showing = sum(count >= A_FEW for count in ticks)
        decision: Decision | None = None
        rounds_seen = counted(len(ticks), "round")
        why = f"another thread ran during the call in {showing} of {rounds_seen}, with up to {counted(most, 'tick')}"
        if showing:
            decision = "holds"
        elif undisturbed >= UNDISTURBED and most <= NEXT_TO_NONE and not is_short:
            decision = "refuted"
            why = f"no other thread ran during the call: at most {counted(most, 'tick')} in any of {rounds_seen}"
        elif is_short and most <= NEXT_TO_NONE and others.median_is_above(A_FEW - 1, alpha):
            decision = "refuted"
            why = (
                f"no other thread ran during the call: at most {counted(most, 'tick')} in any of {rounds_seen}, "
                f"and up to {counted(most_beside, 'tick')} if each call is followed by a moment's release"
            )
        elif is_short:
            why = f"too short to tell: a call lasts {1e6 * seconds:.2g} µs, and no other thread wakes up that fast"
        elif undisturbed < len(ticks):
            why = f"{why}; {undisturbed} of the rounds undisturbed by other programs"
        return Standing(
            decision=decision,
            metric=Figure(
                name=f"most {TICKS} during the call", unit="", estimate=most, bounds=(NEXT_TO_NONE, A_FEW), values=ticks
            ),
            nearness=1.0 if decision else self._nearness(undisturbed, others if is_short else None, alpha),
            needs_control=decision == "refuted",
            why=why,
            hopeless=is_short
            and decision is None
            and (len(ticks) >= OF_SHORT or (undisturbed >= UNDISTURBED and most_beside <= NEXT_TO_NONE)),
        )

    def _nearness(self, undisturbed: int, others: Sample | None, alpha: float) -> float:
        if others is None:
            return min(1.0, undisturbed / UNDISTURBED)
        return share_of_evidence(len(others.values), others.above(A_FEW - 1), alpha)
