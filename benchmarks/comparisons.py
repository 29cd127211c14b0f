"""Six comparisons, what each of them does, and what the right answer is.

Is it faster in four threads than in a plain loop?

| comparison | with the lock | without it | because |
|---|---|---|---|
| computing | no | yes | bytecode needs the lock, and two cores halve the time where there is none |
| waiting | yes | yes | a sleep lets go of the lock and needs no core |
| hashing | yes | yes | hashlib lets go of the lock from 2048 bytes on, for the whole of a block of 1 MiB |
| compression | yes | yes | zlib lets go of the lock for the 4 ms that a text takes it |
| tiny calls | no | no | to hand a call over takes a hundred times as long as the call |
| twins | no | no | both arms are one function: here the question is whether they differ |

On one usable core, nothing but waiting is faster in threads.
"""

import hashlib
import time
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial

from gilclaims_guide.waiting import watched_wait
from gilclaims_guide.workloads import compute
from pytest_gilclaims.facts.interpreter import gil_is_enabled
from pytest_gilclaims.instruments.pools import WORKERS
from pytest_gilclaims.instruments.watching import Lane

NOT_FASTER, FASTER = 1.15, 1.25
"""The bounds of the claims, for every tool: up to the first there is no gain, from the second on there is one."""

PIECES = 300
"""Of bytecode, in a task: about 5 ms, like the tasks of the other comparisons."""

WAIT_SECONDS = 0.02
BLOCK = bytes(1024 * 1024)
BLOCKS = 7
TEXT = "".join(map(str, range(14_000))).encode()
CALLS = 400


class Answer(StrEnum):
    """What a tool can say to the question of a comparison."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"


Arm = Callable[[], object]
Task = Callable[[], Lane]


def hash_blocks() -> Lane:
    """Hash large blocks."""
    return at_length(lambda: hashlib.sha256(BLOCK).digest(), BLOCKS)


def compress_text() -> Lane:
    """Compress a long text."""
    return at_length(lambda: zlib.compress(TEXT), 1)


def at_length(call: Callable[[], object], times: int) -> Lane:
    """Make calls too long for marks to tell when they progressed: that they ran at once, processor time tells."""
    cpu = time.thread_time()
    begun = time.perf_counter_ns()
    for _ in range(times):
        call()
    ended = time.perf_counter_ns()
    return Lane(begun=begun, ended=ended, runs=(), cpu=time.thread_time() - cpu)


def tiny(number: int) -> int:
    """Compute next to nothing."""
    return number * number


COMPUTING: Task = partial(compute, "numbers", PIECES)


@cache
def four_threads() -> ThreadPoolExecutor:
    """Return four threads, started once: no tool pays for their start in every round."""
    return ThreadPoolExecutor(WORKERS)


def in_loop(task: Task) -> None:
    """Do a task four times, one after another."""
    for _ in range(WORKERS):
        task()


def in_threads(task: Task) -> None:
    """Do a task four times, in four threads."""
    for outcome in [four_threads().submit(task) for _ in range(WORKERS)]:
        outcome.result()


def call_in_loop() -> None:
    """Make many tiny calls, one after another."""
    for number in range(CALLS):
        tiny(number)


def call_in_threads() -> None:
    """Have many tiny calls made by four threads."""
    for _ in four_threads().map(tiny, range(CALLS)):
        pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two arms, of which the question is whether the second is faster, and what the answer depends on.

    needs_lock: whether the work needs the lock; needs_core: whether it
    needs a core for each thread; gains: whether threads gain if neither lock nor cores are lacking; two_sided: whether
    the question is only if the arms differ.
    """

    arms: Mapping[str, Arm]
    needs_lock: bool = False
    needs_core: bool = True
    gains: bool = True
    two_sided: bool = False

    def truth(self, *, locked: bool, cores: int) -> Answer:
        """Return the right answer."""
        is_hindered = (self.needs_lock and locked) or (self.needs_core and cores < 2)
        return Answer.YES if self.gains and not is_hindered else Answer.NO

    def answer_to(self, speedup: float) -> Answer:
        """Hold how many times faster the second arm was against the bounds."""
        effect = max(speedup, 1 / speedup) if self.two_sided else speedup
        if effect >= FASTER:
            return Answer.YES
        return Answer.NO if effect <= NOT_FASTER else Answer.UNDECIDED


def loop_and_threads(task: Task) -> Mapping[str, Arm]:
    """Do a task four times either way."""
    return {"loop": partial(in_loop, task), "threads": partial(in_threads, task)}


COMPARISONS: Mapping[str, Comparison] = {
    "computing": Comparison(arms=loop_and_threads(COMPUTING), needs_lock=True),
    "waiting": Comparison(
        arms=loop_and_threads(partial(watched_wait, time.sleep, WAIT_SECONDS)),
        needs_core=False,
    ),
    "hashing": Comparison(arms=loop_and_threads(hash_blocks)),
    "compression": Comparison(arms=loop_and_threads(compress_text)),
    "tiny calls": Comparison(arms={"loop": call_in_loop, "threads": call_in_threads}, gains=False),
    "twins": Comparison(
        arms={"one": partial(in_loop, COMPUTING), "other": partial(in_loop, COMPUTING)},
        gains=False,
        two_sided=True,
    ),
}


def arm_of(comparison: str, arm: str, *, locked: bool) -> Arm:
    """Return an arm, for a tool that runs in a process of its own.

    Raises RuntimeError if the lock is not there as it should be: what a tool imports can turn it on.
    """
    if gil_is_enabled() != locked:
        raise RuntimeError(f"the lock is {'off' if locked else 'on'} in this tool, and was not where it was started")
    return COMPARISONS[comparison].arms[arm]
