"""The catalogue: claims are listed and explained without being decided."""

from fnmatch import fnmatch
from pathlib import Path

import pytest

from pytest_gilclaims.figure import Figure
from pytest_gilclaims.report.explanation import strip
from tests.commands import gilclaims

RECORD = Path(__file__).parents[1] / "docs" / "report.json"
CLAIM = "gil.computing-threads-gain-nothing[numbers]"


def test_all_claims_are_listed_by_section_with_what_is_expected() -> None:
    outcome = gilclaims("list")
    assert outcome.returncode == 0, outcome.stderr
    lines = outcome.stdout.splitlines()
    assert lines[0] == "bound"
    assert f"  {CLAIM}: refuted with GIL off, otherwise holds" in lines
    assert "  folklore.python-cannot-do-threads: refuted" in lines


def test_a_claim_is_explained_by_its_controls_its_source_and_its_last_evidence() -> None:
    outcome = gilclaims("explain", CLAIM, RECORD)
    assert outcome.returncode == 0, outcome.stderr
    for part in (
        "Four threads take about as long",
        "negative control: must be refuted in threads_run_in_parallel, where",
        "def test_computing_threads_gain_nothing(",
        f"✓ {CLAIM}: holds",
        f"positive control: see the record of a run: gilclaims explain '{CLAIM}' RECORD",
        "positive control: speedup of processes over tasks: [",
        "lane 4",
    ):
        assert part in outcome.stdout
    assert max(map(len, outcome.stdout.split("On CPython")[1].splitlines())) <= 80


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("gil.running-needs-the-lok", "did you mean 'gil.running-needs-the-lock'?"),
        ("nope", "gilclaims list shows all claims"),
    ],
)
def test_a_claim_that_is_not_there_is_one_sentence_with_the_nearest_name(name: str, hint: str) -> None:
    outcome = gilclaims("explain", name)
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert outcome.stderr == f"gilclaims: no claim is named {name!r}: {hint}\n"


def test_claims_that_cannot_be_collected_are_one_sentence(tmp_path: Path) -> None:
    settings = tmp_path / "pytest.ini"
    for content, said in (
        ("claims_paths = nowhere", f"claims_paths names {tmp_path / 'nowhere'}, which is not a folder: correct it *"),
        ("addopts = --nope", "unrecognized arguments: --nope"),
        ("claims_paths = own", "run pytest --claims --collect-only to see why"),
    ):
        settings.write_text(f"[pytest]\n{content}\n")
        (tmp_path / "own").mkdir(exist_ok=True)
        (tmp_path / "own" / "test_own.py").write_text("1 / 0")
        outcome = gilclaims("list", cwd=tmp_path)
        assert (outcome.returncode, outcome.stdout) == (2, "")
        assert fnmatch(outcome.stderr, f"gilclaims: the claims cannot be collected: {said}\n")


def test_a_quiet_project_has_its_claims_listed_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -q\n")
    outcome = gilclaims("list", cwd=tmp_path)
    assert (outcome.returncode, outcome.stderr) == (0, "")


def test_a_strip_shows_rounds_above_bounds_and_interval() -> None:
    figure = Figure(
        name="speedup", unit="×", low=1.0, estimate=1.5, high=2.0, bounds=(1.25,), values=[0.0, 1.5, 1.5, 4.0]
    )
    dots, below, axis = strip(figure)
    assert (dots[0], dots.strip("· ")) == ("·", "•")
    assert below.strip() == "===|" + "=" * (len(below.strip()) - 4)
    assert axis.split() == ["0", "4"]
