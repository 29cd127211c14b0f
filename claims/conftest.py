"""The experiments that the claims share: each runs once, however many claims use it."""

import pytest

from gilclaims_guide import (
    awaiting,
    blocking,
    calling,
    contending,
    crunching,
    disk,
    extensions,
    fetch_example,
    fetching,
    guard,
    locks,
    looking,
    looping,
    loops,
    mixing,
    one_core,
    own_locks,
    pickling,
    predicting,
    releasing,
    sharing,
    starting,
    subinterpreters,
    thousands,
    unsafe,
    urls,
    waiters,
    waiting,
)
from gilclaims_guide import builds as builds_room
from gilclaims_guide import calendar as calendar_room
from gilclaims_guide import cause as cause_room
from gilclaims_guide import company as company_room
from gilclaims_guide import computing as computing_room
from gilclaims_guide import crunch_pools as crunch_pools_room
from gilclaims_guide import downloads as downloads_room
from gilclaims_guide import fetched_answers as fetched_answers_room
from gilclaims_guide import gathering as gathering_room
from gilclaims_guide import lateness as lateness_room
from gilclaims_guide import memories as memories_room
from gilclaims_guide import sandbox as sandbox_room
from gilclaims_guide import short_calls as short_calls_room
from gilclaims_guide import spans as spans_room
from gilclaims_guide import tournament as tournament_room
from gilclaims_guide import trap as trap_room
from gilclaims_guide import turn_taking as turn_taking_room
from gilclaims_guide import twins as twins_room
from gilclaims_guide import with_and_without as with_and_without_room
from gilclaims_guide.declaring import shared, shared_by_kind, shared_by_workload
from pytest_gilclaims import Experiment, Lab, plugin

# The nearest fixture wins: a project's own conftest.py may define others with these names.
judge, lab = plugin.judge, plugin.lab


@pytest.fixture
def workload() -> str:
    """What claims about computing compute, unless they are parametrized."""
    return "numbers"


all_locks = shared(own_locks.all_locks)
builds = shared(builds_room.official_builds)
calendar = shared(calendar_room.calendar)
cause = shared(cause_room.cause)
cold_reads = shared(disk.cold_reads)
contention = shared(contending.contention)
cores_at_hand = shared(one_core.cores_at_hand)
crossings = shared(pickling.crossings)
crunch_example = shared(crunching.crunch_example)
crunch_pools = shared(crunch_pools_room.crunch_pools)
crunch_script = shared(crunching.crunch_script)
disk_company = shared(company_room.disk_company)
downloads = shared(downloads_room.downloads)
embedded_queries = shared(blocking.embedded_queries)
extension_modules = shared(extensions.extension_modules)
faster_servers = shared(mixing.faster_servers)
fetch_script = shared(fetch_example.fetch_script)
fetched_answers = shared(fetched_answers_room.fetched_answers)
fetches = shared(fetching.fetches)
forgetting = shared(starting.forgetting)
half_a_core = shared(mixing.half_a_core)
hundred_waits = shared(waiting.waits, 100)
hurrying = shared(turn_taking_room.hurrying)
interpreter_looks = shared(subinterpreters.interpreter_looks)
juggling = shared(thousands.juggling)
lateness = shared(lateness_room.lateness)
library_looks = shared(releasing.library_looks)
lock_calls = shared(locks.lock_calls)
lock_options = shared(builds_room.lock_options)
lock_waits = shared(waiting.lock_waits)
loop_calls = shared(looping.loop_calls)
loop_switches = shared(looping.loop_switches)
many_fetches = shared(downloads_room.many_fetches)
many_tasks = shared(thousands.many_tasks)
marks = shared(sharing.marks)
memories = shared(memories_room.memories)
mixed_lock_states = shared(twins_room.lock_states, twins_room.MIXED)
numpy_looks = shared(releasing.numpy_looks)
one_lock_of_four = shared(own_locks.one_lock_of_four)
parcels = shared(sharing.parcels)
picture_looks = shared(releasing.picture_looks)
plain_loops = shared(loops.plain_loops)
predictions = shared(predicting.predictions)
query_calls = shared(releasing.query_calls)
sandbox = shared(sandbox_room.sandbox)
short_calls = shared(short_calls_room.short_calls)
spans = shared(spans_room.spans)
stalling = shared(gathering_room.stalling)
started_waits = shared(calling.started_waits)
ten_waits = shared(waiting.waits, 10)
tournament = shared(tournament_room.tournament)
trap = shared(trap_room.trap)
turn_taking = shared(turn_taking_room.turn_taking)
twins = shared(twins_room.twins)
two_hundred_urls = shared(urls.two_hundred_urls)
unsafe_changes = shared(unsafe.unsafe_changes)
version_banner = shared(builds_room.version_banner)
waiting_costs = shared(waiters.waiting_costs)
with_and_without = shared(with_and_without_room.with_and_without)

alone = shared_by_workload(computing_room.alone)
awaiting_calls = shared_by_kind(awaiting.awaiting_calls)
blocking_calls = shared_by_kind(blocking.blocking_calls)
company = shared_by_kind(company_room.company)
computing = shared_by_workload(computing_room.computing)
gathering = shared_by_workload(gathering_room.gathering)
libraries_in_tasks = shared_by_kind(awaiting.libraries_in_tasks)
looks = shared_by_workload(looking.looks)
process_looks = shared_by_workload(looking.process_looks)


@pytest.fixture
def lock_states(lab: Lab, work: str) -> Experiment:
    return lab.experiment(twins_room.lock_states, work)


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
