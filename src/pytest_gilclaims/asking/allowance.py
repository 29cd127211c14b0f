"""The allowance: how many seconds an answer may take, unless somebody says."""

from __future__ import annotations

from dataclasses import dataclass

SECONDS = 6.0
"""Enough for a short call on a quiet machine, and no more than people wait for an answer."""

SHORT_CALL = 0.02
"""Seconds: the rounds about a shorter call last as long, as it is then made more often."""

CALLS = 500
"""For so many calls' time beyond that a longer one is waited for: they make some fifty rounds."""

LONGEST = 60.0
"""Nobody waits longer without having said so."""

WHILE_UNSTEADY = 3.0
"""So many times as long an answer may take while the machine is unsteady: rounds then often tell nothing."""

SOME_EVIDENCE = 0.1
"""The part of the evidence without which more time is not worth it: rounds that all tell nothing go on doing so."""

AROUND = 1.6
"""Seconds for what comes before and after the measuring: the command is started, a process for the call, and workers;
how long it takes to send a call is tried, and processes are ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """Seconds that an answer may take.

    steady: on a machine that gives to the same work what it gave before; at_most: on one that does not.
    """

    steady: float
    at_most: float

    def seconds(self, *, is_steady: bool, evidence: float) -> float:
        """Return how long to go on. evidence: how far the line nearest to its decision has come, from 0 to 1."""
        return self.steady if is_steady or evidence < SOME_EVIDENCE else self.at_most


def allowance_for(seconds_of_call: float, teams: int, budget: float | None) -> Allowance:
    """Return the seconds for an answer that is to have as many rounds as that about a short call.

    teams: how many numbers of threads are tried in each round; budget: seconds that somebody gave, and no more;
    ``None`` if nobody did.
    """
    if budget is not None:
        return Allowance(steady=budget, at_most=budget)
    steady = min(LONGEST, teams * (SECONDS + CALLS * max(0.0, seconds_of_call - SHORT_CALL)))
    return Allowance(steady=steady, at_most=min(LONGEST, WHILE_UNSTEADY * steady))
