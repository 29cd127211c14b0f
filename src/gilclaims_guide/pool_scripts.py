"""Scripts that start two workers, with and without the guard."""

from dataclasses import dataclass

WORKERS = 2


RESULT = "result: [2, 4, 6]"


SCRIPT = """\
import multiprocessing
import multiprocessing.spawn
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

PRELUDE

def note(word):
    with open("notes", "a") as notes:
        notes.write(f"{word} {os.getpid()} {os.getppid()}\\n")


def double(number):
    return 2 * number


def double_together(number):
    # Whoever comes first waits for another, so that each child comes before the pool is closed.
    note("working")
    deadline = time.monotonic() + 10
    while len(workers()) < WORKERS and time.monotonic() < deadline:
        time.sleep(0.005)
    return double(number)


def workers():
    with open("notes") as notes:
        return {line.split()[1] for line in notes if line.startswith("working")}


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
    with context.Pool(WORKERS) as pool:
        print("result:", pool.map(double_together, [1, 2, 3], chunksize=1), flush=True)""",
    "ProcessPoolExecutor": """\
    with ProcessPoolExecutor(WORKERS, mp_context=context) as pool:
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


def no_prelude() -> str:
    """What a script begins with, nothing: reality."""
    return ""


def nothing_forbidden() -> str:
    """Statements that take away what keeps an explosion from happening.

    A process that is being started may not start others; and while it imports the script, it does not yet know the
    script as its main module, so that its own children would not import it.
    """
    return (
        'multiprocessing.spawn._check_not_importing_main = lambda: None\nsys.modules["__main__"].__file__ = __file__\n'
    )


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
        text = text.replace("WORKERS", str(WORKERS))
        return text.replace("PRELUDE", self.prelude) + (GUARDED if self.guarded else UNGUARDED)
