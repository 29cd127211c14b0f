"""Work that is slow for a third reason: it needs a lock for each piece, and others want the same."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from pytest_gilclaims import Lab, Lane, Observation, Race

THREADS = 4
TURNS = 20
PIECE_SECONDS = 0.001
"""Processor time of a piece: a few times what it takes to wake a thread."""

Crowd = Callable[[Sequence[Callable[[], Lane]]], list[Lane]]
"""Has several do their work."""


def together(tasks: Sequence[Callable[[], Lane]]) -> list[Lane]:
    """In a thread each, all at once: reality."""
    return Lab.in_crowd(tasks)


def one_after_another(tasks: Sequence[Callable[[], Lane]]) -> list[Lane]:
    """One after another, so that nobody wants what another has."""
    return [task() for task in tasks]


def compute_piece() -> None:
    """Compute for a moment, by processor time."""
    end = time.thread_time() + PIECE_SECONDS
    while time.thread_time() < end:
        pass


def work_under(lock: threading.Lock) -> Lane:
    """Work through twenty pieces, each of which needs the lock."""
    with Lane.watch() as watch:
        for _ in range(TURNS):
            with lock:
                compute_piece()
    return watch.lane()


def blocked_share(lanes: Sequence[Lane]) -> float | None:
    """Return the share of their time for which workers neither computed nor stood in the queue for a core."""
    walls = sum((lane.ended - lane.begun) / 1e9 for lane in lanes)
    if any(lane.queued is None for lane in lanes):
        return None
    return max(0.0, 1 - sum(lane.cpu + (lane.queued or 0.0) for lane in lanes) / walls)


def contend(crowd: Crowd, count: int) -> Observation:
    """Let so many work under one lock.

    Facts: ``blocked``, the share of their time in which they neither computed nor could have, and ``not blocked``; none
    of it counts where fewer of them than all but one ever gave up a core to wait.
    """
    lock = threading.Lock()
    lanes = crowd([partial(work_under, lock)] * count)
    share = blocked_share(lanes)
    waiters = sum(bool(lane.switches) for lane in lanes)
    if share is not None and waiters < count - 1:
        share = 0.0
    facts = {"blocked": share, "not blocked": None if share is None else 1 - share}
    return replace(Observation.of(lanes), facts=facts)


def contention(lab: Lab) -> Race:
    """Pieces that need one lock: by four at once, and by one alone."""
    return Race(
        "contention",
        {
            "four threads": partial(contend, lab[together], THREADS),
            "alone": partial(contend, one_after_another, 1),
        },
    )
