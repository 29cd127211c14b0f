"""Pictures as inline SVG, made from what a record holds."""

from collections.abc import Sequence
from html import escape

from pytest_gilclaims.figure import Figure
from pytest_gilclaims.report.record import Arm, Timeline

WIDTH = 640
LABEL = 96
LANE = 14
RUNS = 40
LANES = 12
"""Runs drawn of each lane, and lanes: a picture cannot show more."""


def timeline(one: Timeline, worker: str = "worker") -> str:
    """Draw a lane for each worker, filled where it was seen to make progress."""
    end = max((stop for lane in one.lanes for _, stop in lane.runs), default=0.0)
    scale = (WIDTH - LABEL) / end if end else 0.0
    parts = []
    shown = one.lanes[:LANES]
    for number, lane in enumerate(shown):
        top = number * (LANE + 4)
        parts.append(f'<text x="0" y="{top + 11}">{escape(worker)} {number + 1}</text>')
        longest = sorted(sorted(lane.runs, key=lambda run: run[0] - run[1])[:RUNS])
        path = "".join(
            f"M{LABEL + start * scale:.1f} {top + LANE // 2}h{max(0.5, (stop - start) * scale):.1f}"
            for start, stop in longest
        )
        if path:
            parts.append(f'<path class="run" d="{path}"/>')
    lanes = "".join(f"M{LABEL} {number * (LANE + 4) + LANE // 2}H{WIDTH}" for number in range(len(shown)))
    parts.insert(0, f'<path class="lane" d="{lanes}"/>')
    height = len(shown) * (LANE + 4)
    if len(one.lanes) > LANES:
        parts.append(f'<text x="{WIDTH // 2}" y="{height + 11}">and {len(one.lanes) - LANES} more</text>')
    parts.append(f'<text x="{LABEL}" y="{height + 11}">0</text>')
    parts.append(f'<text x="{WIDTH}" y="{height + 11}" text-anchor="end">{end:.0f} ms</text>')
    return picture(parts, height + 16, f"{one.arm}: {len(one.lanes)} lanes over {end:.0f} ms")


def strip(figure: Figure) -> str:
    """Draw a dot for every round, a line for each bound, a bar for the interval."""
    bounds = figure.numeric_bounds
    low, high = figure.span
    # Half of a large number, for its last digits are worth more than one half.
    margin = 0.05 * (high - low) or 0.5 * max(1.0, abs(high))
    low, high = low - margin, high + margin

    def across(value: float) -> int:
        return round((value - low) / (high - low) * WIDTH)

    parts = [f'<path class="axis" d="M0 40H{WIDTH}"/>']
    # Spread by their number, so that equal rounds do not hide one another.
    dots = "".join(f"M{across(value)} {12 + (index * 7) % 22}h0" for index, value in enumerate(figure.values))
    parts.append(f'<path class="dots" d="{dots}"/>')
    parts += [f'<path class="bound" d="M{across(bound)} 4V44"/>' for bound in bounds]
    parts += [f'<text x="{across(bound)}" y="56" text-anchor="middle">{bound:g}</text>' for bound in bounds]
    if figure.low is not None and figure.high is not None:
        parts.append(f'<path class="interval" d="M{across(figure.low)} 40H{across(figure.high)}"/>')
        if isinstance(figure.estimate, (int, float)):
            parts.append(f'<circle class="estimate" cx="{across(figure.estimate)}" cy="40" r="4"/>')
    return picture(
        parts, 60, f"{figure.name} in {len(figure.values)} rounds, bounds {', '.join(map(str, bounds)) or 'none'}"
    )


def processor_time(arms: Sequence[Arm]) -> str:
    """Draw the processor time of each arm's round beside its wall time."""
    told = [(arm.name, arm.wall, arm.cores) for arm in arms if arm.wall is not None and arm.cores is not None]
    if not told:
        return ""
    longest = max(wall * max(1.0, cores) for _, wall, cores in told) or 1.0
    room = WIDTH - LABEL - 120
    parts, walls, fillings = [], "", ""
    for number, (name, wall, cores) in enumerate(told):
        top = number * (LANE + 6)
        width, filled = room * wall / longest, room * wall * cores / longest
        walls += f"M{LABEL} {top}h{width:.0f}v{LANE}h-{width:.0f}z"
        fillings += f"M{LABEL} {top + LANE // 2}h{filled:.0f}"
        parts.append(f'<text x="0" y="{top + 11}">{escape(name[:16])}</text>')
        place = LABEL + max(width, filled) + 6
        parts.append(f'<text x="{place:.0f}" y="{top + 11}">{1000 * wall:.1f} ms, {cores:.2f} cores</text>')
    parts += [f'<path class="cpu" d="{fillings}"/>', f'<path class="wall" d="{walls}"/>']
    said = ", ".join(f"{name} used {cores:.2f} cores" for name, _, cores in told)
    return picture(parts, len(told) * (LANE + 6), said)


def picture(parts: Sequence[str], height: float, title: str, *, width: int = WIDTH, kind: str = "") -> str:
    """Frame a picture, with its content in words for whoever does not see it."""
    return (
        f'<svg{f" class={kind!r}" if kind else ""} viewBox="0 0 {width} {height:.0f}" role="img" '
        f'aria-label="{escape(title, quote=True)}">' + "".join(parts) + "</svg>"
    )
