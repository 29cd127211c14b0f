"""Worlds in which what threads and processes share is otherwise."""

from gilclaims_guide import unready
from pytest_gilclaims import World

modules_declare_themselves = World(
    "modules_declare_themselves",
    "every compiled module says that it can do without the lock",
    {unready.undeclared: unready.declared},
)


imports_cannot_be_put_off = World(
    "imports_cannot_be_put_off",
    "a program imports at its start whatever it may ever need",
    {unready.as_put_off: unready.never_put_off},
)


wishes_are_not_heard = World(
    "wishes_are_not_heard",
    "an interpreter takes no notice of PYTHON_GIL",
    {unready.wished_off: unready.wish_unheard},
)
