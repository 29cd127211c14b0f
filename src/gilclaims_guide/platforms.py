"""How multiprocessing starts processes by default, here and on other platforms."""

import sys
from collections.abc import Callable
from functools import partial

from pytest_gilclaims import Lab, Observation, Race

PLATFORMS = ("win32", "darwin")


ASKING = """\
import sys
import types

sys.platform = sys.argv[1]
sys.modules.setdefault("_winapi", types.ModuleType("_winapi"))

import multiprocessing

print(multiprocessing.get_all_start_methods()[0])
"""
"""Lets multiprocessing choose as it does on another platform. Choosing needs nothing of Windows but a name."""


Platform = Callable[[str], str]
"""The platform that multiprocessing takes itself to be on, given the one it is asked about."""


def as_named(platform: str) -> str:
    """The one it is asked about: reality."""
    return platform


def this_platform(platform: str) -> str:
    """The one that it is on."""
    return sys.platform


def ask_for_default(platform: Platform) -> Observation:
    """Ask this interpreter's multiprocessing how it starts processes by default on Windows and on macOS.

    Facts: ``default on win32`` and ``default on darwin``, ``None`` if there was no answer.
    """
    facts: dict[str, str | None] = {}
    seconds = 0.0
    for name in PLATFORMS:
        outcome = Lab.run_script(ASKING, [platform(name)])
        facts[f"default on {name}"] = outcome.stdout.strip() or None
        seconds += outcome.seconds
    return Observation(wall=seconds, facts=facts)


def start_methods(lab: Lab) -> Race:
    """How multiprocessing starts processes on other platforms."""
    return Race("start methods", {"defaults": partial(ask_for_default, lab[as_named])})
