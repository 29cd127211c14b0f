"""The plan of a run: what it is to do, and what it may take."""

from dataclasses import dataclass

from pytest_gilclaims.facts.host import Host
from pytest_gilclaims.instruments.world import World, reality
from pytest_gilclaims.judging.verdict import Verdict
from pytest_gilclaims.running.claim import Claim

FALSIFY = "falsify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run is to do.

    mode: ``reality``, ``falsify``, or the name of a world; world: that of all claims, unless each is heard in the one
    that must turn its verdict; experiment_budget, run_budget: seconds; min_decided: ``None`` for half of the
    applicable; fail_on: verdicts that fail a claim beside surprises.
    """

    experiment_budget: float
    run_budget: float
    min_decided: int | None
    fail_on: frozenset[Verdict]
    mode: str = reality.name
    world: World = reality

    @property
    def falsifies(self) -> bool:
        """Whether each claim is heard in the world that must turn its verdict."""
        return self.mode == FALSIFY

    @property
    def option(self) -> str:
        """What the plan adds to a command that hears a claim again."""
        return {reality.name: "", FALSIFY: " --claims-falsify"}.get(self.mode, f" --claims-world {self.mode}")

    def is_surprise(self, verdict: Verdict, expected: Verdict | None) -> bool:
        """Whether a verdict is not what was foreseen."""
        if expected is None or verdict is Verdict.NOT_APPLICABLE:
            return False
        # Only in falsification is an undecided verdict a failure: there it did not turn.
        return verdict is not expected and (verdict.is_decided or self.falsifies)

    def world_of(self, claim: Claim, host: Host) -> World | None:
        """Return the world in which a claim is heard; ``None`` if it has none to be falsified in."""
        return claim.world_against(claim.expect.on(host)) if self.falsifies else self.world
