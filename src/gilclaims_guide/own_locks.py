"""Locks of several processes: kept by a call in C, beside a thread of the same process that ticks if it may."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from gilclaims_guide import locks, strategies
from gilclaims_guide.strategies import Strategy, processes, threads
from gilclaims_guide.ticker import no_permission, ticking, ticks_inside
from gilclaims_guide.waiting import surely_waited
from gilclaims_guide.workloads import compute_for
from pytest_gilclaims import Lab, Lane, Observation, Race

CALL_SECONDS = 0.02

COMPUTING_SECONDS = 0.04
"""So long others compute beside a call: they have begun before it, and end after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One worker's part: how it went, and the ticks beside its call, ``None`` if it made none or nothing is sure."""

    lane: Lane
    ticks: int | None = None


def call_beside_own_ticker(*, keeps: bool) -> Turn:
    """Make a C call that keeps the lock, or one that releases it, beside a thread of this process that ticks."""
    call = locks.keeping_the_lock if keeps else locks.releasing_the_lock
    with ticking(no_permission) as ticker:
        with Lane.watch() as watch:
            call(CALL_SECONDS)
        lane = watch.lane()
    ticks = ticks_inside(ticker.ticks, lane.begun, lane.ended, round(CALL_SECONDS * 1e9))
    return Turn(lane=replace(lane, runs=surely_waited(lane.begun, lane.ended, CALL_SECONDS)), ticks=ticks)


def compute_beside() -> Turn:
    """Compute for a while."""
    return Turn(lane=compute_for("numbers", COMPUTING_SECONDS))


def observe_turns(turns: Sequence[Turn]) -> Observation:
    """Count what was seen of locks that are kept.

    Facts: ``ticks`` beside the calls; ``locks kept at once``, by calls beside which nobody ticked;
    ``milliseconds computed`` by others during a call.
    """
    calls = [turn for turn in turns if turn.ticks is not None]
    kept = Observation.of([turn.lane for turn in calls if turn.ticks == 0])
    others = [turn.lane for turn in turns if turn.ticks is None]
    computed = sum(Observation.of([turn.lane, other]).overlap or 0.0 for turn in calls for other in others)
    facts = {
        "ticks": sum(turn.ticks or 0 for turn in calls) if calls else None,
        "locks kept at once": kept.most_at_once if len(calls) == len(turns) else None,
        "milliseconds computed": 1000 * computed if calls else None,
    }
    return replace(Observation.of([turn.lane for turn in turns]), facts=facts)


def turns_arm(lab: Lab, strategy: Strategy, tasks: Sequence[Callable[[], Turn]]) -> Observation:
    """Have four workers take their parts."""
    return observe_turns(strategy(lab, tasks))


def all_locks(lab: Lab) -> Race:
    """Four processes that keep their lock, each beside a ticker of its own; and four that release it."""
    keeping = [partial(call_beside_own_ticker, keeps=True)] * Lab.workers
    releasing = [partial(call_beside_own_ticker, keeps=False)] * Lab.workers
    return Race(
        "all locks",
        {
            "keeping": partial(turns_arm, lab, lab[strategies.processes], keeping),
            "releasing": partial(turns_arm, lab, processes, releasing),
        },
        warm_up=1,
    )


def one_lock_of_four(lab: Lab) -> Race:
    """A process that keeps its lock while three others compute.

    Beside it a process that releases its lock, to show that it would be seen; and a thread that does so while three
    others compute, to show without any process that there is a core for them.
    """
    keeper, releaser = partial(call_beside_own_ticker, keeps=True), partial(call_beside_own_ticker, keeps=False)
    others = [compute_beside] * (Lab.workers - 1)
    return Race(
        "one lock of four",
        {
            "keeping": partial(turns_arm, lab, lab[strategies.processes], [keeper, *others]),
            "releasing": partial(turns_arm, lab, processes, [releaser, *others]),
            "threads beside": partial(turns_arm, lab, threads, [releaser, *others]),
        },
        warm_up=1,
    )
