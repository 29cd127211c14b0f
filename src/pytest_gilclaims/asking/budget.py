"""Budgets: the seconds that an experiment may take, and a run."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

from pytest_gilclaims.instruments.durations import Durations
from pytest_gilclaims.instruments.race import Race

SHARERS = 8
"""At least so many claims share the time that nobody is known to need, if so many are left. On a busy machine many
want it: as large a part of those left as of those before them, whose experiments had to end without a decision."""

MARGIN = 1.5
"""So many times as much is kept for the claims still waiting as those before them took: a machine may get busier."""

GAPS = 5
"""So many times at least it must have been seen how long it takes from one claim to the next, to say so of all."""


SLACK = 1.1
"""So many times the time of the fewest rounds is advised: they do not all take as long as those that were seen."""

STEP = 5
"""Seconds are advised in steps of so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """A budget that is spent. reason: which one, in a clause; is_of_run: whether it is that of the whole run."""

    reason: str
    is_of_run: bool = False


@dataclass(slots=True, kw_only=True)
class Budget:
    """Seconds that may be spent, whatever on: by each experiment, and by the whole run.

    elapsed: returns the seconds of the run so far; waiting: claims that are still to be heard.
    """

    experiment: float
    run: float
    elapsed: Callable[[], float] = field(default_factory=lambda: Durations().elapsed)
    waiting: int = 0
    _heard: int = 0
    _first_rounds: float = 0.0
    _ended: float | None = None
    _between: float = 0.0
    _gaps: int = 0
    _cut_short: set[str] = field(default_factory=set)

    def next_claim(self) -> None:
        """Note that one more claim is heard."""
        if self._ended is not None:
            self._between += self.elapsed() - self._ended
            self._gaps += 1
            self._ended = None
        self.waiting = max(0, self.waiting - 1)
        self._heard += 1

    def end_claim(self) -> None:
        """Note that a claim has its verdict: what follows until the next one takes time as well."""
        self._ended = self.elapsed()

    def note_first_round(self, seconds: float) -> None:
        """Note what an experiment took to warm up and for its first round: those still waiting may take as long."""
        self._first_rounds += seconds

    def exhausted_by(self, race: Race) -> Spent | None:
        """Say which budget is spent, or return ``None`` while another round may be run."""
        # To be told that there is no time left takes some as well: half a second a claim beside many programs.
        left = self.run - self.elapsed() - self.waiting * self._between / max(GAPS, self._gaps)
        if left <= 0:
            return Spent(reason=f"the budget of {self.run:g} s for the whole run is spent", is_of_run=True)
        if race.seconds >= self.experiment:
            return Spent(reason=f"the budget of {self.experiment:g} s for this experiment is spent")
        if not race.rounds:
            return None
        # What one round decides should not depend on what came before.
        needed = MARGIN * self.waiting * self._first_rounds / max(1, self._heard)
        # The first few claims tell little of the others.
        free = max(left - needed, left / 2)
        if race.seconds >= free / self._sharers():
            self._cut_short.add(race.name)
            reason = f"its share of the remaining budget for the whole run ({self.run:g} s) is spent"
            return Spent(reason=reason, is_of_run=True)
        return None

    def _sharers(self) -> float:
        likely = self.waiting * len(self._cut_short) / max(SHARERS, self._heard)
        return max(min(SHARERS, 1 + self.waiting), likely)

    def shortfall(self, race: Race, fewest: int) -> str:
        """Say what an experiment needs at least, if it is more than its budget. fewest: how many rounds."""
        return what_it_needs(race, fewest, self.experiment, "--claims-budget", before=race.seconds_to_warm_up)


def what_it_needs(race: Race, fewest: int, budget: float, option: str, *, before: float) -> str:
    """Say what a race needs at least, if a budget cannot do, and by which option to give it; else nothing.

    fewest: rounds without which nothing is decided; budget: seconds, of which so many were spent before.
    """
    needed = before + fewest * race.seconds_a_round
    if not race.rounds or len(race.rounds) >= fewest or needed <= budget:
        return ""
    enough = STEP * ceil(SLACK * needed / STEP)
    return f"needs at least {fewest} rounds of {race.seconds_a_round:.2g} s: {option}={enough}"
