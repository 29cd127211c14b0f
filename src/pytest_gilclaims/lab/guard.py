"""Scripts with and without the ``__main__`` guard, and what became of them."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from pytest_gilclaims.lab.contained import Outcome, run_contained
from pytest_gilclaims.lab.race import Observation

WORKERS = 2
GENERATIONS = 3
"""So many times must every worker have died before a pool's end is no longer waited for."""

RESULT = "result: [2, 4, 6]"

BOOTSTRAP_ERROR = "before the current process has finished its bootstrapping phase"

SCRIPT = """\
import multiprocessing
import os


def note(word):
    with open("notes", "a") as notes:
        notes.write(word + " " + str(os.getpid()) + "\\n")


def double(number):
    return 2 * number


def start_workers():
    note("spawning")
    context = multiprocessing.get_context("METHOD")
STARTING


note("imported-as-" + __name__)
"""

STARTING = {
    "Pool": """\
    with context.Pool(2) as pool:
        print("result:", pool.map(double, [1, 2, 3]), flush=True)""",
}
"""How a script starts its workers, by the name of what it starts them with."""

GUARDED = """\
if __name__ == "__main__":
    start_workers()
"""

UNGUARDED = """\
start_workers()
"""

Guarding = Callable[[bool], bool]
"""Whether a script gets its guard, given whether it was written with one."""


def as_written(guarded: bool) -> bool:
    """A guard where one was written: reality."""
    return guarded


def always_guarded(guarded: bool) -> bool:
    """A guard in every script."""
    return True


def never_guarded(guarded: bool) -> bool:
    """No guard in any script."""
    return False


def bootstrap_errors(stderr: str) -> int:
    """Count the children that died for starting a process while they were being started."""
    return " ".join(stderr.split()).count(BOOTSTRAP_ERROR)


def hopeless(stdout: str, stderr: str) -> bool:
    """Whether the workers died so often at the same line that no result will ever come."""
    return RESULT not in stdout and bootstrap_errors(stderr) >= WORKERS * GENERATIONS


def written(method: str, api: str, *, guarded: bool) -> str:
    """Write the script out."""
    ending = GUARDED if guarded else UNGUARDED
    return SCRIPT.replace("METHOD", method).replace("STARTING", STARTING[api]) + ending


def run_script(method: str, api: str, *, guarded: bool) -> Observation:
    """Run a script that starts a pool of two, and count what its processes did.

    Facts: ``result`` (``came``, ``never comes``, or ``None`` when a limit ended the wait), ``imports``
    by children, ``spawning`` (processes that ran the spawning code), ``died`` (children that ended in
    the bootstrap error), ``processes`` (most alive at once) and ``ended``.
    """
    with tempfile.TemporaryDirectory(prefix="gilclaims-") as folder:
        script = Path(folder, "pooling.py")
        script.write_text(written(method, api, guarded=guarded))
        outcome = run_contained(script, enough=hopeless)
        notes = Path(folder, "notes")
        lines = notes.read_text().splitlines() if notes.exists() else []
    return observe(outcome, lines)


def observe(outcome: Outcome, notes: list[str]) -> Observation:
    """Count what the notes and the streams of a script tell."""
    words = [note.split()[0] for note in notes]
    return Observation(
        wall=outcome.seconds,
        facts={
            "result": fate(outcome),
            "imports": words.count("imported-as-__mp_main__"),
            "spawning": words.count("spawning"),
            "died": bootstrap_errors(outcome.stderr),
            "processes": outcome.most_processes,
            "ended": outcome.ended if outcome.status is None else f"exited with {outcome.status}",
        },
    )


def fate(outcome: Outcome) -> str | None:
    """Say what became of the result: it came, it never comes, or nobody knows yet."""
    if RESULT in outcome.stdout:
        return "came"
    if outcome.ended == "exited" or hopeless(outcome.stdout, outcome.stderr):
        return "never comes"
    return None
