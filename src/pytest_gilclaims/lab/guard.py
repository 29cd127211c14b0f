"""Scripts with and without the ``__main__`` guard, and what became of them."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pytest_gilclaims.lab.contained import Limits, Outcome, run_contained, written_script
from pytest_gilclaims.lab.race import Observation

WORKERS = 2
GENERATIONS = 3
"""So many times must every worker have died before a pool's end is no longer waited for."""

LIMITS = Limits(processes=16)
"""A pool of two needs five at once, with a fork server and a resource tracker; more than three generations, sixteen."""

RESULT = "result: [2, 4, 6]"

BOOTSTRAP_ERROR = "before the current process has finished its bootstrapping phase"

SCRIPT = """\
import multiprocessing
import multiprocessing.spawn
import os
import sys
from concurrent.futures import ProcessPoolExecutor

PRELUDE

def note(word):
    with open("notes", "a") as notes:
        notes.write(f"{word} {os.getpid()} {os.getppid()}\\n")


def double(number):
    return 2 * number


def show():
    print("result:", [double(number) for number in [1, 2, 3]], flush=True)


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
    "ProcessPoolExecutor": """\
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        print("result:", list(pool.map(double, [1, 2, 3])), flush=True)""",
    "Process": """\
    process = context.Process(target=show)
    process.start()
    process.join()""",
}
"""How a script starts its workers, by the name of what it starts them with."""

GUARDED = """\
if __name__ == "__main__":
    start_workers()
"""

UNGUARDED = """\
start_workers()
"""

NOTHING_FORBIDDEN = """\
multiprocessing.spawn._check_not_importing_main = lambda: None
sys.modules["__main__"].__file__ = __file__
"""
"""Takes away what keeps an explosion from happening.

A process that is being started may not start others; and while it imports the script, it does not yet know the
script as its main module, so that its own children would not import it.
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


StartMethod = Callable[[str], str]
"""How processes are started, given how they should be."""


def as_asked(method: str) -> str:
    """As asked for: reality."""
    return method


def always_fork(method: str) -> str:
    """By fork."""
    return "fork"


def always_spawn(method: str) -> str:
    """By spawn."""
    return "spawn"


PLATFORMS = ("win32", "darwin")

ASKING = """\
import sys
import types

sys.platform = sys.argv[1]
sys.modules.setdefault("_winapi", types.ModuleType("_winapi"))

import multiprocessing

print(multiprocessing.get_all_start_methods()[0])
"""
"""Lets multiprocessing choose as it does on another platform. Choosing needs nothing of Windows but a name."""

Platform = Callable[[str], str]
"""The platform that multiprocessing takes itself to be on, given the one it is asked about."""


def as_named(platform: str) -> str:
    """The one it is asked about: reality."""
    return platform


def this_platform(platform: str) -> str:
    """The one that it is on."""
    return sys.platform


def ask_for_default(platform: Platform) -> Observation:
    """Ask this interpreter's multiprocessing how it starts processes by default on Windows and on macOS.

    Facts: ``default on win32`` and ``default on darwin``, ``None`` if there was no answer.
    """
    facts: dict[str, str | None] = {}
    seconds = 0.0
    with written_script(ASKING) as path:
        for name in PLATFORMS:
            outcome = run_contained(path, [platform(name)])
            facts[f"default on {name}"] = outcome.stdout.strip() or None
            seconds += outcome.seconds
    return Observation(wall=seconds, facts=facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A script that starts two workers and prints what they computed.

    method: a start method; api: one of `STARTING`; prelude: statements to begin with.
    """

    method: str
    api: str
    guarded: bool
    prelude: str = ""

    def written(self) -> str:
        """Write the script out."""
        text = SCRIPT.replace("METHOD", self.method).replace("STARTING", STARTING[self.api])
        return text.replace("PRELUDE", self.prelude) + (GUARDED if self.guarded else UNGUARDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What one process noted: a word, its number and its parent's."""

    word: str
    pid: int
    parent: int


def bootstrap_errors(stderr: str) -> int:
    """Count the children that died for starting a process while they were being started."""
    return " ".join(stderr.split()).count(BOOTSTRAP_ERROR)


def hopeless(stdout: str, stderr: str) -> bool:
    """Whether the workers died so often at the same line that no result will ever come."""
    return RESULT not in stdout and bootstrap_errors(stderr) >= WORKERS * GENERATIONS


def run_script(script: Script) -> Observation:
    """Run a script and count what its processes did.

    Facts: ``result`` (``came``, ``never comes``, or ``None`` when a limit ended the wait), ``imports`` by
    children, ``spawning`` (processes that ran the spawning code), ``generations`` of processes, ``died`` (children
    that ended in the bootstrap error), ``processes`` (most alive at once) and ``ended``.
    """
    with written_script(script.written()) as path:
        outcome = run_contained(path, enough=hopeless, limits=LIMITS)
        notes = path.with_name("notes")
        lines = notes.read_text().splitlines() if notes.exists() else []
    return observe(outcome, [noted(line) for line in lines])


def noted(line: str) -> Note:
    """Read a note."""
    word, pid, parent = line.split()
    return Note(word=word, pid=int(pid), parent=int(parent))


def observe(outcome: Outcome, notes: Sequence[Note]) -> Observation:
    """Count what the notes and the streams of a script tell."""
    words = [note.word for note in notes]
    return Observation(
        wall=outcome.seconds,
        facts={
            "result": fate(outcome),
            "imports": words.count("imported-as-__mp_main__"),
            "spawning": words.count("spawning"),
            "generations": generations({note.pid: note.parent for note in notes}),
            "died": bootstrap_errors(outcome.stderr),
            "processes": outcome.most_processes,
            "ended": outcome.ended if outcome.status is None else f"exited with {outcome.status}",
        },
    )


def generations(parents: Mapping[int, int]) -> int:
    """Return how many generations of processes made notes; a parent that made none counts for nothing."""

    def depth(pid: int) -> int:
        return 1 + depth(parents[pid]) if pid in parents else 0

    return max(map(depth, parents), default=0)


def fate(outcome: Outcome) -> str | None:
    """Say what became of the result: it came, it never comes, or nobody knows yet."""
    if RESULT in outcome.stdout:
        return "came"
    if outcome.ended == "exited" or hopeless(outcome.stdout, outcome.stderr):
        return "never comes"
    return None
