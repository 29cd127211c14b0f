"""The wheel ships the claims: exactly the files that git tracks."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pytest_gilclaims.bundle import bundled_claims, claim_files

ROOT = Path(__file__).parents[1]


def test_the_bundled_claims_are_found_from_a_checkout() -> None:
    assert {file.name for file in claim_files(bundled_claims())} >= {"test_gil.py", "test_fetch.py"}


def test_the_wheel_ships_the_claims_that_git_tracks(tmp_path: Path) -> None:
    listing = subprocess.run(["git", "ls-files", "claims"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode:
        pytest.skip("not a git checkout")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--wheel-dir",
        str(tmp_path),
        str(ROOT),
    ]
    subprocess.run(command, check=True)
    [wheel] = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    shipped = {name.removeprefix("pytest_gilclaims/") for name in names if name.startswith("pytest_gilclaims/claims/")}
    assert shipped == set(listing.stdout.split())
    assert "pytest_gilclaims/py.typed" in names
