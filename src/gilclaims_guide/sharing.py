"""What workers share with the one who started them, and what is copied on the way."""

import os
import pickle
import sys
import threading
import time
from dataclasses import dataclass
from functools import partial
from typing import Any

from gilclaims_guide import strategies
from gilclaims_guide.strategies import Strategy, Task, threads
from pytest_gilclaims import Lab, Observation, Race

MARK = "gilclaims_mark_"
"""Workers leave marks under this name where the whole interpreter can see them: in ``sys.modules``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who did a task, a process and a thread, and how many marks it saw."""

    pid: int
    thread: int
    marks_seen: int = 0


def leave_mark(number: int) -> Visitor:
    """Change something that belongs to the interpreter, and say who did."""
    sys.modules[f"{MARK}{number}"] = sys
    time.sleep(0.01)
    return visitor()


def visitor() -> Visitor:
    """Say who this is, and what is seen here."""
    return Visitor(pid=os.getpid(), thread=threading.get_native_id(), marks_seen=marks_seen())


def marks_seen() -> int:
    """Count the marks that are seen in this interpreter."""
    return sum(name.startswith(MARK) for name in list(sys.modules))


def wipe_marks() -> None:
    """Take all marks away that are seen in this interpreter."""
    for name in [name for name in list(sys.modules) if name.startswith(MARK)]:
        sys.modules.pop(name, None)


def observe_marks(lab: Lab, strategy: Strategy) -> Observation:
    """Let four workers leave a mark each; count who they were, and what is seen of it here and by each of them.

    All have left theirs when the first looks.
    """
    started = time.perf_counter()
    try:
        visitors = strategy(lab, [partial(leave_mark, number) for number in range(Lab.workers)])
        seen_here = marks_seen()
        lookers = strategy(lab, [visitor] * Lab.workers)
    finally:
        strategy(lab, [wipe_marks] * Lab.workers)
        wipe_marks()
    return Observation(
        wall=time.perf_counter() - started,
        facts={
            "other processes": len({visitor.pid for visitor in visitors} - {os.getpid()}),
            "threads": len({(visitor.pid, visitor.thread) for visitor in visitors}),
            "marks seen here": seen_here,
            "most marks seen by one": max(looker.marks_seen for looker in lookers),
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


def observe_parcel(lab: Lab, strategy: Strategy) -> Observation:
    """Send a parcel to four workers and look at what comes back."""
    parcel = Parcel((1, 2, 3))
    started = time.perf_counter()
    packed, unpacked = Parcel.packed, Parcel.unpacked
    returned = strategy(lab, [partial(hand_back, parcel)] * Lab.workers)
    return Observation(
        wall=time.perf_counter() - started,
        facts={
            "packed here": Parcel.packed - packed,
            "unpacked here": Parcel.unpacked - unpacked,
            "equal": all(one == parcel for one in returned),
            "identical": any(one is parcel for one in returned),
            "a lambda": fate_of_lambda(lab, strategy),
        },
    )


def fate_of_lambda(lab: Lab, strategy: Strategy) -> str:
    """Say what becomes of a function that has no name under which another process could find it."""
    anonymous: Task[int] = lambda: 1  # noqa: E731 (to have no name is its purpose)
    try:
        strategy(lab, [anonymous] * Lab.workers)
    except (pickle.PicklingError, AttributeError):
        return "refused"
    return "ran"


def marks(lab: Lab) -> Race:
    """Four workers that change something of their interpreter: threads, and processes."""
    arm = partial(observe_marks, lab)
    return Race(
        "marks",
        {"threads": partial(arm, lab[strategies.threads]), "processes": partial(arm, lab[strategies.processes])},
    )


def parcels(lab: Lab) -> Race:
    """An object sent to four workers and back: to processes, and to threads."""
    arm = partial(observe_parcel, lab)
    return Race("parcels", {"processes": partial(arm, lab[strategies.processes]), "threads": partial(arm, threads)})
