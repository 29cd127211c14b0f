"""C calls that keep or release the GIL, beside a thread that ticks."""

import ctypes
import sys
import threading
import time
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from pytest_gilclaims.lab.race import Observation

CALL_SECONDS = 0.02
TICK_SECONDS = 0.0005

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


def keeping_my_lock(seconds: float) -> None:
    """Keep the lock of the process that this runs in. Unlike what `ctypes` makes, it can be sent to another."""
    keeping_the_lock(seconds)


Permission = Callable[[], AbstractContextManager[object]]
"""What a thread must hold to run its next bytecode, beyond what the interpreter asks for itself."""


def no_permission() -> AbstractContextManager[object]:
    """Nothing: reality."""
    return nullcontext()


@contextmanager
def ticking(permission: Permission) -> Iterator["array[int]"]:
    """Run a thread beside the body that notes the time every half millisecond, whenever it may run."""
    ticks = array("q")
    stop = threading.Event()

    def tick() -> None:
        while not stop.is_set():
            with permission():
                ticks.append(time.perf_counter_ns())
            time.sleep(TICK_SECONDS)

    ticker = threading.Thread(target=tick)
    try:
        ticker.start()
        while not ticks:
            time.sleep(TICK_SECONDS)
        yield ticks
    finally:
        stop.set()
        if ticker.is_alive():
            ticker.join()


LOOP_SECONDS = 0.25

RARELY, OFTEN = 0.1, 0.005
"""How long a thread that wants the lock waits before it asks for it, in seconds; the second is CPython's default."""


@contextmanager
def switching_every(seconds: float) -> Iterator[None]:
    """Have threads ask for the lock after so long, for the length of the body."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(seconds)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def loop_beside_ticker(loop: Sleep, permission: Permission, interval: float) -> Observation:
    """Run a loop beside a ticking thread that asks for the lock after so long. Facts: ``ticks`` meanwhile."""
    with ticking(permission) as ticks, switching_every(interval):
        started = time.perf_counter_ns()
        loop(LOOP_SECONDS)
        ended = time.perf_counter_ns()
    return Observation(wall=(ended - started) / 1e9, facts={"ticks": sum(started < tick < ended for tick in ticks)})


def surely_inside(started: int, ended: int, duration: int) -> tuple[int, int]:
    """Return the part of a span in which a call of at least this duration was surely going on.

    The caller noted `started` some time before the call began and `ended` some time after it returned;
    wherever in between the call lay, it covered ``[ended - duration, started + duration]``. Empty (its
    start not before its end) when the caller was held up for as long as the call took.
    """
    return ended - duration, started + duration


def ticks_inside(ticks: Iterable[int], started: int, ended: int, duration: int) -> int | None:
    """Count the ticks that fell surely inside a call; ``None`` if it was held up so long that nothing is sure."""
    first, last = surely_inside(started, ended, duration)
    return sum(first <= tick <= last for tick in ticks) if last - first >= duration // 2 else None


def call_beside_ticker(call: Sleep, permission: Permission) -> Observation:
    """Make one C call beside a ticking thread and count the ticks that fell surely inside it.

    Facts: ``ticks``, or ``None`` when the caller was held up so long that nothing is sure.
    """
    duration = round(CALL_SECONDS * 1e9)
    with ticking(permission) as ticks:
        started = time.perf_counter_ns()
        call(CALL_SECONDS)
        ended = time.perf_counter_ns()
    return Observation(wall=(ended - started) / 1e9, facts={"ticks": ticks_inside(ticks, started, ended, duration)})
