"""The experiments that the claims share, each run once however many claims ask for it."""

from typing import Any

import pytest

from pytest_gilclaims import Experiment, Laboratory, default_start_method, experiments, plugin

# The nearest fixture wins: a project's own conftest.py may have others of these names.
judge, laboratory = plugin.judge, plugin.laboratory


def shared(build: Any, *arguments: object) -> Any:
    """Make a fixture of an experiment."""

    @pytest.fixture
    def experiment(laboratory: Laboratory) -> Experiment:
        return laboratory.experiment(build, *arguments)

    return experiment


def shared_by_workload(build: Any) -> Any:
    """Make a fixture of an experiment on what a claim computes."""

    @pytest.fixture
    def experiment(laboratory: Laboratory, workload: str) -> Experiment:
        return laboratory.experiment(build, workload)

    return experiment


@pytest.fixture
def workload() -> str:
    """What computing claims compute, unless they are parametrized."""
    return "numbers"


answers = shared(experiments.answers)
builds = shared(experiments.official_builds)
crunch_script = shared(experiments.crunch_script)
downloads = shared(experiments.downloads)
extension_modules = shared(experiments.extension_modules)
fetch_script = shared(experiments.fetch_script)
fetches = shared(experiments.fetches)
fifty_waits = shared(experiments.waits, 50)
hundred_waits = shared(experiments.waits, 100)
interpreter_looks = shared(experiments.interpreter_looks)
juggling = shared(experiments.juggling)
lock_calls = shared(experiments.lock_calls)
lock_options = shared(experiments.lock_options)
lock_waits = shared(experiments.lock_waits)
loop_calls = shared(experiments.loop_calls)
loop_switches = shared(experiments.loop_switches)
many_fetches = shared(experiments.many_fetches)
many_tasks = shared(experiments.many_tasks)
marks = shared(experiments.marks)
mixes = shared(experiments.mixes)
parcels = shared(experiments.parcels)
plain_loops = shared(experiments.plain_loops)
round_trips = shared(experiments.round_trips)
sandbox = shared(experiments.sandbox)
small_calls = shared(experiments.small_calls)
start_methods = shared(experiments.start_methods)
ten_waits = shared(experiments.waits, 10)
tournament = shared(experiments.tournament)
turns = shared(experiments.turns)
twins = shared(experiments.twins)
two_hundred_urls = shared(experiments.two_hundred_urls)
unsafe_changes = shared(experiments.unsafe_changes)
version_banner = shared(experiments.version_banner)
waiting_costs = shared(experiments.waiting_costs)

alone = shared_by_workload(experiments.alone)
computing = shared_by_workload(experiments.computing)
looks = shared_by_workload(experiments.looks)
process_computing = shared_by_workload(experiments.process_computing)
process_looks = shared_by_workload(experiments.process_looks)


@pytest.fixture
def awaiting_calls(laboratory: Laboratory, kind: str) -> Experiment:
    return laboratory.experiment(experiments.awaiting_calls, kind)


@pytest.fixture
def blocking_calls(laboratory: Laboratory, kind: str) -> Experiment:
    return laboratory.experiment(experiments.blocking_calls, kind)


@pytest.fixture
def ticking_calls(laboratory: Laboratory, kind: str) -> Experiment:
    return laboratory.experiment(experiments.ticking_calls, kind)


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
