"""What the engine offers to the tests of other suites."""

import pytest

from pytest_gilclaims import Observation
from pytest_gilclaims.testing import experiment_of, judge_within, open_lab


def rounds(*values: object) -> list[dict[str, Observation]]:
    """Invent rounds of two arms, of which the first shows the values."""
    return [{"one": Observation(wall=1.0, facts={"value": value}), "other": Observation(wall=2.0)} for value in values]


def test_a_judge_decides_on_rounds_that_were_invented() -> None:
    experiment = experiment_of(rounds(3, 3))
    assert judge_within(60.0)(experiment.fact("value", "one").equals(3)).verdict == "holds"
    assert judge_within(60.0)(experiment_of(rounds(4)).fact("value", "one").equals(3)).verdict == "refuted"


def test_invented_rounds_that_do_not_suffice_are_told() -> None:
    experiment = experiment_of(rounds(None, None))
    with pytest.raises(RuntimeError, match="has only 2 rounds, and the judge asks for more"):
        judge_within(60.0)(experiment.fact("value", "one").equals(3))


def test_a_lab_has_workers_of_its_own() -> None:
    with open_lab(given={"words": 2}) as lab:
        assert lab.in_threads([int] * lab.workers) == [0] * lab.workers
        assert lab.given["words"] == 2
