"""Worlds in which threads change shared objects differently."""

from gilclaims_guide import changes
from pytest_gilclaims import World

changes_are_made_in_two_steps = World(
    "changes_are_made_in_two_steps",
    "every change of a shared object reads it, lets other threads run, and then writes it",
    {
        changes.add_one: changes.add_after_pause,
        changes.add_under_lock: changes.add_after_pause,
        changes.append: changes.append_to_copy,
        changes.put: changes.put_into_copy,
        changes.set_default: changes.get_or_set,
    },
)
