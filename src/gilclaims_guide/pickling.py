"""Round trips: something small and something large, pickled and unpickled."""

import pickle
import time
from collections.abc import Callable
from functools import partial

from pytest_gilclaims import Lab, Observation, Race

Weight = Callable[[int], bytes]
"""What a round trip of so many bytes carries."""


SMALL, LARGE = 100, 10_000_000


def full(size: int) -> bytes:
    """So many bytes: reality."""
    return bytes(size)


def always_large(size: int) -> bytes:
    """Ten million bytes, however few are asked for."""
    return bytes(LARGE)


def always_small(size: int) -> bytes:
    """A hundred bytes, however many are asked for."""
    return bytes(SMALL)


def observe_round_trips(weight: Weight, times: int = 20) -> Observation:
    """Pickle and unpickle something small and something large, and keep the fastest of each.

    Facts: both in milliseconds, and their ratio. Others can only make them slower.
    """
    started = time.perf_counter()
    small, large = (1000 * fastest_round_trip(weight(size), times) for size in (SMALL, LARGE))
    return Observation(
        wall=time.perf_counter() - started,
        facts={"small in ms": small, "large in ms": large, "large by small": large / small},
    )


def fastest_round_trip(content: bytes, times: int) -> float:
    """Return the seconds of the fastest of several round trips to bytes and back."""
    fastest = float("inf")
    # A bytearray is copied on either side, as most objects are; bytes would be as well.
    parcel = bytearray(content)
    for _ in range(times):
        started = time.perf_counter()
        pickle.loads(pickle.dumps(parcel))
        fastest = min(fastest, time.perf_counter() - started)
    return fastest


def round_trips(lab: Lab) -> Race:
    """Something small and something large, pickled and unpickled."""
    return Race("round trips", {"pickle": partial(observe_round_trips, lab[full])})
