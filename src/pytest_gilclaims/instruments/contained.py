"""Scripts that may misbehave, in a process group of their own that does not outlive its limits."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

from pytest_gilclaims.facts.interpreter import gil_is_enabled
from pytest_gilclaims.instruments import semaphores
from pytest_gilclaims.instruments.groups import group_members, kill_group
from pytest_gilclaims.instruments.interrupts import uninterrupted
from pytest_gilclaims.instruments.refusal import starting

POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a contained script may use: seconds, processes alive at once, bytes of output."""

    seconds: float = 30.0
    processes: int = 40
    output: int = 1_000_000


USUAL = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a contained script ended, and what it said.

    ended: ``exited``, ``enough was seen``, or the limit that it reached; status: its exit status,
    ``None`` unless it exited by itself; most_processes: the most that were alive at once; kept: what it wrote to the
    files that were to be kept, by name.
    """

    ended: str
    status: int | None
    seconds: float
    most_processes: int
    stdout: str
    stderr: str
    kept: Mapping[str, str] = field(default_factory=dict)


def run_contained(
    script: Path,
    arguments: Sequence[str] = (),
    *,
    options: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
    enough: Callable[[str, str], bool] = lambda stdout, stderr: False,
    limits: Limits = USUAL,
    apart: bool = True,
    executable: str = sys.executable,
) -> Outcome:
    """Run a Python script beside its own folder's files until it ends, enough was seen, or a limit is reached.

    options: for the interpreter; environment: its variables, those of `environment_here` if ``None``; enough: looks at
    standard output and standard error so far; apart: in a session of its own, where it yields to no busy program, but
    where the system may keep all of it on one core: not for workers that are to overlap; executable: the interpreter,
    which wants an environment of its own if it is not this one. Whatever the script started in its process group is
    gone when this returns or raises.
    """
    started = time.perf_counter()
    command = [executable, *options, script.name, *arguments]
    environment = environment_here() if environment is None else environment
    with started_in_own_group(command, script, environment, limits.output, apart=apart) as process:
        return watched(process, script, started, enough, limits)


def environment_here() -> dict[str, str]:
    """Return this process' variables, with the lock on if it is on here.

    A free-threaded build may have got it from ``-X gil=1`` or an extension module (PEP 703), for one process alone.
    """
    return {**os.environ, "PYTHON_GIL": "1"} if gil_is_enabled() else dict(os.environ)


@contextmanager
def started_in_own_group(
    command: Sequence[str], script: Path, environment: Mapping[str, str], output_limit: int, *, apart: bool
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a script for the length of the body, its streams in files beside it; then end its whole group."""
    with ExitStack() as stack:
        output = stack.enter_context(script.with_suffix(".out").open("wb"))
        errors = stack.enter_context(script.with_suffix(".err").open("wb"))
        stack.callback(semaphores.remove_lost, since=semaphores.present())
        # An interrupt is delivered where this section ends: by then the group's end is arranged for.
        with uninterrupted(), starting("a script"):
            process = subprocess.Popen(
                command,
                cwd=script.parent,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                start_new_session=apart,
                process_group=None if apart else 0,
            )
            stack.callback(kill_group, process)
            limit_file_size(process, 2 * output_limit)
        yield process


def watched(
    process: "subprocess.Popen[bytes]",
    script: Path,
    started: float,
    enough: Callable[[str, str], bool],
    limits: Limits,
) -> Outcome:
    """Look after a running script until it has ended, enough was seen, or a limit is reached."""
    output, errors = script.with_suffix(".out"), script.with_suffix(".err")
    most = 1
    while True:
        # The status is read first: what the script wrote before it ended is then surely seen below.
        status = process.poll()
        said, complained = beginning_of(output, limits.output), beginning_of(errors, limits.output)
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
        elif output.stat().st_size + errors.stat().st_size > limits.output:
            ended = "output limit"
        else:
            time.sleep(POLL_SECONDS)
            continue
        return Outcome(
            ended=ended,
            status=status,
            seconds=seconds,
            most_processes=most,
            stdout=said,
            stderr=complained,
        )


def beginning_of(file: Path, size: int) -> str:
    """Read no more than the first bytes of a file, however fast it grows."""
    with file.open("rb") as stream:
        return stream.read(size).decode(errors="replace")


def limit_file_size(process: "subprocess.Popen[bytes]", size: int) -> None:
    """Let the system refuse larger files, where it can: between two looks a script can write gigabytes."""
    if resource is not None and hasattr(resource, "prlimit"):
        with suppress(ProcessLookupError):
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, size))
