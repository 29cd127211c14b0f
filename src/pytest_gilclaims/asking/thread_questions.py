"""Does it scale: do threads that make a call gain from several cores?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import lcm
from typing import Any

from pytest_gilclaims.asking.conditions import TWO_CORES
from pytest_gilclaims.asking.doubles import THE_CALL_RUNS_IN_PARALLEL, THE_CALL_TAKES_TURNS, as_it_is
from pytest_gilclaims.asking.experiment import Experiment
from pytest_gilclaims.asking.lab import Lab
from pytest_gilclaims.asking.question import Question
from pytest_gilclaims.facts.machine import usable_cores
from pytest_gilclaims.instruments.arithmetic import computing, steps_for
from pytest_gilclaims.instruments.race import Observation, Race
from pytest_gilclaims.instruments.team import in_team
from pytest_gilclaims.instruments.work import Pace, Work, again_and_again, pace_for, with_all_threads
from pytest_gilclaims.judging.combination import every
from pytest_gilclaims.judging.occupation import USED
from pytest_gilclaims.judging.scaling import A_GAIN, TOO_SHORT, Scaling
from pytest_gilclaims.judging.verdict import Trial

ARM_SECONDS = 0.03
"""How long one thread is to take for all calls of a round, if they are not longer than that."""

ALONE, LOOP = "one thread", "arithmetic in one process"

LONGEST_ARITHMETIC = 0.1
"""Seconds of arithmetic beside calls that take much longer: less of it tells less of what the machine gives."""

MACHINE_GAINS, MACHINE_DOES_NOT = A_GAIN, 1.05
"""What processes must gain at arithmetic for threads' gain to mean anything, no more than threads must; and where they
clearly do not. Two hyper-threads of one core give 1.2."""


def scales(
    function: Callable[..., Any],
    *,
    own: Callable[[], Any] | None = None,
    shared: Callable[[], Any] | None = None,
    workers: int | Sequence[int] = 4,
) -> Question:
    """Ask whether threads that make a call gain at least half of what this machine gives to processes.

    own: makes the argument of the calls, in each thread; shared: makes one for all threads; workers: the number of
    threads, or several numbers, which must all gain. Raises ValueError unless one of them is two or more.
    """
    several = tuple(dict.fromkeys([workers] if isinstance(workers, int) else workers))
    teams = tuple(count for count in several if count != 1)
    if not teams or min(several) < 1:
        raise ValueError(f"workers={workers!r}: expected a number of threads, at least two")
    work = Work(function=function, own=own, shared=shared)
    return Question(
        build=scaling,
        arguments=(work, teams),
        trial=partial(_trial, teams, own is not None),
        refuted_in=THE_CALL_TAKES_TURNS,
        holds_in=THE_CALL_RUNS_IN_PARALLEL,
        needs=(TWO_CORES,),
    )


def together(workers: int) -> str:
    """Name the arm of so many threads."""
    return f"{workers} threads"


def processes(workers: int) -> str:
    """Name the arm of arithmetic in so many processes."""
    return f"arithmetic in {workers} processes"


def scaling(lab: Lab, work: Work, teams: tuple[int, ...]) -> Race:
    """A call made by one thread and by several, beside arithmetic in one process and in as many."""
    name = f"scales[{work.name}]"
    work = lab[as_it_is](work).taken_up()
    seconds = work.seconds()
    pace = pace_for(seconds, ARM_SECONDS, workers=teams)
    steps = steps_beside(seconds * pace.calls, teams, at_least=ARM_SECONDS)
    return Race(
        name,
        {
            ALONE: partial(alone_arm, work, pace),
            **{together(count): partial(team_arm, work, pace, count) for count in teams},
            LOOP: partial(machine_arm, lab, steps, 1),
            **{processes(count): partial(machine_arm, lab, steps, count) for count in teams},
        },
        warm_up=1,
    )


def steps_beside(seconds: float, teams: tuple[int, ...], *, at_least: float) -> int:
    """Return the steps of the arithmetic beside calls that take one thread so many seconds, a quarter as long.

    teams: numbers of workers, each of which can share the steps evenly; at_least: seconds.
    """
    step = lcm(*teams)
    return step * max(1, steps_for(max(at_least, min(LONGEST_ARITHMETIC, seconds / 4))) // step)


def alone_arm(work: Work, pace: Pace) -> Observation:
    """Have one thread make all calls."""
    [(lane, cores)] = in_team(work, pace, 1, with_all_threads)
    return Observation.of([lane], {USED: cores, TOO_SHORT: pace.is_light})


def team_arm(work: Work, pace: Pace, workers: int) -> Observation:
    """Have each of several threads make a part of the calls."""
    return Observation.of(in_team(work, pace, workers, again_and_again))


def machine_arm(lab: Lab, steps: int, workers: int) -> Observation:
    """Have each of several processes do a part of the arithmetic."""
    return Observation.of(lab.in_team_of_processes([partial(computing, steps // workers)] * workers))


def _trial(teams: tuple[int, ...], has_own: bool, experiment: Experiment) -> Trial:
    parts = [
        Scaling(
            alone=ALONE,
            together=together(count),
            loop=LOOP,
            processes=processes(count),
            workers=count,
            cores=usable_cores(),
            has_own=has_own,
            experiment=experiment,
        )
        for count in teams
    ]
    controls = [
        experiment.speedup(processes(count), over=LOOP).at_least(MACHINE_GAINS, refuted_to=MACHINE_DOES_NOT)
        for count in teams
    ]
    if len(teams) == 1:
        return Trial(criterion=parts[0], given=controls[0])
    return Trial(criterion=every(*parts), given=every(*controls))
