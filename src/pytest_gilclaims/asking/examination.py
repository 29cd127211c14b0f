"""An examination: all that is to be known of one call, measured in a process of its own."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from pytest_gilclaims.asking import lock_questions
from pytest_gilclaims.asking.call_arms import loop_arm, process_arm, seconds_of_sending
from pytest_gilclaims.asking.experiment import Experiment
from pytest_gilclaims.asking.experiments import Experiments
from pytest_gilclaims.asking.findings import as_interval, doing, in_words, occupations, progress, why_doing
from pytest_gilclaims.asking.lab import Lab
from pytest_gilclaims.asking.thread_questions import (
    ALONE,
    LOOP,
    MACHINE_DOES_NOT,
    MACHINE_GAINS,
    alone_arm,
    machine_arm,
    processes,
    team_arm,
    together,
)
from pytest_gilclaims.facts.host import Host
from pytest_gilclaims.facts.interpreter import gil_is_enabled, this_interpreter
from pytest_gilclaims.facts.lock import LockWatch
from pytest_gilclaims.facts.machine import load_average, this_machine
from pytest_gilclaims.instruments.arithmetic import steps_for
from pytest_gilclaims.instruments.bench import Bench
from pytest_gilclaims.instruments.race import Race
from pytest_gilclaims.instruments.statement import Statement
from pytest_gilclaims.instruments.work import Work, pace_for
from pytest_gilclaims.instruments.world import reality
from pytest_gilclaims.judging.occupation import Occupation
from pytest_gilclaims.judging.scaling import Scaling
from pytest_gilclaims.judging.sequential import Sample
from pytest_gilclaims.judging.verdict import Judgement, Trial, Verdict, judge_rounds

ARM_SECONDS = 0.02

IN_PROCESSES, IN_LOOP = "the call in processes", "the call in an event loop"

LOSS = 0.7
"""A speedup that is shown to be below is a loss: threads that take turns have shown 0.8."""

LOCK_SHARE = 0.3
"""How much of the time the question about the lock may take."""


@dataclass(slots=True, kw_only=True)
class Examination:
    """What is found out about a call, as it is found out. file: where it is written, whenever something is known."""

    statement: Statement
    workers: int
    budget: float
    file: Path
    found: dict[str, Any] = field(default_factory=dict)
    _begun: float = field(default_factory=time.perf_counter)

    def run(self) -> None:
        """Find out what there is to find out."""
        watch = LockWatch()
        self._note("running the setup and making the call once")
        work = self.statement.work().taken_up()
        seconds = work.seconds()
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
        pace = pace_for(seconds, ARM_SECONDS, workers=(self.workers,))
        steps = self.workers * max(1, steps_for(ARM_SECONDS) // self.workers)
        several = lab.host.machine.cores_usable >= 2
        arms = {ALONE: partial(alone_arm, work, pace), LOOP: partial(machine_arm, lab, steps, 1)}
        if several:
            arms[together(self.workers)] = partial(team_arm, work, pace, self.workers)
            arms[processes(self.workers)] = partial(machine_arm, lab, steps, self.workers)
            arms[IN_PROCESSES] = partial(process_arm, lab, self.statement, pace, self.workers)
        if several and work.is_awaited:
            arms[IN_LOOP] = partial(loop_arm, work, pace, self.workers)
        if several and not work.is_awaited:
            self.found["loop"] = {"gain": "nothing", "low": None, "estimate": None, "high": None}
            self._explain("loop", "nothing is awaited in the call, so that it gives way to no other task")
        experiment = Experiment(Race("one call", arms, warm_up=1))
        trials = {**occupations(experiment), **(self._gains(experiment, arms) if several else {})}
        self._settle(experiment, trials, 1.0, partial(self._tell_of_gains, experiment))
        for name in () if several else ("threads", "processes", "loop"):
            self._explain(name, "only one core is usable")
        if several:
            self.found["sending"] = seconds_of_sending(lab, self.workers)

    def _tell_of_gains(self, experiment: Experiment, judged: Mapping[str, Judgement]) -> None:
        """Tell what is decided by now of what the call does, and of the gains."""
        self.found["does"] = doing(judged)
        if (why := why_doing(judged)) is not None:
            self._explain("does", why)
        self._tell_cores(experiment)
        for name in ("threads", "processes", "loop"):
            if name in judged:
                self._tell_gain(name, judged[name], experiment)

    def _gains(self, experiment: Experiment, arms: Mapping[str, object]) -> dict[str, Trial]:
        machine = processes(self.workers)
        control = experiment.speedup(machine, over=LOOP).at_least(MACHINE_GAINS, refuted_to=MACHINE_DOES_NOT)
        told = {"threads": together(self.workers), "processes": IN_PROCESSES, "loop": IN_LOOP}
        words = {"threads": "threads", "processes": "processes", "loop": "tasks"}
        return {
            name: Trial(
                criterion=Scaling(
                    alone=ALONE,
                    together=arm,
                    loop=LOOP,
                    processes=machine,
                    workers=self.workers,
                    cores=this_machine().cores_usable,
                    has_own=not self.statement.shared,
                    made_by=words[name],
                    experiment=experiment,
                ),
                given=control,
            )
            for name, arm in told.items()
            if arm in arms
        }

    def _tell_cores(self, experiment: Experiment) -> None:
        rounds = experiment.race.rounds
        used = Occupation(arm=ALONE, does="computes").used(rounds)
        self.found["cores"] = as_interval(Sample(used))
        if processes(self.workers) in experiment.race.arms:
            gains = [seen[LOOP].wall / seen[processes(self.workers)].wall for seen in rounds]
            self.found["machine"]["gain"] = median(gains) if gains else None

    def _tell_gain(self, name: str, judgement: Judgement, experiment: Experiment) -> None:
        arm = {"threads": together(self.workers), "processes": IN_PROCESSES, "loop": IN_LOOP}[name]
        rounds = experiment.race.rounds
        sample = Sample([seen[ALONE].wall / seen[arm].wall for seen in rounds])
        gain = None
        if judgement.verdict is Verdict.HOLDS:
            gain = "gains"
        elif judgement.verdict is Verdict.REFUTED:
            gain = "slower" if sample.median_is_below(LOSS) else "nothing"
        self.found[name] = {"gain": gain, **as_interval(sample)}
        criterion = Scaling(alone=ALONE, together=arm, loop=LOOP, processes=LOOP, workers=self.workers, cores=1)
        self.found[name]["at_once"] = bool(rounds) and criterion.is_at_once(rounds)
        self._explain(name, judgement)

    def _settle(
        self,
        experiment: Experiment,
        trials: Mapping[str, Trial],
        share: float,
        tell: Callable[[Mapping[str, Judgement]], None] = lambda judged: None,
    ) -> dict[str, Judgement]:
        """Run rounds until all is decided, or no more can be, or the time is over; tell whenever more is decided."""
        race = experiment.race
        judged: dict[str, Judgement] = {}
        deadline = self._begun + share * self.budget
        while True:
            pending = {name: judge_rounds(trial, race.rounds) for name, trial in trials.items() if name not in judged}
            decided = {name: judgement for name, judgement in pending.items() if judgement.verdict is not None}
            open_still = {name: judgement for name, judgement in pending.items() if judgement.verdict is None}
            if race.rounds and time.perf_counter() > deadline:
                late = {
                    name: replace(judgement, verdict=Verdict.INCONCLUSIVE) for name, judgement in open_still.items()
                }
                decided, open_still = decided | late, {}
            judged |= decided
            if decided:
                tell(judged)
            if not open_still:
                return judged
            self._note(progress(open_still, len(race.rounds)))
            race.run_round()

    def _explain(self, name: str, why: Judgement | str) -> None:
        self.found["why"].setdefault(name, why if isinstance(why, str) else why.reason)

    def _note(self, stage: str) -> None:
        """Write what is known, as a whole: whoever reads it meanwhile reads no half of it."""
        self.found["stage"] = stage
        self.found["seconds"] = round(time.perf_counter() - self._begun, 3)
        beside = self.file.with_suffix(".new")
        beside.write_text(json.dumps(self.found))
        beside.replace(self.file)


def main(request: Mapping[str, Any]) -> None:
    """Examine a call as it is asked for, in this process; what it raises is written down as what was found."""
    os.chdir(request["folder"])
    examination = Examination(
        statement=Statement(**request["statement"]),
        workers=request["workers"],
        budget=request["budget"],
        file=Path(request["file"]),
    )
    try:
        examination.run()
    # Whatever ends it, `SystemExit` too, is the call's.
    except BaseException as error:
        examination.found["error"] = in_words(error)
        examination._note(examination.found.get("stage", ""))
