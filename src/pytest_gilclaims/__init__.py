"""Executable claims about the GIL: statements on Python concurrency, decided on this interpreter.

Public names load on first use: an environment that merely has the plugin pays for none of them.
Nothing here asserts, so pytest need not rewrite it, nor warn that it cannot: PYTEST_DONT_REWRITE.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

    from pytest_gilclaims.declaration import (
        BEFORE_3_14,
        EXTENSIONS,
        FORK_BY_DEFAULT,
        FREE_THREADED,
        FREE_THREADED_AT_HAND,
        GIL_OFF,
        GIL_ON,
        LIKE_TWIN,
        LINUX,
        NUMPY,
        PLAIN_NAME,
        SANDBOX,
        SINCE_3_12,
        SINCE_3_13,
        TWIN,
        TWO_CORES,
        UNSAFE_FUNCTION,
        Condition,
        claim,
        holds,
        refuted,
    )
    from pytest_gilclaims.experiment import Experiment
    from pytest_gilclaims.facts.interpreter import default_start_method, this_interpreter
    from pytest_gilclaims.judging.criterion import every, never
    from pytest_gilclaims.lab import experiments, worlds
    from pytest_gilclaims.laboratory import AsyncJudge, Judge, Laboratory

_HOMES = {
    "BEFORE_3_14": "declaration",
    "EXTENSIONS": "declaration",
    "FORK_BY_DEFAULT": "declaration",
    "FREE_THREADED": "declaration",
    "FREE_THREADED_AT_HAND": "declaration",
    "GIL_OFF": "declaration",
    "GIL_ON": "declaration",
    "LIKE_TWIN": "declaration",
    "LINUX": "declaration",
    "NUMPY": "declaration",
    "PLAIN_NAME": "declaration",
    "SANDBOX": "declaration",
    "SINCE_3_12": "declaration",
    "SINCE_3_13": "declaration",
    "TWIN": "declaration",
    "TWO_CORES": "declaration",
    "UNSAFE_FUNCTION": "declaration",
    "AsyncJudge": "laboratory",
    "Condition": "declaration",
    "Experiment": "experiment",
    "Judge": "laboratory",
    "Laboratory": "laboratory",
    "claim": "declaration",
    "default_start_method": "facts.interpreter",
    "every": "judging.criterion",
    "experiments": "lab",
    "holds": "declaration",
    "never": "judging.criterion",
    "refuted": "declaration",
    "this_interpreter": "facts.interpreter",
    "worlds": "lab",
}

__all__ = [
    "BEFORE_3_14",
    "EXTENSIONS",
    "FORK_BY_DEFAULT",
    "FREE_THREADED",
    "FREE_THREADED_AT_HAND",
    "GIL_OFF",
    "GIL_ON",
    "LIKE_TWIN",
    "LINUX",
    "NUMPY",
    "PLAIN_NAME",
    "SANDBOX",
    "SINCE_3_12",
    "SINCE_3_13",
    "TWIN",
    "TWO_CORES",
    "UNSAFE_FUNCTION",
    "AsyncJudge",
    "Condition",
    "Experiment",
    "Judge",
    "Laboratory",
    "claim",
    "default_start_method",
    "every",
    "experiments",
    "holds",
    "never",
    "refuted",
    "this_interpreter",
    "worlds",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if _HOMES[name] == "lab":
        return import_module(f"{__name__}.lab.{name}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def pytest_addhooks(pluginmanager: "pytest.PytestPluginManager") -> None:
    """Let ``-p pytest_gilclaims`` do what ``-p gilclaims`` does."""
    if not pluginmanager.has_plugin("gilclaims"):
        pluginmanager.register(import_module(f"{__name__}.plugin"), "gilclaims")
