"""A gate: workers come to it one by one and leave it together.

A barrier of `threading` or `multiprocessing` lets its waiters out through one lock, which each must take in turn.
On a free-threaded build, who finds a lock taken yields its core forty times before it goes to sleep: beside busy
programs the last of four threads so began 60 to 90 ms after the first. A pipe that can be read wakes all at once,
threads and processes alike.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

CHECK_SECONDS = 0.1
"""How often it is checked whether somebody who has not come can still come."""


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate as a worker sees it. It can be handed to a process as that is being started."""

    arrivals: "Connection[bytes, bytes]"
    opening: "Connection[bytes, bytes]"

    def wait(self) -> None:
        """Say that one has come, and wait until the gate opens, or its keeper is gone."""
        self.arrivals.send_bytes(b"here")
        # What opens the gate is only looked at, so that it opens for everyone.
        self.opening.poll(None)


class Gatekeeper:
    """Opens a gate when everyone has come."""

    def __init__(self) -> None:
        self._arrivals, arrivals = Pipe(duplex=False)
        opening, self._opening = Pipe(duplex=False)
        self.gate = Gate(arrivals, opening)

    def __enter__(self) -> "Gatekeeper":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let everyone through, now and later."""
        # The other ends of the pipes are closed with the last who holds them: workers may be about to use them.
        self._opening.close()

    def open(self, count: int) -> None:
        """Wait for so many to come, then let them go."""
        self._open(count, [])

    @contextmanager
    def opened_for(self, workers: Sequence[Future[Any]]) -> Iterator[None]:
        """Wait until all workers have come, and let them go. By the end of the body all of them must have ended.

        Interrupted, it closes for good: nobody could say who has passed.
        """
        try:
            self._open(len(workers), workers)
            yield
        except BaseException:
            self.close()
            raise
        for end in (self._arrivals, self.gate.opening):
            while end.poll():
                end.recv_bytes()

    def _open(self, missing: int, workers: Sequence[Future[Any]]) -> None:
        # A worker that has ended by now, killed perhaps, never comes.
        while missing and not any(worker.done() for worker in workers):
            if self._arrivals.poll(CHECK_SECONDS):
                self._arrivals.recv_bytes()
                missing -= 1
        self._opening.send_bytes(b"go")
