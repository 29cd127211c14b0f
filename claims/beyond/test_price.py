"""What the free-threaded build costs a program with a single thread."""

from gilclaims_guide import worlds_of_builds
from gilclaims_guide.conditions import BEFORE_3_14, LIKE_TWIN, TWIN
from pytest_gilclaims import Experiment, Judge, claim, refuted


@claim(
    "beyond.price-of-the-build",
    holds_in=worlds_of_builds.builds_do_not_differ,
    refuted_in=worlds_of_builds.steps_take_the_lock,
    expect=refuted.when(BEFORE_3_14),
    needs=(TWIN, LIKE_TWIN),
)
def test_price_of_the_build(twins: Experiment, judge: Judge) -> None:
    """A free-threaded build costs a single thread at most 15 % more processor time, the limit that PEP 779 sets.

    The GIL is on, so the cost is that of the build and not of running without the GIL. The work is a mix of calls,
    attributes, containers and strings.
    """
    judge(
        twins.cost("free-threaded build, lock on", over="GIL build").at_most(1.15, refuted_from=1.3),
        given=twins.cost("GIL build, twice the work", over="GIL build").at_least(1.5, refuted_to=1.2),
    )
