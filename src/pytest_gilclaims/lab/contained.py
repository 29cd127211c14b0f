"""Scripts that may misbehave, in a process group of their own that does not outlive its limits."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from pytest_gilclaims.lab.interrupts import uninterrupted

POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a contained script may use: seconds, processes alive at once, bytes of output."""

    seconds: float = 20.0
    processes: int = 40
    output: int = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a contained script ended, and what it said.

    ended: ``exited``, ``enough was seen``, or the limit that it reached; status: its exit status,
    ``None`` unless it exited by itself; most_processes: the most that were alive at once.
    """

    ended: str
    status: int | None
    seconds: float
    most_processes: int
    stdout: str
    stderr: str


def run_contained(
    script: Path,
    arguments: Sequence[str] = (),
    *,
    enough: Callable[[str, str], bool] = lambda stdout, stderr: False,
    limits: Limits | None = None,
) -> Outcome:
    """Run a Python script beside its own folder's files until it ends, enough was seen, or a limit is reached.

    enough: looks at standard output and standard error so far. Whatever the script started in its
    process group is gone when this returns or raises.
    """
    limits = limits or Limits()
    output, errors = script.with_suffix(".out"), script.with_suffix(".err")
    started = time.perf_counter()
    with output.open("wb") as out, errors.open("wb") as err, uninterrupted():
        process = subprocess.Popen(
            [sys.executable, script.name, *arguments],
            cwd=script.parent,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            process_group=0,
        )
    most = 1
    try:
        while True:
            # The status is read first: what the script wrote before it ended is then surely seen below.
            status = process.poll()
            said, complained = output.read_text(errors="replace"), errors.read_text(errors="replace")
            alive = len(group_members(process.pid))
            most = max(most, alive)
            seconds = time.perf_counter() - started
            if enough(said, complained):
                ended = "enough was seen"
            elif status is not None:
                ended = "exited"
            elif seconds > limits.seconds:
                ended = "time limit"
            elif alive > limits.processes:
                ended = "process limit"
            elif len(said) + len(complained) > limits.output:
                ended = "output limit"
            else:
                time.sleep(POLL_SECONDS)
                continue
            return Outcome(
                ended=ended,
                status=status,
                seconds=seconds,
                most_processes=most,
                stdout=said[: limits.output],
                stderr=complained[: limits.output],
            )
    finally:
        with uninterrupted():
            kill_group(process)


def group_members(group: int) -> list[psutil.Process]:
    """List the living processes of a process group."""
    members = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, ProcessLookupError, PermissionError):
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                members.append(process)
    return members


def kill_group(leader: "subprocess.Popen[bytes]", *, patience: float = 10.0) -> None:
    """Kill a process group and wait until none of it is alive.

    Killed again until nobody is left: a member may have been forking while the signal went out.
    """
    deadline = time.perf_counter() + patience
    while time.perf_counter() < deadline:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(leader.pid, signal.SIGKILL)
        with suppress(subprocess.TimeoutExpired):
            leader.wait(0.05)
        if not group_members(leader.pid):
            return
        time.sleep(0.01)
    raise RuntimeError(f"the process group {leader.pid} of a contained script could not be killed")
