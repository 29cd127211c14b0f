"""Scripts with and without the ``__main__`` guard, and what became of them."""

import multiprocessing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from gilclaims_guide.pool_scripts import RESULT, WORKERS, Script, no_prelude
from pytest_gilclaims import Lab, Observation, Outcome, Race

GENERATIONS = 3
"""So many times must every worker have died before a pool's end is no longer waited for."""

MOST_PROCESSES = 16
"""A pool of two needs five at once, with a fork server and a resource tracker; more than three generations, sixteen."""


BOOTSTRAP_ERROR = "before the current process has finished its bootstrapping phase"


IMPORTED, WORKING = "imported-as-__mp_main__", "working"
"""What children note, in a word."""


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
    children, ``workers without import`` (``None`` unless all workers came to work), ``spawning`` (processes that ran
    the spawning code), ``generations`` of processes, ``died`` (children that ended in the bootstrap error),
    ``processes`` (most alive at once) and ``ended``.
    """
    outcome = Lab.run_script(script.written(), enough=hopeless, processes=MOST_PROCESSES, keep=["notes"])
    return observe(outcome, [noted(line) for line in outcome.kept.get("notes", "").splitlines()])


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
            "imports": words.count(IMPORTED),
            "workers without import": without_import(notes),
            "spawning": words.count("spawning"),
            "generations": generations({note.pid: note.parent for note in notes if note.word != WORKING}),
            "died": bootstrap_errors(outcome.stderr),
            "processes": outcome.most_processes,
            "ended": outcome.ended if outcome.status is None else f"exited with {outcome.status}",
        },
    )


def without_import(notes: Sequence[Note]) -> int | None:
    """Count the workers for which nobody imported the script anew, neither themselves nor who forked them."""
    workers = {note.pid: note.parent for note in notes if note.word == WORKING}
    imported = {note.pid for note in notes if note.word == IMPORTED}
    if len(workers) < WORKERS:
        return None
    return sum(pid not in imported and parent not in imported for pid, parent in workers.items())


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


def pool_scripts(lab: Lab, method: str, api: str) -> Race:
    """The same script with and without its ``__main__`` guard.

    Raises ValueError for a start method that this platform does not have.
    """
    method = lab[as_asked](method)
    if method not in multiprocessing.get_all_start_methods():
        raise ValueError(f"this platform cannot start processes by {method!r}")
    script = Script(method=method, api=api, guarded=True, prelude=lab[no_prelude]())
    return Race(
        f"scripts[{method}-{api}]",
        {
            name: partial(run_script, replace(script, guarded=lab[as_written](guarded)))
            for name, guarded in (("guarded", True), ("unguarded", False))
        },
    )
