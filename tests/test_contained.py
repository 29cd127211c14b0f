"""Contained scripts: each limit ends them, and nothing of them survives."""

import multiprocessing
import os
import random
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import psutil
import pytest

from pytest_gilclaims.instruments.contained import Limits, run_contained
from pytest_gilclaims.instruments.semaphores import present

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

KILLING = """
import _multiprocessing, os, signal, time
children = []
for number in range(3):
    child = os.fork()
    if child == 0:
        kept = _multiprocessing.SemLock(1, 1, 1, f"/mp-lost-{os.getpid()}", False)
        time.sleep(60)
    children.append(child)
while len(lost := [name for name in os.listdir("/dev/shm") if name.startswith("sem.mp-lost-")]) < 3:
    time.sleep(0.01)
for child in children:
    os.kill(child, signal.SIGTERM)
    os.waitpid(child, 0)
print(*lost)
"""

TALKING = """
while True:
    try:
        print("x" * 1000)
    except OSError:
        pass
"""


RUNNING = """
import sys
from pathlib import Path
from pytest_gilclaims.instruments.contained import run_contained
print(run_contained(Path(sys.argv[1])).stdout)
"""


semaphores_are_files = pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="named semaphores are not files here")


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


@pytest.mark.parametrize("lock_on", [True, False], ids=["on", "off"])
def test_a_script_has_the_lock_where_this_process_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lock_on: bool
) -> None:
    """As ``-X gil=1`` and extension modules turn it on: for one process alone."""
    if not sysconfig.get_config_var("Py_GIL_DISABLED"):
        pytest.skip("this build has the lock always")
    monkeypatch.delenv("PYTHON_GIL", raising=False)
    script = script_in(tmp_path, "import sys; print(sys._is_gil_enabled())")
    command = [sys.executable, "-X", f"gil={lock_on:d}", "-c", RUNNING, str(script)]
    assert subprocess.check_output(command, text=True).strip() == str(lock_on)


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


def semaphores() -> set[str]:
    """List the named semaphores of the machine that may be of `multiprocessing`."""
    return {path.name for path in present()}


@semaphores_are_files
@pytest.mark.parametrize("moment", range(20))
def test_a_script_that_is_killed_while_it_makes_semaphores_loses_none(tmp_path: Path, moment: int) -> None:
    def enough(stdout: str, stderr: str) -> bool:
        time.sleep(random.Random(moment).uniform(0, 0.01))
        return bool(stdout)

    before = semaphores()
    run_contained(script_in(tmp_path, LOCKING), enough=enough)
    assert semaphores() <= before


@semaphores_are_files
def test_what_a_script_loses_by_killing_its_own_children_is_removed(tmp_path: Path) -> None:
    before = semaphores()
    outcome = run_contained(script_in(tmp_path, KILLING))
    lost = outcome.stdout.split()
    assert outcome.status == 0
    assert lost, outcome.stderr
    assert semaphores() <= before


@semaphores_are_files
def test_semaphores_of_other_programs_are_left_alone(tmp_path: Path) -> None:
    before = semaphores()
    locks = []

    def enough(stdout: str, stderr: str) -> bool:
        locks.append(multiprocessing.get_context("spawn").Lock())
        return True

    run_contained(script_in(tmp_path, ENDLESS), enough=enough)
    assert len(semaphores() - before) == len(locks) == 1


@semaphores_are_files
@pytest.mark.parametrize("name", ["foreign-{}", "worker"])
def test_a_semaphore_that_another_program_left_to_others_stays(tmp_path: Path, name: str) -> None:
    own = Path("/dev/shm", f"sem.{name.format(os.getpid())}")
    script = f"""
import _multiprocessing
_multiprocessing.SemLock(1, 1, 1, "/{own.name.removeprefix("sem.")}", False)
"""
    try:
        assert run_contained(script_in(tmp_path, script)).status == 0
        assert own.exists()
    finally:
        own.unlink(missing_ok=True)
