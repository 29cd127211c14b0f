"""Scripts that start a process, beside a thread that holds a lock or alone."""

from collections.abc import Callable

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


def written(prelude: str, kept: bool, method: str) -> str:
    """Write such a script out."""
    return SCRIPT.replace("PRELUDE", prelude).replace("METHOD", method).replace("KEPT", repr(kept))
