"""Many calls of one function: in a plain loop, and handed out to processes."""

import time
from collections.abc import Callable
from functools import partial

from pytest_gilclaims import Lab, Observation, Race

CALLS = 20

Function = Callable[[int], int]


def small(number: int) -> int:
    """Compute next to nothing."""
    return number * number


def hard(number: int) -> int:
    """Compute for about a millisecond."""
    return sum(other * other for other in range(20_000 + number))


Calling = Callable[[Function], Function]
"""What is really called."""


def as_called(function: Function) -> Function:
    """The function itself: reality."""
    return function


def always_hard(function: Function) -> Function:
    """Something that takes its time."""
    return hard


def call_in_loop(function: Function) -> Observation:
    """Call it in a plain loop."""
    cpu = time.thread_time()
    started = time.perf_counter()
    for number in range(CALLS):
        function(number)
    return Observation(wall=time.perf_counter() - started, cpu=time.thread_time() - cpu)


def call_in_processes(lab: Lab, function: Function) -> Observation:
    """Have it called by four processes, a quarter of the calls each, as `multiprocessing.Pool.map` would."""
    started = time.perf_counter()
    lab.map_in_processes(function, range(CALLS))
    return Observation(wall=time.perf_counter() - started)


def small_calls(lab: Lab) -> Race:
    """Calls that compute next to nothing, in a loop and by processes; and calls that do not, as proof of both."""
    function = lab[as_called](small)
    return Race(
        "small calls",
        {
            "loop": partial(call_in_loop, function),
            "pool": partial(call_in_processes, lab, function),
            "loop of hard calls": partial(call_in_loop, hard),
            "pool for hard calls": partial(call_in_processes, lab, hard),
        },
        warm_up=1,
    )
