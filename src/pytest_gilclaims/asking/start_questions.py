"""Does it leave the lock off, where that can be off?"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from functools import partial

from pytest_gilclaims.asking.conditions import Condition
from pytest_gilclaims.asking.experiment import Experiment
from pytest_gilclaims.asking.lab import Lab
from pytest_gilclaims.asking.question import Question
from pytest_gilclaims.instruments.race import Observation, Race
from pytest_gilclaims.instruments.world import World
from pytest_gilclaims.judging.verdict import Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """How a new interpreter is started: with what options, to run what."""

    code: str
    options: tuple[str, ...] = ()


def as_it_starts(code: str) -> Start:
    """By itself: reality."""
    return Start(code=code)


def starts_with_the_lock(code: str) -> Start:
    """With its lock on from the start."""
    return Start(code=code, options=("-X", "gil=1"))


def starts_for_nothing(code: str) -> Start:
    """To run nothing."""
    return Start(code="")


THE_LOCK_COMES_ON = World(
    "the_lock_comes_on", "a new interpreter starts with its GIL on", {as_it_starts: starts_with_the_lock}
)
NOTHING_IS_IMPORTED = World("nothing_is_imported", "the code imports nothing", {as_it_starts: starts_for_nothing})

FREE_THREADED = Condition(
    name="free-threaded build",
    test=lambda host: host.interpreter.free_threaded,
    otherwise="this is not a free-threaded build: run it on one",
)

SCRIPT = """
import json, sys, warnings
path, code = json.loads(sys.argv[1])
sys.path[:] = path
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    exec(compile(code, "<the code>", "exec"), {"__name__": "__main__"})
said = [str(each.message) for each in caught]
blamed = [one.split("'")[1] for one in said if "has been enabled to load module '" in one]
print("\\nLOCK " + json.dumps([sys._is_gil_enabled(), blamed]))
"""


def stays_free_threaded(code: str) -> Question:
    """Ask whether code leaves the GIL off, in a new interpreter of a free-threaded build."""
    return Question(
        build=starting_free,
        arguments=(code,),
        trial=_trial_of_start,
        refuted_in=THE_LOCK_COMES_ON,
        holds_in=NOTHING_IS_IMPORTED,
        needs=(FREE_THREADED,),
    )


def starting_free(lab: Lab, code: str) -> Race:
    """A new interpreter that runs the code, and one that runs nothing."""
    start = lab[as_it_starts](code)
    return Race(
        f"stays free-threaded[{code}]",
        {"code": partial(lock_after, lab, start), "bare": partial(lock_after, lab, Start(code=""))},
    )


def lock_after(lab: Lab, start: Start) -> Observation:
    """Run code in a new interpreter and look at its lock.

    Facts: ``lock``, off or on, and by whom as far as the interpreter tells. Raises RuntimeError if the code fails.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHON_GIL"}
    outcome = lab.run_script(
        SCRIPT, [json.dumps([sys.path, start.code])], options=start.options, environment=environment
    )
    _, found, told = outcome.stdout.rpartition("\nLOCK ")
    if not found:
        said = outcome.stderr.strip().splitlines()
        raise RuntimeError(
            f"the code failed in a new interpreter ({outcome.ended}): {said[-1] if said else 'silently'}"
        )
    is_on, blamed = json.loads(told)
    by = f" since {', '.join(blamed)} was imported" if blamed else ""
    return Observation(wall=outcome.seconds, facts={"lock": f"on{by}" if is_on else "off"})


def _trial_of_start(experiment: Experiment) -> Trial:
    return Trial(
        criterion=experiment.fact("lock", "code").equals("off"), given=experiment.fact("lock", "bare").equals("off")
    )
