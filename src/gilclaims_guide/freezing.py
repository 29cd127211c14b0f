"""Long calls, each beside a thread that ticks."""

import time
from collections.abc import Callable
from functools import partial

from gilclaims_guide.long_calls import KINDS, Call, add_up, compress, prepare
from gilclaims_guide.sampling import sampling, surely_during, turns
from gilclaims_guide.ticker import Permission, no_permission
from pytest_gilclaims import Lab, Lane, Observation, Race

Manner = Callable[[Call], Call]
"""What becomes of a call."""


def as_it_is(call: Call) -> Call:
    """The call itself: reality."""
    return call


def letting_go(call: Call) -> Call:
    """C code instead that lets go of the lock while it computes."""
    return compress


def in_one_call(call: Call) -> Call:
    """C code instead that computes in one call, and keeps the lock."""
    return add_up


def call_beside_ticker(call: Call, permission: Permission) -> Observation:
    """Make a call beside a ticking thread.

    Facts: ``ticks`` surely inside it, and in how many ``turns``; the caller's processor time says so.
    """
    with sampling(permission) as sampler:
        begun = time.thread_time_ns()
        with Lane.watch() as watch:
            result = call()
        ended = time.thread_time_ns()
    del result
    inside = surely_during(sampler.moments, begun, ended)
    seen = Observation.of([watch.lane()], {"ticks": len(inside), "turns": turns(inside)})
    return seen.queued_beside(sampler.queued)


def frozen_calls(lab: Lab, kind: str) -> Race:
    """A long call, and one that lets go of the lock, each beside a ticking thread."""
    permission = lab[no_permission]
    call = lab[as_it_is](KINDS[kind])
    prepare(kind)
    return Race(
        f"frozen calls[{kind}]",
        {
            "call": partial(call_beside_ticker, call, permission),
            "releasing": partial(call_beside_ticker, compress, permission),
        },
        warm_up=1,
    )
