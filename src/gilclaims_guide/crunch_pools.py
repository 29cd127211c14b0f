"""The multiprocessing example on a pool of threads and on one of processes, from the start of the pool to its end."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from gilclaims_guide.crunching import Crunch, lanes_told, run_watched
from pytest_gilclaims import Lab, Observation, Race

CLEARLY_AT_ONCE = 5.0
"""Milliseconds for which threads must have run at the same instant to be sure that they did."""

LONGEST_QUEUE = 0.25
"""The share of the time for which threads may have waited for a core, if what they did not show is to count."""

CLEARLY_BESIDE = 0.1
"""Seconds for which processes must have run at the same instant for threads that did not to be told from them."""

ABSENT_SHARE = 0.002
"""The share of what processes showed up to which threads showed nothing: free threads show about half."""

MakePool = Callable[[], str]
"""The name of the workers that a pool is made of."""


def pool_of_threads() -> str:
    """Threads, where they are asked for: reality."""
    return "threads"


def processes_for_threads() -> str:
    """Processes, where threads are asked for."""
    return "processes"


def threads_with_one_lock() -> str:
    """Threads that keep one lock for the whole of their call."""
    return "threads with one lock"


def pool_of_processes() -> str:
    """Processes, where they are asked for: reality."""
    return "processes"


def threads_for_processes() -> str:
    """Threads that keep one lock for the whole of their call, where processes are asked for."""
    return "threads with one lock"


def run_block(pool: str) -> Observation:
    """Run the example on such a pool. Its time is that of the whole block: start, hand-over, work, answers, end."""
    outcome = run_watched(Crunch(pool=pool))
    if outcome.status != 0:
        return Observation(wall=outcome.seconds)
    told = json.loads(outcome.stdout)
    return replace(Observation.of(lanes_told(told)), wall=told["block"])


def run_both(thread_pool: str, process_pool: str) -> Observation:
    """Run the example on a pool of threads, then on one of processes."""
    return compare(run_block(thread_pool), run_block(process_pool))


def compare(threads: Observation, processes: Observation) -> Observation:
    """Put two blocks beside each other; no facts if a script did not come to its end.

    Facts: ``times as fast with processes``, ``cores used by processes``, ``milliseconds of threads at once``.
    """
    # How long the processes waited for a core is a share of their own time.
    both = Observation(wall=processes.wall, queued=processes.queued)
    if threads.cores is None or processes.cores is None:
        return both
    # Others can make threads slow while they leave processes alone. Who takes turns would use one core if they did not.
    gain = processes.cores / max(1.0, threads.cores)
    facts = {
        "times as fast with processes": min(threads.wall / processes.wall, gain),
        "cores used by processes": processes.cores,
        "milliseconds of threads at once": threads_at_once(threads, processes),
    }
    return replace(both, facts=facts)


def threads_at_once(threads: Observation, processes: Observation) -> float | None:
    """Return for how many milliseconds threads ran at the same instant.

    ``None`` if little was seen of it, and other programs may be why: they waited for a core, and processes showed no
    more of it.
    """
    here, there = threads.overlap or 0.0, processes.overlap or 0.0
    is_absent = there >= CLEARLY_BESIDE and here <= ABSENT_SHARE * there
    waited = threads.cores_awaited
    is_undisturbed = waited is not None and waited <= LONGEST_QUEUE
    return 1000 * here if 1000 * here >= CLEARLY_AT_ONCE or is_absent or is_undisturbed else None


def crunch_pools(lab: Lab) -> Race:
    """The example on a pool of threads and on a pool of processes, with its literal figures."""
    return Race("crunch pools", {"both": partial(run_both, lab[pool_of_threads](), lab[pool_of_processes]())})
