"""Python in a browser's sandbox, and what does not go there."""

from gilclaims_guide import worlds_of_builds
from gilclaims_guide.conditions import SANDBOX
from pytest_gilclaims import Experiment, Judge, claim


@claim("sandbox.threads-do-not-start", refuted_in=worlds_of_builds.sandbox_is_this_interpreter, needs=SANDBOX)
def test_threads_do_not_start(sandbox: Experiment, judge: Judge) -> None:
    """In a browser's sandbox no thread can be started."""
    judge(sandbox.fact("threads", "browser").differs_from("works"))


@claim("sandbox.processes-do-not-start", refuted_in=worlds_of_builds.sandbox_is_this_interpreter, needs=SANDBOX)
def test_processes_do_not_start(sandbox: Experiment, judge: Judge) -> None:
    """In a browser's sandbox no process can be started."""
    judge(sandbox.fact("processes", "browser").differs_from("works"))


@claim("sandbox.event-loops-misbehave", refuted_in=worlds_of_builds.sandbox_is_this_interpreter, needs=SANDBOX)
def test_event_loops_misbehave(sandbox: Experiment, judge: Judge) -> None:
    """In a browser's sandbox an event loop cannot be run as elsewhere: there is one already."""
    judge(sandbox.fact("event loop", "browser").differs_from("works"))
