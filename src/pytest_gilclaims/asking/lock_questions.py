"""Does it let go of the lock: can another thread run during a call?"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from pytest_gilclaims.asking.conditions import GIL_ON
from pytest_gilclaims.asking.doubles import (
    THE_CALL_KEEPS_THE_LOCK,
    THE_CALL_LETS_GO_OF_THE_LOCK,
    as_it_is,
    resting,
)
from pytest_gilclaims.asking.experiment import Experiment
from pytest_gilclaims.asking.lab import Lab
from pytest_gilclaims.asking.question import Question
from pytest_gilclaims.instruments.race import Observation, Race
from pytest_gilclaims.instruments.ticker import ticking
from pytest_gilclaims.instruments.work import Pace, Work, again_and_again, pace_for
from pytest_gilclaims.judging.letting_go import A_FEW, NEXT_TO_NONE, SECONDS, SHORTEST_KEPT, TICKS, LettingGo
from pytest_gilclaims.judging.verdict import Trial

LOOK_SECONDS = 0.02


def releases_the_lock(
    function: Callable[..., Any],
    *,
    own: Callable[[], Any] | None = None,
    shared: Callable[[], Any] | None = None,
) -> Question:
    """Ask whether another thread can run Python code during a call.

    own: makes the argument of the calls; shared: makes it once, for all rounds.
    """
    work = Work(function=function, own=own, shared=shared)
    return Question(
        build=letting_go,
        arguments=(work,),
        trial=trial,
        refuted_in=THE_CALL_KEEPS_THE_LOCK,
        holds_in=THE_CALL_LETS_GO_OF_THE_LOCK,
        needs=(GIL_ON,),
    )


def letting_go(lab: Lab, work: Work) -> Race:
    """A call again and again beside a thread that ticks, and one that surely lets go of the lock.

    That is a sleep of the same length, or the call itself with a release after it if it is too short to sleep for.
    """
    name = f"releases the lock[{work.name}]"
    work = lab[as_it_is](work).taken_up()
    seconds = work.seconds()
    # Beside a short call, awaited or not, nothing but that call with a release shows what a release in it would.
    releasing = and_a_release(work) if seconds < SHORTEST_KEPT else resting(ctypes.CDLL(None), seconds)
    return Race(
        name,
        {
            "call": partial(look, work, pace_for(seconds, LOOK_SECONDS), seconds),
            "releasing": partial(look, releasing, pace_for(releasing.seconds(), LOOK_SECONDS), seconds),
        },
    )


def and_a_release(work: Work) -> Work:
    """Make the call, and then one that does next to nothing and lets go of the lock meanwhile, as `ctypes` does."""
    release = ctypes.CDLL(None).abs

    def both(*arguments: object) -> None:
        work.function(*arguments)
        release(0)

    async def both_awaited(*arguments: object) -> None:
        await work.function(*arguments)
        release(0)

    return replace(work, function=both_awaited if work.is_awaited else both, title=work.name)


def look(work: Work, pace: Pace, seconds: float) -> Observation:
    """Make a call beside a thread that ticks, and count the ticks meanwhile. seconds: what a call takes."""
    with work.ready() as call, ticking() as ticker:
        lane = again_and_again(call, pace)
    return Observation.of([lane], {TICKS: ticker.inside(lane), SECONDS: seconds}).queued_beside(ticker.queued)


def trial(experiment: Experiment) -> Trial:
    return Trial(
        criterion=LettingGo(arm="call", beside="releasing", experiment=experiment),
        given=experiment.measured(TICKS, "releasing").reaches(A_FEW, refuted_at=NEXT_TO_NONE),
    )
