"""The experiments that the claims share, each run once however many claims ask for it."""

import pytest

from pytest_gilclaims import Experiment, Laboratory, experiments


@pytest.fixture
def workload() -> str:
    """What computing claims compute, unless they are parametrized."""
    return "numbers"


@pytest.fixture
def computing(laboratory: Laboratory, workload: str) -> Experiment:
    return laboratory.experiment(experiments.computing, workload)


@pytest.fixture
def looks(laboratory: Laboratory, workload: str) -> Experiment:
    return laboratory.experiment(experiments.looks, workload)


@pytest.fixture
def lock_calls(laboratory: Laboratory) -> Experiment:
    return laboratory.experiment(experiments.lock_calls)


@pytest.fixture
def downloads(laboratory: Laboratory) -> Experiment:
    return laboratory.experiment(experiments.downloads)


@pytest.fixture
def fetches(laboratory: Laboratory) -> Experiment:
    return laboratory.experiment(experiments.fetches)


@pytest.fixture
def api() -> str:
    """What scripts start their workers with, unless a claim is parametrized."""
    return "Pool"


@pytest.fixture
def pool_scripts(laboratory: Laboratory, method: str, api: str) -> Experiment:
    return laboratory.experiment(experiments.pool_scripts, method, api)
