"""The README keeps its word: every command in it is run, here or by the CI script."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from docs.report import with_report
from pytest_gilclaims.report.record import read_record
from pytest_gilclaims.report.terminal import whole
from pytest_gilclaims.suite import bundled_revision

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
REPORT = read_record(ROOT / "docs" / "report.json")
COMMANDS = re.findall(r"^\| `(pytest [^`]+)`", README, flags=re.MULTILINE)


def test_the_two_command_lines_are_those_that_the_ci_script_reads_and_runs() -> None:
    ci = (ROOT / ".ci" / "run").read_text()
    headings = re.findall(r"\$\(readme '([^']+)'\)", ci)
    assert len(BLOCKS) == len(headings) == 2
    for heading in headings:
        [block] = re.findall(rf"^## {heading}\n.*?^```sh\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
        assert block in BLOCKS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_table_runs(command: str, tmp_path: Path) -> None:
    """Run for a few quick claims alone, as what a command means is not a matter of how many there are."""
    arguments = shlex.split(command)[1:]
    if "my/claims" in arguments:
        (tmp_path / "my").mkdir()
        (tmp_path / "my" / "claims").symlink_to(ROOT / "claims")
    if not {"--claim", "--claims-demo"}.intersection(arguments):
        arguments += ["--claim", "gil.running-needs-the-lock", "--claim", "gil.ten-downloads*"]
    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments, "--claims-budget=60", "-o", "claims_min_decided=0"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert re.search(r"^\d+ claims?: .* · no surprise$", outcome.stdout, flags=re.MULTILINE)


def test_the_report_in_the_readme_is_that_of_the_record_beside_it() -> None:
    assert with_report(README, whole(REPORT)) == README
    assert f"{len(REPORT.claims)} claims: " in README


def test_the_report_is_of_the_claims_that_ship() -> None:
    assert REPORT.complete
    assert REPORT.suite == bundled_revision(), "run docs/report.py: the claims have changed"


def test_every_option_and_setting_is_in_the_readme() -> None:
    plugin = (ROOT / "src" / "pytest_gilclaims" / "plugin.py").read_text()
    names = re.findall(r'addoption\(\s*"(--[a-z-]+)"', plugin) + re.findall(r'addini\(\s*"([a-z_]+)"', plugin)
    assert len(names) == 16
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
