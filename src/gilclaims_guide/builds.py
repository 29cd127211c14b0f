"""What an interpreter says of its own lock, and whether it can be told to do without."""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, replace
from functools import partial
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

DISABLING = "--disable-gil"
"""The option of ``configure`` that makes a build which can do without the lock."""

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


SearchPath = Callable[[Build], AbstractContextManager[str]]
"""Where a shell looks for programs by name, given a free-threaded build that a world may put there."""


def clean_path() -> str:
    """Return where a shell looks that nobody has set up: what PATH says here may be of an environment's making."""
    folders = os.confstr("CS_PATH") if hasattr(os, "confstr") else None
    return os.pathsep.join(["/usr/local/bin", folders or os.defpath])


def as_installed(free_threaded: Build) -> AbstractContextManager[str]:
    """The folders of the system: reality."""
    return nullcontext(clean_path())


@contextmanager
def free_threaded_first(free_threaded: Build) -> Iterator[str]:
    """Put a folder in front, in which the plain names start a free-threaded build."""
    with tempfile.TemporaryDirectory(prefix="gilclaims-") as folder:
        for name in plain_names():
            Path(folder, name).symlink_to(Path(free_threaded.executable).absolute())
        yield os.pathsep.join([folder, clean_path()])


def plain_names() -> tuple[str, str]:
    """Return the plain names by which a Python is started, that of this version first."""
    return f"python{Build.this().python}", "python3"


def started_by_plain_name(path: str) -> str | None:
    """Find the program that the plain name of this version starts, or else of any Python 3."""
    return next(filter(None, (shutil.which(name, path=path) for name in plain_names())), None)


def read_plain_name(search: SearchPath, free_threaded: Build) -> Observation:
    """Ask what the plain name starts. Facts: whether it is ``free-threaded``, and its ``version``."""
    with search(free_threaded) as path:
        program = started_by_plain_name(path)
        build = Build.at(Path(program)) if program is not None else None
    facts = {} if build is None else {"free-threaded": build.free_threaded, "version": build.version}
    return Observation(wall=0.0, facts=facts)


def free_threaded_at_hand(named: Build | None) -> Build | None:
    """Find a free-threaded build of this version: this one, or its twin."""
    this = Build.this()
    return this if this.free_threaded else twin_at_hand(named)


def read_banner(banner: Banner) -> Observation:
    """Read what the interpreter says of itself."""
    return Observation(wall=0.0, facts={"says experimental": EXPERIMENTAL in banner()})


def read_build(build: Build | None) -> Observation:
    """Read the flags of a build.

    Facts: ``free-threaded``, whether its ``banner`` names it so, and whether it was ``asked for``: configured with the
    option that leaves the lock out.
    """
    if build is None:
        return Observation(wall=0.0)
    facts = {
        "free-threaded": build.free_threaded,
        "banner": "free-threading build" in build.banner,
        "asked for": DISABLING in build.configure,
    }
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
    """What the free-threaded build of this version says of itself, and what the plain name starts."""
    free_threaded = free_threaded_at_hand(lab.given.get("twin"))
    assert free_threaded is not None
    return Race(
        "builds",
        {
            "free-threaded": partial(read_build, free_threaded),
            "plain name": partial(read_plain_name, lab[as_installed], free_threaded),
        },
    )


def version_banner(lab: Lab) -> Race:
    """What the interpreter says of itself."""
    return Race("version", {"banner": partial(read_banner, lab[banner])})


def lock_options(lab: Lab) -> Race:
    """This interpreter, started anew and asked to do without the lock, and asked to have it."""
    ask = partial(ask_for_lock, lab[lock_option])
    return Race("lock options", {"asked off": partial(ask, "0"), "asked on": partial(ask, "1")})
