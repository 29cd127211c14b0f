"""Programs that import a module which does not say that it can do without the lock, and what becomes of the lock."""

import json
import os
import sys
import warnings
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from gilclaims_guide.unready import NAME, Declaration, undeclared, unready_module
from gilclaims_guide.workloads import compute_for
from pytest_gilclaims import Lab, Observation, Race

LOOKS, MOST_LOOKS = 6, 40
LOOK_SECONDS = 0.03

CLEARLY = 20.0
"""Milliseconds of overlapped time after which nobody need look on: these threads compute at the same instant."""

PATIENCE_SECONDS = 20.0

SCRIPT = """\
import sys

from gilclaims_guide.switching_on import import_and_tell

import_and_tell(sys.argv[1], sys.argv[2])
"""

Moment = Callable[[str], str]
"""When a module is imported, at the ``start`` or at its first ``use``, given when it should be."""

Wish = Callable[[], dict[str, str]]
"""Variables that tell an interpreter what is wished of its lock."""


def as_put_off(moment: str) -> str:
    """When it should be: reality."""
    return moment


def never_put_off(moment: str) -> str:
    """At the start."""
    return "start"


def wished_off() -> dict[str, str]:
    """``PYTHON_GIL=0``: reality."""
    return {"PYTHON_GIL": "0"}


def wish_unheard() -> dict[str, str]:
    """Nothing."""
    return {}


def lock_now() -> str:
    """Say whether the lock is ``on`` or ``off``."""
    return "on" if getattr(sys, "_is_gil_enabled", lambda: True)() else "off"


def milliseconds_overlapped(*, looks: int) -> float:
    """Look at threads that compute, so often or until they clearly do so at the same instant."""
    tasks = [partial(compute_for, "numbers", LOOK_SECONDS)] * Lab.workers
    overlapped = 0.0
    for _ in range(looks):
        overlapped += 1000 * (Observation.of(Lab.in_crowd(tasks)).overlap or 0.0)
        if overlapped >= CLEARLY:
            break
    return overlapped


def import_and_tell(folder: str, moment: str) -> None:
    """Be a program that needs a module, and print as JSON what became of the lock."""
    sys.path.append(folder)
    told: dict[str, Any] = {"lock before": lock_now()}
    # Beside busy programs it takes many looks to see that threads compute at once.
    told["milliseconds overlapped before"] = milliseconds_overlapped(looks=MOST_LOOKS)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        if moment == "start":
            import_module(NAME)
        told["lock once started"] = lock_now()
        import_module(NAME)  # as a function does that needs it
        told["lock once used"] = lock_now()
    said = [str(one.message) for one in heard if one.category is RuntimeWarning]
    told["modules warned of"] = sum(f"'{NAME}'" in one for one in said)
    told["milliseconds overlapped after"] = milliseconds_overlapped(looks=LOOKS)
    print(json.dumps(told))


def run_program(lab: Lab, declaration: Declaration, moment: str, wish: Wish) -> Observation:
    """Run such a program.

    Facts: ``lock before``, ``lock once started`` and ``lock once used`` (``on`` or ``off``), ``modules warned of``, and
    ``milliseconds overlapped before`` and ``… after`` the import. None if it ended otherwise, or if the lock was on
    before anything was imported.
    """
    folder = lab.share(unready_module, tuple(declaration()))
    environment = {name: value for name, value in os.environ.items() if name != "PYTHON_GIL"} | wish()
    outcome = Lab.run_script(
        SCRIPT, [str(folder), moment], environment=environment, seconds=PATIENCE_SECONDS, apart=False
    )
    told: dict[str, Any] = json.loads(outcome.stdout) if outcome.status == 0 else {}
    return Observation(wall=outcome.seconds, facts=told if told.get("lock before") == "off" else {})


def unready_imports(lab: Lab) -> Race:
    """A program that imports a module which says nothing of the lock: at its start, at first use, or with it off."""
    program = partial(run_program, lab, lab[undeclared])
    return Race(
        "unready imports",
        {
            "at the start": partial(program, "start", wish_unheard),
            "put off": partial(program, lab[as_put_off]("use"), wish_unheard),
            "wished off": partial(program, "start", lab[wished_off]),
        },
    )
