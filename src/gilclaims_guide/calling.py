"""Four calls that wait, handed to threads and to processes that are started for them."""

import json
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial

from pytest_gilclaims import Lab, Observation, Race

CALLS = 4

WAITS = {"short": 0.001, "long": 0.2}
"""How long a call waits, in seconds."""

TRIES = 2
"""How often processes are started; the fastest counts."""

THREAD_TRIES = {"short": 10, "long": 3}
"""How often threads are: they start so fast that whatever holds them up is much of their time."""

SCRIPT = """\
from gilclaims_guide.calling import time_and_tell

if __name__ == "__main__":
    time_and_tell()
"""

_shared = threading.Lock()


def wait(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)


def wait_under_lock(seconds: float) -> None:
    """Wait while a lock is held that all threads of the process want."""
    with _shared:
        time.sleep(seconds)


WAYS = {"free": wait, "under a lock": wait_under_lock}
"""How a call waits, by a name that may go to another process."""


def as_usual() -> str:
    """Others may wait meanwhile: reality."""
    return "free"


def one_at_a_time() -> str:
    """Of the threads of a process one waits at a time."""
    return "under a lock"


def fastest(start: Callable[[int], Executor], call: Callable[[float], None], seconds: float, tries: int) -> float:
    """Return the seconds from before workers are started until they have waited and ended, the fastest of several."""
    shortest = float("inf")
    for _ in range(tries):
        started = time.perf_counter()
        with start(CALLS) as workers:
            list(workers.map(call, [seconds] * CALLS))
        shortest = min(shortest, time.perf_counter() - started)
    return shortest


def time_and_tell() -> None:
    """Print by how much longer processes take than threads, for each kind of wait, as JSON."""
    call = WAYS[sys.argv[1]]
    print(
        json.dumps(
            {
                name: fastest(ProcessPoolExecutor, call, seconds, TRIES)
                / fastest(ThreadPoolExecutor, call, seconds, THREAD_TRIES[name])
                for name, seconds in WAITS.items()
            }
        )
    )


def run_waits(way: str) -> Observation:
    """Have a script of its own start threads and processes, by this interpreter's default start method.

    Facts: the time of processes by that of threads for ``short`` waits and for ``long`` ones.
    """
    outcome = Lab.run_script(SCRIPT, [way], apart=False)
    return Observation(wall=outcome.seconds, facts=json.loads(outcome.stdout) if outcome.status == 0 else {})


def started_waits(lab: Lab) -> Race:
    """Four waits in threads and in processes, their start on the clock."""
    return Race("started waits", {"script": partial(run_waits, lab[as_usual]())})
