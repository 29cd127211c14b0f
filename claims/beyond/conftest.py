"""The experiments that claims about today's Python share."""

from gilclaims_guide import (
    collecting,
    compiling,
    forking,
    freezing,
    interrupting,
    loops_in_threads,
    switching_on,
)
from gilclaims_guide import contexts as contexts_room
from gilclaims_guide import interpreter_pools as pools_room
from gilclaims_guide import old_extensions as extensions_room
from gilclaims_guide import races as races_room
from gilclaims_guide import starving as starving_room
from gilclaims_guide import things as things_room
from gilclaims_guide import twins as twins_room
from gilclaims_guide.declaring import shared, shared_by_kind

collections = shared(collecting.collections)
compiled_loops = shared(compiling.compiled_loops)
contexts = shared(contexts_room.contexts)
costs_of_starts = shared(forking.costs_of_starts)
frozen_calls = shared_by_kind(freezing.frozen_calls)
interpreter_pool = shared(pools_room.interpreter_pool)
interrupted_calls = shared(interrupting.interrupted_calls)
loop_looks = shared(loops_in_threads.loop_looks)
old_extensions = shared(extensions_room.old_extensions)
races = shared(races_room.races)
starts_beside_threads = shared(forking.starts_beside_threads)
starving = shared(starving_room.starving)
starving_loop = shared(starving_room.starving_loop)
switch_intervals = shared(starving_room.switch_intervals)
things = shared(things_room.things)
twins = shared(twins_room.twins)
unready_imports = shared(switching_on.unready_imports)
waiting_loops = shared(loops_in_threads.waiting_loops)
