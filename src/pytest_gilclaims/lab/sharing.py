"""What workers share with the one who started them, and what is copied on the way."""

import os
import pickle
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from pytest_gilclaims.lab.pools import WORKERS, Pools, Task
from pytest_gilclaims.lab.race import Observation
from pytest_gilclaims.lab.strategies import Strategy

MARK = "gilclaims_mark_"
"""Workers leave marks under this name where the whole interpreter can see them: in ``sys.modules``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who did a task: a process and a thread."""

    pid: int
    thread: int


def leave_mark(number: int) -> Visitor:
    """Change something that belongs to the interpreter, and say who did."""
    sys.modules[f"{MARK}{number}"] = sys
    time.sleep(0.01)
    return Visitor(pid=os.getpid(), thread=threading.get_native_id())


def observe_marks(pools: Pools, strategy: Strategy) -> Observation:
    """Let four workers leave a mark each, and count who they were and what is seen of it here."""
    started = time.perf_counter()
    try:
        visitors = strategy(pools, [partial(leave_mark, number) for number in range(WORKERS)])
        marks = sum(name.startswith(MARK) for name in sys.modules)
    finally:
        for number in range(WORKERS):
            sys.modules.pop(f"{MARK}{number}", None)
    return Observation(
        wall=time.perf_counter() - started,
        facts={
            "other processes": len({visitor.pid for visitor in visitors} - {os.getpid()}),
            "threads": len({(visitor.pid, visitor.thread) for visitor in visitors}),
            "marks seen here": marks,
        },
    )


class Parcel:
    """An object that notes when it is packed and unpacked, in the process where that happens."""

    packed = 0
    unpacked = 0

    def __init__(self, content: tuple[int, ...]) -> None:
        self.content = content

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Parcel) and other.content == self.content

    def __hash__(self) -> int:
        return hash(self.content)

    def __getstate__(self) -> dict[str, Any]:
        Parcel.packed += 1
        return {"content": self.content}

    def __setstate__(self, state: dict[str, Any]) -> None:
        Parcel.unpacked += 1
        self.content = state["content"]


def hand_back(parcel: Parcel) -> Parcel:
    """Return what came."""
    return parcel


def observe_parcel(pools: Pools, strategy: Strategy) -> Observation:
    """Send a parcel to four workers and look at what comes back."""
    parcel = Parcel((1, 2, 3))
    started = time.perf_counter()
    packed, unpacked = Parcel.packed, Parcel.unpacked
    returned = strategy(pools, [partial(hand_back, parcel)] * WORKERS)
    return Observation(
        wall=time.perf_counter() - started,
        facts={
            "packed here": Parcel.packed - packed,
            "unpacked here": Parcel.unpacked - unpacked,
            "equal": all(one == parcel for one in returned),
            "identical": any(one is parcel for one in returned),
            "a lambda": fate_of_lambda(pools, strategy),
        },
    )


def fate_of_lambda(pools: Pools, strategy: Strategy) -> str:
    """Say what becomes of a function that has no name under which another process could find it."""
    anonymous: Task[int] = lambda: 1  # noqa: E731 (to have no name is its purpose)
    try:
        strategy(pools, [anonymous] * WORKERS)
    except (pickle.PicklingError, AttributeError):
        return "refused"
    return "ran"


Weight = Callable[[int], bytes]
"""What a round trip of so many bytes carries."""

SMALL, LARGE = 100, 10_000_000


def full(size: int) -> bytes:
    """So many bytes: reality."""
    return bytes(size)


def always_large(size: int) -> bytes:
    """Ten million bytes, however few are asked for."""
    return bytes(LARGE)


def always_small(size: int) -> bytes:
    """A hundred bytes, however many are asked for."""
    return bytes(SMALL)


def observe_round_trips(weight: Weight, times: int = 20) -> Observation:
    """Pickle and unpickle something small and something large, and keep the fastest of each.

    Facts: both in milliseconds, and their ratio. Others can only make them slower.
    """
    started = time.perf_counter()
    small, large = (1000 * fastest_round_trip(weight(size), times) for size in (SMALL, LARGE))
    return Observation(
        wall=time.perf_counter() - started,
        facts={"small in ms": small, "large in ms": large, "large by small": large / small},
    )


def fastest_round_trip(content: bytes, times: int) -> float:
    """Return the seconds of the fastest of several round trips to bytes and back."""
    fastest = float("inf")
    # A bytearray is copied on either side, as most objects are; bytes would be as well.
    parcel = bytearray(content)
    for _ in range(times):
        started = time.perf_counter()
        pickle.loads(pickle.dumps(parcel))
        fastest = min(fastest, time.perf_counter() - started)
    return fastest
