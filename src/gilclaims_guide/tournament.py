"""Three tools at three jobs: calls that block, a thousand waits that can be awaited, and computing."""

import time
from functools import partial

from gilclaims_guide import fetching, strategies
from gilclaims_guide.computing import computing_arm
from gilclaims_guide.strategies import Strategy, processes, threads
from gilclaims_guide.thousands import juggle
from gilclaims_guide.waiting import observe_waits, watched_wait
from gilclaims_guide.workloads import compute_for
from pytest_gilclaims import Lab, Observation, Race

BLOCKING_SECONDS = 0.01
"""How long a call blocks."""

AWAITED = 1000
AWAITED_SECONDS = 0.03
"""How many waits are awaited, and how long one is: some times as long as it takes to begin them all."""

LOOK_SECONDS = 0.01
"""How long a look at computing workers lasts."""


def block_in(lab: Lab, strategy: Strategy) -> Observation:
    """Have four calls made that block."""
    return observe_waits(
        strategy(lab, [partial(watched_wait, time.sleep, BLOCKING_SECONDS)] * Lab.workers), BLOCKING_SECONDS
    )


def tournament(lab: Lab) -> Race:
    """Threads, tasks and processes at calls that block and at computing, and tasks at a thousand waits."""
    look = partial(compute_for, "numbers", LOOK_SECONDS)
    tasks = lab[strategies.tasks]
    blocking = {"threads": threads, "tasks": tasks, "processes": processes}
    computing = {"threads": lab[strategies.threads], "tasks": tasks, "processes": lab[strategies.processes]}
    return Race(
        "tournament",
        {
            **{f"blocking {name}": partial(block_in, lab, tool) for name, tool in blocking.items()},
            **{f"computing {name}": partial(computing_arm, lab, look, tool) for name, tool in computing.items()},
            "awaiting tasks": partial(juggle, lab[fetching.sleep], AWAITED, AWAITED_SECONDS),
        },
        warm_up=1,
    )
