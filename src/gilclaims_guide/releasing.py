"""Threads in libraries that let go of the lock, beside threads in others that keep it, in the same rounds."""

from collections.abc import Callable
from functools import partial

from gilclaims_guide import libraries, locks, strategies
from gilclaims_guide.locks import Sleep, call_beside_ticker
from gilclaims_guide.outside import query
from gilclaims_guide.strategies import Strategy
from gilclaims_guide.ticker import no_permission
from pytest_gilclaims import Lab, Lane, Observation, Race

LOOK_SECONDS = 0.02
"""How long a look at four workers lasts: a few turns of threads that take turns."""

Work = Callable[[], None]
"""A short call of a library."""

Twin = Callable[[Work, Work], Work]
"""Which of two calls is made, the one that lets go of the lock or its twin that keeps it."""


def itself(call: Work, keeping: Work) -> Work:
    """The call itself: reality."""
    return call


def its_keeping_twin(call: Work, keeping: Work) -> Work:
    """The one that keeps the lock, as if the library had never let go of it."""
    return keeping


def work_for(call: Work, seconds: float) -> Lane:
    """Make a call for so long by the clock, leaving a mark after each."""
    return Lane.watching(call, seconds=seconds)


def look_at(lab: Lab, call: Work, strategy: Strategy) -> Observation:
    """Look at four workers that make a call again and again."""
    return Observation.of(strategy(lab, [partial(work_for, call, LOOK_SECONDS)] * Lab.workers))


def looks_beside(lab: Lab, name: str, calls: dict[str, Work], keeping: Work) -> Race:
    """Look at threads in calls that let go of the lock, threads in one that keeps it, and processes.

    The processes compute bytecode, so that they show free cores whatever the library does.
    """
    choose = lab[itself]
    return Race(
        name,
        {
            **{one: partial(look_at, lab, choose(call, keeping), strategies.threads) for one, call in calls.items()},
            "keeping": partial(look_at, lab, keeping, strategies.threads),
            "processes": partial(look_at, lab, libraries.parse, strategies.processes),
        },
        warm_up=1,
    )


def library_looks(lab: Lab) -> Race:
    """Threads that hash and compress, and threads that parse JSON."""
    calls: dict[str, Work] = {
        "sha256": libraries.sha256,
        "zlib": libraries.compress,
        "bz2": libraries.compress_bz2,
        "lzma": libraries.decompress_lzma,
    }
    return looks_beside(lab, "library looks", calls, libraries.parse_longer)


def numpy_looks(lab: Lab) -> Race:
    """Threads in array math of numbers, and in that of Python's objects."""
    calls: dict[str, Work] = {"array-math": libraries.array_math, "matmul": libraries.matrix_product}
    return looks_beside(lab, "NumPy looks", calls, libraries.object_math)


def picture_looks(lab: Lab) -> Race:
    """Threads and processes in which Pillow resizes pictures."""
    look = partial(look_at, lab, libraries.resize_by_pillow)
    return Race(
        "picture looks",
        {"threads": partial(look, lab[strategies.threads]), "processes": partial(look, strategies.processes)},
        warm_up=1,
    )


def query_calls(lab: Lab) -> Race:
    """A database that computes, a C call that keeps the lock and one that lets go, each beside a thread that ticks."""
    calls: dict[str, Sleep] = {
        "query": lab[query],
        "keeping": locks.keeping_the_lock,
        "releasing": locks.releasing_the_lock,
    }
    return Race(
        "query calls",
        {name: partial(call_beside_ticker, call, no_permission) for name, call in calls.items()},
        warm_up=1,
    )
