"""A loop that the just-in-time compiler turned into machine code, beside a thread that ticks.

Whether it is on is settled when an interpreter starts, so that it takes a process of its own.
"""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from gilclaims_guide.freezing import call_beside_ticker
from gilclaims_guide.long_calls import add_up, compress
from gilclaims_guide.ticker import no_permission
from pytest_gilclaims import Lab, Observation, Race

STEPS = 500_000
PATIENCE_SECONDS = 30.0

SCRIPT = """\
import sys

from gilclaims_guide.compiling import loop_and_tell

loop_and_tell(sys.argv[1])
"""

Loop = Callable[[], str]
"""Which loop a script runs, by name."""


def step_by_step() -> str:
    """One of bytecode, which is compiled: reality."""
    return "compiled"


def in_one_call() -> str:
    """One in C, which keeps the lock."""
    return "in C"


def jit_is_available() -> bool:
    """Whether this interpreter has the compiler."""
    return hasattr(sys, "_jit") and bool(sys._jit.is_available())


def compiled_loop(is_active: Callable[[], bool]) -> int:
    """Loop, and count the steps that ran as machine code."""
    steps = 0
    for _ in range(STEPS):
        steps += is_active()
    return steps


def loop_and_tell(name: str) -> None:
    """Loop beside a ticking thread, and print what was seen, as JSON.

    Facts: those of `call_beside_ticker`, unless most steps of a loop of bytecode did not run as machine code.
    """
    is_active: Any = sys._jit.is_active  # type: ignore[attr-defined]
    compiled_loop(is_active)
    steps: list[int] = []
    loop = add_up if name == "in C" else lambda: steps.append(compiled_loop(is_active))
    seen = call_beside_ticker(loop, no_permission)
    if name == "compiled" and sum(steps) < STEPS // 2:
        seen = replace(seen, facts={})
    print(json.dumps(asdict(replace(seen, lanes=()))))


def run_loop(loop: Loop) -> Observation:
    """Run a loop in an interpreter that compiles."""
    environment = {**os.environ, "PYTHON_JIT": "1"}
    outcome = Lab.run_script(SCRIPT, [loop()], seconds=PATIENCE_SECONDS, environment=environment)
    return Observation(**json.loads(outcome.stdout)) if outcome.status == 0 else Observation(wall=outcome.seconds)


def compiled_loops(lab: Lab) -> Race:
    """A loop of machine code, and a call that lets go of the lock, each beside a ticking thread."""
    return Race(
        "compiled loops",
        {
            "call": partial(run_loop, lab[step_by_step]),
            "releasing": partial(call_beside_ticker, compress, no_permission),
        },
    )
