"""Scaling: whether threads gain from several cores what this machine gives to processes, and if not, why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median

from pytest_gilclaims.figure import Figure, Point
from pytest_gilclaims.judging.criterion import Criterion, Decision, Rounds, Seen, Standing, known
from pytest_gilclaims.judging.occupation import USED
from pytest_gilclaims.judging.parallel import is_parallel
from pytest_gilclaims.judging.ratio import CLEAR_SHARE, NOISE_SHARE
from pytest_gilclaims.judging.sequential import ALPHA, Interval, Sample, fewest_rounds, share_of_evidence

TOO_SHORT = "too short"
"""The fact that the loop around a call weighs as much as the call."""

HALF, QUARTER = 0.5, 0.25
"""The shares of the machine's gain from which on a call scales, and up to which it does not."""

A_GAIN = 1.15
"""A speedup below is none."""

SLOWER = 0.87
"""A speedup below is a loss."""

WAITS = 0.75
"""Who uses or wants less of a core than this leaves time in which others may wait as well."""

SEVERAL_CORES = 1.25
"""Who uses more cores than this in one thread has threads of its own."""

ENOUGH_TO_SEE = 3
"""After so many rounds it is clear that a call has threads of its own."""

HELD_UP = 0.15
"""The share of the time for which a single worker may wait for a core, if what threads did not gain is to count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaling(Criterion):
    """Threads gain at least half of what the machine gives to arithmetic in as many processes.

    alone, together: the arms in which one thread makes the calls, and several a part each; loop, processes: those of
    the arithmetic; workers: how many there are; share_alone: the part of all calls that one thread makes, whose time
    tells what all of them would take; cores: how many are usable; has_own: whether each makes its calls with an
    argument of its own; made_by: what the workers are. Each round has a gain of threads beside one of the machine.
    """

    alone: str
    together: str
    loop: str
    processes: str
    workers: int
    cores: int
    share_alone: float = 1.0
    has_own: bool = False
    made_by: str = "threads"
    experiment: object = field(default=None, repr=False, compare=False)

    @property
    def demands_control(self) -> bool:
        return True

    @property
    def shown_beside(self) -> str:
        return self.processes

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms that it reads."""
        return (self.alone, self.together, self.loop, self.processes)

    def fewest_rounds(self, alpha: float = ALPHA) -> int:
        return fewest_rounds(alpha)

    def assess(self, rounds: Rounds, alpha: float = ALPHA) -> Standing:
        pairs = [(self.speedup(seen), self.machine_gain(seen)) for seen in rounds]
        enough = Sample([threads - 1 - HALF * (machine - 1) for threads, machine in pairs])
        # Other programs may keep threads from a gain: what was not gained beside them tells nothing.
        calm = [pair for seen, pair in zip(rounds, pairs, strict=True) if not self._was_held_up(seen)]
        little = Sample([threads - 1 - QUARTER * (machine - 1) for threads, machine in calm])
        speedups = Sample([threads for threads, _ in pairs])
        needs_control, hopeless = True, False
        decision: Decision | None = None
        why = self._seen(rounds)
        if rounds and (several := self.cores_alone(rounds)) is not None and several > SEVERAL_CORES:
            hopeless = len(rounds) >= ENOUGH_TO_SEE
            why = f"one thread alone used {several:.1f} cores: the call starts threads of its own"
        elif rounds and rounds[0][self.alone].facts.get(TOO_SHORT):
            hopeless = True
            why = f"{why}: too short to tell, because the loop around the call takes as long as the call"
        elif enough.median_is_above(0, alpha) and speedups.median_is_above(A_GAIN, alpha):
            waits = self.is_waiting(rounds)
            if waits or self.is_at_once(rounds):
                decision = "holds"
                # Waiting needs no core, and no machine gives more to computing than it has.
                ideal = 1 + HALF * (min(self.workers, self.cores) - 1)
                needs_control = not (waits and speedups.median_is_above(ideal, alpha))
                why = f"{why}: {'the calls wait' if waits else 'they ran at the same instant'}"
            else:
                why = f"{why}, but only by the clock: they were seen neither to run at the same instant nor to wait"
        elif little.median_is_below(0, alpha):
            decision = "refuted"
            why = f"{why}: {self.cause(rounds)}"
        elif len(calm) < len(rounds) // 2:
            why = (
                f"{why}; other programs delayed the single thread in {len(rounds) - len(calm)} of {len(rounds)} rounds"
            )
        return Standing(
            decision=decision,
            metric=self._metric(pairs, alpha),
            nearness=max(
                share_of_evidence(len(pairs), enough.above(0), alpha),
                share_of_evidence(len(calm), little.below(0), alpha),
            ),
            needs_control=needs_control,
            why=why,
            hopeless=hopeless,
            curve=(self.point(rounds, alpha),),
        )

    def point(self, rounds: Rounds, alpha: float = ALPHA) -> Point:
        """Return where these workers lie on the curve over numbers of them."""
        found = Sample([self.speedup(seen) for seen in rounds]).interval_of_median(alpha)
        return Point(
            workers=self.workers,
            low=found.low,
            estimate=found.estimate,
            high=found.high,
            machine=median(self.machine_gain(seen) for seen in rounds) if rounds else None,
        )

    def speedup(self, seen: Mapping[str, Seen]) -> float:
        """Return how many times faster threads were than one."""
        return _ratio(seen, self.alone, self.together) / self.share_alone

    def machine_gain(self, seen: Mapping[str, Seen]) -> float:
        """Return how many times faster processes were than one, at arithmetic."""
        return _ratio(seen, self.loop, self.processes)

    def cores_alone(self, rounds: Rounds) -> float | None:
        """Return how many cores the process used in which one thread made the calls."""
        used = known([seen[self.alone].facts.get(USED) for seen in rounds])
        return median(used) if used else None

    def is_waiting(self, rounds: Rounds) -> bool:
        """Whether one thread is known to leave a core idle, however busy the machine."""
        pairs = [(seen[self.alone].cores, seen[self.alone].cores_awaited) for seen in rounds]
        wanted = [used + awaited for used, awaited in pairs if used is not None and awaited is not None]
        return bool(wanted) and median(wanted) <= WAITS

    def is_at_once(self, rounds: Rounds) -> bool:
        """Whether threads were seen to run at the same instant, and the single one was not."""
        return is_parallel(self.together, rounds, share=CLEAR_SHARE) and not is_parallel(
            self.alone, rounds, share=NOISE_SHARE
        )

    def cause(self, rounds: Rounds) -> str:
        """Say what kept threads from a gain."""
        slower = "slower than one thread: " if self._median_speedup(rounds) < SLOWER else ""
        if self.is_at_once(rounds):
            remedy = ", although each has its own argument" if self.has_own else ": try own="
            return f"{slower}they ran at the same instant but gained nothing, so they share something{remedy}"
        if self.is_waiting(rounds):
            return f"{slower}they took turns: the calls wait, one at a time"
        return f"{slower}they took turns"

    def _median_speedup(self, rounds: Rounds) -> float:
        return median(self.speedup(seen) for seen in rounds)

    def _seen(self, rounds: Rounds) -> str:
        if not rounds:
            return "no measurement yet"
        machine = median(self.machine_gain(seen) for seen in rounds)
        used = known([seen[self.together].cores for seen in rounds])
        cores = f" and used {median(used):.2f} cores" if used else ""
        return (
            f"{self.workers} {self.made_by} were {self._median_speedup(rounds):.2f} × as fast as one{cores}; "
            f"arithmetic in {self.workers} processes was {machine:.2f} × as fast as in one"
        )

    def _was_held_up(self, seen: Mapping[str, Seen]) -> bool:
        arms = [seen[arm] for arm in (self.alone, self.loop)]
        return any(arm.cores_awaited is not None and arm.cores_awaited > HELD_UP for arm in arms)

    def _metric(self, pairs: list[tuple[float, float]], alpha: float) -> Figure:
        # Where the machine gave nothing there is nothing to have a share of.
        shares = [(threads - 1) / (machine - 1) for threads, machine in pairs if machine > A_GAIN]
        interval = Sample(shares).interval_of_median(alpha) if shares else Interval(low=None, estimate=None, high=None)
        return Figure(
            name=f"share of the machine's gain with {self.workers} {self.made_by}",
            unit="",
            low=interval.low,
            estimate=interval.estimate,
            high=interval.high,
            bounds=(QUARTER, HALF),
            values=tuple(shares),
        )


def _ratio(seen: Mapping[str, Seen], longer: str, shorter: str) -> float:
    return seen[longer].wall / seen[shorter].wall
