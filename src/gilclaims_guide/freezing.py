"""Long calls of C code and a long loop of bytecode, each beside a thread that ticks."""

import json
import random
import re
import time
import zlib
from collections.abc import Callable
from functools import cache, partial

from gilclaims_guide.sampling import sampling, surely_during, turns
from gilclaims_guide.ticker import Permission, no_permission
from pytest_gilclaims import Lab, Lane, Observation, Race

Call = Callable[[], object]


@cache
def _text() -> str:
    return "[" + ",".join(["1234567.5"] * 400_000) + "]"


@cache
def _unsorted() -> list[float]:
    order = random.Random(1)
    return [order.random() for _ in range(150_000)]


@cache
def _integer() -> int:
    integer: int = 7**400_000
    return integer


@cache
def _pattern() -> "re.Pattern[str]":
    return re.compile("(?:a|aa)+b")


@cache
def _zeros() -> bytes:
    return bytes(2**23)


def parse_json() -> object:
    """Parse a text of four megabytes."""
    return json.loads(_text())


def sort() -> object:
    """Sort many numbers."""
    return sorted(_unsorted())


def match() -> object:
    """Look for what is not there, in a great many ways."""
    return _pattern().match("a" * 29)


def multiply() -> object:
    """Multiply two numbers of a million bits."""
    return _integer() * _integer()


def loop() -> object:
    """Add up squares, one after another, in bytecode."""
    total = 0
    for number in range(2_000_000):
        total += number * number
    return total


def add_up() -> object:
    """Add up numbers in one call: a loop in C."""
    return sum(range(4_000_000))


def compress() -> object:
    """Compress eight megabytes, which lets go of the lock."""
    return zlib.compress(_zeros())


MATERIAL: dict[str, Call] = {"json": _text, "sorted": _unsorted, "regex": _pattern, "big-integers": _integer}
"""What calls need, made once."""

KINDS: dict[str, Call] = {
    "json": parse_json,
    "sorted": sort,
    "regex": match,
    "big-integers": multiply,
    "loop": loop,
    "sum": add_up,
}

Manner = Callable[[Call], Call]
"""What becomes of a call."""


def as_it_is(call: Call) -> Call:
    """The call itself: reality."""
    return call


def letting_go(call: Call) -> Call:
    """C code instead that lets go of the lock while it computes."""
    return compress


def in_one_call(call: Call) -> Call:
    """C code instead that computes in one call, and keeps the lock."""
    return add_up


def prepare(kind: str) -> None:
    """Make what a call needs, so that it does nothing else."""
    if kind in MATERIAL:
        MATERIAL[kind]()


def call_beside_ticker(call: Call, permission: Permission) -> Observation:
    """Make a call beside a ticking thread.

    Facts: ``ticks`` surely inside it, and in how many ``turns``; the caller's processor time says so.
    """
    with sampling(permission) as sampler:
        begun = time.thread_time_ns()
        with Lane.watch() as watch:
            result = call()
        ended = time.thread_time_ns()
    del result
    inside = surely_during(sampler.moments, begun, ended)
    seen = Observation.of([watch.lane()], {"ticks": len(inside), "turns": turns(inside)})
    return seen.queued_beside(sampler.queued)


def frozen_calls(lab: Lab, kind: str) -> Race:
    """A long call, and one that lets go of the lock, each beside a ticking thread."""
    permission = lab[no_permission]
    call = lab[as_it_is](KINDS[kind])
    prepare(kind)
    return Race(
        f"frozen calls[{kind}]",
        {
            "call": partial(call_beside_ticker, call, permission),
            "releasing": partial(call_beside_ticker, compress, permission),
        },
        warm_up=1,
    )
