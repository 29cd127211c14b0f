"""What several claims of the guide have in common: their fixtures, how they are declared, what they ask of waits."""

from collections.abc import Callable
from functools import partial

import pytest

from gilclaims_guide import worlds
from pytest_gilclaims import GIL_OFF, TWO_CORES, Criterion, Experiment, Lab, Race, claim, refuted

claim_of_the_lock = partial(
    claim,
    refuted_in=worlds.threads_run_in_parallel,
    holds_in=worlds.threads_take_turns,
    expect=refuted.when(GIL_OFF),
    needs=TWO_CORES,
)
"""Makes a claim that the lock makes true: threads that compute take turns."""


def shared(build: Callable[..., Race], *arguments: object) -> Callable[..., Experiment]:
    """Make a fixture of an experiment."""

    @pytest.fixture
    def experiment(lab: Lab) -> Experiment:
        return lab.experiment(build, *arguments)

    return experiment


def shared_by_workload(build: Callable[..., Race]) -> Callable[..., Experiment]:
    """Make a fixture of an experiment on what a claim computes."""

    @pytest.fixture
    def experiment(lab: Lab, workload: str) -> Experiment:
        return lab.experiment(build, workload)

    return experiment


def shared_by_kind(build: Callable[..., Race]) -> Callable[..., Experiment]:
    """Make a fixture of an experiment on what a claim waits for."""

    @pytest.fixture
    def experiment(lab: Lab, kind: str) -> Experiment:
        return lab.experiment(build, kind)

    return experiment


def at_once(experiment: Experiment, arm: str, count: int, *, of: str = "waiting at once") -> Criterion:
    """So many of an arm's waits go on at the same time."""
    return experiment.fact(of, arm).reaches(count, refuted_at=1)


def overlapping(experiment: Experiment, arm: str, count: int, *, within: float) -> Criterion:
    """So many of an arm's waits take no longer than so many times one; refuted only if no two of them overlap."""
    return experiment.fastest(arm, unit="longest wait").at_most(within, refuted_without=at_once(experiment, arm, count))


def in_hand_at_once(urls: Experiment, arm: str) -> Criterion:
    """Two hundred answers come in the time of ten; refuted only if the server never had two requests in hand."""
    in_flight = urls.fact("in flight", arm).reaches(50, refuted_at=1)
    return urls.fastest(arm, unit="delay").at_most(10, refuted_without=in_flight)


def cores_are_free(experiment: Experiment) -> Criterion:
    """Threads that let go of the lock while they hash gain on a loop: the cores are there, and not in use by others."""
    return experiment.speedup("hashing threads", over="hashing loop").at_least(1.25, refuted_to=1.05)
