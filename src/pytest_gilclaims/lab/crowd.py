"""A crowd: as many threads as there are tasks, which meet before they begin."""

import threading
from collections.abc import Sequence
from typing import TypeVar

from pytest_gilclaims.lab.gate import Gate, Gatekeeper
from pytest_gilclaims.lab.pools import Task

Result = TypeVar("Result")


def run_in_crowd(tasks: Sequence[Task[Result]]) -> list[Result]:
    """Run each task in a thread of its own and return the results in the order of their coming.

    Raises RuntimeError if a task failed.
    """
    results: list[Result] = []
    errors: list[Exception] = []

    def work(gate: Gate, task: Task[Result]) -> None:
        try:
            gate.wait()
            results.append(task())
        except Exception as error:
            errors.append(error)

    # Interrupted before all have started, the others are let through rather than kept for ever.
    with Gatekeeper() as keeper:
        crowd = [threading.Thread(target=work, args=(keeper.gate, task)) for task in tasks]
        for thread in crowd:
            thread.start()
        keeper.open(len(crowd))
        for thread in crowd:
            thread.join()
    if errors:
        raise RuntimeError(f"{len(errors)} of {len(tasks)} tasks failed") from errors[0]
    return results
