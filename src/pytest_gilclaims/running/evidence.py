"""Evidence: what a claim's rounds showed, summed up for the record."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from math import inf, isfinite
from numbers import Integral, Real
from statistics import median

from pytest_gilclaims.figure import Figure, Point
from pytest_gilclaims.instruments.overlap import Run
from pytest_gilclaims.instruments.race import Observation, Race
from pytest_gilclaims.judging.criterion import Standing, known
from pytest_gilclaims.report.record import Arm, ExperimentRecord, Timeline, TimelineLane

MOST_RUNS = 60
"""Runs kept of each worker's timeline; a picture cannot show more."""


def figure(standing: Standing) -> Figure:
    """Return a criterion's figure as a record holds it: what JSON cannot hold is written out."""
    found = standing.metric
    return replace(
        found,
        estimate=in_json(found.estimate),
        bounds=[in_json(bound) for bound in found.bounds],
        # Six digits are more than any clock here is good for.
        values=[float(f"{value:.6g}") for value in found.values],
        why=standing.why,
    )


def curve(standing: Standing) -> tuple[Point, ...]:
    """Return what is known of a curve; a single number of workers is none."""
    points = tuple(point for point in standing.curve if point.estimate is not None)
    return points if len(points) > 1 else ()


def in_json(value: object) -> object:
    """Turn whatever a fact may be into what a record holds: numbers, text, lists and mappings of text."""
    match value:
        case None | bool() | str():
            return value
        case Integral():
            return int(value)
        case Real() if isfinite(value):
            return float(value)
        case Mapping():
            return {str(key): in_json(each) for key, each in value.items()}
        case list() | tuple():
            return [in_json(each) for each in value]
        case Set():
            return sorted(map(in_json, value), key=rank)
        case bytes() | bytearray():
            return repr(value)
    return str(value)


def rank(value: object) -> tuple[float, str]:
    """Order what a set may hold: numbers by their size, and then all else by how it is written."""
    return (value, "") if isinstance(value, (int, float)) else (inf, repr(value))


def arms_of(race: Race) -> list[Arm]:
    """Sum up each arm over the rounds that are there."""
    return [arm_of(name, [seen[name] for seen in race.rounds]) for name in race.arms] if race.rounds else []


def arm_of(name: str, seen: Sequence[Observation]) -> Arm:
    """Sum up one arm."""
    cores = known([one.cores for one in seen])
    switches = known([one.switches for one in seen])
    overlaps = known([one.overlap for one in seen])
    return Arm(
        name=name,
        wall=median(one.wall for one in seen),
        cores=median(cores) if cores else None,
        switches=median(switches) if switches else None,
        overlap=1000 * sum(overlaps) if overlaps else None,
        lock=lock_of({lane.lock_on for one in seen for lane in one.lanes}),
    )


def lock_of(states: Set[bool]) -> str | None:
    """Say in which state workers had the lock."""
    if len(states) > 1:
        return "mixed"
    return next(("on" if is_on else "off" for is_on in states), None)


def experiment_of(race: Race, world: str) -> ExperimentRecord:
    """Sum up an experiment as the run leaves it."""
    return ExperimentRecord(
        name=race.name,
        world=world,
        rounds=len(race.rounds),
        seconds=round(race.seconds, 3),
        timeline=timeline_of(race),
    )


def timeline_of(race: Race) -> list[Timeline]:
    """Draw each arm as far as its workers left marks: the round in which they overlapped most, else the last."""
    drawn = [(name, most_overlapping([seen[name] for seen in race.rounds])) for name in race.arms if race.rounds]
    return [Timeline(arm=name, lanes=lanes_of(seen)) for name, seen in drawn if any(lane.runs for lane in seen.lanes)]


def most_overlapping(seen: Sequence[Observation]) -> Observation:
    """Choose the observation with the most overlapped time; the last of those that are alike."""
    return max(reversed(seen), key=lambda one: one.overlap or 0.0)


def lanes_of(seen: Observation) -> list[TimelineLane]:
    """Place each worker's runs on a common axis that begins with the first of them."""
    begin = min((start for lane in seen.lanes for start, _ in lane.runs), default=0)
    return [
        TimelineLane(pid=lane.pid, thread=lane.thread, runs=[since(begin, run) for run in thinned(lane.runs)])
        for lane in seen.lanes
    ]


def since(begin: int, run: Run) -> tuple[float, float]:
    """Convert a run to milliseconds since the beginning."""
    return round((run[0] - begin) / 1e6, 3), round((run[1] - begin) / 1e6, 3)


def thinned(runs: Sequence[Run], most: int = MOST_RUNS) -> list[Run]:
    """Keep the longest runs, in their order."""
    return sorted(sorted(runs, key=lambda run: run[0] - run[1])[:most])
