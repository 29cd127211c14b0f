"""The workflows and the action: pinned, without rights that they do not need; the action's script does what it says."""

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from pytest_gilclaims.report.store import read_record
from tests.commands import inherited

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTION = ROOT / "action.yml"

PINNED = re.compile(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


@pytest.mark.parametrize("file", [*WORKFLOWS, ACTION], ids=lambda path: path.name)
def test_actions_are_pinned_to_a_commit_with_the_version_beside_it(file: Path) -> None:
    used = re.findall(r"uses: (.*)", file.read_text(encoding="utf-8"))
    assert used
    assert [action for action in used if not action.startswith("./") and not PINNED.fullmatch(action)] == []


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_has_no_rights_but_those_that_a_job_asks_for(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert "\npermissions: {}\n" in text
    assert text.count("actions/checkout@") == text.count("persist-credentials: false")
    assert set(re.findall(r"^      ([\w-]+): (?:write|read)$", text, re.M)) <= {"contents", "id-token"}
    assert "contents: write" not in text
    assert text.count("id-token: write") == (file.name == "release.yml")


def script(step: str) -> str:
    """Read what a step of the action runs."""
    text = ACTION.read_text(encoding="utf-8")
    found = re.search(rf"- name: {step}\n(?:      .*\n)*?      run: \|\n((?:        .*\n|\n)+)", text)
    assert found
    return textwrap.dedent(found[1])


def run(step: str, folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run a step as GitHub's runner does, in a folder."""
    files = {"GITHUB_OUTPUT": str(folder / "output"), "GITHUB_STEP_SUMMARY": str(folder / "summary")}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script(step)],
        cwd=folder,
        env=inherited("GITHUB_") | files | {"RUNNER_TEMP": str(folder), "INTERPRETER": sys.executable} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


CLAIM = '''
from pytest_gilclaims import Observation, Race, World, claim


@claim("own.{name}", without_world="one is one")
def test_{name}(lab, judge):
    """One is one."""
    ones = Race("ones", {{"arm": lambda: Observation(wall=0.0, facts={{"one": 1}})}})
    judge(lab.experiment(lambda lab: ones).fact("one", "arm").equals({value}))
'''


def test_the_action_decides_a_suite_with_options_keeps_the_record_and_shows_it(tmp_path: Path) -> None:
    suite = tmp_path / "my claims"
    suite.mkdir()
    for name in ("one", "other"):
        (suite / f"test_{name}.py").write_text(CLAIM.format(name=name, value=1))
    decided = run("decide", tmp_path, SUITE="my claims\n", ARGS="--claim=own.*\n\n--deselect=my claims/test_other.py")
    assert decided.returncode == 0, decided.stdout + decided.stderr
    [(name, record)] = [line.split("=") for line in (tmp_path / "output").read_text().splitlines()]
    assert name == "record"
    assert [claim.id for claim in read_record(Path(record)).claims] == ["own.one"]
    assert run("summary", tmp_path, RECORD=record).returncode == 0
    assert "| own.one | ✓ holds |" in (tmp_path / "summary").read_text(encoding="utf-8")


def test_the_action_fails_with_a_surprise_and_shows_it_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text(CLAIM.format(name="one", value=2))
    assert run("decide", tmp_path, SUITE="test_one.py", ARGS="").returncode == 1
    assert run("summary", tmp_path, RECORD=str(tmp_path / "claims-record.json")).returncode == 0
    assert "refuted" in (tmp_path / "summary").read_text(encoding="utf-8")


def test_the_action_says_so_where_there_is_no_record(tmp_path: Path) -> None:
    assert run("decide", tmp_path, SUITE="nowhere", ARGS="").returncode not in (0, 1)
    assert run("summary", tmp_path, RECORD=str(tmp_path / "claims-record.json")).returncode == 0
    assert "no complete record" in (tmp_path / "summary").read_text(encoding="utf-8")
