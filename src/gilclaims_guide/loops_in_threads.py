"""Event loops: one, or four in four threads or processes, that switch among tasks which are always ready."""

import asyncio
import threading
import time
from array import array
from functools import partial

from gilclaims_guide import strategies
from gilclaims_guide.strategies import Strategy, processes
from pytest_gilclaims import Lab, Lane, Observation, Race

TASKS = 1000
"""Tasks of a loop. All that are ready have their turn before it lets go of the lock to look for more, so that other
loops wait for milliseconds, and marks of loops that take turns lie far apart."""

LOOK_SECONDS = 0.03
WAIT_SECONDS = 0.05


def switch_for(seconds: float) -> Lane:
    """Run an event loop for so long by the clock. Its tasks give way at every step, and leave a mark."""
    marks = array("q")

    async def give_way(end: int) -> None:
        while (now := time.perf_counter_ns()) < end:
            marks.append(now)
            await asyncio.sleep(0)

    async def switch() -> Lane:
        with Lane.watch() as watch:
            end = time.perf_counter_ns() + round(seconds * 1e9)
            await asyncio.gather(*(give_way(end) for _ in range(TASKS)))
        return watch.lane(marks=marks)

    return asyncio.run(switch())


def look(lab: Lab, strategy: Strategy) -> Observation:
    """Look at four loops."""
    return Observation.of(strategy(lab, [partial(switch_for, LOOK_SECONDS)] * Lab.workers))


def loop_looks(lab: Lab) -> Race:
    """Short looks at four loops in four threads, and in four processes."""
    arms = {
        "loops in threads": partial(look, lab, lab[strategies.threads]),
        "loops in processes": partial(look, lab, processes),
    }
    return Race("loop looks", arms, warm_up=1)


def wait_in_loops(lab: Lab, strategy: Strategy) -> Observation:
    """Let four loops wait. Facts: ``threads``, and how many ``loops at once`` there were."""
    running, most = set[int](), list[int]()

    def wait() -> Lane:
        async def wait_inside() -> None:
            here = threading.get_ident()
            running.add(here)
            most.append(len(running))
            await asyncio.sleep(WAIT_SECONDS)
            running.discard(here)

        with Lane.watch() as watch:
            asyncio.run(wait_inside())
        return watch.lane()

    lanes = strategy(lab, [wait] * Lab.workers)
    return Observation.of(lanes, {"threads": len({lane.thread for lane in lanes}), "loops at once": max(most)})


def waiting_loops(lab: Lab) -> Race:
    """Four loops that wait, in four threads."""
    return Race("waiting loops", {"loops": partial(wait_in_loops, lab, lab[strategies.threads])}, warm_up=1)
