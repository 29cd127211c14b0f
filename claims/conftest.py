"""The experiments that the claims share, each run once however many claims ask for it."""

import pytest

from gilclaims_guide import (
    awaiting,
    blocking,
    calling,
    crunching,
    extensions,
    fetch_example,
    fetching,
    guard,
    locks,
    looping,
    loops,
    mixing,
    pickling,
    predicting,
    sharing,
    subinterpreters,
    thousands,
    unsafe,
    urls,
    waiters,
    waiting,
)
from gilclaims_guide import builds as builds_room
from gilclaims_guide import computing as computing_room
from gilclaims_guide import downloads as downloads_room
from gilclaims_guide import memories as memories_room
from gilclaims_guide import sandbox as sandbox_room
from gilclaims_guide import tournament as tournament_room
from gilclaims_guide import trap as trap_room
from gilclaims_guide import twins as twins_room
from gilclaims_guide.declaring import shared, shared_by_kind, shared_by_workload
from pytest_gilclaims import Experiment, Lab, plugin

# The nearest fixture wins: a project's own conftest.py may have others of these names.
judge, lab = plugin.judge, plugin.lab


@pytest.fixture
def workload() -> str:
    """What computing claims compute, unless they are parametrized."""
    return "numbers"


builds = shared(builds_room.official_builds)
crossings = shared(pickling.crossings)
crunch_script = shared(crunching.crunch_script)
downloads = shared(downloads_room.downloads)
extension_modules = shared(extensions.extension_modules)
fetch_script = shared(fetch_example.fetch_script)
fetches = shared(fetching.fetches)
fifty_waits = shared(waiting.waits, 50)
hundred_waits = shared(waiting.waits, 100)
interpreter_looks = shared(subinterpreters.interpreter_looks)
juggling = shared(thousands.juggling)
lock_calls = shared(locks.lock_calls)
lock_options = shared(builds_room.lock_options)
lock_waits = shared(waiting.lock_waits)
loop_calls = shared(looping.loop_calls)
loop_switches = shared(looping.loop_switches)
many_fetches = shared(downloads_room.many_fetches)
many_tasks = shared(thousands.many_tasks)
marks = shared(sharing.marks)
memories = shared(memories_room.memories)
mixes = shared(mixing.mixes)
parcels = shared(sharing.parcels)
plain_loops = shared(loops.plain_loops)
predictions = shared(predicting.predictions)
sandbox = shared(sandbox_room.sandbox)
started_waits = shared(calling.started_waits)
ten_waits = shared(waiting.waits, 10)
tournament = shared(tournament_room.tournament)
trap = shared(trap_room.trap)
turns = shared(computing_room.turns)
twins = shared(twins_room.twins)
two_hundred_urls = shared(urls.two_hundred_urls)
unsafe_changes = shared(unsafe.unsafe_changes)
version_banner = shared(builds_room.version_banner)
waiting_costs = shared(waiters.waiting_costs)

alone = shared_by_workload(computing_room.alone)
computing = shared_by_workload(computing_room.computing)
looks = shared_by_workload(computing_room.looks)
process_computing = shared_by_workload(computing_room.process_computing)
process_looks = shared_by_workload(computing_room.process_looks)


awaiting_calls = shared_by_kind(awaiting.awaiting_calls)
blocking_calls = shared_by_kind(blocking.blocking_calls)
ticking_calls = shared_by_kind(blocking.ticking_calls)


@pytest.fixture
def method() -> str:
    """How scripts start their workers, unless a claim is parametrized."""
    return "spawn"


@pytest.fixture
def api() -> str:
    """What scripts start their workers with, unless a claim is parametrized."""
    return "Pool"


@pytest.fixture
def pool_scripts(lab: Lab, method: str, api: str) -> Experiment:
    method = lab.host.interpreter.start_method if method == "default" else method
    return lab.experiment(guard.pool_scripts, method, api)


@pytest.fixture
def default_scripts(lab: Lab) -> Experiment:
    return lab.experiment(guard.pool_scripts, lab.host.interpreter.start_method, "Pool")
