"""The answers of several interpreters to a question about one call, as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pytest_gilclaims.report.answer import duration
from pytest_gilclaims.report.answer_changes import LINES, decided, what_changes

HEAD = ("", "a call", "does", "GIL", "threads", "processes", "loop", "advice")

LOCKS = {"keeps": "held", "releases": "released", "off": "off", None: "?"}

SWITCHED = "the GIL was switched"
"""How a reason begins that is worth knowing even where the lock is decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one interpreter said. label: its name; answer: ``None`` if it has none; failure: why, then."""

    label: str
    answer: dict[str, Any] | None = None
    failure: str = ""


def table_lines(rows: Sequence[Row]) -> Iterator[str]:
    """Write answers to one question: a row for each interpreter, what changes, and what is not decided."""
    answered = [(row.label, row.answer) for row in rows if row.answer is not None]
    table = [HEAD, *(cells(label, answer) for label, answer in answered)]
    widths = [max(len(line[column]) for line in table) for column in range(len(HEAD) - 1)]
    widths[0] = max(len(row.label) for row in rows)
    _, first = answered[0]
    machine = first["machine"]
    yield f"{first['call']}    {machine['cores_usable']} of {machine['cores']} cores usable"
    yield ""
    for line in table:
        yield "  ".join([*(cell.ljust(width) for cell, width in zip(line, widths, strict=False)), line[-1]]).rstrip()
    for row in rows:
        if row.answer is None:
            yield f"{row.label.ljust(widths[0])}  no answer: {row.failure}"
    if len(answered) > 1:
        yield ""
        yield f"→ {what_changes(answered)}"
    for label, answer in answered:
        for name, reason in noteworthy(answer):
            yield f"  {label} {name}: {reason}"


def cells(label: str, answer: Mapping[str, Any]) -> tuple[str, ...]:
    """Write a row."""
    return (
        label,
        duration(answer["seconds_of_call"]),
        answer["does"] or "?",
        LOCKS[answer["lock"]],
        *(gain_cell(answer[tool]) for tool in ("threads", "processes", "loop")),
        answer["advice"].partition(":")[0].removesuffix(", see below"),
    )


def gain_cell(gain: Mapping[str, Any]) -> str:
    """Write what a tool gains: how many times as fast, where that was measured."""
    if gain["estimate"] is None:
        return "nothing" if gain["gain"] else "?"
    return f"{gain['estimate']:.2f} × {'' if gain['gain'] == 'gains' else gain['gain'] or '?'}".rstrip()


def noteworthy(answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Find the reasons why something is not decided, and whether the call switched the lock on."""
    for name in LINES:
        reason = answer["why"].get(name, "")
        if reason and (decided(answer, name) is None or reason.startswith(SWITCHED)):
            yield name, reason
