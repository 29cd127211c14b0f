"""The experiments that the claims share, each run once however many claims ask for it."""

import pytest

from pytest_gilclaims import Experiment, Laboratory, default_start_method, experiments


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
def process_looks(laboratory: Laboratory, workload: str) -> Experiment:
    return laboratory.experiment(experiments.process_looks, workload)


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
def turns(laboratory: Laboratory) -> Experiment:
    return laboratory.experiment(experiments.turns)


@pytest.fixture
def answers(laboratory: Laboratory) -> Experiment:
    return laboratory.experiment(experiments.answers)


@pytest.fixture
def ten_waits(laboratory: Laboratory) -> Experiment:
    return laboratory.experiment(experiments.waits, 10)


@pytest.fixture
def fifty_waits(laboratory: Laboratory) -> Experiment:
    return laboratory.experiment(experiments.waits, 50)


@pytest.fixture
def lock_waits(laboratory: Laboratory) -> Experiment:
    return laboratory.experiment(experiments.lock_waits)


@pytest.fixture
def marks(laboratory: Laboratory) -> Experiment:
    return laboratory.experiment(experiments.marks)


@pytest.fixture
def parcels(laboratory: Laboratory) -> Experiment:
    return laboratory.experiment(experiments.parcels)


@pytest.fixture
def round_trips(laboratory: Laboratory) -> Experiment:
    return laboratory.experiment(experiments.round_trips)


@pytest.fixture
def many_tasks(laboratory: Laboratory) -> Experiment:
    return laboratory.experiment(experiments.many_tasks)


@pytest.fixture
def two_hundred_urls(laboratory: Laboratory) -> Experiment:
    return laboratory.experiment(experiments.two_hundred_urls)


@pytest.fixture
def hundred_waits(laboratory: Laboratory) -> Experiment:
    return laboratory.experiment(experiments.waits, 100)


@pytest.fixture
def juggling(laboratory: Laboratory) -> Experiment:
    return laboratory.experiment(experiments.juggling)


@pytest.fixture
def many_fetches(laboratory: Laboratory) -> Experiment:
    return laboratory.experiment(experiments.many_fetches)


@pytest.fixture
def fetch_script(laboratory: Laboratory) -> Experiment:
    return laboratory.experiment(experiments.fetch_script)


@pytest.fixture
def crunch_script(laboratory: Laboratory) -> Experiment:
    return laboratory.experiment(experiments.crunch_script)


@pytest.fixture
def version_banner(laboratory: Laboratory) -> Experiment:
    return laboratory.experiment(experiments.version_banner)


@pytest.fixture
def lock_options(laboratory: Laboratory) -> Experiment:
    return laboratory.experiment(experiments.lock_options)


@pytest.fixture
def start_methods(laboratory: Laboratory) -> Experiment:
    return laboratory.experiment(experiments.start_methods)


@pytest.fixture
def method() -> str:
    """How scripts start their workers, unless a claim is parametrized."""
    return "spawn"


@pytest.fixture
def api() -> str:
    """What scripts start their workers with, unless a claim is parametrized."""
    return "Pool"


@pytest.fixture
def pool_scripts(laboratory: Laboratory, method: str, api: str) -> Experiment:
    method = default_start_method() if method == "default" else method
    return laboratory.experiment(experiments.pool_scripts, method, api)
