"""Downloads from a server that takes its time: ten by threads, thousands by tasks."""

import asyncio
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import partial

from pytest_gilclaims.lab.crowd import run_in_crowd
from pytest_gilclaims.lab.fetching import Gather
from pytest_gilclaims.lab.overlap import Lane
from pytest_gilclaims.lab.race import Observation, observe_lanes
from pytest_gilclaims.lab.server import Server
from pytest_gilclaims.lab.waiting import giving_up

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

DOWNLOADS = 10
DELAY_SECONDS = 0.1

URLS = 200
URL_SECONDS = 0.05

THOUSANDS = 2000
SPARE_FILES = 100
"""Open files that everything else may need beside the connections."""

Admission = Callable[[], AbstractContextManager[object]]
"""What a thread must hold while it downloads."""


def new_batch() -> str:
    """Name a set of requests that the server is to count together."""
    return uuid.uuid4().hex


def watched_download(server: Server, batch: str, admission: Admission) -> Lane:
    """Download once admitted, and note from when to when."""
    cpu = time.thread_time()
    with admission():
        begun = time.perf_counter_ns()
        server.get(f"/wait/{batch}/{DELAY_SECONDS}")
        ended = time.perf_counter_ns()
    return Lane(
        begun=begun,
        ended=ended,
        runs=((begun, ended),),
        cpu=time.thread_time() - cpu,
        switches=None,
        pid=os.getpid(),
        thread=threading.get_native_id(),
    )


def busy_admission() -> AbstractContextManager[object]:
    """Admit after computing for as long as a download takes."""
    end = time.perf_counter() + DELAY_SECONDS
    while time.perf_counter() < end:
        pass
    return nullcontext()


def cores_used(lanes: list[Lane]) -> float:
    """Return processor time by wall time."""
    seen = observe_lanes(lanes)
    return (seen.cpu or 0.0) / seen.wall


def counted_by(server: Server, batch: str) -> dict[str, int]:
    """Ask the server what it saw of a batch."""
    return {"in flight": server.most_in_flight(batch)}


def download_in_threads(server: Server, admission: Admission) -> Observation:
    """Let ten threads, which begin together, download a URL each."""
    batch = new_batch()
    lanes = run_in_crowd([partial(watched_download, server, batch, admission)] * DOWNLOADS)
    return observe_lanes(lanes, {**counted_by(server, batch), "cores used": cores_used(lanes)})


def download_through_ten_sockets(server: Server) -> Observation:
    """Send ten requests from one thread before reading any answer: proof that the server can have ten in hand."""
    batch = new_batch()
    request = f"GET /wait/{batch}/{DELAY_SECONDS} HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n".encode()
    started = time.perf_counter()
    with ExitStack() as stack:
        connections = [
            stack.enter_context(socket.create_connection((server.host, server.port), timeout=60))
            for _ in range(DOWNLOADS)
        ]
        for connection in connections:
            connection.sendall(request)
        for connection in connections:
            while connection.recv(4096):
                pass
    wall = time.perf_counter() - started
    return Observation(wall=wall, facts=counted_by(server, batch))


def download_one_by_one(server: Server) -> Observation:
    """Download the ten URLs in a plain loop."""
    batch = new_batch()
    lanes = [watched_download(server, batch, nullcontext) for _ in range(DOWNLOADS)]
    return observe_lanes(lanes, counted_by(server, batch))


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


async def download_in_tasks(server: Server, gather: Gather) -> Observation:
    """Let thousands of tasks of one event loop fetch a URL each; the server answers when all have come.

    Facts: ``in flight``, or ``None`` where the system does not allow so many open files.
    """
    import aiohttp

    batch = new_batch()
    too_late = giving_up()
    url = f"http://{server.host}:{server.port}/meet/{batch}/{THOUSANDS}"

    async def fetch(session: aiohttp.ClientSession) -> str:
        if too_late():
            return ""
        async with session.get(url) as answer:
            return await answer.text()

    cpu = time.thread_time()
    started = time.perf_counter()
    with many_open_files(THOUSANDS + SPARE_FILES) as is_allowed:
        if is_allowed:
            async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
                await gather([fetch(session) for _ in range(THOUSANDS)])
    return Observation(
        wall=time.perf_counter() - started,
        cpu=time.thread_time() - cpu,
        facts=counted_by(server, batch) if is_allowed else {"in flight": None},
    )


def observe_urls(server: Server, batch: str, wall: float) -> Observation:
    """Count what the server had in hand; one by one, the answers alone would take 200 delays."""
    return Observation(wall=wall, facts={**counted_by(server, batch), "delay": URL_SECONDS})


def fetch_in_threads(server: Server, admission: Admission) -> Observation:
    """Let two hundred threads fetch a URL each."""
    batch = new_batch()
    too_late = giving_up()

    def fetch() -> None:
        with admission():
            if not too_late():
                server.get(f"/wait/{batch}/{URL_SECONDS}")

    started = time.perf_counter()
    run_in_crowd([fetch] * URLS)
    return observe_urls(server, batch, time.perf_counter() - started)


def fetch_in_tasks(server: Server, gather: Gather) -> Observation:
    """Let two hundred tasks of one event loop fetch a URL each."""
    import aiohttp

    batch = new_batch()
    too_late = giving_up()
    url = f"http://{server.host}:{server.port}/wait/{batch}/{URL_SECONDS}"

    async def fetch(session: aiohttp.ClientSession) -> str:
        if too_late():
            return ""
        async with session.get(url) as answer:
            return await answer.text()

    async def fetch_all() -> None:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            await gather([fetch(session) for _ in range(URLS)])

    started = time.perf_counter()
    asyncio.run(fetch_all())
    return observe_urls(server, batch, time.perf_counter() - started)
