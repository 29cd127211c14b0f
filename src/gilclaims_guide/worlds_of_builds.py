"""Worlds in which interpreters and builds are different."""

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
    "all interpreters of a process share the GIL of the first",
    {subinterpreters.with_locks_of_their_own: subinterpreters.with_one_lock},
)


interpreters_are_processes = World(
    "interpreters_are_processes",
    "each interpreter has its own process",
    {subinterpreters.with_locks_of_their_own: subinterpreters.look_at_processes},
)


steps_take_locks_without_the_lock = World(
    "steps_take_locks_without_the_lock",
    "without the GIL, each small step acquires a lock of its own",
    {twins.no_lock_of_its_own: twins.a_lock_for_each_step},
)


steps_take_the_lock = World(
    "steps_take_the_lock",
    "with the GIL, each small step has to acquire it",
    {twins.no_more_than_the_interpreter: twins.a_lock_for_each_step},
)


builds_do_not_differ = World(
    "builds_do_not_differ",
    "the free-threaded build is the build with the GIL",
    {twins.its_own: twins.the_other},
)


sandbox_is_this_interpreter = World(
    "sandbox_is_this_interpreter",
    "the sandbox allows everything",
    {sandbox.in_a_browser: sandbox.in_this_interpreter},
)


sandbox_is_moody = World(
    "sandbox_is_moody",
    "the sandbox refuses every second attempt",
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
    "a folder before those of the system has a python3 that starts a free-threaded build",
    {builds.as_installed: builds.free_threaded_first},
)


document_is_a_year_older = World(
    "document_is_a_year_older",
    "the document was last changed a year earlier",
    {calendar.day_of_document: calendar.a_year_before},
)


lock_option_is_ignored = World(
    "lock_option_is_ignored",
    "the interpreter ignores -X gil",
    {builds.lock_option: builds.no_lock_option},
)


pool_is_of_threads = World(
    "pool_is_of_threads",
    "a pool of interpreters is a pool of threads",
    {interpreter_pools.of_interpreters: interpreter_pools.of_threads},
)


interpreters_check_nothing = World(
    "interpreters_check_nothing",
    "an interpreter imports every module without a check",
    {old_extensions.checked: old_extensions.unchecked},
)


libraries_keep_the_lock = World(
    "libraries_keep_the_lock",
    "a library that releases the GIL does the work of one that holds it",
    {releasing.itself: releasing.its_keeping_twin, outside.query: locks.keeping_the_lock},
)
