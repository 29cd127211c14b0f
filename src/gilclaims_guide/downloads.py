"""Downloads from a server that takes its time: ten by threads, thousands by tasks."""

import socket
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import replace
from functools import partial

from gilclaims_guide import fetching
from gilclaims_guide.fetching import Gather
from gilclaims_guide.patience import giving_up, spin
from gilclaims_guide.server import Server, running_server
from pytest_gilclaims import Lab, Lane, Observation, Race

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

DOWNLOADS = 10
DELAY_SECONDS = 0.1


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
    with Lane.watch() as watch, admission():
        begun = time.perf_counter_ns()
        server.get(path)
        ended = time.perf_counter_ns()
    return replace(watch.lane([(begun, ended)]), begun=begun, ended=ended)


def free_admission() -> AbstractContextManager[object]:
    """Admit everybody at once: reality."""
    return nullcontext()


def busy_admission() -> AbstractContextManager[object]:
    """Admit after computing for as long as a download takes."""
    spin(DELAY_SECONDS)
    return nullcontext()


def with_tally(seen: Observation, server: Server, batch: str, **facts: float | None) -> Observation:
    """Add what the server saw of a batch: it may have had to wait for a core as well."""
    tally = server.tally(batch)
    return replace(seen.queued_beside(tally.queued), facts={"in flight": tally.most, **seen.facts, **facts})


def download_in_threads(server: Server, admission: Admission) -> Observation:
    """Let ten threads, which begin together, download a URL each."""
    batch = new_batch()
    lanes = Lab.in_crowd([partial(watched_download, server, answered_together(batch), admission)] * DOWNLOADS)
    seen = Observation.of(lanes)
    return with_tally(replace(seen, facts=seen.use_of_cores), server, batch)


def download_through_ten_sockets(server: Server) -> Observation:
    """Send ten requests from one thread before reading any answer: proof that the server can have ten in hand."""
    batch = new_batch()
    request = f"GET {answered_together(batch)} HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n".encode()
    with Lane.watch() as watch, ExitStack() as stack:
        connections = [
            stack.enter_context(socket.create_connection((server.host, server.port), timeout=60))
            for _ in range(DOWNLOADS)
        ]
        for connection in connections:
            connection.sendall(request)
        for connection in connections:
            while connection.recv(4096):
                pass
    return with_tally(Observation.of([watch.lane()]), server, batch)


def download_one_by_one(server: Server) -> Observation:
    """Download the ten URLs in a plain loop."""
    batch = new_batch()
    lanes = [watched_download(server, answered_alone(batch), nullcontext) for _ in range(DOWNLOADS)]
    return with_tally(Observation.of(lanes), server, batch)


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
    """Let so many tasks of one event loop fetch a path, as far as they begin in time.

    Facts: ``answers``, how many came.
    """
    import aiohttp  # before the clock starts

    too_late = giving_up()
    url = f"http://{server.host}:{server.port}{path}"

    async def get(session: aiohttp.ClientSession) -> str:
        if too_late():
            return ""
        async with session.get(url) as answer:
            return await answer.text()

    with Lane.watch() as watch:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            answers = await gather([get(session) for _ in range(count)])
    return Observation.of([watch.lane()], {"answers": sum(map(bool, answers))})


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


def downloads(lab: Lab) -> Race:
    """Ten downloads: by ten threads, one by one, and through ten sockets as proof of the server."""
    server = lab.share(running_server)
    return Race(
        "downloads",
        {
            "threads": partial(download_in_threads, server, lab[free_admission]),
            "one by one": partial(download_one_by_one, server),
            "ten sockets": partial(download_through_ten_sockets, server),
        },
    )


def many_fetches(lab: Lab) -> Race:
    """Thousands of fetches from a real server, by tasks of one event loop."""
    server = lab.share(running_server)
    return Race("many fetches", {"tasks": partial(download_in_tasks, server, lab[fetching.gather])})
