"""What one thread does with the processor while it works: its time, its switches, its queue for a core."""

import os
import time
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

from pytest_gilclaims.lab.overlap import Lane, Run

try:
    import resource
except ImportError:  # Windows counts no voluntary switches
    resource = None  # type: ignore[assignment]


def voluntary_switches() -> int | None:
    """Count how often this thread gave up its core to wait, or return ``None`` where nobody counts."""
    if resource is None or not hasattr(resource, "RUSAGE_THREAD"):
        return None
    return resource.getrusage(resource.RUSAGE_THREAD).ru_nvcsw


def seconds_queued() -> float | None:
    """Return for how long this thread has been ready to run without a core, ``None`` where the system does not tell.

    Linux does: proc(5), ``/proc/[pid]/schedstat``.
    """
    # Not with `open`: on a free-threaded 3.13 whoever closes a buffered file yields its core forty times, and keeps
    # the GIL meanwhile if that is on.
    with suppress(OSError):
        descriptor = os.open("/proc/thread-self/schedstat", os.O_RDONLY)
        try:
            return int(os.read(descriptor, 100).split()[1]) / 1e9
        finally:
            os.close(descriptor)
    return None


def queued_since(before: float | None) -> float | None:
    """Return for how long this thread has been without a core since it was asked before."""
    now = seconds_queued()
    return None if before is None or now is None else now - before


class Watch:
    """Watches the thread that runs its body. The clocks are read as the body ends, before anything is worked up."""

    def __enter__(self) -> Self:
        self._queued = seconds_queued()
        self._switches = voluntary_switches()
        self._cpu = time.thread_time()
        self._begun = time.perf_counter_ns()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended = time.perf_counter_ns()
        self._spent = time.thread_time() - self._cpu
        switches = voluntary_switches()
        self._switched = None if self._switches is None or switches is None else switches - self._switches
        self._waited = queued_since(self._queued)

    def lane(self, runs: Sequence[Run] = ()) -> Lane:
        """Return what was seen, with the stretches of progress that the body's marks show."""
        return Lane(
            begun=self._begun,
            ended=self._ended,
            runs=tuple(runs),
            cpu=self._spent,
            switches=self._switched,
            queued=self._waited,
        )
