"""A few waits together and one after another, for the spans of time in which they lie."""

import time
from collections.abc import Callable
from functools import partial

from gilclaims_guide import fetching
from gilclaims_guide.waiting import (
    observe_waits,
    wait_in_processes,
    wait_in_tasks,
    wait_in_threads,
    watched_wait,
)
from pytest_gilclaims import Lab, Observation, Race

COUNT = 4

SECONDS = 0.05


def wait_in_loop() -> Observation:
    """Wait one wait after another, in this thread."""
    return observe_waits([watched_wait(time.sleep, SECONDS) for _ in range(COUNT)], SECONDS)


def spans(lab: Lab) -> Race:
    """Four waits by threads and by tasks of one event loop; in a plain loop, which overlaps none; by processes."""
    arms: dict[str, Callable[[], Observation]] = {
        "threads": partial(wait_in_threads, lab[time.sleep], COUNT, SECONDS),
        "tasks": partial(wait_in_tasks, lab[fetching.sleep], COUNT, SECONDS),
        "loop": wait_in_loop,
        "four processes": partial(wait_in_processes, lab, SECONDS),
    }
    return Race("spans", arms)
