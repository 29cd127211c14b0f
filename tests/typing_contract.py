"""What type checkers make of the public names: right uses pass, wrong ones are found. Nothing here is run.

Each wrong use stands behind ``type: ignore[…]``. mypy (``warn_unused_ignores``) and pyright
(``reportUnnecessaryTypeIgnoreComment``) complain as soon as it is wrong no longer.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, assert_type

from pytest_gilclaims import (
    GIL_OFF,
    GIL_ON,
    TWO_CORES,
    AsyncJudge,
    Condition,
    Criterion,
    Experiment,
    Judge,
    Lab,
    Lane,
    Observation,
    Question,
    Race,
    World,
    blocks_the_loop,
    claim,
    every,
    holds,
    never,
    refuted,
    scales,
    since,
    stays_free_threaded,
    waits,
)


def work() -> int:
    return sum(range(300))


def read(text: str) -> list[str]:
    return text.split()


async def fetch() -> bytes:
    return b""


def in_threads(lab: Lab, tasks: list[Callable[[], int]]) -> list[int]:
    return lab.in_threads(tasks)


def in_processes(lab: Lab, tasks: list[Callable[[], int]]) -> list[int]:
    return lab.in_processes(tasks)


def looks(lab: Lab, seconds: float) -> Race:
    def arm() -> Observation:
        task = partial(Lane.watching, work, seconds=seconds)
        return Observation.of(lab.in_threads([task] * lab.workers))

    return Race("looks", {"threads": arm}, warm_up=1)


def not_a_race(lab: Lab) -> int:
    return lab.workers


threads_are_processes = World("threads_are_processes", "threads are processes", {in_threads: in_processes})


# A claim is the function that it was, with its arguments and what it returns.
@claim("typed.claim", refuted_in=threads_are_processes, expect=refuted.when(GIL_OFF), needs=(TWO_CORES, ~GIL_ON))
def decided(lab: Lab, judge: Judge) -> None:
    judge(lab.experiment(looks, 0.1).overlap("threads").none(beside="threads", refuted_from=5))


test: Callable[[Lab, Judge], None] = decided
decided("lab", "judge")  # type: ignore[arg-type]

claim("typed.id", without_world="it is so", expect=holds.when(GIL_ON & since(3, 13) | ~TWO_CORES))
claim(17)  # type: ignore[arg-type]
claim("typed.positional", threads_are_processes)  # type: ignore[call-arg]
claim("typed.world", refuted_in="a name")  # type: ignore[arg-type]
claim("typed.expectation", expect="holds")  # type: ignore[arg-type]
claim("typed.needs", needs=[TWO_CORES])  # type: ignore[arg-type]
refuted.when("3.13")  # type: ignore[arg-type]

# What goes through the lab comes out as it went in, whatever stands in for it.


def through(lab: Lab) -> None:
    assert_type(lab[read]("a b"), list[str])
    assert_type(lab.in_threads([work]), list[int])
    assert_type(lab.in_processes([work]), list[int])
    assert_type(lab.map_in_processes(read, ["a b"]), list[list[str]])
    assert_type(lab.experiment(looks, 0.1), Experiment)
    lab[read](17)  # type: ignore[arg-type]
    lab.in_threads([17])  # type: ignore[arg-type]
    lab.map_in_processes(read, [17])  # type: ignore[arg-type]
    lab.experiment(looks)  # type: ignore[call-arg]
    lab.experiment(looks, "short")  # type: ignore[arg-type]
    lab.experiment(not_a_race)  # type: ignore[arg-type]


# A race has arms by name; an observation tells in numbers, or in nothing where nobody could look.


def seen(observation: Observation) -> None:
    assert_type(observation.wall, float)
    assert_type(observation.cores, float | None)
    assert_type(Observation.of([]), Observation)
    observation.wall = 1.0  # type: ignore[misc]
    Observation(1.0)  # type: ignore[call-arg]
    Race("arms", [looks])  # type: ignore[arg-type]


# The judge takes criteria, or one question; a question brings what it needs, and an async claim asks none.


def judged(judge: Judge, experiment: Experiment) -> None:
    found = experiment.cores("threads").at_most(1.2, refuted_from=1.5)
    judge(
        found, given=experiment.cores("processes").at_least(1.5), suffices=every(found, found), refuted_by=never(found)
    )
    judge(scales(work))
    judge(scales(work), given=found)  # type: ignore[call-overload]
    judge(experiment.cores("threads"))  # type: ignore[call-overload]
    judge(True)  # type: ignore[call-overload]
    experiment.cores("threads").at_most(1.2)  # type: ignore[call-arg]


async def judged_async(judge: AsyncJudge, criterion: Criterion) -> None:
    await judge(criterion, given=criterion)
    await judge(scales(work))  # type: ignore[arg-type]


# Questions are asked of calls; their opposite is a question too.
assert_type(scales(work, workers=[2, 4]), Question)
assert_type(never(waits(read, own=str)), Question)
assert_type(stays_free_threaded("import json"), Question)
assert_type(blocks_the_loop(fetch, longer_than=0.05), Question)
scales(work, str)  # type: ignore[call-arg]
scales(work())  # type: ignore[arg-type]
blocks_the_loop(work, longer_than=0.05)  # type: ignore[arg-type]
blocks_the_loop(fetch)  # type: ignore[call-arg]
stays_free_threaded(work)  # type: ignore[arg-type]

# Conditions combine with each other alone.
assert_type(GIL_ON & ~GIL_OFF | since(3, 14), Condition)
assert_type(Condition.package("numpy"), Condition)
Condition(
    name="words", test=lambda host: "words" in host.given, otherwise="no words: give some", options={"words": read}
)
GIL_ON & True  # type: ignore[operator]
since("3.14")  # type: ignore[arg-type, call-arg]
Condition(name="words")  # type: ignore[call-arg]


def given_by_a_person(lab: Lab) -> Any:
    return lab.given["words"]
