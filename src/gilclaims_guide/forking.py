"""Processes that are started beside a thread that holds a lock, and what it costs to start one."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from gilclaims_guide.guard import StartMethod, as_asked
from pytest_gilclaims import Lab, Observation, Race

SCRIPT = """\
import json
import multiprocessing
import os
import sys
import threading
import time
import warnings

lock = threading.Lock()
PRELUDE

def want(orders, answers):
    spent = time.process_time()
    answers.put(None)
    orders.get()
    is_free = lock.acquire(timeout=0.2)
    answers.put({"lock in the child": "free" if is_free else "held", "spent": spent, "own": own_memory()})


def own_memory():
    try:
        with open("/proc/self/smaps_rollup") as lines:
            return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
    except OSError:
        return None


def keep(is_held, may_let_go):
    with lock:
        is_held.set()
        may_let_go.wait()


def main():
    context = multiprocessing.get_context("METHOD")
    orders, answers = context.SimpleQueue(), context.SimpleQueue()
    is_held, may_let_go = threading.Event(), threading.Event()
    keeper = threading.Thread(target=keep, args=(is_held, may_let_go))
    if KEPT:
        keeper.start()
        is_held.wait()
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        child = context.Process(target=want, args=(orders, answers))
        child.start()
    answers.get()
    # The child is there. Before it asks for the lock, nobody holds it any more.
    may_let_go.set()
    if KEPT:
        keeper.join()
    orders.put(None)
    told = answers.get()
    child.join()
    told["warnings"] = sum(one.category is DeprecationWarning and "fork" in str(one.message) for one in heard)
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
"""
"""A child asks for a lock that another thread held when the child was started, and has let go of since."""

Prelude = Callable[[], str]
"""What a script says of its lock."""

Keeping = Callable[[], bool]
"""Whether a thread holds the lock while a process is started."""


def copied_as_it_is() -> str:
    """Nothing, so that a fork copies the lock as it is: reality."""
    return ""


def made_anew() -> str:
    """That it is made anew in a child."""
    return "os.register_at_fork(after_in_child=lock._at_fork_reinit)\n"


def held_meanwhile() -> bool:
    """It does: reality."""
    return True


def no_other_thread() -> bool:
    """No, nor is there another thread."""
    return False


def start_beside_thread(prelude: str, kept: bool, method: str) -> Observation:
    """Start a process beside a thread that holds a lock.

    Facts: ``lock in the child`` (``free`` or ``held``, once the thread has let go of it), ``warnings`` of forking, and
    what the child had cost at its first line: ``spent`` seconds of processor time, ``own`` kilobytes of memory.
    None if the script did not end well.
    """
    text = SCRIPT.replace("PRELUDE", prelude).replace("METHOD", method).replace("KEPT", repr(kept))
    outcome = Lab.run_script(text)
    told: dict[str, Any] = json.loads(outcome.stdout) if outcome.status == 0 else {}
    return Observation(wall=outcome.seconds, facts=told)


def starts_beside_threads(lab: Lab) -> Race:
    """Processes that are started by each method beside a thread that holds a lock."""
    start = partial(start_beside_thread, lab[copied_as_it_is](), lab[held_meanwhile]())
    chosen: StartMethod = lab[as_asked]
    return Race(
        "starts beside threads", {method: partial(start, chosen(method)) for method in ("fork", "forkserver", "spawn")}
    )


def compare_starts(chosen: StartMethod) -> Observation:
    """Start two processes by fork and two by spawn, in a program that does nothing else, and compare the cheaper ones.

    Facts: ``times the processor time`` of a forked process that a spawned one has needed at its first line, and
    ``times the memory`` of its own, unless the system does not tell.
    """
    forked, spawned = (
        [start_beside_thread("", False, chosen(method)) for _ in range(2)] for method in ("fork", "spawn")
    )
    facts: dict[str, Any] = {}
    for name, figure in (("times the processor time", "spent"), ("times the memory", "own")):
        here, there = ([seen.facts.get(figure) for seen in side] for side in (spawned, forked))
        facts[name] = min(here) / min(there) if all(here) and all(there) else None
    return Observation(wall=sum(seen.wall for seen in (*forked, *spawned)), facts=facts)


def costs_of_starts(lab: Lab) -> Race:
    """What a spawned process needs before its first line, beside a forked one."""
    return Race("costs of starts", {"spawn by fork": partial(compare_starts, lab[as_asked])})
