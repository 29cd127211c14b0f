"""An answer as a page and as a timeline: one file each, complete, with nothing in it that runs or is fetched."""

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pytest_gilclaims.asking.course import course_of
from pytest_gilclaims.asking.inquiry import Inquiry, read_course
from pytest_gilclaims.instruments.race import Observation, Race
from pytest_gilclaims.instruments.watching import Lane
from pytest_gilclaims.report.answer_page import answer_page
from pytest_gilclaims.report.course_trace import course_trace
from tests.answers import an_answer
from tests.commands import gilclaims

POINT = {"gain": "gains", "low": 1.8, "estimate": 1.87, "high": 1.91, "machine": 1.97}
ONE = {"workers": 1, "gain": "nothing", "low": 1.0, "estimate": 1.0, "high": 1.0, "machine": 1.0}
CURVE = [ONE, {**POINT, "workers": 2}, {**POINT, "workers": 4, "gain": None, "low": None, "high": None}]


def answered(**changes: Any) -> dict[str, Any]:
    """Invent an answer that is complete."""
    return an_answer(advice="threads: they gain", **changes)


def slices_of(text: str) -> dict[tuple[int, int], list[tuple[str, float]]]:
    """Return what begins and ends in each thread of a trace."""
    seen: dict[tuple[int, int], list[tuple[str, float]]] = {}
    for event in json.loads(text)["traceEvents"]:
        if event["ph"] in "BE":
            seen.setdefault((event["pid"], event["tid"]), []).append((event["ph"], event["ts"]))
    return seen


def assert_time_never_goes_back(text: str) -> None:
    """Hold a trace to what holds of a record's."""
    for events in slices_of(text).values():
        assert "".join(phase for phase, _ in events) == "BE" * (len(events) // 2)
        assert all(earlier <= later for (_, earlier), (_, later) in pairwise(events))


def test_a_page_has_the_answer_and_the_reasons_and_needs_nothing_else() -> None:
    text = answer_page([answered(curve=CURVE, why={"4 threads": "never shown", "threads": "too noisy"})])
    assert "<strong>threads: they gain</strong>" in text
    assert "<code>work()</code>" in text
    assert "<dd>too noisy</dd>" in text
    assert "2: 1.87 times as fast (1.80 to 1.91), this machine 1.97 times" in text
    assert text.count('class="open"') == 2
    assert not re.search(r"<script|<link|src=|href=|url\(|https?:", text)
    assert text.count("<svg") == text.count('role="img"') == text.count("aria-label=") - 1 == 2


def test_without_a_curve_there_are_bars_alone() -> None:
    text = answer_page([answered(threads="gains")])
    assert text.count("<svg") == 1
    assert '<th scope="row">4 threads</th>' in text


def test_what_an_answer_says_is_text_and_no_html() -> None:
    text = answer_page([answered(call="a < b > '<script>'", why={"processes": "<b>&"}, interpreter="<i>")])
    assert "<script" not in text
    assert "<b>" not in text
    assert "<i>" not in text
    assert "a &lt; b &gt;" in text


def test_several_answers_stand_on_one_page() -> None:
    text = answer_page([answered(), answered(interpreter="CPython 3.14.2 free-threaded, GIL off", lock="off")])
    assert text.count("<article>") == 2
    assert "GIL off" in text


def lane(*moments: int, thread: int = 1) -> Lane:
    """Invent a worker that was at it between every other moment, in milliseconds."""
    ends = [1_000_000 * moment for moment in moments]
    runs = tuple(zip(ends[2::2], ends[3::2], strict=True))
    return Lane(begun=ends[0], ended=ends[1], runs=runs, cpu=0.0, pid=7, thread=thread)


def race_of(*rounds: list[Lane]) -> Race:
    """Make a race with one arm in which so many rounds were seen."""
    told = iter(rounds)
    race = Race("toy", {"threads": lambda: Observation.of(next(told)), "nobody": lambda: Observation(wall=1.0)})
    for _ in rounds:
        race.run_round()
    return race


def test_rounds_follow_one_another_on_one_axis() -> None:
    race = race_of([lane(5, 8), lane(6, 7, thread=2)], [lane(10, 15, 11, 12, 13, 14)])
    assert course_of([race]) == [
        {
            "experiment": "toy",
            "arm": "threads",
            "lanes": [
                {"pid": 7, "thread": 1, "runs": [(0, 3), (6, 7), (8, 9)]},
                {"pid": 7, "thread": 2, "runs": [(1, 2)]},
            ],
        }
    ]


@given(st.lists(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=3), max_size=4))
def test_a_course_is_a_trace_in_which_time_never_goes_back(shape: list[list[tuple[int, int]]]) -> None:
    rounds = [
        [lane(100 * number + min(pair), 100 * number + max(pair)) for pair in pairs]
        for number, pairs in enumerate(shape)
    ]
    course = course_of([race_of(*[lanes or [lane(100 * n, 100 * n)] for n, lanes in enumerate(rounds)])])
    text = course_trace([{"call": "work()", "interpreter": "CPython", "timeline": json.loads(json.dumps(course))}])
    assert_time_never_goes_back(text)
    counts = [event["args"]["workers"] for event in json.loads(text)["traceEvents"] if event["ph"] == "C"]
    assert not counts or (min(counts), counts[-1]) == (0, 0)


def test_nothing_is_known_of_a_course_that_was_not_written(tmp_path: Path) -> None:
    assert read_course(tmp_path / "found.json") == []
    assert not Inquiry(text="1").timeline


def test_ask_writes_the_page_and_the_timeline_beside_what_it_prints(tmp_path: Path) -> None:
    page, timeline = tmp_path / "answer.html", tmp_path / "trace.json"
    page.write_text("old")
    outcome = gilclaims(
        "ask", "--json", "--budget=2", f"--html={page}", f"--timeline={timeline}", "sum(range(20_000))", cwd=tmp_path
    )
    assert outcome.returncode == 0, outcome.stderr
    answer = json.loads(outcome.stdout)
    assert "timeline" not in answer
    assert "curve" not in answer
    assert page.read_text() == answer_page([answer])
    text = timeline.read_text()
    assert_time_never_goes_back(text)
    names = {event["args"].get("name", "") for event in json.loads(text)["traceEvents"] if event["ph"] == "M"}
    assert "sum(range(20_000)): one thread" in names
    assert {path.name for path in tmp_path.iterdir()} == {"answer.html", "trace.json"}


def test_a_file_that_cannot_be_written_is_told_in_one_sentence(tmp_path: Path) -> None:
    outcome = gilclaims("ask", "--budget=0.5", "--html", tmp_path / "nowhere" / "file", "1 + 1")
    assert outcome.returncode == 2
    assert outcome.stderr.count("\n") == 1
    assert "cannot write" in outcome.stderr
