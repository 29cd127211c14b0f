"""A process that holds a heap of containers and makes calls, such as a collection of garbage, beside a ticking thread.

It imports as little as can be: whatever is in its heap is collected too.
"""

import gc
import hashlib
import json
import sys
import time
from collections.abc import Callable

from gilclaims_guide.ticker import no_permission, ticking, ticks_inside

SURE_SHARE = 0.9
"""Of the processor time of a call, what is surely spent in it rather than around it."""

PIECES = 10
BLOCK = bytes(1_200_000)

Call = Callable[[], object]


def collect() -> None:
    """Collect garbage, of which there is none: reality."""
    gc.collect()


def collect_the_rest() -> None:
    """Collect garbage where all objects were put aside: reality."""
    gc.collect()


def pass_by() -> None:
    """Do what is left to do for a collection that knows what was put aside: nothing."""


def hash_aside() -> None:
    """Take as long for any heap, without the lock and beside whoever wants to run."""
    for _ in range(PIECES):
        hashlib.sha256(BLOCK).digest()


def hash_a_tenth() -> None:
    """Take a tenth of that."""
    for _ in range(PIECES // 10):
        hashlib.sha256(BLOCK).digest()


def freeze() -> None:
    """Put all objects aside: reality."""
    gc.freeze()


def freeze_nothing() -> None:
    """Leave all objects where they are."""


CALLS: dict[str, Call] = {
    call.__name__: call
    for call in (collect, collect_the_rest, pass_by, hash_aside, hash_a_tenth, freeze, freeze_nothing)
}
"""All that such a process can be asked for, by name."""


def serve(containers: int) -> None:
    """Hold so many containers, and make the calls that are asked for, until nobody asks any more."""
    gc.disable()
    gc.freeze()
    heap = [[None] for _ in range(containers)]
    for order in sys.stdin:
        before, call = (CALLS[name] for name in order.split())
        before()
        print(json.dumps(observe(call)), flush=True)
        if before is freeze:
            gc.unfreeze()
    assert len(heap) == containers


def observe(call: Call) -> dict[str, object]:
    """Make a call beside a ticking thread, and tell what an observation is made of.

    Facts: ``ticks`` of the other thread that fell surely inside it, ``None`` if it was held up so long that none did
    for sure.
    """
    with ticking(no_permission) as ticker:
        started = time.perf_counter_ns()
        spent = -time.thread_time_ns()
        call()
        spent += time.thread_time_ns()
        ended = time.perf_counter_ns()
    # However long the caller waited for a core or the lock, the call lasted for as long as it computed.
    ticks = ticks_inside(ticker.ticks, started, ended, round(SURE_SHARE * spent))
    return {"wall": (ended - started) / 1e9, "cpu": spent / 1e9, "queued": ticker.queued, "facts": {"ticks": ticks}}


if __name__ == "__main__":
    serve(int(sys.argv[1]))
