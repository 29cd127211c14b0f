"""Things that four threads use at the same time, and things that each has for itself.

What is done again and again here names no constant but None: others are counted like any object if their module was
compiled when it was imported, and are immortal if it was read from a file of bytecode.
"""

import marshal
from collections.abc import Callable, Sequence
from functools import partial
from types import FunctionType, MethodType
from typing import Any

from pytest_gilclaims import Lab, Lane, Observation, Race

NONES = [None] * 1000
"""What turns a loop, at no cost for anybody else: None has no count of those who use it."""

Make = Callable[[], Any]
Use = Callable[[Any], object]


class Instance:
    """Has an attribute."""

    def __init__(self) -> None:
        self.value = None


def fresh_objects() -> list[object]:
    """Make a list of objects that are new."""
    return [object() for _ in NONES]


def immortal_objects() -> list[object]:
    """Make a list of things that are never counted (PEP 683): reality."""
    return [None, True, 7, ()] * 250


def ordinary_objects() -> list[object]:
    """Make a list of as few things that are counted."""
    return [object()] * len(NONES)


def nothing(of: object = None) -> None:
    """Do nothing."""


def function() -> Callable[[], None]:
    """Make a function as of a module that is read from its bytecode: reality.

    Had the module been compiled when it was imported, after the first thread was started, its code would be counted
    like any object (3.13).
    """
    return FunctionType(marshal.loads(marshal.dumps(nothing.__code__)), {}, None, nothing.__defaults__)


def ordinary_callable() -> Callable[[], None]:
    """Make something to call that is counted like any other object: a method of an object."""
    return MethodType(function(), object())


def read(objects: Sequence[object]) -> None:
    """Read all of some objects."""
    for _ in objects:
        pass


def look(instance: Instance) -> None:
    """Look at an attribute, again and again."""
    for _ in NONES:
        instance.value  # noqa: B018 (to look is all)


def write(entries: dict[None, None]) -> None:
    """Write an entry, again and again."""
    for _ in NONES:
        entries[None] = None


def call(called: Callable[[], None]) -> None:
    """Call something, again and again."""
    for _ in NONES:
        called()


Sharing = Callable[[Make], Make]
"""How four threads come by a thing that is made so."""


def one_for_all(make: Make) -> Make:
    """It is made once, for all: reality."""
    thing = make()
    return lambda: thing


def one_each(make: Make) -> Make:
    """Each makes one."""
    return make


def use_own(make: Make, use: Use, times: int) -> Lane:
    """Get a thing, and use it so often, leaving a mark after each."""
    return Lane.watching(partial(use, make()), times)


def use_in_threads(lab: Lab, sharing: Sharing, make: Make, use: Use, times: int) -> Observation:
    """Let four threads use a thing, or one each."""
    return Observation.of(lab.in_threads([partial(use_own, sharing(make), use, times)] * Lab.workers))


READS, LOOKS = 150, 50
"""How often a thread goes through a thousand objects, or does something a thousand times: for some 3 ms."""


def things(lab: Lab) -> Race:
    """Four threads that use things of one kind: the same, and one each."""
    kinds: dict[str, tuple[Make, Use, int]] = {
        "objects": (fresh_objects, read, READS),
        "immortals": (lab[immortal_objects], read, READS),
        "instances": (Instance, look, LOOKS),
        "dicts": (dict, write, LOOKS),
        "functions": (lab[function], call, LOOKS),
    }
    ways = {"own": one_each, "shared": lab[one_for_all]}
    return Race(
        "things",
        {
            f"{way} {kind}": partial(use_in_threads, lab, sharing, *work)
            for kind, work in kinds.items()
            for way, sharing in ways.items()
        },
        warm_up=1,
    )
