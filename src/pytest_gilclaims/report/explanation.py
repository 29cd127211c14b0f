"""One claim explained: its last evidence, as a small picture in text."""

from collections.abc import Iterator

from pytest_gilclaims.figure import Figure
from pytest_gilclaims.report.demo import COLUMNS, picture
from pytest_gilclaims.report.record import ClaimRecord, Record
from pytest_gilclaims.report.terminal import Line, claim_lines, control_phrase, wrapped
from pytest_gilclaims.words import phrase

DENSITY = " ·•●█"
"""How a column looks by the number of its rounds."""


def evidence_lines(claim: ClaimRecord, record: Record) -> Iterator[Line]:
    """Show what a record holds of a claim: verdict, figures, strips of all rounds, lanes of one."""
    yield f"On {record.interpreter['title']}, {record.started}:", "bold"
    yield from claim_lines(claim, cause=True)
    if not (claim.control or claim.beside):
        yield from wrapped(f"positive control: {control_phrase(claim)}", None)
    for title, figure in (("every round", claim.metric), ("every round of the positive control", claim.control)):
        if figure is not None and len(figure.values) > 1:
            yield f"    {title}: {figure.name}", None
            for text in strip(figure):
                yield f"    {text}", None
    for timeline in record.timelines_of(claim):
        yield "", None
        yield from wrapped(timeline.arm, None)
        yield from picture(timeline, "lane")


def strip(figure: Figure) -> list[str]:
    """Draw the rounds as a line of dots, and below it the bounds (|) and the interval (=)."""
    low, high = figure.span
    width = (high - low) or 1.0

    def column(value: float) -> int:
        return min(COLUMNS - 1, int((value - low) / width * COLUMNS))

    counts = [0] * COLUMNS
    for value in figure.values:
        counts[column(value)] += 1
    below = [" "] * COLUMNS
    if figure.low is not None and figure.high is not None:
        first, last = column(figure.low), column(figure.high)
        below[first : last + 1] = "=" * (last + 1 - first)
    for bound in figure.numeric_bounds:
        below[column(bound)] = "|"
    dots = "".join(DENSITY[min(count, len(DENSITY) - 1)] for count in counts)
    return [dots.rstrip(), "".join(below).rstrip(), phrase(low) + phrase(high).rjust(COLUMNS - len(phrase(low)))]
