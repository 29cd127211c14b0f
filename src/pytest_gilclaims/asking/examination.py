"""An examination: all that is to be known of one call, measured in a process of its own."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from pytest_gilclaims.asking import lock_questions
from pytest_gilclaims.asking.allowance import AROUND, Allowance, allowance_for
from pytest_gilclaims.asking.budget import what_it_needs
from pytest_gilclaims.asking.call_arms import seconds_of_sending
from pytest_gilclaims.asking.course import course_of
from pytest_gilclaims.asking.experiment import Experiment
from pytest_gilclaims.asking.experiments import Experiments
from pytest_gilclaims.asking.findings import in_words, progress
from pytest_gilclaims.asking.gains import Gains, gains_of
from pytest_gilclaims.asking.lab import Lab
from pytest_gilclaims.asking.thread_questions import together
from pytest_gilclaims.facts.host import Host
from pytest_gilclaims.facts.interpreter import gil_is_enabled, this_interpreter
from pytest_gilclaims.facts.lock import LockWatch
from pytest_gilclaims.facts.machine import load_average, this_machine
from pytest_gilclaims.instruments.bench import Bench
from pytest_gilclaims.instruments.race import Race
from pytest_gilclaims.instruments.statement import Statement
from pytest_gilclaims.instruments.work import Work
from pytest_gilclaims.instruments.world import reality
from pytest_gilclaims.judging.verdict import Judgement, Trial, Verdict, judge_rounds, nearness

LOCK_SHARE = 0.3
"""How much of the time the question about the lock may take."""

SLOW_SETUP = 0.05
"""Seconds from which on a round is mostly setup, unless that is run once for all."""


@dataclass(slots=True, kw_only=True)
class Examination:
    """What is found out about a call, as it is found out.

    workers: numbers of them, in order; budget: seconds, ``None`` for as many as such a call should take; file: where it
    is written, whenever something is known; course: where it is written what ran when, if anywhere.
    """

    statement: Statement
    workers: tuple[int, ...]
    budget: float | None
    file: Path
    course: Path | None = None
    found: dict[str, Any] = field(default_factory=dict)
    _begun: float = field(default_factory=time.perf_counter)
    _measured_from: float = 0.0
    _seconds_of_setup: float = 0.0
    _allowed: Allowance = field(init=False)
    _races: list[Race] = field(default_factory=list)

    @property
    def _teams(self) -> tuple[int, ...]:
        return tuple(count for count in self.workers if count > 1)

    def run(self) -> None:
        """Find out what there is to find out."""
        watch = LockWatch()
        self._note("running the setup and making the call once")
        work = self.statement.work().taken_up()
        seconds = work.seconds()
        self._seconds_of_setup = work.seconds_to_make_ready()
        self._measured_from = time.perf_counter()
        self._allowed = allowance_for(seconds, len(self._teams), self.budget)
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
        trials = {"the lock": lock_questions.trial(experiment)}
        [judgement] = self._settle(experiment, trials, self._seconds_for_lock).values()
        words = {Verdict.HOLDS: "releases", Verdict.REFUTED: "keeps"}
        self.found["lock"] = words.get(judgement.verdict) if judgement.verdict is not None else None
        # That the call switched the lock on is worth knowing as well.
        switched = self.found["why"].get("lock")
        self.found["why"]["lock"] = f"{switched}; {judgement.reason}" if switched else judgement.reason

    def _examine_gains(self, lab: Lab, work: Work, seconds: float) -> None:
        gains = gains_of(lab, self.statement, work, seconds, self._teams)
        if not gains.by_line:
            for line in ("threads", "processes", "loop", *map(together, self._teams)):
                self._explain(line, "only one core is usable")
        elif not work.is_awaited:
            self.found["loop"] = {"gain": "nothing", "low": None, "estimate": None, "high": None}
            self._explain("loop", "nothing is awaited in the call, so that it gives way to no other task")
        self._settle(
            gains.experiment,
            gains.trials,
            partial(self._seconds_for_gains, gains),
            partial(self._tell_of_gains, gains),
            gains.needed,
        )
        if gains.by_line:
            self.found["sending"] = seconds_of_sending(lab, gains.most)

    def _seconds_for_lock(self, open_still: Mapping[str, Judgement]) -> float:
        return LOCK_SHARE * (self._allowed.steady - AROUND)

    def _seconds_for_gains(self, gains: Gains, open_still: Mapping[str, Judgement]) -> float:
        evidence = max(map(nearness, open_still.values()))
        return self._allowed.seconds(is_steady=not gains.unsteadiness, evidence=evidence) - AROUND

    def _tell_of_gains(self, gains: Gains, judged: Mapping[str, Judgement]) -> None:
        """Tell what is known by now of what the call does, and of the gains."""
        self.found.update(gains.told(judged))
        if gains.by_line:
            self.found["machine"]["gain"] = gains.of_machine
        for line, why in gains.reasons(judged).items():
            self._explain(line, why)

    def _settle(
        self,
        experiment: Experiment,
        trials: Mapping[str, Trial],
        seconds: Callable[[Mapping[str, Judgement]], float],
        tell: Callable[[Mapping[str, Judgement]], None] = lambda judged: None,
        needed: Mapping[str, Sequence[str]] | None = None,
    ) -> dict[str, Judgement]:
        """Run rounds until all is decided, or no more can be, or no more fit; tell whenever more is decided.

        seconds: says for how long, counted from the first measurement of all, by what is not decided yet; needed: the
        arms by which each is decided; those that only decided ones need are run no more.
        """
        race, begun = experiment.race, time.perf_counter()
        self._races.append(race)
        judged: dict[str, Judgement] = {}
        while True:
            pending = {name: judge_rounds(trial, race.rounds) for name, trial in trials.items() if name not in judged}
            decided = {name: judgement for name, judgement in pending.items() if judgement.verdict is not None}
            open_still = {name: judgement for name, judgement in pending.items() if judgement.verdict is None}
            if race.rounds and open_still and self._is_over(race, seconds(open_still)):
                before = begun - self._measured_from
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
            if needed:
                race.narrow({arm for name in open_still for arm in needed[name]})
            race.run_round()
            race.seconds = time.perf_counter() - begun

    def _is_over(self, race: Race, seconds: float) -> bool:
        # Workers are started first, which beside busy programs takes longer than all that is to be measured.
        measured_from = self._measured_from + race.seconds_to_warm_up
        return time.perf_counter() + race.seconds_a_round > measured_from + seconds

    def _late(self, judgement: Judgement, race: Race, trial: Trial, before: float) -> Judgement:
        """Give up a trial as the time is over, and say so if the time could not do."""
        need = what_it_needs(race, trial.fewest_rounds(), self._allowed.steady, "--budget", before=before + AROUND)
        if need and self._seconds_of_setup > SLOW_SETUP:
            need += f", or --shared: the setup takes {self._seconds_of_setup:.2g} s in each thread and round"
        reason = "; ".join(filter(None, (judgement.reason, need)))
        return replace(judgement, verdict=Verdict.INCONCLUSIVE, reason=reason)

    def _explain(self, line: str, why: str) -> None:
        self.found["why"].setdefault(line, why)

    def _draw(self) -> None:
        """Write what ran when, if somebody wants to see it."""
        if self.course is not None:
            write(self.course, course_of(self._races))

    def _note(self, stage: str) -> None:
        """Write what is known."""
        self.found["stage"] = stage
        self.found["seconds"] = round(time.perf_counter() - self._begun, 3)
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
        file=Path(request["file"]),
        course=Path(request["course"]) if request["course"] else None,
    )
    try:
        examination.run()
    # Whatever ends it, `SystemExit` too, is the call's.
    except BaseException as error:
        examination.found["error"] = in_words(error)
        examination._note(examination.found.get("stage", ""))
