"""What the comparisons are to this engine: races and trials, as claims have them.

    python -m benchmarks.engine COMPARISON on|off

Decides one comparison, with a laboratory of its own, beside a lock that is on or off, and prints the judgement as JSON.
"""

import json
import sys
import time
from collections.abc import Mapping
from functools import partial

from benchmarks.comparisons import (
    COMPARISONS,
    COMPUTING,
    FASTER,
    NOT_FASTER,
    WAIT_SECONDS,
    Answer,
    Arm,
    Task,
    arm_of,
    compress_text,
    hash_blocks,
)
from gilclaims_guide import waiting
from gilclaims_guide.strategies import Strategy, processes, serial, tasks, threads
from pytest_gilclaims import Experiment, Judge, Lab, Observation, Race
from pytest_gilclaims.judging.verdict import Judgement, Verdict
from pytest_gilclaims.testing import judge_within, open_lab

BUDGET_SECONDS = 15.0
"""What ``pytest --claims`` grants an experiment unless told otherwise."""


def by(strategy: Strategy, lab: Lab, task: Task) -> Observation:
    """Let a strategy do a task four times."""
    return Observation.of(strategy(lab, [task] * Lab.workers))


def timed(arm: Arm) -> Observation:
    """Run an arm of which nothing but the time is known."""
    begun = time.perf_counter()
    arm()
    return Observation(wall=time.perf_counter() - begun)


def decide_gain(task: Task, lab: Lab, judge: Judge, *, has_marks: bool = False) -> Judgement:
    """Decide whether four threads gain nothing, beside processes that do."""
    arms = {"serial": serial, "threads": threads, "processes": processes, "tasks": tasks}
    race = Race("gain", {name: partial(by, strategy, lab, task) for name, strategy in arms.items()}, warm_up=1)
    experiment = Experiment(race)
    return judge(
        experiment.speedup("threads").at_most(NOT_FASTER, refuted_from=FASTER),
        given=experiment.speedup("processes", over="tasks").at_least(FASTER),
        suffices=experiment.overlap("threads").none(beside="processes", refuted_from=5) if has_marks else None,
    )


def decide_waiting(lab: Lab, judge: Judge) -> Judgement:
    """Decide whether four threads wait at once: a sleep never ends too soon, so a loop needs four waits at least."""
    race = Race(
        "waiting",
        {
            "threads": partial(waiting.wait_in_threads, time.sleep, Lab.workers, WAIT_SECONDS),
            "processes": partial(waiting.wait_in_processes, lab, WAIT_SECONDS),
        },
    )
    experiment = Experiment(race)
    at_once = partial(experiment.fact, "waiting at once")
    return judge(
        experiment.fastest("threads", unit="longest wait").at_most(
            Lab.workers / FASTER, refuted_without=at_once("threads").reaches(Lab.workers, refuted_at=1)
        ),
        given=at_once("processes").reaches(Lab.workers, refuted_at=1),
    )


def decide_tiny_calls(arms: Mapping[str, Arm], lab: Lab, judge: Judge) -> Judgement:
    """Decide whether a loop over tiny calls is sooner done than threads, which says more than that these gain nothing.

    A busy machine hides gains, so that "no gain" needs processes that have one. That a loop is far sooner does not.
    """
    race = Race(
        "tiny calls",
        {
            **{name: partial(timed, arm) for name, arm in arms.items()},
            "processes": partial(by, processes, lab, COMPUTING),
            "tasks": partial(by, tasks, lab, COMPUTING),
        },
        warm_up=1,
    )
    experiment = Experiment(race)
    return judge(
        experiment.sooner("loop", than="threads").at_least(FASTER, refuted_to=1 / FASTER),
        given=experiment.speedup("processes", over="tasks").at_least(FASTER),
    )


def decide_twins(arms: Mapping[str, Arm], lab: Lab, judge: Judge) -> Judgement:
    """Decide whether two arms take about as long, beside one that has twice as much to do."""
    one, other = arms.values()
    race = Race(
        "twins",
        {
            "one": partial(timed, one),
            "other": partial(timed, other),
            "twice": partial(timed, partial(do_both, one, other)),
        },
        warm_up=1,
    )
    experiment = Experiment(race)
    return judge(
        experiment.sooner("other", than="one").between(
            1 / NOT_FASTER, NOT_FASTER, refuted_below=1 / FASTER, refuted_above=FASTER
        ),
        given=experiment.sooner("one", than="twice").at_least(1.5, refuted_to=1.2),
    )


def do_both(one: Arm, other: Arm) -> None:
    """Do one thing after another."""
    one()
    other()


def decide(comparison: str, arms: Mapping[str, Arm], lab: Lab, judge: Judge) -> Judgement:
    """Decide a comparison as a claim would.

    Raises KeyError for one that is not known.
    """
    match comparison:
        case "computing":
            return decide_gain(COMPUTING, lab, judge, has_marks=True)
        case "waiting":
            return decide_waiting(lab, judge)
        case "hashing":
            return decide_gain(hash_blocks, lab, judge)
        case "compression":
            return decide_gain(compress_text, lab, judge)
        case "tiny calls":
            return decide_tiny_calls(arms, lab, judge)
        case "twins":
            return decide_twins(arms, lab, judge)
    raise KeyError(comparison)


def answer_of(comparison: str, verdict: Verdict | None) -> Answer:
    """Translate a verdict: all claims but that on waiting say that threads do not gain, or that nothing differs."""
    if verdict is None or not verdict.is_decided:
        return Answer.UNDECIDED
    return Answer.YES if (verdict is Verdict.HOLDS) == (comparison == "waiting") else Answer.NO


def main() -> None:
    """Decide the comparison that was asked for."""
    comparison, lock = sys.argv[1:]
    arms = {name: arm_of(comparison, name, locked=lock == "on") for name in COMPARISONS[comparison].arms}
    with open_lab() as lab:
        judgement = decide(comparison, arms, lab, judge_within(BUDGET_SECONDS))
    figure = {"estimate": judgement.metric.estimate, "reason": judgement.reason}
    print(json.dumps({"answer": answer_of(comparison, judgement.verdict), "figure": figure}))


if __name__ == "__main__":
    main()
