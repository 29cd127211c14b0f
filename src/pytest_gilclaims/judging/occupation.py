"""Occupation: whether a call computes, waits, or does both, told by the cores that it uses and waits for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pytest_gilclaims.figure import Figure
from pytest_gilclaims.judging.criterion import Criterion, Decision, Rounds, Standing, known
from pytest_gilclaims.judging.sequential import ALPHA, Sample, fewest_rounds, share_of_evidence

USED = "cores of the process"
"""The fact that says how many cores were used by the thread that makes the call, and by those that it starts."""

IDLE, NOT_IDLE = 0.2, 0.3
"""Who waits uses no more of a core than the one; who uses more than the other does not only wait."""

BUSY, NOT_BUSY = 0.9, 0.7
"""Who computes uses no less of a core than the one; who uses less than the other does not only compute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupation(Criterion):
    """A call keeps a core idle, or busy, nearly all of the time.

    Other programs can only lower what it uses, and only raise what it uses or waits for: so the one shows that much
    is used, and the other that little is.
    """

    arm: str
    does: Literal["waits", "computes"]
    experiment: object = field(default=None, repr=False, compare=False)

    @property
    def demands_control(self) -> bool:
        return True

    def fewest_rounds(self, alpha: float = ALPHA) -> int:
        return fewest_rounds(alpha)

    def assess(self, rounds: Rounds, alpha: float = ALPHA) -> Standing:
        used, wanted = Sample(self.used(rounds)), Sample(self.wanted(rounds))
        # Ready to run all the time and never gone to sleep: so who computes is seen beside any other program.
        is_restless = Sample(self.wanted(rounds, without_switches=True)).median_is_above(BUSY, alpha / 2)
        if self.does == "waits":
            holds = wanted.median_is_below(IDLE, alpha)
            refuted = is_restless or used.median_is_above(NOT_IDLE, alpha / 2)
            little, much = IDLE, NOT_IDLE
        else:
            holds = is_restless or used.median_is_above(BUSY, alpha / 2)
            refuted = wanted.median_is_below(NOT_BUSY, alpha)
            little, much = NOT_BUSY, BUSY
        decision: Decision | None = "holds" if holds else "refuted" if refuted else None
        interval = used.interval_of_median(alpha)
        return Standing(
            decision=decision,
            metric=Figure(
                name=f"cores used by {self.arm}",
                unit="",
                low=interval.low,
                estimate=interval.estimate,
                high=interval.high,
                bounds=(little, much),
                values=tuple(used.values),
            ),
            nearness=max(
                share_of_evidence(len(wanted.values), wanted.below(little), alpha),
                share_of_evidence(len(used.values), used.above(much), alpha),
            ),
            # What little it used, others may have made it.
            needs_control=decision == ("holds" if self.does == "waits" else "refuted"),
            why=self._seen(rounds),
        )

    def used(self, rounds: Rounds) -> list[float]:
        """Return the cores used, round by round."""
        return known([seen[self.arm].facts.get(USED, seen[self.arm].cores) for seen in rounds])

    def wanted(self, rounds: Rounds, *, without_switches: bool = False) -> list[float]:
        """Return the cores used or waited for, round by round: nothing for who gave its core up, if that matters."""
        arms = [seen[self.arm] for seen in rounds]
        sums = [
            (seen.facts.get(USED, seen.cores), seen.cores_awaited, not without_switches or seen.switches == 0)
            for seen in arms
        ]
        return [(used + awaited) * counts for used, awaited, counts in sums if used is not None and awaited is not None]

    def _seen(self, rounds: Rounds) -> str:
        used, wanted = Sample(self.used(rounds)), Sample(self.wanted(rounds))
        cores = used.interval_of_median().estimate
        if cores is None:
            return "no measurement yet"
        more = (wanted.interval_of_median().estimate or cores) - cores
        waited = f" and waited for another {more:.2f}" if more >= 0.05 else ""
        return f"it used {cores:.2f} cores{waited}"
