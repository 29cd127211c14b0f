"""A busy program that can be made to share one core with a thread of ours: half a processor."""

import os
import subprocess
import sys
from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass

from pytest_gilclaims import Lab

PROGRAM = """\
import os
import select
import sys

for line in sys.stdin:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, set(map(int, line.split())))
    print("here", flush=True)
    while not select.select([sys.stdin], [], [], 0)[0]:
        for _ in range(2000):
            pass
    if not sys.stdin.readline():
        break
    print("done", flush=True)
"""
"""Computes on the cores that it is told, until it is told anything more."""


def seconds_on_core(process: int) -> float | None:
    """Return for how long a process has had a core: proc(5), ``/proc/[pid]/schedstat``."""
    try:
        with open(f"/proc/{process}/schedstat") as file:
            return int(file.read().split()[0]) / 1e9
    except OSError:
        return None


def can_share_a_core() -> bool:
    """Whether threads can be bound to a core here, and the system tells who had it."""
    return hasattr(os, "sched_setaffinity") and seconds_on_core(os.getpid()) is not None


@dataclass(frozen=True, slots=True)
class Rival:
    """The busy program."""

    process: "subprocess.Popen[str]"

    @contextmanager
    def computing(self, cores: Set[int] = frozenset()) -> Iterator[None]:
        """Have it compute during the body, on one of these cores, or on any."""
        usable = cores or (os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else {0})
        self._say(" ".join(map(str, usable)))
        try:
            yield
        finally:
            self._say("stop")

    @contextmanager
    def sharing(self) -> Iterator[None]:
        """Bind this thread to a core on which the rival computes during the body."""
        usable = os.sched_getaffinity(0)
        shared = {max(usable)}
        os.sched_setaffinity(0, shared)
        try:
            with self.computing(shared):
                yield
        finally:
            os.sched_setaffinity(0, usable)

    def seconds_on_core(self) -> float | None:
        """Return for how long it has computed."""
        return seconds_on_core(self.process.pid)

    def _say(self, line: str) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        self.process.stdout.readline()


@contextmanager
def running_rival() -> Iterator[Rival]:
    """Run the rival, which does nothing unless told, for the length of the body."""
    with Lab.running([sys.executable, "-I", "-S", "-c", PROGRAM], called="a rival for a core") as process:
        yield Rival(process)
