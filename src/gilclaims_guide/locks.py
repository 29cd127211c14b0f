"""C calls that keep or release the GIL, beside a thread that ticks."""

import ctypes
import sys
import time
from collections.abc import Callable
from functools import partial

from gilclaims_guide.ticker import Permission, no_permission, ticking, ticks_inside
from pytest_gilclaims import Lab, Observation, Race

CALL_SECONDS = 0.02

Sleep = Callable[[float], None]


def _library(loader: Callable[[str | None], ctypes.CDLL]) -> Sleep:
    if sys.platform == "win32":
        kernel = loader("kernel32")
        return lambda seconds: kernel.Sleep(int(seconds * 1000))
    libc = loader(None)
    return lambda seconds: libc.usleep(int(seconds * 1e6))


keeping_the_lock: Sleep = _library(ctypes.PyDLL)
"""Sleep in C without releasing the GIL: ``ctypes.PyDLL`` leaves it to the callee, and C knows nothing of it."""

releasing_the_lock: Sleep = _library(ctypes.CDLL)
"""The same call with the GIL released around it, as ``ctypes.CDLL`` does."""


def call_beside_ticker(call: Sleep, permission: Permission) -> Observation:
    """Make one C call beside a ticking thread and count the ticks that fell surely inside it.

    Facts: ``ticks``, or ``None`` when the caller was held up so long that nothing is sure.
    """
    duration = round(CALL_SECONDS * 1e9)
    with ticking(permission) as ticker:
        started = time.perf_counter_ns()
        call(CALL_SECONDS)
        ended = time.perf_counter_ns()
    inside = ticks_inside(ticker.ticks, started, ended, duration)
    return Observation(wall=(ended - started) / 1e9, facts={"ticks": inside})


def lock_calls(lab: Lab) -> Race:
    """A C call that keeps the lock and one that releases it, each beside a ticking thread."""
    call = partial(call_beside_ticker, permission=lab[no_permission])
    return Race(
        "lock calls",
        {
            "keeping": partial(call, lab[keeping_the_lock]),
            "releasing": partial(call, releasing_the_lock),
        },
        warm_up=1,
    )
