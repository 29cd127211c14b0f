"""What an interpreter says of its own lock, and whether it can be told to do without."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import cache, partial
from pathlib import Path

from gilclaims_guide.pairs import twin_at_hand
from gilclaims_guide.workloads import compute_for
from pytest_gilclaims import Build, Lab, Observation, Race

LOOKS = 10
LOOK_SECONDS = 0.03

PATIENCE_SECONDS = 15.0
"""Without the lock 3.13 yields ten thousand times while it imports: beside many busy programs that takes minutes."""

SCRIPT = """\
from gilclaims_guide.builds import look_and_tell

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


@cache
def plain_at_hand() -> Build | None:
    """Find the interpreter that has the plain name of this version, outside of environments."""
    this = Build.this()
    named = Build.named(f"python{this.python}")
    return next(
        (one for one in named if one.python == this.python and not Path(one.executable).resolve().name.endswith("t")),
        None,
    )


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
    tasks = [partial(compute_for, "numbers", LOOK_SECONDS)] * Lab.workers
    looks = [Lab.in_crowd(tasks) for _ in range(LOOKS)]
    seen = Observation.of_looks(looks)
    state = "on" if any(lane.lock_on for lanes in looks for lane in lanes) else "off"
    print(json.dumps(asdict(replace(seen, facts={**seen.facts, "lock": state}))))


def ask_for_lock(option: LockOption, state: str) -> Observation:
    """Start this interpreter anew and ask it for the lock to be on or off.

    Facts: ``lock`` (``on``, ``off``, ``refused``, or ``None`` if it ended otherwise) and ``milliseconds overlapped``
    of computing threads.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHON_GIL"}
    outcome = Lab.run_script(
        SCRIPT, options=option(state), environment=environment, seconds=PATIENCE_SECONDS, apart=False
    )
    if outcome.status == 0:
        return Observation(**json.loads(outcome.stdout))
    facts = {"lock": "refused", "milliseconds overlapped": None} if REFUSAL in outcome.stderr else {}
    return Observation(wall=outcome.seconds, facts=facts)


def official_builds(lab: Lab) -> Race:
    """What the free-threaded build of this version says of itself, and the one with the plain name."""
    this = Build.this()
    free_threaded = this if this.free_threaded else twin_at_hand(lab.given.get("twin"))
    return Race(
        "builds",
        {
            "free-threaded": partial(read_build, free_threaded),
            "plain name": partial(read_build, plain_at_hand()),
        },
    )


def version_banner(lab: Lab) -> Race:
    """What the interpreter says of itself."""
    return Race("version", {"banner": partial(read_banner, lab[banner])})


def lock_options(lab: Lab) -> Race:
    """This interpreter, started anew and asked to do without the lock, and asked to have it."""
    ask = partial(ask_for_lock, lab[lock_option])
    return Race("lock options", {"asked off": partial(ask, "0"), "asked on": partial(ask, "1")})
