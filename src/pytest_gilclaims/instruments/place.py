"""Places: the core on which each of several workers begins.

Of four short tasks that are woken at once, three often begin on one of two cores, and end before the system moves
them. Four processes so gained less than 1.4 in a fifth of all rounds of 20 ms, less than 1.66 in a fifth of rounds of
60 ms, which the system has time to balance, and less than 1.69 in a fifth of the short ones when each began on a core
by turns. Short rounds of placed workers thus show what longer work comes to.
"""

import os
from contextlib import suppress
from typing import NamedTuple


class Place(NamedTuple):
    """The place of a worker among so many that begin together."""

    number: int
    of: int

    def take(self) -> None:
        """Have this thread go on at a core of its own by turns, free to be moved from there.

        Where there are more cores than workers the system finds an idle one for each, and knows better which.
        """
        if not hasattr(os, "sched_setaffinity"):
            return
        # Some sandboxes refuse it: then the worker is where it is.
        with suppress(OSError):
            usable = os.sched_getaffinity(0)
            if 1 < len(usable) <= self.of:
                os.sched_setaffinity(0, {sorted(usable)[self.number % len(usable)]})
                os.sched_setaffinity(0, usable)
