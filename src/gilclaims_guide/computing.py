"""Computing, by the three tools and in a plain loop."""

from functools import partial

from gilclaims_guide import strategies
from gilclaims_guide.strategies import Strategy, Task, serial
from gilclaims_guide.workloads import as_named, compute, compute_for, pieces_for
from pytest_gilclaims import Lab, Lane, Observation, Race

TASK_SECONDS = 0.005
"""Processor time of a short computing task, as long as a thread may keep the GIL.

Short rounds decide sooner than long ones: the noise of a shared machine hardly averages out within a round.
"""

LONGER_THAN_A_TURN_SECONDS = 0.01
"""Processor time of a computing task in four of which threads must take turns."""

LOOK_SECONDS = 0.03
"""How long a look at computing workers lasts."""


def computing_arm(lab: Lab, task: Task[Lane], strategy: Strategy) -> Observation:
    """Let a strategy do a task four times, and time it."""
    return Observation.of(strategy(lab, [task] * Lab.workers))


def computing_arm_of_one(task: Task[Lane]) -> Observation:
    """Do a task once, in this thread."""
    return Observation.of([task()])


def computing(lab: Lab, workload: str = "numbers") -> Race:
    """Four tasks that only compute: in a plain loop, by threads, by processes, by an event loop.

    The event loop does them one after another like the plain one, so that a criterion and its positive control
    have a baseline each.
    """
    arm = partial(computing_arm, lab, partial(compute, workload, pieces_for(workload, LONGER_THAN_A_TURN_SECONDS)))
    return Race(
        f"computing[{workload}]",
        {
            "serial": partial(arm, serial),
            "threads": partial(arm, lab[strategies.threads]),
            "processes": partial(arm, lab[strategies.processes]),
            "tasks": partial(arm, lab[strategies.tasks]),
        },
        warm_up=1,
    )


def alone(lab: Lab, workload: str) -> Race:
    """One task that computes, beside one that does nothing else for sure."""
    seconds = TASK_SECONDS
    chosen = lab[as_named](workload)
    return Race(
        f"alone[{workload}]",
        {
            "work": partial(computing_arm_of_one, partial(compute, chosen, pieces_for(chosen, seconds))),
            "loop": partial(computing_arm_of_one, partial(compute, "numbers", pieces_for("numbers", seconds))),
        },
        warm_up=1,
    )


def looks(lab: Lab, workload: str = "numbers") -> Race:
    """Short looks at four computing threads and at four computing processes.

    A look ends by the clock however little was computed, so that even a busy machine affords many.
    """
    arm = partial(computing_arm, lab, partial(compute_for, workload, LOOK_SECONDS))
    arms = {"threads": partial(arm, lab[strategies.threads]), "processes": partial(arm, lab[strategies.processes])}
    return Race(f"looks[{workload}]", arms, warm_up=1)
