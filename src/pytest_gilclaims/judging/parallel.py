"""Proof that workers ran at the same instant, besides any clock."""

from __future__ import annotations

from statistics import median

from pytest_gilclaims.judging.criterion import Rounds, known

PARALLEL_OVERLAP = 0.005
"""Seconds of overlapped time that prove workers to have run at the same instant."""


PARALLEL_SHARE = 1.15
"""Seconds of processor time per second of the clock that one core cannot give."""


def is_parallel(arm: str, rounds: Rounds, *, share: float) -> bool:
    """Whether two workers of an arm were seen to run at the same instant, or to use more than one core.

    share: of the arm's time, below which overlapped time is noise that has added up.
    """
    overlap = sum(known([seen[arm].overlap for seen in rounds]))
    if overlap >= max(PARALLEL_OVERLAP, share * sum(seen[arm].wall for seen in rounds)):
        return True
    cores = known([seen[arm].cores for seen in rounds])
    return bool(cores) and median(cores) > PARALLEL_SHARE
