"""What free threads share, and what that costs them."""

from gilclaims_guide import worlds_of_sharing as worlds
from gilclaims_guide.conditions import BEFORE_3_14
from pytest_gilclaims import GIL_OFF, TWO_CORES, Criterion, Experiment, Judge, claim, every


def threads_ran_at_once(things: Experiment, kind: str) -> Criterion:
    """Threads that share objects, and threads that do not, keep more than one core busy, so they can contend."""
    return every(*(things.cores(f"{way} {kind}").at_least(1.5, refuted_to=0.5) for way in ("own", "shared")))


def sharing_costs(things: Experiment, kind: str) -> Criterion:
    """Four threads that share such objects need more processor time for the same use of them."""
    return things.cost(f"shared {kind}", over=f"own {kind}").at_least(1.4, refuted_to=1.1)


def sharing_is_free(things: Experiment, kind: str) -> Criterion:
    """Four threads that share such objects need at most one and a half times as much processor time."""
    return things.cost(f"shared {kind}", over=f"own {kind}").at_most(1.5, refuted_from=2.2)


@claim(
    "beyond.sharing-objects-slows-threads",
    refuted_in=worlds.threads_have_things_of_their_own,
    needs=(GIL_OFF, TWO_CORES, BEFORE_3_14),
)
def test_sharing_objects_slows_threads(things: Experiment, judge: Judge) -> None:
    """Threads that only read the same objects need more processor time than threads that read objects of their own.

    Each use of an object changes its reference count, and all threads change it in the same place.
    """
    judge(sharing_costs(things, "objects"), given=threads_ran_at_once(things, "objects"))


@claim(
    "beyond.sharing-an-instance-slows-threads",
    refuted_in=worlds.threads_have_things_of_their_own,
    needs=(GIL_OFF, TWO_CORES, BEFORE_3_14),
)
def test_sharing_an_instance_slows_threads(things: Experiment, judge: Judge) -> None:
    """Threads that read an attribute of one instance need more processor time than threads with an instance each."""
    judge(sharing_costs(things, "instances"), given=threads_ran_at_once(things, "instances"))


@claim(
    "beyond.sharing-a-dict-slows-writers",
    refuted_in=worlds.threads_have_things_of_their_own,
    needs=(GIL_OFF, TWO_CORES),
)
def test_sharing_a_dict_slows_writers(things: Experiment, judge: Judge) -> None:
    """Threads that write to one dict need more processor time than threads with a dict each.

    Each dict has its own lock.
    """
    judge(sharing_costs(things, "dicts"), given=threads_ran_at_once(things, "dicts"))


@claim(
    "beyond.sharing-immortals-is-free",
    refuted_in=worlds.nothing_is_immortal,
    needs=(GIL_OFF, TWO_CORES),
)
def test_sharing_immortals_is_free(things: Experiment, judge: Judge) -> None:
    """Threads can share None, True, small integers and the empty tuple at no cost, because these objects are immortal.

    Their references are not counted, so there is nothing to contend for.
    """
    judge(sharing_is_free(things, "immortals"), given=sharing_costs(things, "dicts"))


@claim(
    "beyond.sharing-functions-is-free",
    refuted_in=worlds.functions_are_counted,
    needs=(GIL_OFF, TWO_CORES),
)
def test_sharing_functions_is_free(things: Experiment, judge: Judge) -> None:
    """Threads can call the same function of a module read from its bytecode at no cost.

    References to the function are not counted.
    """
    judge(sharing_is_free(things, "functions"), given=sharing_costs(things, "dicts"))
