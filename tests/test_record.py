"""Records: read for what they say, and nothing made to fit."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pytest_gilclaims.report.archive import pack, unpack
from pytest_gilclaims.report.record import SCHEMA, Arm
from pytest_gilclaims.report.store import as_json, read_record, record_of, write_record
from pytest_gilclaims.running.evidence import thinned
from tests.records import EMPTY, REPORT, shortened_report

PLACE = Path("record.json")


def test_a_record_is_json_and_says_its_schema_first(tmp_path: Path) -> None:
    write_record(EMPTY, tmp_path / "record.json")
    content = json.loads((tmp_path / "record.json").read_text())
    assert next(iter(content)) == "schema"
    assert content["schema"] == SCHEMA
    assert content["complete"] is False


def test_a_record_is_read_back_as_it_was_written() -> None:
    record = replace(
        read_record(REPORT), slowed_by=("a tracer",), lock_changes=("on by an import",), durations={"rounds": 12.5}
    )
    claims = [replace(claim, beside="processes", arms=[locked(arm) for arm in claim.arms]) for claim in record.claims]
    written = as_json(replace(record, claims=claims))
    assert json.loads(as_json(record_of(written, PLACE))) == json.loads(written)


def locked(arm: Arm) -> Arm:
    return replace(arm, lock="mixed")


def test_a_record_of_schema_1_is_read_with_defaults_for_what_it_could_not_say() -> None:
    data = shortened_report() | {"schema": 1}
    for name in ("slowed_by", "lock_changes", "durations", "question", "answer", "scenes"):
        data.pop(name, None)
    for claim in data["claims"]:
        claim.pop("beside", None)
        claim.pop("seen_in", None)
        for arm in claim["arms"]:
            arm.pop("lock", None)
    record = record_of(json.dumps(data), PLACE)
    assert (record.schema, record.slowed_by, record.lock_changes, record.durations) == (SCHEMA, (), (), {})
    assert {claim.beside for claim in record.claims} == {None}
    assert {arm.lock for claim in record.claims for arm in claim.arms} == {None}
    assert record_of(as_json(record), PLACE) == record


def test_the_records_that_are_kept_are_read() -> None:
    assert len(unpack(REPORT.with_name("records.tar.xz"))) > 5


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"schema": 0}', r"is not a record of schema 4: make one with"),
        ('{"schema": 5}', r"is not a record of schema 4: make one with"),
        ('{"schema": true}', r"is not a record of schema 4: make one with"),
        ("[]", "is not a record: make one with"),
        ("{}", "is not a record: make one with"),
        ("not even JSON", "is not a record, as it is not JSON: make one with"),
        ('{"schema": NaN}', "is not a record, as it is not JSON: make one with"),
        ('{"schema": 1, "claims": 3}', r"is not a record \(complete: is missing\): make one with"),
    ],
)
def test_what_is_no_record_of_this_schema_is_refused_with_the_remedy(content: str, said: str) -> None:
    with pytest.raises(ValueError, match=rf"^record\.json {said}"):
        record_of(content, PLACE)


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("seconds", "3", "seconds: expected a number, got a string"),
        ("seconds", True, "seconds: expected a number, got a boolean"),
        ("seconds", -1, "seconds: must be zero or more"),
        ("seconds", 10**400, "seconds: expected a number up to 1e+100, got a larger one"),
        ("complete", 1, "complete: expected a boolean, got a number"),
        ("started", "yesterday", "started: must be a date and time in ISO 8601"),
        ("durations", {"x\n": None}, r"durations['x\n']: expected a number, got null"),
        ("slowed_by", "a tracer", "slowed_by: expected a list, got a string"),
        ("claims.1.rounds", 1.0, "claims[1].rounds: expected an integer, got a fraction"),
        (
            "claims.0.verdict",
            "perhaps",
            "claims[0].verdict: must be one of holds, refuted, inconclusive, not applicable",
        ),
        ("claims.0.expected", [], "claims[0].expected: expected a string, got a list"),
        ("claims.0.reason", "\ud800", "claims[0].reason: expected valid Unicode, got a lone surrogate"),
        ("claims.0.metric.estimate", "x", "claims[0].metric: must be a figure whose estimate lies in its interval"),
        ("claims.0.metric.estimate", 1e6, "claims[0].metric: must be a figure whose estimate lies in its interval"),
        ("claims.0.arms.0.lock", "ajar", "claims[0].arms[0].lock: must be one of on, off, mixed"),
        ("claims.0.arms.0.wal", 1.0, "claims[0].arms[0]: has the unknown key 'wal'"),
        ("interpreter.title", 3, "interpreter.title: expected a string, got a number"),
        ("machine.load_start.pressure", "high", "machine.load_start.pressure: expected a number, got a string"),
        ("machine.load_end", None, "machine.load_end: expected an object, got null"),
        ("packages.pytest.version", 9, "packages['pytest'].version: expected a string, got a number"),
        ("experiments.0.timeline.0.lanes.0.runs.0", [1], "runs[0]: expected 2 values, got 1"),
        ("experiments.0.timeline.0.lanes.0.runs.0", [2, 1], "runs[0]: must be a start and a later end"),
    ],
)
def test_the_first_thing_that_does_not_fit_is_named_with_its_place(place: str, value: object, said: str) -> None:
    data = shortened_report()
    *way, last = place.split(".")
    inner: Any = data
    for step in way:
        inner = inner[int(step) if step.isdigit() else step]
    inner[int(last) if last.isdigit() else last] = value
    with pytest.raises(ValueError, match=r"^record\.json is not a record \(") as refusal:
        record_of(json.dumps(data), PLACE)
    assert f"{said}): make one with pytest --claims --claims-json=FILE" in str(refusal.value)


@pytest.mark.parametrize(
    ("part", "name"), [("machine", "load_start"), ("interpreter", "title"), ("interpreter", "gil_end")]
)
def test_nothing_that_reports_read_may_be_missing(part: str, name: str) -> None:
    data = shortened_report()
    del data[part][name]
    with pytest.raises(ValueError, match=rf"{part}\.{name}: is missing"):
        record_of(json.dumps(data), PLACE)


def test_a_number_may_be_written_without_its_point() -> None:
    seconds = record_of(json.dumps(shortened_report() | {"seconds": 3}), PLACE).seconds
    assert (seconds, type(seconds)) == (3.0, float)


def test_timelines_are_thinned_to_their_longest_runs_in_order() -> None:
    runs = [(0, 5), (10, 11), (20, 29), (40, 43)]
    assert thinned(runs, 2) == [(0, 5), (20, 29)]
    assert thinned(runs, 9) == runs


def test_records_that_were_packed_are_the_same_when_unpacked(tmp_path: Path) -> None:
    report = read_record(REPORT)
    (tmp_path / "records.tar.xz").write_bytes(pack([report, report]))
    assert [record for _, record in unpack(tmp_path / "records.tar.xz")] == [report, report]


@pytest.mark.parametrize("content", [b"", b"no archive at all", pack([EMPTY])[:80]])
def test_what_is_no_archive_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "records.tar.xz").write_bytes(content)
    with pytest.raises(ValueError, match=r"records\.tar\.xz is not an archive of records"):
        unpack(tmp_path / "records.tar.xz")


def test_a_bound_too_large_to_be_drawn_is_left_out_of_the_picture() -> None:
    data = shortened_report()
    data["claims"][0]["metric"]["bounds"] = [1.5, 10**400]
    metric = record_of(json.dumps(data), PLACE).claims[0].metric
    assert metric is not None
    assert metric.numeric_bounds == [1.5]
