"""What the server has in hand: requests by batch, and where they meet."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pytest_gilclaims import Watch

TICK_SECONDS = 0.05


PATIENCE = 20
"""How many ticks those who are to meet wait for the next to come.

Ticks of the server's own loop, as it takes several turns to take in a request, each as long as the machine is busy.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a server saw of a batch of requests.

    most: how many it had in hand at once; queued: seconds for which it had no core meanwhile, ``None`` where the
    system does not tell. A server that is not let at a core takes in fewer at once.
    """

    most: int
    queued: float | None


class Ledger:
    """What the server has in hand, batch by batch, and how much that was at most."""

    def __init__(self) -> None:
        self.in_flight: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self._watches: dict[str, Watch] = {}

    @contextmanager
    def holding(self, batch: str) -> Iterator[int]:
        """Have one more request of a batch in hand; yields how many that makes."""
        if batch not in self._watches:
            self._watches[batch] = Watch().__enter__()
        self.in_flight[batch] += 1
        self.most[batch] = max(self.most[batch], self.in_flight[batch])
        try:
            yield self.in_flight[batch]
        finally:
            self.in_flight[batch] -= 1

    def close(self, batch: str) -> Tally:
        """Sum a batch up and forget it."""
        watch = self._watches.pop(batch, None)
        if watch is None:
            return Tally(most=0, queued=None)
        watch.__exit__(None, None, None)
        return Tally(most=self.most.pop(batch, 0), queued=watch.lane().queued)


class Meeting:
    """Where requests wait until all have come, or nobody has come for a while; once over, nobody waits any more."""

    def __init__(self) -> None:
        self._over = asyncio.Event()
        self._patience = PATIENCE
        self._waiting = asyncio.create_task(self._wait_for_more())

    async def attend(self, *, is_last: bool) -> None:
        """Wait for the others."""
        self._patience = PATIENCE
        if is_last:
            self._over.set()
        await self._over.wait()

    async def _wait_for_more(self) -> None:
        while self._patience and not self._over.is_set():
            await asyncio.sleep(TICK_SECONDS)
            self._patience -= 1
        self._over.set()
