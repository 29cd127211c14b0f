"""What the claims about the rule and the three tools make of rounds that were invented."""

import pytest

from claims import test_folklore, test_rule, test_tools
from gilclaims_guide import calling
from gilclaims_guide.pieces_of_work import pieces_of_work
from pytest_gilclaims import Observation
from pytest_gilclaims.instruments.race import Round
from pytest_gilclaims.judging.verdict import Verdict
from pytest_gilclaims.testing import experiment_of, judge_within

from .test_sentences_sharing import verdict


def tournament(*, threads_at_once: int = 4, tasks_at_once: int = 1, awaited: int = 1000, lock: bool = True) -> Round:
    """Make a round of three tools at three jobs."""

    def blocking(at_once: int) -> Observation:
        return Observation(wall=0.01, queued=0.0, facts={"waiting at once": at_once})

    def computing(overlap: float) -> Observation:
        return Observation(wall=0.01, queued=0.0, overlap=overlap)

    return {
        "blocking threads": blocking(threads_at_once),
        "blocking tasks": blocking(tasks_at_once),
        "blocking processes": blocking(4),
        "awaiting tasks": blocking(awaited),
        "computing threads": computing(0.0 if lock else 0.008),
        "computing tasks": computing(0.0),
        "computing processes": computing(0.008),
    }


@pytest.mark.parametrize(
    ("seen", "jobs", "tools"),
    [
        (tournament(), Verdict.HOLDS, Verdict.HOLDS),
        (tournament(lock=False), Verdict.REFUTED, Verdict.HOLDS),
        (tournament(tasks_at_once=4), Verdict.REFUTED, Verdict.REFUTED),
        (tournament(threads_at_once=1), Verdict.REFUTED, Verdict.REFUTED),
        (tournament(awaited=1), Verdict.REFUTED, Verdict.REFUTED),
    ],
)
def test_each_tool_must_be_best_at_something_and_bad_at_something(seen: Round, jobs: Verdict, tools: Verdict) -> None:
    for test, expected in (
        (test_folklore.test_three_tools_three_jobs, jobs),
        (test_tools.test_not_interchangeable, tools),
    ):
        judge = judge_within(60)
        test(experiment_of([seen] * 40), judge)
        assert judge.proceedings.judgements[0].verdict is expected


def test_one_piece_of_work_for_which_the_rule_is_clearly_wrong_refutes_it() -> None:
    test = test_rule.test_predicts_the_best_tool
    assert verdict(test, {"rule": {"work": 12, "clearly wrong": ["tiny calls: processes, not loop"]}}) is (
        Verdict.REFUTED
    )
    assert verdict(test, {"rule": {"work": 12, "clearly wrong": []}}) is Verdict.HOLDS
    assert verdict(test, {"rule": {"work": 0, "clearly wrong": []}}) is Verdict.REFUTED


def test_processes_that_wait_sooner_than_threads_would_refute_that_they_only_cost() -> None:
    test = test_rule.test_not_worth_it_without_cpu_work
    assert verdict(test, {"script": {"long": 1.05, "short": 8.0}}) is Verdict.HOLDS
    assert verdict(test, {"script": {"long": 0.4, "short": 8.0}}) is Verdict.REFUTED
    assert verdict(test, {"script": {"long": 1.05, "short": 1.0}}) is Verdict.REFUTED


def test_there_are_twelve_pieces_of_work_that_can_be_done() -> None:
    work = pieces_of_work()
    assert len(work) == 12
    assert work["queries in memory"]() == 15000 * 15001 // 2
    assert work["a loop over much data"]() == 1.5 * sum(range(3000))


def test_waits_go_by_names_that_a_script_knows() -> None:
    assert {calling.as_usual(), calling.one_at_a_time()} == set(calling.WAYS)
