"""A crowd: as many threads as there are tasks, which meet before they begin."""

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from pytest_gilclaims.instruments.gate import Gatekeeper
from pytest_gilclaims.instruments.refusal import starting

Result = TypeVar("Result")


def run_in_crowd(tasks: Sequence[Callable[[], Result]]) -> list[Result]:
    """Run each task in a thread of its own and return the results in the order of their coming.

    Raises RuntimeError if a task failed, and Unavailable if the system does not start so many threads.
    """
    results: list[Result] = []
    errors: list[BaseException] = []

    def work(task: Callable[[], Result]) -> None:
        # Whatever ends a task, `SystemExit` or a runner's own "failed", would else end its thread in silence.
        try:
            keeper.gate.wait()
            if not keeper.closed:
                results.append(task())
        except BaseException as error:
            errors.append(error)

    # Interrupted before all have started, the others are let through rather than kept for ever.
    with Gatekeeper() as keeper:
        # Nobody waits at the end of the program for a thread that has been given up.
        crowd = [threading.Thread(target=work, args=(task,), daemon=True) for task in tasks]
        with starting(f"{len(crowd)} threads"):
            _start(crowd, keeper)
        keeper.open(len(crowd))
        for thread in crowd:
            thread.join()
    if errors:
        raise RuntimeError(f"{len(errors)} of {len(tasks)} tasks failed: {errors[0]!r}") from errors[0]
    return results


def _start(crowd: Sequence[threading.Thread], keeper: Gatekeeper) -> None:
    """Start all threads; if one cannot be started, see those off that were."""
    try:
        for thread in crowd:
            thread.start()
    except BaseException:
        keeper.close()
        for thread in crowd:
            if thread.ident is not None:
                thread.join()
        raise
