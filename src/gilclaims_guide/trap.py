"""The trap as people write it: a loop that computes, its list split over four threads, its results put together."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from threading import Lock

from gilclaims_guide import strategies
from gilclaims_guide.loops import switching_every
from gilclaims_guide.races import IMPATIENCE_SECONDS
from gilclaims_guide.strategies import Strategy, serial, threads
from pytest_gilclaims import Lab, Observation, Race

INPUTS = range(200, 1800)
"""Sums of squares below these, some 50 µs each: with a short switch interval turns are taken all the time."""

Result = tuple[int, int]


def sum_of_squares(below: int) -> int:
    """Add up the squares of all numbers below."""
    return sum(number * number for number in range(below))


def right_result(below: int) -> Result:
    """Return what must come out, without a loop."""
    return below, (below - 1) * below * (2 * below - 1) // 6


class Results:
    """What the threads share: a list, a dict and a counter with a lock of its own."""

    def __init__(self) -> None:
        self.listed: list[Result] = []
        self.by_input: dict[int, int] = {}
        self.count = 0
        self.lock = Lock()


Noting = Callable[[Results, Result], None]
"""Puts a result where the others put theirs."""


def note(results: Results, result: Result) -> None:
    """Append it, store it, and count it under the lock."""
    results.listed.append(result)
    results.by_input[result[0]] = result[1]
    with results.lock:
        results.count += 1


def note_in_two_steps(results: Results, result: Result) -> None:
    """Read all of it, let others go first, and write."""
    listed, by_input, count = [*results.listed, result], {**results.by_input, result[0]: result[1]}, results.count + 1
    time.sleep(0)
    results.listed, results.by_input, results.count = listed, by_input, count


def work_through(noting: Noting, results: Results, inputs: Sequence[int]) -> list[Result]:
    """Compute one after another, note each result, and return them all."""
    own = []
    for below in inputs:
        result = (below, sum_of_squares(below))
        noting(results, result)
        own.append(result)
    return own


def missing(results: Sequence[Result], inputs: Sequence[int]) -> int:
    """Count what is not among the results, or is there twice or wrong."""
    expected = set(map(right_result, inputs))
    return len(expected ^ set(results)) + len(results) - len(set(results))


def observe_trap(lab: Lab, strategy: Strategy, noting: Noting, inputs: Sequence[int] = INPUTS) -> Observation:
    """Let four workers do a quarter of the inputs each. Facts: ``lost or wrong`` results."""
    results = Results()
    parts = [inputs[who :: Lab.workers] for who in range(Lab.workers)]
    started = time.perf_counter()
    with switching_every(IMPATIENCE_SECONDS):
        returned = strategy(lab, [partial(work_through, noting, results, part) for part in parts])
    wall = time.perf_counter() - started
    lost = (
        missing([result for part in returned for result in part], inputs)
        + missing(results.listed, inputs)
        + missing(list(results.by_input.items()), inputs)
        + abs(len(inputs) - results.count)
    )
    return Observation(wall=wall, facts={"lost or wrong": lost})


def trap(lab: Lab) -> Race:
    """The loop in one thread and in four, and in four that put their results together in a careless way."""
    return Race(
        "trap",
        {
            "loop": partial(observe_trap, lab, serial, note),
            "threads": partial(observe_trap, lab, lab[strategies.threads], note),
            "careless threads": partial(observe_trap, lab, threads, note_in_two_steps, INPUTS[:400]),
        },
    )
