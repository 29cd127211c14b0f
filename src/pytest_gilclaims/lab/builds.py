"""What an interpreter says of its own lock, and whether it can be told to do without."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial

from pytest_gilclaims.facts.builds import Build
from pytest_gilclaims.facts.interpreter import gil_is_enabled
from pytest_gilclaims.lab.contained import Limits, run_contained, written_script
from pytest_gilclaims.lab.crowd import run_in_crowd
from pytest_gilclaims.lab.pools import WORKERS
from pytest_gilclaims.lab.race import Observation, observe_looks
from pytest_gilclaims.lab.workloads.computing import compute_for

LOOKS = 10
LOOK_SECONDS = 0.03

LIMITS = Limits(seconds=15.0)
"""Without the lock 3.13 yields ten thousand times while it imports: beside many busy programs that takes minutes."""

SCRIPT = """\
from pytest_gilclaims.lab.builds import look_and_tell

look_and_tell()
"""

REFUSAL = "Disabling the GIL is not supported by this build"

EXPERIMENTAL = "experimental free-threading build"

Banner = Callable[[], str]
"""What an interpreter says of itself."""

LockOption = Callable[[str], list[str]]
"""Interpreter options that ask for the lock to be on (``1``) or off (``0``)."""


def banner() -> str:
    """`sys.version`: reality."""
    return sys.version


def official_banner() -> str:
    """What a build would say that is not experimental any more."""
    return sys.version.replace("experimental ", "")


def experimental_banner() -> str:
    """What a build would say that still is experimental."""
    return f"3.13.0 {EXPERIMENTAL}"


def lock_option(state: str) -> list[str]:
    """``-X gil``: reality."""
    return ["-X", f"gil={state}"]


def no_lock_option(state: str) -> list[str]:
    """Ask for nothing."""
    return []


def read_banner(banner: Banner) -> Observation:
    """Read what the interpreter says of itself."""
    return Observation(wall=0.0, facts={"says experimental": EXPERIMENTAL in banner()})


def read_build(build: Build | None) -> Observation:
    """Read the flags of another build. Facts: ``free-threaded``, and whether its ``banner`` names it so."""
    facts = {}
    if build is not None:
        facts = {"free-threaded": build.free_threaded, "banner": "free-threading build" in build.banner}
    return Observation(wall=0.0, facts=facts)


def look_and_tell() -> None:
    """Print, as JSON, whether the lock is on and for how long computing threads overlapped."""
    tasks = [partial(compute_for, "numbers", LOOK_SECONDS)] * WORKERS
    seen = observe_looks(run_in_crowd(tasks) for _ in range(LOOKS))
    print(json.dumps(asdict(replace(seen, facts={**seen.facts, "lock": "on" if gil_is_enabled() else "off"}))))


def ask_for_lock(option: LockOption, state: str) -> Observation:
    """Start this interpreter anew and ask it for the lock to be on or off.

    Facts: ``lock`` (``on``, ``off``, ``refused``, or ``None`` if it ended otherwise) and ``milliseconds overlapped``
    of computing threads.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHON_GIL"}
    with written_script(SCRIPT) as script:
        outcome = run_contained(script, options=option(state), environment=environment, limits=LIMITS, apart=False)
    if outcome.status == 0:
        return Observation(**json.loads(outcome.stdout))
    facts = {"lock": "refused", "milliseconds overlapped": None} if REFUSAL in outcome.stderr else {}
    return Observation(wall=outcome.seconds, facts=facts)
