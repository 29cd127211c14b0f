"""Worlds in which interpreters are otherwise than they are."""

from gilclaims_guide import (
    builds,
    calendar,
    extensions,
    interpreter_pools,
    locks,
    old_extensions,
    outside,
    releasing,
    sandbox,
    subinterpreters,
    twins,
)
from pytest_gilclaims import World

interpreters_share_one_lock = World(
    "interpreters_share_one_lock",
    "all interpreters of a process have the lock of the first",
    {subinterpreters.with_locks_of_their_own: subinterpreters.with_one_lock},
)


interpreters_are_processes = World(
    "interpreters_are_processes",
    "each interpreter has a process of its own",
    {subinterpreters.with_locks_of_their_own: subinterpreters.look_at_processes},
)


steps_take_locks_without_the_lock = World(
    "steps_take_locks_without_the_lock",
    "where there is no lock for all, each small step takes one of its own",
    {twins.no_lock_of_its_own: twins.a_lock_for_each_step},
)


steps_take_the_lock = World(
    "steps_take_the_lock",
    "with the lock, each small step has to take it",
    {twins.no_more_than_the_interpreter: twins.a_lock_for_each_step},
)


builds_do_not_differ = World(
    "builds_do_not_differ",
    "the free-threaded build is the one with the lock",
    {twins.its_own: twins.the_other},
)


sandbox_is_this_interpreter = World(
    "sandbox_is_this_interpreter",
    "the sandbox forbids nothing",
    {sandbox.in_a_browser: sandbox.in_this_interpreter},
)


sandbox_is_moody = World(
    "sandbox_is_moody",
    "the sandbox refuses every other time what it has just let pass",
    {sandbox.in_a_browser: sandbox.in_a_moody_sandbox},
)


extensions_are_not_ready = World(
    "extensions_are_not_ready",
    "every package has one more extension module, which does not declare itself safe",
    {extensions.its_modules: extensions.one_more_that_is_unready},
)


build_is_official = World(
    "build_is_official",
    "the interpreter does not call itself experimental",
    {builds.banner: builds.official_banner},
)


build_is_experimental = World(
    "build_is_experimental",
    "the interpreter calls itself an experimental free-threading build",
    {builds.banner: builds.experimental_banner},
)


plain_name_is_free_threaded = World(
    "plain_name_is_free_threaded",
    "a folder stands in front of the system's, in which python3 starts a free-threaded build",
    {builds.as_installed: builds.free_threaded_first},
)


document_is_a_year_older = World(
    "document_is_a_year_older",
    "the document was last changed a year before",
    {calendar.day_of_document: calendar.a_year_before},
)


lock_option_is_ignored = World(
    "lock_option_is_ignored",
    "the interpreter takes no notice of -X gil",
    {builds.lock_option: builds.no_lock_option},
)


pool_is_of_threads = World(
    "pool_is_of_threads",
    "a pool of interpreters is one of threads",
    {interpreter_pools.of_interpreters: interpreter_pools.of_threads},
)


interpreters_check_nothing = World(
    "interpreters_check_nothing",
    "an interpreter imports whatever it is told to",
    {old_extensions.checked: old_extensions.unchecked},
)


libraries_keep_the_lock = World(
    "libraries_keep_the_lock",
    "a library that lets go of the lock does the work of one that keeps it",
    {releasing.itself: releasing.its_keeping_twin, outside.query: locks.keeping_the_lock},
)
