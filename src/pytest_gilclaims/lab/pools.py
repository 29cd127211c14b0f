"""Four warm threads and four warm processes, kept for the length of a run."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from multiprocessing.connection import wait
from types import TracebackType
from typing import TypeVar

from pytest_gilclaims.lab.interrupts import bare_main_module, uninterrupted

WORKERS = 4
"""As many as the document has, on any machine."""

Result = TypeVar("Result")
Task = Callable[[], Result]


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _prepare_worker() -> None:
    """Leave Ctrl-C to the parent, and do not outlive it, not even when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _identify() -> tuple[int, int]:
    time.sleep(0.01)
    return os.getpid(), threading.get_native_id()


class Pools:
    """The workers that arms share, started when first asked for and gone when closed."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._threads: ThreadPoolExecutor | None = None
        self._processes: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Pools":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    @property
    def threads(self) -> ThreadPoolExecutor:
        """A pool of four threads, all of them running."""
        if self._threads is None:
            with uninterrupted():
                pool = ThreadPoolExecutor(WORKERS)
                self._open.callback(pool.shutdown, cancel_futures=True)
                self._threads = _warm(pool)
        return self._threads

    @property
    def processes(self) -> ProcessPoolExecutor:
        """A pool of four spawned processes, all of them running."""
        if self._processes is None:
            with uninterrupted(), bare_main_module():
                pool = ProcessPoolExecutor(
                    WORKERS, mp_context=multiprocessing.get_context("spawn"), initializer=_prepare_worker
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


def run_on(pool: Executor, tasks: Sequence[Task[Result]]) -> list[Result]:
    """Run the tasks on a pool and return their results in order."""
    futures = [pool.submit(task) for task in tasks]
    return [future.result() for future in futures]


