"""Worlds in which what threads and processes share is otherwise."""

from gilclaims_guide import contexts, fork_scripts, switching_on, things, unready
from pytest_gilclaims import World

modules_declare_themselves = World(
    "modules_declare_themselves",
    "every compiled module says that it can do without the lock",
    {unready.undeclared: unready.declared},
)


imports_cannot_be_put_off = World(
    "imports_cannot_be_put_off",
    "a program imports at its start whatever it may ever need",
    {switching_on.as_put_off: switching_on.never_put_off},
)


wishes_are_not_heard = World(
    "wishes_are_not_heard",
    "an interpreter takes no notice of PYTHON_GIL",
    {switching_on.wished_off: switching_on.wish_unheard},
)


context_options_are_not_heard = World(
    "context_options_are_not_heard",
    "an interpreter takes no notice of what is asked of its threads' contexts",
    {contexts.as_asked: contexts.unheard},
)


contexts_are_kept_apart = World(
    "contexts_are_kept_apart",
    "a new thread begins with a context of its own, and warnings belong to the process",
    {contexts.as_asked: contexts.always_off},
)


contexts_are_handed_on = World(
    "contexts_are_handed_on",
    "a new thread begins with the context of the one that starts it, to which warnings belong",
    {contexts.as_asked: contexts.always_on},
)


locks_are_made_anew_in_children = World(
    "locks_are_made_anew_in_children",
    "a process that is forked finds its locks as they were made",
    {fork_scripts.copied_as_it_is: fork_scripts.made_anew},
)


processes_are_forked_alone = World(
    "processes_are_forked_alone",
    "no other thread is there when a process is started",
    {fork_scripts.held_meanwhile: fork_scripts.no_other_thread},
)


threads_have_things_of_their_own = World(
    "threads_have_things_of_their_own",
    "each thread makes for itself what all should share",
    {things.one_for_all: things.one_each},
)


nothing_is_immortal = World(
    "nothing_is_immortal",
    "whoever uses an object counts himself in and out, whatever it is",
    {things.immortal_objects: things.ordinary_objects},
)


functions_are_counted = World(
    "functions_are_counted",
    "whoever calls something counts himself in and out",
    {things.function: things.ordinary_callable},
)
