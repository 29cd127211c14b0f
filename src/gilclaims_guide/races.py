"""Four threads that change the same things at the same time, and what is lost of it.

Each step makes some changes and returns how many; threads take steps until their time is over. Steps are written as
people write them, so that what the interpreter may do between two bytecodes is what it may do in their programs.
"""

import time
from collections.abc import Callable
from functools import cache, partial
from threading import Lock

from gilclaims_guide import strategies
from gilclaims_guide.loops import switching_every
from gilclaims_guide.strategies import Strategy, threads
from pytest_gilclaims import Lab, Observation, Race

STEPS_SECONDS = 0.02
"""How long each thread goes on."""

IMPATIENCE_SECONDS = 1e-5
"""How long a thread waits before it asks for the lock: short, so that many turns are taken."""

STRETCH = 50
"""So many changes, of those that are quick, are made between two looks at the clock."""


def one() -> int:
    """Return one, as the result of a call."""
    return 1


def value_of(key: int) -> int:
    """Compute something for a key."""
    return sum(range(key % 7, 20))


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


def go_on(step: Step, shelf: Shelf, who: int) -> int:
    """Take steps until the time is over, and return how many changes were made."""
    changes = 0
    end = time.perf_counter() + STEPS_SECONDS
    while time.perf_counter() < end:
        changes += step(shelf, who, changes)
    return changes


def change_together(lab: Lab, strategy: Strategy, step: Step, loss: Loss) -> Observation:
    """Let four workers change the same things. Facts: ``changes``, and ``lost`` or made in vain."""
    shelf = Shelf()
    started = time.perf_counter()
    with switching_every(IMPATIENCE_SECONDS):
        changes = sum(strategy(lab, [partial(go_on, step, shelf, who) for who in range(Lab.workers)]))
    wall = time.perf_counter() - started
    return Observation(wall=wall, facts={"changes": changes, "lost": loss(shelf, changes)})


def races(lab: Lab) -> Race:
    """What four threads lose of each kind of change, beside two kinds of which they surely lose some."""
    arm = partial(change_together, lab, lab[strategies.threads])
    control = partial(change_together, lab, threads)
    return Race(
        "races",
        {
            "pauses": partial(control, add_after_pause, lost_from_number),
            "calls": partial(control, add_result, lost_from_number),
            "add one": partial(arm, lab[add_one], lost_from_number),
            "add result": partial(arm, add_result, lost_from_number),
            "add under lock": partial(arm, lab[add_under_lock], lost_from_number),
            "append": partial(arm, lab[append], lost_from_list),
            "put": partial(arm, lab[put], lost_from_dict),
            "set default": partial(arm, lab[set_default], given_otherwise),
            "make if missing": partial(arm, make_if_missing, made_again),
            "ask cache": partial(arm, ask_cache, called_again),
        },
    )
