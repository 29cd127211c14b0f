"""Ways of doing several tasks: one after another, by threads, by processes, by an event loop."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, TypeVar

from gilclaims_guide.baton import Baton

Item = TypeVar("Item")
Result = TypeVar("Result")
Task = Callable[[], Result]


class Workers(Protocol):
    """Whoever has warm threads and processes, as a lab."""

    def in_threads(self, tasks: Sequence[Task[Result]], /) -> list[Result]: ...
    def in_processes(self, tasks: Sequence[Task[Result]], /) -> list[Result]: ...
    def map_in_processes(self, function: Callable[[Item], Result], items: Sequence[Item], /) -> list[Result]: ...


class Strategy(Protocol):
    """Does all tasks and returns their results in the order of the tasks."""

    def __call__(self, lab: Workers, tasks: Sequence[Task[Result]], /) -> list[Result]: ...


def serial(lab: Workers, tasks: Sequence[Task[Result]]) -> list[Result]:
    """One after another, in this thread."""
    return [task() for task in tasks]


def threads(lab: Workers, tasks: Sequence[Task[Result]]) -> list[Result]:
    """By a pool of four threads, which begin together."""
    return lab.in_threads(tasks)


def processes(lab: Workers, tasks: Sequence[Task[Result]]) -> list[Result]:
    """By a pool of four processes, which begin together."""
    return lab.in_processes(tasks)


def processes_one_at_a_time(lab: Workers, tasks: Sequence[Task[Result]]) -> list[Result]:
    """By processes of which one begins when the one before is done."""
    return [lab.map_in_processes(_do, [task])[0] for task in tasks]


def _do(task: Task[Result]) -> Result:
    return task()


def tasks(lab: Workers, tasks: Sequence[Task[Result]]) -> list[Result]:
    """By as many tasks of one event loop, gathered."""

    async def run(task: Task[Result]) -> Result:
        return task()

    async def gather() -> list[Result]:
        return list(await asyncio.gather(*map(run, tasks)))

    return asyncio.run(gather())


def threads_one_at_a_time(lab: Workers, tasks: Sequence[Task[Result]]) -> list[Result]:
    """By a pool of four threads that share one lock, as if it were the GIL."""
    lock = threading.Lock()
    return threads(lab, [partial(_holding, lock, task) for task in tasks])


def _holding(lock: threading.Lock, task: Callable[[], Result]) -> Result:
    with lock:
        return task()


def threads_with_a_baton(lab: Workers, tasks: Sequence[Task[Result]]) -> list[Result]:
    """By four threads of which one carries a baton at any time. Work that is done by turns passes it on."""
    baton = Baton()
    return threads(lab, [partial(baton.carried_through, task) for task in tasks])


def threads_with_one_slot(lab: Workers, tasks: Sequence[Task[Result]]) -> list[Result]:
    """By four threads that put their results into the same place: the race that a lost update is."""
    slot: list[Result] = []
    everyone = threading.Barrier(len(tasks))

    def run(task: Task[Result]) -> Result:
        try:
            slot[:] = [task()]
        except BaseException:
            # The others would wait for ever for one who does not come.
            everyone.abort()
            raise
        everyone.wait()
        return slot[0]

    return threads(lab, [partial(run, task) for task in tasks])
