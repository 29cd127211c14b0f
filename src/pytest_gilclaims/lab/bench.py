"""The lab's bench: workers and server, set up when first used, cleared away at the end."""

import sys
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType
from typing import TypeVar

from pytest_gilclaims.facts.surroundings import Surroundings
from pytest_gilclaims.lab.durations import STARTING, Durations
from pytest_gilclaims.lab.interrupts import uninterrupted
from pytest_gilclaims.lab.pools import Pools
from pytest_gilclaims.lab.server import Server, running_server

Resource = TypeVar("Resource")

SWITCH_INTERVAL = 0.005
"""CPython's own default, in seconds. A shorter one would let turns look like overlap."""


class Bench:
    """What experiments share. Everything on it is gone when it is closed."""

    def __init__(self, surroundings: Surroundings | None = None, durations: Durations | None = None) -> None:
        self.surroundings = surroundings or Surroundings()
        self.durations = durations or Durations()
        self._open = ExitStack()
        self._server: Server | None = None
        self._open.callback(sys.setswitchinterval, sys.getswitchinterval())
        sys.setswitchinterval(SWITCH_INTERVAL)
        self.pools = self._open.enter_context(Pools(self.durations))

    def __enter__(self) -> "Bench":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with uninterrupted():
            self._open.close()

    def keep(self, resource: AbstractContextManager[Resource]) -> Resource:
        """Hold a resource until the bench is closed."""
        with self.durations.of(STARTING), uninterrupted():
            return self._open.enter_context(resource)

    def set_up(self) -> None:
        """Start everything now that would else be started when first used."""
        self.pools.start()
        _ = self.server

    @property
    def server(self) -> Server:
        """The web server, running in a process of its own."""
        if self._server is None:
            # It takes its time to start, and whoever waits for it may be interrupted.
            with self.durations.of(STARTING):
                self._server = self._open.enter_context(running_server())
        return self._server
