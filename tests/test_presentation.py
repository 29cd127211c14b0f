"""The head of a suite: its question, its scenes, and what becomes of a file that is none."""

import json
from pathlib import Path

import pytest

from pytest_gilclaims.documents.guide import guide
from pytest_gilclaims.documents.presentation import NAME, Presentation, read_presentation
from pytest_gilclaims.testing import MakeClaims
from tests.toys import TRUE_CLAIM

SUITE = """
question = "What is the value?"

[[scene]]
title = "The value"
claim = "toy.value-is-three"
arm = "arm"
worker = "thread"
meaning.holds = "It is three."
elsewhere.holds = "As anywhere."
"""


def test_the_guide_has_a_question_and_scenes() -> None:
    head = read_presentation(guide())
    assert head.question.startswith("Why are my threads not faster")
    assert len(head.scenes) == 4


def test_a_suite_without_a_head_has_an_empty_one(tmp_path: Path) -> None:
    assert read_presentation(tmp_path) == Presentation()


def test_the_head_of_a_suite_stands_in_the_record(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    make_claims(TRUE_CLAIM)
    (pytester.path / NAME).write_text(SUITE)
    pytester.makeini("[pytest]\nclaims_paths = .\n")
    assert pytester.runpytest("--claims", "--claims-json=record.json").ret == 0
    record = json.loads((pytester.path / "record.json").read_text())
    assert record["question"] == "What is the value?"
    assert [scene["title"] for scene in record["scenes"]] == ["The value"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("question = ", "*suite.toml: *"), ("[[scene]]\nname = 1", "*suite.toml: a scene needs a title, claim, arm, *")],
    ids=["no TOML", "a scene of another kind"],
)
def test_a_head_that_cannot_be_read_is_a_sentence(
    pytester: pytest.Pytester, make_claims: MakeClaims, text: str, said: str
) -> None:
    make_claims(TRUE_CLAIM)
    (pytester.path / NAME).write_text(text)
    pytester.makeini("[pytest]\nclaims_paths = .\n")
    result = pytester.runpytest("--claims")
    result.stderr.fnmatch_lines([said])
    assert result.ret == pytest.ExitCode.USAGE_ERROR
