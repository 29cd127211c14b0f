"""The lab's bench: workers and whatever else experiments share, cleared away at the end."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from pytest_gilclaims.instruments.durations import STARTING, Durations
from pytest_gilclaims.instruments.interrupts import uninterrupted
from pytest_gilclaims.instruments.pools import Pools

Arguments = ParamSpec("Arguments")
Resource = TypeVar("Resource")

SWITCH_INTERVAL = 0.005
"""CPython's own default, in seconds. A shorter one would let turns look like overlap."""


class Bench:
    """What experiments share. Everything on it is gone when it is closed."""

    def __init__(self, durations: Durations | None = None) -> None:
        self.durations = durations or Durations()
        self._open = ExitStack()
        self._shared: dict[object, Any] = {}
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

    def share(
        self,
        make: Callable[Arguments, AbstractContextManager[Resource]],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Resource:
        """Hold what is made of the arguments until the bench is closed, the same for all who ask for it."""
        key = (make, arguments, tuple(sorted(named.items())))
        if key not in self._shared:
            # It may take its time to start, and whoever waits for it may be interrupted.
            with self.durations.of(STARTING):
                self._shared[key] = self._open.enter_context(make(*arguments, **named))
        shared: Resource = self._shared[key]
        return shared
