"""The questions that can be asked of any call, and the worlds that turn their answers."""

from pytest_gilclaims.asking import doubles, start_questions
from pytest_gilclaims.asking.core_questions import computes, waits
from pytest_gilclaims.asking.lock_questions import releases_the_lock
from pytest_gilclaims.asking.loop_questions import blocks_the_loop
from pytest_gilclaims.asking.start_questions import stays_free_threaded
from pytest_gilclaims.asking.thread_questions import scales
from pytest_gilclaims.instruments.world import World

__all__ = ["WORLDS", "blocks_the_loop", "computes", "releases_the_lock", "scales", "stays_free_threaded", "waits"]

WORLDS = tuple(
    world for room in (doubles, start_questions) for world in vars(room).values() if isinstance(world, World)
)
"""The worlds that a question brings with it."""
