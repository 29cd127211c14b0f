"""Worlds in which threads and processes share other objects, or none."""

from gilclaims_guide import contexts, fork_scripts, switching_on, things, unready
from pytest_gilclaims import World

modules_declare_themselves = World(
    "modules_declare_themselves",
    "every compiled module declares that it can run without the GIL",
    {unready.undeclared: unready.declared},
)


imports_cannot_be_put_off = World(
    "imports_cannot_be_put_off",
    "a program imports all modules at its start",
    {switching_on.as_put_off: switching_on.never_put_off},
)


wishes_are_not_heard = World(
    "wishes_are_not_heard",
    "the interpreter ignores PYTHON_GIL",
    {switching_on.wished_off: switching_on.wish_unheard},
)


context_options_are_not_heard = World(
    "context_options_are_not_heard",
    "the interpreter ignores the options for the contexts of its threads",
    {contexts.as_asked: contexts.unheard},
)


contexts_are_kept_apart = World(
    "contexts_are_kept_apart",
    "a new thread starts with an empty context, and warning filters belong to the process",
    {contexts.as_asked: contexts.always_off},
)


contexts_are_handed_on = World(
    "contexts_are_handed_on",
    "a new thread starts with a copy of its starter's context, and warning filters belong to the context",
    {contexts.as_asked: contexts.always_on},
)


locks_are_made_anew_in_children = World(
    "locks_are_made_anew_in_children",
    "a forked process finds its locks as they were when they were created",
    {fork_scripts.copied_as_it_is: fork_scripts.made_anew},
)


processes_are_forked_alone = World(
    "processes_are_forked_alone",
    "no other thread runs when a process is started",
    {fork_scripts.held_meanwhile: fork_scripts.no_other_thread},
)


threads_have_things_of_their_own = World(
    "threads_have_things_of_their_own",
    "each thread creates its own copy of the objects that all threads should share",
    {things.one_for_all: things.one_each},
)


nothing_is_immortal = World(
    "nothing_is_immortal",
    "every use of an object changes its reference count, even if the object is immortal",
    {things.immortal_objects: things.ordinary_objects},
)


functions_are_counted = World(
    "functions_are_counted",
    "every call changes the reference count of what is called",
    {things.function: things.ordinary_callable},
)
