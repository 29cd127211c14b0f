"""The example of a project with claims: it works in a folder of its own, with what is installed here."""

import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from pytest_gilclaims.report.store import read_record
from tests.commands import gilclaims, inherited

EXAMPLE = Path(__file__).parents[1] / "examples" / "thumbnails"

CLAIMS = {
    f"thumbnails.{name}"
    for name in (
        "dithering-computes",
        "dithering-scales",
        "files-release-the-gil",
        "files-scale",
        "fetching-waits",
        "fetching-gives-way",
        "thumbnails-block-the-loop",
        "stays-free-threaded",
    )
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example, whose claims have been decided: on a busy machine, some of them."""
    folder = tmp_path_factory.mktemp("copy") / "thumbnails"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__", ".*_cache", ".benchmarks"))
    options = ["-o", "claims_min_decided=0", "--claims-run-budget=15", "--claims-json=record.json"]
    decided = subprocess.run(
        [sys.executable, "-m", "pytest", "--claims", *options],
        cwd=folder,
        env=inherited(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert decided.returncode == 0, decided.stdout + decided.stderr
    return folder


def test_its_claims_are_decided_without_a_surprise(project: Path) -> None:
    record = read_record(project / "record.json")
    assert {claim.id for claim in record.claims} == CLAIMS
    assert not any(claim.surprise for claim in record.claims)
    assert record.broken == ()


def test_its_document_names_all_of_its_claims_and_has_not_changed_since(project: Path) -> None:
    traced = gilclaims("trace", "docs/performance.md", "--suite", "claims", cwd=project)
    assert traced.returncode == 0, traced.stdout + traced.stderr
    assert traced.stdout == "11 sentences: 8 with claims; 0 to look at\n"
    read = gilclaims(
        *("read", "docs/performance.md", "record.json", "-o", "page.html", "--fail-on", "stale,surprise"), cwd=project
    )
    assert (read.returncode, read.stdout, read.stderr) == (0, "", "")
    assert "thumbnails.dithering-scales" in (project / "page.html").read_text()


def test_its_workflow_runs_what_is_run_here() -> None:
    workflow = (EXAMPLE / ".github" / "workflows" / "claims.yml").read_text()
    assert "permissions:\n  contents: read" in workflow
    commands = [shlex.split(line.partition("run: ")[2]) for line in workflow.splitlines() if "- run: " in line]
    assert [command[:2] for command in commands] == [
        ["python", "-m"],
        ["gilclaims", "trace"],
        ["python", "-m"],
        ["gilclaims", "read"],
    ]
    settings = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())
    assert settings["tool"]["pytest"]["claims_paths"] == ["claims"]


def test_it_is_small() -> None:
    files = [path for path in EXAMPLE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    kept = [path for path in files if not any(part.endswith("_cache") or part == ".benchmarks" for part in path.parts)]
    assert len(kept) == 8
    assert all(len(path.read_text().splitlines()) <= 110 for path in kept)
