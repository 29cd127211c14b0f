"""The command line: what is wrong is one line and exit 2, and who stops reading hears nothing."""

import importlib.metadata
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import gilclaims
from tests.records import REPORT

COMMAND = [sys.executable, "-m", "pytest_gilclaims"]


def test_the_version_is_that_of_the_distribution() -> None:
    outcome = gilclaims("--version")
    assert outcome.stdout == f"pytest-gilclaims {importlib.metadata.version('pytest-gilclaims')}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "the following arguments are required: COMMAND: see gilclaims --help"),
        (["matrix"], "the following arguments are required: RECORD: see gilclaims matrix --help"),
        (["matrix", "nowhere.json"], "cannot read nowhere.json (No such file or directory)"),
        (["matrix", "no\nwhere.json"], "cannot read no where.json (No such file or directory)"),
        (["html", "tests", "-o", "page"], "cannot read tests (Is a directory)"),
        (["html", REPORT, "-o", "nowhere/page"], "cannot write nowhere/page (No such file or directory)"),
        (["compare", REPORT, sys.executable], f"cannot read {sys.executable} (it is not valid Unicode text)"),
        (["explain", "gil.*", "nowhere.json"], "cannot read nowhere.json (No such file or directory)"),
        (["trace", "nowhere.md"], "cannot read nowhere.md (No such file or directory)"),
        (["trace", sys.executable], f"cannot read {sys.executable} (it is not valid Unicode text)"),
        (["run", f"--output={REPORT}"], f"{REPORT}: File exists"),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, list) else "",
)
def test_what_is_wrong_is_one_line(arguments: list[object], said: str) -> None:
    outcome = gilclaims(*arguments, cwd=REPORT.parents[1])
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert outcome.stderr == f"gilclaims: {said}\n"


def test_an_interpreter_that_is_nowhere_is_told_beside_those_that_there_are() -> None:
    outcome = gilclaims("run", "--python=9.9")
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert re.fullmatch(r"gilclaims: no CPython 9\.9 was found: name .*the path of one\n", outcome.stderr)


def test_who_stops_reading_hears_no_complaint() -> None:
    with subprocess.Popen([*COMMAND, "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        complaints = process.stderr.read()
    assert complaints == b""
    assert process.returncode == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_output_that_cannot_be_written_is_one_line() -> None:
    with open("/dev/full", "w") as full:
        command = [*COMMAND, "matrix", str(REPORT)]
        outcome = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (outcome.returncode, outcome.stderr) == (2, "gilclaims: the output: No space left on device\n")


def test_an_output_may_be_the_screen_and_follows_what_is_printed_there(tmp_path: Path) -> None:
    arguments = [*COMMAND, "matrix", str(REPORT), "--badge=/dev/stdout"]
    piped = subprocess.run(arguments, capture_output=True, text=True, check=True).stdout
    with (tmp_path / "kept").open("w") as kept:
        subprocess.run(arguments, stdout=kept, check=True)
    assert (tmp_path / "kept").read_text() == piped
    assert piped.index("decided alike") < piped.index('"schemaVersion"')


def test_nothing_is_written_of_records_that_do_not_go_together(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("old")
    assert gilclaims("matrix", REPORT, REPORT, f"--html={page}", f"--json={page}").returncode == 2
    assert page.read_text() == "old"
    assert os.listdir(tmp_path) == ["page.html"]
