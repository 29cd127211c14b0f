"""Keeping: the record is written now and then, and always at the end."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pytest_gilclaims.report.record import Record
from pytest_gilclaims.session.keeping import PAUSE, PAUSES_FOR_COST, RecordFile
from tests.records import EMPTY


def test_a_record_is_summed_up_at_most_once_in_a_while_and_always_at_the_end(tmp_path: Path) -> None:
    clock, summed_up = [0.0], []

    def sum_up(complete: bool) -> Record:
        summed_up.append(clock[0])
        return replace(EMPTY, complete=complete, seconds=clock[0])

    file = RecordFile(tmp_path / "record.json", sum_up, clock=lambda: clock[0])
    for moment in (0.0, 0.1, PAUSE / 2, PAUSE, PAUSE + 0.1, 3 * PAUSE, 3 * PAUSE + 0.1):
        clock[0] = moment
        file.refresh()
    assert summed_up == [0.0, PAUSE, 3 * PAUSE]
    file.write(complete=True)
    kept = json.loads((tmp_path / "record.json").read_text())
    assert (kept["complete"], kept["seconds"]) == (True, clock[0])


def test_a_record_that_takes_long_to_write_is_written_less_often(tmp_path: Path) -> None:
    clock, summed_up = [0.0], []

    def sum_up(complete: bool) -> Record:
        summed_up.append(clock[0])
        clock[0] += 1.0
        return EMPTY

    file = RecordFile(tmp_path / "record.json", sum_up, clock=lambda: clock[0])
    for moment in range(2 * PAUSES_FOR_COST):
        clock[0] = max(clock[0], float(moment))
        file.refresh()
    assert summed_up == [0.0, 1.0 + PAUSES_FOR_COST]


def test_a_file_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    file = RecordFile(tmp_path / "nowhere" / "record.json", lambda complete: EMPTY)
    with pytest.raises(pytest.UsageError, match=r"--claims-json: cannot write .*record\.json \(No such file"):
        file.write(complete=False)
