"""A team: threads that each make ready, meet, and then work; alike for one of them and for many."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent import futures
from concurrent.futures import Future
from typing import TypeVar

from pytest_gilclaims.instruments.gate import Gatekeeper
from pytest_gilclaims.instruments.place import Place
from pytest_gilclaims.instruments.refusal import starting
from pytest_gilclaims.instruments.work import Call, Pace, Work

Result = TypeVar("Result")


class UnsafeInCompanyError(RuntimeError):
    """A call that never fails alone failed beside others: it is not safe to share."""


def in_team(work: Work, pace: Pace, workers: int, do: Callable[[Call, Pace], Result]) -> list[Result]:
    """Have so many threads make a call, each a share of the pace, after all of them have made ready and met.

    do: makes the call at a pace.
    Raises UnsafeInCompanyError if some fail, or what a single one raises.
    """
    jobs: list[Future[Result]] = [Future() for _ in range(workers)]
    share = pace.shared_among(workers)

    def take_part(place: Place, job: Future[Result]) -> None:
        try:
            with work.ready() as call:
                with place.taken():
                    keeper.gate.wait()
                if keeper.closed:
                    job.cancel()
                    return
                job.set_result(do(call, share))
        # Whatever ends it, `SystemExit` too, is the call's.
        except BaseException as error:
            job.set_exception(error)

    with Gatekeeper() as keeper:
        # Nobody waits at the end of the program for a thread whose call never ends.
        threads = [
            threading.Thread(target=take_part, args=(Place(number, workers), job), daemon=True)
            for number, job in enumerate(jobs)
        ]
        with starting(f"{workers} threads"):
            for thread in threads:
                thread.start()
        with keeper.opened_for(jobs):
            # All at once: one by one, each that ends would wake this thread, which then asks for the lock.
            futures.wait(jobs)
    for thread in threads:
        thread.join()
    return results_of(jobs)


def results_of(jobs: Sequence[Future[Result]]) -> list[Result]:
    """Return what came of all, or raise what became of those who failed."""
    errors = [error for job in jobs if (error := job.exception()) is not None]
    if errors and len(jobs) > 1:
        raise UnsafeInCompanyError(
            f"{type(errors[0]).__name__} in {len(errors)} of {len(jobs)} threads but never alone: "
            f"it is not safe to share ({errors[0]})"
        ) from errors[0]
    return [job.result() for job in jobs]
