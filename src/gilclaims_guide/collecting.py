"""Collections of garbage, and whether other threads get on meanwhile: each heap in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from gilclaims_guide.heaps import Call, collect, collect_the_rest, freeze, freeze_nothing, hash_a_tenth, hash_aside
from pytest_gilclaims import Lab, Observation, Race, Unavailable

FEW, MANY = 5_000, 150_000
"""Containers in a small heap and in a large one, which takes some 10 ms to collect: longer is too often interrupted."""


class Heap:
    """A process with so many containers, which makes calls beside a ticking thread."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def make(self, call: Call, *, after: Call = freeze_nothing) -> Observation:
        """Make a call that it knows after another one. Raises Unavailable if the process has ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(f"{after.__name__} {call.__name__}\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except OSError as error:
            raise Unavailable(f"the process with the heap has ended: {error}") from error
        if not answer:
            raise Unavailable("the process with the heap has ended")
        return Observation(**json.loads(answer))


@contextmanager
def heap_of(containers: int, lock_on: bool) -> Iterator[Heap]:
    """Have a process with so many containers for the length of the body. lock_on: though the build could do without."""
    environment = {**os.environ, "PYTHON_GIL": "1"} if lock_on else None
    command = [sys.executable, "-P", "-m", "gilclaims_guide.heaps", str(containers)]
    with Lab.running(command, called="a process with a heap", environment=environment) as process:
        yield Heap(process)


def make_call(lab: Lab, containers: int, call: Call, *, after: Call = freeze_nothing) -> Observation:
    """Make a call in the process with so many containers."""
    interpreter = lab.host.interpreter
    heap = lab.share(heap_of, containers, interpreter.free_threaded and interpreter.gil_enabled)
    return heap.make(call, after=after)


def collections(lab: Lab) -> Race:
    """A large heap, one that was put aside and a small one, collected beside a thread that ticks; and hashing there."""
    call = partial(make_call, lab)
    return Race(
        "collections",
        {
            "large heap": partial(call, MANY, lab[collect]),
            "small heap": partial(call, FEW, lab[collect]),
            "frozen heap": partial(call, MANY, lab[collect_the_rest], after=lab[freeze]),
            "hashing": partial(call, MANY, hash_aside),
            "hashing a tenth": partial(call, MANY, hash_a_tenth),
        },
        warm_up=1,
    )
