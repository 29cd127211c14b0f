"""A process that sends back what it gets: bare bytes as they are, objects as it has built them anew."""

import pickle
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import BinaryIO, cast

from pytest_gilclaims import Lab, Unavailable

BARE, PICKLED = b"b", b"p"
HEAD = struct.Struct("!cQ")


def send(stream: BinaryIO, kind: bytes, content: bytes) -> None:
    """Send so many bytes and what they are."""
    stream.write(HEAD.pack(kind, len(content)) + content)
    stream.flush()


def receive(stream: BinaryIO) -> tuple[bytes, bytes]:
    """Wait for what comes. Raises EOFError when nothing more does."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        raise EOFError
    kind, length = HEAD.unpack(head)
    return kind, stream.read(length)


class Echo:
    """The process as it is seen from here."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        # The bytes beneath the text: what goes to and fro is none.
        self._there = cast("BinaryIO", cast("TextIOWrapper", process.stdin).buffer)
        self._back = cast("BinaryIO", cast("TextIOWrapper", process.stdout).buffer)

    def ping(self, content: bytes) -> bytes:
        """Let bare bytes go there and back."""
        return self._asked(BARE, content)

    def cross(self, thing: object) -> object:
        """Let an object go there and back, which takes it apart and builds it anew on either side."""
        returned: object = pickle.loads(self._asked(PICKLED, pickle.dumps(thing)))
        return returned

    def _asked(self, kind: bytes, content: bytes) -> bytes:
        try:
            send(self._there, kind, content)
            return receive(self._back)[1]
        except (EOFError, OSError) as error:
            raise Unavailable("the process that sends back what it gets has ended") from error


@contextmanager
def running_echo() -> Iterator[Echo]:
    """Run the process for the length of the body."""
    with Lab.running([sys.executable, "-P", "-m", __name__], called="a process that sends back") as process:
        yield Echo(process)


def echo() -> None:
    """Send back what comes until nothing more does."""
    while True:
        try:
            kind, content = receive(sys.stdin.buffer)
        except EOFError:
            return
        send(sys.stdout.buffer, kind, pickle.dumps(pickle.loads(content)) if kind == PICKLED else content)


if __name__ == "__main__":
    echo()
