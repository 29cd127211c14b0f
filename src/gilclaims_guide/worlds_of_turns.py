"""Worlds in which threads take turns, or take none; start by themselves; or have one core to run on."""

from gilclaims_guide import one_core, starting, strategies, with_and_without, workloads
from pytest_gilclaims import World

threads_pass_a_baton = World(
    "threads_pass_a_baton",
    "computing threads pass a baton on after turns as long as the GIL allows, and run only while they hold it",
    {strategies.threads: strategies.threads_with_a_baton, workloads.as_named: workloads.by_turns},
)

threads_work_in_one_go = World(
    "threads_work_in_one_go",
    "each computing thread starts only after the previous one has finished, so threads take no turns",
    {strategies.threads: strategies.threads_one_at_a_time},
)

length_is_found_without_the_lock = World(
    "length_is_found_without_the_lock",
    "the C call that should hold the GIL releases it",
    {with_and_without.keeping_the_lock: with_and_without.releasing_the_lock},
)

threads_start_by_themselves = World(
    "threads_start_by_themselves",
    "a thread starts as soon as it is created",
    {starting.made: starting.made_and_started},
)

one_core_for_all = World(
    "one_core_for_all",
    "the system lets a program use only one core",
    {one_core.as_counted: one_core.only_one},
)
