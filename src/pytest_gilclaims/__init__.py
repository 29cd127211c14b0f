"""Executable claims about the GIL: statements on Python concurrency, decided on this interpreter.

Public names load on first use: an environment that merely has the plugin pays for none of them.
Nothing here asserts, so pytest need not rewrite it, nor warn that it cannot: PYTEST_DONT_REWRITE.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

    from pytest_gilclaims.asking.conditions import GIL_OFF, GIL_ON, TWO_CORES, Condition, since
    from pytest_gilclaims.asking.expectation import holds, refuted
    from pytest_gilclaims.asking.experiment import Experiment
    from pytest_gilclaims.asking.judge import AsyncJudge, Judge
    from pytest_gilclaims.asking.lab import Lab
    from pytest_gilclaims.asking.question import Question, never
    from pytest_gilclaims.asking.questions import (
        blocks_the_loop,
        computes,
        releases_the_lock,
        scales,
        stays_free_threaded,
        waits,
    )
    from pytest_gilclaims.facts.builds import Build
    from pytest_gilclaims.instruments.contained import Outcome
    from pytest_gilclaims.instruments.race import Observation, Race
    from pytest_gilclaims.instruments.refusal import Unavailable
    from pytest_gilclaims.instruments.watching import Lane, Watch
    from pytest_gilclaims.instruments.world import World
    from pytest_gilclaims.judging.combination import every
    from pytest_gilclaims.judging.criterion import Criterion
    from pytest_gilclaims.session.declaration import claim

__all__ = [
    "GIL_OFF",
    "GIL_ON",
    "TWO_CORES",
    "AsyncJudge",
    "Build",
    "Condition",
    "Criterion",
    "Experiment",
    "Judge",
    "Lab",
    "Lane",
    "Observation",
    "Outcome",
    "Question",
    "Race",
    "Unavailable",
    "Watch",
    "World",
    "blocks_the_loop",
    "claim",
    "computes",
    "every",
    "holds",
    "never",
    "refuted",
    "releases_the_lock",
    "scales",
    "since",
    "stays_free_threaded",
    "waits",
]

_HOMES = {
    "GIL_OFF": "asking.conditions",
    "GIL_ON": "asking.conditions",
    "TWO_CORES": "asking.conditions",
    "AsyncJudge": "asking.judge",
    "Build": "facts.builds",
    "Condition": "asking.conditions",
    "Criterion": "judging.criterion",
    "Experiment": "asking.experiment",
    "Judge": "asking.judge",
    "Lab": "asking.lab",
    "Lane": "instruments.watching",
    "Observation": "instruments.race",
    "Outcome": "instruments.contained",
    "Question": "asking.question",
    "Race": "instruments.race",
    "Unavailable": "instruments.refusal",
    "Watch": "instruments.watching",
    "World": "instruments.world",
    "blocks_the_loop": "asking.questions",
    "claim": "session.declaration",
    "computes": "asking.questions",
    "every": "judging.combination",
    "holds": "asking.expectation",
    "never": "asking.question",
    "refuted": "asking.expectation",
    "releases_the_lock": "asking.questions",
    "scales": "asking.questions",
    "since": "asking.conditions",
    "stays_free_threaded": "asking.questions",
    "waits": "asking.questions",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])


def pytest_addhooks(pluginmanager: "pytest.PytestPluginManager") -> None:
    """Let ``-p pytest_gilclaims`` do what ``-p gilclaims`` does."""
    if not pluginmanager.has_plugin("gilclaims"):
        pluginmanager.register(import_module(f"{__name__}.plugin"), "gilclaims")
