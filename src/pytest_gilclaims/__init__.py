"""Executable claims about the GIL: statements on Python concurrency, decided on this interpreter.

Public names load on first use: an environment that merely has the plugin pays for none of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_gilclaims.declaration import (
        FREE_THREADED,
        GIL_OFF,
        GIL_ON,
        TWO_CORES,
        Condition,
        claim,
        holds,
        refuted,
    )
    from pytest_gilclaims.experiment import Experiment
    from pytest_gilclaims.lab import experiments, worlds
    from pytest_gilclaims.laboratory import AsyncJudge, Judge, Laboratory

_HOMES = {
    "FREE_THREADED": "declaration",
    "GIL_OFF": "declaration",
    "GIL_ON": "declaration",
    "TWO_CORES": "declaration",
    "AsyncJudge": "laboratory",
    "Condition": "declaration",
    "Experiment": "experiment",
    "Judge": "laboratory",
    "Laboratory": "laboratory",
    "claim": "declaration",
    "experiments": "lab",
    "holds": "declaration",
    "refuted": "declaration",
    "worlds": "lab",
}

__all__ = [
    "FREE_THREADED",
    "GIL_OFF",
    "GIL_ON",
    "TWO_CORES",
    "AsyncJudge",
    "Condition",
    "Experiment",
    "Judge",
    "Laboratory",
    "claim",
    "experiments",
    "holds",
    "refuted",
    "worlds",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if _HOMES[name] == "lab":
        return import_module(f"{__name__}.lab.{name}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
