"""One run of claims: which are heard, in which world, and what came out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

from pytest_gilclaims.asking.budget import Budget
from pytest_gilclaims.asking.experiments import Experiments
from pytest_gilclaims.asking.lab import Lab
from pytest_gilclaims.asking.proceedings import Proceedings, SetAside
from pytest_gilclaims.asking.question import Question
from pytest_gilclaims.facts.host import NOTHING, Given, Host
from pytest_gilclaims.facts.interpreter import Interpreter, gil_is_enabled, this_interpreter
from pytest_gilclaims.facts.lock import LockChange, LockWatch
from pytest_gilclaims.facts.machine import Load, Machine, load_now, this_machine
from pytest_gilclaims.facts.slowing import slowed_by
from pytest_gilclaims.instruments.bench import Bench
from pytest_gilclaims.instruments.calm import Patience
from pytest_gilclaims.instruments.durations import Durations
from pytest_gilclaims.instruments.race import Race
from pytest_gilclaims.instruments.world import reality
from pytest_gilclaims.judging.verdict import Verdict
from pytest_gilclaims.report.record import (
    Broken,
    ClaimRecord,
    PackageFacts,
    Record,
    Scene,
    Statement,
)
from pytest_gilclaims.running import evidence
from pytest_gilclaims.running.advice import advice_for
from pytest_gilclaims.running.claim import Claim
from pytest_gilclaims.running.description import PACKAGES, interpreter_facts, machine_facts, version_of
from pytest_gilclaims.running.hearing import Hearing
from pytest_gilclaims.running.plan import Plan


@dataclass(slots=True)
class Run:
    """The state of one run. Everything that it starts is gone when it is closed."""

    plan: Plan
    suite: str = ""
    selected: int = 0
    outdated: frozenset[str] = frozenset()
    statements: tuple[Statement, ...] = ()
    question: str = ""
    answer: str = ""
    scenes: tuple[Scene, ...] = ()
    interpreter: Interpreter = field(default_factory=this_interpreter)
    machine: Machine = field(default_factory=this_machine)
    given: Given = field(default_factory=lambda: NOTHING)
    lock: LockWatch = field(default_factory=LockWatch)
    patience: Patience = field(default_factory=Patience)
    durations: Durations = field(default_factory=Durations)
    slowed_by: tuple[str, ...] = field(default_factory=slowed_by)
    claims: list[ClaimRecord] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    experiments: Experiments = field(default_factory=Experiments)
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    load_start: Load = field(default_factory=load_now)
    budget: Budget = field(init=False)
    bench: Bench = field(init=False)

    def __post_init__(self) -> None:
        self.bench = Bench(self.durations)
        self.budget = Budget(
            experiment=self.plan.experiment_budget, run=self.plan.run_budget, elapsed=self.durations.elapsed
        )

    @property
    def host(self) -> Host:
        """Where claims are decided, with the lock as it is now: an import may have switched it on."""
        interpreter = replace(self.interpreter, gil_enabled=gil_is_enabled())
        return Host(interpreter=interpreter, machine=self.machine, given=self.given)

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
        self.lock.look(f"before {claim.id} was decided")
        self.budget.next_claim()
        self.slowed_by = tuple(dict.fromkeys([*self.slowed_by, *(tools := slowed_by())]))
        world = self.plan.world_of(claim, host)
        hearing = Hearing(
            claim=claim,
            nodeid=nodeid,
            source=source,
            world=world or reality,
            expected=None if world is None else claim.expected_in(world, host),
            host=host,
            proceedings=Proceedings(
                budget=self.budget,
                patience=self.patience,
                durations=self.durations,
                slowed_by=tools,
                turned_by=claim.worlds,
                unturned=claim.is_unturned,
            ),
            outdated=claim.base in self.outdated,
        )
        hearing.proceedings.receive = partial(self._receive, hearing)
        if unmet := claim.unmet_on(host):
            reason, _, advice = unmet.otherwise.partition(": ")
            return self._keep(hearing.recorded(self.plan, Verdict.NOT_APPLICABLE, reason, advice))
        # A question brings its worlds with it, once it is asked.
        if world is None and not claim.is_unturned:
            reason = (
                f"not tried: {claim.without_world or 'the claim names no world that turns the verdict expected here'}"
            )
            return self._keep(hearing.recorded(self.plan, Verdict.NOT_APPLICABLE, reason, ""))
        return hearing

    def _receive(self, hearing: Hearing, question: Question) -> Lab | SetAside:
        """Open the lab to a question, in the world in which its claim is heard."""
        hearing.take_up(question, None if self.plan.falsifies else self.plan.world)
        unmet = next((unmet for need in question.needs if (unmet := need.unmet_on(hearing.host))), None)
        if unmet is not None:
            reason, _, advice = unmet.otherwise.partition(": ")
            return SetAside(reason=reason, advice=advice)
        return self.lab(hearing)

    def lab(self, hearing: Hearing) -> Lab:
        """Open the lab to a claim, in the claim's world."""
        return Lab(self.bench, self.host, hearing.world, self.experiments)

    def conclude(self, hearing: Hearing) -> ClaimRecord:
        """Record what came out of a hearing.

        Raises ValueError unless the claim was judged exactly once.
        """
        judgement = hearing.judgement()
        experiment = hearing.proceedings.experiment
        if experiment is None:
            advice = hearing.proceedings.advice
            return self._keep(hearing.recorded(self.plan, Verdict.NOT_APPLICABLE, judgement.reason, advice))
        if spoilt := self._what_spoilt(hearing, experiment.race):
            judgement = replace(judgement, verdict=Verdict.INCONCLUSIVE, reason=spoilt)
        assert judgement.verdict is not None
        if judgement.verdict is Verdict.NOT_APPLICABLE:
            return self._keep(hearing.recorded(self.plan, judgement.verdict, judgement.reason, "run it without that"))
        advice = advice_for(judgement, hearing.proceedings, self.machine)
        return self._keep(hearing.recorded(self.plan, judgement.verdict, judgement.reason, advice, judgement))

    def _what_spoilt(self, hearing: Hearing, race: Race) -> str | None:
        """Say what makes part of a hearing's rounds those of another kind of interpreter, if anything does."""
        if change := self.lock.look(f"while {hearing.claim.id} was decided"):
            return str(change)
        if new := [tool for tool in slowed_by() if tool not in hearing.proceedings.slowed_by]:
            return f"{' and '.join(new)} began to slow this process during the claim"
        for arm in race.arms:
            if any(lane.lock_on != hearing.gil_before for seen in race.rounds for lane in seen[arm].lanes):
                state = "off" if hearing.gil_before else "on"
                return f"the workers of {arm} had the GIL {state}, unlike this process"
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
                evidence.experiment_of(experiment.race, experiment.world)
                for experiment in self.experiments
                if experiment.race.rounds
            ),
            statements=self.statements,
            question=self.question,
            answer=self.answer,
            scenes=self.scenes,
        )

    def _keep(self, record: ClaimRecord) -> ClaimRecord:
        self.claims.append(record)
        self.budget.end_claim()
        return record
