"""A gate: workers come to it one by one and leave it together.

A barrier of `threading` or `multiprocessing` lets its waiters out through one lock, which each must take in turn.
On a free-threaded build, who finds a lock taken yields its core forty times before it goes to sleep: beside busy
programs the last of four threads so began 60 to 90 ms after the first. A pipe that can be read wakes all at once,
threads and processes alike.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Protocol

from pytest_gilclaims.instruments.refusal import Unavailable

CHECK_SECONDS = 0.1
"""How often it is checked whether somebody who has not come can still come."""

PATIENCE_SECONDS = 60.0
"""How long those who are there wait for the rest. Beside busy programs new processes take seconds to come."""


class Worker(Protocol):
    """Whoever may come to a gate."""

    def done(self) -> bool:
        """Whether it has ended what it was to do, and so does not come any more."""


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
    """Opens a gate when everyone has come.

    closed: whether it was given up, so that those who pass now have nothing to do.
    """

    def __init__(self, *, patience: float = PATIENCE_SECONDS) -> None:
        self._arrivals, arrivals = Pipe(duplex=False)
        opening, self._opening = Pipe(duplex=False)
        self._patience = patience
        self.gate = Gate(arrivals, opening)
        self.closed = False

    def __enter__(self) -> "Gatekeeper":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let everyone through, now and later."""
        self.closed = True
        # The other ends of the pipes are closed with the last who holds them: workers may be about to use them.
        self._opening.close()

    def open(self, count: int) -> None:
        """Wait for so many to come, then let them go.

        Raises Unavailable if they do not come for a long time.
        """
        self._open(count, [])

    @contextmanager
    def opened_for(self, workers: Sequence[Worker]) -> Iterator[None]:
        """Wait until all workers have come, and let them go. By the end of the body all of them must have ended.

        Interrupted, it closes for good: nobody could say who has passed. Raises Unavailable if they do not come
        for a long time.
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

    def _open(self, count: int, workers: Sequence[Worker]) -> None:
        missing = count
        deadline = time.monotonic() + self._patience
        # A worker that has ended by now, killed perhaps, never comes.
        while missing and not any(worker.done() for worker in workers):
            if self._arrivals.poll(CHECK_SECONDS):
                self._arrivals.recv_bytes()
                missing -= 1
            elif time.monotonic() > deadline:
                raise Unavailable(f"only {count - missing} of {count} workers were ready within {self._patience:g} s")
        self._opening.send_bytes(b"go")
