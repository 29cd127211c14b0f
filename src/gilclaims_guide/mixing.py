"""Work that is part waiting and part computing."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from gilclaims_guide.workloads import compute, pieces_for
from pytest_gilclaims import Lab, Lane, Observation, Race


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """How long a piece of work waits, and how long it computes."""

    wait: float
    compute: float

    def with_faster_io(self) -> "Mix":
        """Wait half as long."""
        return replace(self, wait=self.wait / 2)

    def with_faster_cpu(self) -> "Mix":
        """Compute half as long."""
        return replace(self, compute=self.compute / 2)


SECONDS = 0.006

MOSTLY_WAITING = Mix(wait=0.9 * SECONDS, compute=0.1 * SECONDS)
MOSTLY_COMPUTING = Mix(wait=0.1 * SECONDS, compute=0.9 * SECONDS)
HALF_AND_HALF = Mix(wait=0.6 * SECONDS, compute=0.4 * SECONDS)
"""A little more waiting: computing takes longer beside others than when the machine's pace was taken."""
ONLY_WAITING = Mix(wait=SECONDS, compute=0.0)
ONLY_COMPUTING = Mix(wait=0.0, compute=SECONDS)

Mixing = Callable[[Mix], Mix]
"""What a piece of work is really made of."""


def as_mixed(mix: Mix) -> Mix:
    """What it is said to be made of: reality."""
    return mix


def the_other_way_round(mix: Mix) -> Mix:
    """Waiting where it should compute, and computing where it should wait."""
    return Mix(wait=mix.compute, compute=mix.wait)


def of_one_kind(mix: Mix) -> Mix:
    """Nothing but computing, for as long."""
    return Mix(wait=0.0, compute=mix.wait + mix.compute)


def work_through(mix: Mix, pieces_a_second: float) -> Observation:
    """Wait and compute in one thread, at the pace at which this machine computes."""
    with Lane.watch() as watch:
        if mix.wait:
            time.sleep(mix.wait)
        lane = compute("numbers", round(mix.compute * pieces_a_second))
    return Observation.of([watch.lane(lane.runs)])


def mixes(lab: Lab) -> Race:
    """Work that mostly waits, mostly computes, or does both alike; with faster I/O and with a faster processor."""
    pace = pieces_for("numbers", 1.0)
    waiting_mix = lab[as_mixed](MOSTLY_WAITING)
    computing_mix = lab[as_mixed](MOSTLY_COMPUTING)
    work = {
        "waiting": waiting_mix,
        "waiting, faster I/O": waiting_mix.with_faster_io(),
        "waiting, faster CPU": waiting_mix.with_faster_cpu(),
        "computing": computing_mix,
        "computing, faster I/O": computing_mix.with_faster_io(),
        "computing, faster CPU": computing_mix.with_faster_cpu(),
        "half and half": lab[as_mixed](HALF_AND_HALF),
        "a wait": ONLY_WAITING,
        "half a wait": ONLY_WAITING.with_faster_io(),
        "a computation": ONLY_COMPUTING,
        "half a computation": ONLY_COMPUTING.with_faster_cpu(),
    }
    return Race("mixes", {name: partial(work_through, mix, pace) for name, mix in work.items()}, warm_up=1)
