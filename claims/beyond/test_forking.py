"""Processes that are started beside threads, and what a start costs."""

from gilclaims_guide import worlds_of_scripts
from gilclaims_guide import worlds_of_sharing as worlds
from gilclaims_guide.conditions import CAN_FORK, OWN_MEMORY
from pytest_gilclaims import Experiment, Judge, claim, every, since

LOCK = "lock in the child"


@claim("beyond.forked-lock-is-never-released", refuted_in=worlds.locks_are_made_anew_in_children, needs=CAN_FORK)
def test_forked_lock_is_never_released(starts_beside_threads: Experiment, judge: Judge) -> None:
    """A lock that another thread holds during a fork stays held in the child process forever.

    The thread that would release it does not exist in the child, and what it does in the parent changes nothing there.
    """
    judge(
        starts_beside_threads.fact(LOCK, "fork").equals("held"),
        given=starts_beside_threads.fact(LOCK, "spawn").equals("free"),
    )


@claim("beyond.spawned-lock-is-free", refuted_in=worlds_of_scripts.children_are_forked, needs=CAN_FORK)
def test_spawned_lock_is_free(starts_beside_threads: Experiment, judge: Judge) -> None:
    """A process that is spawned, or comes from a fork server, creates its own locks.

    It finds them free, whichever thread holds them in the parent.
    """
    judge(every(*(starts_beside_threads.fact(LOCK, method).equals("free") for method in ("spawn", "forkserver"))))


@claim(
    "beyond.forking-beside-threads-is-warned-of",
    refuted_in=worlds.processes_are_forked_alone,
    needs=(CAN_FORK, since(3, 12)),
)
def test_forking_beside_threads_is_warned_of(starts_beside_threads: Experiment, judge: Judge) -> None:
    """Python warns when a program forks a process beside a thread, and not when it starts one in another way."""
    judge(
        every(
            starts_beside_threads.fact("warnings", "fork").equals(1),
            starts_beside_threads.fact("warnings", "spawn").equals(0),
            starts_beside_threads.fact("warnings", "forkserver").equals(0),
        )
    )


@claim("beyond.spawning-takes-longer", refuted_in=worlds_of_scripts.children_are_forked, needs=CAN_FORK)
def test_spawning_takes_longer(costs_of_starts: Experiment, judge: Judge) -> None:
    """A spawned process needs at least five times as much processor time as a forked one before its first line."""
    judge(costs_of_starts.measured("times the processor time", "spawn by fork").at_least(5))


@claim("beyond.spawning-takes-memory", refuted_in=worlds_of_scripts.children_are_forked, needs=(CAN_FORK, OWN_MEMORY))
def test_spawning_takes_memory(costs_of_starts: Experiment, judge: Judge) -> None:
    """A spawned process has at least twice as much memory of its own as a forked one, which shares its parent's."""
    judge(costs_of_starts.measured("times the memory", "spawn by fork").at_least(2))
