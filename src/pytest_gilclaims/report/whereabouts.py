"""Where the seconds of a run went."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from pytest_gilclaims.report.record import Record
from pytest_gilclaims.report.terminal import LONGEST, WIDTH, Line
from pytest_gilclaims.words import counted


def durations(record: Record) -> Iterator[Line]:
    """Say where the time of the run went, and which experiments took longest."""
    spent = sorted(record.durations.items(), key=lambda item: -item[1])
    whole = record.seconds or 1.0
    told = " · ".join(f"{activity} {seconds:.1f} s ({seconds / whole:.1%})" for activity, seconds in spent)
    yield from hung(f"{record.seconds:.1f} s: {told}")
    longest = sorted(record.experiments, key=lambda experiment: -experiment.seconds)[:LONGEST]
    named = (f"{one.name} {one.seconds:.1f} s in {counted(one.rounds, 'round')}" for one in longest)
    yield from hung(f"longest: {', '.join(named)}")


def hung(text: str) -> Iterator[Line]:
    """Wrap a sentence, and indent all but its first line."""
    for line in textwrap.wrap(text, WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False):
        yield line, None
