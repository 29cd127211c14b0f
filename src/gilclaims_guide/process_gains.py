"""What processes gain on work that only computes, beside threads that show without any process that cores are free."""

from functools import partial

from gilclaims_guide import strategies
from gilclaims_guide.computing import LOOK_SECONDS, TASK_SECONDS, computing_arm
from gilclaims_guide.strategies import serial, threads
from gilclaims_guide.workloads import compute, compute_for, pieces_for
from pytest_gilclaims import Lab, Race

HASHING = "sha256"
"""Threads that hash large blocks let go of the lock, so that they use several cores on every build."""


def process_computing(lab: Lab, workload: str) -> Race:
    """Four computing tasks by an event loop and by processes.

    Beside them hashing, in a loop and by threads, which no world changes.
    """
    task = partial(compute, workload, pieces_for(workload, TASK_SECONDS))
    hashing = partial(compute, HASHING, pieces_for(HASHING, TASK_SECONDS))
    return Race(
        f"process computing[{workload}]",
        {
            "tasks": partial(computing_arm, lab, task, lab[strategies.tasks]),
            "processes": partial(computing_arm, lab, task, lab[strategies.processes]),
            "hashing loop": partial(computing_arm, lab, hashing, serial),
            "hashing threads": partial(computing_arm, lab, hashing, threads),
        },
        warm_up=1,
    )


def process_looks(lab: Lab, workload: str) -> Race:
    """Short looks at four computing processes, and at four hashing threads as proof of the machine."""
    look = partial(compute_for, workload, LOOK_SECONDS)
    hashing = partial(compute_for, HASHING, LOOK_SECONDS)
    return Race(
        f"process looks[{workload}]",
        {
            "processes": partial(computing_arm, lab, look, lab[strategies.processes]),
            "hashing threads": partial(computing_arm, lab, hashing, threads),
        },
        warm_up=1,
    )


def contest(lab: Lab) -> Race:
    """Four computing tasks in a plain loop and by each of the three tools; hashing, in a loop and by threads."""
    task = partial(compute, "numbers", pieces_for("numbers", TASK_SECONDS))
    hashing = partial(compute, HASHING, pieces_for(HASHING, TASK_SECONDS))
    return Race(
        "contest",
        {
            "serial": partial(computing_arm, lab, task, serial),
            "threads": partial(computing_arm, lab, task, lab[strategies.threads]),
            "tasks": partial(computing_arm, lab, task, lab[strategies.tasks]),
            "processes": partial(computing_arm, lab, task, lab[strategies.processes]),
            "hashing loop": partial(computing_arm, lab, hashing, serial),
            "hashing threads": partial(computing_arm, lab, hashing, threads),
        },
        warm_up=1,
    )
