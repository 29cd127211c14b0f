"""Races: what threads lose, and do not lose, when they change the same objects."""

from gilclaims_guide import worlds
from gilclaims_guide.worlds_of_races import changes_are_made_in_two_steps
from pytest_gilclaims import GIL_OFF, TWO_CORES, Criterion, Experiment, Judge, claim, refuted

CERTAIN = 6
"""Rounds without a single loss before "nothing is lost" holds for a change that is expected to lose some."""


def keeps_all(races: Experiment, arm: str, rounds: int = 3) -> Criterion:
    """Nothing is lost, while adding what a call returns loses much in the same rounds, in threads of the same kind."""
    return races.count("lost", arm).not_once(beside="calls", shown_from=200, rounds=rounds)


@claim(
    "beyond.adding-one-loses-nothing",
    refuted_in=changes_are_made_in_two_steps,
    holds_in=worlds.threads_take_turns,
    expect=refuted.when(GIL_OFF),
    needs=TWO_CORES,
)
def test_adding_one_loses_nothing(races: Experiment, judge: Judge) -> None:
    """Four threads that add one to the same counter lose nothing, even without a lock around it."""
    judge(keeps_all(races, "add one", CERTAIN))


@claim("beyond.adding-a-result-loses-nothing", holds_in=worlds.threads_take_turns, expect=refuted)
def test_adding_a_result_loses_nothing(races: Experiment, judge: Judge) -> None:
    """Four threads that add a function's result to the same counter lose nothing, even without a lock around it."""
    judge(races.count("lost", "add result").not_once(beside="pauses", shown_from=100, rounds=CERTAIN))


@claim("beyond.lock-of-ones-own-keeps-all", refuted_in=changes_are_made_in_two_steps)
def test_lock_of_ones_own_keeps_all(races: Experiment, judge: Judge) -> None:
    """With a lock around each change, four threads lose nothing that they add, however often they pause meanwhile."""
    judge(keeps_all(races, "add under lock"))


@claim("beyond.append-loses-nothing", refuted_in=changes_are_made_in_two_steps)
def test_append_loses_nothing(races: Experiment, judge: Judge) -> None:
    """Four threads that append to the same list lose no item."""
    judge(keeps_all(races, "append"))


@claim("beyond.dict-store-loses-nothing", refuted_in=changes_are_made_in_two_steps)
def test_dict_store_loses_nothing(races: Experiment, judge: Judge) -> None:
    """Four threads that store values under different keys of the same dict lose none of them."""
    judge(keeps_all(races, "put"))


@claim("beyond.setdefault-agrees", refuted_in=changes_are_made_in_two_steps)
def test_setdefault_agrees(races: Experiment, judge: Judge) -> None:
    """Four threads that call setdefault() on the same dict get the same object for a key, whichever comes first."""
    judge(keeps_all(races, "set default"))


@claim("beyond.check-then-make-makes-once", holds_in=worlds.threads_take_turns, expect=refuted)
def test_check_then_make_makes_once(races: Experiment, judge: Judge) -> None:
    """Four threads that look for a key, and create its value only if it is missing, create no value twice."""
    judge(keeps_all(races, "make if missing", CERTAIN))


@claim("beyond.cache-computes-once", holds_in=worlds.threads_take_turns, expect=refuted)
def test_cache_computes_once(races: Experiment, judge: Judge) -> None:
    """Under functools.cache, a function that waits is never called twice for the same argument by four threads."""
    judge(keeps_all(races, "ask cache", CERTAIN))
