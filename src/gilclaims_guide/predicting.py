"""The decision rule as a predictor: a dozen pieces of work, the tool that the rule names, and the one that is best."""

import time
from collections.abc import Mapping
from functools import partial

from gilclaims_guide import strategies
from gilclaims_guide.pieces_of_work import pieces_of_work
from gilclaims_guide.strategies import Strategy, Task, serial
from pytest_gilclaims import Lab, Lane, Observation, Race

TRIES = 3
"""How often a tool does the work; the fastest counts."""

CLEARLY = 3
"""Another tool is better than the one that the rule names if that takes so many times as long."""


def computes(task: Task[object]) -> bool:
    """Whether a piece of work, done alone, uses a core for more than half of the time in which it could have one."""
    with Lane.watch() as watch:
        task()
    lane = watch.lane()
    return lane.cpu > 0.5 * ((lane.ended - lane.begun) / 1e9 - (lane.queued or 0.0))


def seconds_of(lab: Lab, tool: Strategy, task: Task[object]) -> float:
    """Return how long a tool takes to do a task four times, with all that handing over costs."""
    shortest = float("inf")
    for _ in range(TRIES):
        started = time.perf_counter()
        tool(lab, [task] * Lab.workers)
        shortest = min(shortest, time.perf_counter() - started)
    return shortest


def observe_predictions(lab: Lab, tools: Mapping[str, Strategy], work: Mapping[str, Task[object]]) -> Observation:
    """Let each tool do each piece of work, and look at what the rule says of it.

    Facts: ``work``, how many pieces there were, and those for which the rule is ``clearly wrong``, each with the tool
    that it names and the best.
    """
    wrong: list[str] = []
    started = time.perf_counter()
    for name, task in work.items():
        named = "processes" if computes(task) else "threads"
        seconds = {tool: seconds_of(lab, strategy, task) for tool, strategy in tools.items()}
        best = min(seconds, key=lambda tool: seconds[tool])
        if seconds[named] >= CLEARLY * seconds[best]:
            wrong.append(f"{name}: {named}, not {best}")
    return Observation(wall=time.perf_counter() - started, facts={"work": len(work), "clearly wrong": wrong})


def predictions(lab: Lab) -> Race:
    """A dozen pieces of work by each of the tools, beside what the rule says of them."""
    tools = {
        "loop": serial,
        "threads": lab[strategies.threads],
        "tasks": lab[strategies.tasks],
        "processes": lab[strategies.processes],
    }
    return Race("predictions", {"rule": partial(observe_predictions, lab, tools, pieces_of_work())})
