"""The demonstration: its pictures, and what it says on either kind of build."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pytest_gilclaims.report import demo
from pytest_gilclaims.report.record import ClaimRecord, Scene, Timeline, TimelineLane
from pytest_gilclaims.report.store import read_record

REPORT = read_record(Path(__file__).parents[1] / "docs" / "report.json")


def text_of(claim: ClaimRecord, scene: Scene) -> str:
    return "\n".join(text for text, _ in demo.scene_lines(scene, claim, REPORT.timelines_of(claim)))


def claim_of(scene: Scene) -> ClaimRecord:
    return next(claim for claim in REPORT.claims if claim.id == scene.claim)


def test_threads_that_take_turns_are_drawn_one_below_the_other() -> None:
    lanes = [TimelineLane(pid=1, thread=number, runs=[(number * 28.0, number * 28.0 + 28)]) for number in range(2)]
    lines = [text for text, _ in demo.picture(Timeline(arm="threads", lanes=lanes), "thread")]
    assert lines == [
        "    thread 1   " + "█" * 28 + "·" * 28,
        "    thread 2   " + "·" * 28 + "█" * 28,
        "               0" + "56 ms".rjust(55),
    ]


def test_an_arm_without_runs_is_drawn_empty() -> None:
    lanes = [TimelineLane(pid=1, thread=1, runs=[])]
    [line, _] = [text for text, _ in demo.picture(Timeline(arm="threads", lanes=lanes), "thread")]
    assert line == "    thread 1   " + "·" * 56


@pytest.mark.parametrize("scene", REPORT.scenes, ids=lambda scene: scene.title)
def test_every_scene_has_a_picture_in_80_columns_a_sentence_and_its_counterpart(scene: Scene) -> None:
    claim = claim_of(scene)
    text = text_of(claim, scene)
    assert scene.title in text
    assert "█" in text
    assert scene.meaning[claim.verdict] in " ".join(text.split())
    assert scene.elsewhere[claim.verdict] in " ".join(text.split())
    assert all(len(line) <= 80 for line in text.splitlines())


def test_a_scene_whose_claim_was_not_decided_says_why_instead_of_what_it_shows() -> None:
    scene = REPORT.scenes[0]
    claim = replace(claim_of(scene), verdict="inconclusive", reason="nothing was seen")
    text = text_of(claim, scene)
    assert "? inconclusive: nothing was seen" in text
    assert scene.meaning["holds"] not in " ".join(text.split())


def test_the_demonstration_of_this_interpreter_shows_every_scene(tmp_path: Path) -> None:
    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", "--claims-demo", "--claims-budget=120"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert " demonstration " in outcome.stdout
    assert [scene.title for scene in REPORT.scenes if scene.title not in outcome.stdout] == []
