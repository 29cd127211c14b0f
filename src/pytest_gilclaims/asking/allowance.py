"""The allowance: how many seconds an answer may take, unless somebody says."""

SECONDS = 6.0
"""Enough for a short call on a quiet machine, and no more than people wait for an answer."""

SHORT_CALL = 0.02
"""Seconds: the rounds about a shorter call last as long, as it is then made more often."""

CALLS = 500
"""For so many calls' time beyond that a longer one is waited for: they make some fifty rounds."""

LONGEST = 60.0
"""Nobody waits longer without having said so."""

AROUND = 0.8
"""Seconds for what comes before and after the measuring: the command is started, and a process for the call; how long
it takes to send a call is tried, and processes are ended."""


def allowance_for(seconds_of_call: float, teams: int) -> float:
    """Return the seconds for an answer that is to have as many rounds as that about a short call.

    teams: how many numbers of threads are tried in each round.
    """
    return min(LONGEST, (SECONDS + CALLS * max(0.0, seconds_of_call - SHORT_CALL)) * max(1, teams))
