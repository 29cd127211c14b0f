"""Surveys: interpreters are found, visited one by one, kept, taken up again; one that fails stops nobody."""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pytest_gilclaims.facts.builds import this_build
from pytest_gilclaims.report.record import read_record
from pytest_gilclaims.survey import Stop, is_called, stops
from tests.commands import gilclaims

BASE = Path(sys.base_prefix, "bin", f"python{sys.version_info[0]}.{sys.version_info[1]}")
BUILD = replace(this_build(), version="3.14.10", free_threaded=False)
FREE = replace(BUILD, free_threaded=True)

FAKE = """\
#!/bin/sh
[ "$1" = -I ] || {{ echo "this python is broken" >&2; exit 1; }}
echo '{answer}'
"""


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
    broken = tmp_path / "broken"
    answer = {
        "version": "3.13.99",
        "banner": "",
        "free_threaded": False,
        "configure": "",
        "compiler": "",
    }
    broken.write_text(FAKE.format(answer=json.dumps(answer)))
    broken.chmod(0o755)
    survey = tmp_path / "survey"
    wanted = ("--python", broken, "--python", BASE)
    of_pytest = ("--", "--claim=gil.running-needs-the-lock")
    first = gilclaims("run", *wanted, "-o", survey, *of_pytest)
    assert first.returncode == 1
    assert "1 of " in first.stdout
    assert " –  CPython 3.13.99: could not be run: this python is broken" in first.stdout
    record = read_record(next(survey.glob("*.json")))
    assert [claim.id for claim in record.claims] == ["gil.running-needs-the-lock"]
    page = (survey / "page.html").read_text()
    assert "this python is broken" in page
    assert str(record.interpreter["title"]) in page
    again = gilclaims("run", *wanted, "-o", survey, *of_pytest)
    assert ", kept from before" in again.stdout
