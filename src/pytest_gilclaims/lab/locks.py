"""C calls that keep or release the GIL, beside a thread that ticks."""

import ctypes
import sys
import threading
import time
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace

from pytest_gilclaims.lab.race import Observation, observe_lanes, sum_if_known
from pytest_gilclaims.lab.watching import Watch

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


class Ticker:
    """A thread that notes the time every half millisecond, whenever it may run."""

    def __init__(self, permission: Permission) -> None:
        self.ticks = array("q")
        self.queued: float | None = None
        """Seconds for which it had no core, known when it has ended."""
        self._permission = permission
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._tick)

    def start(self) -> None:
        """Start, and wait for the first tick."""
        self._thread.start()
        while not self.ticks:
            time.sleep(TICK_SECONDS)

    def stop(self) -> None:
        """End, if it has begun."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _tick(self) -> None:
        with Watch() as watch:
            while not self._stop.is_set():
                with self._permission():
                    self.ticks.append(time.perf_counter_ns())
                time.sleep(TICK_SECONDS)
        self.queued = watch.lane().queued


@contextmanager
def ticking(permission: Permission) -> Iterator[Ticker]:
    """Run a ticker beside the body."""
    ticker = Ticker(permission)
    try:
        ticker.start()
        yield ticker
    finally:
        ticker.stop()


LOOP_SECONDS = 0.25

STEP = 20_000
"""Nanoseconds: a plain loop that takes longer from one step to the next did not run all the while."""

Gap = tuple[int, int]
"""A stretch in which a loop made no progress: its last step before and its first one after, in nanoseconds."""

Loop = Callable[[float], list[Gap]]
"""Computes for so many seconds by the clock and returns the gaps in it."""


def plain_loop(seconds: float) -> list[Gap]:
    """Compute step by step: reality."""
    return _stepping(seconds, lambda: None)


def loop_giving_way(seconds: float) -> list[Gap]:
    """Compute step by step, giving way to other threads at each."""
    return _stepping(seconds, lambda: time.sleep(0))


def _stepping(seconds: float, between: Callable[[], None]) -> list[Gap]:
    gaps: list[Gap] = []
    before = time.perf_counter_ns()
    end = before + round(seconds * 1e9)
    while before < end:
        between()
        now = time.perf_counter_ns()
        if now - before > STEP:
            gaps.append((before, now))
        before = now
    return gaps


def turns_between_steps(ticks: Iterable[int], gaps: Sequence[Gap]) -> int:
    """Count how often somebody else ticked between two steps of a loop.

    All ticks in one gap are one turn: the loop handed the lock over once. How often the other ticks until the loop
    has it back, and a core to go on, is a matter of how busy the machine is.
    """
    begins = [begin for begin, _ in gaps]
    turns = set[int]()
    for tick in ticks:
        index = bisect_right(begins, tick) - 1
        is_in_gap = index >= 0 and tick <= gaps[index][1]
        turns.add(begins[index] if is_in_gap else tick)
    return len(turns)


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


def loop_beside_ticker(loop: Loop, permission: Permission, interval: float) -> Observation:
    """Run a loop beside a ticking thread that asks for the lock after so long.

    Facts: ``turns of the other thread`` between two steps of the loop.
    """
    with ticking(permission) as ticker, switching_every(interval), Watch() as watch:
        gaps = loop(LOOP_SECONDS)
    lane = watch.lane()
    meanwhile = [tick for tick in ticker.ticks if lane.begun < tick < lane.ended]
    seen = observe_lanes([lane], {"turns of the other thread": turns_between_steps(meanwhile, gaps)})
    return replace(seen, queued=sum_if_known([lane.queued, ticker.queued]))


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
    with ticking(permission) as ticker:
        started = time.perf_counter_ns()
        call(CALL_SECONDS)
        ended = time.perf_counter_ns()
    inside = ticks_inside(ticker.ticks, started, ended, duration)
    return Observation(wall=(ended - started) / 1e9, facts={"ticks": inside})
