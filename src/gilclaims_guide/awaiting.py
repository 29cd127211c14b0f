"""Calls that wait for the world outside, made by the tasks of one event loop."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import partial

from gilclaims_guide.blocking import CROWD, SECONDS, block_in_processes
from gilclaims_guide.disk import cold_file, reading_for_a_while
from gilclaims_guide.downloads import new_batch
from gilclaims_guide.fetched_answers import receive
from gilclaims_guide.fetching import Sleep
from gilclaims_guide.locks import Sleep as BlockingSleep
from gilclaims_guide.outside import KINDS as BLOCKING_KINDS
from gilclaims_guide.peer import Outside, outside_of
from gilclaims_guide.waiting import WAIT_SECONDS, beside, lane_of_task, observe_tasks, wait_in_processes
from pytest_gilclaims import Lab, Lane, Observation, Race

Client = Callable[[Outside, str], AbstractAsyncContextManager[Sleep]]
"""How tasks make such calls, of one kind."""

FEW = 4
"""Tasks that make calls which block: so many threads an event loop has for them even on one core."""


@asynccontextmanager
async def waiting_for_answer(outside: Outside) -> AsyncIterator[Sleep]:
    """HTTP: a request that the server answers after that time."""
    import aiohttp

    batch, server = new_batch(), outside.server
    async with aiohttp.ClientSession() as session:

        async def fetch(seconds: float) -> None:
            async with session.get(f"http://{server.host}:{server.port}/wait/{batch}/{seconds}") as answer:
                await answer.read()

        yield fetch


@asynccontextmanager
async def waiting_for_peer(outside: Outside) -> AsyncIterator[Sleep]:
    """A socket: a read from a peer that writes after that time."""
    yield partial(receive, outside.peer)


KINDS = {"http": waiting_for_answer, "socket": waiting_for_peer}


@asynccontextmanager
async def made_for_loops(outside: Outside, kind: str) -> AsyncIterator[Sleep]:
    """A client that lets other tasks run while it waits: reality."""
    async with KINDS[kind](outside) as call:
        yield call


@asynccontextmanager
async def not_made_for_loops(outside: Outside, kind: str) -> AsyncIterator[Sleep]:
    """A client that blocks its thread while it waits."""
    with BLOCKING_KINDS[kind](outside) as call:
        yield in_the_loop(call)


def in_the_loop(call: BlockingSleep) -> Sleep:
    """Make a call that blocks in the loop's own thread: what becomes of a library that was made for threads."""

    async def block(seconds: float) -> None:
        call(seconds)

    return block


def in_a_thread(call: BlockingSleep) -> Sleep:
    """Make it in another thread."""

    async def hand_over(seconds: float) -> None:
        await asyncio.to_thread(call, seconds)

    return hand_over


def await_all(client: AbstractAsyncContextManager[Sleep], count: int, seconds: float) -> Observation:
    """Let so many tasks of one event loop wait at once."""

    async def watched(call: Sleep) -> Lane:
        begun = time.perf_counter_ns()
        await call(seconds)
        return lane_of_task(begun, seconds)

    async def wait_all() -> list[Lane]:
        async with client as call:
            return await asyncio.gather(*(watched(call) for _ in range(count)))

    return observe_tasks(wait_all(), seconds)


def await_in_tasks(outside: Outside, client: Client, kind: str) -> Observation:
    """Let eight tasks of one event loop wait for the world outside."""
    return await_all(client(outside, kind), CROWD, SECONDS)


def await_library(call: Sleep) -> Observation:
    """Let four tasks of one event loop make a call of a library which blocks."""
    return await_all(nullcontext(call), FEW, SECONDS)


def awaiting_calls(lab: Lab, kind: str) -> Race:
    """Eight tasks of one event loop that wait for the world outside."""
    arm = partial(await_in_tasks, outside_of(lab), lab[made_for_loops], kind)
    others = partial(block_in_processes, lab, kind)
    return Race(f"awaiting calls[{kind}]", {"eight tasks": partial(beside, others, arm)}, warm_up=1)


def libraries_in_tasks(lab: Lab, kind: str) -> Race:
    """Four tasks of one event loop that use a library which blocks: as it is, and in a thread each."""
    if kind == "file":
        call = reading_for_a_while(lab.share(cold_file))
        # A file can be read by several, whoever they are: processes that wait for nothing but time will do.
        others = partial(wait_in_processes, lab, WAIT_SECONDS)
    else:
        call = partial(outside_of(lab).peer.ask, "query")
        others = partial(block_in_processes, lab, kind)
    return Race(
        f"libraries in tasks[{kind}]",
        {
            "tasks": partial(beside, others, partial(await_library, lab[in_the_loop](call))),
            "tasks with threads": partial(beside, others, partial(await_library, lab[in_a_thread](call))),
        },
        warm_up=1,
    )
