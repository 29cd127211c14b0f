"""A curve over numbers of workers, as text: how many times faster than one, beside what the machine gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pytest_gilclaims.figure import Point
from pytest_gilclaims.words import counted

BAR = 36
LABEL = 22

ONE = Point(workers=1, low=1.0, estimate=1.0, high=1.0, machine=1.0)
"""Where every curve begins: one worker is what the others are held against."""


def whole(points: Sequence[Point]) -> list[Point]:
    """Put a curve in order, from one worker on."""
    return sorted([ONE, *(point for point in points if point.workers > 1)], key=lambda point: point.workers)


def curve_lines(points: Sequence[Point], scale: float | None = None) -> Iterator[str]:
    """Draw a bar for each number of workers, and one for the machine below.

    scale: the number that a whole bar stands for; the largest that is drawn unless told otherwise.
    """
    scale = tallest(points) if scale is None else scale
    for point in points:
        yield point_line(counted(point.workers, "thread"), point, scale)
        if point.machine is not None and point.workers > 1:
            yield f"  {'  this machine gives':<{LABEL}} {bar(point.machine, scale, '─')} {point.machine:.2f}"


def point_line(label: str, point: Point, scale: float) -> str:
    """Draw how many times faster so many workers were."""
    if point.estimate is None:
        return f"  {label:<{LABEL}} not decided"
    around = "" if point.low is None or point.high is None else f" [{point.low:.2f} {point.high:.2f}]"
    if point.workers == 1:
        around = ""
    return f"  {label:<{LABEL}} {bar(point.estimate, scale)} {point.estimate:.2f}{around}"


def tallest(points: Sequence[Point]) -> float:
    """Return the largest number that is drawn."""
    values = [value for point in points for value in (point.estimate, point.machine) if value is not None]
    return max(values, default=0.0)


def axis(scale: float) -> Iterator[str]:
    """Write the numbers above the bars."""
    if scale:
        marks = [" "] * (BAR + 2)
        step = max(1, round(scale / 8))
        for number in range(0, int(scale) + 1, step):
            place = min(BAR, round(number / scale * BAR))
            marks[place : place + len(str(number))] = str(number)
        yield f"  {'':<{LABEL}} {''.join(marks).rstrip()} ×"


def bar(value: float, scale: float, stroke: str = "━") -> str:
    """Draw a bar."""
    return f"{stroke * round(value / scale * BAR):<{BAR}}" if scale else ""
