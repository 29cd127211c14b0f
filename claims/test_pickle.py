"""Pickling: what crosses from process to process, and what it costs."""

from gilclaims_guide import worlds
from pytest_gilclaims import Experiment, Judge, claim, every


@claim("pickle.bytes-and-back", refuted_in=worlds.processes_are_threads)
def test_bytes_and_back(parcels: Experiment, judge: Judge) -> None:
    """An object becomes bytes on one side and is built anew on the other: equal, and not the same."""
    judge(
        every(
            parcels.fact("packed here", "processes").at_least(1),
            parcels.fact("unpacked here", "processes").at_least(1),
            parcels.fact("equal", "processes").equals(True),
            parcels.fact("identical", "processes").equals(False),
        )
    )


@claim("pickle.cheap-when-small", refuted_in=worlds.parcels_are_large)
def test_cheap_when_small(round_trips: Experiment, judge: Judge) -> None:
    """A hundred bytes go to bytes and back in no more than a twentieth of a millisecond."""
    judge(round_trips.measured("small in ms", "pickle").at_most(0.05))


@claim("pickle.not-free-when-large", refuted_in=worlds.parcels_are_small)
def test_not_free_when_large(round_trips: Experiment, judge: Judge) -> None:
    """Ten million bytes cost at least a hundred times as much as a hundred bytes."""
    judge(round_trips.measured("large by small", "pickle").at_least(100))
