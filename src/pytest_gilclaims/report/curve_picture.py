"""A picture of a curve over numbers of workers, as inline SVG."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from pytest_gilclaims.figure import Point
from pytest_gilclaims.report.curve import tallest
from pytest_gilclaims.report.svg import picture
from pytest_gilclaims.words import counted

WIDTH, HEIGHT = 400, 220
LEFT, RIGHT, TOP, BOTTOM = 34, 96, 14, 36
"""The margins: for numbers, for the names of the lines, and for the axis below."""

RULES = 6
"""Lines across at most."""

APART = 13
"""So far from each other at least are the names of two lines."""


def curve(points: Sequence[Point], worker: str = "threads") -> str:
    """Draw how many times faster so many workers were than one, beside what the machine gives to as many.

    points: at least one, in the order of their workers, which stand evenly side by side.
    """
    highest = max([1.0, tallest(points), *(point.high for point in points if point.high is not None)])
    step = max(1, -int(-highest // RULES))

    def across(index: int) -> float:
        return LEFT + index / max(1, len(points) - 1) * (WIDTH - LEFT - RIGHT)

    def up(value: float) -> float:
        return HEIGHT - BOTTOM - value / highest * (HEIGHT - TOP - BOTTOM)

    rules = range(0, int(min(highest, RULES * step)) + 1, step)
    parts = [f'<path class="axis" d="M{LEFT} {up(rule):.1f}H{WIDTH - RIGHT}"/>' for rule in rules]
    parts += [f'<text x="{LEFT - 6}" y="{up(rule) + 4:.1f}" text-anchor="end">{rule:g} ×</text>' for rule in rules]
    parts += [
        f'<text x="{across(index):.1f}" y="{HEIGHT - BOTTOM + 15}" text-anchor="middle">{point.workers}</text>'
        for index, point in enumerate(points)
    ]
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle:.0f}" y="{HEIGHT - 4}" text-anchor="middle">{escape(worker)}</text>')
    machine = [(across(at), up(one.machine)) for at, one in enumerate(points) if one.machine is not None]
    seen = [(across(at), up(one.estimate)) for at, one in enumerate(points) if one.estimate is not None]
    parts += [line("machine", machine), line("gain", seen)]
    parts += [
        f'<path class="interval" d="M{across(at):.1f} {up(one.low):.1f}V{up(one.high):.1f}"/>'
        for at, one in enumerate(points)
        if one.low is not None and one.high is not None and one.workers > 1
    ]
    for at, one in enumerate(points):
        if one.estimate is not None:
            kind = "guess" if one.low is None or one.high is None else "estimate"
            parts.append(f'<circle class="{kind}" cx="{across(at):.1f}" cy="{up(one.estimate):.1f}" r="4"/>')
    parts += names({worker: seen, "this machine": machine})
    return picture(parts, HEIGHT, said(points, worker), width=WIDTH, kind="curve")


def line(kind: str, places: Sequence[tuple[float, float]]) -> str:
    """Draw a line through some places."""
    return f'<polyline class="{kind}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}"/>'


def names(lines: dict[str, list[tuple[float, float]]]) -> list[str]:
    """Write the names of lines at their ends, none upon another."""
    ends = sorted((places[-1][1], name) for name, places in lines.items() if places)
    tops: list[float] = []
    for height, _ in ends:
        tops.append(max(height, tops[-1] + APART) if tops else height)
    return [
        f'<text x="{WIDTH - RIGHT + 10}" y="{top + 4:.1f}">{escape(name)}</text>'
        for top, (_, name) in zip(tops, ends, strict=True)
    ]


def said(points: Sequence[Point], worker: str) -> str:
    """Say what the picture shows."""
    parts = []
    for point in points:
        if point.workers > 1:
            fast = number(point.estimate, lambda value: f"{value:.2f} times as fast")
            between = "" if point.low is None or point.high is None else f" ({point.low:.2f} to {point.high:.2f})"
            machine = number(point.machine, lambda value: f"{value:.2f} times")
            parts.append(f"{point.workers}: {fast}{between}, this machine {machine}")
    return f"Gain over one of {counted(len(parts), 'number')} of {worker}. {'; '.join(parts)}"


def number(value: float | None, write: Callable[[float], str]) -> str:
    """Write what is known."""
    return "not known" if value is None else write(value)
