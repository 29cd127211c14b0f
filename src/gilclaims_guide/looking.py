"""Short looks at computing workers.

A look ends by the clock however little was computed, so that even a busy machine affords many.
"""

from functools import partial

from gilclaims_guide import strategies
from gilclaims_guide.computing import HASHING, computing_arm
from gilclaims_guide.workloads import compute_for
from pytest_gilclaims import Lab, Race

LOOK_SECONDS = 0.03
"""How long a look lasts."""


def looks(lab: Lab, workload: str = "numbers") -> Race:
    """Short looks at four computing threads and at four computing processes."""
    arm = partial(computing_arm, lab, partial(compute_for, workload, LOOK_SECONDS))
    arms = {"threads": partial(arm, lab[strategies.threads]), "processes": partial(arm, lab[strategies.processes])}
    return Race(f"looks[{workload}]", arms, warm_up=1)


def process_looks(lab: Lab, workload: str) -> Race:
    """Short looks at four computing processes, and at four hashing threads as proof of the machine."""
    look = partial(compute_for, workload, LOOK_SECONDS)
    hashing = partial(compute_for, HASHING, LOOK_SECONDS)
    return Race(
        f"process looks[{workload}]",
        {
            "processes": partial(computing_arm, lab, look, lab[strategies.processes]),
            "hashing threads": partial(computing_arm, lab, hashing, strategies.threads),
        },
        warm_up=1,
    )
