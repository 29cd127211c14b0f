"""Two builds of one Python, with and without the GIL, which do the same work in turn."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from gilclaims_guide.pairs import twin_at_hand
from pytest_gilclaims import Build, Lab, Observation, Race

PIECES = 4
"""Pieces of work a turn: some ten milliseconds in all."""

PROGRAM = """\
import sys
import time


class Account:
    def __init__(self):
        self.entries = {}

    def book(self, name, amount):
        self.entries[name] = self.entries.get(name, 0) + amount


def fibonacci(number):
    return number if number < 2 else fibonacci(number - 1) + fibonacci(number - 2)


def work(pieces):
    for _ in range(pieces):
        account = Account()
        for number in range(2000):
            account.book(f"account {number % 50}", number * number)
        fibonacci(14)
        sorted(account.entries.items(), key=lambda entry: -entry[1])


work(20)
for line in sys.stdin:
    begun = time.process_time_ns()
    work(int(line))
    print(time.process_time_ns() - begun, flush=True)
"""
"""Pure Python in one thread. It needs nothing but the interpreter: the twin's environment may have nothing else."""


Twins = Callable[[Build, Build], tuple[Build, Build]]
"""Which builds take the parts of the one with the lock and of the one without."""


def as_they_are(locked: Build, unlocked: Build) -> tuple[Build, Build]:
    """Each its own: reality."""
    return locked, unlocked


def swapped(locked: Build, unlocked: Build) -> tuple[Build, Build]:
    """Each the other's."""
    return unlocked, locked


class Side:
    """A warm interpreter that works when it is told to."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def work(self, pieces: int) -> Observation:
        """Have so many pieces done, and be told what processor time they took.

        Raises RuntimeError if the interpreter has ended.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        started = time.perf_counter()
        self._process.stdin.write(f"{pieces}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer.strip():
            raise RuntimeError(f"{self._process.args!r} ended")
        return Observation(wall=time.perf_counter() - started, cpu=int(answer) / 1e9)


@contextmanager
def running_side(build: Build) -> Iterator[Side]:
    """Run an interpreter for the length of the body, in its own natural state: no variable changes its lock."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    with Lab.running(
        [build.executable, "-I", "-S", "-c", PROGRAM], called="a twin", environment=environment
    ) as process:
        yield Side(process)


def twins(lab: Lab) -> Race:
    """Plain Python in one thread, by the build with the lock and by the one without; and twice as much of it."""
    this, twin = Build.this(), twin_at_hand(lab.given.get("twin"))
    assert twin is not None
    pair = (twin, this) if this.free_threaded else (this, twin)
    locked, unlocked = (lab.share(running_side, build) for build in lab[as_they_are](*pair))
    return Race(
        "twins",
        {
            "GIL build": partial(locked.work, PIECES),
            "free-threaded build": partial(unlocked.work, PIECES),
            "GIL build, twice the work": partial(locked.work, 2 * PIECES),
        },
        warm_up=1,
    )
