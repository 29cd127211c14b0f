"""Turns: whose it was, and when, as the marks of workers show.

What is here runs in interpreters that have nothing but these packages: it needs no lab.
"""

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from itertools import groupby

from gilclaims_guide.workloads import compute_for
from pytest_gilclaims import Lane, Observation

LOOK_SECONDS = 0.1
"""How long a look at threads lasts: five times as long as four of them need for a turn each."""

LOOKS = 4


def turns_taken(lanes: Sequence[Lane]) -> list[int]:
    """Say whose turn it was, turn after turn: by number, as they come in `lanes`.

    A turn lasts until another is seen to make progress, however often a worker pauses meanwhile.
    """
    stretches = sorted((begun, number) for number, lane in enumerate(lanes) for begun, _ in lane.runs)
    return [number for number, _ in groupby(number for _, number in stretches)]


def observe_turns(lanes: Sequence[Lane]) -> Observation:
    """Count the turns of workers.

    Facts: ``turns of each``, of whoever had the fewest; ``turns taken again``, those that were not a worker's first.
    """
    turns = turns_taken(lanes)
    facts = {
        "turns of each": min(turns.count(number) for number in range(len(lanes))),
        "turns taken again": len(turns) - len(set(turns)),
    }
    return Observation.of(lanes, facts)


def in_new_threads(tasks: Sequence[Callable[[], Lane]]) -> list[Lane]:
    """Do each task in a thread of its own."""
    lanes: list[Lane] = []
    threads = [threading.Thread(target=lambda task=task: lanes.append(task())) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return lanes


def look_and_tell() -> None:
    """Print, as JSON, for how long four computing threads ran at the same instant, and what turns they took."""
    looks = [in_new_threads([lambda: compute_for("numbers", LOOK_SECONDS)] * 4) for _ in range(LOOKS)]
    turns = max(observe_turns(lanes).facts["turns of each"] for lanes in looks)
    seen = Observation.of_looks(looks)
    print(json.dumps(asdict(replace(seen, facts={**seen.facts, "turns of each": turns}))))
