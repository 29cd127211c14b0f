"""How an event loop shares its one thread among its tasks."""

import asyncio
import time
from array import array
from collections.abc import Awaitable, Callable
from functools import partial

from gilclaims_guide import fetching
from gilclaims_guide.fetching import Gather
from gilclaims_guide.ticker import ticks_inside
from pytest_gilclaims import Lab, Observation, Race

CALL_SECONDS = 0.05
TICK_SECONDS = 0.002

Call = Callable[[float], Awaitable[None]]
"""How a task makes a call that blocks."""


async def in_the_loop(seconds: float) -> None:
    """In the loop's own thread: reality."""
    time.sleep(seconds)


async def in_a_thread(seconds: float) -> None:
    """In another thread."""
    await asyncio.to_thread(time.sleep, seconds)


def tick_beside(call: Call, seconds: float = CALL_SECONDS) -> Observation:
    """Let a task tick while another makes a call. Facts: ``ticks`` surely inside it, ``None`` if nothing is sure."""
    ticks = array("q")

    async def tick() -> None:
        while True:
            ticks.append(time.perf_counter_ns())
            await asyncio.sleep(TICK_SECONDS)

    async def both() -> tuple[int, int]:
        ticker = asyncio.create_task(tick())
        await asyncio.sleep(TICK_SECONDS)
        started = time.perf_counter_ns()
        await call(seconds)
        ended = time.perf_counter_ns()
        ticker.cancel()
        return started, ended

    started, ended = asyncio.run(both())
    return Observation(
        wall=(ended - started) / 1e9,
        facts={"ticks": ticks_inside(ticks, started, ended, round(seconds * 1e9))},
    )


async def never_suspends() -> None:
    """Be awaited without ever giving way."""


def log_switches(gather: Gather) -> Observation:
    """Let one task await one thing after another, while a second notes whenever it gets a turn.

    Facts: what the first awaited when the loop ``switched at`` it, and what it ``went on at``.
    """
    switched: list[str] = []
    went_on: list[str] = []
    turns = 0
    is_over = False

    async def first() -> str:
        nonlocal is_over
        loop = asyncio.get_running_loop()
        finished: asyncio.Future[None] = loop.create_future()
        finished.set_result(None)
        pending: asyncio.Future[None] = loop.create_future()
        queue: asyncio.Queue[int] = asyncio.Queue(maxsize=1)

        async def note(name: str, awaited: Awaitable[object]) -> None:
            before = turns
            await awaited
            (went_on if turns == before else switched).append(name)

        await note("a result that is there", finished)
        await note("a coroutine that never waits", never_suspends())
        await note("room in a queue", queue.put(1))
        loop.call_later(TICK_SECONDS, queue.get_nowait)
        await note("a full queue", queue.put(2))
        await note("something in a queue", queue.get())
        loop.call_later(TICK_SECONDS, queue.put_nowait, 3)
        await note("an empty queue", queue.get())
        loop.call_later(TICK_SECONDS, pending.set_result, None)
        await note("a result that is to come", pending)
        is_over = True
        return ""

    async def second() -> str:
        nonlocal turns
        while not is_over:
            turns += 1
            await asyncio.sleep(0)
        return ""

    async def both() -> None:
        await gather([first(), second()])

    started = time.perf_counter()
    asyncio.run(both())
    return Observation(wall=time.perf_counter() - started, facts={"switched at": switched, "went on at": went_on})


def loop_calls(lab: Lab) -> Race:
    """A task that ticks while another blocks, and while another awaits."""
    blocking_arm = partial(tick_beside, lab[in_the_loop])
    return Race("loop calls", {"blocking": blocking_arm, "awaiting": partial(tick_beside, fetching.sleep)})


def loop_switches(lab: Lab) -> Race:
    """Two tasks of one event loop, and where it switches between them."""
    return Race("loop switches", {"gather": partial(log_switches, lab[fetching.gather])})
