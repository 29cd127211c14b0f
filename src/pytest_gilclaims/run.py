"""One run of claims: which are heard, in which world, and what came out."""

from __future__ import annotations

import importlib.metadata
import re
import shlex
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from typing import cast

from pytest_gilclaims import evidence
from pytest_gilclaims.budget import Budget
from pytest_gilclaims.declaration import Claim, Host
from pytest_gilclaims.facts.interpreter import Interpreter, gil_is_enabled, this_interpreter
from pytest_gilclaims.facts.lock import LockChange, LockWatch
from pytest_gilclaims.facts.machine import Load, Machine, load_now, this_machine
from pytest_gilclaims.facts.slowing import slowed_by
from pytest_gilclaims.facts.surroundings import Surroundings
from pytest_gilclaims.judging.verdict import Judgement, Verdict
from pytest_gilclaims.lab.bench import Bench
from pytest_gilclaims.lab.calm import Patience
from pytest_gilclaims.lab.durations import Durations
from pytest_gilclaims.lab.race import Race
from pytest_gilclaims.lab.worlds import World, reality
from pytest_gilclaims.laboratory import Experiments, Laboratory, Proceedings
from pytest_gilclaims.report.record import (
    Broken,
    ClaimRecord,
    InterpreterFacts,
    MachineFacts,
    PackageFacts,
    Record,
    Statement,
)

PACKAGES = ("pytest", "pytest-benchmark", "pytest-asyncio", "aiohttp", "psutil")

FALSIFY = "falsify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run is to do.

    world: the world of all claims, or ``None`` for each in the one that must turn its verdict;
    experiment_budget, run_budget: seconds; min_decided: ``None`` for half of the applicable; fail_on:
    verdicts that fail a claim beside surprises.
    """

    world: World | None
    experiment_budget: float
    run_budget: float
    min_decided: int | None
    fail_on: frozenset[Verdict]

    @property
    def mode(self) -> str:
        """Name what is done: ``reality``, a world's name, or ``falsify``."""
        return FALSIFY if self.world is None else self.world.name

    def world_of(self, claim: Claim, host: Host) -> World | None:
        """Return the world in which a claim is heard; ``None`` if it has none to be falsified in."""
        return claim.world_against(claim.expect.on(host)) if self.world is None else self.world


@dataclass(slots=True, kw_only=True)
class Hearing:
    """One claim being heard."""

    claim: Claim
    nodeid: str
    source: str
    world: World
    expected: Verdict | None
    gil_before: bool
    proceedings: Proceedings


@dataclass(slots=True)
class Run:
    """The state of one run. Everything that it starts is gone when it is closed."""

    plan: Plan
    suite: str = ""
    selected: int = 0
    outdated: frozenset[str] = frozenset()
    statements: tuple[Statement, ...] = ()
    interpreter: Interpreter = field(default_factory=this_interpreter)
    machine: Machine = field(default_factory=this_machine)
    surroundings: Surroundings = field(default_factory=Surroundings)
    lock: LockWatch = field(default_factory=LockWatch)
    patience: Patience = field(default_factory=Patience)
    durations: Durations = field(default_factory=Durations)
    slowed_by: tuple[str, ...] = field(default_factory=slowed_by)
    claims: list[ClaimRecord] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    experiments: Experiments = field(default_factory=dict)
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    load_start: Load = field(default_factory=load_now)
    budget: Budget = field(init=False)
    bench: Bench = field(init=False)

    def __post_init__(self) -> None:
        self.bench = Bench(self.surroundings, self.durations)
        self.budget = Budget(
            experiment=self.plan.experiment_budget, run=self.plan.run_budget, elapsed=self.durations.elapsed
        )

    @property
    def host(self) -> Host:
        """Where claims are decided, with the lock as it is now: an import may have switched it on."""
        interpreter = replace(self.interpreter, gil_enabled=gil_is_enabled())
        return Host(interpreter=interpreter, machine=self.machine, surroundings=self.surroundings)

    def begin(self) -> LockChange | None:
        """Begin to hear claims: from here on the run is about the interpreter in the state that it has now.

        Returns whether the lock was switched before, when claims were collected.
        """
        self.budget.waiting = self.selected
        change = self.lock.look("while claims were collected")
        self.interpreter = replace(self.interpreter, gil_enabled=gil_is_enabled())
        return change

    def close(self) -> None:
        """Clear the bench away."""
        self.bench.__exit__(None, None, None)

    def open_hearing(self, claim: Claim, nodeid: str, source: str = "") -> Hearing | ClaimRecord:
        """Begin to hear a claim, or return its record if it does not apply here. source: how it is tested."""
        host = self.host
        self.lock.look(f"before {claim.id} was heard")
        self.budget.next_claim()
        self.slowed_by = tuple(dict.fromkeys([*self.slowed_by, *(tools := slowed_by())]))
        world = self.plan.world_of(claim, host)
        expected = None if world is None else claim.expected_in(world, host)
        unmet = claim.unmet(host)
        if unmet is not None:
            reason, _, advice = unmet.otherwise.partition(": ")
            return self._not_applicable(claim, nodeid, source, world or reality, expected, reason, advice)
        if world is None:
            reason = f"not tried: {claim.without_world or 'it names no world that turns the verdict expected here'}"
            return self._not_applicable(claim, nodeid, source, reality, None, reason, "")
        return Hearing(
            claim=claim,
            nodeid=nodeid,
            source=source,
            world=world,
            expected=expected,
            gil_before=host.interpreter.gil_enabled,
            proceedings=Proceedings(
                budget=self.budget, patience=self.patience, durations=self.durations, slowed_by=tools
            ),
        )

    def laboratory(self, hearing: Hearing) -> Laboratory:
        """Open the lab to a claim, in the claim's world."""
        return Laboratory(self.bench, hearing.world, self.experiments)

    def conclude(self, hearing: Hearing) -> ClaimRecord:
        """Record what came out of a hearing.

        Raises ValueError unless the claim was judged exactly once.
        """
        judgements = hearing.proceedings.judgements
        if len(judgements) != 1:
            hint = "did it call judge(…), with await if it is async?" if not judgements else "one claim, one verdict"
            raise ValueError(f"claim {hearing.claim.id!r} ended with {len(judgements)} verdicts: {hint}")
        experiment = hearing.proceedings.experiment
        assert experiment is not None
        race = experiment.race
        judgement = judgements[0]
        if spoilt := self._what_spoilt(hearing, race):
            judgement = replace(judgement, verdict=Verdict.INCONCLUSIVE, reason=spoilt)
        assert judgement.verdict is not None
        if judgement.verdict is Verdict.NOT_APPLICABLE:
            return self._not_applicable(
                hearing.claim,
                hearing.nodeid,
                hearing.source,
                hearing.world,
                hearing.expected,
                judgement.reason,
                "run it without",
            )
        record = ClaimRecord(
            id=hearing.claim.id,
            section=hearing.claim.section,
            statement=hearing.claim.statement,
            world=hearing.world.name,
            verdict=judgement.verdict,
            expected=hearing.expected,
            surprise=self._is_surprise(judgement.verdict, hearing.expected),
            reason=judgement.reason,
            advice=advice_for(judgement, hearing.proceedings, self.machine),
            metric=evidence.figure(judgement.standing),
            control=evidence.figure(judgement.control) if judgement.control else None,
            beside=hearing.proceedings.beside or "",
            experiment=race.name,
            rounds=len(race.rounds),
            seconds=hearing.proceedings.seconds,
            arms=evidence.arms_of(race),
            gil_before=hearing.gil_before,
            gil_after=gil_is_enabled(),
            nodeid=hearing.nodeid,
            rerun=self._rerun(hearing.claim.id),
        )
        return self._keep(record, hearing.claim, hearing.source)

    def _what_spoilt(self, hearing: Hearing, race: Race) -> str | None:
        """Say what makes part of a hearing's rounds those of another kind of interpreter, if anything does."""
        if change := self.lock.look(f"while {hearing.claim.id} was heard"):
            return str(change)
        if new := [tool for tool in slowed_by() if tool not in hearing.proceedings.slowed_by]:
            return f"{' and '.join(new)} began to slow this process meanwhile"
        for arm in race.arms:
            if any(lane.lock_on != hearing.gil_before for seen in race.rounds for lane in seen[arm].lanes):
                state = "off" if hearing.gil_before else "on"
                return f"workers of {arm} had the GIL {state}, unlike this process"
        return None

    def fails(self, record: ClaimRecord) -> bool:
        """Whether a claim's outcome fails the run."""
        return record.surprise or record.verdict in self.plan.fail_on

    @property
    def least_decided(self) -> int:
        """How many verdicts must be decided for the run to pass."""
        applicable = sum(record.verdict != Verdict.NOT_APPLICABLE for record in self.claims)
        return (applicable + 1) // 2 if self.plan.min_decided is None else self.plan.min_decided

    @property
    def decided_too_little(self) -> bool:
        """Whether so little was decided that "no surprise" would mislead."""
        return sum(record.is_decided for record in self.claims) < self.least_decided

    def record(self, *, complete: bool) -> Record:
        """Sum the run up as it is now."""
        return Record(
            complete=complete,
            plugin=version_of("pytest-gilclaims") or "",
            suite=self.suite,
            mode=self.plan.mode,
            started=self.started.isoformat(timespec="seconds"),
            seconds=round(self.durations.elapsed(), 3),
            interpreter=interpreter_facts(self.interpreter),
            machine=machine_facts(self.machine, self.load_start),
            packages={name: PackageFacts(version=version_of(name)) for name in PACKAGES},
            slowed_by=self.slowed_by,
            lock_changes=tuple(map(str, self.lock.changes)),
            durations={activity: round(seconds, 3) for activity, seconds in self.durations.total().items()},
            claims=tuple(self.claims),
            broken=tuple(self.broken),
            experiments=tuple(
                evidence.experiment_of(experiment.race, key.world)
                for key, experiment in self.experiments.items()
                if experiment.race.rounds
            ),
            statements=self.statements,
        )

    def _is_surprise(self, verdict: Verdict, expected: Verdict | None) -> bool:
        if expected is None or verdict is Verdict.NOT_APPLICABLE:
            return False
        # Only in falsification is an undecided verdict a failure: there it did not turn.
        return verdict is not expected and (verdict.is_decided or self.plan.world is None)

    def _not_applicable(
        self, claim: Claim, nodeid: str, source: str, world: World, expected: Verdict | None, reason: str, advice: str
    ) -> ClaimRecord:
        record = ClaimRecord(
            id=claim.id,
            section=claim.section,
            statement=claim.statement,
            world=world.name,
            verdict=Verdict.NOT_APPLICABLE,
            expected=expected,
            surprise=False,
            reason=reason,
            advice=advice,
            gil_before=gil_is_enabled(),
            gil_after=gil_is_enabled(),
            nodeid=nodeid,
            rerun=self._rerun(claim.id),
        )
        return self._keep(record, claim, source)

    def _keep(self, record: ClaimRecord, claim: Claim, source: str) -> ClaimRecord:
        """Complete a record by what does not depend on the verdict, and keep it."""
        world = claim.world_against(claim.expect.on(self.host))
        without = claim.without_world or "no world is named for the verdict expected here"
        kept = replace(
            record,
            outdated=claim.base in self.outdated,
            source=source,
            turns_in=None if world is None else world.name,
            turns_because=without if world is None else world.summary,
        )
        self.claims.append(kept)
        self.budget.end_claim()
        return kept

    def _rerun(self, claim_id: str) -> str:
        mode = {"reality": "", FALSIFY: " --claims-falsify"}.get(self.plan.mode, f" --claims-world {self.plan.mode}")
        return f"pytest --claim {shlex.quote(claim_id)}{mode}"


def interpreter_facts(interpreter: Interpreter) -> InterpreterFacts:
    """Describe an interpreter for the record, and its lock as it is now."""
    names = {"key": interpreter.key, "title": interpreter.title}
    return cast(InterpreterFacts, {**names, **asdict(interpreter), "gil_end": gil_is_enabled()})


def machine_facts(machine: Machine, load_start: Load) -> MachineFacts:
    """Describe a machine for the record, and how busy it was then and is now."""
    loads = {"load_start": asdict(load_start), "load_end": asdict(load_now())}
    return cast(MachineFacts, {**asdict(machine), **loads})


def advice_for(judgement: Judgement, proceedings: Proceedings, machine: Machine) -> str:
    """Say what to do about a verdict that is none."""
    if judgement.verdict is not Verdict.INCONCLUSIVE:
        return ""
    if proceedings.refusal is not None:
        return "raise the limit on processes and threads (ulimit -u, or that of the container)"
    if judgement.control is not None and judgement.control.decision == "refuted":
        if machine.quota is not None and machine.quota < machine.cores:
            return f"a quota of {machine.quota:g} cores keeps workers waiting: run it with a larger one"
        return "other programs seem to use the cores: run it again when the machine is quieter"
    if "whole run" in judgement.reason:
        return "run it again on a quieter machine, or with more time (--claims-run-budget 600)"
    return "run it again on a quieter machine, or with more time (--claims-budget 60)"


# The record is kept after every claim, and to read a version takes seconds beside busy programs.
@cache
def version_of(package: str) -> str | None:
    """Return the installed version of a package."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def matches(claim_id: str, pattern: str) -> bool:
    """Whether a pattern names a claim: exactly, all its cases, or with ``*`` and ``?`` as wildcards.

    Brackets stand for themselves, unlike in `fnmatch`: they enclose a claim's case.
    """
    if pattern in (claim_id, claim_id.partition("[")[0]):
        return True
    expression = "".join({"*": ".*", "?": "."}.get(character, re.escape(character)) for character in pattern)
    return re.fullmatch(expression, claim_id) is not None


def unmatched(patterns: Sequence[str], claim_ids: Sequence[str]) -> list[str]:
    """Return the patterns that name no claim."""
    return [pattern for pattern in patterns if not any(matches(claim_id, pattern) for claim_id in claim_ids)]
