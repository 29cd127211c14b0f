"""Where a database and a peer listen, and how to ask them."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from gilclaims_guide import database
from gilclaims_guide.server import Server, port_of, running_server
from pytest_gilclaims import Lab

PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Peer:
    """Where the other process listens."""

    host: str
    port: int

    @contextmanager
    def connected(self) -> Iterator[socket.socket]:
        """Keep a connection open for the length of the body."""
        with socket.create_connection((self.host, self.port), timeout=PATIENCE_SECONDS) as connection:
            # What is awaited is a read that blocks, not one that polls for its time-out.
            connection.settimeout(None)
            yield connection

    def ask(self, word: str, seconds: float) -> None:
        """Ask for an ``answer`` or a ``query``, and block until it is there, after so many seconds at least."""
        with self.connected() as connection:
            ask_by(connection, word, seconds)


def ask_by(connection: socket.socket, word: str, seconds: float) -> None:
    """Ask by a connection that is open already. Raises RuntimeError if the other side has gone."""
    connection.sendall(f"{word} {seconds}\n".encode())
    if not connection.recv(64):
        raise RuntimeError("the lab's database has gone")


@contextmanager
def running_peer() -> Iterator[Peer]:
    """Run database and peer for the length of the body. They end with their standard input, hence with this process.

    Raises Unavailable if they do not start.
    """
    with Lab.running([sys.executable, "-P", "-m", database.__name__], called="the lab's database") as process:
        yield Peer("127.0.0.1", port_of(process, called="the lab's database"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """The processes that calls wait for."""

    server: Server
    peer: Peer


def outside_of(lab: Lab) -> Outside:
    """Have them run for as long as the lab does."""
    return Outside(server=lab.share(running_server), peer=lab.share(running_peer))
