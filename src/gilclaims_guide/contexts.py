"""What a thread sees of another thread's context: its context variables, and how it wants warnings to be shown."""

import json
import os
from collections.abc import Callable
from functools import partial
from typing import Any

from pytest_gilclaims import Lab, Observation, Race

SCRIPT = """\
import json
import threading
import warnings
from contextvars import ContextVar

who = ContextVar("who", default="nobody")
told = {}
is_caught = threading.Event()


def look():
    told["context variable"] = who.get()


def warn():
    is_caught.wait()
    try:
        warnings.warn("something")
        told["warning of another thread"] = "not caught"
    except UserWarning:
        told["warning of another thread"] = "caught"


who.set("the one who starts it")
new = threading.Thread(target=look)
new.start()
new.join()
warnings.simplefilter("ignore")
other = threading.Thread(target=warn)
other.start()
with warnings.catch_warnings():
    warnings.simplefilter("error")
    is_caught.set()
    other.join()
print(json.dumps(told))
"""
"""A thread that is started looks at a context variable; one that runs already warns while warnings are errors here."""

VARIABLES = ("PYTHON_THREAD_INHERIT_CONTEXT", "PYTHON_CONTEXT_AWARE_WARNINGS")

Options = Callable[[str], list[str]]
"""Options that switch both features of contexts ``on`` or ``off``, or leave them at their ``default``."""


def as_asked(state: str) -> list[str]:
    """``-X thread_inherit_context`` and ``-X context_aware_warnings``: reality."""
    if state == "default":
        return []
    value = {"on": 1, "off": 0}[state]
    return ["-X", f"thread_inherit_context={value}", "-X", f"context_aware_warnings={value}"]


def unheard(state: str) -> list[str]:
    """None, whatever is asked for."""
    return []


def always_on(state: str) -> list[str]:
    """Both on, whatever is asked for."""
    return as_asked("on")


def always_off(state: str) -> list[str]:
    """Both off, whatever is asked for."""
    return as_asked("off")


def look_at_contexts(options: Options, state: str) -> Observation:
    """Let a new interpreter see what its threads see of one another.

    Facts: ``context variable`` (``nobody`` or ``the one who starts it``), ``warning of another thread`` (``caught`` or
    ``not caught``); none if it did not end well.
    """
    environment = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    outcome = Lab.run_script(SCRIPT, options=options(state), environment=environment)
    told: dict[str, Any] = json.loads(outcome.stdout) if outcome.status == 0 else {}
    return Observation(wall=outcome.seconds, facts=told)


def contexts(lab: Lab) -> Race:
    """Threads of an interpreter that has both features of contexts on, off, and as they are by default."""
    look = partial(look_at_contexts, lab[as_asked])
    return Race("contexts", {state: partial(look, state) for state in ("on", "off", "default")})
