"""Messages that go back and forth while somebody computes beside: by a thread, and by an event loop."""

import asyncio
import socket
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from gilclaims_guide import companions
from gilclaims_guide.companions import Companion, Computing, thread_beside
from gilclaims_guide.echoing import echo_at_hand
from gilclaims_guide.exchanging import exchange_for, exchange_in_loop, turns_between_steps
from gilclaims_guide.loops import switching_every
from gilclaims_guide.neighbour import Neighbour, neighbour_at_hand
from gilclaims_guide.ticker import Permission, no_permission
from pytest_gilclaims import Lab, Lane, Observation, Race

SECONDS = 0.02
"""How long messages are exchanged: a few times as long as a thread may keep the lock."""

LONG_SECONDS = 0.1
RARELY, OFTEN, USUALLY = 0.05, 0.001, 0.005
"""How long a thread that wants the lock waits before it asks for it, in seconds; the last is CPython's default."""


def observe(lane: Lane, moments: Sequence[int], companion: Companion | None) -> Observation:
    """Sum up. Facts: ``exchanges``; ``turns`` between steps of a thread that computes, and how many an interval."""
    seen = replace(Observation.of([lane]), lanes=())
    facts: dict[str, float] = {"exchanges": len(moments)}
    if companion is not None and companion.lane is not None:
        turns = turns_between_steps(moments, companion.lane.runs)
        facts |= {"turns": turns, "turns in an interval": turns * USUALLY / seen.wall}
        seen = seen.queued_beside(companion.lane.queued)
    return replace(seen, facts=facts)


def beside_thread(connection: socket.socket, compute: Computing, permission: Permission, seconds: float) -> Observation:
    """Exchange messages beside a thread that computes."""
    with thread_beside(compute) as companion:
        lane, moments = exchange_for(connection, permission, seconds)
    return observe(lane, moments, companion)


def beside_process(connection: socket.socket, neighbour: Neighbour, seconds: float) -> Observation:
    """Exchange messages beside a process that computes."""
    with neighbour.beside():
        lane, moments = exchange_for(connection, no_permission, seconds)
    return observe(lane, moments, None)


def loop_beside_thread(
    connection: socket.socket, compute: Computing, permission: Permission, seconds: float
) -> Observation:
    """Exchange messages in an event loop that has handed computing to a thread."""

    async def both() -> tuple[Lane, Sequence[int], Companion | None]:
        companion = Companion(compute)
        handed_over = asyncio.create_task(asyncio.to_thread(companion.compute))
        try:
            await asyncio.to_thread(companion.wait)
            lane, moments = await exchange_in_loop(connection, permission, seconds)
        finally:
            companion.end()
            await handed_over
        return lane, moments, companion

    return observe(*in_a_loop(connection, both))


def in_a_loop(
    connection: socket.socket, both: Callable[[], Coroutine[Any, Any, tuple[Lane, Sequence[int], Companion | None]]]
) -> tuple[Lane, Sequence[int], Companion | None]:
    """Run an event loop while the connection does not block."""
    connection.setblocking(False)
    try:
        return asyncio.run(both())
    finally:
        connection.setblocking(True)


def loop_beside_process(connection: socket.socket, neighbour: Neighbour, seconds: float) -> Observation:
    """Exchange messages in an event loop beside a process that computes."""

    async def alone() -> tuple[Lane, Sequence[int], Companion | None]:
        return *(await exchange_in_loop(connection, no_permission, seconds)), None

    with neighbour.beside():
        return observe(*in_a_loop(connection, alone))


def per_exchange(arm: Callable[[], Observation]) -> Observation:
    """Take the time of one exchange for the arm's. What all of them cost is then no part of it."""
    seen = arm()
    return replace(seen, wall=seen.wall / seen.facts["exchanges"], cpu=None, queued=None)


def starving(lab: Lab) -> Race:
    """Messages beside a thread that computes, a thread that hashes, and a process that computes."""
    connection, neighbour = lab.share(echo_at_hand), lab.share(neighbour_at_hand)
    compute, hashing, permission = lab[companions.computing], lab[companions.hashing], lab[no_permission]
    arms = {
        "beside a thread": partial(beside_thread, connection, compute, permission, SECONDS),
        "beside a hashing thread": partial(beside_thread, connection, hashing, no_permission, SECONDS),
        "beside a process": partial(beside_process, connection, neighbour, SECONDS),
    }
    return Race("starving", {name: partial(per_exchange, arm) for name, arm in arms.items()}, warm_up=1)


def starving_loop(lab: Lab) -> Race:
    """Messages of an event loop beside a thread that computes, and beside a process."""
    connection, neighbour = lab.share(echo_at_hand), lab.share(neighbour_at_hand)
    compute, permission = lab[companions.computing], lab[no_permission]
    arms = {
        "beside a thread": partial(loop_beside_thread, connection, compute, permission, SECONDS),
        "beside a process": partial(loop_beside_process, connection, neighbour, SECONDS),
    }
    return Race("starving loop", {name: partial(per_exchange, arm) for name, arm in arms.items()}, warm_up=1)


def asking_every(interval: float, arm: Callable[[], Observation]) -> Observation:
    """Do something while threads ask for the lock after so long."""
    with switching_every(interval):
        return arm()


def switch_intervals(lab: Lab) -> Race:
    """Messages beside a thread that computes, with a long switch interval and with a short one."""
    connection, neighbour = lab.share(echo_at_hand), lab.share(neighbour_at_hand)
    beside = partial(beside_thread, connection, lab[companions.computing], no_permission, LONG_SECONDS)
    return Race(
        "switch intervals",
        {
            "asked rarely": partial(asking_every, RARELY, beside),
            "asked often": partial(asking_every, OFTEN, beside),
            "beside a process": partial(beside_process, connection, neighbour, LONG_SECONDS),
        },
    )
