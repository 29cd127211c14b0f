"""Work: a call made again and again, with an argument of each worker's own or one for all."""

from __future__ import annotations

import asyncio
import inspect
import time
from array import array
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import repeat
from math import ceil, lcm
from typing import Any

from pytest_gilclaims.instruments.overlap import LONGEST_PAUSE, runs_of
from pytest_gilclaims.instruments.watching import Lane, Watch

Call = Callable[[], object]

PIECE_SECONDS = 20e-6
"""What is shorter is made in bundles of about this length, with a mark after each."""

LOOK_SECONDS = 0.0005
"""How long calls are made at least to say how long one of them takes."""

PATIENCE_SECONDS = 0.02
"""How long to look for a run of calls that nobody held up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A call of a function, to be made again and again.

    own: makes its argument, in each worker and before any of them begins; shared: makes one for all, once; title: what
    a person knows it by, unless the function tells.
    """

    function: Callable[..., Any]
    own: Callable[[], Any] | None = None
    shared: Callable[[], Any] | None = None
    title: str = ""

    def __post_init__(self) -> None:
        if inspect.isgeneratorfunction(self.function) or inspect.isasyncgenfunction(self.function):
            raise TypeError(
                f"{self.name} is a generator function, and calling it runs nothing: "
                "ask about a function that iterates over it"
            )
        for name, maker in (("own", self.own), ("shared", self.shared), ("the call", self.function)):
            if maker is not None and not callable(maker):
                raise TypeError(f"{name}: {maker!r} is not callable: pass a function that makes it, such as a lambda")

    @property
    def name(self) -> str:
        """What a person knows it by; where several may be called so, with the line that it stands on."""
        if self.title:
            return self.title
        bare = bare_function(self.function)
        name = str(getattr(bare, "__qualname__", None) or type(bare).__qualname__)
        code = getattr(bare, "__code__", None)
        return f"{name}:{code.co_firstlineno}" if code is not None and "<" in name else name

    @property
    def is_awaited(self) -> bool:
        """Whether its function is a coroutine function."""
        bare = bare_function(self.function)
        return inspect.iscoroutinefunction(bare) or inspect.iscoroutinefunction(type(bare).__call__)

    def taken_up(self) -> Work:
        """Return the same work with that which is shared by all made now."""
        if self.shared is None:
            return self
        return replace(self, function=partial(self.function, self.shared()), shared=None)

    def bound(self) -> Callable[[], Any]:
        """Make an argument of one's own, if there is one, and return the call with it."""
        work = self.taken_up()
        return work.function if work.own is None else partial(work.function, work.own())

    @contextmanager
    def ready(self) -> Iterator[Call]:
        """Be ready to make the call in this thread, for the length of the body: in a loop of its own if it is async."""
        call = self.bound()
        if not self.is_awaited:
            yield call
            return
        with asyncio.Runner() as runner:
            runner.get_loop()
            yield lambda: runner.run(call())

    def made_alone(self) -> float:
        """Make the call once, in this thread and alone; return its seconds. What it raises is its own.

        Raises TypeError if it comes back with something that is yet to be run.
        """
        with self.ready() as call:
            started = time.perf_counter()
            result = call()
            seconds = time.perf_counter() - started
        refuse_idle(self.name, result)
        return seconds

    def seconds_to_make_ready(self) -> float:
        """Return how long a worker takes to make what is its own; nothing where nothing is."""
        if self.own is None:
            return 0.0
        began = time.perf_counter()
        self.own()
        return time.perf_counter() - began

    def seconds(self) -> float:
        """Make the call alone, and return how long it takes where nobody holds it up."""
        first = self.made_alone()
        with self.ready() as call:
            # A call that fills the look is made but once more, and somebody may hold that one up.
            return min(first, seconds_of(call))


def bare_function(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return what a partial is of."""
    while isinstance(function, partial):
        function = function.func
    return function


def refuse_idle(name: str, result: object) -> None:
    """Raise TypeError for a result that is yet to be run: nothing was measured but its making."""
    if isinstance(result, Coroutine):
        result.close()
        raise TypeError(f"{name} returns a coroutine that nobody awaits: ask about the coroutine function itself")
    if inspect.isgenerator(result) or inspect.isasyncgen(result):
        raise TypeError(f"{name} returns a generator that nobody iterates over: ask about a function that does")


def nothing() -> None:
    """Do nothing: what is left is the loop around a call."""


LIGHT = 2
"""A call that takes fewer times as long as one that does nothing weighs no more than the loop around it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often a call is made: so many bundles of so many.

    leaves_marks: whether they are short enough to tell; is_light: whether the loop weighs as much as the calls.
    """

    bundles: int
    bundle: int = 1
    leaves_marks: bool = False
    is_light: bool = False

    @property
    def calls(self) -> int:
        """How many calls that is."""
        return self.bundles * self.bundle

    def shared_among(self, workers: int) -> Pace:
        """Return the pace of each of so many workers."""
        return replace(self, bundles=self.bundles // workers)


SHORTFALL = 0.2
"""The part of a call of each worker that may be lacking: with one more, long calls would take twice the seconds."""


def pace_for(seconds_of_call: float, seconds: float, *, workers: tuple[int, ...] = (1,)) -> Pace:
    """Return a pace at which a call fills so many seconds, that can be shared among any of these numbers of workers."""
    bundle = max(1, round(PIECE_SECONDS / max(seconds_of_call, 1e-9)))
    piece = bundle * seconds_of_call
    step = lcm(*workers)
    return Pace(
        bundles=step * max(1, ceil(seconds / max(piece, 1e-9) / step - SHORTFALL)),
        bundle=bundle,
        leaves_marks=piece < LONGEST_PAUSE / 2e9,
        # Whatever does something for a microsecond is no such call: it need not be compared.
        is_light=seconds_of_call < 1e-6 and seconds_of_call < LIGHT * seconds_of(nothing),
    )


def again_and_again(call: Call, pace: Pace) -> Lane:
    """Make a call at a pace, leaving marks if it is short enough."""
    # An array of numbers is nothing to the garbage collector, which stops all threads of a free-threaded build.
    marks = array("q")
    now = time.perf_counter_ns
    with Watch() as watch:
        for _ in repeat(None, pace.bundles):
            for _ in repeat(None, pace.bundle):
                call()
            if pace.leaves_marks:
                marks.append(now())
    return watch.lane(runs_of(marks))


def with_all_threads(call: Call, pace: Pace) -> tuple[Lane, float]:
    """Do so, and return as well how many cores this process used meanwhile: a call may start threads of its own."""
    cpu = time.process_time()
    lane = again_and_again(call, pace)
    spent = time.process_time() - cpu
    return lane, spent * 1e9 / max(1, lane.ended - lane.begun)


def seconds_of(call: Call) -> float:
    """Return how long a call takes where nobody holds it up: the shortest of several looks."""
    began = time.perf_counter()
    times, best = 1, float("inf")
    while True:
        started = time.perf_counter()
        for _ in repeat(None, times):
            call()
        spent = time.perf_counter() - started
        best = min(best, spent / times)
        if time.perf_counter() - began > PATIENCE_SECONDS:
            return best
        if spent < LOOK_SECONDS:
            times *= 4
