"""How many cores there are to run on: what the system says, and what processes show."""

from collections.abc import Callable
from functools import partial

from gilclaims_guide.strategies import processes
from gilclaims_guide.workloads import compute_for
from pytest_gilclaims import Lab, Observation, Race

LOOK_SECONDS = 0.03

Cores = Callable[[int], int]
"""How many cores a process may use."""


def as_counted(usable: int) -> int:
    """As many as the system says, by affinity and quota: reality."""
    return usable


def only_one(usable: int) -> int:
    """One, on any machine."""
    return 1


def tell(cores: Cores, usable: int) -> Observation:
    """Say how many cores there are. Facts: ``usable cores``."""
    return Observation(wall=0.0, facts={"usable cores": cores(usable)})


def look_at_processes(lab: Lab) -> Observation:
    """Look at four computing processes. Facts: ``milliseconds overlapped``."""
    return Observation.of_looks([processes(lab, [partial(compute_for, "numbers", LOOK_SECONDS)] * Lab.workers)])


def cores_at_hand(lab: Lab) -> Race:
    """The number of usable cores, and looks at four computing processes."""
    return Race(
        "cores at hand",
        {
            "system": partial(tell, lab[as_counted], lab.host.machine.cores_usable),
            "processes": partial(look_at_processes, lab),
        },
    )
