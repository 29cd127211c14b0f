"""The catalogue: claims are listed and explained without being decided."""

from pathlib import Path

from pytest_gilclaims.report.explanation import strip
from pytest_gilclaims.report.record import Figure
from tests.commands import gilclaims

RECORD = Path(__file__).parents[1] / "docs" / "report.json"
CLAIM = "gil.computing-threads-gain-nothing[numbers]"


def test_all_claims_are_listed_by_section_with_what_is_expected() -> None:
    outcome = gilclaims("list")
    assert outcome.returncode == 0, outcome.stderr
    lines = outcome.stdout.splitlines()
    assert lines[0] == "bound"
    assert f"  {CLAIM}: refuted with GIL off, else holds" in lines
    assert "  quiz.one-core-only: refuted" in lines


def test_a_claim_is_explained_by_its_controls_its_source_and_its_last_evidence() -> None:
    outcome = gilclaims("explain", CLAIM, RECORD)
    assert outcome.returncode == 0, outcome.stderr
    for part in (
        "Four threads need about as long",
        "negative control: must be refuted in threads_run_in_parallel, where",
        "def test_computing_threads_gain_nothing(",
        f"✓ {CLAIM}: holds",
        "positive control: speedup of processes over tasks",
        "lane 4",
    ):
        assert part in outcome.stdout
    assert max(map(len, outcome.stdout.split("On CPython")[1].splitlines())) <= 80


def test_a_claim_that_is_not_there_is_one_sentence_with_the_nearest_name() -> None:
    outcome = gilclaims("explain", "gil.running-needs-the-lok")
    assert outcome.returncode == 2
    assert "did you mean 'gil.running-needs-the-lock'?" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_a_strip_shows_rounds_above_bounds_and_interval() -> None:
    figure = Figure(
        name="speedup", unit="×", low=1.0, estimate=1.5, high=2.0, bounds=(1.25,), values=[0.0, 1.5, 1.5, 4.0]
    )
    dots, below, axis = strip(figure)
    assert (dots[0], dots.strip("· ")) == ("·", "•")
    assert below.strip() == "===|" + "=" * (len(below.strip()) - 4)
    assert axis.split() == ["0", "4"]
