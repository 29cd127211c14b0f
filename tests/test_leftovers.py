"""Nothing outlives a run: not after its end, not after Ctrl-C or SIGTERM at any moment."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

CLAIMS = ["gil.one-thread*", "gil.running*", "gil.ten*", "guard.*", "fetch.one-thread"]


def family(folder: Path) -> list[psutil.Process]:
    """List the living processes that know the folder: it is in the environment that they inherit."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("GILCLAIMS_TEST") == str(folder) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder to run in, whose processes are ended if the run under test fails to."""
    (tmp_path / "temporary").mkdir()
    yield tmp_path
    for process in family(tmp_path):
        process.kill()


def start(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    """Start a run of claims."""
    patterns = [argument for pattern in CLAIMS for argument in ("--claim", pattern)]
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", *patterns, "--claims-json=record.json", *arguments],
        cwd=folder,
        env={**os.environ, "GILCLAIMS_TEST": str(folder), "TMPDIR": str(folder / "temporary")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def assert_nothing_is_left(folder: Path) -> None:
    """Give the resource tracker of multiprocessing its moment to notice that it is alone."""
    deadline = time.monotonic() + 10
    while (left := family(folder)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == []
    files = [path for path in (folder / "temporary").rglob("*") if "pytest-of" not in str(path)]
    assert files == []


def semaphores() -> set[str]:
    """List the named semaphores of the machine."""
    return {path.name for path in Path("/dev/shm").glob("sem.*")} if Path("/dev/shm").is_dir() else set()


def test_a_whole_run_leaves_nothing(folder: Path) -> None:
    before = semaphores()
    run = start(folder)
    output, _ = run.communicate(timeout=300)
    assert json.loads((folder / "record.json").read_text())["complete"] is True, output
    assert_nothing_is_left(folder)
    assert semaphores() <= before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
@pytest.mark.parametrize("moment", range(6))
def test_an_interrupted_run_leaves_a_valid_record_and_nothing_else(
    folder: Path, number: signal.Signals, moment: int
) -> None:
    before = semaphores()
    run = start(folder)
    record = folder / "record.json"
    deadline = time.monotonic() + 60
    while not record.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    # A different moment of the run each time, the same ones every time that the tests are run.
    time.sleep(random.Random(10 * moment + number).uniform(0, 5))
    run.send_signal(number)
    output, _ = run.communicate(timeout=120)
    assert run.returncode in (0, 1, pytest.ExitCode.INTERRUPTED, -number), output
    if run.returncode == pytest.ExitCode.INTERRUPTED:
        assert json.loads(record.read_text())["complete"] is False, output
    assert_nothing_is_left(folder)
    assert semaphores() <= before


def test_workers_do_not_outlive_a_run_that_is_killed(folder: Path) -> None:
    run = start(folder)
    deadline = time.monotonic() + 120
    while len(family(folder)) < 5 and time.monotonic() < deadline:
        time.sleep(0.02)
    run.kill()
    run.communicate(timeout=60)
    assert_nothing_is_left_of_workers(folder)


HANGING = '''
import time
from pathlib import Path

import pytest

from gilclaims_guide import worlds
from gilclaims_guide.looking import looks
from pytest_gilclaims import claim


@pytest.fixture
def workers(lab):
    experiment = lab.experiment(looks, "numbers")
    experiment.race.run_round()
    return experiment


@pytest.mark.timeout(0.1, method="thread", func_only=True)
@claim("toy.hangs", refuted_in=worlds.threads_run_in_parallel)
def test_hangs(workers, judge):
    """It hangs."""
    Path("hanging").touch()
    time.sleep(600)
'''


def test_workers_do_not_outlive_a_run_that_a_timeout_ends_at_once(folder: Path) -> None:
    (folder / "test_hanging.py").write_text(HANGING)
    command = [sys.executable, "-m", "pytest", "--claims", "--claims-json=record.json", "test_hanging.py"]
    environment = {**os.environ, "GILCLAIMS_TEST": str(folder), "TMPDIR": str(folder / "temporary")}
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert "+ Timeout +" in run.stdout, run.stdout + run.stderr
    assert (folder / "hanging").exists()
    assert json.loads((folder / "record.json").read_text())["complete"] is False
    assert_nothing_is_left(folder)


def assert_nothing_is_left_of_workers(folder: Path) -> None:
    """A killed run cannot end a contained script, whose own limits then end with it: wait for workers alone."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if not any("multiprocessing" in command_of(process) for process in family(folder)):
            return
        time.sleep(0.1)
    pytest.fail(f"left: {[command_of(process) for process in family(folder)]}")


def command_of(process: psutil.Process) -> str:
    """Return a process's command line, nothing if it has ended meanwhile."""
    with suppress(psutil.Error):
        return " ".join(process.cmdline())
    return ""
