"""Trace events: every run of every worker begins and ends, and nobody is at work before or after."""

import json
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_gilclaims.report.record import ExperimentRecord, Record, Timeline, TimelineLane
from pytest_gilclaims.report.trace_events import trace
from pytest_gilclaims.testing import MakeClaims
from tests.commands import gilclaims
from tests.records import EMPTY, REPORT
from tests.toys import TRUE_CLAIM


def lane_of(moments: list[int]) -> TimelineLane:
    """Make a worker whose runs begin and end at every other moment."""
    ordered = sorted(moments)
    return TimelineLane(pid=7, thread=8, runs=tuple(zip(ordered[::2], ordered[1::2], strict=False)))


lanes = st.builds(lane_of, st.lists(st.integers(0, 50)))
timelines = st.builds(Timeline, arm=st.text(max_size=5), lanes=st.lists(lanes, max_size=4).map(tuple))


def record_of(*drawn: Timeline) -> Record:
    experiment = ExperimentRecord(name="looks", world="reality", rounds=1, seconds=0.1, timeline=drawn)
    return replace(EMPTY, experiments=(experiment,))


def events_of(text: str) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = json.loads(text)["traceEvents"]
    return events


@given(st.lists(timelines, max_size=3))
def test_beginnings_and_ends_take_turns_in_every_thread_and_time_never_goes_back(drawn: list[Timeline]) -> None:
    seen = defaultdict(list)
    for event in events_of(trace(record_of(*drawn))):
        if event["ph"] in "BE":
            seen[event["pid"], event["tid"]].append((event["ph"], event["ts"]))
    for events in seen.values():
        assert "".join(phase for phase, _ in events) == "BE" * (len(events) // 2)
        assert all(earlier <= later for (_, earlier), (_, later) in pairwise(events))
    assert sum(map(len, seen.values())) == 2 * sum(len(lane.runs) for one in drawn for lane in one.lanes)


@given(timelines)
def test_the_counter_never_exceeds_the_workers_and_ends_at_zero(drawn: Timeline) -> None:
    counts = [event["args"]["workers"] for event in events_of(trace(record_of(drawn))) if event["ph"] == "C"]
    assert all(0 <= count <= len(drawn.lanes) for count in counts)
    assert not counts or counts[-1] == 0


def test_runs_that_touch_are_not_at_the_same_instant_and_those_that_cross_are() -> None:
    def most(*runs: tuple[float, float]) -> int:
        drawn = Timeline(arm="threads", lanes=[TimelineLane(pid=1, thread=n, runs=[run]) for n, run in enumerate(runs)])
        counts: list[int] = [
            event["args"]["workers"] for event in events_of(trace(record_of(drawn))) if event["ph"] == "C"
        ]
        return max(counts)

    assert most((0, 1), (1, 2)) == 1
    assert most((0, 1.5), (1, 2)) == 2


def test_the_command_writes_what_a_viewer_needs_and_names_arms_and_workers(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    path.write_text(REPORT.read_text())
    outcome = gilclaims("timeline", path, "-o", tmp_path / "trace.json")
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (0, "", "")
    events = events_of((tmp_path / "trace.json").read_text())
    names = {event["args"]["name"] for event in events if event["ph"] == "M" and "name" in event["args"]}
    assert {"looks[numbers]: threads", "looks[numbers]: processes", "worker 4"} <= names


def test_a_run_writes_its_timeline_and_says_where(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    make_claims(TRUE_CLAIM)
    result = pytester.runpytest_subprocess("--claims", "--claims-timeline=trace.json", "test_toys.py")
    result.stdout.fnmatch_lines(["timeline: trace.json"])
    assert events_of((pytester.path / "trace.json").read_text()) == []
