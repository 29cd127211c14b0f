"""What judging costs: a look at many rounds, and its share of a run whose figure lies near its bound.

    python -m benchmarks.judging_cost [--rounds 100 1000 10000] [--looks 20] [--seconds 10]

A look is timed as the judge has it: one more round has come since the last one, so that nothing that was remembered of
an earlier look answers it. The claim is "no gain" with a positive control and another way to hold, and its figure lies
on the bound, so that the judge never comes to an end. The run is simulated: its rounds take no time, and are booked
with what a round takes; it ends when rounds and judging have taken so many seconds together.
"""

import argparse
import itertools
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from pytest_gilclaims.instruments.race import Observation, Round
from pytest_gilclaims.judging.amount import Amount
from pytest_gilclaims.judging.ratio import Speedup
from pytest_gilclaims.judging.sequential import is_worth_a_look, log_evidence
from pytest_gilclaims.judging.verdict import Trial, judge_rounds

BOUND = 1.15
ROUND_SECONDS = (0.001, 0.02)

TRIAL = Trial(
    criterion=Speedup(arm="threads", over="serial").at_most(BOUND, refuted_from=1.25),
    given=Speedup(arm="processes", over="tasks").at_least(1.25),
    suffices=Amount(name="overlapped time", unit="s", arm="threads", read=lambda seen: seen.overlap).none(
        beside="processes", refuted_from=0.005
    ),
)


def rounds_near_bound(seed: int = 0) -> Iterator[Round]:
    """Make rounds whose speedup lies on the bound, and threads that overlap now and then, for too short a time."""
    chance = random.Random(seed)
    while True:
        noise = [1 + chance.uniform(-0.05, 0.05) for _ in range(4)]
        yield {
            "serial": Observation(wall=noise[0], cpu=1.0, overlap=0.0),
            "tasks": Observation(wall=noise[1], cpu=1.0, overlap=0.0),
            "threads": Observation(wall=noise[2] / BOUND, cpu=0.9, overlap=1e-7),
            "processes": Observation(wall=noise[3] / 1.6, cpu=1.6, overlap=1e-5),
        }


def cost_of_look(count: int, looks: int) -> float:
    """Return the median microseconds of a look at so many rounds, each after one more has come."""
    coming = rounds_near_bound()
    rounds = list(itertools.islice(coming, count))
    judge_rounds(TRIAL, rounds)
    taken = []
    for _ in range(looks):
        rounds.append(next(coming))
        begun = time.perf_counter()
        judge_rounds(TRIAL, rounds)
        taken.append(time.perf_counter() - begun)
    return 1e6 * median(taken)


def cost_of_evidence(count: int, looks: int) -> float:
    """Return the median microseconds of one e-value after nearly so many rounds, each time of another number."""
    taken = []
    for rounds in range(count - looks, count):
        begun = time.perf_counter()
        log_evidence(rounds, rounds // 2)
        taken.append(time.perf_counter() - begun)
    return 1e6 * median(taken)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a simulated run came to: its rounds, and the seconds that went by on them and on judging them."""

    rounds: int
    measuring: float
    judging: float

    @property
    def share_of_judging(self) -> float:
        return self.judging / (self.measuring + self.judging)


def simulated_run(round_seconds: float, seconds: float) -> Spent:
    """Judge rounds that take so long, one by one, until the seconds are spent or a verdict falls."""
    coming = rounds_near_bound()
    rounds: list[Round] = []
    judging = since = cost = 0.0
    while len(rounds) * round_seconds + judging < seconds:
        rounds.append(next(coming))
        since += round_seconds
        if not is_worth_a_look(len(rounds), since=since, cost=cost):
            continue
        begun = time.perf_counter()
        verdict = judge_rounds(TRIAL, rounds).verdict
        since, cost = 0.0, time.perf_counter() - begun
        judging += cost
        if verdict is not None:
            break
    return Spent(rounds=len(rounds), measuring=len(rounds) * round_seconds, judging=judging)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", nargs="+", type=int, default=[100, 1_000, 10_000])
    parser.add_argument("--looks", type=int, default=20, help="looks at each number of rounds, fewer than the rounds")
    parser.add_argument("--seconds", type=float, default=10.0)
    options = parser.parse_args()
    print("| rounds | a look | one e-value |")
    print("|---|---|---|")
    for count in options.rounds:
        evidence = cost_of_evidence(count, options.looks)
        print(f"| {count} | {cost_of_look(count, options.looks):.0f} µs | {evidence:.1f} µs |", flush=True)
    print("\n| a round takes | rounds judged | of the time, judging took |")
    print("|---|---|---|")
    for round_seconds in ROUND_SECONDS:
        spent = simulated_run(round_seconds, options.seconds)
        print(f"| {1000 * round_seconds:g} ms | {spent.rounds} | {spent.share_of_judging:.1%} |", flush=True)


if __name__ == "__main__":
    main()
