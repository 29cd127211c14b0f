"""An examination: all that is to be known of one call, measured in a process of its own."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from pytest_gilclaims.asking import lock_questions
from pytest_gilclaims.asking.allowance import ENDING, allowance_for
from pytest_gilclaims.asking.budget import what_it_needs
from pytest_gilclaims.asking.call_arms import loop_arm, process_arm, seconds_of_sending
from pytest_gilclaims.asking.course import course_of
from pytest_gilclaims.asking.experiment import Experiment
from pytest_gilclaims.asking.experiments import Experiments
from pytest_gilclaims.asking.findings import (
    as_gain,
    as_interval,
    doing,
    in_words,
    occupations,
    progress,
    why_doing,
)
from pytest_gilclaims.asking.lab import Lab
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
from pytest_gilclaims.facts.host import Host
from pytest_gilclaims.facts.interpreter import gil_is_enabled, this_interpreter
from pytest_gilclaims.facts.lock import LockWatch
from pytest_gilclaims.facts.machine import load_average, this_machine
from pytest_gilclaims.instruments.bench import Bench
from pytest_gilclaims.instruments.race import Race
from pytest_gilclaims.instruments.statement import Statement
from pytest_gilclaims.instruments.work import Work, pace_for
from pytest_gilclaims.instruments.world import reality
from pytest_gilclaims.judging.occupation import Occupation
from pytest_gilclaims.judging.scaling import Scaling
from pytest_gilclaims.judging.sequential import Sample
from pytest_gilclaims.judging.verdict import Judgement, Trial, Verdict, judge_rounds

ARM_SECONDS = 0.015

IN_PROCESSES, IN_LOOP = "the call in processes", "the call in an event loop"

LOCK_SHARE = 0.3
"""How much of the time the question about the lock may take."""


@dataclass(slots=True, kw_only=True)
class Examination:
    """What is found out about a call, as it is found out.

    workers: numbers of them, in order; budget: seconds, ``None`` for as many as such a call should take; begun: when,
    by `time.perf_counter`, which is the same in all processes; file: where it is written, whenever something is known;
    course: where it is written what ran when, if anywhere.
    """

    statement: Statement
    workers: tuple[int, ...]
    budget: float | None
    file: Path
    begun: float
    course: Path | None = None
    found: dict[str, Any] = field(default_factory=dict)
    _allowed: float = 0.0
    _races: list[Race] = field(default_factory=list)

    @property
    def _most(self) -> int:
        return max(self.workers)

    @property
    def _teams(self) -> tuple[int, ...]:
        return tuple(count for count in self.workers if count > 1)

    def run(self) -> None:
        """Find out what there is to find out."""
        watch = LockWatch()
        self._note("running the setup and making the call once")
        work = self.statement.work().taken_up()
        seconds = work.seconds()
        self._allowed = allowance_for(seconds, len(self._teams)) if self.budget is None else self.budget
        change = watch.look("by what is run before the call or in it")
        self.found.update(
            seconds_of_call=seconds,
            awaited=work.is_awaited,
            interpreter=this_interpreter().title,
            machine={"cores_usable": this_machine().cores_usable, "cores": os.cpu_count() or 1},
            load=load_average(),
            why={"lock": str(change)} if change else {},
        )
        host = Host(interpreter=this_interpreter(), machine=this_machine())
        with Bench() as bench:
            lab = Lab(bench, host, reality, Experiments())
            self._examine_lock(lab, work)
            self._examine_gains(lab, work, seconds)
        self.found["complete"] = True
        self._note("done")

    def _examine_lock(self, lab: Lab, work: Work) -> None:
        if not gil_is_enabled():
            self.found["lock"] = "off"
            return
        experiment = Experiment(lock_questions.letting_go(lab, work))
        [judgement] = self._settle(experiment, {"the lock": lock_questions.trial(experiment)}, LOCK_SHARE).values()
        words = {Verdict.HOLDS: "releases", Verdict.REFUTED: "keeps"}
        self.found["lock"] = words.get(judgement.verdict) if judgement.verdict is not None else None
        # That the call switched the lock on is worth knowing as well.
        switched = self.found["why"].get("lock")
        self.found["why"]["lock"] = f"{switched}; {judgement.reason}" if switched else judgement.reason

    def _examine_gains(self, lab: Lab, work: Work, seconds: float) -> None:
        pace = pace_for(seconds, ARM_SECONDS, workers=self._teams)
        # One thread makes as many as fill its time: of long calls fewer than several threads, which must make one each.
        pace_alone = pace_for(seconds, ARM_SECONDS)
        steps = steps_beside(seconds * pace.calls, self._teams, at_least=ARM_SECONDS)
        several = lab.host.machine.cores_usable >= 2
        arms = {ALONE: partial(alone_arm, work, pace_alone), LOOP: partial(machine_arm, lab, steps, 1)}
        if several:
            for count in self._teams:
                arms[together(count)] = partial(team_arm, work, pace, count)
                arms[processes(count)] = partial(machine_arm, lab, steps, count)
            arms[IN_PROCESSES] = partial(process_arm, lab, self.statement, pace, self._most)
        if several and work.is_awaited:
            arms[IN_LOOP] = partial(loop_arm, work, pace, self._most)
        if several and not work.is_awaited:
            self.found["loop"] = {"gain": "nothing", "low": None, "estimate": None, "high": None}
            self._explain("loop", "nothing is awaited in the call, so that it gives way to no other task")
        experiment = Experiment(Race("one call", arms, warm_up=1))
        share = pace_alone.calls / pace.calls
        gains = {name: gain for name, gain in self._gains(experiment, share).items() if gain.together in arms}
        trials = {**occupations(experiment), **{name: self._guarded(gain, experiment) for name, gain in gains.items()}}
        self._settle(experiment, trials, 1.0, partial(self._tell_of_gains, experiment, gains))
        for name in () if several else ("threads", "processes", "loop", *map(together, self._teams)):
            self._explain(name, "only one core is usable")
        if several:
            self.found["sending"] = seconds_of_sending(lab, self._most)

    def _tell_of_gains(
        self, experiment: Experiment, gains: Mapping[str, Scaling], judged: Mapping[str, Judgement]
    ) -> None:
        """Tell what is decided by now of what the call does, and of the gains."""
        self.found["does"] = doing(judged)
        if (why := why_doing(judged)) is not None:
            self._explain("does", why)
        self._tell_cores(experiment)
        self.found["points"] = []
        for name, gain in gains.items():
            rounds = [seen for seen in experiment.race.rounds if gain.together in seen]
            if name in judged:
                sample = Sample([gain.speedup(seen) for seen in rounds])
                is_at_once = bool(rounds) and gain.is_at_once(rounds)
                self.found[name] = {**as_gain(sample, judged[name]), "at_once": is_at_once}
                self._explain(name, judged[name])
            if name not in ("processes", "loop"):
                self.found["points"].append(asdict(gain.point(rounds)))
        # What is decided takes no more time from what is not.
        wanted = [gain for name, gain in gains.items() if name not in judged]
        experiment.race.narrow({ALONE, LOOP, *(arm for gain in wanted for arm in (gain.together, gain.processes))})

    def _gains(self, experiment: Experiment, share_alone: float) -> dict[str, Scaling]:
        """Name whatever may gain by being several, and what shows that it does.

        share_alone: the part of their calls that the single thread makes.
        """
        told = {together(count): (together(count), count, "threads") for count in self._teams[:-1]}
        told["threads"] = (together(self._most), self._most, "threads")
        told["processes"] = (IN_PROCESSES, self._most, "processes")
        told["loop"] = (IN_LOOP, self._most, "tasks")
        return {
            name: Scaling(
                alone=ALONE,
                together=arm,
                loop=LOOP,
                processes=processes(count),
                workers=count,
                share_alone=share_alone,
                cores=this_machine().cores_usable,
                has_own=not self.statement.shared,
                made_by=made_by,
                experiment=experiment,
            )
            for name, (arm, count, made_by) in told.items()
        }

    def _guarded(self, gain: Scaling, experiment: Experiment) -> Trial:
        """Hold a gain against the machine's, with as many."""
        control = experiment.speedup(gain.processes, over=LOOP).at_least(MACHINE_GAINS, refuted_to=MACHINE_DOES_NOT)
        return Trial(criterion=gain, given=control)

    def _tell_cores(self, experiment: Experiment) -> None:
        rounds = experiment.race.rounds
        used = Occupation(arm=ALONE, does="computes").used(rounds)
        self.found["cores"] = as_interval(Sample(used))
        if processes(self._most) in experiment.race.arms:
            with_all = [seen for seen in rounds if processes(self._most) in seen]
            gains = [seen[LOOP].wall / seen[processes(self._most)].wall for seen in with_all]
            self.found["machine"]["gain"] = median(gains) if gains else None

    def _settle(
        self,
        experiment: Experiment,
        trials: Mapping[str, Trial],
        share: float,
        tell: Callable[[Mapping[str, Judgement]], None] = lambda judged: None,
    ) -> dict[str, Judgement]:
        """Run rounds until all is decided, or no more can be, or no more fit; tell whenever more is decided."""
        race, begun = experiment.race, time.perf_counter()
        self._races.append(race)
        judged: dict[str, Judgement] = {}
        deadline = self.begun + share * (self._allowed - ENDING)
        while True:
            pending = {name: judge_rounds(trial, race.rounds) for name, trial in trials.items() if name not in judged}
            decided = {name: judgement for name, judgement in pending.items() if judgement.verdict is not None}
            open_still = {name: judgement for name, judgement in pending.items() if judgement.verdict is None}
            if race.rounds and time.perf_counter() + race.seconds_a_round > deadline:
                before = begun - self.begun
                late = {
                    name: self._late(judgement, race, trials[name], before) for name, judgement in open_still.items()
                }
                decided, open_still = decided | late, {}
            judged |= decided
            if decided:
                tell(judged)
                self._draw()
            if not open_still:
                return judged
            self._note(progress(open_still, len(race.rounds)))
            race.run_round()
            race.seconds = time.perf_counter() - begun

    def _late(self, judgement: Judgement, race: Race, trial: Trial, before: float) -> Judgement:
        """Give up a trial as the time is over, and say so if the time could not do."""
        need = what_it_needs(race, trial.fewest_rounds(), self._allowed, "--budget", before=before + ENDING)
        reason = "; ".join(filter(None, (judgement.reason, need)))
        return replace(judgement, verdict=Verdict.INCONCLUSIVE, reason=reason)

    def _explain(self, name: str, why: Judgement | str) -> None:
        self.found["why"].setdefault(name, why if isinstance(why, str) else why.reason)

    def _draw(self) -> None:
        """Write what ran when, if somebody wants to see it."""
        if self.course is not None:
            write(self.course, course_of(self._races))

    def _note(self, stage: str) -> None:
        """Write what is known."""
        self.found["stage"] = stage
        self.found["seconds"] = round(time.perf_counter() - self.begun, 3)
        write(self.file, self.found)


def write(file: Path, content: object) -> None:
    """Write a file as a whole: whoever reads it meanwhile reads no half of it."""
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps(content))
    beside.replace(file)


def main(request: Mapping[str, Any]) -> None:
    """Examine a call as it is asked for, in this process; what it raises is written down as what was found."""
    os.chdir(request["folder"])
    examination = Examination(
        statement=Statement(**request["statement"]),
        workers=tuple(request["workers"]),
        budget=request["budget"],
        begun=request["begun"],
        file=Path(request["file"]),
        course=Path(request["course"]) if request["course"] else None,
    )
    try:
        examination.run()
    # Whatever ends it, `SystemExit` too, is the call's.
    except BaseException as error:
        examination.found["error"] = in_words(error)
        examination._note(examination.found.get("stage", ""))
