"""Something small and something large, sent to a process and back."""

import pickle
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from gilclaims_guide.sending_back import Echo, running_echo
from pytest_gilclaims import Lab, Lane, Observation, Race

FIELDS = 20
"""What is small is a dict of so many numbers: some 250 bytes."""

ROWS = 10_000
"""What is large is a list of so many dicts: some 300 kB."""

SMALL_TIMES, LARGE_TIMES, LOOP_TIMES = 100, 3, 10
"""How often each is sent in a round, and added up. The fastest counts: others can only make it slower."""

CLAIMED_LOOPS = 5
"""So many loops are the bound of what is claimed: a round tells something if what is known lies on one side of it."""

Row = dict[str, Any]

Crossing = Callable[[Echo, object], object]
"""Has somebody else send an object back."""


def through_a_process(echo: Echo, thing: object) -> object:
    """By another process: reality."""
    return echo.cross(thing)


def through_a_thread(echo: Echo, thing: object) -> object:
    """By a thread of this process, which has no need to copy it."""
    returned: list[object] = []
    thread = threading.Thread(target=returned.append, args=(thing,))
    thread.start()
    thread.join()
    return returned[0]


def part_by_part(echo: Echo, thing: object) -> object:
    """By another process, to which each part of it is sent on its own."""
    if isinstance(thing, dict):
        return {key: echo.cross(part) for key, part in thing.items()}
    return [echo.cross(part) for part in cast("list[object]", thing)]


def small_thing() -> dict[str, int]:
    """Make a dict of a few numbers."""
    return {f"field {number}": number for number in range(FIELDS)}


def large_thing() -> list[Row]:
    """Make a list of many dicts."""
    return [{"name": f"row {number}", "count": number, "price": 1.5 * number} for number in range(ROWS)]


def add_up(rows: list[Row]) -> float:
    """Do with the many what a loop over them might."""
    total = 0.0
    for row in rows:
        total += row["price"]
    return total


def fastest(times: int, *calls: Callable[[], object]) -> list[float]:
    """Return the seconds of the fastest of several runs of each call. They take turns: what disturbs, disturbs all."""
    shortest = [float("inf")] * len(calls)
    for _ in range(times):
        for number, call in enumerate(calls):
            started = time.perf_counter()
            call()
            shortest[number] = min(shortest[number], time.perf_counter() - started)
    return shortest


def observe_small(echo: Echo, crossing: Crossing) -> Observation:
    """Send something small, and as many bare bytes.

    Facts: ``pings``, how many of the latter one of the former takes.
    """
    thing = small_thing()
    started = time.perf_counter()
    ping, small = fastest(SMALL_TIMES, partial(echo.ping, pickle.dumps(thing)), partial(crossing, echo, thing))
    return Observation(wall=time.perf_counter() - started, facts={"pings": small / ping})


def observe_large(echo: Echo, crossing: Crossing) -> Observation:
    """Send something large, and add it up in a loop.

    Facts: ``loops``, how many of these it takes as long as.
    """
    rows = large_thing()
    started = time.perf_counter()
    loop = min(watched(partial(add_up, rows)).cpu for _ in range(LOOP_TIMES))
    lanes = [watched(partial(crossing, echo, rows)) for _ in range(LARGE_TIMES)]
    computed = min(lane.cpu for lane in lanes)
    passed = min(lane.ended - lane.begun for lane in lanes) / 1e9
    return Observation(wall=time.perf_counter() - started, facts={"loops": loops_taken(computed / loop, passed / loop)})


def watched(call: Callable[[], object]) -> Lane:
    """Make a call, and return when, with what this thread computed for it, which others do not change."""
    with Lane.watch() as watch:
        call()
    return watch.lane()


def loops_taken(computed: float, passed: float) -> float | None:
    """Return how many loops a crossing takes as long as, as far as it is known on which side of the bound that lies.

    computed: as many loops this process alone computed for it, which is the least; passed: as many went by, the most,
    for other programs can only add to them.
    """
    if passed < CLAIMED_LOOPS:
        return passed
    return computed if computed >= CLAIMED_LOOPS else None


def crossings(lab: Lab) -> Race:
    """Something small and something large, sent to a process and back."""
    echo, crossing = lab.share(running_echo), lab[through_a_process]
    return Race(
        "crossings",
        {"small": partial(observe_small, echo, crossing), "large": partial(observe_large, echo, crossing)},
    )
