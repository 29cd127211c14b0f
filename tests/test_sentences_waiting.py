"""Sentences about waiting, held against rounds that were invented: their own criteria, whatever the machine does."""

import asyncio
import inspect
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from functools import partial
from typing import Any

import pytest

from claims import test_bound, test_fetch, test_gil, test_quiz, test_rule, test_tools
from gilclaims_guide import contending, disk, lateness, looping, mixing, thousands
from gilclaims_guide.fetching import gather, gather_one_by_one
from gilclaims_guide.waiting import known_beside, observe_waits, surely_waited
from pytest_gilclaims import AsyncJudge, Experiment, Judge, Lane, Observation
from pytest_gilclaims.asking.budget import Budget
from pytest_gilclaims.asking.proceedings import Proceedings
from pytest_gilclaims.judging.verdict import Judgement
from pytest_gilclaims.testing import experiment_of

ROUNDS = 3
"""So many undisturbed rounds refute a count that should be reached."""


class Heard:
    """A judge who keeps what was found: claims return nothing."""

    def __init__(self) -> None:
        self.judgement: Judgement | None = None
        self._judge = Judge(Proceedings(budget=Budget(experiment=60, run=60)))

    def __call__(self, *arguments: Any, **named: Any) -> None:
        self.judgement = self._judge(*arguments, **named)


def seen(facts: Mapping[str, Any], *, wall: float = 1.0, queued: float | None = 0.0) -> Observation:
    """Invent what was seen of an arm whose workers never waited for a core, unless told otherwise."""
    return Observation(wall=wall, cpu=0.1, queued=queued, facts=facts)


def decided(claim: Callable[..., object], **arms: Observation) -> str | None:
    """Let a claim be decided by rounds that are all alike; ``None`` if they are not enough."""
    experiment = experiment_of([{name.replace("_", " "): one for name, one in arms.items()}] * ROUNDS)
    test = getattr(claim, "__wrapped__", claim)
    parameters = inspect.signature(test).parameters
    heard = Heard()
    given = {name: heard if name == "judge" else "" if name == "kind" else experiment for name in parameters}
    try:
        test(**given)
    except RuntimeError as error:
        if "asks for more" in str(error):
            return None
        raise
    assert heard.judgement is not None
    assert heard.judgement.verdict is not None
    return heard.judgement.verdict.value


def company(
    waiting: int | None, *, keeping: int = 0, queued: float = 0.0, releasing: int = 5000
) -> dict[str, Observation]:
    return {
        "waiting": seen({"pieces": waiting}, queued=queued),
        "keeping": seen({"pieces": keeping}),
        "releasing": seen({"pieces": releasing}),
    }


@pytest.mark.parametrize("claim", [test_gil.test_released_on_network_read, test_gil.test_handed_over_while_waiting])
def test_who_lets_go_of_the_lock_is_told_by_who_computes_meanwhile(claim: Callable[..., object]) -> None:
    assert decided(claim, **company(3000)) == "holds"
    assert decided(claim, **company(0)) == "refuted"
    # No lock that is kept, as on a free-threaded build: that another computes tells nothing of letting go.
    assert decided(claim, **company(3000, keeping=3000)) == "refuted"
    # A companion that had no core, and one that is not shown to compute beside who surely lets go.
    assert decided(claim, **company(0, queued=0.5)) is None
    assert decided(claim, **company(0, releasing=0)) == "inconclusive"


def test_a_fetch_from_a_disk_lets_go_of_the_lock_or_keeps_it() -> None:
    claim = test_gil.test_released_on_disk_fetch

    def arms(fetching: int | None, keeping: int) -> dict[str, Observation]:
        return {
            "fetching": seen({"steps": fetching}),
            "keeping": seen({"steps": keeping}),
            "releasing": seen({"steps": 50}),
        }

    assert decided(claim, **arms(40, 0)) == "holds"
    assert decided(claim, **arms(0, 0)) == "refuted"
    # A file that was in memory.
    assert decided(claim, **arms(None, 0)) is None


@pytest.mark.parametrize(
    ("idle", "verdict"), [(0.9, "holds"), (0.4, "holds"), (0.15, None), (0.02, "refuted"), (None, None)]
)
def test_a_disk_leaves_a_core_idle_where_reads_were_waited_for(idle: float | None, verdict: str | None) -> None:
    arms = {"once": seen({"idle": idle}), "computing": seen({"busy": 1.0})}
    assert decided(test_bound.test_a_disk_leaves_the_cpu_idle, **arms) == verdict


def test_an_embedded_database_keeps_a_core_busy() -> None:
    claim = test_bound.test_an_embedded_database_leaves_the_cpu_idle
    assert decided(claim, once=seen({"cores used": 0.99, "cores waited for": 0.0})) == "refuted"
    assert decided(claim, once=seen({"cores used": 0.02, "cores waited for": 0.0})) == "holds"
    assert decided(claim, once=seen({"cores used": 0.1, "cores waited for": 0.9})) is None


@pytest.mark.parametrize(
    ("waiting", "computing", "verdict"),
    [(0.48, 0.02, "holds"), (0.02, 0.02, "refuted"), (0.48, 0.5, "refuted"), (0.25, 0.02, None)],
)
def test_a_faster_server_saves_waits_alone(waiting: float, computing: float, verdict: str | None) -> None:
    arms = {"waiting": mixing.observed([], waiting), "computing": mixing.observed([], computing)}
    arms = {name: seen(one.facts) for name, one in arms.items()}
    assert decided(test_bound.test_faster_io_helps_only_waiting, **arms) == verdict


@pytest.mark.parametrize(
    ("waiting", "computing", "verdict"),
    [(0.1, 0.5, "holds"), (0.1, 0.05, "refuted"), (0.1, 0.28, None), (0.6, 0.5, None), (0.1, None, None)],
)
def test_half_a_core_slows_computing_alone(waiting: float, computing: float | None, verdict: str | None) -> None:
    arms = {
        "waiting": seen(mixing.observed([], waiting).facts, queued=waiting),
        "computing": seen(mixing.observed([], computing).facts, queued=computing),
    }
    assert decided(test_bound.test_faster_cpu_helps_only_computing, **arms) == verdict


@pytest.mark.parametrize(
    ("blocked", "alone", "verdict"),
    [(0.6, 1.0, "refuted"), (0.0, 1.0, "holds"), (0.2, 1.0, None), (0.0, 0.3, "inconclusive")],
)
def test_there_is_a_third_reason_where_a_lock_is_waited_for(blocked: float, alone: float, verdict: str | None) -> None:
    arms = {"four_threads": seen({"blocked": blocked}), "alone": seen({"not blocked": alone})}
    assert decided(test_bound.test_one_of_two_reasons, **arms) == verdict


@pytest.mark.parametrize(
    ("alone", "thread", "process", "verdict"),
    [
        (3, 0, 3, "holds"),
        (0, 0, 3, "refuted"),
        # Nobody is ever late: what should show a fight for the lock does not.
        (3, 3, 3, "refuted"),
        # Everybody is late, and other programs could be the cause.
        (0, 0, 0, "inconclusive"),
    ],
)
def test_who_is_late_waited_for_the_lock(alone: int, thread: int, process: int, verdict: str) -> None:
    arms = {
        "alone": seen({"in time": alone}),
        "beside_a_thread": seen({"in time": thread}),
        "beside_a_process": seen({"in time": process}),
    }
    assert decided(test_fetch.test_no_fight_for_the_lock, **arms) == verdict


def test_a_companion_without_a_core_wants_no_lock() -> None:
    def company(queued: float | None) -> Observation:
        return lateness.fetch_in(lambda: nullcontext(lambda: queued))

    assert company(0.0).facts["in time"] is not None
    assert company(0.1).facts["in time"] is None
    assert company(None).facts["in time"] is None


def urls(wall: float, in_flight: int, *, loop: int = 1, cores: float = 0.01) -> dict[str, Observation]:
    crowd = seen({"in flight": in_flight, "delay": 0.5}, wall=wall)
    return {
        "threads": crowd,
        "tasks": crowd,
        "loop": seen({"in flight": loop, "cores used": cores, "cores waited for": 0.0}),
        "four_processes": seen({"in flight": 4}),
    }


@pytest.mark.parametrize(
    ("claim", "together"),
    [
        (test_rule.test_waiting_wants_threads_or_asyncio, "holds"),
        (test_quiz.test_urls_threads_or_asyncio, "holds"),
        (test_quiz.test_urls_need_processes, "refuted"),
        (test_quiz.test_nothing_helps, "refuted"),
        (test_quiz.test_plain_loop_is_best, "refuted"),
    ],
)
def test_two_hundred_answers_come_together_or_one_by_one(claim: Callable[..., object], together: str) -> None:
    other = {"holds": "refuted", "refuted": "holds"}[together]
    assert decided(claim, **urls(0.7, 200)) == together
    assert decided(claim, **urls(100.0, 1)) == other
    # Some together, and slowly.
    assert decided(claim, **urls(20.0, 20)) is None


def test_a_download_computes_little() -> None:
    assert decided(test_quiz.test_urls_wait, **urls(0.7, 200, cores=0.01)) == "holds"
    assert decided(test_quiz.test_urls_wait, **urls(0.7, 200, cores=0.4)) == "refuted"


@pytest.mark.parametrize(("in_flight", "verdict"), [(10, "holds"), (5, "refuted"), (1, "refuted")])
def test_ten_downloads_progress_together_or_five_at_a_time(in_flight: int, verdict: str) -> None:
    arms = {"threads": seen({"in flight": in_flight}), "ten_sockets": seen({"in flight": 10})}
    assert decided(test_gil.test_ten_downloads_progress_together, **arms) == verdict


@pytest.mark.parametrize(("at_once", "verdict"), [(8, "holds"), (1, "refuted"), (2, None), (None, None)])
def test_threads_have_reads_under_way_together(at_once: int | None, verdict: str | None) -> None:
    arms = {"eight_threads": seen({"reading at once": at_once})}
    assert decided(test_rule.test_threads_overlap_on_a_disk, **arms) == verdict


@pytest.mark.parametrize(
    ("claim", "arm"),
    [
        (test_rule.test_asyncio_overlaps_queries, "tasks"),
        (test_rule.test_asyncio_overlaps_files, "tasks"),
        (test_rule.test_asyncio_overlaps_by_threads, "tasks_with_threads"),
    ],
)
def test_tasks_overlap_unless_what_they_call_blocks(claim: Callable[..., object], arm: str) -> None:
    def arms(wall: float, at_once: int) -> dict[str, Observation]:
        facts = {"waiting at once": at_once, "processes at once": 4, "longest wait": 0.05}
        return {arm: seen(facts, wall=wall)}

    assert decided(claim, **arms(0.06, 4)) == "holds"
    assert decided(claim, **arms(0.2, 1)) == "refuted"
    assert decided(claim, **arms(0.2, 3)) is None


def test_a_loop_switches_where_it_would_block_and_goes_on_elsewhere() -> None:
    one = looping.log_switches(gather)
    assert decided(test_tools.test_asyncio_switches_where_it_would_block, gather=one) == "holds"
    other = looping.log_switches(gather_one_by_one)
    assert decided(test_tools.test_asyncio_switches_where_it_would_block, gather=other) == "refuted"
    # A loop that switches everywhere.
    names = [*one.facts["switched at"], *one.facts["went on at"]]
    everywhere = seen({"switched at": names, "went on at": []})
    assert decided(test_tools.test_asyncio_switches_where_it_would_block, gather=everywhere) == "refuted"


def test_a_name_is_looked_up_in_another_thread() -> None:
    claim = test_tools.test_asyncio_starts_no_thread
    asked = {"a_name": thousands.count_threads_of_look_up(thousands.look_up)}
    assert decided(claim, **asked) == "refuted"
    alone = {"a_name": thousands.count_threads_of_look_up(thousands.look_up_in_the_loop)}
    assert decided(claim, **alone) == "holds"


def test_answers_come_in_the_order_of_their_waits() -> None:
    def decide(finished: list[str] | None, wall: float, at_once: int) -> str | None:
        facts = {"finished": finished, "waiting at once": at_once, "longest wait": 0.6}
        experiment = experiment_of([{"gather": seen(facts, wall=wall)}] * ROUNDS)
        found: list[Judgement] = []

        async def judge(*arguments: Any, **named: Any) -> None:
            found.append(await AsyncJudge(Proceedings(budget=Budget(experiment=60, run=60)))(*arguments, **named))

        test: Callable[[Experiment, Any], Any] = test_fetch.test_same_with_real_answers
        try:
            asyncio.run(test(experiment, judge))
        except RuntimeError:
            return None
        verdict = found[0].verdict
        return verdict.value if verdict else None

    assert decide(["B", "A", "C"], 0.61, 3) == "holds"
    assert decide(["A", "B", "C"], 1.2, 1) == "refuted"
    # The loop was held up for as long as answers are apart.
    assert decide(None, 0.9, 3) is None


def test_a_blocked_worker_neither_computes_nor_stands_in_a_queue() -> None:
    lane = partial(Lane, begun=0, ended=1_000_000_000, runs=())
    assert contending.blocked_share([lane(cpu=0.25, queued=0.25)]) == pytest.approx(0.5)
    assert contending.blocked_share([lane(cpu=1.0, queued=0.0), lane(cpu=0.0, queued=0.0)]) == pytest.approx(0.5)
    assert contending.blocked_share([lane(cpu=0.25)]) is None


def test_what_was_not_fetched_from_a_disk_tells_nothing_of_disks() -> None:
    lane = Lane(begun=0, ended=1_000_000_000, runs=((0, 10), (20, 30)), cpu=0.5, queued=0.25)
    assert disk.observed([disk.Fetched(lane=lane, share=1.0)]).facts["idle"] == pytest.approx(0.25)
    assert disk.observed([disk.Fetched(lane=lane, share=0.5)]).facts["idle"] is None
    assert disk.observed([disk.Fetched(lane=lane, share=1.0)] * 2).facts["reading at once"] == 2


def test_only_what_was_waited_for_can_be_saved_by_a_faster_server() -> None:
    # Ran for 0.1 s of which it computed 0.06 s, and stood in a queue for 0.02 s.
    lane = Lane(begun=0, ended=100_000_000, runs=(), cpu=0.06, queued=0.02)
    assert mixing.waited(lane) == pytest.approx(0.02)
    assert surely_waited(0, 100, 1.0) == ((-999_999_900, 1_000_000_000),)


def test_waits_that_took_shorter_than_in_a_row_went_on_together_however_they_were_held_up() -> None:
    def lane(begun: float, ended: float) -> Lane:
        nanoseconds = round(begun * 1e9), round(ended * 1e9)
        return Lane(begun=nanoseconds[0], ended=nanoseconds[1], runs=surely_waited(*nanoseconds, 0.1), cpu=0.0)

    # One that was in time, and three whose answers came so late that nobody knows when they waited.
    held_up = [lane(0.0, 0.11), lane(0.0, 0.21), lane(0.0, 0.22), lane(0.0, 0.25)]
    assert observe_waits(held_up, 0.1).facts["waiting at once"] == 2
    in_a_row = [lane(number / 10, (number + 1) / 10) for number in range(4)]
    assert observe_waits(in_a_row, 0.1).facts["waiting at once"] == 1
    behind_a_lock = [lane(0.0, (number + 1) / 10) for number in range(4)]
    assert observe_waits(behind_a_lock, 0.1).facts["waiting at once"] == 1


@pytest.mark.parametrize(
    ("here", "elsewhere", "known"), [(8, 4, 8), (1, 4, 1), (1, 1, None), (1, None, None), (3, 1, 3), (None, 4, None)]
)
def test_a_database_that_takes_one_query_after_the_other_tells_nothing_of_who_asks(
    here: int | None, elsewhere: int | None, known: int | None
) -> None:
    others, seen = (Observation(wall=0.1, facts={"waiting at once": count}) for count in (elsewhere, here))
    assert known_beside(others, seen).facts["waiting at once"] == known
