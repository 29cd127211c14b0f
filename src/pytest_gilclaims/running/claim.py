"""A claim: an executable test of one statement, whoever runs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pytest_gilclaims.asking.conditions import Condition, Reader
from pytest_gilclaims.asking.expectation import Expectation
from pytest_gilclaims.facts.host import Host
from pytest_gilclaims.instruments.world import World, reality
from pytest_gilclaims.judging.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An executable test of one statement.

    id: section and name, with the case in brackets; refuted_in: a world in which a claim that holds must
    be refuted; holds_in: a world in which a claim that reality refutes must hold; without_world: why
    there is no such world.
    """

    id: str
    statement: str
    expect: Expectation
    needs: tuple[Condition, ...]
    refuted_in: World | None
    holds_in: World | None
    without_world: str | None

    @property
    def section(self) -> str:
        """The part of the document that the claim belongs to."""
        return self.id.partition(".")[0]

    @property
    def base(self) -> str:
        """The id without its case, as a ledger names it."""
        return self.id.partition("[")[0]

    @property
    def worlds(self) -> tuple[World, ...]:
        """The worlds in which its verdict must turn."""
        return tuple(world for world in (self.refuted_in, self.holds_in) if world)

    @property
    def is_unturned(self) -> bool:
        """Whether it names no world and does not say why: then it is to ask a question, which brings its own."""
        return not self.worlds and self.without_world is None

    @property
    def conditions(self) -> Iterator[Condition]:
        """All conditions that bear on it."""
        yield from self.needs
        yield from self.expect.conditions

    @property
    def options(self) -> Mapping[str, Reader]:
        """What it looks for among that which was given, and how each is read."""
        return {name: read for condition in self.conditions for name, read in condition.options.items()}

    def world_against(self, expected: Verdict) -> World | None:
        """Return the world in which a verdict must turn."""
        return self.refuted_in if expected is Verdict.HOLDS else self.holds_in

    def expected_in(self, world: World, host: Host) -> Verdict | None:
        """Return the verdict foreseen in a world; ``None`` in one that the claim does not name."""
        if world is reality:
            return self.expect.on(host)
        if world is self.refuted_in:
            return Verdict.REFUTED
        return Verdict.HOLDS if world is self.holds_in else None

    def unmet_on(self, host: Host) -> Condition | None:
        """Return the first of the claim's needs that a host does not meet."""
        return next((unmet for condition in self.needs if (unmet := condition.unmet_on(host))), None)
