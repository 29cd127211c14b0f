"""Moments in which nobody else uses the cores, and how long it pays to wait for one."""

import os
import time

import psutil

LOOK_SECONDS = 0.1
"""How long to look whether cores are idle: systems count idle time in hundredths of a second."""

NEEDED = 2
"""Cores that must be free: effects are shown by two workers at once."""

NEARLY = 0.9
"""A core that is idle for so much of the time is free."""

PATIENCE_SECONDS = 3.0


def free_cores(seconds: float = LOOK_SECONDS) -> float:
    """Do nothing for a while and return how many of the usable cores had nothing to do meanwhile."""
    cores = psutil.cpu_times_percent(interval=seconds, percpu=True)
    usable = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(len(cores))
    return float(sum(cores[number].idle for number in usable if number < len(cores)) / 100)


class Patience:
    """Waits for calm moments, each time half as long as the last if none comes: load may be there to stay."""

    def __init__(self, seconds: float = PATIENCE_SECONDS) -> None:
        self._longest = self._seconds = seconds

    def wait(self, cores_usable: int) -> bool:
        """Wait until enough cores are free, or patience is at its end; say whether they are."""
        needed = NEARLY * min(NEEDED, cores_usable)
        end = time.perf_counter() + self._seconds
        while True:
            if free_cores() >= needed:
                self._seconds = self._longest
                return True
            if time.perf_counter() >= end:
                self._seconds /= 2
                return False
