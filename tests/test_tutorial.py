"""The tutorial keeps its word: a reader who copies its blocks, in their order, gets what it says."""

import os
import re
from pathlib import Path

import pytest

from pytest_gilclaims.report.store import read_record
from tests.test_documented_commands import in_a_shell

TUTORIAL = Path(__file__).parents[1] / "docs" / "tutorial-your-code.md"
STEP = re.compile(r"^## (\d)\. .*?(?=^## |\Z)", flags=re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```sh\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)

STEPS = {int(step[1]): BLOCK.findall(step[0]) for step in STEP.finditer(TUTORIAL.read_text(encoding="utf-8"))}

UNDECIDED = "-o claims_min_decided=0 --claims-budget=20"
"""A busy machine may leave claims undecided."""


def statuses(block: str, told: str) -> set[int]:
    """Say how a block may end: one fails as the tutorial says, and a busy machine may decide nothing."""
    if "new rates:rate" in block:
        assert "rate() missing 1 required positional argument" in told
        return {2}
    if "gilclaims new" in block and "nothing was decided" in told:
        return {2}
    return {1} if "--claims-falsify" in block and "INCONCLUSIVE: it did not turn" in told else {0}


def verdict_on_screen(printed: str) -> str:
    """Find the one line that sums the verdicts up."""
    [line] = re.findall(r"^\d claims?: .*$", printed, flags=re.MULTILINE)
    return str(line)


@pytest.mark.skipif(os.name == "nt", reason="the tutorial speaks to a shell of POSIX")
def test_a_reader_ends_with_a_claim_that_is_decided_and_turns(tmp_path: Path) -> None:
    assert [len(blocks) for blocks in STEPS.values()] == [1, 1, 1, 1, 1, 2, 1]
    printed = {}
    for number, blocks in STEPS.items():
        for block in blocks:
            outcome = in_a_shell(block, tmp_path, PYTEST_ADDOPTS=UNDECIDED)
            told = outcome.stdout + outcome.stderr
            assert outcome.returncode in statuses(block, told), told
            printed[number] = outcome.stdout
    assert re.search("^→ ", printed[2], flags=re.MULTILINE)
    assert verdict_on_screen(printed[4]) in ("1 claim: 1 hold · no surprise", "1 claim: 1 inconclusive · no surprise")
    assert re.search(r"^ *positive control: ", printed[4], flags=re.MULTILINE)
    assert verdict_on_screen(printed[5]) in (
        "1 claim: 1 refuted as expected · no surprise",
        "1 claim: 1 inconclusive · 1 surprise",
    )
    record = read_record(tmp_path / "record.json")
    assert record.claims[0].id == "rates.looking-up-waits"
    assert record.broken == ()
