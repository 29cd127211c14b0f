"""A warm process that computes beside when it is told to."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from gilclaims_guide.companions import computing, thread_beside
from gilclaims_guide.echoing import first_line
from pytest_gilclaims import Lab

CALLED = "a process that computes"


class Neighbour:
    """A warm process that computes when it is told to."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    @contextmanager
    def beside(self) -> Iterator[None]:
        """Have it compute for the length of the body."""
        self._say("begin")
        try:
            yield
        finally:
            self._say("end")

    def _say(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        first_line(self._process, CALLED)


@contextmanager
def neighbour_at_hand() -> Iterator[Neighbour]:
    """Hold a warm process for the length of the body. Raises Unavailable if it does not start."""
    with Lab.running([sys.executable, "-P", "-m", __name__], called=CALLED) as process:
        first_line(process, CALLED)
        yield Neighbour(process)


def serve() -> None:
    """Compute from each ``begin`` to the next ``end``, until standard input ends."""
    print("here", flush=True)
    for _ in sys.stdin:
        with thread_beside(computing):
            print("begun", flush=True)
            sys.stdin.readline()
        print("ended", flush=True)


if __name__ == "__main__":
    serve()
