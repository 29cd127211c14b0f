"""The course of an asking as trace events: what ran when, in all rounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pytest_gilclaims.report.record import TimelineLane
from pytest_gilclaims.report.trace_events import written


def course_trace(answers: Sequence[Mapping[str, Any]]) -> str:
    """Write what ran when while calls were examined: every round on one axis, an arm as a process.

    answers: as `ask` finds them, each with its ``timeline``.
    """
    drawn = [
        (f"{answer['call']}: {arm['arm']}", [TimelineLane(**lane) for lane in arm["lanes"]])
        for answer in answers
        for arm in answer["timeline"]
    ]
    interpreters = ", ".join(dict.fromkeys(answer["interpreter"] for answer in answers))
    return written(drawn, {"interpreter": interpreters})
