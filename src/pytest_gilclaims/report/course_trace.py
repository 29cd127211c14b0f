"""The course of an asking as trace events: what ran when, in all rounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pytest_gilclaims.report.record import TimelineLane
from pytest_gilclaims.report.trace_events import written


def course_trace(answers: Sequence[Mapping[str, Any]]) -> str:
    """Write what ran when while calls were examined: every round on one axis, an arm as a process.

    answers: of different interpreters to one question, as `ask` finds them, each with its ``timeline``.
    """
    interpreters = [answer["interpreter"] for answer in answers]
    drawn = [
        (
            f"{answer['call']}: {arm['arm']}{f' ({interpreter})' if len(answers) > 1 else ''}",
            [TimelineLane(**lane) for lane in arm["lanes"]],
        )
        for interpreter, answer in zip(interpreters, answers, strict=True)
        for arm in answer["timeline"]
    ]
    return written(drawn, {"interpreter": ", ".join(interpreters)})
