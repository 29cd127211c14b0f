"""Garbage collections: what they cost threads that do not collect."""

from gilclaims_guide import worlds_of_heaps as worlds
from gilclaims_guide.conditions import BEFORE_3_14, FREE_THREADED
from pytest_gilclaims import TWO_CORES, Criterion, Experiment, Judge, claim, refuted


def time_tells(collections: Experiment) -> Criterion:
    """Hashing ten times as much takes more processor time: the clock can tell longer from not longer."""
    return collections.cost("hashing", over="hashing a tenth").at_least(3, refuted_to=1.5)


@claim("beyond.collections-stop-everybody", refuted_in=worlds.collections_go_on_aside, needs=TWO_CORES)
def test_collections_stop_everybody(collections: Experiment, judge: Judge) -> None:
    """While one thread collects garbage, all other threads stand still, with the GIL and without the GIL."""
    judge(collections.count("ticks", "large heap").none(beside="hashing", refuted_from=100, only_undisturbed=True))


@claim("beyond.collections-grow-with-the-heap", refuted_in=worlds.collections_go_on_aside)
def test_collections_grow_with_the_heap(collections: Experiment, judge: Judge) -> None:
    """The more containers a program holds, the longer a collection takes, even if there is no garbage to collect.

    With thirty times as many containers, a collection takes at least three times as long.
    """
    judge(
        collections.cost("large heap", over="small heap").at_least(3, refuted_to=1.5),
        given=time_tells(collections),
    )


@claim(
    "beyond.frozen-heap-costs-nothing",
    refuted_in=worlds.freezing_does_nothing,
    holds_in=worlds.collections_pass_by_what_is_frozen,
    expect=refuted.when(FREE_THREADED),
    needs=~FREE_THREADED | BEFORE_3_14,
)
def test_frozen_heap_costs_nothing(collections: Experiment, judge: Judge) -> None:
    """Objects that gc.freeze() has set aside cost later collections nothing."""
    judge(
        collections.cost("frozen heap", over="large heap").at_most(0.1, refuted_from=0.2),
        given=time_tells(collections),
    )
