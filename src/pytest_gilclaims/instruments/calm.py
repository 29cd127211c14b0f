"""Moments in which nobody else uses the cores, and how long it pays to wait for one."""

import os
import time
from collections.abc import Iterator
from typing import Protocol

import psutil

LOOK_SECONDS = 0.1
"""How long to look whether cores are idle: systems count idle time in hundredths of a second."""

NEEDED = 2
"""Cores that must be free: effects are shown by two workers at once."""

NEARLY = 0.9
"""A core that is idle for so much of the time is free."""

PATIENCE_SECONDS = 3.0

LASTING_SECONDS = 1.0
"""For so long after a calm moment it is taken to go on, as looking for one takes time as well."""


class CoreTimes(Protocol):
    """The seconds that a core has spent since the system started, by activity, as `psutil.cpu_times` tells them."""

    @property
    def idle(self) -> float: ...
    def __iter__(self) -> Iterator[float]: ...


def free_cores(seconds: float = LOOK_SECONDS) -> float:
    """Do nothing for a while and return how many of the usable cores had nothing to do meanwhile."""
    before = psutil.cpu_times(percpu=True)
    time.sleep(seconds)
    # Not by `psutil.cpu_times_percent`, which takes what is shorter than a second for one.
    shares = [idle_share(*both) for both in zip(before, psutil.cpu_times(percpu=True), strict=False)]
    usable = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(len(shares))
    return sum(shares[number] for number in usable if number < len(shares))


def idle_share(before: CoreTimes, after: CoreTimes) -> float:
    """Return the share of time in which a core had nothing to do. Where no time was counted in between, it slept."""
    whole = sum(after) - sum(before)
    # Some kinds of time are known to run backwards, that of waiting for disks among them.
    return min(1.0, (after.idle - before.idle) / whole) if whole > 0 else 1.0


class Patience:
    """Waits for calm moments, each time half as long as the last if none comes: load may be there to stay."""

    def __init__(self, seconds: float = PATIENCE_SECONDS) -> None:
        self._longest = self._seconds = seconds
        self._seen_at = float("-inf")

    def wait(self, cores_usable: int) -> bool:
        """Wait until enough cores are free, or patience is at its end; say whether they are."""
        needed = NEARLY * min(NEEDED, cores_usable)
        begun = time.perf_counter()
        if begun - self._seen_at < LASTING_SECONDS:
            return True
        while free_cores() < needed:
            if time.perf_counter() - begun >= self._seconds:
                self._seconds /= 2
                return False
        self._seconds, self._seen_at = self._longest, time.perf_counter()
        return True
