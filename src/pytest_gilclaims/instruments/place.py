"""Places: the core on which each of several workers begins.

Of four short tasks that are woken at once, three often begin on one of two cores, and end before the system moves
them. Four processes so gained less than 1.4 in a fifth of all rounds of 20 ms, less than 1.66 in a fifth of rounds of
60 ms, which the system has time to balance, and less than 1.69 in a fifth of the short ones when each began on a core
by turns. Short rounds of placed workers thus show what longer work comes to.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple


class Place(NamedTuple):
    """The place of a worker among so many that begin together."""

    number: int
    of: int

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Bind this thread to a core by turns while it waits to begin, so that it wakes there and is free to be moved.

        Where there are more cores than workers the system finds an idle one for each, and knows better which.
        """
        usable = usable_by_this_thread()
        if not 1 < len(usable) <= self.of:
            yield
            return
        bind({sorted(usable)[self.number % len(usable)]})
        try:
            yield
        finally:
            bind(usable)


def usable_by_this_thread() -> set[int]:
    """Return the cores that this thread may use, or none if the system does not say."""
    with suppress(AttributeError, OSError):
        return os.sched_getaffinity(0)
    return set()


def bind(cores: set[int]) -> None:
    """Bind this thread to some cores. Some sandboxes refuse it: then it is where it is."""
    with suppress(OSError):
        os.sched_setaffinity(0, cores)
