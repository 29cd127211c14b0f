"""What one worker does meanwhile: when it makes progress, its processor time, its switches, its queue for a core."""

from __future__ import annotations

import itertools
import os
import threading
import time
from array import array
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from pytest_gilclaims.facts.interpreter import gil_is_enabled
from pytest_gilclaims.instruments.overlap import Run, overlapped_time, runs_of

try:
    import resource
except ImportError:  # Windows counts no voluntary switches
    resource = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One worker's way through an arm: who it was, when it progressed, what it cost.

    begun, ended, runs: in nanoseconds of ``perf_counter_ns``, one clock for all processes of a machine;
    cpu: seconds of processor time; queued: seconds of waiting for a core; switches: voluntary context switches;
    ``None`` where nobody counted; lock_on: whether its process had the GIL on; pid and thread: native identifiers.
    The last three are those of whoever makes the lane, unless told otherwise.
    """

    begun: int
    ended: int
    runs: tuple[Run, ...]
    cpu: float
    switches: int | None = None
    queued: float | None = None
    lock_on: bool = field(default_factory=gil_is_enabled)
    pid: int = field(default_factory=os.getpid)
    thread: int = field(default_factory=threading.get_native_id)

    @staticmethod
    def watch() -> Watch:
        """Return a context manager that watches the thread which runs its body."""
        return Watch()

    @staticmethod
    def watching(call: Callable[[], object], times: int | None = None, *, seconds: float | None = None) -> Lane:
        """Make a call repeatedly, so many times or for so many seconds, and note when each call ended."""
        if seconds is None:
            turns: Iterable[object] = itertools.repeat(None, 1 if times is None else times)
        else:
            end = time.perf_counter_ns() + round(seconds * 1e9)
            turns = iter(lambda: time.perf_counter_ns() < end, False)
        # An array of numbers is nothing to the garbage collector, which stops all threads of a free-threaded build.
        marks = array("q")
        with Watch() as watch:
            for _ in turns:
                call()
                marks.append(time.perf_counter_ns())
        return watch.lane(runs_of(marks))

    def overlaps(self, other: Lane) -> bool:
        """Whether both made progress at the same instant."""
        return overlapped_time([self.runs, other.runs]) > 0


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

    def lane(self, runs: Sequence[Run] = (), *, marks: Sequence[int] = ()) -> Lane:
        """Return what was seen, with the stretches of progress that the body noted, or that its marks show."""
        return Lane(
            begun=self._begun,
            ended=self._ended,
            runs=(*runs, *runs_of(marks)),
            cpu=self._spent,
            switches=self._switched,
            queued=self._waited,
        )
