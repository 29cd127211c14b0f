"""Where the time of a run goes."""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

STARTING = "starting workers and server"


class Durations:
    """Seconds by activity. While something is done in the course of something else, only the inner one is counted."""

    def __init__(self) -> None:
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._doing: list[str] = []
        self._since = self._begun = time.perf_counter()

    @contextmanager
    def of(self, activity: str) -> Iterator[None]:
        """Book the time of the body."""
        self._book()
        self._doing.append(activity)
        try:
            yield
        finally:
            self._book()
            self._doing.pop()

    def elapsed(self) -> float:
        """Return the seconds since the beginning."""
        return time.perf_counter() - self._begun

    def total(self) -> Mapping[str, float]:
        """Return the seconds of each activity so far; what was none of them is ``the rest``."""
        self._book()
        return {**self._seconds, "the rest": self.elapsed() - sum(self._seconds.values())}

    def _book(self) -> None:
        now = time.perf_counter()
        if self._doing:
            self._seconds[self._doing[-1]] += now - self._since
        self._since = now
