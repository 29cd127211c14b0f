"""Python in a browser's sandbox, and what does not work there."""

import pytest

from gilclaims_guide import worlds_of_builds
from gilclaims_guide.conditions import SANDBOX
from pytest_gilclaims import Experiment, Judge, claim, refuted


@claim("sandbox.threads-do-not-start", refuted_in=worlds_of_builds.sandbox_is_this_interpreter, needs=SANDBOX)
def test_threads_do_not_start(sandbox: Experiment, judge: Judge) -> None:
    """In a browser's sandbox, no thread can be started: every attempt is refused."""
    judge(sandbox.fact("threads", "browser").equals("refused"))


@claim("sandbox.processes-do-not-start", refuted_in=worlds_of_builds.sandbox_is_this_interpreter, needs=SANDBOX)
def test_processes_do_not_start(sandbox: Experiment, judge: Judge) -> None:
    """In a browser's sandbox, no process can be started: every attempt is refused."""
    judge(sandbox.fact("processes", "browser").equals("refused"))


@claim("sandbox.event-loops-misbehave", refuted_in=worlds_of_builds.sandbox_is_this_interpreter, needs=SANDBOX)
def test_event_loops_misbehave(sandbox: Experiment, judge: Judge) -> None:
    """In a browser's sandbox, no event loop can be run as elsewhere: every attempt is refused, as one already runs."""
    judge(sandbox.fact("event loop", "browser").equals("refused"))


@claim("sandbox.not-deterministic", holds_in=worlds_of_builds.sandbox_is_moody, expect=refuted, needs=SANDBOX)
@pytest.mark.parametrize(
    "what", ["threads", "processes", pytest.param("event loop", id="event-loop"), pytest.param("tasks", id="tasks")]
)
def test_not_deterministic(sandbox: Experiment, what: str, judge: Judge) -> None:
    """In a browser's sandbox, this tool does not behave deterministically: ten attempts have several outcomes.

    A refusal is an outcome too: the error with its message. The tasks are those of the event loop that already runs.
    """
    judge(
        sandbox.fact(f"outcomes of {what}", "browser").at_least(2),
        given=sandbox.fact("outcomes of chance", "browser").at_least(2),
    )
