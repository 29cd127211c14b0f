"""Contained scripts: each limit ends them, and nothing of them survives."""

import os
import random
import time
from pathlib import Path

import psutil
import pytest

from pytest_gilclaims.lab.contained import Limits, run_contained

ENDLESS = "while True: pass\n"

BREEDING = """
import subprocess, sys, time
for _ in range(20):
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    time.sleep(0.02)
time.sleep(60)
"""

LOCKING = """
import multiprocessing
context = multiprocessing.get_context("spawn")
print("begun", flush=True)
while True:
    context.Lock()
"""

TALKING = """
while True:
    try:
        print("x" * 1000)
    except OSError:
        pass
"""


def script_in(folder: Path, text: str) -> Path:
    """Write a script to a folder."""
    script = folder / "script.py"
    script.write_text(text)
    return script


def strays(folder: Path) -> list[int]:
    """List the processes that run in a folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd() == str(folder) and process.pid != os.getpid():
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


def test_a_script_that_ends_is_reported_with_its_status_and_streams(tmp_path: Path) -> None:
    script = script_in(tmp_path, "import sys\nprint('out')\nprint('err', file=sys.stderr)\nsys.exit(3)\n")
    outcome = run_contained(script)
    assert (outcome.ended, outcome.status, outcome.stdout, outcome.stderr) == ("exited", 3, "out\n", "err\n")


@pytest.mark.parametrize(
    ("text", "limits", "ended"),
    [
        (ENDLESS, Limits(seconds=0.3), "time limit"),
        (BREEDING, Limits(processes=4), "process limit"),
        (TALKING, Limits(output=10_000), "output limit"),
    ],
    ids=["time", "processes", "output"],
)
def test_each_limit_ends_a_script_and_leaves_nothing(tmp_path: Path, text: str, limits: Limits, ended: str) -> None:
    outcome = run_contained(script_in(tmp_path, text), limits=limits)
    assert (outcome.ended, outcome.status) == (ended, None)
    assert len(outcome.stdout) <= limits.output
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 3 * limits.output
    assert strays(tmp_path) == []


def test_a_script_is_ended_once_enough_was_seen(tmp_path: Path) -> None:
    script = script_in(tmp_path, "import time\nprint('ready', flush=True)\ntime.sleep(60)\n")
    assert run_contained(script, enough=lambda out, err: "ready" in out).ended == "enough was seen"
    assert strays(tmp_path) == []


def test_children_of_a_script_that_has_ended_are_ended_too(tmp_path: Path) -> None:
    child = "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
    assert run_contained(script_in(tmp_path, child)).ended == "exited"
    assert strays(tmp_path) == []


def test_an_error_while_watching_leaves_nothing(tmp_path: Path) -> None:
    def fail(out: str, err: str) -> bool:
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        run_contained(script_in(tmp_path, ENDLESS), enough=fail)
    assert strays(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="named semaphores are not files here")
@pytest.mark.parametrize("moment", range(20))
def test_a_script_that_is_killed_while_it_makes_semaphores_loses_none(tmp_path: Path, moment: int) -> None:
    def semaphores() -> set[str]:
        return {path.name for path in Path("/dev/shm").glob("sem.*")}

    def enough(stdout: str, stderr: str) -> bool:
        time.sleep(random.Random(moment).uniform(0, 0.01))
        return bool(stdout)

    before = semaphores()
    run_contained(script_in(tmp_path, LOCKING), enough=enough)
    assert semaphores() <= before
