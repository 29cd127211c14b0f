"""Computing, by the three tools and in a plain loop."""

from functools import partial

from gilclaims_guide import strategies, ticker, waiting
from gilclaims_guide.strategies import Strategy, Task, processes, serial, threads
from gilclaims_guide.workloads import as_named, compute, compute_for, pieces_for
from pytest_gilclaims import Lab, Lane, Observation, Race

TASK_SECONDS = 0.005
"""Processor time of one computing task, as long as a thread may keep the GIL.

Short rounds decide sooner than long ones: the noise of a shared machine hardly averages out within a round.
"""

SEVERAL_TURNS_SECONDS = 0.015
"""Processor time of a task during which a thread must give way to others."""

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
    arm = partial(computing_arm, lab, partial(compute, workload, pieces_for(workload, TASK_SECONDS)))
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


def turns(lab: Lab) -> Race:
    """Four tasks so long that threads must take turns at them: by threads, by an event loop."""
    workload = lab[as_named]("numbers")
    task = partial(compute, workload, pieces_for("numbers", SEVERAL_TURNS_SECONDS))
    waits = partial(waiting.wait_again_and_again, ticker.TICK_SECONDS, 25)
    return Race(
        "turns",
        {
            "threads": partial(computing_arm, lab, task, lab[strategies.threads]),
            "tasks": partial(computing_arm, lab, task, lab[strategies.tasks]),
            "waiting threads": partial(computing_arm, lab, waits, threads),
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


def process_computing(lab: Lab, workload: str) -> Race:
    """Four computing tasks by an event loop and by processes, beside processes that no world changes."""
    arm = partial(computing_arm, lab, partial(compute, workload, pieces_for(workload, TASK_SECONDS)))
    return Race(
        f"process computing[{workload}]",
        {
            "tasks": partial(arm, lab[strategies.tasks]),
            "processes": partial(arm, lab[strategies.processes]),
            "reference": partial(arm, processes),
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


def process_looks(lab: Lab, workload: str) -> Race:
    """Short looks at four computing processes, beside four that no world changes, as proof of the machine."""
    arm = partial(computing_arm, lab, partial(compute_for, workload, LOOK_SECONDS))
    arms = {"processes": partial(arm, lab[strategies.processes]), "reference": partial(arm, processes)}
    return Race(f"process looks[{workload}]", arms, warm_up=1)
