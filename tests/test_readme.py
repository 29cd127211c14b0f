"""The README keeps its word: its report, its options, its links and its example are what they are said to be."""

import re
from pathlib import Path

from docs.report import with_report
from pytest_gilclaims.report.record import read_record
from pytest_gilclaims.report.terminal import whole
from pytest_gilclaims.suite import bundled_revision

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
REPORT = read_record(ROOT / "docs" / "report.json")


def test_the_report_in_the_readme_is_that_of_the_record_beside_it() -> None:
    assert with_report(README, whole(REPORT)) == README
    assert f"{len(REPORT.claims)} claims: " in README


def test_the_report_is_of_the_claims_that_ship() -> None:
    assert REPORT.complete
    assert REPORT.suite == bundled_revision(), "run docs/report.py: the claims have changed"


def test_every_option_and_setting_is_in_the_readme() -> None:
    plugin = (ROOT / "src" / "pytest_gilclaims" / "plugin.py").read_text()
    names = re.findall(r'addoption\(\s*"(--[a-z-]+)"', plugin) + re.findall(r'addini\(\s*"([a-z_]+)"', plugin)
    assert len(names) == 17
    assert [name for name in names if name not in README] == []


def test_links_lead_somewhere() -> None:
    for document in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_the_claim_in_the_readme_is_the_one_that_ships() -> None:
    [example] = re.findall(r"^@claim\(.*?^```", README, flags=re.MULTILINE | re.DOTALL)
    shipped = (ROOT / "claims" / "test_gil.py").read_text()
    for line in example.removesuffix("```").splitlines():
        words = line.strip().removeprefix("def test_one_thread_runs_bytecode_at_a_time(looks, judge):")
        assert words in shipped
