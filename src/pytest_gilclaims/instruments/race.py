"""The race: every arm once a round, in shuffled order, round after round."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from pytest_gilclaims.instruments.overlap import most_at_once, overlapped_time, time_at_once
from pytest_gilclaims.instruments.watching import Lane


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What one arm showed in one round.

    wall: seconds by the clock; cpu: seconds of processor time, summed in the workers; queued: seconds for which
    they were ready to run and had no core; switches: their voluntary context switches; overlap: seconds in which
    two of them progressed at once; facts: what was counted or listed, by name; ``None`` stands for what could not
    be observed.
    """

    wall: float
    cpu: float | None = None
    queued: float | None = None
    switches: int | None = None
    overlap: float | None = None
    lanes: tuple[Lane, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def cores(self) -> float | None:
        """How many cores were kept busy: processor time divided by wall time."""
        return self.cpu / self.wall if self.cpu is not None and self.wall else None

    @property
    def cores_awaited(self) -> float | None:
        """How many cores more might have been kept busy, had workers never waited for one.

        ``None`` where nobody told how long they waited: what was not measured is unknown, not zero.
        """
        return self.queued / self.wall if self.queued is not None and self.wall else None

    @staticmethod
    def of(lanes: Sequence[Lane], facts: Mapping[str, Any] | None = None) -> Observation:
        """Sum up the lanes of one arm's workers.

        The wall time runs from the first worker's beginning to the last one's end: what handing over to a pool and
        back costs is the same however long the work is, and here it would weigh on short work.
        """
        return Observation(
            wall=(max(lane.ended for lane in lanes) - min(lane.begun for lane in lanes)) / 1e9 if lanes else 0.0,
            cpu=sum(lane.cpu for lane in lanes),
            queued=sum_if_known([lane.queued for lane in lanes]),
            switches=sum_if_known([lane.switches for lane in lanes]),
            overlap=overlapped_time(lane.runs for lane in lanes),
            lanes=tuple(lanes),
            facts=facts or {},
        )

    @staticmethod
    def of_looks(looks: Iterable[Sequence[Lane]]) -> Observation:
        """Sum up several looks at the same workers. Facts: ``milliseconds overlapped``."""
        seen = [Observation.of(lanes) for lanes in looks]
        overlap = sum(one.overlap or 0.0 for one in seen)
        return Observation(
            wall=sum(one.wall for one in seen),
            cpu=sum_if_known([one.cpu for one in seen]),
            queued=sum_if_known([one.queued for one in seen]),
            overlap=overlap,
            facts={"milliseconds overlapped": 1000 * overlap},
        )

    def queued_beside(self, seconds: float | None) -> Observation:
        """Add the seconds for which another thread that took part was ready to run but had no core."""
        return replace(self, queued=sum_if_known([self.queued, seconds]))

    def at_once_for(self, count: int) -> float:
        """Return the seconds in which at least `count` workers made progress at the same instant."""
        return time_at_once((lane.runs for lane in self.lanes), count)

    @property
    def most_at_once(self) -> int:
        """The largest number of workers that made progress at the same instant."""
        return most_at_once(lane.runs for lane in self.lanes)

    @property
    def use_of_cores(self) -> dict[str, float | None]:
        """The facts ``cores used`` and ``cores waited for``."""
        return {"cores used": self.cores, "cores waited for": self.cores_awaited}


Round = Mapping[str, Observation]
Arm = Callable[[], Observation]
AsyncArm = Callable[[], Awaitable[Observation]]


Number = TypeVar("Number", int, float)


def sum_if_known(values: Sequence[Number | None]) -> Number | None:
    """Add up what workers counted; ``None`` unless each of them did."""
    known = [value for value in values if value is not None]
    return sum(known) if known and len(known) == len(values) else None


class Race:
    """One experiment: its arms, and the rounds run so far.

    name: names the experiment in records and benchmark rows; arms: what each round does, by name;
    warm_up: rounds to run and discard before the first that counts. Rounds are never dropped for
    their outcome.
    """

    def __init__(
        self,
        name: str,
        arms: Mapping[str, Arm] | Mapping[str, AsyncArm],
        *,
        warm_up: int = 0,
        seed: int | None = None,
    ) -> None:
        self.name = name
        self.arms: dict[str, Arm | AsyncArm] = {**arms}
        self._running = list(arms)
        self.rounds: list[Round] = []
        self.seconds = 0.0
        """What was spent on it, by whoever runs its rounds."""
        self.seconds_to_warm_up = 0.0
        """What rounds took that do not count: workers are started in them."""
        self._warm_up = warm_up
        self._order = random.Random(seed)

    @property
    def is_warm(self) -> bool:
        """Whether the next round counts."""
        return not self._warm_up

    @property
    def seconds_a_round(self) -> float:
        """What a round that counts takes on average, so far."""
        return (self.seconds - self.seconds_to_warm_up) / max(1, len(self.rounds))

    def narrow(self, arms: Container[str]) -> None:
        """Run none but these arms from now on: later rounds lack the others."""
        self._running = [arm for arm in self._running if arm in arms]

    def run_round(self) -> None:
        """Run one more round: one to warm up while there are such, then one that counts."""
        began = time.perf_counter()
        self._keep(self._once(), time.perf_counter() - began)

    async def run_round_async(self) -> None:
        """Do the same with arms that are coroutine functions, in the running loop."""
        began = time.perf_counter()
        seen: dict[str, Observation] = {}
        for arm in self._shuffled():
            outcome = self.arms[arm]()
            seen[arm] = await outcome if isinstance(outcome, Awaitable) else outcome
        self._keep(seen, time.perf_counter() - began)

    def _keep(self, seen: Round, seconds: float) -> None:
        if self._warm_up:
            self._warm_up -= 1
            self.seconds_to_warm_up += seconds
        else:
            self.rounds.append(seen)

    def _once(self) -> Round:
        seen: dict[str, Observation] = {}
        for arm in self._shuffled():
            outcome = self.arms[arm]()
            if not isinstance(outcome, Observation):
                outcome.close()  # type: ignore[attr-defined]
                raise TypeError(
                    f"the arms of {self.name!r} are coroutine functions: write async claims, with await judge(…)"
                )
            seen[arm] = outcome
        return seen

    def _shuffled(self) -> list[str]:
        return self._order.sample(self._running, len(self._running))
