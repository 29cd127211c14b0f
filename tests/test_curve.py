"""A curve over numbers of workers: measured, kept in a record, drawn on the screen and on the page."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_gilclaims import Observation, scales
from pytest_gilclaims.asking.inquiry import Inquiry, curve_of
from pytest_gilclaims.asking.thread_questions import ALONE, LOOP, processes, together
from pytest_gilclaims.figure import Point
from pytest_gilclaims.judging.verdict import Verdict, judge_rounds
from pytest_gilclaims.report import bars_picture, curve_picture
from pytest_gilclaims.report.answer import answer_lines
from pytest_gilclaims.report.curve import ONE, curve_lines, tallest, whole
from pytest_gilclaims.report.html import page
from pytest_gilclaims.report.matrix import merge
from pytest_gilclaims.report.record import Record
from pytest_gilclaims.report.store import as_json, record_of
from pytest_gilclaims.report.terminal import claim_lines, in_plain_letters
from pytest_gilclaims.running import evidence
from pytest_gilclaims.testing import experiment_of
from tests.answers import an_answer
from tests.commands import gilclaims
from tests.records import shortened_report

PLACE = Path("record.json")

TWO = Point(workers=2, low=1.85, estimate=1.9, high=1.95, machine=1.97)
FOUR = Point(workers=4, estimate=3.4, machine=3.9)

numbers = st.none() | st.floats(0, 1e9)


def ordered(workers: int, ends: list[float], estimate: float | None, machine: float | None) -> Point:
    """Invent a point whose interval lies around its estimate."""
    if estimate is None or len(ends) < 2:
        return Point(workers=workers, estimate=estimate, machine=machine)
    low, middle, high = sorted([*ends, estimate])
    return Point(workers=workers, low=low, estimate=middle, high=high, machine=machine)


points = st.builds(ordered, st.integers(1, 64), st.lists(st.floats(0, 1e9), max_size=2), numbers, numbers)


def a_round(gains: dict[int, float]) -> dict[str, Observation]:
    """Invent a round: what each number of threads gained, where the machine gave all that it has."""
    one = Observation(wall=0.04, cpu=0.04, queued=0.0, overlap=0.0)
    return {
        ALONE: one,
        LOOP: one,
        **{together(count): replace(one, wall=0.04 / gain, overlap=0.02) for count, gain in gains.items()},
        **{processes(count): replace(one, wall=0.04 / count) for count in gains},
    }


def record_with(*curve: Point) -> Record:
    """Give the first claim of a record a curve."""
    record = record_of(json.dumps(shortened_report()), PLACE)
    first, *others = record.claims
    return replace(record, claims=[replace(first, curve=curve), *others])


def page_of(record: Record) -> str:
    """Write the page of one record that is complete."""
    record = replace(record, complete=True)
    return page(merge([(PLACE, record)]), [record])


@pytest.mark.parametrize(("gain", "verdict"), [(3.9, Verdict.HOLDS), (1.0, Verdict.REFUTED)])
def test_a_claim_about_several_numbers_of_threads_has_a_point_for_each(gain: float, verdict: Verdict) -> None:
    one = a_round({2: 1.9, 4: gain})
    judgement = judge_rounds(scales(len, workers=(1, 2, 4)).trial(experiment_of([one])), [one] * 20)
    assert judgement.verdict is verdict, judgement.reason
    two, four = evidence.curve(judgement.standing)
    assert (two.workers, four.workers) == (2, 4)
    assert [two.low, two.estimate, two.high, two.machine] == pytest.approx([1.9, 1.9, 1.9, 2.0])
    assert [four.estimate, four.machine] == pytest.approx([gain, 4.0])


def test_a_single_number_of_threads_is_no_curve() -> None:
    one = a_round({4: 3.9})
    judgement = judge_rounds(scales(len).trial(experiment_of([one])), [one] * 20)
    assert evidence.curve(judgement.standing) == ()


def test_a_record_keeps_a_curve_and_one_of_schema_3_has_none() -> None:
    record = record_with(TWO, FOUR)
    again = record_of(as_json(record), PLACE)
    assert again.claims[0].curve == (TWO, FOUR)
    old = shortened_report() | {"schema": 3}
    for claim in old["claims"]:
        claim.pop("curve", None)
    assert {claim.curve for claim in record_of(json.dumps(old), PLACE).claims} == {()}


@pytest.mark.parametrize("change", [{"workers": 0}, {"low": 2.0}, {"machine": -1.0}])
def test_a_point_that_cannot_be_drawn_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"claims\[0\]\.curve\[0\]: must be a number of workers with"):
        record_of(as_json(record_with(replace(TWO, **change))), PLACE)


def test_the_screen_draws_a_curve_only_when_all_is_asked_for() -> None:
    [claim, *_] = record_with(TWO, FOUR).claims
    told = [text for text, _ in claim_lines(claim, cause=True)]
    assert any(line.startswith("    4 threads ") and line.endswith(" 3.40") for line in told)
    assert any(line.startswith("    2 threads ") and line.endswith(" 1.90 [1.85 1.95]") for line in told)
    assert sum("this machine gives" in line for line in told) == 2
    assert not any("this machine gives" in text for text, _ in claim_lines(claim))
    assert max(map(len, told)) <= 80
    assert "?" not in in_plain_letters("".join(curve_lines(whole([TWO]))))


def test_the_page_draws_it_with_its_numbers_in_words() -> None:
    text = page_of(record_with(TWO, FOUR))
    assert "4: 3.40 times as fast, this machine 3.90 times" in text
    assert "2: 1.90 times as fast (1.85 to 1.95), this machine 1.97 times" in text
    assert 'class="gain"' not in page_of(record_with())


@given(st.lists(points, max_size=5))
def test_any_curve_can_be_drawn(drawn: list[Point]) -> None:
    complete = whole(drawn)
    assert complete[0] == ONE
    for picture in (
        curve_picture.curve(complete),
        bars_picture.bars([("<&>", point) for point in complete]),
    ):
        root = ElementTree.fromstring(picture)
        assert root.attrib["aria-label"]
        assert "nan" not in picture
        assert "inf" not in picture
    assert len(list(curve_lines(complete))) >= len(complete)
    assert tallest(complete) >= 1


def test_names_of_lines_do_not_lie_upon_each_other() -> None:
    root = ElementTree.fromstring(curve_picture.curve([ONE, replace(TWO, machine=1.9)]))
    heights = [float(one.attrib["y"]) for one in root.iter("text") if one.text in ("threads", "this machine")]
    assert len(set(heights)) == len(heights) == 3


def test_an_answer_about_several_numbers_draws_each_beside_the_machine() -> None:
    one, two, four = ONE, replace(TWO, machine=2.0), Point(workers=4)
    curve = [
        {"workers": p.workers, "gain": gain, "low": p.low, "estimate": p.estimate, "high": p.high, "machine": p.machine}
        for p, gain in ((one, "nothing"), (two, None), (four, None))
    ]
    answer = an_answer(curve=curve, why={"2 threads": "not decided: too noisy"}, advice="wait")
    lines = list(answer_lines(answer))
    assert f"  1 thread               {'━' * 18:<36} 1.00" in lines
    assert f"  2 threads              {'━' * 34:<36} 1.90 [1.85 1.95] ?" in lines
    assert f"    this machine gives   {'─' * 36} 2.00" in lines
    assert "  4 threads              not decided" in lines
    assert "  2 threads: not decided: too noisy" in lines
    assert not any(line.startswith("  this machine gives") for line in lines)


def test_what_was_not_reached_is_left_open_in_the_curve() -> None:
    assert curve_of(Inquiry(text="1"), {}) == []
    one, two = curve_of(Inquiry(text="1", workers=(2, 1)), {})
    assert one == {"workers": 1, "gain": "nothing", "low": 1.0, "estimate": 1.0, "high": 1.0, "machine": 1.0}
    assert two == {"workers": 2, "gain": None, "low": None, "estimate": None, "high": None, "machine": None}


@pytest.mark.parametrize("workers", ["1", "0,2", "2,65", "2,", "two"])
def test_numbers_of_threads_that_are_none_are_refused(workers: str) -> None:
    outcome = gilclaims("ask", "1", f"--workers={workers}")
    assert (outcome.returncode, outcome.stdout, outcome.stderr.count("\n")) == (2, "", 1)
    assert "invalid" in outcome.stderr


def test_numbers_of_threads_that_share_no_round_are_refused_with_the_remedy() -> None:
    outcome = gilclaims("ask", "1", "--workers=3,7,64")
    assert (outcome.returncode, outcome.stdout, outcome.stderr.count("\n")) == (2, "", 1)
    assert "ask for numbers that divide one another" in outcome.stderr


def test_a_curve_is_measured_and_nothing_of_it_is_wrong() -> None:
    outcome = gilclaims("ask", "--json", "--budget=2", "--workers=2,1,2", "-s", "import time", "time.sleep(0.01)")
    assert outcome.returncode == 0, outcome.stderr
    answer = json.loads(outcome.stdout)
    one, two = answer["curve"]
    assert (one["workers"], one["estimate"], two["workers"], answer["workers"]) == (1, 1.0, 2, 2)
    assert two.keys() == {"workers", "gain", "low", "estimate", "high", "machine"}
    assert two["gain"] == answer["threads"]["gain"]
    assert two["gain"] in ("gains", None)
    assert two["gain"] or "threads" in answer["why"]
