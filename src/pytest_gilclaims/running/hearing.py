"""A hearing: one claim before the judge, and the record of what came out."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace

from pytest_gilclaims.asking.proceedings import Proceedings
from pytest_gilclaims.asking.question import Question
from pytest_gilclaims.facts.host import Host
from pytest_gilclaims.facts.interpreter import gil_is_enabled
from pytest_gilclaims.instruments.world import World, reality
from pytest_gilclaims.judging.verdict import Judgement, Verdict
from pytest_gilclaims.report.record import ClaimRecord
from pytest_gilclaims.running import evidence
from pytest_gilclaims.running.claim import Claim
from pytest_gilclaims.running.plan import Plan


@dataclass(slots=True, kw_only=True)
class Hearing:
    """One claim being heard. source: how it is tested; expected: the verdict foreseen; outdated: see `ClaimRecord`."""

    claim: Claim
    nodeid: str
    source: str
    world: World
    expected: Verdict | None
    host: Host
    proceedings: Proceedings
    outdated: bool = False

    @property
    def gil_before(self) -> bool:
        """Whether the lock was on when it began."""
        return self.host.interpreter.gil_enabled

    def _seen_in(self) -> str | None:
        experiment = self.proceedings.experiment
        return experiment.world if experiment and experiment.world != self.world.name else None

    def take_up(self, question: Question, world: World | None) -> None:
        """Let the claim have the worlds that its question brings, unless it names its own.

        world: that of all claims, ``None`` if each is heard in the one that must turn it.
        """
        claim = replace(
            self.claim,
            refuted_in=self.claim.refuted_in or question.refuted_in,
            holds_in=self.claim.holds_in or question.holds_in,
        )
        self.claim = claim
        against = claim.world_against(claim.expect.on(self.host))
        assert against is not None
        self.world = world or against
        self.expected = claim.expected_in(self.world, self.host)

    def judgement(self) -> Judgement:
        """Return the one judgement on the claim.

        Raises ValueError if there is none, or more than one.
        """
        judgements = self.proceedings.judgements
        if len(judgements) != 1:
            hint = "did it call judge(…), with await if it is async?" if not judgements else "call judge(…) once"
            raise ValueError(f"claim {self.claim.id!r} ended with {len(judgements)} verdicts: {hint}")
        return judgements[0]

    def recorded(
        self, plan: Plan, verdict: Verdict, reason: str, advice: str, judgement: Judgement | None = None
    ) -> ClaimRecord:
        """Record the verdict, with the evidence if there was a judgement."""
        race = self.proceedings.experiment.race if judgement and self.proceedings.experiment else None
        against = self.claim.world_against(self.claim.expect.on(self.host))
        reason = since_this_version(verdict, self.expected, self.host) + reason if self.world is reality else reason
        without = self.claim.without_world or "the claim names no world that turns the verdict expected here"
        return ClaimRecord(
            id=self.claim.id,
            section=self.claim.section,
            statement=self.claim.statement,
            world=self.world.name,
            verdict=verdict,
            expected=self.expected,
            surprise=plan.is_surprise(verdict, self.expected),
            reason=reason,
            advice=advice,
            metric=evidence.figure(judgement.standing) if judgement else None,
            control=evidence.figure(judgement.control) if judgement and judgement.control else None,
            beside=(self.proceedings.beside or "") if judgement else None,
            experiment=race.name if race else None,
            seen_in=self._seen_in(),
            rounds=len(race.rounds) if race else 0,
            seconds=self.proceedings.seconds if race else 0.0,
            arms=evidence.arms_of(race) if race else (),
            gil_before=self.gil_before,
            gil_after=gil_is_enabled(),
            nodeid=self.nodeid,
            rerun=f"pytest --claim {shlex.quote(self.claim.id)}{plan.option}",
            outdated=self.outdated,
            source=self.source,
            turns_in=None if against is None else against.name,
            turns_because=without if against is None else against.summary,
            curve=evidence.curve(judgement.standing) if judgement else (),
        )


def since_this_version(verdict: Verdict, expected: Verdict | None, host: Host) -> str:
    """Begin the reason of a known bottleneck that is gone; nothing for any other verdict."""
    if verdict is not Verdict.HOLDS or expected is not Verdict.REFUTED:
        return ""
    major, minor = host.interpreter.python
    return f"holds since this version ({major}.{minor}); expected refuted: "
