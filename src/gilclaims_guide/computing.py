"""Computing, by the three tools and in a plain loop, beside hashing, which shows without any process what is free."""

from functools import partial

from gilclaims_guide import strategies
from gilclaims_guide.strategies import Strategy, Task, serial, threads
from gilclaims_guide.workloads import as_named, compute, pieces_for
from pytest_gilclaims import Lab, Lane, Observation, Race

SHORT_TASK_SECONDS = 0.005
"""Processor time of a short computing task, as long as a thread may keep the GIL."""

TASK_SECONDS = 0.007
"""Processor time of a computing task: longer than a thread may keep the GIL, so that four threads must take turns.

Short rounds decide sooner than long ones: the noise of a shared machine hardly averages out within a round.
"""

HASHING = "sha256"
"""Threads that hash large blocks let go of the lock, so that they use several cores on every build."""


def computing_arm(lab: Lab, task: Task[Lane], strategy: Strategy) -> Observation:
    """Let a strategy do a task four times, and time it."""
    return Observation.of(strategy(lab, [task] * Lab.workers))


def computing_arm_of_one(task: Task[Lane]) -> Observation:
    """Do a task once, in this thread."""
    return Observation.of([task()])


def computing(lab: Lab, workload: str = "numbers") -> Race:
    """Four tasks that only compute: in a plain loop, by threads, by processes, by an event loop.

    The event loop does them one after another like the plain one, so that a criterion and its positive control
    have a baseline each. Beside them hashing, in a loop and by threads, which no world changes.
    """
    arm = partial(computing_arm, lab, partial(compute, workload, pieces_for(workload, TASK_SECONDS)))
    hashing = partial(computing_arm, lab, partial(compute, HASHING, pieces_for(HASHING, SHORT_TASK_SECONDS)))
    return Race(
        f"computing[{workload}]",
        {
            "serial": partial(arm, serial),
            "threads": partial(arm, lab[strategies.threads]),
            "processes": partial(arm, lab[strategies.processes]),
            "tasks": partial(arm, lab[strategies.tasks]),
            "hashing loop": partial(hashing, serial),
            "hashing threads": partial(hashing, threads),
        },
        warm_up=1,
    )


def alone(lab: Lab, workload: str) -> Race:
    """One task that computes, beside one that does nothing else for sure."""
    seconds = SHORT_TASK_SECONDS
    chosen = lab[as_named](workload)
    return Race(
        f"alone[{workload}]",
        {
            "work": partial(computing_arm_of_one, partial(compute, chosen, pieces_for(chosen, seconds))),
            "loop": partial(computing_arm_of_one, partial(compute, "numbers", pieces_for("numbers", seconds))),
        },
        warm_up=1,
    )
