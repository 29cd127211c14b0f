"""Pickling: what processes send each other, and what it costs."""

from gilclaims_guide import worlds
from pytest_gilclaims import Experiment, Judge, claim, every


@claim("pickle.bytes-and-back", refuted_in=worlds.processes_are_threads)
def test_bytes_and_back(parcels: Experiment, judge: Judge) -> None:
    """An object becomes bytes on one side and is rebuilt on the other: the copy is equal, but not the same object."""
    judge(
        every(
            parcels.fact("packed here", "processes").at_least(1),
            parcels.fact("unpacked here", "processes").at_least(1),
            parcels.fact("equal", "processes").equals(True),
            parcels.fact("identical", "processes").equals(False),
        )
    )


@claim("pickle.cheap-when-small", refuted_in=worlds.parts_cross_one_by_one)
def test_cheap_when_small(crossings: Experiment, judge: Judge) -> None:
    """Sending a dict of twenty numbers to a process and back takes at most six times as long as its bare bytes."""
    judge(crossings.measured("pings", "small").at_most(6))


@claim("pickle.not-free-when-large", refuted_in=worlds.things_cross_as_they_are)
def test_not_free_when_large(crossings: Experiment, judge: Judge) -> None:
    """Sending ten thousand dicts to a process and back takes at least five times as long as adding them up."""
    judge(crossings.measured("loops", "large").at_least(5))
