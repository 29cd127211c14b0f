"""Expectations: the verdict foreseen for a kind of host. They never touch the verdict reached."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pytest_gilclaims.asking.conditions import Condition
from pytest_gilclaims.facts.host import Host
from pytest_gilclaims.judging.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """The verdict foreseen where one of the conditions is met, or everywhere if there are none."""

    verdict: Verdict
    conditions: tuple[Condition, ...] = ()

    def when(self, *conditions: Condition) -> Expectation:
        """Expect this verdict where one of the conditions is met, and the opposite elsewhere."""
        return replace(self, conditions=conditions)

    def on(self, host: Host) -> Verdict:
        """Return the verdict foreseen on a host."""
        if not self.conditions or any(condition.test(host) for condition in self.conditions):
            return self.verdict
        return opposite(self.verdict)


def opposite(verdict: Verdict) -> Verdict:
    """Turn *holds* into *refuted* and back."""
    return Verdict.REFUTED if verdict is Verdict.HOLDS else Verdict.HOLDS


holds = Expectation(verdict=Verdict.HOLDS)
refuted = Expectation(verdict=Verdict.REFUTED)
