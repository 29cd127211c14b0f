"""The summary at the end of a session: what is worth a look, and the count."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from pytest_gilclaims.report import demo, terminal, whereabouts
from pytest_gilclaims.report.annotations import github_annotations
from pytest_gilclaims.report.record import Record
from pytest_gilclaims.report.terminal import Line
from pytest_gilclaims.running.run import Run
from pytest_gilclaims.session.books import Books


def sections(option: object, run: Run, books: Books, *, all_claims: bool) -> Iterator[tuple[str, list[Line]]]:
    """Write the sections of the summary: their titles and their lines."""
    record = run.record(complete=False)
    if getattr(option, "claims_demo", False):
        yield "demonstration", list(demo.demonstration(record))
    else:
        title = "claims" if all_claims else "claims worth a look"
        yield title, list(terminal.summary(record, all_claims=all_claims))
    yield "verdicts", list(verdicts(option, record, run, books))


def verdicts(option: object, record: Record, run: Run, books: Books) -> Iterator[Line]:
    """Count the verdicts, and say what else there is to know of the run."""
    if run.plan.falsifies:
        yield from terminal.falsification(record)
    if getattr(option, "claims_durations", False):
        yield from whereabouts.durations(record)
    yield from ((change, "yellow") for change in record.lock_changes)
    yield terminal.closing(record)
    yield from terminal.resting(record)
    if run.decided_too_little:
        decided = sum(claim.is_decided for claim in record.claims)
        wanted = f"at least {run.least_decided} required (claims_min_decided)"
        yield f"too few verdicts: {decided} decided, {wanted}", "red"
    yield from ((line, None) for line in books.whereabouts())
    if "GITHUB_ACTIONS" in os.environ:
        yield from ((annotation, None) for annotation in github_annotations(record))


def reporter_of(config: pytest.Config) -> pytest.TerminalReporter | None:
    """Return pytest's reporter, if there is one."""
    return config.pluginmanager.get_plugin("terminalreporter")
