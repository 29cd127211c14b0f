"""One C function, called with the lock released and with the lock kept: nothing else differs."""

import ctypes
import sys
from collections.abc import Callable
from functools import cache, partial

from gilclaims_guide import strategies
from gilclaims_guide.strategies import Strategy, Task, threads
from gilclaims_guide.turns import observe_turns
from pytest_gilclaims import Lab, Lane, Observation, Race

LOOK_SECONDS = 0.05

TEXT = b"x" * 1_000_000
"""Its length takes C some 20 to 100 µs to find: long beside what a call costs, short beside a turn."""

Call = Callable[[], None]


@cache
def _strlen(library: type[ctypes.CDLL]) -> Callable[[bytes], int]:
    """Look the function up once: to do so at each call takes longer than the call."""
    function = library("msvcrt" if sys.platform == "win32" else None).strlen
    function.argtypes, function.restype = [ctypes.c_char_p], ctypes.c_size_t
    found: Callable[[bytes], int] = function
    return found


def keeping_the_lock() -> None:
    """Call it as `ctypes.PyDLL` does: whoever calls has the lock all the while."""
    _strlen(ctypes.PyDLL)(TEXT)


def releasing_the_lock() -> None:
    """Call it as `ctypes.CDLL` does: the lock is released around it."""
    _strlen(ctypes.CDLL)(TEXT)


def call_for(call: Call, seconds: float) -> Lane:
    """Make a call again and again for so long, leaving a mark after each."""
    return Lane.watching(call, seconds=seconds)


def look(lab: Lab, task: Task[Lane], strategy: Strategy) -> Observation:
    """Look at four threads."""
    return observe_turns(strategy(lab, [task] * Lab.workers))


def with_and_without(lab: Lab) -> Race:
    """Four threads that call one C function: with the lock kept, and with the lock released."""
    keeping = partial(call_for, lab[keeping_the_lock], LOOK_SECONDS)
    releasing = partial(call_for, releasing_the_lock, LOOK_SECONDS)
    return Race(
        "with and without",
        {
            "keeping": partial(look, lab, keeping, lab[strategies.threads]),
            "releasing": partial(look, lab, releasing, threads),
        },
        warm_up=1,
    )
