"""The README keeps its word: its report, its options, its links and its example are what they are said to be."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from docs.report import with_report
from pytest_gilclaims.documents.suite import guide_revision
from pytest_gilclaims.report.store import read_record
from pytest_gilclaims.report.terminal import whole
from tests.commands import inherited

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
REPORT = read_record(ROOT / "docs" / "report.json")


def test_the_report_in_the_readme_is_that_of_the_record_beside_it() -> None:
    assert with_report(README, whole(REPORT)) == README
    assert f"{len(REPORT.claims)} claims: " in README


def test_the_report_is_of_the_claims_that_ship() -> None:
    assert REPORT.complete
    assert REPORT.suite == guide_revision(), "run docs/report.py: the claims have changed"


def test_every_option_and_setting_is_in_the_readme() -> None:
    plugin = (ROOT / "src" / "pytest_gilclaims" / "plugin.py").read_text()
    names = re.findall(r'addoption\(\s*"(--[a-z-]+)"', plugin) + re.findall(r'addini\(\s*"([a-z_]+)"', plugin)
    assert len(names) == 17
    assert [name for name in names if name not in README] == []


def test_links_lead_somewhere() -> None:
    for document in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_the_claims_run_in_a_clone_without_what_only_tests_need() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = [re.split(r"[^\w-]", each)[0].replace("-", "_") for each in project["optional-dependencies"]["test"]]
    assert "hypothesis" in extras
    absent = f"import pytest, sys; sys.modules.update(dict.fromkeys({extras})); sys.exit(pytest.main(sys.argv[1:]))"
    plugins = [f"-p{name}" for name in ("gilclaims", "benchmark", "asyncio")]
    outcome = subprocess.run(
        [sys.executable, "-c", absent, "--claims", "--claim=gil.running-needs-the-lock", *plugins],
        cwd=ROOT,
        env=inherited() | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.mark.parametrize("mode", ["--claims", "--claims-falsify"])
def test_the_claim_in_the_readme_runs_in_an_empty_folder(pytester: pytest.Pytester, mode: str) -> None:
    [example] = re.findall(r"^```python\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
    folder = pytester.mkdir("claims")
    (folder / "test_mine.py").write_text(example)
    result = pytester.runpytest_subprocess(mode, "claims", "--claims-json=record.json", "-oclaims_min_decided=0")
    assert result.ret == 0, result.stdout.str()
    [heard] = read_record(pytester.path / "record.json").claims
    assert (heard.id, heard.surprise) == ("mine.one-at-a-time", False)
