"""Extension modules of the old kind, which know but one interpreter (single-phase initialization, PEP 489)."""

import json
from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec

from gilclaims_guide.subinterpreters import PATIENCE_SECONDS, interface
from pytest_gilclaims import Lab, Observation, Race

CANDIDATES = ("readline", "_curses", "_tkinter", "_testsinglephase")
"""Modules of the standard library that are of the old kind, if they are there."""

SCRIPT = """\
import sys

from gilclaims_guide.old_extensions import import_and_tell

import_and_tell(sys.argv[1])
"""

UNCHECKED = """\
import importlib.util
with importlib.util._incompatible_extension_module_restrictions(disable_check=True):
    import MODULE
"""

Check = Callable[[], str]
"""Whether interpreters check the kind of a module, ``checked`` or ``unchecked``."""


def checked() -> str:
    """They do: reality."""
    return "checked"


def unchecked() -> str:
    """They do not, and share the lock of the first, as all did once."""
    return "unchecked"


def are_at_hand() -> bool:
    """Whether one of the modules is there."""
    return any(find_spec(name) for name in CANDIDATES)


def import_and_tell(check: str) -> None:
    """Import what can be imported here in another interpreter as well, and print what refused, as JSON."""
    make, run, destroy = interface(own_lock=check == "checked")
    text = "import MODULE" if check == "checked" else UNCHECKED
    another = make()
    here, refusing = list[str](), list[str]()
    for name in CANDIDATES:
        try:
            import_module(name)
        except ImportError:
            continue
        here.append(name)
        try:
            run(another, text.replace("MODULE", name))
        except Exception as error:
            if "does not support loading in subinterpreters" in str(error):
                refusing.append(name)
    print(json.dumps({"refused": len(refusing) if here else None}), flush=True)
    destroy(another)


def run_imports(check: Check) -> Observation:
    """Import in another interpreter of a process of its own. Facts: how many were ``refused``."""
    outcome = Lab.run_script(SCRIPT, [check()], seconds=PATIENCE_SECONDS)
    facts = json.loads(outcome.stdout) if outcome.stdout else {}
    return Observation(wall=outcome.seconds, facts=facts)


def old_extensions(lab: Lab) -> Race:
    """Modules of the old kind, imported in an interpreter with a lock of its own."""
    return Race("old extensions", {"imports": partial(run_imports, lab[checked])})
