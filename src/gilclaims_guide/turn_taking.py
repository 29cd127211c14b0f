"""Threads that take turns at computing, and what it costs them to take many."""

import time
from functools import partial

from gilclaims_guide import strategies, waiting
from gilclaims_guide.loops import switching_every
from gilclaims_guide.strategies import Strategy, Task, serial
from gilclaims_guide.turns import LOOK_SECONDS, observe_turns
from gilclaims_guide.workloads import as_named, compute, compute_for, pieces_for
from pytest_gilclaims import Lab, Lane, Observation, Race

SHORT_LOOK_SECONDS = 0.03

WAIT_SECONDS = 0.02

TASK_SECONDS = 0.008
"""Processor time of a task: four of them are longer than four turns."""

HURRY_SECONDS = 0.000005
"""How long threads in a hurry keep the lock when it is wanted: a thousandth of what CPython has them keep it."""


def work(lab: Lab, task: Task[Lane], strategy: Strategy, times: int = Lab.workers) -> Observation:
    """Let a strategy do a task so often."""
    return observe_turns(strategy(lab, [task] * times))


def work_hurriedly(lab: Lab, task: Task[Lane], strategy: Strategy) -> Observation:
    """Let a strategy do a task four times, with threads that ask each other for the lock all the time."""
    with switching_every(HURRY_SECONDS):
        return work(lab, task, strategy)


def turn_taking(lab: Lab) -> Race:
    """Looks at four computing threads, long enough for several turns each; at processes; at ten threads that wait."""
    workload = lab[as_named]("numbers")
    return Race(
        "turn taking",
        {
            "threads": partial(work, lab, partial(compute_for, workload, LOOK_SECONDS), lab[strategies.threads]),
            "processes": partial(work, lab, partial(compute_for, workload, SHORT_LOOK_SECONDS), strategies.processes),
            "waiting threads": partial(waiting.wait_in_threads, lab[time.sleep], 10, WAIT_SECONDS),
        },
        warm_up=1,
    )


def hurrying(lab: Lab) -> Race:
    """Four computing tasks in a loop, by threads that take turns as usual, by threads that take as many as they can.

    Beside them processes, as proof of the machine, and half the loop, as proof of the clock that counts processor time.
    """
    workload = lab[as_named]("numbers")
    task = partial(compute, workload, pieces_for("numbers", TASK_SECONDS))
    return Race(
        "hurrying",
        {
            "loop": partial(work, lab, task, serial),
            "half a loop": partial(work, lab, task, serial, Lab.workers // 2),
            "threads": partial(work, lab, task, lab[strategies.threads]),
            "hurried threads": partial(work_hurriedly, lab, task, lab[strategies.threads]),
            "processes": partial(work, lab, task, strategies.processes),
        },
        warm_up=1,
    )
