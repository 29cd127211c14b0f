"""One interpreter, with its lock on and with its lock off: whether the lock is the cause."""

import json
import os
import threading
from functools import partial
from pathlib import Path

from gilclaims_guide.builds import LockOption, lock_option
from gilclaims_guide.pairs import twin_at_hand
from pytest_gilclaims import Build, Lab, Observation, Race

PATIENCE_SECONDS = 30.0
"""Without the lock 3.13 yields ten thousand times while it imports, which takes long beside busy programs."""

FOLDER = Path(__file__).parent.parent
"""Where these packages lie. They are pure Python: an interpreter of the same version can run them as they are."""

PROGRAM = """\
import sys
sys.path.append(sys.argv[1])
from gilclaims_guide.turns import look_and_tell
look_and_tell()
"""


def free_threaded_build(twin: Build | None) -> Build | None:
    """Find an interpreter of this version that can be run with the lock and without: this one, or its twin."""
    this = Build.this()
    return this if this.free_threaded else twin_at_hand(twin)


def ask(build: Build, option: LockOption, state: str) -> Observation:
    """Start an interpreter with its lock on or off, and have it look at threads.

    Facts: ``milliseconds overlapped``, ``turns of each``; ``None`` if it did not come to an end.
    """
    command = [build.executable, "-I", "-S", *option(state), "-c", PROGRAM, str(FOLDER)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    with Lab.running(command, called="an interpreter without the lock", environment=environment) as process:
        alarm = threading.Timer(PATIENCE_SECONDS, process.kill)
        alarm.start()
        try:
            assert process.stdout is not None
            answer = process.stdout.read()
        finally:
            alarm.cancel()
    if not answer.strip():
        return Observation(wall=PATIENCE_SECONDS, facts={"milliseconds overlapped": None, "turns of each": None})
    return Observation(**json.loads(answer))


def cause(lab: Lab) -> Race:
    """The free-threaded build of this version, with its lock on and with its lock off."""
    build = free_threaded_build(lab.given.get("twin"))
    assert build is not None
    asked = partial(ask, build, lab[lock_option])
    return Race("cause", {"lock on": partial(asked, "1"), "lock off": partial(asked, "0")})
