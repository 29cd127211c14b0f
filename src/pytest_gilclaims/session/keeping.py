"""Keeping a run's record in a file while the run goes on."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_gilclaims.report.files import FileError, may_be_rewritten
from pytest_gilclaims.report.record import Record
from pytest_gilclaims.report.store import write_record

PAUSE = 1.0
"""Seconds between two versions: to sum up all experiments after each quick claim would cost more than the claim."""

PAUSES_FOR_COST = 20
"""The pause is so many times as long as the last version took, if that is longer: beside busy programs it is."""


class RecordFile:
    """The file of ``--claims-json``. sum_up: makes the record of what there is by now, or of a complete run."""

    def __init__(
        self, path: Path, sum_up: Callable[[bool], Record], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.path = path
        self._sum_up = sum_up
        self._clock = clock
        self._next = float("-inf")

    def refresh(self) -> None:
        """Write what there is by now, unless that was done a moment ago.

        A pipe or a device gets the record once, at the end: there nothing replaces what was written before. Raises
        pytest.UsageError if the file cannot be written.
        """
        if self._clock() >= self._next and may_be_rewritten(self.path):
            self.write(complete=False)

    def write(self, *, complete: bool) -> None:
        """Write the record at once.

        Raises pytest.UsageError if the file cannot be written.
        """
        begun = self._clock()
        try:
            write_record(self._sum_up(complete), self.path)
        except FileError as error:
            raise pytest.UsageError(f"--claims-json: {error}") from error
        written = self._clock()
        self._next = written + max(PAUSE, PAUSES_FOR_COST * (written - begun))
