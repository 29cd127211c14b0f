"""Worlds in which garbage collections are different."""

from gilclaims_guide import heaps
from pytest_gilclaims import World

collections_go_on_aside = World(
    "collections_go_on_aside",
    "a collection takes the same time for every heap, and stops no thread",
    {heaps.collect: heaps.hash_aside},
)


freezing_does_nothing = World(
    "freezing_does_nothing",
    "gc.freeze leaves all objects where they are",
    {heaps.freeze: heaps.freeze_nothing},
)


collections_pass_by_what_is_frozen = World(
    "collections_pass_by_what_is_frozen",
    "a collection skips the objects that gc.freeze has set aside",
    {heaps.collect_the_rest: heaps.pass_by},
)
