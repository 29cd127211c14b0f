"""Ten downloads from a server that takes its time."""

import os
import socket
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext

from pytest_gilclaims.lab.overlap import Lane
from pytest_gilclaims.lab.race import Observation, observe_lanes
from pytest_gilclaims.lab.server import Server

DOWNLOADS = 10
DELAY_SECONDS = 0.1

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


def counted_by(server: Server, batch: str) -> dict[str, int]:
    """Ask the server what it saw of a batch."""
    return {"in flight": server.most_in_flight(batch)}


def download_in_threads(server: Server, admission: Admission) -> Observation:
    """Let ten threads, started together, download a URL each."""
    batch = new_batch()
    barrier = threading.Barrier(DOWNLOADS + 1)
    lanes: list[Lane] = []
    errors: list[Exception] = []

    def work() -> None:
        try:
            barrier.wait()
            lanes.append(watched_download(server, batch, admission))
        except Exception as error:
            errors.append(error)

    workers = [threading.Thread(target=work) for _ in range(DOWNLOADS)]
    try:
        for worker in workers:
            worker.start()
        barrier.wait()
        for worker in workers:
            worker.join()
    finally:
        # Interrupted before all had started, the barrier would keep the others for ever.
        barrier.abort()
    if errors:
        raise RuntimeError(f"{len(errors)} of {DOWNLOADS} downloads failed") from errors[0]
    return observe_lanes(lanes, counted_by(server, batch))


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
