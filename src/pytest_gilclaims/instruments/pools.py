"""Four warm threads and four warm processes, kept for the length of a run."""

import atexit
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from types import TracebackType
from typing import Any, Generic, TypeVar

from pytest_gilclaims.instruments.crews import WORKERS, Crew, ProcessCrew, Task, ThreadCrew, idle
from pytest_gilclaims.instruments.durations import STARTING, Durations
from pytest_gilclaims.instruments.interrupts import uninterrupted
from pytest_gilclaims.instruments.losses import TransferError
from pytest_gilclaims.instruments.worker import Answer

__all__ = ["WORKERS", "Pools", "Task"]

Item = TypeVar("Item")
Result = TypeVar("Result")
AnyCrew = TypeVar("AnyCrew", bound=Crew)


class Pools:
    """The workers that arms share, started when first asked for and gone when closed.

    Workers that are lost, or whose round is interrupted, are replaced for the next who asks.
    """

    def __init__(self, durations: Durations | None = None) -> None:
        self._durations = durations or Durations()
        self._threads = Post(ThreadCrew, self._durations)
        self._processes = Post(ProcessCrew, self._durations)
        self._larger: dict[int, Post[ProcessCrew]] = {}

    def __enter__(self) -> "Pools":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for post in (*self._larger.values(), self._processes):
            post.vacate()
        self._threads.vacate()

    def in_threads(self, tasks: Sequence[Task[Result]]) -> list[Result]:
        """Run four tasks in four threads, which meet before they begin.

        Raises what a task raises, ValueError for another number of tasks, and Unavailable if there are no four threads.
        """
        _refuse_others_than_four(tasks)
        with self._threads.manned() as crew:
            jobs = crew.run(tasks)
        return [job.result() for job in jobs]

    def in_processes(self, tasks: Sequence[Task[Result]]) -> list[Result]:
        """Run four tasks in four processes, as `in_threads` does.

        Raises what `pickle` raises for a task that cannot be sent, TransferError for one that cannot be read in
        another process, and WorkerLostError if a process ends of its task.
        """
        _refuse_others_than_four(tasks)
        return self.in_team_of_processes(tasks)

    def in_team_of_processes(self, tasks: Sequence[Task[Result]]) -> list[Result]:
        """Run any number of tasks in as many processes; up to four in the four that everybody shares.

        Raises what `in_processes` raises.
        """
        spare = max(0, WORKERS - len(tasks))
        packed = [pickle.dumps(task) for task in (*tasks, *[idle] * spare)]
        with self._post_of(len(packed)).manned() as crew:
            answers = crew.run(packed, at_work=len(tasks))
        return [_unpacked(answer, task) for answer, task in zip(answers, tasks, strict=False)]

    def map_in_processes(self, function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        """Apply a function to many items in four processes, a quarter of them each.

        Raises what `in_processes` raises.
        """
        parts = [partial(_apply, function, part) for part in _divided(items, WORKERS)]
        packed = [pickle.dumps(part) for part in parts]
        with self._processes.manned() as crew:
            answers = crew.run_apart(packed)
        return [result for answer in answers for result in _unpacked(answer, parts[0])]

    def _post_of(self, workers: int) -> "Post[ProcessCrew]":
        if workers == WORKERS:
            return self._processes
        return self._larger.setdefault(workers, Post(partial(ProcessCrew, workers), self._durations))

    def start(self) -> None:
        """Start all workers now."""
        with self._threads.manned(), self._processes.manned():
            pass


class Post(Generic[AnyCrew]):
    """Where a crew does its duty, and is relieved by another when it cannot any more."""

    def __init__(self, engage: Callable[[], AnyCrew], durations: Durations) -> None:
        self._engage = engage
        self._durations = durations
        self._crew: AnyCrew | None = None
        self._is_busy = False

    @contextmanager
    def manned(self) -> Iterator[AnyCrew]:
        """Have a warm crew for the length of the body, and none of it afterwards if the body fails."""
        # It may be busy still: a second interrupt may come while the first is taken care of.
        if self._crew is not None and (self._is_busy or not self._crew.is_fit()):
            self.vacate()
        self._is_busy = True
        try:
            if self._crew is None:
                with self._durations.of(STARTING):
                    # Half-started, it would be remembered by nobody. That it gets warm is waited for outside.
                    with uninterrupted():
                        self._crew = self._engage()
                        atexit.register(self.vacate)
                    self._crew.warm_up()
            yield self._crew
        except BaseException:
            self.vacate()
            raise
        self._is_busy = False

    @uninterrupted()
    def vacate(self) -> None:
        """Dismiss the crew, if there is one; gently if it has nothing to do."""
        atexit.unregister(self.vacate)
        crew, self._crew = self._crew, None
        if crew is not None:
            crew.dismiss(gently=not self._is_busy)
        self._is_busy = False


def _refuse_others_than_four(tasks: Sequence[object]) -> None:
    if len(tasks) != WORKERS:
        raise ValueError(f"{len(tasks)} tasks for {WORKERS} workers: pass one task for each")


def _divided(items: Sequence[Item], count: int) -> list[Sequence[Item]]:
    """Divide items into so many parts that follow each other and are as long; leave out those that are empty."""
    bounds = [len(items) * number // count for number in range(count + 1)]
    return [items[start:end] for start, end in pairwise(bounds) if start < end]


def _apply(function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    return [function(item) for item in items]


def _unpacked(answer: Answer, task: Task[Result]) -> Result:
    """Return a task's result, or raise what it raised."""
    if answer.kind == "unreadable":
        raise TransferError(f"a worker cannot import {_name_of(task)}: {answer.content.decode()}")
    try:
        content = pickle.loads(answer.content)
    except Exception as error:
        raise TransferError(f"the result of {_name_of(task)} cannot be read here: {error!r}") from error
    if answer.kind == "raised":
        raise content
    result: Result = content
    return result


def _name_of(task: Callable[..., Any]) -> str:
    while isinstance(task, partial):
        # Who calls on behalf of the caller can be imported: what it was to call is told.
        task = task.args[0] if task.func is _apply else task.func
    name = getattr(task, "__qualname__", None)
    return f"{task.__module__}.{name}" if name else repr(task)
