"""Does it wait, or does it compute?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Literal

from pytest_gilclaims.asking.doubles import THE_CALL_COMPUTES, THE_CALL_WAITS, as_it_is
from pytest_gilclaims.asking.experiment import Experiment
from pytest_gilclaims.asking.lab import Lab
from pytest_gilclaims.asking.question import Question
from pytest_gilclaims.instruments.arithmetic import computing, steps_for
from pytest_gilclaims.instruments.race import Observation, Race
from pytest_gilclaims.instruments.work import Pace, Work, pace_for, with_all_threads
from pytest_gilclaims.judging.occupation import USED, Occupation
from pytest_gilclaims.judging.verdict import Trial

LOOK_SECONDS = 0.01

CONTROL_USES, CONTROL_DOES_NOT = 0.9, 0.7
"""What a plain loop must use of a core or wait for, for what a call uses to mean anything."""


def waits(
    function: Callable[..., Any],
    *,
    own: Callable[[], Any] | None = None,
    shared: Callable[[], Any] | None = None,
) -> Question:
    """Ask whether a call leaves its core idle nearly all of the time.

    own: makes the argument of the calls; shared: makes it once, for all rounds.
    """
    return Question(
        build=occupying,
        arguments=(Work(function=function, own=own, shared=shared),),
        trial=partial(_trial, "waits"),
        refuted_in=THE_CALL_COMPUTES,
        holds_in=THE_CALL_WAITS,
    )


def computes(
    function: Callable[..., Any],
    *,
    own: Callable[[], Any] | None = None,
    shared: Callable[[], Any] | None = None,
) -> Question:
    """Ask whether a call keeps a core busy nearly all of the time.

    own: makes the argument of the calls; shared: makes it once, for all rounds.
    """
    return Question(
        build=occupying,
        arguments=(Work(function=function, own=own, shared=shared),),
        trial=partial(_trial, "computes"),
        refuted_in=THE_CALL_WAITS,
        holds_in=THE_CALL_COMPUTES,
    )


def occupying(lab: Lab, work: Work) -> Race:
    """A call again and again in one thread, and a plain loop."""
    name = f"occupies[{work.name}]"
    work = lab[as_it_is](work).taken_up()
    return Race(
        name,
        {
            "the call": partial(occupied, work, pace_for(work.seconds(), LOOK_SECONDS)),
            "a loop": partial(loop, steps_for(LOOK_SECONDS)),
        },
    )


def occupied(work: Work, pace: Pace) -> Observation:
    """Make a call again and again, and see which cores are used."""
    with work.ready() as call:
        lane, cores = with_all_threads(call, pace)
    return Observation.of([lane], {USED: cores})


def loop(steps: int) -> Observation:
    """Compute in a plain loop."""
    return Observation.of([computing(steps)])


def _trial(does: Literal["waits", "computes"], experiment: Experiment) -> Trial:
    return Trial(
        criterion=Occupation(arm="the call", does=does, experiment=experiment),
        given=experiment.cores_wanted("a loop").at_least(CONTROL_USES, refuted_to=CONTROL_DOES_NOT),
    )
