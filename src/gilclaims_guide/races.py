"""Four threads that change the same things at the same time, and what is lost of it."""

import time
from functools import partial

from gilclaims_guide import changes, shelf, strategies
from gilclaims_guide.changes import Step
from gilclaims_guide.loops import switching_every
from gilclaims_guide.shelf import Loss, Shelf
from gilclaims_guide.strategies import Strategy, threads
from pytest_gilclaims import Lab, Observation, Race

STEPS_SECONDS = 0.02
"""How long each thread goes on."""

IMPATIENCE_SECONDS = 1e-5
"""How long a thread waits before it asks for the lock: short, so that many turns are taken."""


def go_on(step: Step, common: Shelf, who: int) -> int:
    """Take steps until the time is over, and return how many changes were made."""
    made = 0
    end = time.perf_counter() + STEPS_SECONDS
    while time.perf_counter() < end:
        made += step(common, who, made)
    return made


def change_together(lab: Lab, strategy: Strategy, step: Step, loss: Loss) -> Observation:
    """Let four workers change the same things. Facts: ``changes``, and ``lost`` or made in vain."""
    common = Shelf()
    started = time.perf_counter()
    with switching_every(IMPATIENCE_SECONDS):
        made = sum(strategy(lab, [partial(go_on, step, common, who) for who in range(Lab.workers)]))
    wall = time.perf_counter() - started
    return Observation(wall=wall, facts={"changes": made, "lost": loss(common, made)})


def races(lab: Lab) -> Race:
    """What four threads lose of each kind of change, beside two kinds of which they surely lose some."""
    arm = partial(change_together, lab, lab[strategies.threads])
    control = partial(change_together, lab, threads)
    return Race(
        "races",
        {
            "pauses": partial(control, changes.add_after_pause, shelf.lost_from_number),
            "calls": partial(control, changes.add_result, shelf.lost_from_number),
            "add one": partial(arm, lab[changes.add_one], shelf.lost_from_number),
            "add result": partial(arm, changes.add_result, shelf.lost_from_number),
            "add under lock": partial(arm, lab[changes.add_under_lock], shelf.lost_from_number),
            "append": partial(arm, lab[changes.append], shelf.lost_from_list),
            "put": partial(arm, lab[changes.put], shelf.lost_from_dict),
            "set default": partial(arm, lab[changes.set_default], shelf.given_otherwise),
            "make if missing": partial(arm, changes.make_if_missing, shelf.made_again),
            "ask cache": partial(arm, changes.ask_cache, shelf.called_again),
        },
    )
