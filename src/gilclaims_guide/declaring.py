"""What several claims of the guide have in common: how they are declared, and what they ask of waits."""

from functools import partial

from gilclaims_guide import worlds
from pytest_gilclaims import GIL_OFF, TWO_CORES, Criterion, Experiment, claim, refuted

claim_of_the_lock = partial(
    claim,
    refuted_in=worlds.threads_run_in_parallel,
    holds_in=worlds.threads_take_turns,
    expect=refuted.when(GIL_OFF),
    needs=TWO_CORES,
)
"""Makes a claim that the lock makes true: threads that compute take turns."""


def at_once(experiment: Experiment, arm: str, count: int, *, of: str = "waiting at once") -> Criterion:
    """So many of an arm's waits go on at the same time."""
    return experiment.fact(of, arm).reaches(count, refuted_at=1)


def overlapping(experiment: Experiment, arm: str, count: int, *, within: float) -> Criterion:
    """So many of an arm's waits take no longer than so many times one; refuted only if no two of them overlap."""
    return experiment.fastest(arm, unit="longest wait").at_most(within, refuted_without=at_once(experiment, arm, count))
