"""Criteria, held against rounds written by hand."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilclaims_guide.waiting import observe_waits
from pytest_gilclaims.instruments.race import Observation, Round
from pytest_gilclaims.judging.amount import Amount
from pytest_gilclaims.judging.combination import every, never
from pytest_gilclaims.judging.fact import Fact
from pytest_gilclaims.judging.fastest import Fastest
from pytest_gilclaims.judging.ratio import Cores, Cost, Haste, Speedup, Switches

THREADS = Speedup(arm="threads", over="serial")


def rounds_of(ratios: Sequence[float], *, overlap: float = 0.0, cores: float = 1.0) -> list[Round]:
    """Make rounds in which threads are so many times faster than the loop."""
    return [
        {
            "serial": Observation(wall=1.0, cpu=1.0, overlap=0.0),
            "threads": Observation(wall=1 / ratio, cpu=cores / ratio, overlap=overlap),
        }
        for ratio in ratios
    ]


def facts(name: str, values: Sequence[Any]) -> list[Round]:
    """Make rounds of one arm that shows a fact, and whose workers never waited for a core."""
    return [{"arm": Observation(wall=1.0, queued=0.0, facts={name: value})} for value in values]


def test_no_gain_holds_after_fifteen_rounds_below_the_bound_and_then_needs_its_control() -> None:
    criterion = THREADS.at_most(1.15, refuted_from=1.4)
    assert criterion.assess(rounds_of([1.0] * 14)).decision is None
    standing = criterion.assess(rounds_of([1.0] * 15))
    assert standing.decision == "holds"
    assert standing.needs_control


def test_a_gain_refutes_only_if_workers_were_seen_to_run_at_the_same_instant() -> None:
    criterion = THREADS.at_most(1.15, refuted_from=1.4)
    assert criterion.assess(rounds_of([1.8] * 30)).decision is None
    assert criterion.assess(rounds_of([1.8] * 30, overlap=0.01)).decision == "refuted"
    assert criterion.assess(rounds_of([1.8] * 30, cores=1.8)).decision == "refuted"


def test_no_gain_by_the_clock_holds_nothing_where_workers_were_seen_to_run_at_the_same_instant() -> None:
    criterion = THREADS.at_most(1.15, refuted_from=1.4)
    standing = criterion.assess(rounds_of([0.5] * 60, overlap=0.001))
    assert standing.decision is None
    assert standing.why == "the clock shows no gain, but overlapped time does not confirm it"


def test_a_gain_over_workers_that_ran_at_the_same_instant_themselves_is_not_believed() -> None:
    rounds = [{"threads": Observation(wall=3.0, overlap=0.002), "processes": Observation(wall=1.0, overlap=0.002)}] * 60
    gain = Speedup(arm="processes", over="threads").at_least(1.25, refuted_to=1.15)
    assert gain.assess(rounds).decision is None


def test_workers_that_both_ran_at_the_same_instant_and_took_as_long_gain_nothing_over_one_another() -> None:
    rounds = [{"threads": Observation(wall=1.0, overlap=0.002), "processes": Observation(wall=1.0, overlap=0.002)}] * 15
    gain = Speedup(arm="processes", over="threads").at_least(1.25, refuted_to=1.15)
    assert gain.assess(rounds).decision == "refuted"


def test_between_the_bounds_the_honest_end_is_undecided() -> None:
    assert THREADS.at_most(1.15, refuted_from=1.4).assess(rounds_of([1.25] * 200, cores=1.3)).decision is None


def test_a_gain_holds_only_in_parallel_and_its_absence_needs_the_control() -> None:
    criterion = THREADS.at_least(1.25, refuted_to=1.15)
    assert criterion.assess(rounds_of([1.8] * 15)).decision is None
    assert criterion.assess(rounds_of([1.8] * 15, cores=1.8)).decision == "holds"
    standing = criterion.assess(rounds_of([1.0] * 15))
    assert (standing.decision, standing.needs_control) == ("refuted", True)


def test_a_band_needs_both_sides_to_hold_and_half_of_alpha_to_be_refuted() -> None:
    band = THREADS.between(0.9, 1.1, refuted_below=0.8, refuted_above=1.3)
    assert band.assess(rounds_of([1.0] * 15)).decision == "holds"
    assert band.assess(rounds_of([1.5] * 15, cores=1.5)).decision is None
    assert band.assess(rounds_of([1.5] * 16, cores=1.5)).decision == "refuted"
    assert band.assess(rounds_of([1.0, 1.5] * 40, cores=1.5)).decision is None
    slower = band.assess(rounds_of([0.5] * 16))
    assert (slower.decision, slower.needs_control) == ("refuted", True)


def test_the_interval_excludes_the_bound_that_was_decided() -> None:
    metric = THREADS.at_most(1.15, refuted_from=1.4).assess(rounds_of([0.9, 1.0, 1.1] * 6)).metric
    assert metric.low == pytest.approx(0.9)
    assert metric.high is not None
    assert metric.high < 1.15
    assert metric.bounds == (1.15, 1.4)


@pytest.mark.parametrize("bounds", [{"bound": 1.4, "refuted_from": 1.15}])
def test_swapped_bounds_are_refused(bounds: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="swap the bounds"):
        THREADS.at_most(bounds["bound"], refuted_from=bounds["refuted_from"])


def test_a_criterion_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError, match="pass it to judge"):
        assert THREADS.at_most(1.15, refuted_from=1.4)


def overlapping(threads: Sequence[float | None], processes: Sequence[float | None]) -> list[Round]:
    """Make rounds with so many seconds of overlap."""
    return [
        {"threads": Observation(wall=1.0, overlap=here), "processes": Observation(wall=1.0, overlap=there)}
        for here, there in zip(threads, processes, strict=True)
    ]


OVERLAP = Amount(name="overlapped time", unit="s", arm="threads", read=lambda seen: seen.overlap)
NONE = OVERLAP.none(beside="processes", refuted_from=0.005)


def test_none_is_decided_by_the_rounds_in_which_the_control_showed_more() -> None:
    assert NONE.assess(overlapping([0.0] * 14, [0.02] * 14)).decision is None
    assert NONE.assess(overlapping([0.0] * 15, [0.02] * 15)).decision == "holds"


def test_none_is_refuted_by_so_much_in_all_however_little_the_control_showed() -> None:
    assert NONE.assess(overlapping([0.003, 0.003], [0.0, 0.0])).decision == "refuted"


def test_rounds_without_overlap_on_either_side_tell_nothing() -> None:
    assert NONE.assess(overlapping([0.0] * 500, [0.0] * 500)).decision is None
    assert NONE.assess(overlapping([0.0] * 500, [None] * 500)).decision is None


def test_less_than_the_control_is_not_yet_none() -> None:
    assert NONE.assess(overlapping([0.0001] * 40, [0.0004] * 40)).decision is None
    assert NONE.assess(overlapping([0.0001] * 40, [0.0067] * 40)).decision is None


def test_a_fact_is_decided_by_the_first_round_that_shows_it() -> None:
    criterion = Fact(name="value", arm="arm").equals(3)
    assert criterion.assess([]).decision is None
    assert criterion.assess(facts("value", [None])).decision is None
    assert criterion.assess(facts("value", [None, 3, 4])).decision == "holds"
    assert criterion.assess(facts("value", [4, 3])).decision == "refuted"


def test_a_count_that_once_reached_its_goal_holds_and_falling_short_needs_several_rounds_and_the_control() -> None:
    criterion = Fact(name="count", arm="arm").reaches(10, refuted_at=1)
    assert criterion.assess(facts("count", [1, 10])).decision == "holds"
    assert criterion.assess(facts("count", [1, 1])).decision is None
    standing = criterion.assess(facts("count", [1, 1, 1]))
    assert (standing.decision, standing.needs_control) == ("refuted", True)
    assert criterion.assess(facts("count", [5] * 50)).decision is None


IDLE = Fact(name="used", arm="arm").at_most(0.2, even_with="waited for")


def using(used: float, waited_for: float | None) -> Round:
    return {"arm": Observation(wall=1.0, facts={"used": used, "waited for": waited_for})}


@given(used=st.floats(0, 1), waited_for=st.floats(0, 10))
def test_a_round_tells_little_even_with_what_was_waited_for_and_much_even_without(
    used: float, waited_for: float
) -> None:
    decision = IDLE.assess([using(used, waited_for)]).decision
    assert (decision == "holds") is (used + waited_for <= 0.2)
    assert (decision == "refuted") is (used > 0.2)


def test_a_round_that_tells_nothing_is_passed_over() -> None:
    standing = IDLE.assess([using(0.1, 0.8)])
    assert standing.decision is None
    assert standing.why == "no decisive round because of waited for, expected at most 0.2"
    assert IDLE.assess([using(0.1, 0.8), using(0.1, 0.05)]).decision == "holds"
    assert IDLE.assess([using(0.1, None)]).decision == "holds"


@pytest.mark.parametrize(
    ("queued", "disturbed"),
    [(None, True), (0.0, False), (0.25, False), (0.26, True)],
    ids=["unknown", "none", "some", "long"],
)
def test_who_waited_long_for_a_core_or_was_not_asked_may_have_been_disturbed(
    queued: float | None, disturbed: bool
) -> None:
    criterion = Fact(name="count", arm="arm").reaches(10, refuted_at=1, rounds=1)
    standing = criterion.assess([{"arm": Observation(wall=1.0, queued=queued, facts={"count": 1})}])
    assert (standing.decision is None) is disturbed


def test_falling_short_where_workers_had_to_wait_for_a_core_refutes_nothing() -> None:
    criterion = Fact(name="count", arm="arm").reaches(10, refuted_at=1)
    disturbed: list[Round] = [{"arm": Observation(wall=1.0, queued=0.3, facts={"count": 1})}] * 100
    standing = criterion.assess(disturbed)
    assert standing.decision is None
    assert standing.why == "up to 1 count in 100 rounds, 0 of them known to be undisturbed by other programs"
    assert criterion.assess([*disturbed, *facts("count", [1, 1, 1])]).decision == "refuted"
    assert criterion.assess([*disturbed, *facts("count", [10])]).decision == "holds"


def timed(walls: Sequence[float], at_once: int) -> list[Round]:
    """Make rounds of a wait of one second."""
    facts = {"longest": 1.0, "at once": at_once}
    return [{"arm": Observation(wall=wall, queued=0.0, facts=facts)} for wall in walls]


SHORT = Fastest(arm="arm", unit="longest").at_most(
    1.1, refuted_without=Fact(name="at once", arm="arm").reaches(2, refuted_at=1)
)


def test_one_fast_run_proves_that_waits_overlap_and_slow_ones_never_disprove_it() -> None:
    assert SHORT.assess(timed([5.0, 1.05, 7.0], 3)).decision == "holds"
    assert SHORT.assess(timed([5.0] * 100, 3)).decision is None
    assert SHORT.assess(timed([2.0] * 2, 1)).decision is None
    assert SHORT.assess(timed([2.0] * 3, 1)).decision == "refuted"


def test_a_wait_shorter_than_its_longest_part_proves_nothing() -> None:
    assert SHORT.assess(timed([0.5], 3)).decision is None


def test_a_round_in_which_nobody_came_to_wait_tells_nothing() -> None:
    given_up: list[Round] = [{"arm": observe_waits([], 1.0)}] * 3
    assert Fact(name="waiting at once", arm="arm").reaches(2, refuted_at=1).assess(given_up).decision is None
    assert SHORT.assess([{"arm": Observation(wall=0.0, facts={"longest": 1.0})}, *timed([1.05], 3)]).decision == "holds"


def test_noise_that_adds_up_over_many_rounds_is_neither_some_nor_a_proof_of_parallel_work() -> None:
    noise = overlapping([0.00008] * 2000, [0.02] * 2000)
    assert NONE.assess(noise).decision is None
    assert NONE.assess(overlapping([0.0002] * 2000, [0.02] * 2000)).decision == "refuted"
    gain, no_gain = THREADS.at_least(1.25), THREADS.at_most(1.15, refuted_from=1.25)
    assert gain.assess(rounds_of([1.8] * 2000, overlap=0.00001)).decision is None
    assert no_gain.assess(rounds_of([1.0] * 2000, overlap=0.00001)).decision == "holds"


@given(st.floats(0.0, 0.02), st.integers(18, 200))
def test_overlap_never_proves_a_gain_and_lets_its_absence_hold_at_once(overlap: float, rounds: int) -> None:
    gain, no_gain = THREADS.at_least(1.25), THREADS.at_most(1.15, refuted_from=1.25)
    is_gain = gain.assess(rounds_of([1.8] * rounds, overlap=overlap)).decision == "holds"
    is_none = no_gain.assess(rounds_of([1.0] * rounds, overlap=overlap)).decision == "holds"
    assert not (is_gain and is_none)


def test_some_is_proved_by_so_much_in_all_and_refuted_where_only_the_control_shows_it() -> None:
    some = OVERLAP.some(beside="processes", proved_from=0.005)
    assert some.assess(overlapping([0.006], [0.0])).decision == "holds"
    assert some.assess(overlapping([0.0] * 14, [0.02] * 14)).decision is None
    assert some.assess(overlapping([0.0] * 15, [0.02] * 15)).decision == "refuted"


def test_who_waited_for_a_core_does_not_refute_that_there_is_some() -> None:
    some, none = OVERLAP.some(beside="processes", proved_from=0.005), NONE
    disturbed: list[Round] = [
        {"threads": Observation(wall=1.0, overlap=0.0, queued=0.3), "processes": Observation(wall=1.0, overlap=0.02)}
    ] * 200
    assert some.assess(disturbed).decision is None
    assert none.assess(disturbed).decision == "holds"
    assert some.assess([*disturbed, *overlapping([0.0] * 15, [0.02] * 15)]).decision == "refuted"
    assert some.assess([*disturbed, *overlapping([0.3], [0.0])]).decision == "holds"


def test_sparing_work_is_sooner_without_a_second_core() -> None:
    rounds = [{"all": Observation(wall=0.02), "half": Observation(wall=0.01)}] * 15
    assert Haste(arm="half", than="all").at_least(1.4, refuted_to=1.2).assess(rounds).decision == "holds"
    assert Haste(arm="all", than="half").at_least(1.4, refuted_to=1.2).assess(rounds).decision == "refuted"


def test_a_cost_is_counted_in_processor_time_whatever_the_clock_says() -> None:
    rounds = [{"dear": Observation(wall=0.01, cpu=0.02), "cheap": Observation(wall=0.09, cpu=0.01)}] * 15
    standing = Cost(arm="dear", over="cheap").at_least(1.5).assess(rounds)
    assert (standing.decision, standing.metric.estimate) == ("holds", 2.0)
    assert (
        Cost(arm="dear", over="cheap").values([{"dear": Observation(wall=1.0), "cheap": Observation(wall=1.0)}]) == []
    )


def test_switches_are_judged_round_by_round_where_they_are_counted() -> None:
    rounds = [{"arm": Observation(wall=0.01, switches=30)}, {"arm": Observation(wall=0.01)}] * 15
    standing = Switches(arm="arm").at_least(20, refuted_to=10).assess(rounds)
    assert (standing.decision, len(standing.metric.values)) == ("holds", 15)


def test_a_fact_may_be_anything_but_one() -> None:
    rounds = [{"arm": Observation(wall=0.0, facts={"end": "refused"})}]
    assert Fact(name="end", arm="arm").differs_from("works").assess(rounds).decision == "holds"
    assert Fact(name="end", arm="arm").differs_from("refused").assess(rounds).decision == "refuted"


def test_cores_are_processor_time_by_wall_time_and_prove_themselves() -> None:
    cores = Cores(arm="threads")
    busy: list[Round] = [{"threads": Observation(wall=1.0, cpu=1.8)}] * 15
    assert cores.at_most(1.15, refuted_from=1.25).assess(busy).decision == "refuted"
    assert cores.at_least(1.25).assess(busy).decision == "holds"
    one_core: list[Round] = [{"threads": Observation(wall=1.0, cpu=1.0)}] * 15
    standing = cores.at_most(1.15, refuted_from=1.25).assess(one_core)
    assert (standing.decision, standing.needs_control) == ("holds", True)
    unknown: list[Round] = [{"threads": Observation(wall=1.0)}] * 40
    assert cores.at_most(1.15, refuted_from=1.25).assess(unknown).decision is None


FIRST, SECOND = (Fact(name=name, arm="arm").equals(3) for name in ("first", "second"))


@pytest.mark.parametrize(
    ("first", "second", "decision"),
    [(3, 3, "holds"), (3, 4, "refuted"), (4, None, "refuted"), (3, None, None), (None, None, None)],
)
def test_every_part_must_hold_and_one_refuted_part_refutes_all(
    first: int | None, second: int | None, decision: str | None
) -> None:
    rounds: list[Round] = [{"arm": Observation(wall=1.0, facts={"first": first, "second": second})}]
    assert every(FIRST, SECOND).assess(rounds).decision == decision


def test_the_parts_of_every_share_the_error_rate() -> None:
    twice = every(THREADS.at_least(1.25), THREADS.at_least(1.25))
    assert twice.assess(rounds_of([1.8] * 15, cores=1.8)).decision is None
    assert twice.assess(rounds_of([1.8] * 16, cores=1.8)).decision == "holds"


def test_every_tells_of_the_part_that_decides_or_that_lags_behind() -> None:
    rounds: list[Round] = [{"arm": Observation(wall=1.0, facts={"first": 3, "second": 4})}]
    assert every(FIRST, SECOND).assess(rounds).metric.name == "second"
    assert every(FIRST, SECOND).assess(facts("first", [3])).metric.name == "second"


def test_every_takes_criteria_on_one_experiment_alone() -> None:
    with pytest.raises(ValueError, match="of one experiment"):
        every(FIRST, Fact(name="third", arm="arm", experiment="another").equals(3))
    with pytest.raises(ValueError, match="of one experiment"):
        every()


def test_facts_alone_are_not_measured() -> None:
    assert not every(FIRST, SECOND).is_measured
    assert not Fact(name="count", arm="arm").reaches(10, refuted_at=1).is_measured
    assert Fact(name="cores used", arm="arm", is_measured=True).at_most(1).is_measured
    assert all(criterion.is_measured for criterion in (SHORT, NONE, THREADS.at_least(1.25), every(FIRST, NONE)))


def test_a_criterion_names_the_facts_that_it_reads() -> None:
    assert IDLE.reads == [("arm", "used"), ("arm", "waited for")]
    assert SHORT.reads == [("arm", "longest"), ("arm", "at once")]
    assert every(FIRST, SECOND).reads == [("arm", "first"), ("arm", "second")]
    assert THREADS.at_least(1.25).reads == ()


def test_whatever_rests_on_a_ratio_demands_a_control() -> None:
    ratio = THREADS.at_least(1.25)
    assert ratio.demands_control
    assert every(ratio, THREADS.at_least(1.1)).demands_control
    assert not FIRST.demands_control


def test_criteria_say_beside_which_arm_the_effect_is_shown() -> None:
    overlap = Amount(name="overlap", unit="", arm="threads", read=lambda seen: seen.overlap)
    none = overlap.none(beside="processes", refuted_from=1)
    some = overlap.some(beside="one process", proved_from=1)
    fact = Fact(name="order", arm="threads").equals(1)
    fast = Fastest(arm="threads", unit="longest")
    assert none.shown_beside == "processes"
    assert some.shown_beside == "one process"
    assert never(some).shown_beside == "one process"
    assert every(none, fact, some, none).shown_beside == "processes and one process"
    assert fast.at_most(1.5, refuted_without=some).shown_beside == "one process"
    assert every(fact, THREADS.at_least(1.25)).shown_beside is None
