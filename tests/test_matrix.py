"""The matrix and the comparison: made from records, refused where records do not go together."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pytest_gilclaims.report.archive import unpack
from pytest_gilclaims.report.comparison import changes, reservations
from pytest_gilclaims.report.html import page
from pytest_gilclaims.report.matrix import as_data, as_markdown, as_text, merge
from pytest_gilclaims.report.record import Record
from pytest_gilclaims.report.store import read_record, write_record
from tests.commands import gilclaims

ROOT = Path(__file__).parents[1]
REPORT = read_record(ROOT / "docs" / "report.json")
TURNED = "gil.one-thread-runs-bytecode-at-a-time"


def with_verdict(record: Record, claim_id: str, verdict: str) -> Record:
    claims = tuple(replace(claim, verdict=verdict) if claim.id == claim_id else claim for claim in record.claims)
    return replace(record, claims=claims)


def on_another_interpreter(record: Record) -> Record:
    return replace(record, interpreter={**record.interpreter, "key": "another", "title": "Another | <b>Python</b>"})


ANOTHER = with_verdict(on_another_interpreter(REPORT), TURNED, "refuted")


def test_the_matrix_shows_what_the_interpreters_decide_differently() -> None:
    matrix = merge([(Path("a"), REPORT), (Path("b"), ANOTHER)])
    lines = list(as_text(matrix))
    assert lines[0] == f" 1  {REPORT.interpreter['title']}"
    assert [line for line in lines if line.startswith(TURNED)] == [f"{TURNED}   ✓  ✗"]
    undecided = sum(not claim.is_decided for claim in REPORT.claims)
    alike = len(REPORT.claims) - undecided - 1
    assert lines[6:] == [
        f"{len(REPORT.claims)} claims, {alike} of them decided alike (--all shows them)",
        f"left out as well: {undecided} claims that no interpreter decided",
    ]
    assert len(list(as_text(matrix, all_rows=True))) == 6 + len(REPORT.claims)


def test_the_matrix_says_since_when_as_far_as_its_records_tell() -> None:
    newer = replace(ANOTHER, interpreter={**ANOTHER.interpreter, "version": "3.14.1"})
    matrix = merge([(Path("a"), REPORT), (Path("b"), newer)])
    assert f"{TURNED}   ✓  ✗   holds until 3.13" in list(as_text(matrix))
    assert f"| **{TURNED}** | holds until 3.13 | ✓ holds | ✗ refuted |" in list(as_markdown(matrix))
    assert {row["id"]: row["since"] for row in as_data(matrix)["rows"] if row["since"]} == {TURNED: "holds until 3.13"}
    written = page(matrix, [REPORT, newer])
    assert '<td class="since">holds until 3.13</td>' in written
    # A column that would be empty is not there.
    assert 'class="since"' not in page(merge([(Path("a"), REPORT), (Path("b"), ANOTHER)]), [REPORT, ANOTHER])


def test_the_kept_records_tell_the_lock_from_the_build_and_from_the_version() -> None:
    kept = unpack(ROOT / "docs" / "records.tar.xz")
    said = {row.id: row.since for row in merge(kept).rows}
    assert said[TURNED] == "refuted where the GIL is off"
    assert said["gil.one-per-process"] == "holds until 3.11"
    assert said["guard.no-result[default-Pool]"] == "holds since 3.14"
    assert said["gil.waiting-threads-gain-a-lot"] == ""


def test_columns_of_unlike_machines_name_them() -> None:
    elsewhere = replace(ANOTHER, machine={**ANOTHER.machine, "cores_usable": 8})
    columns = merge([(Path("a"), REPORT), (Path("b"), elsewhere)]).columns
    assert [column.rpartition(", ")[2] for column in columns] == ["2 cores", "8 cores"]


def test_markdown_has_a_word_beside_each_sign_and_nothing_in_it_breaks_the_table() -> None:
    lines = list(as_markdown(merge([(Path("a"), REPORT), (Path("b"), ANOTHER)])))
    assert "Another \\| &lt;b&gt;Python&lt;/b&gt;" in lines[0]
    assert f"| **{TURNED}** | ✓ holds | ✗ refuted |" in lines
    assert len(lines) == 2 + len(REPORT.claims)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda record: replace(record, complete=False), "b is incomplete: its run was cut short"),
        (lambda record: replace(record, mode="falsify"), "b is of the mode 'falsify'"),
        (lambda record: replace(record, suite="other"), "b is of another revision of the claims than a"),
        (lambda record: REPORT, "b and a are of the same interpreter"),
    ],
)
def test_records_that_do_not_go_together_are_refused(spoil: Callable[[Record], Record], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        merge([(Path("a"), REPORT), (Path("b"), spoil(ANOTHER))])


def test_a_change_is_another_verdict_or_a_figure_beyond_its_interval() -> None:
    assert list(changes(REPORT, REPORT)) == []
    [change] = changes(REPORT, with_verdict(REPORT, TURNED, "refuted"))
    assert change.id == TURNED
    assert change.what.startswith("holds → refuted (")
    claim = next(claim for claim in REPORT.claims if claim.metric and claim.metric.low is not None)
    assert claim.metric is not None
    assert claim.metric.high is not None
    moved = replace(claim, metric=replace(claim.metric, estimate=claim.metric.high + 1))
    new = replace(REPORT, claims=tuple(moved if one.id == claim.id else one for one in REPORT.claims))
    assert [change.id for change in changes(REPORT, new)] == [claim.id]


def test_a_change_of_cause_is_told_though_the_verdict_is_the_same() -> None:
    claim = next(claim for claim in REPORT.claims if claim.id == "gil.computing-threads-use-no-free-core")
    arms = [replace(arm, cores=1.9) if arm.name == "threads" else arm for arm in claim.arms]
    new = replace(REPORT, claims=tuple(replace(one, arms=arms) if one.id == claim.id else one for one in REPORT.claims))
    [change] = changes(REPORT, new)
    assert change.what.startswith("threads used ")
    assert change.what.endswith(" → 1.90 cores")


def test_records_of_unlike_machines_or_suites_are_compared_in_verdicts_alone() -> None:
    figures = tuple(
        replace(claim, metric=replace(claim.metric, estimate=2 * claim.metric.high, high=2 * claim.metric.high))
        if claim.metric is not None and claim.metric.high is not None and claim.id != TURNED
        else claim
        for claim in REPORT.claims
    )
    moved = with_verdict(replace(REPORT, claims=figures), TURNED, "refuted")
    assert len(list(changes(REPORT, moved))) > 1
    assert list(reservations(REPORT, moved)) == []
    busier = replace(moved, machine={**REPORT.machine, "load_start": REPORT.machine["load_end"], "os": "Linux 9"})
    assert list(reservations(REPORT, busier)) == []
    larger = replace(moved, machine={**REPORT.machine, "cores_usable": 8})
    for other, said in (
        (larger, "the machines are not alike (usable cores: 2 → 8)"),
        (replace(moved, suite="x"), "two revisions"),
    ):
        assert [change.id for change in changes(REPORT, other)] == [TURNED]
        [reservation] = reservations(REPORT, other)
        assert reservation.startswith("Only verdicts are compared: ")
        assert said in reservation


def test_claims_that_came_or_went_are_told() -> None:
    fewer = replace(REPORT, claims=REPORT.claims[1:])
    assert [change.what for change in changes(REPORT, fewer)] == ["is not in the new record"]
    assert [change.what for change in changes(fewer, REPORT)] == [f"is new: {REPORT.claims[0].verdict}"]


def test_the_command_merges_compares_and_says_what_is_wrong_in_one_sentence(tmp_path: Path) -> None:
    one, other, none = (tmp_path / name for name in ("one.json", "other.json", "none.json"))
    write_record(REPORT, one)
    write_record(ANOTHER, other)
    none.write_text("[]")
    merged = gilclaims("matrix", one, other, "--markdown", tmp_path / "matrix.md")
    assert (merged.returncode, merged.stderr) == (0, "")
    assert f"{TURNED}   ✓  ✗" in merged.stdout
    assert f"**{TURNED}**" in (tmp_path / "matrix.md").read_text()
    files = {name: tmp_path / f"matrix.{name}" for name in ("html", "json", "badge")}
    gilclaims("matrix", one, other, *(f"--{name}={path}" for name, path in files.items()))
    assert TURNED in files["html"].read_text()
    [row] = [row for row in json.loads(files["json"].read_text())["rows"] if row["id"] == TURNED]
    assert row["verdicts"] == ["holds", "refuted"]
    badge = json.loads(files["badge"].read_text())
    assert (badge["schemaVersion"], badge["color"]) == (1, "blue")
    assert " on 2 interpreters · 20" in badge["message"]
    compared = gilclaims("compare", one, other)
    assert (compared.returncode, compared.stdout.splitlines()[-1]) == (1, "1 claim changed")
    write_record(replace(ANOTHER, machine={**ANOTHER.machine, "cpu": "Another"}), other)
    lines = gilclaims("compare", one, other).stdout.splitlines()
    assert lines[0].startswith("Only verdicts are compared: the machines are not alike (processor: ")
    assert [line.split(":")[0] for line in lines[1:]] == [TURNED, "1 claim changed"]
    for arguments in (["matrix", one, none], ["matrix", one, one], ["matrix", tmp_path / "nowhere.json"]):
        wrong = gilclaims(*arguments)
        assert wrong.returncode == 2
        assert "Traceback" not in wrong.stderr
