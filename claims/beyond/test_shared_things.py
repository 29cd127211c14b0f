"""What free threads share, and what that costs them."""

from gilclaims_guide import worlds_of_sharing as worlds
from gilclaims_guide.conditions import BEFORE_3_14
from pytest_gilclaims import GIL_OFF, TWO_CORES, Criterion, Experiment, Judge, claim, every


def threads_ran_at_once(things: Experiment, kind: str) -> Criterion:
    """Both the threads that share and those that do not kept more than one core busy: who takes turns contends for
    nothing."""
    return every(*(things.cores(f"{way} {kind}").at_least(1.5, refuted_to=0.5) for way in ("own", "shared")))


def sharing_costs(things: Experiment, kind: str) -> Criterion:
    """Four threads that share such things need more processor time for as much use of them."""
    return things.cost(f"shared {kind}", over=f"own {kind}").at_least(1.4, refuted_to=1.1)


def sharing_is_free(things: Experiment, kind: str) -> Criterion:
    """Four threads that share such things need no more than half as much processor time again."""
    return things.cost(f"shared {kind}", over=f"own {kind}").at_most(1.5, refuted_from=2.2)


@claim(
    "beyond.sharing-objects-slows-threads",
    refuted_in=worlds.threads_have_things_of_their_own,
    needs=(GIL_OFF, TWO_CORES, BEFORE_3_14),
)
def test_sharing_objects_slows_threads(things: Experiment, judge: Judge) -> None:
    """Threads that only read the same objects need more processor time than threads that read objects of their own:
    whoever uses an object counts himself in and out, and all at the same place."""
    judge(sharing_costs(things, "objects"), given=threads_ran_at_once(things, "objects"))


@claim(
    "beyond.sharing-an-instance-slows-threads",
    refuted_in=worlds.threads_have_things_of_their_own,
    needs=(GIL_OFF, TWO_CORES, BEFORE_3_14),
)
def test_sharing_an_instance_slows_threads(things: Experiment, judge: Judge) -> None:
    """Threads that look at an attribute of the same instance need more processor time than threads with an instance
    each."""
    judge(sharing_costs(things, "instances"), given=threads_ran_at_once(things, "instances"))


@claim(
    "beyond.sharing-a-dict-slows-writers",
    refuted_in=worlds.threads_have_things_of_their_own,
    needs=(GIL_OFF, TWO_CORES),
)
def test_sharing_a_dict_slows_writers(things: Experiment, judge: Judge) -> None:
    """Threads that write into one dict need more processor time than threads with a dict each, as each dict has a
    lock of its own."""
    judge(sharing_costs(things, "dicts"), given=threads_ran_at_once(things, "dicts"))


@claim(
    "beyond.sharing-immortals-is-free",
    refuted_in=worlds.nothing_is_immortal,
    needs=(GIL_OFF, TWO_CORES),
)
def test_sharing_immortals_is_free(things: Experiment, judge: Judge) -> None:
    """Threads may share what is immortal: None, True, small numbers and the empty tuple are not counted, so that there
    is nothing to contend for."""
    judge(sharing_is_free(things, "immortals"), given=sharing_costs(things, "dicts"))


@claim(
    "beyond.sharing-functions-is-free",
    refuted_in=worlds.functions_are_counted,
    needs=(GIL_OFF, TWO_CORES),
)
def test_sharing_functions_is_free(things: Experiment, judge: Judge) -> None:
    """Threads may call the same function of a module that was read from its bytecode: nobody counts who does."""
    judge(sharing_is_free(things, "functions"), given=sharing_costs(things, "dicts"))
