"""Crews: four workers of one kind, threads or processes, that begin together."""

import os
import pickle
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent import futures
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import wait
from queue import SimpleQueue
from typing import Protocol, TypeVar

from pytest_gilclaims.facts.interpreter import gil_is_enabled
from pytest_gilclaims.instruments.contained import environment_here
from pytest_gilclaims.instruments.gate import Gate, Gatekeeper
from pytest_gilclaims.instruments.interrupts import bare_main_module
from pytest_gilclaims.instruments.losses import WorkerLostError
from pytest_gilclaims.instruments.place import Place
from pytest_gilclaims.instruments.refusal import Unavailable, starting
from pytest_gilclaims.instruments.worker import Answer, Order, serve

WORKERS = 4
"""As many as the document has, on any machine."""

PATIENCE_SECONDS = 5.0
"""How long a crew that is dismissed may take to end what it is at."""

Result = TypeVar("Result")
Task = Callable[[], Result]


class Crew(Protocol):
    """What both kinds have in common."""

    def is_fit(self) -> bool:
        """Whether it can be given something to do."""

    def warm_up(self) -> None:
        """Return once each worker is there: one that is still starting takes a core from those that are measured."""

    def dismiss(self, *, gently: bool) -> None:
        """End all workers. gently: let them first end what they are at."""


def idle() -> None:
    """Do nothing."""


class ThreadCrew:
    """Four threads."""

    def __init__(self) -> None:
        self._keeper = Gatekeeper()
        self._orders: list[SimpleQueue[Callable[[], None] | None]] = [SimpleQueue() for _ in range(WORKERS)]
        # Daemons: nobody waits at the end of the program for a thread whose task never ends.
        self._threads = [threading.Thread(target=_obey, args=(orders,), daemon=True) for orders in self._orders]
        try:
            with starting(f"{WORKERS} threads"):
                for thread in self._threads:
                    thread.start()
        except BaseException:
            self.dismiss(gently=False)
            raise

    def is_fit(self) -> bool:
        """Whether all threads are there."""
        return all(thread.is_alive() for thread in self._threads)

    def warm_up(self) -> None:
        """Have each thread do nothing."""
        self.run([idle] * WORKERS)

    def run(self, tasks: Sequence[Task[Result]]) -> list[Future[Result]]:
        """Have each thread do one of four tasks, once all of them have met; return what came of them."""
        jobs: list[Future[Result]] = [Future() for _ in tasks]
        for number, (orders, job, task) in enumerate(zip(self._orders, jobs, tasks, strict=True)):
            orders.put(partial(self._meet_and_do, Place(number, len(tasks)), job, task))
        with self._keeper.opened_for(jobs):
            # All at once: one by one, each that ends would wake this thread, which then asks for the lock.
            futures.wait(jobs)
        return jobs

    def dismiss(self, *, gently: bool) -> None:
        """End the threads. None can be killed: those that are at work for long are left to it, however gently."""
        self._keeper.close()
        for orders in self._orders:
            orders.put(None)
        deadline = time.monotonic() + PATIENCE_SECONDS
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, deadline - time.monotonic()))

    def _meet_and_do(self, place: Place, job: Future[Result], task: Task[Result]) -> None:
        with place.taken():
            self._keeper.gate.wait()
        if self._keeper.closed:
            job.cancel()
            return
        try:
            job.set_result(task())
        except BaseException as error:
            job.set_exception(error)


def _obey(orders: "SimpleQueue[Callable[[], None] | None]") -> None:
    while order := orders.get():
        order()
        # What came of it is its caller's, and not to be kept until the next order.
        del order


class ProcessCrew:
    """Spawned processes, four unless told otherwise, in which the lock is as it was here when they were started."""

    def __init__(self, workers: int = WORKERS) -> None:
        self._keeper = Gatekeeper()
        self._gil = gil_is_enabled()
        self._workers: list[WorkerProcess] = []
        try:
            with starting(f"{workers} processes"), bare_main_module(), workers_environment() as environment:
                for _ in range(workers):
                    self._workers.append(WorkerProcess(self._keeper.gate, environment))
        except BaseException:
            self.dismiss(gently=False)
            raise

    def is_fit(self) -> bool:
        """Whether all processes are there, and have the lock as it is here now."""
        return self._gil == gil_is_enabled() and all(worker.is_alive() for worker in self._workers)

    def warm_up(self) -> None:
        """Have each process do nothing. Raises Unavailable if one of them ends of that."""
        try:
            self.run([pickle.dumps(idle)] * len(self._workers), at_work=0)
        except WorkerLostError as error:
            raise Unavailable(f"the system refuses to start {len(self._workers)} processes: {error}") from error

    def run(self, tasks: Sequence[bytes], *, at_work: int) -> list[Answer]:
        """Have each process do a task of its own, once all of them have met.

        at_work: how many have more to do than nothing; they are the first.
        Raises WorkerLostError if one of them ends of it.
        """
        if len(tasks) != len(self._workers):
            raise ValueError(f"{len(tasks)} tasks for {len(self._workers)} workers: pass one task for each")
        for number, (worker, task) in enumerate(zip(self._workers, tasks, strict=True)):
            worker.send(Order(task, Place(number, at_work)))
        with self._keeper.opened_for(self._workers):
            return [worker.receive() for worker in self._workers]

    def run_apart(self, tasks: Sequence[bytes]) -> list[Answer]:
        """Have no more tasks done than there are workers, each by another process, whoever is there first.

        Raises WorkerLostError if one of the processes ends of it.
        """
        chosen = self._workers[: len(tasks)]
        # The next to be chosen are those that have had nothing to do for longest.
        self._workers = self._workers[len(tasks) :] + chosen
        for worker, task in zip(chosen, tasks, strict=True):
            worker.send(Order(task, None))
        return [worker.receive() for worker in chosen]

    def dismiss(self, *, gently: bool) -> None:
        """End the processes. gently: kill only those that are at work for long."""
        self._keeper.close()
        for worker in self._workers:
            worker.line.close()
        deadline = time.monotonic() + (PATIENCE_SECONDS if gently else 0)
        for worker in self._workers:
            worker.end(max(0.0, deadline - time.monotonic()))


class WorkerProcess:
    """One worker process, as it is seen from here."""

    def __init__(self, gate: Gate, environment: dict[str, str]) -> None:
        context = get_context("spawn")
        self.line, other_end = context.Pipe()
        try:
            self._process = context.Process(target=serve, args=(other_end, gate, environment))
            self._process.start()
        except BaseException:
            self.line.close()
            raise
        finally:
            other_end.close()

    def is_alive(self) -> bool:
        """Whether the process is there."""
        return self._process.is_alive()

    def done(self) -> bool:
        """Whether it has answered, or ended."""
        return bool(wait([self.line, self._process.sentinel], 0))

    def send(self, order: Order) -> None:
        """Give it something to do. Raises WorkerLostError if it has ended."""
        try:
            self.line.send(order)
        except OSError as error:
            raise WorkerLostError(self._fate()) from error

    def receive(self) -> Answer:
        """Wait for its answer. Raises WorkerLostError if it ends before."""
        if self.line in wait([self.line, self._process.sentinel]):
            with suppress(EOFError, OSError):
                answer: Answer = self.line.recv()
                return answer
        raise WorkerLostError(self._fate())

    def end(self, patience: float) -> None:
        """Let it end within so many seconds, then kill it."""
        self._process.join(patience)
        self._process.kill()
        self._process.join(PATIENCE_SECONDS)
        with suppress(ValueError):  # It did not even end when it was killed.
            self._process.close()

    def _fate(self) -> str:
        self._process.join(PATIENCE_SECONDS)
        status = self._process.exitcode
        if status is None:
            return "a worker process closed its connection"
        if status < 0:
            return f"a worker process was killed by {signal.Signals(-status).name}"
        return f"a worker process exited with status {status}"


@contextmanager
def workers_environment() -> Iterator[dict[str, str]]:
    """Let processes started meanwhile have the lock as it is here, and not import what lies in the current folder.

    Yields the variables as they are otherwise: what the workers start themselves should not inherit that.
    """
    before = dict(os.environ)
    # A child begins by ``python -c``, which looks for modules in the current folder first: a `queue.py`, say.
    os.environ.update({**environment_here(), "PYTHONSAFEPATH": "1"})
    try:
        yield before
    finally:
        for name in os.environ.keys() - before.keys():
            del os.environ[name]
        os.environ.update(before)
