"""Two equal arms, again and again: how often does the judge see a difference that is not there?

    python -m benchmarks.equal_arms [--simulated 2000] [--real 100] [--loads 0 2] [--rounds 100]

Three claims are decided on the same rounds: that the first arm is sooner done than the second (false), that it is not
(true), and that the two differ (false), all by the clock alone, without the proof that a gain of threads needs besides.
Their positive control is an arm that does the work twice. For each noise of benchmarks/noises.py so many comparisons
are simulated; then two arms that compute the same are compared in the lab, quiet and beside busy loops.

The table counts, for each claim, false verdicts (none is expected), undecided ones, and the rounds that a verdict took.
Exits 1 if a verdict was false.
"""

import argparse
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from statistics import median

from benchmarks.busy_loops import busy_loops
from benchmarks.noises import NOISES, Noise
from gilclaims_guide.computing import TASK_SECONDS, computing_arm_of_one
from gilclaims_guide.workloads import compute, pieces_for
from pytest_gilclaims.instruments.race import Observation, Race, Round
from pytest_gilclaims.judging.combination import never
from pytest_gilclaims.judging.ratio import Haste
from pytest_gilclaims.judging.verdict import Trial, Verdict, judge_rounds

GAIN = Haste(arm="first", than="second")
CONTROL = Haste(arm="first", than="twice").at_least(1.5, refuted_to=1.2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A trial on two equal arms, and the only verdict that is not false."""

    trial: Trial
    truth: Verdict


CLAIMS: Mapping[str, Claim] = {
    "a gain": Claim(
        trial=Trial(criterion=GAIN.at_least(1.25, refuted_to=1.15), given=CONTROL),
        truth=Verdict.REFUTED,
    ),
    "no gain": Claim(
        trial=Trial(criterion=GAIN.at_most(1.15, refuted_from=1.25), given=CONTROL),
        truth=Verdict.HOLDS,
    ),
    "a difference": Claim(
        trial=Trial(
            criterion=never(GAIN.between(1 / 1.15, 1.15, refuted_below=1 / 1.25, refuted_above=1.25)),
            given=CONTROL,
        ),
        truth=Verdict.REFUTED,
    ),
}


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of a claim over many comparisons."""

    false: int = 0
    undecided: int = 0
    rounds: list[int] = field(default_factory=list)

    def count(self, verdict: Verdict | None, truth: Verdict, rounds: int) -> None:
        """Count one more verdict, given after so many rounds."""
        if verdict is None or not verdict.is_decided:
            self.undecided += 1
            return
        self.rounds.append(rounds)
        self.false += verdict is not truth

    def __str__(self) -> str:
        taken = f"{median(self.rounds):.0f} rounds, at most {max(self.rounds)}" if self.rounds else "never decided"
        return f"{self.false} false, {self.undecided} undecided · {taken}"


def compare(rounds: Iterator[Round], most: int, tallies: Mapping[str, Tally]) -> None:
    """Judge all claims round by round, each until its verdict falls, and count what became of them."""
    open_claims = dict(CLAIMS)
    seen: list[Round] = []
    while open_claims and len(seen) < most:
        seen.append(next(rounds))
        for name, claim in list(open_claims.items()):
            verdict = judge_rounds(claim.trial, seen).verdict
            if verdict is not None:
                tallies[name].count(verdict, claim.truth, len(seen))
                del open_claims[name]
    for name, claim in open_claims.items():
        tallies[name].count(None, claim.truth, len(seen))


def simulated_rounds(noise: Noise, seed: int) -> Iterator[Round]:
    """Run a machine with this noise on which the first two arms are equal."""
    chance = random.Random(seed)
    first, second, twice = (noise(random.Random(chance.random())) for _ in range(3))
    while True:
        yield {
            "first": Observation(wall=next(first)),
            "second": Observation(wall=next(second)),
            "twice": Observation(wall=2 * next(twice)),
        }


def real_rounds(pieces: int) -> Iterator[Round]:
    """Run two arms that compute the same, and one that computes twice as much."""
    once = partial(computing_arm_of_one, partial(compute, "numbers", pieces))
    twice = partial(computing_arm_of_one, partial(compute, "numbers", 2 * pieces))
    race = Race("equal arms", {"first": once, "second": once, "twice": twice}, warm_up=1)
    while True:
        race.run_round()
        if race.rounds:
            yield race.rounds[-1]


def repeat(times: int, make_rounds: Callable[[int], Iterator[Round]], most: int) -> dict[str, Tally]:
    """Compare so often, each time on rounds made anew."""
    tallies = {name: Tally() for name in CLAIMS}
    for number in range(times):
        compare(make_rounds(number), most, tallies)
    return tallies


def row(title: str, tallies: Mapping[str, Tally]) -> str:
    """Write one line of the table."""
    return f"| {title} | " + " | ".join(map(str, tallies.values())) + " |"


def results(simulated: int, real: int, loads: Sequence[int], most: int) -> Iterator[tuple[str, dict[str, Tally]]]:
    """Run all series, simulated ones first."""
    for title, noise in NOISES.items():
        yield f"{simulated} simulated, {title}", repeat(simulated, partial(simulated_rounds, noise), most)
    pieces = pieces_for("numbers", TASK_SECONDS)
    for load in loads:
        with busy_loops(load):
            yield f"{real} real, beside {load}", repeat(real, lambda number: real_rounds(pieces), most)


def main() -> int:
    """Run the series and print the table, line by line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--simulated", type=int, default=2000, help="comparisons for each noise")
    parser.add_argument("--real", type=int, default=100, help="comparisons in the lab for each load")
    parser.add_argument("--loads", nargs="+", type=int, default=[0, 2], metavar="LOOPS")
    parser.add_argument("--rounds", type=int, default=100, help="how many rounds a comparison may take")
    options = parser.parse_args()
    print("| comparisons | " + " | ".join(CLAIMS) + " |")
    print("|---" * (len(CLAIMS) + 1) + "|")
    false = 0
    for title, tallies in results(options.simulated, options.real, options.loads, options.rounds):
        print(row(title, tallies), flush=True)
        false += sum(tally.false for tally in tallies.values())
    print(f"\nfalse verdicts: {false or 'none'}")
    return bool(false)


if __name__ == "__main__":
    sys.exit(main())
