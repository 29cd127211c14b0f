"""A pool of interpreters in one process: what it does at once, and what reaches it.

It lives in a process of its own: an interpreter that cannot be cleared away takes nobody with it.
"""

import json
import sys
import threading
from collections.abc import Callable
from concurrent import futures
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from gilclaims_guide.subinterpreters import LOOK_SECONDS, LOOKS, PATIENCE_SECONDS, look_at_processes
from gilclaims_guide.workloads import compute_for
from pytest_gilclaims import Lab, Observation, Race

SCRIPT = """\
import sys

from gilclaims_guide.interpreter_pools import look_and_tell

if __name__ == "__main__":
    look_and_tell(sys.argv[1])
"""

Pool = Callable[[], str]
"""Which pool a script has, by the name of its class."""


def of_interpreters() -> str:
    """One of interpreters: reality."""
    return "InterpreterPoolExecutor"


def of_threads() -> str:
    """One of threads."""
    return "ThreadPoolExecutor"


def refused(pool: futures.Executor) -> int:
    """Count what a pool does not take, of three things that belong to one interpreter."""
    count = 0
    with open(__file__, encoding="utf-8") as file:
        for thing in (threading.Lock(), file, iter(lambda: 1, 2)):
            try:
                pool.submit(id, thing).result()
            # What does not travel is told in several ways, by version.
            except Exception:
                count += 1
    return count


def changes_seen_here(pool: futures.Executor) -> int:
    """Have a list changed by a pool, and count the changes in this one's."""
    numbers: list[int] = []
    pool.submit(numbers.append, 1).result()
    return len(numbers)


def loaded_modules_seen(pool: futures.Executor) -> bool:
    """Mark a module that is loaded here, and see whether whoever is in the pool finds the mark."""
    json.__dict__["marked"] = True
    return bool(pool.submit(eval, "hasattr(__import__('json'), 'marked')", {}).result())


def look_and_tell(kind: str) -> None:
    """Let a pool of four compute, again and again, hand it this and that, and print what was seen, as JSON."""
    make: Any = getattr(futures, kind)
    with make(Lab.workers, initializer=exec, initargs=(f"import sys; sys.path[:] = {sys.path!r}", {})) as pool:
        facts = {
            "refused": refused(pool),
            "changes seen here": changes_seen_here(pool),
            "loaded modules seen": loaded_modules_seen(pool),
        }

        def look() -> list[Any]:
            waiting = [pool.submit(compute_for, "numbers", LOOK_SECONDS) for _ in range(Lab.workers)]
            return [one.result() for one in waiting]

        look()
        looks = [look() for _ in range(LOOKS)]
    seen = Observation.of_looks(looks)
    processes = len({lane.pid for lanes in looks for lane in lanes})
    print(json.dumps(asdict(replace(seen, facts={**seen.facts, **facts, "processes": processes}))))


def run_pool(pool: Pool) -> Observation:
    """Run a pool in a process of its own."""
    outcome = Lab.run_script(SCRIPT, [pool()], seconds=PATIENCE_SECONDS, apart=False)
    return Observation(**json.loads(outcome.stdout)) if outcome.status == 0 else Observation(wall=outcome.seconds)


def interpreter_pool(lab: Lab) -> Race:
    """Looks at a pool of four interpreters that compute, and at four processes."""
    return Race(
        "interpreter pool",
        {"pool": partial(run_pool, lab[of_interpreters]), "processes": partial(look_at_processes, lab)},
    )
