"""The world outside, on which calls block: the web, a database, a file, a socket.

Each lasts at least as long as it is asked to.
"""

import os
import socket
import sqlite3
import struct
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from gilclaims_guide.downloads import new_batch
from gilclaims_guide.locks import Sleep
from gilclaims_guide.server import Server


@contextmanager
def waiting_for_answer(server: Server) -> Iterator[Sleep]:
    """HTTP: a request that the server answers after that time."""
    batch = new_batch()

    def fetch(seconds: float) -> None:
        server.get(f"/wait/{batch}/{seconds}")

    yield fetch


@contextmanager
def waiting_for_lock(server: Server) -> Iterator[Sleep]:
    """A database: SQLite readers that wait for a lock, held by another connection, until they give up."""
    with tempfile.TemporaryDirectory(prefix="gilclaims-") as folder, ExitStack() as stack:
        file = Path(folder, "database")
        holder = stack.enter_context(closing(sqlite3.connect(file, isolation_level=None)))
        holder.execute("CREATE TABLE numbers (number)")
        holder.execute("BEGIN EXCLUSIVE")

        def read(seconds: float) -> None:
            with closing(sqlite3.connect(file, timeout=seconds)) as reader, suppress(sqlite3.OperationalError):
                reader.execute("SELECT number FROM numbers")

        yield read


@contextmanager
def waiting_for_data(server: Server) -> Iterator[Sleep]:
    """A file: a FIFO that another process writes to after that time."""
    with tempfile.TemporaryDirectory(prefix="gilclaims-") as folder:

        def read(seconds: float) -> None:
            fifo = Path(folder, new_batch())
            os.mkfifo(fifo)
            descriptor = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
            try:
                os.set_blocking(descriptor, True)
                # Opened for writing here as well, it is not at its end while nobody else has.
                writer = os.open(fifo, os.O_WRONLY)
                try:
                    server.get(f"/write/{seconds}{fifo}")
                    os.read(descriptor, 1)
                finally:
                    os.close(writer)
            finally:
                os.close(descriptor)

        yield read


@contextmanager
def waiting_for_peer(server: Server) -> Iterator[Sleep]:
    """A socket: reads from a peer that says nothing, which the system ends after that time."""

    def receive(seconds: float) -> None:
        here, there = socket.socketpair()
        with here, there:
            whole, rest = divmod(round(seconds * 1e6), 1_000_000)
            here.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", whole, rest))
            with suppress(BlockingIOError):
                here.recv(1)

    yield receive


QUERY = """
WITH RECURSIVE numbers(n) AS (VALUES(1) UNION ALL SELECT n + 1 FROM numbers WHERE n < 20000000)
SELECT sum(n) FROM numbers
"""
"""Takes SQLite seconds, should nobody interrupt it."""


@contextmanager
def computing_in_database(server: Server) -> Iterator[Sleep]:
    """A database that computes: a query that is interrupted after that time."""

    def compute(seconds: float) -> None:
        with closing(sqlite3.connect(":memory:", check_same_thread=False)) as database:
            timer = threading.Timer(seconds, database.interrupt)
            timer.start()
            try:
                with suppress(sqlite3.OperationalError):
                    database.execute(QUERY).fetchone()
            finally:
                timer.cancel()
                timer.join()

    yield compute


KINDS = {
    "http": waiting_for_answer,
    "database": waiting_for_lock,
    "file": waiting_for_data,
    "socket": waiting_for_peer,
    "query": computing_in_database,
}
