"""Threads that were made, and whether anybody started them."""

import threading
import time
from collections.abc import Callable
from functools import partial

from pytest_gilclaims import Lab, Observation, Race

Making = Callable[[Callable[[], None]], threading.Thread]
"""How a thread is made."""


def made(work: Callable[[], None]) -> threading.Thread:
    """A thread that waits to be started: reality."""
    return threading.Thread(target=work)


class SelfStarting(threading.Thread):
    """A thread that starts as it is made, and does not mind being started again."""

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__(target=work)
        super().start()

    def start(self) -> None:
        """Do nothing: it has begun."""


def made_and_started(work: Callable[[], None]) -> threading.Thread:
    """A thread that needs nobody to start it."""
    return SelfStarting(work)


def make_threads(make: Making, *, started: bool) -> Observation:
    """Make four threads with a task each, start them or forget to, and wait for those that can be waited for.

    Facts: ``tasks done``; ``told so``, of how many threads Python said that they had not been started.
    """
    done: list[int] = []
    told = 0
    begun = time.perf_counter()
    threads = [make(partial(done.append, number)) for number in range(Lab.workers)]
    for thread in threads:
        if started:
            thread.start()
    for thread in threads:
        try:
            thread.join()
        except RuntimeError:  # cannot join thread before it is started
            told += 1
    return Observation(wall=time.perf_counter() - begun, facts={"tasks done": len(done), "told so": told})


def forgetting(lab: Lab) -> Race:
    """Four threads that were started, and four that were not."""
    make = lab[made]
    return Race(
        "forgetting",
        {
            "started": partial(make_threads, make, started=True),
            "never started": partial(make_threads, make, started=False),
        },
    )
