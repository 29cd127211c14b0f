"""How long is too long: waits that are given up, and one that computes."""

import time
from collections.abc import Callable

TOO_LONG_SECONDS = 3.0
"""After so long, waits that have not begun are given up: one by one, ten thousand would take half an hour.

No criterion may take so long for short: what was given up took no time.
"""


TOO_LONG_TOGETHER_SECONDS = 1.0
"""The same for a few waits at once."""


def spin(seconds: float) -> None:
    """Compute for so long by the clock."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def giving_up(seconds: float = TOO_LONG_SECONDS) -> Callable[[], bool]:
    """Return a function that says whether it is too late to begin anything."""
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() > end
