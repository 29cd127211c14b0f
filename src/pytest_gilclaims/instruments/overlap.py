"""Overlapped time: when two workers were seen to make progress at the same instant.

A clock that other programs can slow down proves little; two workers that both left a mark within the
same fraction of a millisecond, again and again, were running together, however busy the machine.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

Run = tuple[int, int]
"""A stretch of uninterrupted progress: first and last mark, in nanoseconds of ``perf_counter_ns``."""

LONGEST_PAUSE = 300_000
"""Marks further apart than this, in nanoseconds, belong to different runs.

Well above the piece of work between two marks (about 20 µs), well below the 5 ms for which a thread keeps
the GIL: threads that take turns never share a run.
"""


def runs_of(marks: Sequence[int], *, longest_pause: int = LONGEST_PAUSE) -> tuple[Run, ...]:
    """Join ascending marks into runs, leaving out lone marks, which have no duration."""
    if not marks:
        return ()
    breaks = [index for index, (a, b) in enumerate(pairwise(marks)) if b - a > longest_pause]
    starts = [marks[0], *(marks[index + 1] for index in breaks)]
    ends = [*(marks[index] for index in breaks), marks[-1]]
    return tuple((start, end) for start, end in zip(starts, ends, strict=True) if end > start)


def time_at_once(workers: Iterable[Sequence[Run]], count: int) -> float:
    """Return the seconds in which at least so many of the workers were in a run."""
    edges = sorted(
        (moment, step) for runs in workers for run in runs for moment, step in zip(run, (1, -1), strict=True)
    )
    total = running = 0
    for (moment, step), (following, _) in pairwise(edges):
        running += step
        if running >= count:
            total += following - moment
    return total / 1e9


def overlapped_time(workers: Iterable[Sequence[Run]]) -> float:
    """Return the seconds in which at least two of the workers were in a run."""
    return time_at_once(workers, 2)


def most_at_once(workers: Iterable[Sequence[Run]]) -> int:
    """Return the largest number of workers that were in a run at the same instant."""
    edges = sorted(
        (moment, step) for runs in workers for run in runs for moment, step in zip(run, (1, -1), strict=True)
    )
    running = most = 0
    for _, step in edges:
        running += step
        most = max(most, running)
    return most
