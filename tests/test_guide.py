"""The guide in docs/guide.md: its sentences name claims that were decided, its page shows them, its examples run."""

import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pytest_gilclaims.documents.markdown import passages_of
from pytest_gilclaims.report.archive import unpack
from pytest_gilclaims.report.store import read_record, write_record
from tests.commands import gilclaims

DOCS = Path(__file__).parents[1] / "docs"
GUIDE = DOCS / "guide.md"
TEXT = GUIDE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    """The records that are kept, each in a file of its own."""
    folder = tmp_path_factory.mktemp("records")
    for name, record in unpack(DOCS / "records.tar.xz"):
        write_record(record, folder / name)
    return sorted(folder.iterdir())


def test_the_guide_fits_its_claims_and_each_sentence_was_accepted_as_it_is() -> None:
    outcome = gilclaims("trace", GUIDE)
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert outcome.stdout.endswith("; 0 to look at\n")
    marks = [mark for passage in passages_of(TEXT) for mark in passage.marks]
    assert [mark.line for mark in marks if mark.claims and not mark.digest] == []


def test_every_claim_of_the_guide_was_decided_by_some_interpreter() -> None:
    decided = {claim.id for _, record in unpack(DOCS / "records.tar.xz") for claim in record.claims if claim.is_decided}
    decided |= {claim.partition("[")[0] for claim in decided}
    named = {claim for passage in passages_of(TEXT) for claim in passage.claims}
    assert named - decided == set()


def test_the_page_of_the_guide_leads_from_every_verdict_to_its_evidence(
    records: Sequence[Path], tmp_path: Path
) -> None:
    output = tmp_path / "page.html"
    outcome = gilclaims("read", GUIDE, *records, "-o", output, "--fail-on", "stale,surprise")
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (0, "", "")
    page = output.read_text(encoding="utf-8")
    assert "<title>When threads help</title>" in page
    assert "no verdict on record" not in page
    led = re.findall(r'<a class="chip [^"]*" href="#([^"]+)"', page)
    assert len(led) > 100
    anchors = re.findall(r'<div id="([^"]+)">', page)
    assert len(anchors) == len(set(anchors))
    assert set(led) == set(anchors)
    for said in ("refuted where the GIL is off", "holds until 3.11", "holds since 3.14", "holds where it applies"):
        assert f" {said}<span" in page


def test_a_changed_word_is_stale_in_trace_page_and_exit_status(records: Sequence[Path], tmp_path: Path) -> None:
    copy, output = tmp_path / "guide.md", tmp_path / "page.html"
    changed = TEXT.replace("All tasks of a loop run in one thread.", "All tasks of a loop run in two threads.")
    assert changed != TEXT
    copy.write_text(changed, encoding="utf-8")
    traced = gilclaims("trace", copy)
    assert traced.returncode == 1
    line = 1 + changed[: changed.index("in two threads")].count("\n")
    assert traced.stdout.splitlines()[0] == (
        f"{copy}:{line}: stale, changed since its claims were made: All tasks of a loop run in two threads."
    )
    read = gilclaims("read", copy, records[0], "-o", output, "--fail-on", "stale,surprise")
    assert (read.returncode, read.stdout) == (1, "stale: tools.asyncio-is-one-thread\n")
    assert re.search(
        r'two threads\. <a class="chip mixed [^"]*is-stale" [^>]*>≠ stale<', output.read_text(encoding="utf-8")
    )
    assert gilclaims("read", copy, records[0], "-o", output, "--fail-on", "surprise").returncode == 0


def test_the_page_of_a_long_document_is_small_enough_to_send(records: Sequence[Path], tmp_path: Path) -> None:
    claims = sorted({claim for passage in passages_of(TEXT) for claim in passage.claims})
    document, output = tmp_path / "long.md", tmp_path / "page.html"
    document.write_text("".join(f"This is so. <!-- claim: {claims[n % len(claims)]} -->\n\n" for n in range(3000)))
    for number in range(2):
        copy = read_record(records[number])
        write_record(replace(copy, interpreter={**copy.interpreter, "key": str(number)}), tmp_path / f"{number}.json")
    outcome = gilclaims("read", document, *records, *tmp_path.glob("*.json"), "-o", output)
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert output.stat().st_size < 5_000_000


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_runs(number: int, tmp_path: Path) -> None:
    example = EXAMPLES[number]
    if "InterpreterPoolExecutor" in example and sys.version_info < (3, 14):
        pytest.skip("no pool of interpreters before 3.14")
    script = tmp_path / "example.py"
    script.write_text(example, encoding="utf-8")
    outcome = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False, timeout=300, cwd=tmp_path
    )
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert outcome.stdout
