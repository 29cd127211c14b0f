"""The lab's server: it starts wherever one is, and says so if it cannot."""

import subprocess
import sys
from pathlib import Path

import pytest

from gilclaims_guide.server import running_server
from pytest_gilclaims.instruments.bench import Bench
from pytest_gilclaims.instruments.refusal import Unavailable
from tests.commands import inherited

SHADOWS = ("asyncio", "json", "queue", "random", "select", "socket", "threading")


@pytest.fixture
def folder_with_shadows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder whose modules have the names of the standard library's."""
    for name in SHADOWS:
        (tmp_path / f"{name}.py").write_text("raise AssertionError('not this one')\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder_with_shadows")
def test_modules_in_the_current_folder_are_none_of_the_servers() -> None:
    with running_server() as server:
        assert server.get("/wait/batch/0") == b"here you are"


def test_a_server_that_does_not_start_is_unavailable_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nexit 7\n")
    python.chmod(0o700)
    with Bench() as bench:
        with monkeypatch.context() as changed:
            changed.setattr(sys, "executable", str(python))
            with pytest.raises(Unavailable, match=r"^the lab's web server did not start \(exit code 7\)$"):
                bench.share(running_server)
            changed.setattr(sys, "executable", str(tmp_path / "nowhere"))
            with pytest.raises(Unavailable, match=r"^the system refuses to start the lab's web server: No such file"):
                bench.share(running_server)
        assert bench.share(running_server).tally("batch").most == 0


def test_claims_are_decided_in_a_folder_whose_modules_shadow_others(folder_with_shadows: Path) -> None:
    program = Path(sys.executable).with_name("pytest")
    if not program.exists():
        pytest.skip("pytest is not installed as a program beside the interpreter")
    patterns = ("tools.processes-are-separate", "tools.threads-overlap-waiting")
    outcome = subprocess.run(
        [program, *(f"--claim={pattern}" for pattern in patterns)],
        cwd=folder_with_shadows,
        env=inherited("PYTHONPATH"),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert outcome.returncode == pytest.ExitCode.OK, outcome.stdout + outcome.stderr
    assert "2 claims: 2 hold · no surprise" in outcome.stdout
