"""Long calls: of C code that keeps the lock, of C code that lets go of it, and of bytecode."""

import json
import random
import re
import zlib
from collections.abc import Callable
from functools import cache

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


def prepare(kind: str) -> None:
    """Make what a call needs, so that it does nothing else."""
    if kind in MATERIAL:
        MATERIAL[kind]()
