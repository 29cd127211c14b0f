"""Messages that go back and forth, by a thread and by an event loop; and when others let them."""

import asyncio
import socket
import time
from array import array
from bisect import bisect_left
from collections.abc import Sequence

from gilclaims_guide.ticker import Permission
from pytest_gilclaims import Lane


def exchange_once(connection: socket.socket, permission: Permission) -> None:
    """Send a byte and get it back."""
    with permission():
        connection.sendall(b".")
        connection.recv(1)


def exchange_for(connection: socket.socket, permission: Permission, seconds: float) -> tuple[Lane, Sequence[int]]:
    """Exchange messages for so long by the clock, one at least; note when each had come back."""
    moments = array("q")
    with Lane.watch() as watch:
        end = time.perf_counter_ns() + round(seconds * 1e9)
        while True:
            exchange_once(connection, permission)
            moments.append(time.perf_counter_ns())
            if moments[-1] > end:
                break
    return watch.lane(), moments


def turns_between_steps(moments: Sequence[int], steps: Sequence[tuple[int, int]]) -> int:
    """Count the steps during which somebody else had a turn.

    Who keeps the lock hands it over between two of its steps only if it was asked to. What else is done before it has
    the lock back, and a core to go on, is the same turn: a busy machine makes it longer, and no second one of it.
    """
    ends = [end for _, end in steps]
    found = [bisect_left(ends, moment) for moment in moments]
    return len(
        {index for index, moment in zip(found, moments, strict=True) if index < len(steps) and steps[index][0] < moment}
    )


async def exchange_in_loop(
    connection: socket.socket, permission: Permission, seconds: float
) -> tuple[Lane, Sequence[int]]:
    """Do as `exchange_for` does, in an event loop."""
    loop, moments = asyncio.get_running_loop(), array("q")
    with Lane.watch() as watch:
        end = time.perf_counter_ns() + round(seconds * 1e9)
        while True:
            with permission():
                await loop.sock_sendall(connection, b".")
                await loop.sock_recv(connection, 1)
            moments.append(time.perf_counter_ns())
            if moments[-1] > end:
                break
    return watch.lane(), moments
