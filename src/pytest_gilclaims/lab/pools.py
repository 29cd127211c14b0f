"""Four warm threads and four warm processes, kept for the length of a run."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from concurrent import futures
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from multiprocessing.connection import wait
from types import TracebackType
from typing import TypeVar

from pytest_gilclaims.lab.gate import Gate, Gatekeeper
from pytest_gilclaims.lab.interrupts import bare_main_module, uninterrupted

WORKERS = 4
"""As many as the document has, on any machine."""

Item = TypeVar("Item")
Result = TypeVar("Result")
Task = Callable[[], Result]


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _prepare_worker(gate: Gate) -> None:
    """Leave Ctrl-C to the parent, and do not outlive it, not even when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    _gates.append(gate)


_gates: list[Gate] = []
"""In a worker process: where it meets the others. A pipe reaches a worker only at its birth."""


def _meet_and_run(gate: Gate, task: Task[Result]) -> Result:
    gate.wait()
    return task()


def _meet_in_process_and_run(task: Task[Result]) -> Result:
    return _meet_and_run(_gates[0], task)


def _identify() -> tuple[int, int]:
    time.sleep(0.01)
    return os.getpid(), threading.get_native_id()


class Pools:
    """The workers that arms share, started when first asked for and gone when closed."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._keeper_of_threads = Gatekeeper()
        self._keeper_of_processes = Gatekeeper()
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
        meet = partial(_meet_and_run, self._keeper_of_threads.gate)
        return _begin_together(self._thread_pool, self._keeper_of_threads, meet, tasks)

    def run_in_processes(self, tasks: Sequence[Task[Result]]) -> list[Result]:
        """Run four tasks in four processes, as `run_in_threads` does."""
        return _begin_together(self._process_pool, self._keeper_of_processes, _meet_in_process_and_run, tasks)

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
                self._open.enter_context(self._keeper_of_threads)
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
                    initargs=(self._keeper_of_processes.gate,),
                )
                self._open.callback(pool.shutdown, cancel_futures=True)
                self._open.enter_context(self._keeper_of_processes)
                self._processes = _warm(pool)
        return self._processes


Pool = TypeVar("Pool", bound=Executor)


def _warm(pool: Pool) -> Pool:
    """Return the pool once each of its workers has answered.

    A child that is still starting takes a core from those that are being measured.
    """
    answered: set[tuple[int, int]] = set()
    while len(answered) < WORKERS:
        answered.update(future.result() for future in _submit(pool, [_identify] * WORKERS))
    return pool


def _begin_together(
    pool: Executor,
    keeper: Gatekeeper,
    meet_and_run: Callable[[Task[Result]], Result],
    tasks: Sequence[Task[Result]],
) -> list[Result]:
    if len(tasks) != WORKERS:
        raise ValueError(f"{len(tasks)} tasks for {WORKERS} workers: each takes one")
    running = _submit(pool, [partial(meet_and_run, task) for task in tasks])
    with keeper.opened_for(running):
        futures.wait(running)
    return [future.result() for future in running]


def _submit(pool: Executor, tasks: Sequence[Task[Result]]) -> list[Future[Result]]:
    # Interrupted between two submissions, the first tasks would wait for the rest.
    with uninterrupted():
        return [pool.submit(task) for task in tasks]
