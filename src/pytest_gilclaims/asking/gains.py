"""Gains: what several threads, processes and tasks gain over one thread that makes the same calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from statistics import median
from typing import Any

from pytest_gilclaims.asking.call_arms import loop_arm, process_arm
from pytest_gilclaims.asking.experiment import Experiment
from pytest_gilclaims.asking.findings import as_gain, as_interval, doing, occupations, why_doing
from pytest_gilclaims.asking.lab import Lab
from pytest_gilclaims.asking.steadiness import unsteadiness
from pytest_gilclaims.asking.thread_questions import (
    ALONE,
    LOOP,
    MACHINE_DOES_NOT,
    MACHINE_GAINS,
    alone_arm,
    machine_arm,
    processes,
    steps_beside,
    team_arm,
    together,
)
from pytest_gilclaims.instruments.race import Race, Round
from pytest_gilclaims.instruments.statement import Statement
from pytest_gilclaims.instruments.work import Work, pace_for
from pytest_gilclaims.judging.occupation import Occupation
from pytest_gilclaims.judging.scaling import Scaling
from pytest_gilclaims.judging.sequential import Sample
from pytest_gilclaims.judging.verdict import Judgement, Trial, Verdict

ARM_SECONDS = 0.015

IN_PROCESSES, IN_LOOP = "the call in processes", "the call in an event loop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gains:
    """An experiment about one call, and what may gain in it.

    by_line: how each is compared with one thread, by the line of the answer that tells it; nothing where only one core
    is usable; most: the largest number of workers.
    """

    experiment: Experiment
    by_line: Mapping[str, Scaling]
    most: int

    @property
    def trials(self) -> dict[str, Trial]:
        """What is to be decided: what the call does, and each gain."""
        return {**occupations(self.experiment), **{line: self._guarded(gain) for line, gain in self.by_line.items()}}

    @property
    def needed(self) -> dict[str, Sequence[str]]:
        """The arms by which each of that is decided."""
        doings = dict.fromkeys(occupations(self.experiment), (ALONE, LOOP))
        return {**doings, **{line: gain.arms for line, gain in self.by_line.items()}}

    @property
    def of_machine(self) -> float | None:
        """What the largest number of processes gains at arithmetic."""
        return median(self._of_machine) if self._of_machine else None

    @property
    def unsteadiness(self) -> str:
        """Say that the machine did not give the same in all rounds, if so; else nothing."""
        return unsteadiness(self._of_machine)

    @property
    def _of_machine(self) -> list[float]:
        rounds = [seen for seen in self.experiment.race.rounds if processes(self.most) in seen]
        return [self.by_line["threads"].machine_gain(seen) for seen in rounds]

    def told(self, judged: Mapping[str, Judgement]) -> dict[str, Any]:
        """Return as data what is known by now of what the call does, and of the gains."""
        used = Occupation(arm=ALONE, does="computes").used(self.experiment.race.rounds)
        of_threads = [gain for line, gain in self.by_line.items() if line not in ("processes", "loop")]
        return {
            "does": doing(judged),
            "cores": as_interval(Sample(used)),
            "points": [asdict(gain.point(self._rounds_of(gain))) for gain in of_threads],
            **{line: self._told_of(gain, judged[line]) for line, gain in self.by_line.items() if line in judged},
        }

    def reasons(self, judged: Mapping[str, Judgement]) -> dict[str, str]:
        """Say of each line that is decided why it is so."""
        why = why_doing(judged)
        doings = {} if why is None else {"does": why}
        return {**doings, **{line: self._why(judged[line]) for line in self.by_line if line in judged}}

    def _why(self, judgement: Judgement) -> str:
        """Give the reason of a judgement, and that the machine was unsteady where a steady one might have decided."""
        is_late = judgement.verdict is Verdict.INCONCLUSIVE and not judgement.standing.hopeless
        return "; ".join(filter(None, (judgement.reason, self.unsteadiness if is_late else "")))

    def _guarded(self, gain: Scaling) -> Trial:
        """Hold a gain against the machine's, with as many."""
        machine = self.experiment.speedup(gain.processes, over=LOOP)
        return Trial(criterion=gain, given=machine.at_least(MACHINE_GAINS, refuted_to=MACHINE_DOES_NOT))

    def _told_of(self, gain: Scaling, judgement: Judgement) -> dict[str, Any]:
        rounds = self._rounds_of(gain)
        is_at_once = bool(rounds) and gain.is_at_once(rounds)
        return {**as_gain(Sample([gain.speedup(seen) for seen in rounds]), judgement), "at_once": is_at_once}

    def _rounds_of(self, gain: Scaling) -> list[Round]:
        return [seen for seen in self.experiment.race.rounds if gain.together in seen]


def gains_of(lab: Lab, statement: Statement, work: Work, seconds: float, teams: tuple[int, ...]) -> Gains:
    """Set up the experiment about a call.

    work: the call as it is made in this process; seconds: what it takes; teams: numbers of threads, in order.
    """
    most = max(teams)
    pace = pace_for(seconds, ARM_SECONDS, workers=teams)
    # One thread makes as many as fill its time: of long calls fewer than several threads, which must make one each.
    pace_alone = pace_for(seconds, ARM_SECONDS)
    steps = steps_beside(seconds * pace.calls, teams, at_least=ARM_SECONDS)
    arms = {ALONE: partial(alone_arm, work, pace_alone), LOOP: partial(machine_arm, lab, steps, 1)}
    if lab.host.machine.cores_usable >= 2:
        for count in teams:
            arms[together(count)] = partial(team_arm, work, pace, count)
            arms[processes(count)] = partial(machine_arm, lab, steps, count)
        arms[IN_PROCESSES] = partial(process_arm, lab, statement, pace, most)
        if work.is_awaited:
            arms[IN_LOOP] = partial(loop_arm, work, pace, most)
    experiment = Experiment(Race("one call", arms, warm_up=1))
    lines = {
        **{together(count): (together(count), count, "threads") for count in teams[:-1]},
        "threads": (together(most), most, "threads"),
        "processes": (IN_PROCESSES, most, "processes"),
        "loop": (IN_LOOP, most, "tasks"),
    }
    by_line = {
        line: Scaling(
            alone=ALONE,
            together=arm,
            loop=LOOP,
            processes=processes(count),
            workers=count,
            share_alone=pace_alone.calls / pace.calls,
            cores=lab.host.machine.cores_usable,
            has_own=not statement.shared,
            made_by=made_by,
            experiment=experiment,
        )
        for line, (arm, count, made_by) in lines.items()
        if arm in arms
    }
    return Gains(experiment=experiment, by_line=by_line, most=most)
