"""Ways to change what is shared.

Each step makes some changes and returns how many. Steps are written as people write them, so that what the interpreter
may do between two bytecodes is what it may do in their programs.
"""

import time
from collections.abc import Callable

from gilclaims_guide.shelf import Shelf
from pytest_gilclaims import Lab

STRETCH = 50
"""So many changes, of those that are quick, are made between two looks at the clock."""


def one() -> int:
    """Return one, as the result of a call."""
    return 1


def value_of(key: int) -> int:
    """Compute something for a key."""
    return sum(range(key % 7, 20))


Step = Callable[[Shelf, int, int], int]
"""Makes some changes, given who is at it and how many it has made before, and returns how many."""


def add_one(shelf: Shelf, who: int, before: int) -> int:
    """Add one, written as such."""
    for _ in range(STRETCH):
        shelf.number += 1
    return STRETCH


def add_result(shelf: Shelf, who: int, before: int) -> int:
    """Add what a function returns."""
    for _ in range(STRETCH):
        shelf.number += one()
    return STRETCH


def add_after_pause(shelf: Shelf, who: int, before: int) -> int:
    """Read, let others go first, and write."""
    seen = shelf.number
    time.sleep(0)
    shelf.number = seen + 1
    return 1


def add_under_lock(shelf: Shelf, who: int, before: int) -> int:
    """Do the same while a lock is held."""
    with shelf.lock:
        return add_after_pause(shelf, who, before)


def append(shelf: Shelf, who: int, before: int) -> int:
    """Append to a list."""
    for number in range(before, before + STRETCH):
        shelf.entries.append(number)
    return STRETCH


def append_to_copy(shelf: Shelf, who: int, before: int) -> int:
    """Copy a list, let others go first, and put the copy with one more entry in its place."""
    entries = [*shelf.entries, before]
    time.sleep(0)
    shelf.entries = entries
    return 1


def put(shelf: Shelf, who: int, before: int) -> int:
    """Store under keys that nobody else uses."""
    for number in range(before, before + STRETCH):
        shelf.store[Lab.workers * number + who] = number
    return STRETCH


def put_into_copy(shelf: Shelf, who: int, before: int) -> int:
    """Copy a dict, let others go first, and put the copy with one more key in its place."""
    store = {**shelf.store, Lab.workers * before + who: before}
    time.sleep(0)
    shelf.store = store
    return 1


def make_if_missing(shelf: Shelf, who: int, before: int) -> int:
    """Look whether a key is there, and make its value if it is not."""
    if before not in shelf.store:
        shelf.store[before] = value_of(before)
        shelf.made.append(before)
    return 1


def set_default(shelf: Shelf, who: int, before: int) -> int:
    """Get what is stored under a key, or store an object of one's own."""
    shelf.given.append((before, id(shelf.objects.setdefault(before, object()))))
    return 1


def get_or_set(shelf: Shelf, who: int, before: int) -> int:
    """Look for a key, let others go first, and store an object of one's own if there was none."""
    found = shelf.objects.get(before)
    if found is None:
        found = object()
        time.sleep(0)
        shelf.objects[before] = found
    shelf.given.append((before, id(found)))
    return 1


def ask_cache(shelf: Shelf, who: int, before: int) -> int:
    """Call a cached function that waits."""
    shelf.cached(before)
    return 1
