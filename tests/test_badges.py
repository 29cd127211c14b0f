"""Badges: never greener than the verdicts, dated, and at places that do not change."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_gilclaims.report.badges import badges, claim_badge, file_stem, suite_badge
from pytest_gilclaims.report.record import VERDICTS, Broken, ClaimRecord, Record
from tests.commands import gilclaims
from tests.records import EMPTY, REPORT

FEWER = settings(max_examples=50)
"""However busy the machine is."""

FOUR = ["schemaVersion", "label", "message", "color"]


def claim(
    verdict: str = "holds", claim_id: str = "a.b", *, surprise: bool = False, outdated: bool = False
) -> ClaimRecord:
    return ClaimRecord(
        id=claim_id,
        section="a",
        statement="",
        world="reality",
        verdict=verdict,
        expected=None,
        surprise=surprise,
        reason="",
        advice="",
        gil_before=True,
        gil_after=True,
        nodeid="",
        rerun="",
        outdated=outdated,
    )


def record(*claims: ClaimRecord, day: str = "2026-02-03", broken: Sequence[str] = ()) -> Record:
    failed = [Broken(id=each, nodeid="", error="") for each in broken]
    return replace(EMPTY, complete=True, started=f"{day}T10:00:00+00:00", claims=claims, broken=failed)


CLAIMS = st.builds(
    claim,
    verdict=st.sampled_from(VERDICTS),
    claim_id=st.sampled_from(["a.b", "a.c[x]", "a.d/e"]),
    surprise=st.booleans(),
    outdated=st.booleans(),
)
RECORDS = st.lists(
    st.builds(
        lambda claims, broken, day: record(*claims, broken=broken, day=day),
        st.lists(CLAIMS, max_size=3, unique_by=lambda each: each.id),
        st.lists(st.sampled_from(["a.b", "a.z"]), max_size=1),
        st.dates().map(str),
    ),
    min_size=1,
    max_size=3,
)


@FEWER
@given(RECORDS)
def test_a_badge_is_green_only_where_all_that_applies_holds_as_expected(records: list[Record]) -> None:
    for place, badge in badges(records):
        of_all = place == Path("suite.json")
        told = [each for one in records for each in one.claims if of_all or each.id == badge.label]
        broken = [each for one in records for each in one.broken if of_all or each.id == badge.label]
        all_well = {each.verdict for each in told} <= {"holds", "not applicable"} and not broken
        all_well = all_well and not any(each.surprise or each.outdated for each in told)
        holds = any(each.verdict == "holds" for each in told)
        assert ("green" in badge.color) == (all_well and holds)


@FEWER
@given(RECORDS)
def test_a_badge_is_what_the_endpoint_reads_and_tells_the_day_of_the_oldest_run(records: list[Record]) -> None:
    for _, badge in badges(records):
        data = badge.as_data()
        assert list(data) == FOUR
        assert data["schemaVersion"] == 1
        assert data["message"].rpartition(" · ")[2] in {one.started.partition("T")[0] for one in records}
    oldest = min(datetime.fromisoformat(one.started).date() for one in records)
    assert suite_badge(records).message.endswith(f" · {oldest}")


@FEWER
@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"])), unique=True))
def test_each_claim_has_a_file_of_its_own_in_the_folder(ids: list[str]) -> None:
    stems = [file_stem(each) for each in ids]
    assert len(set(stems)) == len(ids)
    assert not any("/" in stem or "\0" in stem for stem in stems)


def test_plain_ids_are_the_names_of_their_files() -> None:
    assert file_stem("gil.gains-nothing[numbers]") == "gil.gains-nothing[numbers]"
    assert file_stem("gil.reads[/dev/null]") == "gil.reads[%2Fdev%2Fnull]"


@pytest.mark.parametrize(
    ("records", "message", "color"),
    [
        ([record(claim())], "holds · 2026-02-03", "brightgreen"),
        ([record(claim("refuted"))], "refuted · 2026-02-03", "red"),
        ([record(claim("inconclusive"))], "inconclusive · 2026-02-03", "yellow"),
        ([record(claim("not applicable"))], "not applicable · 2026-02-03", "lightgrey"),
        ([record(claim(surprise=True))], "holds, 1 surprise · 2026-02-03", "red"),
        ([record(claim(outdated=True))], "holds, 1 outdated · 2026-02-03", "yellow"),
        ([record(broken=["a.b"])], "no verdict, 1 broken · 2026-02-03", "red"),
        (
            [record(claim(), day="2026-01-02"), record(claim("refuted")), record(day="2025-01-01")],
            "holds on 1, refuted on 1 · 2026-01-02",
            "red",
        ),
        (
            [record(claim()), record(claim("not applicable"))],
            "holds on 1, not applicable on 1 · 2026-02-03",
            "brightgreen",
        ),
    ],
)
def test_the_badge_of_a_claim_says_its_verdicts(records: list[Record], message: str, color: str) -> None:
    badge = claim_badge("a.b", records)
    assert (badge.label, badge.message, badge.color) == ("a.b", message, color)


def test_the_badge_of_a_suite_counts_verdicts_and_is_blue_where_some_are_refuted_as_expected() -> None:
    badge = suite_badge([record(claim(), claim("refuted", "a.c"), claim("not applicable", "a.d")), record(claim())])
    assert (badge.label, badge.color) == ("claims", "blue")
    assert badge.message == "2 hold, 1 refuted on 2 interpreters · 2026-02-03"
    nothing = suite_badge([record(claim("not applicable"))])
    assert (nothing.message, nothing.color) == ("nothing applies · 2026-02-03", "lightgrey")


def test_the_command_writes_a_badge_of_the_suite_and_one_of_each_claim(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "badges"
    written = gilclaims("badges", REPORT, "-o", folder)
    claims = json.loads(REPORT.read_text(encoding="utf-8"))["claims"]
    assert (written.returncode, written.stderr) == (0, "")
    assert written.stdout == f"{len(claims) + 1} badges in {folder}\n"
    assert {path.stem for path in (folder / "claims").iterdir()} == {file_stem(each["id"]) for each in claims}
    assert list(json.loads((folder / "suite.json").read_text(encoding="utf-8"))) == FOUR


def test_what_the_command_cannot_do_it_says_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for arguments, said in (
        ([REPORT, REPORT, "-o", tmp_path / "badges"], "are of the same interpreter"),
        ([REPORT, "-o", tmp_path / "file"], f"cannot make {tmp_path / 'file'} ("),
    ):
        wrong = gilclaims("badges", *arguments)
        assert wrong.returncode == 2
        assert said in wrong.stderr
        assert len(wrong.stderr.splitlines()) == 1
    assert not (tmp_path / "badges").exists()
