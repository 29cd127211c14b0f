"""Short calls handed to a pool of four: how many of its workers take part."""

import json
from collections.abc import Callable
from functools import partial

from pytest_gilclaims import Lab, Observation, Race

SCRIPT = """\
import sys

from gilclaims_guide.squares import call_and_tell

if __name__ == "__main__":
    call_and_tell(is_together=sys.argv[1] == "all together")
"""


def on_their_own() -> str:
    """Calls that do not know of each other: reality."""
    return "on their own"


def all_together() -> str:
    """Calls that end only when four of them have come."""
    return "all together"


def watch_short_calls(calls: str) -> Observation:
    """Run the script. Fact: ``fewest workers that took part``, unless it did not come to its end."""
    outcome = Lab.run_script(SCRIPT, [calls], apart=False)
    takers = json.loads(outcome.stdout) if outcome.status == 0 else []
    return Observation(wall=outcome.seconds, facts={"fewest workers that took part": min(takers, default=None)})


def short_calls(lab: Lab) -> Race:
    """Four calls that take some microseconds, fifty times, on a pool of four processes."""
    how: Callable[[], str] = lab[on_their_own]
    return Race("short calls", {"pool": partial(watch_short_calls, how())})
