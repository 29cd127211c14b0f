"""The course of an asking: what ran when, arm by arm and worker by worker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from pytest_gilclaims.instruments.overlap import Run
from pytest_gilclaims.instruments.race import Observation, Race
from pytest_gilclaims.instruments.watching import Lane

MOST_RUNS = 2000
"""Runs kept of each worker: more make a file that no viewer opens with pleasure."""


def course_of(races: Sequence[Race]) -> list[dict[str, Any]]:
    """Place what the workers of each arm did in all rounds on one axis, in milliseconds since the first of them began.

    A worker's runs are the stretches in which it left marks, or from its beginning to its end if it left none.
    """
    seen = [(race.name, arm, [one[arm] for one in race.rounds if arm in one]) for race in races for arm in race.arms]
    begun = min((lane.begun for _, _, rounds in seen for one in rounds for lane in one.lanes), default=0)
    return [
        {"experiment": name, "arm": arm, "lanes": list(lanes_of(rounds, begun))}
        for name, arm, rounds in seen
        if any(one.lanes for one in rounds)
    ]


def lanes_of(rounds: Sequence[Observation], begun: int) -> Iterator[dict[str, Any]]:
    """Put together what each worker did in one round after another."""
    for lanes in zip_longest(*(one.lanes for one in rounds)):
        there = [lane for lane in lanes if lane is not None]
        runs = [run for lane in there for run in runs_of(lane)]
        longest = sorted(sorted(runs, key=lambda run: run[0] - run[1])[:MOST_RUNS])
        yield {
            "pid": there[-1].pid,
            "thread": there[-1].thread,
            "runs": [(round((start - begun) / 1e6, 3), round((end - begun) / 1e6, 3)) for start, end in longest],
        }


def runs_of(lane: Lane) -> Sequence[Run]:
    """Return when a worker is known to have been at it."""
    return lane.runs or [(lane.begun, lane.ended)]
