"""Four warm threads and four warm processes, kept for the length of a run."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from multiprocessing.connection import wait
from multiprocessing.synchronize import Barrier
from types import TracebackType
from typing import TypeVar

from pytest_gilclaims.lab.interrupts import bare_main_module, uninterrupted

WORKERS = 4
"""As many as the document has, on any machine."""

MEETING_SECONDS = 60.0
"""How long workers wait for one another before they give up."""

Item = TypeVar("Item")
Result = TypeVar("Result")
Task = Callable[[], Result]


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _prepare_worker(barrier: Barrier) -> None:
    """Leave Ctrl-C to the parent, and do not outlive it, not even when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    _barriers.append(barrier)


_barriers: list[Barrier] = []
"""In a worker process: where it meets the others. A barrier reaches a worker only at its birth."""


def _meet_and_run(barrier: threading.Barrier, task: Task[Result]) -> Result:
    barrier.wait(MEETING_SECONDS)
    return task()


def _meet_in_process_and_run(task: Task[Result]) -> Result:
    _barriers[0].wait(MEETING_SECONDS)
    return task()


def _identify() -> tuple[int, int]:
    time.sleep(0.01)
    return os.getpid(), threading.get_native_id()


class Pools:
    """The workers that arms share, started when first asked for and gone when closed."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._barrier = threading.Barrier(WORKERS)
        self._threads: ThreadPoolExecutor | None = None
        self._processes: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Pools":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def run_in_threads(self, tasks: Sequence[Task[Result]]) -> list[Result]:
        """Run four tasks in four threads, which meet before they begin.

        Raises ValueError for another number of tasks: their workers would wait for ever.
        """
        meet = partial(_meet_and_run, self._barrier)
        return run_on(self._thread_pool, [partial(meet, task) for task in _one_each(tasks)])

    def run_in_processes(self, tasks: Sequence[Task[Result]]) -> list[Result]:
        """Run four tasks in four processes, as `run_in_threads` does."""
        return run_on(self._process_pool, [partial(_meet_in_process_and_run, task) for task in _one_each(tasks)])

    def map_in_processes(self, function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        """Apply a function to many items in four processes, a quarter of them each."""
        with uninterrupted():
            results = self._process_pool.map(function, items, chunksize=max(1, len(items) // WORKERS))
        return list(results)

    def start(self) -> None:
        """Start all workers now."""
        _ = self._thread_pool, self._process_pool

    @property
    def _thread_pool(self) -> ThreadPoolExecutor:
        """A pool of four threads, all of them running."""
        if self._threads is None:
            with uninterrupted():
                pool = ThreadPoolExecutor(WORKERS)
                self._open.callback(pool.shutdown, cancel_futures=True)
                self._threads = _warm(pool)
        return self._threads

    @property
    def _process_pool(self) -> ProcessPoolExecutor:
        """A pool of four spawned processes, all of them running."""
        if self._processes is None:
            with uninterrupted(), bare_main_module():
                context = multiprocessing.get_context("spawn")
                pool = ProcessPoolExecutor(
                    WORKERS,
                    mp_context=context,
                    initializer=_prepare_worker,
                    initargs=(context.Barrier(WORKERS),),
                )
                self._open.callback(pool.shutdown, cancel_futures=True)
                self._processes = _warm(pool)
        return self._processes


Pool = TypeVar("Pool", bound=Executor)


def _warm(pool: Pool) -> Pool:
    """Return the pool once each of its workers has answered.

    A child that is still starting takes a core from those that are being measured.
    """
    answered: set[tuple[int, int]] = set()
    while len(answered) < WORKERS:
        answered.update(run_on(pool, [_identify] * WORKERS))
    return pool


def _one_each(tasks: Sequence[Task[Result]]) -> Sequence[Task[Result]]:
    if len(tasks) != WORKERS:
        raise ValueError(f"{len(tasks)} tasks for {WORKERS} workers: each takes one")
    return tasks


def run_on(pool: Executor, tasks: Sequence[Task[Result]]) -> list[Result]:
    """Run the tasks on a pool and return their results in order."""
    # Interrupted between two submissions, the first tasks would wait for the rest at their barrier.
    with uninterrupted():
        futures = [pool.submit(task) for task in tasks]
    return [future.result() for future in futures]
