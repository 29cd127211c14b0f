"""Worlds in which changes of what threads share are made otherwise."""

from gilclaims_guide import races
from pytest_gilclaims import World

changes_are_made_in_two_steps = World(
    "changes_are_made_in_two_steps",
    "whoever changes what is shared reads it, lets others go first, and writes",
    {
        races.add_one: races.add_after_pause,
        races.add_under_lock: races.add_after_pause,
        races.append: races.append_to_copy,
        races.put: races.put_into_copy,
        races.set_default: races.get_or_set,
    },
)
