"""Refusals: what the system does not give leaves a claim undecided, with the reason, and the next one untouched."""

import json
import threading

import pytest

from pytest_gilclaims.instruments.refusal import Unavailable, starting
from pytest_gilclaims.testing import MakeClaims
from tests.toys import TRUE_CLAIM

REFUSED = """
from pytest_gilclaims.instruments.refusal import Unavailable


def refused(lab):
    lab[three]

    def arm():
        raise Unavailable("the system refuses to start 4 processes: Resource temporarily unavailable")

    async def awaited():
        arm()

    return arm, awaited


@pytest.fixture
def refusals(lab):
    return lab.experiment(lambda lab: Race("refusal", {"arm": refused(lab)[0]}))


@pytest.fixture
def awaited_refusals(lab):
    return lab.experiment(lambda lab: Race("awaited refusal", {"arm": refused(lab)[1]}))


@claim("toy.gets-no-processes", refuted_in=FALSE)
def test_gets_no_processes(refusals, judge):
    "It gets processes."
    judge(refusals.fact("value", "arm").equals(3))


@pytest.mark.asyncio
@claim("toy.gets-no-processes-either", refuted_in=FALSE)
async def test_gets_no_processes_either(awaited_refusals, judge):
    "It gets processes in a loop."
    await judge(awaited_refusals.fact("value", "arm").equals(3))
"""


@pytest.mark.parametrize(
    "error", [BlockingIOError(11, "Resource temporarily unavailable"), RuntimeError("can't start new thread")]
)
def test_who_cannot_be_started_is_named_with_the_reason_of_the_system(error: Exception) -> None:
    reason = getattr(error, "strerror", None) or error
    with pytest.raises(Unavailable) as caught, starting("four of them"):
        raise error
    assert str(caught.value) == f"the system refuses to start four of them: {reason}"


def test_what_can_be_started_is() -> None:
    thread = threading.Thread(target=int)
    with starting("a thread"):
        thread.start()
    thread.join()


def test_a_claim_that_gets_no_workers_is_inconclusive_and_the_next_is_decided(
    pytester: pytest.Pytester, make_claims: MakeClaims
) -> None:
    make_claims(REFUSED, TRUE_CLAIM)
    result = pytester.runpytest("--claims", "--claims-json=record.json", "test_toys.py")
    result.stdout.fnmatch_lines(["toy        [?] [?] ✓", "3 claims: 1 hold, 2 inconclusive · no surprise"])
    undecided, awaited, decided = json.loads((pytester.path / "record.json").read_text())["claims"]
    assert undecided["reason"] == "the system refuses to start 4 processes: Resource temporarily unavailable"
    assert awaited["reason"] == undecided["reason"]
    assert decided["verdict"] == "holds"
