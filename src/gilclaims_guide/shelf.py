"""What threads share in a race, and how it is told what they lost of it."""

import time
from collections.abc import Callable
from functools import cache
from threading import Lock


def value_fetched(key: int) -> int:
    """Wait a moment for something."""
    time.sleep(0)
    return key


class Shelf:
    """What the threads share: a number, a list, two dicts, a cached function, and a lock."""

    def __init__(self) -> None:
        self.number = 0
        self.entries: list[int] = []
        self.store: dict[int, int] = {}
        self.objects: dict[int, object] = {}
        self.lock = Lock()
        self.calls: list[int] = []
        self.made: list[int] = []
        self.given: list[tuple[int, int]] = []
        self.cached = cache(self._fetch)

    def _fetch(self, key: int) -> int:
        self.calls.append(key)
        return value_fetched(key)


Loss = Callable[[Shelf, int], int]
"""Says how much was lost, given how many changes were made."""


def lost_from_number(shelf: Shelf, changes: int) -> int:
    """What the number is short of."""
    return changes - shelf.number


def lost_from_list(shelf: Shelf, changes: int) -> int:
    """What the list is short of."""
    return changes - len(shelf.entries)


def lost_from_dict(shelf: Shelf, changes: int) -> int:
    """Keys that are not there."""
    return changes - len(shelf.store)


def made_again(shelf: Shelf, changes: int) -> int:
    """Values that were made for a key that had one."""
    return len(shelf.made) - len(set(shelf.made))


def given_otherwise(shelf: Shelf, changes: int) -> int:
    """Keys for which two threads got different objects."""
    return len(set(shelf.given)) - len({key for key, _ in shelf.given})


def called_again(shelf: Shelf, changes: int) -> int:
    """Calls of the cached function for what it had been called for."""
    return len(shelf.calls) - len(set(shelf.calls))
