"""Calls that wait for the world outside, made by the tasks of one event loop."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from functools import partial

from gilclaims_guide import outside
from gilclaims_guide.blocking import CROWD, SECONDS
from gilclaims_guide.downloads import new_batch
from gilclaims_guide.fetching import Sleep
from gilclaims_guide.server import Server, running_server
from gilclaims_guide.waiting import WAIT_SECONDS, lane_of_task, observe_tasks, wait_in_processes
from pytest_gilclaims import Lab, Lane, Observation, Race

Client = Callable[[Server, str], AbstractAsyncContextManager[Sleep]]
"""How tasks make such calls, of one kind."""


@asynccontextmanager
async def waiting_for_answer(server: Server) -> AsyncIterator[Sleep]:
    """HTTP: a request that the server answers after that time."""
    import aiohttp

    batch = new_batch()
    async with aiohttp.ClientSession() as session:

        async def fetch(seconds: float) -> None:
            async with session.get(f"http://{server.host}:{server.port}/wait/{batch}/{seconds}") as answer:
                await answer.read()

        yield fetch


@asynccontextmanager
async def waiting_for_peer(server: Server) -> AsyncIterator[Sleep]:
    """A socket: reads from a peer that says nothing, given up after that time."""

    async def receive(seconds: float) -> None:
        here, there = socket.socketpair()
        with here, there, suppress(TimeoutError):
            here.setblocking(False)
            await asyncio.wait_for(asyncio.get_running_loop().sock_recv(here, 1), seconds)

    yield receive


KINDS = {"http": waiting_for_answer, "socket": waiting_for_peer}


@asynccontextmanager
async def made_for_loops(server: Server, kind: str) -> AsyncIterator[Sleep]:
    """A client that lets other tasks run while it waits: reality."""
    async with KINDS[kind](server) as call:
        yield call


@asynccontextmanager
async def not_made_for_loops(server: Server, kind: str) -> AsyncIterator[Sleep]:
    """A client that blocks its thread while it waits."""
    with outside.KINDS[kind](server) as call:

        async def block(seconds: float) -> None:
            call(seconds)

        yield block


def await_in_tasks(server: Server, client: Client, kind: str) -> Observation:
    """Let eight tasks of one event loop wait at once."""

    async def watched(call: Sleep) -> Lane:
        begun = time.perf_counter_ns()
        await call(SECONDS)
        return lane_of_task(begun, SECONDS)

    async def wait_all() -> list[Lane]:
        async with client(server, kind) as call:
            return await asyncio.gather(*(watched(call) for _ in range(CROWD)))

    return observe_tasks(wait_all(), SECONDS)


def awaiting_calls(lab: Lab, kind: str) -> Race:
    """Eight tasks of one event loop that wait for the world outside."""
    return Race(
        f"awaiting calls[{kind}]",
        {
            "eight tasks": partial(await_in_tasks, lab.share(running_server), lab[made_for_loops], kind),
            "four processes": partial(wait_in_processes, lab, WAIT_SECONDS),
        },
        warm_up=1,
    )
