"""Worlds in which scripts, and what they start, are different."""

from gilclaims_guide import crunch_pools, crunching, guard, pool_scripts, short_calls
from pytest_gilclaims import World

every_script_is_guarded = World(
    "every_script_is_guarded",
    "every script has the __main__ guard, even if it was written without it",
    {guard.as_written: guard.always_guarded},
)


no_script_is_guarded = World(
    "no_script_is_guarded",
    "no script has the __main__ guard, even if it was written with it",
    {guard.as_written: guard.never_guarded},
)


children_may_start_children = World(
    "children_may_start_children",
    "a process that is still starting can start other processes",
    {pool_scripts.no_prelude: pool_scripts.nothing_forbidden},
)


children_are_forked = World(
    "children_are_forked",
    "processes are always started by fork, whatever start method is chosen",
    {guard.as_asked: guard.always_fork},
)


children_are_spawned = World(
    "children_are_spawned",
    "processes are always started by spawn, whatever start method is chosen",
    {guard.as_asked: guard.always_spawn},
)


pool_has_one_worker = World(
    "pool_has_one_worker",
    "the pool of four has one worker",
    {crunching.as_written: crunching.with_one_worker},
)


pool_is_made_of_threads = World(
    "pool_is_made_of_threads",
    "the pool of four consists of threads",
    {crunching.as_written: crunching.made_of_threads},
)


pool_stops_one_short = World(
    "pool_stops_one_short",
    "the pool adds up one square too few",
    {crunching.as_written: crunching.one_short},
)


pool_has_two_workers = World(
    "pool_has_two_workers",
    "the pool of four has two workers",
    {crunching.as_written: crunching.with_two_workers},
)


calls_wait_now_and_then = World(
    "calls_wait_now_and_then",
    "each call of the example waits for more than half of its time",
    {crunching.as_written: crunching.with_pauses},
)


calls_wait_for_one_another = World(
    "calls_wait_for_one_another",
    "a call in a pool ends only when four calls have started",
    {short_calls.on_their_own: short_calls.all_together},
)


pools_of_processes_take_turns = World(
    "pools_of_processes_take_turns",
    "a pool of processes consists of threads that each hold one shared lock for the whole of their call",
    {crunch_pools.pool_of_processes: crunch_pools.threads_for_processes},
)


pools_of_threads_take_turns = World(
    "pools_of_threads_take_turns",
    "each thread of a pool holds one shared lock for the whole of its call",
    {crunch_pools.pool_of_threads: crunch_pools.threads_with_one_lock},
)


pools_of_threads_are_processes = World(
    "pools_of_threads_are_processes",
    "a pool of threads consists of processes",
    {crunch_pools.pool_of_threads: crunch_pools.processes_for_threads},
)
