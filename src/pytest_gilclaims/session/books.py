"""The books of a session: what is kept of its run, in files and in pytest-benchmark's rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_gilclaims.report.files import FileError, replace_text
from pytest_gilclaims.report.matrix import merge
from pytest_gilclaims.running.hearing import Hearing
from pytest_gilclaims.running.run import Run
from pytest_gilclaims.session.keeping import RecordFile
from pytest_gilclaims.session.rows import Measured, record_rows

REPORTING = "keeping the record"

MISSING = "not written, because the run was interrupted"


class Books:
    """Keep a run's record while it goes on, and all else when it has ended."""

    def __init__(self, config: pytest.Config, run: Run) -> None:
        self._config = config
        self._run = run
        self._page: Path | None = config.option.claims_html
        self._timeline: Path | None = config.option.claims_timeline
        self._measured: dict[tuple[str, str], Measured] = {}
        self._unwritten: pytest.UsageError | None = None
        path: Path | None = config.option.claims_json
        self._record = RecordFile(path, lambda complete: run.record(complete=complete)) if path else None
        if self._record:
            self._record.refresh()

    def enter(self, item: pytest.Item, hearing: Hearing) -> None:
        """Note what was measured for an item's claim: a row for each arm of its experiment, once."""
        experiment = hearing.proceedings.experiment
        if experiment is not None:
            measured = Measured(race=experiment.race, world=experiment.world, item=item)
            self._measured.setdefault((measured.race.name, measured.world), measured)

    def refresh(self) -> None:
        """Write the record as it is by now, unless that was done a moment ago."""
        if self._record:
            with self._run.durations.of(REPORTING):
                self._record.refresh()

    def make_rows(self) -> None:
        """Hand pytest-benchmark what was measured."""
        record_rows(self._config, self._measured.values())

    def close(self, *, complete: bool) -> None:
        """Write everything, and clear the bench away before that which may switch the lock."""
        try:
            if self._record:
                with self._run.durations.of(REPORTING):
                    self._record.write(complete=complete)
            self._run.close()
            if complete:
                self._write_pictures()
        except pytest.UsageError as error:
            # Told when the verdicts have been: a full disk is no reason to lose them.
            self._unwritten = error

    def refuse_unwritten(self) -> None:
        """Raise pytest.UsageError if what was to be kept of the run could not be written."""
        if self._unwritten is not None:
            raise self._unwritten

    def whereabouts(self) -> Iterator[str]:
        """Say where it was written."""
        if self._record and not self._unwritten:
            yield f"record: {self._record.path}"
        if self._page and not self._unwritten:
            yield f"page: {self._page if self._page.exists() else MISSING}"
        if self._timeline and not self._unwritten:
            yield f"timeline: {self._timeline if self._timeline.exists() else MISSING}"

    def _write_pictures(self) -> None:
        if self._page is None and self._timeline is None:
            return
        # Only now that nothing is measured any more: a library could switch the GIL on.
        record = self._run.record(complete=True)
        if self._page is not None:
            from pytest_gilclaims.report.html import page

            write("--claims-html", self._page, page(merge([(self._page, record)]), [record]))
        if self._timeline is not None:
            from pytest_gilclaims.report.trace_events import trace

            write("--claims-timeline", self._timeline, trace(record))


def write(option: str, path: Path, text: str) -> None:
    """Write what an option asked for. Raises pytest.UsageError where it cannot be written."""
    try:
        replace_text(path, text)
    except FileError as error:
        raise pytest.UsageError(f"{option}: {error}") from error
