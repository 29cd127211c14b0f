"""Surveys: interpreters are found, visited one by one, kept, taken up again; one that fails stops nobody."""

import contextlib
import json
import os
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pytest_gilclaims import Build
from pytest_gilclaims.commands.stops import Stop, is_called, stops
from pytest_gilclaims.commands.survey import origin, settle, survey
from pytest_gilclaims.facts.builds import executables
from pytest_gilclaims.report.store import read_record
from tests.commands import BASE, gilclaims

BUILD = replace(Build.this(), version="3.14.10", free_threaded=False)
FREE = replace(BUILD, free_threaded=True)

FAKE = """\
#!/bin/sh
[ "$1" = -I ] || {{ echo "this python is broken" >&2; exit 1; }}
echo '{answer}'
"""

UV = """\
#!/bin/sh
echo "error: Failed to inspect Python" >&2
echo "  cause: it is broken" >&2
exit 2
"""

NOBODY = 65534


def executable(path: Path, text: str) -> Path:
    """Write a script that can be run."""
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("name", "found"),
    [("3.14", BUILD), ("3.14.10", BUILD), ("3.14t", FREE), ("3.14.10t", FREE), ("3.1", None), ("3.14.1", None)],
)
def test_an_interpreter_is_called_by_its_version_whole_or_in_part(name: str, found: object) -> None:
    assert [build for build in (BUILD, FREE) if is_called(build, name)] == ([found] if found else [])


def test_a_wanted_interpreter_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match=r"no CPython 3\.99t was found"):
        stops(["3.99t"])


def test_a_free_threaded_build_is_visited_twice_under_two_names() -> None:
    visited = [Stop(build=FREE), Stop(build=FREE, lock_on=True)]
    assert [stop.title for stop in visited] == [
        "CPython 3.14.10 free-threaded",
        "CPython 3.14.10 free-threaded, PYTHON_GIL=1",
    ]
    assert len({stop.name for stop in visited}) == 2


@pytest.mark.skipif(os.name == "nt" or not BASE.exists(), reason="needs an installation of POSIX")
def test_a_survey_keeps_each_record_goes_on_where_it_was_and_names_who_failed(tmp_path: Path) -> None:
    answer = {
        "version": "3.13.99",
        "banner": "",
        "free_threaded": False,
        "configure": "",
        "compiler": "",
    }
    executable(tmp_path / "broken", FAKE.format(answer=json.dumps(answer)))
    # A project around the survey, whose settings would break each run.
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\nclaims_paths = no/such/folder\n")
    run = ("run", "--python", "./broken", "--python", BASE, "-o", "survey", "--", "--claim=gil.running-needs-the-lock")
    first = gilclaims(*run, cwd=tmp_path)
    assert first.returncode == 1
    assert "1 of " in first.stdout
    assert " –  CPython 3.13.99: could not be run: could not create an environment: " in first.stdout
    record = read_record(next((tmp_path / "survey").glob("*.json")))
    assert [claim.id for claim in record.claims] == ["gil.running-needs-the-lock"]
    assert " of them decided alike (the page shows them)" in first.stdout
    assert "page: survey/page.html" in first.stdout
    page = (tmp_path / "survey" / "page.html").read_text()
    assert "could not create an environment: " in page
    assert str(record.interpreter["title"]) in page
    again = gilclaims(*run, cwd=tmp_path)
    assert ", using the record of an earlier run" in again.stdout


@pytest.mark.skipif(os.name == "nt", reason="needs a shell of POSIX")
@pytest.mark.parametrize("has_uv", [True, False])
def test_an_environment_that_cannot_be_made_is_told_in_one_line_whoever_makes_it(
    has_uv: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = executable(tmp_path / "python", FAKE.format(answer="{}"))
    tools = tmp_path / "tools"
    tools.mkdir()
    if has_uv:
        executable(tools / "uv", UV)
    monkeypatch.setenv("PATH", str(tools))
    build = replace(BUILD, executable=str(broken))
    told: list[str] = []
    records, [failure] = survey([Stop(build=build)], tmp_path / "survey", [], told.append)
    reason = "error: Failed to inspect Python" if has_uv else "this python is broken"
    assert records == []
    assert failure.reason == f"could not create an environment: {reason}"
    assert told == ["1 of 1: CPython 3.14.10", f"   failed: {failure.reason}"]


def test_what_was_kept_under_other_options_is_not_taken_up(tmp_path: Path) -> None:
    settle(tmp_path / "survey", ["--claim=gil.*"])
    settle(tmp_path / "survey", ["--claim=gil.*"])
    with pytest.raises(
        ValueError, match=r"contains a survey with other options for pytest: choose another folder \(-o\)"
    ):
        settle(tmp_path / "survey", [])


def test_what_was_kept_with_other_packages_is_not_taken_up(tmp_path: Path) -> None:
    settle(tmp_path / "survey", ["--claim=gil.*"], ["pillow", "numpy"])
    settle(tmp_path / "survey", ["--claim=gil.*"], ["numpy", "pillow"])
    with pytest.raises(ValueError, match=r"contains a survey with other packages: choose another folder \(-o\)"):
        settle(tmp_path / "survey", ["--claim=gil.*"])
    with pytest.raises(ValueError, match="contains a survey with other options for pytest"):
        settle(tmp_path / "survey", [], ["numpy"])


INSTALLER = """\
#!/bin/sh
echo "$*" >> "$0.log"
[ "$1" != pip ] || { echo "error: No solution found for no-such-package" >&2; exit 1; }
"""


@pytest.mark.skipif(os.name == "nt", reason="needs a shell of POSIX")
def test_packages_are_installed_beside_the_plugin_and_one_that_cannot_be_is_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uv = executable(tmp_path / "uv", INSTALLER)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin")
    packages = ["numpy", "no-such-package"]
    records, [failure] = survey([Stop(build=BUILD)], tmp_path / "survey", [], lambda text: None, packages)
    assert records == []
    assert failure.reason.endswith("error: No solution found for no-such-package")
    installed = uv.with_name("uv.log").read_text().splitlines()[-1]
    assert installed.endswith(f"{origin()} numpy no-such-package")


@pytest.mark.skipif(os.name == "nt", reason="needs permissions of POSIX")
def test_a_folder_on_the_path_that_cannot_be_read_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        root, closed, opened = Path(name), Path(name, "closed"), Path(name, "open")
        root.chmod(0o755)
        for folder in (closed, opened):
            folder.mkdir()
            (folder / "python3.13").touch()
        closed.chmod(0)
        monkeypatch.setenv("PATH", os.pathsep.join([str(closed), str(closed / "bin"), str(opened)]))
        if os.geteuid() == 0:  # To root nothing is closed.
            os.seteuid(NOBODY)
            stack.callback(os.seteuid, 0)
        found = list(executables())
    assert opened / "python3.13" in found
    assert closed / "python3.13" not in found
