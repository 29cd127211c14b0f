"""What is published: what is in it, that both ways to the wheel lead to the same, and that there is one version."""

import hashlib
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

import pytest

from pytest_gilclaims.report.store import read_record
from tests.commands import gilclaims

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
VERSION = PROJECT["project"]["version"]

PACKAGES = ("pytest_gilclaims/", "gilclaims_guide/")
LEFTOVERS = {
    "__pycache__",
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    ".hypothesis",
    ".benchmarks",
    ".venv",
    ".git",
}
LARGE = 10_000
"""Bytes from which on it matters that a file is there twice."""

Contents = dict[str, bytes]
"""The files of a distribution, by their places in it."""


def from_git(*arguments: str) -> set[str]:
    """Ask git which files there are; without a checkout there is nothing to ask."""
    asked = subprocess.run(["git", "ls-files", "-z", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if asked.returncode:
        pytest.skip("not a git checkout")
    return {name for name in asked.stdout.split("\0") if (ROOT / name).is_file()}


def build(folder: Path, *arguments: str) -> None:
    """Build distributions of this tree into a folder."""
    command = [sys.executable, "-m", "build", "--outdir", str(folder), *arguments, str(ROOT)]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def wheel_in(folder: Path) -> Contents:
    """Read the wheel in a folder."""
    [path] = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        assert len(archive.namelist()) == len(set(archive.namelist()))
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an sdist of this tree, and the wheel that was built from that sdist."""
    if not find_spec("build"):
        pytest.skip("needs build, which the extra `test` brings")
    folder = tmp_path_factory.mktemp("published")
    build(folder)
    return folder


@pytest.fixture(scope="module")
def sdist(folder: Path) -> Contents:
    """What is in the sdist, without the folder that all of it lies in."""
    [path] = folder.glob("*.tar.gz")
    contents = {}
    with tarfile.open(path) as archive:
        for member in archive:
            top, _, name = member.name.partition("/")
            assert top == f"pytest_gilclaims-{VERSION}"
            file = archive.extractfile(member)
            assert file is not None, f"{name} is no regular file"
            assert name not in contents
            contents[name] = file.read()
    return contents


def test_the_sdist_is_what_git_tracks(sdist: Contents) -> None:
    tracked = from_git()
    assert tracked - set(sdist) == set()
    # What is not tracked yet may be there, unless git is to ignore it.
    assert set(sdist) - tracked - from_git("--others", "--exclude-standard") == {"PKG-INFO"}


def test_nothing_lies_in_a_distribution_that_was_left_there_or_is_there_twice(sdist: Contents, folder: Path) -> None:
    for contents in (sdist, wheel_in(folder)):
        assert not [name for name in contents if LEFTOVERS & set(PurePosixPath(name).parts)]
        large = [hashlib.sha256(content).digest() for content in contents.values() if len(content) >= LARGE]
        assert len(large) == len(set(large))


def test_the_wheel_is_the_packages_with_templates_types_and_claims(sdist: Contents, folder: Path) -> None:
    sources = {name.removeprefix("src/") for name in sdist if name.startswith("src/")}
    claims = {f"gilclaims_guide/{name}" for name in sdist if name.startswith("claims/")}
    wheel = set(wheel_in(folder))
    assert {name for name in wheel if name.startswith(PACKAGES)} == sources | claims
    assert {name.partition("/")[0] for name in wheel if not name.startswith(PACKAGES)} == {
        f"pytest_gilclaims-{VERSION}.dist-info"
    }
    assert {"pytest_gilclaims/py.typed", "pytest_gilclaims/report/templates/page.html.jinja"} <= sources
    assert "gilclaims_guide/claims/ledger.toml" in claims


def test_the_tree_and_the_sdist_build_the_same_wheel(folder: Path, tmp_path: Path) -> None:
    build(tmp_path, "--wheel")
    assert wheel_in(tmp_path) == wheel_in(folder)


def test_the_command_and_the_record_tell_the_version_of_the_project(tmp_path: Path) -> None:
    assert gilclaims("--version").stdout == f"pytest-gilclaims {VERSION}\n"
    record = tmp_path / "record.json"
    command = [
        "-m",
        "pytest",
        "--claim=gil.running-needs-the-lock",
        "-oclaims_min_decided=0",
        f"--claims-json={record}",
    ]
    subprocess.run([sys.executable, *command], cwd=tmp_path, capture_output=True, check=False)
    assert read_record(record).plugin == VERSION


def test_the_citation_tells_the_version_of_the_project() -> None:
    assert re.findall(r"^version: (.*)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.M) == [VERSION]


def test_each_fragment_of_the_changelog_is_of_a_kind_that_there_is() -> None:
    kinds = {kind["directory"] for kind in PROJECT["tool"]["towncrier"]["type"]}
    assert kinds == {"features", "fixes", "verdicts", "documentation"}
    names = [path.name for path in (ROOT / "changelog.d").iterdir() if path.name != ".gitignore"]
    assert [name for name in names if not re.fullmatch(rf"(\d+|\+[\w-]+)\.({'|'.join(kinds)})\.md", name)] == []
