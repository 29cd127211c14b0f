"""Records: replaced as a whole or not at all."""

import json
import os
import stat
from pathlib import Path

import pytest

from pytest_gilclaims.evidence import thinned
from pytest_gilclaims.report.archive import pack, unpack
from pytest_gilclaims.report.record import SCHEMA, Record, as_json, read_record, replace_text, write_record

EMPTY = Record(
    complete=False,
    plugin="0",
    suite="",
    mode="reality",
    started="2026-01-01T00:00:00+00:00",
    seconds=0.0,
    interpreter={},
    machine={},
    packages={},
)


def test_a_record_is_json_and_says_its_schema_first(tmp_path: Path) -> None:
    write_record(EMPTY, tmp_path / "record.json")
    content = json.loads((tmp_path / "record.json").read_text())
    assert next(iter(content)) == "schema"
    assert content["schema"] == SCHEMA
    assert content["complete"] is False


def test_a_record_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    report = Path(__file__).parents[1] / "docs" / "report.json"
    write_record(read_record(report), tmp_path / "copy.json")
    assert json.loads((tmp_path / "copy.json").read_text()) == json.loads(report.read_text())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"schema": 0}', r"is no record of schema 1: make one with"),
        ("[]", "is no record: make one with"),
        ("{}", "is no record: make one with"),
        ("not even JSON", "is no record: make one with"),
        ('{"schema": 1, "claims": [{"verdict": "perhaps"}]}', "is no record: make one with"),
        ('{"schema": 1, "claims": 3}', "is no record: make one with"),
    ],
)
def test_what_is_no_record_of_this_schema_is_refused_with_the_remedy(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "record.json").write_text(content)
    with pytest.raises(ValueError, match=rf"record\.json {said}"):
        read_record(tmp_path / "record.json")


def test_replacing_leaves_no_temporary_file_and_ordinary_permissions(tmp_path: Path) -> None:
    file = tmp_path / "file"
    replace_text(file, "one")
    replace_text(file, "two")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert file.read_text() == "two"
    mask = os.umask(0o022)
    os.umask(mask)
    assert stat.S_IMODE(file.stat().st_mode) == 0o666 & ~mask


def test_what_cannot_be_written_leaves_the_old_content(tmp_path: Path) -> None:
    file = tmp_path / "file"
    replace_text(file, "old")
    with pytest.raises(UnicodeEncodeError):
        replace_text(file, "\ud800")
    assert file.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_timelines_are_thinned_to_their_longest_runs_in_order() -> None:
    runs = [(0, 5), (10, 11), (20, 29), (40, 43)]
    assert thinned(runs, 2) == [(0, 5), (20, 29)]
    assert thinned(runs, 9) == runs


def test_records_that_were_packed_are_the_same_when_unpacked(tmp_path: Path) -> None:
    report = read_record(Path(__file__).parents[1] / "docs" / "report.json")
    (tmp_path / "records.tar.xz").write_bytes(pack([report, report]))
    unpacked = unpack(tmp_path / "records.tar.xz")
    assert [as_json(record) for _, record in unpacked] == [as_json(report)] * 2
