"""An experiment as a claim sees it: a race whose rounds can be asked about."""

from collections.abc import Callable, Set
from dataclasses import replace

from pytest_gilclaims.instruments.race import Race
from pytest_gilclaims.judging.amount import Amount
from pytest_gilclaims.judging.criterion import Seen
from pytest_gilclaims.judging.fact import Fact
from pytest_gilclaims.judging.fastest import Fastest
from pytest_gilclaims.judging.ratio import Cores, CoresWanted, Cost, Haste, Speedup, Switches


def _overlap_in_milliseconds(seen: Seen) -> float | None:
    return None if seen.overlap is None else 1000 * seen.overlap


def _switches(seen: Seen) -> float | None:
    return seen.switches


class Experiment:
    """The quantities and facts of a race that a claim can judge. Naming them costs nothing: the judge runs the rounds.

    asked: what was asked for of the lab when it was made, all that a world can change; world: the name of the first
    world that it was made for.
    """

    def __init__(self, race: Race, *, asked: Set[object] = frozenset(), world: str = "reality") -> None:
        self.race = race
        self.asked = asked
        self.world = world

    def __repr__(self) -> str:
        return f"<Experiment {self.race.name}: {len(self.race.rounds)} rounds>"

    def speedup(self, arm: str, *, over: str = "serial") -> Speedup:
        """How many times faster one arm is than another."""
        return Speedup(arm=self._known(arm), over=self._known(over), experiment=self)

    def sooner(self, arm: str, *, than: str) -> Haste:
        """How many times sooner one arm finishes than another that has more to do."""
        return Haste(arm=self._known(arm), than=self._known(than), experiment=self)

    def cost(self, arm: str, *, over: str) -> Cost:
        """Processor time of one arm divided by that of another."""
        return Cost(arm=self._known(arm), over=self._known(over), experiment=self)

    def switches_in_a_round(self, arm: str) -> Switches:
        """How often the workers of an arm gave up their core to wait, per round."""
        return Switches(arm=self._known(arm), experiment=self)

    def cores(self, arm: str) -> Cores:
        """How many cores an arm keeps busy: processor time divided by wall time."""
        return Cores(arm=self._known(arm), experiment=self)

    def cores_wanted(self, arm: str) -> CoresWanted:
        """How many cores an arm keeps busy or waits for."""
        return CoresWanted(arm=self._known(arm), experiment=self)

    def switches(self, arm: str) -> Amount:
        """How often the workers of an arm gave up their core to wait, in all rounds."""
        return self._amount("voluntary switches", "", arm, _switches)

    def overlap(self, arm: str) -> Amount:
        """Milliseconds in which two workers of an arm made progress at the same instant."""
        return self._amount("overlapped time", "ms", arm, _overlap_in_milliseconds)

    def count(self, name: str, arm: str) -> Amount:
        """Something counted in each round of an arm."""
        return replace(self._amount(name, "", arm, lambda seen: seen.facts.get(name)), fact=name)

    def fact(self, name: str, arm: str) -> Fact:
        """Something observed directly in an arm: an order, a count, a value."""
        return Fact(name=name, arm=self._known(arm), experiment=self)

    def measured(self, name: str, arm: str) -> Fact:
        """A fact that comes from a clock or the like: what slows this process distorts it."""
        return replace(self.fact(name, arm), is_measured=True)

    def fastest(self, arm: str, *, unit: str) -> Fastest:
        """The shortest time of an arm, in units of one of its facts."""
        return Fastest(arm=self._known(arm), unit=unit, experiment=self)

    def _amount(self, name: str, unit: str, arm: str, read: Callable[[Seen], float | None]) -> Amount:
        return Amount(name=name, unit=unit, arm=self._known(arm), read=read, experiment=self)

    def _known(self, arm: str) -> str:
        if arm not in self.race.arms:
            raise ValueError(
                f"experiment {self.race.name!r} has no arm {arm!r}: it has {', '.join(map(repr, self.race.arms))}"
            )
        return arm
