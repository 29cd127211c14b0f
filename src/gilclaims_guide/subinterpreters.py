"""Several interpreters in one process, and whether they compute at the same instant.

They live in a process of their own: an interpreter that cannot be cleared away takes nobody with it.
"""

import json
import os
import pickle
import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from importlib import import_module
from typing import Any

from gilclaims_guide.workloads import compute_for
from pytest_gilclaims import Lab, Lane, Observation, Race

LOOKS = 10
LOOK_SECONDS = 0.03
PATIENCE_SECONDS = 15.0

SCRIPT = """\
import sys

from gilclaims_guide.subinterpreters import look_and_tell

look_and_tell(sys.argv[1])
"""

COMPUTING = f"""\
import os, pickle, sys
sys.path[:] = PATH
from gilclaims_guide.workloads import compute_for
with os.fdopen(ANSWER, "wb") as answer:
    pickle.dump(compute_for("numbers", {LOOK_SECONDS}), answer)
"""

Interpreters = Callable[[Lab], Observation]
"""Lets four interpreters of one process compute."""


def with_locks_of_their_own(lab: Lab) -> Observation:
    """Each with a lock of its own, where this Python can give it one: reality."""
    return run_looks("own")


def with_one_lock(lab: Lab) -> Observation:
    """All with the lock of the first."""
    return run_looks("shared")


def run_looks(lock: str) -> Observation:
    """Start a process with four interpreters and look at them. Facts: ``milliseconds overlapped``."""
    outcome = Lab.run_script(SCRIPT, [lock], seconds=PATIENCE_SECONDS, apart=False)
    return Observation(**json.loads(outcome.stdout)) if outcome.status == 0 else Observation(wall=outcome.seconds)


def look_at_processes(lab: Lab) -> Observation:
    """Look as often at four processes."""
    tasks = [partial(compute_for, "numbers", LOOK_SECONDS)] * Lab.workers
    return Observation.of_looks(lab.in_processes(tasks) for _ in range(LOOKS))


def look_and_tell(lock: str) -> None:
    """Let four interpreters compute, again and again, and print for how long they overlapped, as JSON."""
    make, run, destroy = interface(own_lock=lock == "own")
    interpreters = [make() for _ in range(Lab.workers)]
    try:
        tasks = [partial(compute_in, run, interpreter) for interpreter in interpreters]
        for task in tasks:
            # Modules are imported here, in the main thread: before 3.13 an interpreter that imported `threading`
            # in another thread waits for ever when it is destroyed.
            task()
        seen = Observation.of_looks(Lab.in_crowd(tasks) for _ in range(LOOKS))
    finally:
        for interpreter in interpreters:
            destroy(interpreter)
    print(json.dumps(asdict(seen)))


def compute_in(run: Callable[[Any, str], None], interpreter: Any) -> Lane:
    """Let an interpreter compute in this thread, and fetch what it noted through a pipe."""
    here, there = os.pipe()
    with os.fdopen(here, "rb") as answer:
        run(interpreter, COMPUTING.replace("PATH", repr(sys.path)).replace("ANSWER", str(there)))
        lane: Lane = pickle.load(answer)
    return lane


Interface = tuple[Callable[[], Any], Callable[[Any, str], None], Callable[[Any], None]]
"""How to make an interpreter, run code in it, and destroy it."""


def interface(*, own_lock: bool) -> Interface:
    """Return how this Python does it: publicly from 3.14 on (PEP 734), privately before, and with one lock."""
    if sys.version_info >= (3, 14) and own_lock:
        from concurrent import interpreters

        return interpreters.create, lambda one, code: one.exec(code), lambda one: one.close()
    if sys.version_info >= (3, 13):
        import _interpreters

        def run(one: Any, code: str) -> None:
            if problem := _interpreters.exec(one, code):
                raise RuntimeError(str(problem))

        return partial(_interpreters.create, "isolated" if own_lock else "legacy"), run, _interpreters.destroy
    before = import_module("_xxsubinterpreters")
    return partial(before.create, isolated=own_lock), before.run_string, before.destroy


def interpreter_looks(lab: Lab) -> Race:
    """Looks at four interpreters of one process that compute, and at four processes."""
    return Race(
        "interpreter looks",
        {
            "interpreters": partial(lab[with_locks_of_their_own], lab),
            "processes": partial(look_at_processes, lab),
        },
    )
