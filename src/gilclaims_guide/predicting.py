"""The decision rule as a predictor: a dozen pieces of work, the tool that the rule names, and the one that is best."""

import hashlib
import sqlite3
import time
from collections.abc import Mapping, Sequence
from functools import partial

from gilclaims_guide import strategies
from gilclaims_guide.strategies import Strategy, Task, serial
from gilclaims_guide.workloads import compute, pieces_for
from pytest_gilclaims import Lab, Lane, Observation, Race

TASK_SECONDS = 0.003
"""How long one of four tasks takes, of those that are not about being small or large."""

TRIES = 3
"""How often a tool does the work; the fastest counts."""

CLEARLY = 3
"""Another tool is better than the one that the rule names if that takes so many times as long."""


def call_tiny() -> int:
    """Compute next to nothing."""
    return sum(number * number for number in range(50))


def add_up_rows(rows: Sequence[Mapping[str, float]]) -> float:
    """Do little with much data."""
    return sum(row["price"] for row in rows)


def hash_bytes(content: bytes) -> str:
    """Do what C does with much data."""
    return hashlib.sha256(content).hexdigest()


def query() -> int:
    """Have a database in memory count."""
    sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 15000) SELECT sum(i) FROM n"
    with sqlite3.connect(":memory:") as connection:
        total: int = connection.execute(sql).fetchone()[0]
    connection.close()
    return total


def wait_then_compute(pieces: int) -> Lane:
    """Wait for most of the time, then compute a little."""
    time.sleep(TASK_SECONDS)
    return compute("numbers", pieces)


def pieces_of_work() -> Mapping[str, Task[object]]:
    """Make the work, by what is done."""
    rows = [{"price": 1.5 * number, "count": float(number)} for number in range(3000)]
    computing = ("numbers", "parse", "image", "zlib", "sha256", "half waiting")
    return {
        "waiting": partial(time.sleep, TASK_SECONDS),
        "mostly waiting": partial(wait_then_compute, pieces_for("numbers", TASK_SECONDS / 5)),
        **{name: partial(compute, name, pieces_for(name, TASK_SECONDS)) for name in computing},
        "queries in memory": query,
        "tiny calls": call_tiny,
        "a loop over much data": partial(add_up_rows, rows),
        "hashing much data": partial(hash_bytes, bytes(2_000_000)),
    }


def computes(task: Task[object]) -> bool:
    """Whether a piece of work, done alone, uses a core or waits for one for more than half of its time."""
    with Lane.watch() as watch:
        task()
    lane = watch.lane()
    return lane.cpu + (lane.queued or 0.0) > 0.5 * (lane.ended - lane.begun) / 1e9


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
