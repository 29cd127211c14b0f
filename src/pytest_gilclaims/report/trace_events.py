"""Trace events: what ran when, in the form that Perfetto, VizTracer's viewer and the Firefox Profiler open.

Source of the form: "Trace Event Format", the Chromium project's document of that name.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from typing import Any

from pytest_gilclaims.report.record import ExperimentRecord, Record, Timeline, TimelineLane

Event = dict[str, Any]

MICROSECONDS = 1000
"""In a millisecond, which a record's timelines are in; trace events are in microseconds."""


def trace(record: Record) -> str:
    """Write the timelines of a record as JSON: an arm is a process there, a worker is a thread.

    Each arm begins at zero. The slices are marks that workers left: they show progress, not who holds the lock.
    """
    drawn = [
        (name_of(experiment, timeline), timeline.lanes)
        for experiment in record.experiments
        for timeline in experiment.timeline
    ]
    about = {"interpreter": record.interpreter["title"], "started": record.started, "suite": record.suite}
    return written(drawn, about)


def name_of(experiment: ExperimentRecord, timeline: Timeline) -> str:
    """Name one arm of one experiment."""
    world = "" if experiment.world == "reality" else f" in the world {experiment.world}"
    return f"{experiment.name}: {timeline.arm}{world}"


def written(drawn: Sequence[tuple[str, Sequence[TimelineLane]]], about: Mapping[str, str]) -> str:
    """Write arms, each with its name, and what they are about."""
    events = chain.from_iterable(
        events_of(number, name, lanes) for number, (name, lanes) in zip(count(1), drawn, strict=False)
    )
    content = {"traceEvents": list(events), "displayTimeUnit": "ms", "otherData": about}
    return json.dumps(content) + "\n"


def events_of(process: int, name: str, lanes: Sequence[TimelineLane]) -> Iterator[Event]:
    """Write what the workers of one arm did."""
    yield named("process_name", process, 0, name)
    yield {"ph": "M", "name": "process_sort_index", "pid": process, "tid": 0, "args": {"sort_index": process}}
    for worker, lane in zip(count(1), lanes, strict=False):
        yield named("thread_name", process, worker, f"worker {worker}")
        yield from slices(process, worker, lane)
    for moment, workers in working_at_once(lanes):
        yield {
            "ph": "C",
            "name": "at the same instant",
            "pid": process,
            "tid": 0,
            "ts": moment,
            "args": {"workers": workers},
        }


def named(what: str, process: int, thread: int, name: str) -> Event:
    """Give a process or a thread its name."""
    return {"ph": "M", "name": what, "pid": process, "tid": thread, "args": {"name": name}}


def slices(process: int, worker: int, lane: TimelineLane) -> Iterator[Event]:
    """Begin and end each run of a worker, one after another."""
    for begin, end in lane.runs:
        for phase, moment in (("B", begin), ("E", end)):
            yield {
                "ph": phase,
                "name": "at work",
                "cat": "progress",
                "pid": process,
                "tid": worker,
                "ts": moment * MICROSECONDS,
                "args": {"pid": lane.pid, "thread": lane.thread},
            }


def working_at_once(lanes: Iterable[TimelineLane]) -> Iterator[tuple[float, int]]:
    """Say how many workers are at work from which microsecond on."""
    # At one and the same moment ends come before beginnings: runs that touch do not overlap.
    runs = [(begin, end) for lane in lanes for begin, end in lane.runs if begin < end]
    steps = sorted([(begin, 1) for begin, _ in runs] + [(end, -1) for _, end in runs])
    workers = 0
    for moment, step in steps:
        workers += step
        yield moment * MICROSECONDS, workers
