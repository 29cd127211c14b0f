"""An experiment as a claim sees it: a race whose rounds can be asked about."""

from pytest_gilclaims.judging.criterion import Amount, Fact, Fastest, Seen, Speedup
from pytest_gilclaims.lab.race import Race


def _overlap_in_milliseconds(seen: Seen) -> float | None:
    return None if seen.overlap is None else 1000 * seen.overlap


class Experiment:
    """Names what can be seen in a race. Asking costs nothing: rounds are run by the judge."""

    def __init__(self, race: Race) -> None:
        self.race = race

    def __repr__(self) -> str:
        return f"<Experiment {self.race.name}: {len(self.race.rounds)} rounds>"

    def speedup(self, arm: str, *, over: str = "serial") -> Speedup:
        """How many times faster one arm is than another."""
        return Speedup(arm=self._known(arm), over=self._known(over), experiment=self)

    def overlap(self, arm: str) -> Amount:
        """Milliseconds in which two workers of an arm progressed at the same instant."""
        return Amount(
            name="overlapped time",
            unit="ms",
            arm=self._known(arm),
            read=_overlap_in_milliseconds,
            experiment=self,
        )

    def count(self, name: str, arm: str) -> Amount:
        """Something counted in each round of an arm."""
        return Amount(
            name=name,
            unit="",
            arm=self._known(arm),
            read=lambda seen: seen.facts.get(name),
            experiment=self,
        )

    def fact(self, name: str, arm: str) -> Fact:
        """Something seen in an arm as it is: an order, a count, a value."""
        return Fact(name=name, arm=self._known(arm), experiment=self)

    def fastest(self, arm: str, *, unit: str) -> Fastest:
        """The shortest time that an arm ever took, in units of one of its facts."""
        return Fastest(arm=self._known(arm), unit=unit, experiment=self)

    def _known(self, arm: str) -> str:
        if arm not in self.race.arms:
            raise ValueError(f"{self.race.name!r} has no arm {arm!r}: it has {', '.join(map(repr, self.race.arms))}")
        return arm
