"""A picture of what several tools gain, as inline SVG: a bar for each."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from pytest_gilclaims.figure import Point
from pytest_gilclaims.report.curve import tallest
from pytest_gilclaims.report.svg import picture

WIDTH = 400

LABEL, BAR = 128, 18


def bars(gains: Sequence[tuple[str, Point]]) -> str:
    """Draw a bar for each tool that was measured, with its interval, and a dashed line at one."""
    gains = [(name, point) for name, point in gains if point.estimate is not None]
    highest = max(1.0, tallest([point for _, point in gains]))
    room = WIDTH - LABEL - 40
    one = LABEL + room / highest
    height = len(gains) * BAR
    parts = []
    for place, (name, point) in enumerate(gains):
        top = place * BAR
        parts.append(f'<text x="0" y="{top + 12}">{escape(name)}</text>')
        assert point.estimate is not None
        end = LABEL + point.estimate / highest * room
        parts.append(f'<path class="gain-bar" d="M{LABEL} {top + 8}H{end:.1f}"/>')
        if point.low is not None and point.high is not None:
            low, high = (LABEL + min(value, highest) / highest * room for value in (point.low, point.high))
            parts.append(f'<path class="interval" d="M{low:.1f} {top + 8}H{high:.1f}"/>')
            end = max(end, high)
        parts.append(f'<text x="{end + 6:.1f}" y="{top + 12}">{point.estimate:.2f}</text>')
    parts.append(f'<path class="bound" d="M{one:.1f} 0V{height}"/>')
    told = "; ".join(f"{name}: {point.estimate:.2f}" for name, point in gains)
    return picture(parts, height, f"Times as fast as one thread. {told}", width=WIDTH, kind="curve")
