"""The answer to a question about one call as a page: one file without scripts, which needs no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from pytest_gilclaims.figure import Point
from pytest_gilclaims.report import bars_picture, curve_picture
from pytest_gilclaims.report.answer import DOES, LOCKS, cores_used, duration, interval, point_of, undecided, where
from pytest_gilclaims.report.html import View, style, template
from pytest_gilclaims.words import counted

OPEN = "not decided"


def answer_page(answers: Sequence[Mapping[str, Any]]) -> str:
    """Write the page of one answer, or of several on different interpreters. Whatever comes from them is escaped."""
    return template("answer.html.jinja").render(
        style=style("page.css", "answer.css"), answers=[answer_view(answer) for answer in answers]
    )


def answer_view(answer: Mapping[str, Any]) -> View:
    """All that the page says of one answer."""
    points = [point_of(told) for told in answer.get("curve", ())]
    return {
        "call": answer["call"],
        "where": where(answer),
        "advice": answer["advice"],
        "duration": duration(answer["seconds_of_call"]),
        "does": DOES[answer["does"]],
        "cores": cores_used(answer),
        "lock": LOCKS[answer["lock"]],
        "curve": Markup(curve_picture.curve(points)) if points else "",
        "bars": Markup(bars_picture.bars(list(bars_of(answer)))),
        "rows": list(rows_of(answer)),
        "undecided": list(undecided(answer)),
    }


def named(answer: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], float | None]]:
    """Name each tool, with what it gained and what this machine gives to as many."""
    workers, machine = answer["workers"], answer["machine"]["gain"]
    curve = answer.get("curve", ())
    for told in curve:
        yield counted(told["workers"], "thread"), told, told["machine"]
    if not curve:
        yield f"{workers} threads", answer["threads"], machine
    yield f"{workers} processes", answer["processes"], machine
    yield "an event loop", answer["loop"], None


def bars_of(answer: Mapping[str, Any]) -> Iterator[tuple[str, Point]]:
    """Name each bar of the picture: the tools, but for a curve of them, and the machine."""
    for name, told, _ in named(answer):
        if "workers" not in told or told["workers"] == answer["workers"]:
            yield name, Point(workers=answer["workers"], **{end: told[end] for end in ("low", "estimate", "high")})
    yield "this machine gives", Point(workers=answer["workers"], estimate=answer["machine"]["gain"])


def rows_of(answer: Mapping[str, Any]) -> Iterator[View]:
    """Write the pictures' numbers as a table."""
    for name, told, machine in named(answer):
        yield {
            "name": name,
            "gain": told["gain"] or OPEN,
            "kind": "told" if told["gain"] else "open",
            "estimate": written(told["estimate"]),
            "interval": interval(told, short=True).strip() or "–",
            "machine": written(machine),
        }


def written(value: float | None) -> str:
    """Write a number of times, if there is one."""
    return "–" if value is None else f"{value:.2f} ×"
