"""What the claims about sharing, pickling, the trap and the guard make of rounds that were invented."""

from collections.abc import Callable, Mapping, Sequence

import pytest

from claims import test_guard, test_pickle, test_rule, test_trap
from claims.beyond import test_races
from gilclaims_guide import guard, pickling, trap
from gilclaims_guide.changes import append, append_to_copy, set_default
from gilclaims_guide.memories import block_of_shared_memory, copied_block, mapped_file, opened_block, opened_map
from gilclaims_guide.shelf import Shelf, called_again, given_otherwise, lost_from_list, made_again
from pytest_gilclaims import Experiment, Judge, Observation
from pytest_gilclaims.judging.verdict import Verdict
from pytest_gilclaims.testing import experiment_of, judge_within

Facts = Mapping[str, Mapping[str, object]]


def verdict(test: Callable[[Experiment, Judge], None], *rounds: Facts) -> Verdict | None:
    """Return what a claim makes of rounds, given by the facts that each arm shows; ``None`` if it asks for more."""
    experiment = experiment_of(
        [{arm: Observation(wall=1.0, facts=facts) for arm, facts in arms.items()} for arms in rounds]
    )
    judge = judge_within(60)
    try:
        test(experiment, judge)
    except RuntimeError as error:
        if "asks for more" not in str(error):
            raise
        return None
    return judge.proceedings.judgements[0].verdict


KEEPING = {
    "add one": test_races.test_adding_one_loses_nothing,
    "add under lock": test_races.test_lock_of_ones_own_keeps_all,
    "append": test_races.test_append_loses_nothing,
    "put": test_races.test_dict_store_loses_nothing,
    "set default": test_races.test_setdefault_agrees,
    "make if missing": test_races.test_check_then_make_makes_once,
    "ask cache": test_races.test_cache_computes_once,
}


def lost(arm: str, count: int, control: int, beside: str = "calls") -> Facts:
    return {arm: {"lost": count}, beside: {"lost": control}}


@pytest.mark.parametrize("arm", KEEPING)
def test_one_loss_refutes_and_none_holds_only_beside_many(arm: str) -> None:
    test = KEEPING[arm]
    assert verdict(test, *[lost(arm, 0, 5000)] * 6) is Verdict.HOLDS
    assert verdict(test, lost(arm, 0, 5000), lost(arm, 1, 0)) is Verdict.REFUTED
    assert verdict(test, *[lost(arm, 0, 20)] * 20) is None


def test_adding_a_result_is_held_against_pauses() -> None:
    test = test_races.test_adding_a_result_loses_nothing
    assert verdict(test, lost("add result", 9, 0, "pauses")) is Verdict.REFUTED
    assert verdict(test, *[lost("add result", 0, 900, "pauses")] * 6) is Verdict.HOLDS
    assert verdict(test, *[lost("add result", 0, 900, "pauses")] * 5) is None


def trap_round(threads: int, careless: int, loop: int = 0) -> Facts:
    return {
        "loop": {"lost or wrong": loop},
        "threads": {"lost or wrong": threads},
        "careless threads": {"lost or wrong": careless},
    }


def test_the_trap_is_right_only_where_careless_threads_would_have_lost_something() -> None:
    assert verdict(test_trap.test_not_a_bug, *[trap_round(0, 800)] * 3) is Verdict.HOLDS
    assert verdict(test_trap.test_not_a_bug, trap_round(1, 0)) is Verdict.REFUTED
    # Work so short that nothing interleaves proves nothing.
    assert verdict(test_trap.test_not_a_bug, *[trap_round(0, 0)] * 20) is None


def test_ten_megabytes_in_no_time_would_be_free() -> None:
    assert verdict(test_pickle.test_not_free_when_large, {"large": {"loops": 0.2}}) is Verdict.REFUTED
    assert verdict(test_pickle.test_not_free_when_large, {"large": {"loops": 40.0}}) is Verdict.HOLDS


def test_what_is_small_is_cheap_beside_its_bare_bytes() -> None:
    assert verdict(test_pickle.test_cheap_when_small, {"small": {"pings": 2.0}}) is Verdict.HOLDS
    assert verdict(test_pickle.test_cheap_when_small, {"small": {"pings": 20.0}}) is Verdict.REFUTED


def memories(objects: int, block: int, file: int, threads: int = 4) -> Facts:
    seen = {"objects": objects, "shared memory": block, "mapped file": file, "objects in threads": threads}
    return {arm: {"changes seen here": count} for arm, count in seen.items()}


def test_any_way_to_share_memory_refutes_that_there_is_none() -> None:
    test = test_rule.test_processes_share_no_memory
    assert verdict(test, memories(0, 4, 4)) is Verdict.REFUTED
    assert verdict(test, memories(0, 0, 1)) is Verdict.REFUTED
    assert verdict(test, memories(0, 0, 0)) is Verdict.HOLDS
    assert verdict(test, memories(0, 0, 0, threads=0)) is Verdict.INCONCLUSIVE


def test_shared_memory_does_not_refute_that_ordinary_objects_are_not_shared() -> None:
    test = test_rule.test_processes_share_no_objects
    assert verdict(test, memories(0, 4, 4)) is Verdict.HOLDS
    assert verdict(test, memories(4, 4, 4)) is Verdict.REFUTED


def test_each_worker_must_have_imported_the_script() -> None:
    test = test_guard.test_children_reimport_the_script

    def facts(without: int | None) -> Facts:
        return {"guarded": {"workers without import": without, "result": "came"}}

    assert verdict(test, facts(0)) is Verdict.HOLDS
    assert verdict(test, facts(1)) is Verdict.REFUTED
    assert verdict(test, facts(None)) is None


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (["working 2 1", "working 3 1"], 2),
        (["imported-as-__mp_main__ 2 1", "working 2 1", "working 3 1"], 1),
        (["imported-as-__mp_main__ 2 1", "imported-as-__mp_main__ 3 1", "working 2 1", "working 3 1"], 0),
        (["imported-as-__mp_main__ 9 1", "working 2 9", "working 3 9"], 0),
        (["imported-as-__mp_main__ 2 1", "working 2 1"], None),
    ],
)
def test_a_worker_or_the_server_that_it_was_forked_from_has_imported(lines: Sequence[str], count: int | None) -> None:
    assert guard.without_import([guard.noted(line) for line in lines]) == count


def test_losses_are_counted_from_what_is_left() -> None:
    shelf = Shelf()
    assert append(shelf, 0, 0) == len(shelf.entries)
    assert append_to_copy(shelf, 1, 7) == 1
    assert lost_from_list(shelf, 60) == 9
    shelf.made, shelf.calls = [1, 2, 1], [5, 5, 5]
    assert (made_again(shelf, 0), called_again(shelf, 0)) == (1, 2)
    set_default(shelf, 0, 3)
    set_default(shelf, 1, 3)
    assert given_otherwise(shelf, 2) == 0
    shelf.given.append((3, 0))
    assert given_otherwise(shelf, 3) == 1


def test_what_is_missing_wrong_or_twice_counts() -> None:
    right = [trap.right_result(below) for below in (1, 2, 3)]
    assert [below for below, _ in right] == [1, 2, 3]
    assert right[2] == (3, trap.sum_of_squares(3))
    assert trap.missing(right, (1, 2, 3)) == 0
    assert trap.missing(right[:2], (1, 2, 3)) == 1
    assert trap.missing([*right, right[0]], (1, 2, 3)) == 1
    assert trap.missing([*right[:2], (3, 4)], (1, 2, 3)) == 2


def test_both_ends_see_what_is_shared_and_not_what_is_copied() -> None:
    with block_of_shared_memory() as name:
        with opened_block(name) as here:
            here[0] = 1
        with copied_block(name) as copy:
            copy[1] = 1
        with opened_block(name) as there:
            assert bytes(there[:4]) == b"\1\0\0\0"
    with mapped_file() as path:
        with opened_map(path) as here:
            here[2] = 1
        with opened_map(path) as there:
            assert bytes(there) == b"\0\0\1\0"


def test_a_thread_hands_back_what_it_was_given() -> None:
    rows = pickling.large_thing()
    assert pickling.through_a_thread(None, rows) is rows  # type: ignore[arg-type]
    assert pickling.add_up(rows[:3]) == 4.5
