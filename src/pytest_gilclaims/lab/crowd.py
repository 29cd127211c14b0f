"""A crowd: as many threads as there are tasks, which meet before they begin."""

import threading
from collections.abc import Sequence
from functools import partial
from typing import TypeVar

from pytest_gilclaims.lab.pools import Task

Result = TypeVar("Result")


def run_in_crowd(tasks: Sequence[Task[Result]]) -> list[Result]:
    """Run each task in a thread of its own and return the results in the order of their coming.

    Raises RuntimeError if a task failed.
    """
    barrier = threading.Barrier(len(tasks))
    results: list[Result] = []
    errors: list[Exception] = []

    def work(task: Task[Result]) -> None:
        try:
            barrier.wait()
            results.append(task())
        except Exception as error:
            errors.append(error)

    crowd = [threading.Thread(target=partial(work, task)) for task in tasks]
    try:
        for thread in crowd:
            thread.start()
        for thread in crowd:
            thread.join()
    finally:
        # Interrupted before all had started, the barrier would keep the others for ever.
        barrier.abort()
    if errors:
        raise RuntimeError(f"{len(errors)} of {len(tasks)} tasks failed") from errors[0]
    return results
