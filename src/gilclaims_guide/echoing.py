"""A program that sends back whatever it gets, in a process of its own."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import wait as wait_for_any

from pytest_gilclaims import Lab, Unavailable

START_SECONDS = 60.0
CALLED = "a program that echoes"


@contextmanager
def echo_at_hand() -> Iterator[socket.socket]:
    """Hold a connection to a program that sends back each byte, for the length of the body.

    Raises Unavailable if it does not start.
    """
    with ExitStack() as stack:
        process = stack.enter_context(Lab.running([sys.executable, "-P", "-m", __name__], called=CALLED))
        connection = stack.enter_context(socket.create_connection(("127.0.0.1", int(first_line(process, CALLED)))))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(None)
        yield connection


def first_line(process: "subprocess.Popen[str]", called: str) -> str:
    """Wait for what a program says first. Raises Unavailable if it says nothing."""
    assert process.stdout is not None
    line = process.stdout.readline() if wait_for_any([process.stdout.fileno()], START_SECONDS) else ""
    if not line.strip():
        raise Unavailable(f"{called} did not start")
    return line


def echo() -> None:
    """Send back what one connection sends, until standard input ends."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_end_with_input, daemon=True).start()
        print(listening.getsockname()[1], flush=True)
        connection, _ = listening.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while message := connection.recv(1):
            connection.sendall(message)


def _end_with_input() -> None:
    # Not the buffered stream: nobody could close it while somebody waits for it.
    os.read(sys.stdin.fileno(), 1)
    os._exit(0)


if __name__ == "__main__":
    echo()
