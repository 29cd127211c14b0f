"""The three fetches with real answers in place of sleeps."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from gilclaims_guide import fetching
from gilclaims_guide.fetching import WAITS, Gather, fetch_all
from gilclaims_guide.peer import Peer, running_peer
from pytest_gilclaims import Lab, Observation, Race

SCALE = 0.2
"""The length of the waits, relative to the document's: answers come 0.2 s apart."""

IN_ORDER = 1.25
"""What took no longer than so many times the longest wait was not held up for as long as answers are apart."""


async def receive(peer: Peer, seconds: float) -> None:
    """Ask another process over a connection, which answers after that time."""
    reader, writer = await asyncio.open_connection(peer.host, peer.port)
    writer.write(f"answer {seconds}\n".encode())
    await reader.readline()
    writer.close()
    await writer.wait_closed()


async def fetch_answers(gather: Gather, receive: Callable[[float], Awaitable[None]]) -> Observation:
    """Fetch three answers together. What their order was is known only where nobody was held up for long."""
    seen = await fetch_all(gather, receive, scale=SCALE)
    if seen.wall <= IN_ORDER * SCALE * max(WAITS.values()) or seen.facts["waiting at once"] == 1:
        return seen
    return replace(seen, facts={**seen.facts, "finished": None})


def fetched_answers(lab: Lab) -> Race:
    """Three answers that a server gives after 2, 1 and 3 fifths of a second, in one event loop."""
    answer = partial(receive, lab.share(running_peer))
    return Race("fetched answers", {"gather": partial(fetch_answers, lab[fetching.gather], answer)})
