"""The same work in one thread by the build with the lock, and by the one that can do without, its lock on and off."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from gilclaims_guide.builds import free_threaded_at_hand
from gilclaims_guide.pairs import twin_at_hand
from pytest_gilclaims import Build, Lab, Observation, Race

PIECES = 10
"""Pieces of work a turn: some five to ten milliseconds in all."""

STEPS: dict[str, tuple[int, str]] = {
    "calls": (3000, "total = one_more(one_more(total))"),
    "attributes": (7000, "point.x = point.y; point.y = point.x"),
    "containers": (2000, "pair = [(number, total), {number: total}]"),
    "strings": (1500, 'text = str(number) + "," + text[:8]'),
}
"""What a piece does, and how often, by the name of the work. With the lock all pieces take about as long."""

MIXED = "mixed"
"""A piece of each."""

PROGRAM = """\
import os
import sys
import threading
import time

if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])

guard = threading.Lock()


class Point:
    def __init__(self):
        self.x = 1
        self.y = 2


def one_more(number):
    return number + 1


{functions}

WORK = {{{names}}}


def mixed(pieces):
    for one in WORK.values():
        one(pieces)


for one in WORK.values():
    one(50)
for line in sys.stdin:
    name, pieces = line.split()
    begun = time.process_time_ns()
    WORK.get(name, mixed)(int(pieces))
    print(time.process_time_ns() - begun, flush=True)
"""

"""All sides work on one core, in turn: beside a busy sibling of its core one needed 1.6 × the time of its like."""

FUNCTION = """\
def {name}(pieces):
    point = Point()
    total = 0
    text = ""
    for _ in range(pieces):
        for number in range({times}):
{body}
"""

Locking = Callable[[], bool]
"""Whether each small step takes a lock of its own, beside what the interpreter does."""


def no_lock_of_its_own() -> bool:
    """None, as the interpreter leaves it: reality, without the lock."""
    return False


def no_more_than_the_interpreter() -> bool:
    """None beside the one lock: reality, with it."""
    return False


def a_lock_for_each_step() -> bool:
    """One, as if each object had a lock and each use of it took that."""
    return True


Chosen = Callable[[Build, Build], Build]
"""Which build does the work of the free-threaded one, given the one with the lock and that one."""


def its_own(locked: Build, free_threaded: Build) -> Build:
    """Itself: reality."""
    return free_threaded


def the_other(locked: Build, free_threaded: Build) -> Build:
    """The one with the lock, as if both were the same."""
    return locked


def program(locking: bool) -> str:
    """Write the work as pure Python that needs nothing but the interpreter: the twin's environment may have nothing."""
    around = "            with guard:\n                {}" if locking else "            {}"
    functions = [
        FUNCTION.format(name=name, times=times, body=around.format(step)) for name, (times, step) in STEPS.items()
    ]
    names = ", ".join(f'"{name}": {name}' for name in STEPS)
    return PROGRAM.format(functions="\n\n".join(functions), names=names)


class Side:
    """A warm interpreter that works when it is told to."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def work(self, name: str, pieces: int) -> Observation:
        """Have so many pieces done, and be told what processor time they took.

        Raises RuntimeError if the interpreter has ended.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        started = time.perf_counter()
        self._process.stdin.write(f"{name} {pieces}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer.strip():
            raise RuntimeError(f"{self._process.args!r} ended")
        return Observation(wall=time.perf_counter() - started, cpu=int(answer) / 1e9)


@contextmanager
def running_side(build: Build, options: tuple[str, ...] = (), locking: bool = False) -> Iterator[Side]:
    """Run an interpreter for the length of the body, whose lock nothing but the options changes."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [build.executable, "-I", "-S", *options, "-c", program(locking)]
    with Lab.running(command, called="a twin", environment=environment) as process:
        yield Side(process)


def lock_states(lab: Lab, name: str) -> Race:
    """One thread's work by the free-threaded build with its lock on and off, and twice as much of it."""
    build = free_threaded_at_hand(lab.given.get("twin"))
    assert build is not None
    lock_on = lab.share(running_side, build, ("-X", "gil=1"), lab[no_more_than_the_interpreter]())
    lock_off = lab.share(running_side, build, ("-X", "gil=0"), lab[no_lock_of_its_own]())
    return Race(
        f"lock states[{name}]",
        {
            "lock on": partial(lock_on.work, name, PIECES),
            "lock off": partial(lock_off.work, name, PIECES),
            "lock off, twice the work": partial(lock_off.work, name, 2 * PIECES),
        },
        warm_up=1,
    )


def twins(lab: Lab) -> Race:
    """A mix in one thread, by the build with the lock and by the free-threaded one with its lock on."""
    this, twin = Build.this(), twin_at_hand(lab.given.get("twin"))
    assert twin is not None
    locked, free_threaded = (twin, this) if this.free_threaded else (this, twin)
    with_lock = lab.share(running_side, locked)
    build = lab[its_own](locked, free_threaded)
    options = ("-X", "gil=1") if build.free_threaded else ()
    without = lab.share(running_side, build, options, lab[no_more_than_the_interpreter]())
    return Race(
        "twins",
        {
            "GIL build": partial(with_lock.work, MIXED, PIECES // 2),
            "free-threaded build, lock on": partial(without.work, MIXED, PIECES // 2),
            "GIL build, twice the work": partial(with_lock.work, MIXED, PIECES),
        },
        warm_up=1,
    )
