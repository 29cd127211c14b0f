"""Suites: equal by what is in them and how it is named within, wherever they lie."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_gilclaims.documents.guide import claim_files, guide
from pytest_gilclaims.documents.suite import guide_revision, revision_of

FILES = {"test_a.py": "a", "test_b.py": "b", "conftest.py": "fixtures", "ledger.toml": "sentences", "notes.txt": "-"}


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return folder


def revision(*folders: Path) -> str:
    return revision_of([file for folder in folders for file in claim_files(folder)], folders)


def test_where_a_suite_lies_makes_no_difference(tmp_path: Path) -> None:
    here, there = write(tmp_path / "here", FILES), write(tmp_path / "deep" / "down" / "there", FILES)
    assert revision(here) == revision(there)
    assert revision_of(claim_files(here), []) == revision(here), "a folder named on the command line is one as well"


@pytest.mark.parametrize("name", ["test_a.py", "test_b.py", "conftest.py", "ledger.toml"])
def test_what_decides_about_claims_changes_their_revision(tmp_path: Path, name: str) -> None:
    before = revision(write(tmp_path, FILES))
    assert revision(write(tmp_path, {name: "another"})) != before
    (tmp_path / name).unlink()
    assert revision(tmp_path) != before


def test_what_lies_beside_and_decides_nothing_changes_nothing(tmp_path: Path) -> None:
    before = revision(write(tmp_path, FILES))
    assert revision(write(tmp_path, {"notes.txt": "another", "elsewhere/conftest.py": "of no claim"})) == before


def test_fixtures_of_every_level_count(tmp_path: Path) -> None:
    before = revision(write(tmp_path, {**FILES, "deep/test_a.py": "a"}))
    assert revision(write(tmp_path, {"deep/conftest.py": "fixtures"})) != before


def test_files_of_one_name_do_not_depend_on_the_order_in_which_they_come(tmp_path: Path) -> None:
    first, second = write(tmp_path / "first", FILES), write(tmp_path / "second", {**FILES, "test_a.py": "another"})
    assert revision(first, second) == revision(second, first)
    assert revision(first, second) not in (revision(first), revision(second))


@given(st.permutations(claim_files(guide())))
def test_the_order_of_modules_makes_no_difference(modules: list[Path]) -> None:
    assert revision_of(modules, [guide()]) == guide_revision()
