"""Downloads from a server that takes its time: ten by threads, thousands by tasks."""

import asyncio
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import replace
from functools import partial

from pytest_gilclaims.lab.crowd import run_in_crowd
from pytest_gilclaims.lab.fetching import Gather
from pytest_gilclaims.lab.overlap import Lane
from pytest_gilclaims.lab.race import Observation, observe_lanes, sum_if_known
from pytest_gilclaims.lab.server import Server
from pytest_gilclaims.lab.waiting import giving_up, spin
from pytest_gilclaims.lab.watching import Watch

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

DOWNLOADS = 10
DELAY_SECONDS = 0.1

URLS = 200
URL_SECONDS = 0.05
"""How long an answer takes: one by one, the answers alone would take 200 of these delays."""

THOUSANDS = 2000
SPARE_FILES = 100
"""Open files that everything else may need beside the connections."""

Admission = Callable[[], AbstractContextManager[object]]
"""What a thread must hold while it downloads."""


def new_batch() -> str:
    """Name a set of requests that the server is to count together."""
    return uuid.uuid4().hex


def answered_together(batch: str) -> str:
    """Write the path of a URL that is answered after a while, and not before all ten have been asked for.

    However slowly a busy machine lets them come, they are all in hand in the end, unless one waits for another.
    """
    return f"/meet/{batch}/{DOWNLOADS}/{DELAY_SECONDS}"


def answered_alone(batch: str) -> str:
    """Write the path of a URL that is answered after a while."""
    return f"/wait/{batch}/{DELAY_SECONDS}"


def watched_download(server: Server, path: str, admission: Admission) -> Lane:
    """Download once admitted, and note from when to when."""
    with Watch() as watch, admission():
        begun = time.perf_counter_ns()
        server.get(path)
        ended = time.perf_counter_ns()
    return replace(watch.lane([(begun, ended)]), begun=begun, ended=ended)


def busy_admission() -> AbstractContextManager[object]:
    """Admit after computing for as long as a download takes."""
    spin(DELAY_SECONDS)
    return nullcontext()


def with_tally(seen: Observation, server: Server, batch: str, **facts: float | None) -> Observation:
    """Add what the server saw of a batch: it may have had to wait for a core as well."""
    tally = server.tally(batch)
    return replace(
        seen, queued=sum_if_known([seen.queued, tally.queued]), facts={"in flight": tally.most, **seen.facts, **facts}
    )


def download_in_threads(server: Server, admission: Admission) -> Observation:
    """Let ten threads, which begin together, download a URL each."""
    batch = new_batch()
    lanes = run_in_crowd([partial(watched_download, server, answered_together(batch), admission)] * DOWNLOADS)
    seen = observe_lanes(lanes)
    return with_tally(replace(seen, facts=seen.use_of_cores), server, batch)


def download_through_ten_sockets(server: Server) -> Observation:
    """Send ten requests from one thread before reading any answer: proof that the server can have ten in hand."""
    batch = new_batch()
    request = f"GET {answered_together(batch)} HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n".encode()
    with Watch() as watch, ExitStack() as stack:
        connections = [
            stack.enter_context(socket.create_connection((server.host, server.port), timeout=60))
            for _ in range(DOWNLOADS)
        ]
        for connection in connections:
            connection.sendall(request)
        for connection in connections:
            while connection.recv(4096):
                pass
    return with_tally(observe_lanes([watch.lane()]), server, batch)


def download_one_by_one(server: Server) -> Observation:
    """Download the ten URLs in a plain loop."""
    batch = new_batch()
    lanes = [watched_download(server, answered_alone(batch), nullcontext) for _ in range(DOWNLOADS)]
    return with_tally(observe_lanes(lanes), server, batch)


@contextmanager
def many_open_files(count: int) -> Iterator[bool]:
    """Allow this process so many open files for the length of the body; say whether the system lets it."""
    if resource is None:
        yield False
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    is_allowed = hard == resource.RLIM_INFINITY or hard >= count
    if is_allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count), hard))
    try:
        yield is_allowed
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def get_in_tasks(server: Server, path: str, count: int, gather: Gather) -> Observation:
    """Let so many tasks of one event loop fetch a path, as far as they begin in time."""
    import aiohttp  # before the clock starts

    too_late = giving_up()
    url = f"http://{server.host}:{server.port}{path}"

    async def get(session: aiohttp.ClientSession) -> str:
        if too_late():
            return ""
        async with session.get(url) as answer:
            return await answer.text()

    with Watch() as watch:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            await gather([get(session) for _ in range(count)])
    return observe_lanes([watch.lane()])


async def download_in_tasks(server: Server, gather: Gather) -> Observation:
    """Let thousands of tasks of one event loop fetch a URL each; the server answers when all have come.

    Facts: ``in flight``, or ``None`` where the system does not allow so many open files.
    """
    batch = new_batch()
    with many_open_files(THOUSANDS + SPARE_FILES) as is_allowed:
        if not is_allowed:
            return Observation(wall=0.0, facts={"in flight": None})
        seen = await get_in_tasks(server, f"/meet/{batch}/{THOUSANDS}/0", THOUSANDS, gather)
    return with_tally(seen, server, batch)


def fetch_in_threads(server: Server, admission: Admission) -> Observation:
    """Let two hundred threads fetch a URL each."""
    batch = new_batch()
    too_late = giving_up()

    def fetch() -> Lane:
        # Two hundred threads that wait to be admitted wait for a core as well, because of one another.
        with admission(), Watch() as watch:
            if not too_late():
                server.get(f"/wait/{batch}/{URL_SECONDS}")
        return watch.lane()

    return with_tally(observe_lanes(run_in_crowd([fetch] * URLS)), server, batch, delay=URL_SECONDS)


def fetch_in_tasks(server: Server, gather: Gather) -> Observation:
    """Let two hundred tasks of one event loop fetch a URL each."""
    batch = new_batch()
    seen = asyncio.run(get_in_tasks(server, f"/wait/{batch}/{URL_SECONDS}", URLS, gather))
    return with_tally(seen, server, batch, delay=URL_SECONDS)
