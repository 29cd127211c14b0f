"""The claims about processes and cores, on rounds that were invented: each verdict can be reached, and rightly."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from claims import test_crunch, test_gil, test_pickle, test_quiz, test_rule, test_tools, test_trap
from gilclaims_guide import crunch_pools, crunching, own_locks, pickling
from pytest_gilclaims import Criterion, Experiment, Lane, Observation
from pytest_gilclaims.judging.verdict import Trial, judge_rounds
from pytest_gilclaims.testing import experiment_of

ROUNDS = 30
MS = 1_000_000

Test = Callable[[Experiment, Any], None]


def seen(
    wall: float = 0.02, *, cores: float = 1.0, overlap: float = 0.0, queued: float = 0.0, **facts: Any
) -> Observation:
    """Invent what was seen of an arm. An underscore in the name of a fact stands for a space."""
    named = {name.replace("_", " "): value for name, value in facts.items()}
    return Observation(wall=wall, cpu=cores * wall, overlap=overlap, queued=queued, facts=named)


def verdict(test: Test, **arms: Observation) -> str | None:
    """Judge a claim by rounds that are all alike; ``None`` if they do not decide it."""
    one = {name.replace("_", " "): arm for name, arm in arms.items()}
    experiment = experiment_of([one] * ROUNDS)
    for _ in range(ROUNDS):
        experiment.race.run_round()
    verdicts: list[str | None] = []

    def judge(criterion: Criterion, *, given: Criterion | None = None) -> None:
        verdicts.append(judge_rounds(Trial(criterion=criterion, given=given), experiment.race.rounds).verdict)

    test(experiment, judge)
    return verdicts[0]


HASHING_GAINS = {"hashing_loop": seen(0.02), "hashing_threads": seen(0.011, cores=1.8, overlap=0.009)}
HASHING_GAINS_NOTHING = {"hashing_loop": seen(0.02), "hashing_threads": seen(0.02, overlap=0.0001)}
PARALLEL = seen(0.012, cores=1.7, overlap=0.008)
IN_TURN = seen(0.0201)


@pytest.mark.parametrize(
    ("processes", "control", "expected"),
    [
        (PARALLEL, HASHING_GAINS, "holds"),
        (PARALLEL, HASHING_GAINS_NOTHING, "holds"),
        (IN_TURN, HASHING_GAINS, "refuted"),
        (IN_TURN, HASHING_GAINS_NOTHING, "inconclusive"),
    ],
)
def test_processes_that_gain_nothing_are_refuted_where_threads_show_that_cores_are_free(
    processes: Observation, control: dict[str, Observation], expected: str
) -> None:
    alone = seen(0.02)
    assert verdict(test_rule.test_processes_speed_up, tasks=alone, processes=processes, **control) == expected
    others = {"serial": alone, "tasks": alone, "threads": alone}
    assert verdict(test_rule.test_computing_wants_processes, processes=processes, **others, **control) == expected


def test_free_threads_that_do_as_well_as_processes_refute_that_computing_wants_processes() -> None:
    arms = {"serial": seen(0.02), "tasks": seen(0.02), "threads": PARALLEL, "processes": PARALLEL}
    assert verdict(test_rule.test_computing_wants_processes, **arms, **HASHING_GAINS) == "refuted"


@pytest.mark.parametrize(
    ("processes", "hashing", "at_once"),
    [
        (seen(overlap=0.02), seen(overlap=0.0), "holds"),
        (seen(overlap=0.02), seen(overlap=0.02), "holds"),
        (seen(overlap=0.0, queued=0.06), seen(overlap=0.02), "refuted"),
        (seen(overlap=0.0), seen(overlap=0.0), None),
    ],
)
def test_processes_that_never_overlap_are_told_beside_threads_that_hash(
    processes: Observation, hashing: Observation, at_once: str | None
) -> None:
    arms = {"processes": processes, "hashing_threads": hashing}
    opposite = {"holds": "refuted", "refuted": "holds", None: None}[at_once]
    assert verdict(test_quiz.test_images_processes, **arms) == at_once
    assert verdict(test_quiz.test_images_impossible, **arms) == opposite
    assert verdict(test_tools.test_parallelism_is_the_same_instant, **arms) == at_once


def lane(
    *runs: tuple[int, int], pid: int = 1, cpu: float | None = None, queued: float = 0.0, switches: int = 0
) -> Lane:
    """Invent a way of a hundred milliseconds."""
    cpu = sum(end - start for start, end in runs) / 1e3 if cpu is None else cpu
    spans = tuple((start * MS, end * MS) for start, end in runs)
    return Lane(begun=0, ended=100 * MS, runs=spans, cpu=cpu, queued=queued, switches=switches, pid=pid, thread=pid)


def told(lanes: Sequence[Lane], *, marks: int = 1) -> Observation:
    """Observe what a script would have told of such calls, where two cores can be used."""
    tells = {
        "children": [1, 2, 3, 4],
        "results": [0] * len(lanes),
        "lanes": [{name: getattr(one, name) for name in one.__slots__} for one in lanes],
        "marks seen by a worker": marks,
        "marks seen by their parent": 0,
    }
    return crunching.observe_sums(tells, 2)


ONE_AFTER_ANOTHER = [lane((25 * turn, 25 * turn + 25), pid=turn) for turn in range(1, 5)]
TWO_BY_TWO = [lane((0, 100), pid=turn, queued=0.1) for turn in (1, 2)] + [lane((0, 5), pid=turn) for turn in (3, 4)]


def test_all_cores_at_work_means_as_many_as_there_are() -> None:
    assert told(TWO_BY_TWO).facts["milliseconds with all cores at work"] == 100
    assert told(TWO_BY_TWO).facts["milliseconds with four at work"] == 5
    assert told(ONE_AFTER_ANOTHER).facts["milliseconds with all cores at work"] == 0
    assert verdict(test_crunch.test_run_simultaneously, script=told(TWO_BY_TWO)) == "holds"
    assert verdict(test_crunch.test_run_simultaneously, script=told(ONE_AFTER_ANOTHER)) == "refuted"
    assert verdict(test_crunch.test_four_at_once, script=seen(milliseconds_with_four_at_work=200)) == "holds"
    assert verdict(test_crunch.test_four_at_once, script=seen(milliseconds_with_four_at_work=0)) == "refuted"


def test_two_of_four_are_not_all_and_a_busy_machine_refutes_nothing() -> None:
    assert verdict(test_tools.test_processes_pin_cores, script=seen(share_of_the_cores_used=0.9)) == "holds"
    assert verdict(test_tools.test_processes_pin_cores, script=seen(share_of_the_cores_used=0.5)) == "refuted"
    assert verdict(test_tools.test_processes_pin_cores, script=seen(share_of_the_cores_used=0.7)) is None
    busy = seen(queued=0.06, share_of_the_cores_used=0.5, milliseconds_with_all_cores_at_work=0)
    assert verdict(test_tools.test_processes_pin_cores, script=busy) is None
    assert verdict(test_crunch.test_run_simultaneously, script=busy) is None


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (lane(cpu=0.1), "holds"),
        (lane(cpu=0.02, queued=0.08), "holds"),
        (lane(cpu=0.04, switches=5), "refuted"),
        (lane(cpu=0.04, switches=0), None),
        (lane(cpu=0.08, switches=5), None),
    ],
)
def test_who_waits_gives_its_core_up_and_who_has_none_does_not_wait(one: Lane, expected: str | None) -> None:
    assert verdict(test_crunch.test_computes_all_the_time, script=told([lane(cpu=0.1), one])) == expected


def test_one_map_in_which_a_worker_went_without_refutes_that_each_takes_one() -> None:
    short = test_crunch.test_one_call_each_however_short
    assert verdict(short, pool=seen(fewest_workers_that_took_part=3)) == "refuted"
    assert verdict(short, pool=seen(fewest_workers_that_took_part=4)) == "holds"
    assert verdict(short, pool=seen(fewest_workers_that_took_part=None)) is None
    assert verdict(test_crunch.test_one_call_each, script=seen(workers_that_took_a_call=4)) == "holds"
    assert verdict(test_crunch.test_one_call_each, script=seen(workers_that_took_a_call=2)) == "refuted"


def test_a_mark_that_another_worker_sees_refutes_interpreters_of_their_own() -> None:
    assert verdict(test_crunch.test_own_interpreter_each, script=told(TWO_BY_TWO)) == "holds"
    assert verdict(test_crunch.test_own_interpreter_each, script=told(TWO_BY_TWO, marks=2)) == "refuted"
    by_one = [lane((0, 100), pid=1)] * 4
    assert verdict(test_crunch.test_own_interpreter_each, script=told(by_one)) is None
    apart, shared = seen(other_processes=4, most_marks_seen_by_one=1), seen(most_marks_seen_by_one=4)
    leaking = seen(other_processes=4, most_marks_seen_by_one=2)
    assert verdict(test_tools.test_processes_are_separate, processes=apart, threads=shared) == "holds"
    assert verdict(test_tools.test_processes_are_separate, processes=leaking, threads=shared) == "refuted"


def test_anything_else_on_the_standard_output_refutes_the_transcript() -> None:
    line = f"[{', '.join(['333333283333335000000'] * 4)}]\n"
    assert verdict(test_crunch.test_prints_as_shown, script=seen(standard_output=line)) == "holds"
    assert verdict(test_crunch.test_prints_as_shown, script=seen(standard_output=line + "{}\n")) == "refuted"


TURNS = seen(2.2, cores=0.98)
SPREAD = seen(1.6, cores=1.7, overlap=1.0, queued=3.0)


@pytest.mark.parametrize(
    ("threads", "processes", "expected"),
    [
        (TURNS, SPREAD, "holds"),
        (seen(2.2, cores=0.98, queued=2.0), SPREAD, "holds"),
        # Threads that run at the same instant, on free cores and beside other programs.
        (seen(1.2, cores=1.9, overlap=1.1, queued=2.0), SPREAD, "refuted"),
        (seen(9.0, cores=0.4, overlap=0.2, queued=30.0), SPREAD, "refuted"),
        # Processes that take turns, or whose start costs what they gain.
        (TURNS, seen(2.4, cores=0.95), "refuted"),
        (TURNS, seen(2.3, cores=1.0, queued=0.1), "refuted"),
        # Threads that were slow because of others; processes beside others; a script that did not end.
        (seen(4.4, cores=0.49, queued=2.0), seen(2.4, cores=0.95, overlap=0.0, queued=3.0), None),
        (TURNS, seen(8.0, cores=0.5, overlap=0.3, queued=25.0), None),
        (TURNS, Observation(wall=30.0), None),
    ],
)
def test_a_pool_of_processes_is_faster_with_its_start_on_the_clock(
    threads: Observation, processes: Observation, expected: str | None
) -> None:
    both = crunch_pools.compare(threads, processes)
    assert verdict(test_crunch.test_speedup_that_threads_cannot_give, both=both) == expected
    assert verdict(test_trap.test_swapping_the_pool_fixes_it, both=both) == expected


def call(*, ticks: int | None, begun: int = 0) -> own_locks.Turn:
    """Invent a call of twenty milliseconds, or somebody who computed meanwhile."""
    return own_locks.Turn(lane=lane((begun, begun + 20)), ticks=ticks)


def test_four_locks_are_kept_at_once_only_where_a_thread_of_each_process_stood() -> None:
    releasing = own_locks.observe_turns([call(ticks=30)] * 4)
    kept = own_locks.observe_turns([call(ticks=0)] * 4)
    in_turn = own_locks.observe_turns([call(ticks=0, begun=25 * turn) for turn in range(4)])
    each = test_gil.test_each_process_its_own_lock
    assert verdict(each, keeping=kept, releasing=releasing) == "holds"
    assert verdict(each, keeping=in_turn, releasing=releasing) == "refuted"
    # Calls that release the lock pass for no kept one; nor do tickers that never tick.
    assert verdict(each, keeping=releasing, releasing=releasing) == "refuted"
    assert verdict(each, keeping=kept, releasing=kept) is None


def test_others_compute_while_one_process_keeps_its_lock() -> None:
    computing = [call(ticks=None)] * 3
    releasing = own_locks.observe_turns([call(ticks=30), *computing])
    beside = own_locks.observe_turns([call(ticks=0), *computing])
    after = own_locks.observe_turns([call(ticks=0), *[call(ticks=None, begun=25)] * 3])
    sidestep = test_rule.test_processes_sidestep_the_lock
    arms = {"releasing": releasing, "threads_beside": releasing}
    assert verdict(sidestep, keeping=beside, **arms) == "holds"
    assert verdict(sidestep, keeping=after, **arms) == "refuted"
    assert verdict(sidestep, keeping=releasing, **arms) == "refuted"


def test_a_loop_whose_waits_overlap_refutes_that_only_concurrent_ones_do() -> None:
    four, one = seen(waiting_at_once=4), seen(waiting_at_once=1)
    spans = test_tools.test_concurrency_is_overlapping_spans
    assert verdict(spans, threads=four, tasks=four, loop=one, four_processes=four) == "holds"
    assert verdict(spans, threads=four, tasks=one, loop=one, four_processes=four) == "refuted"
    assert verdict(spans, threads=four, tasks=four, loop=four, four_processes=four) == "refuted"


@pytest.mark.parametrize(
    ("computed", "passed", "expected"),
    [
        (15.0, 30.0, "holds"),
        # Other programs delay the crossing. This process computed enough for it all the same.
        (15.0, 400.0, "holds"),
        (0.3, 1.0, "refuted"),
        # A hand-over that computes next to nothing, beside other programs: it may have taken as long, or not.
        (0.3, 40.0, None),
    ],
)
def test_what_others_add_to_a_crossing_proves_nothing(computed: float, passed: float, expected: str | None) -> None:
    loops = pickling.loops_taken(computed, passed)
    assert verdict(test_pickle.test_not_free_when_large, large=seen(loops=loops)) == expected


def test_a_loop_that_others_delay_takes_no_longer_by_its_own_clock() -> None:
    lane = pickling.watched(lambda: time.sleep(0.02))
    passed, computed = (lane.ended - lane.begun) / 1e9, lane.cpu
    assert passed >= 0.02 > computed
